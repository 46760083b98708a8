"""Disagreement is kept: what makes a protected block, who closes it, and that nobody else does."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.ballots.changes import raise_secrecy
from deliberation.ballots.lifecycle import publish_ballot
from deliberation.debate.models import Contribution, ContributionState, Scope
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.syntheses import commands
from deliberation.syntheses.dissents.commands import (
    keep_dissent_open,
    record_closing,
    settle_dissent,
)
from deliberation.syntheses.dissents.models import Lift
from deliberation.syntheses.dissents.rules import (
    DissentRefusal,
    Holders,
    Kind,
)
from deliberation.syntheses.models import Section
from deliberation.syntheses.reading_back.commands import begin_reading_back
from deliberation.syntheses.statements import Written, add_statement, remove_statement
from tests.ballots.voting import MODERATOR, people
from tests.debate.speaking import a_speaker, said
from tests.sittings.days import a_day
from tests.syntheses.disagreeing import (
    APART,
    OBJECTION,
    a_divided_vote,
    an_objected_vote,
    answered,
    asked_again,
    blocks,
    kept_by_peers,
    keys,
)
from tests.syntheses.drafting import (
    PEN,
    UNTIL,
    a_statement,
    a_synthesis,
    covered,
    frozen_words,
    hand_over,
    refusal_of,
    sections,
)
from tests.world import NOON, World, a_member, sign_in

OTHER = "account:7"


def being_read(world: World) -> int:
    """A synthesis that its people are reading."""
    words = said(world, a_speaker(world), "Plus de guichet.")
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(words,))
    if covered(world, synthesis).untouched:
        world.db.do(commands.set_rest_aside, synthesis, "Dit autrement.", PEN)
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOON)
    return synthesis


def test_each_place_where_people_disagree_makes_a_block_and_the_text_prints_all(
    world: World,
) -> None:
    synthesis = a_synthesis(world)
    an_objected_vote(world)
    a_divided_vote(world)
    kept_by_peers(world)
    kinds = [one.found.kind for one in blocks(world, synthesis)]
    assert kinds == [Kind.OBJECTION, Kind.PEERS, Kind.COLLEGE]
    text = frozen_words(world, synthesis)
    assert OBJECTION in text
    assert "est plus fréquent que dans chacun des autres." in text
    assert APART not in text  # entrusted to the writers: its block is there, its words are not
    assert text.count("Reste ouvert.") == 3


def test_without_a_disagreement_the_text_says_where_it_was_looked_for(world: World) -> None:
    a_divided_vote(world, alike=True)
    assert "Nous n’en avons trouvé aucun" in frozen_words(world, a_synthesis(world))


def test_a_text_whose_plan_lost_the_heading_prints_its_disagreements_all_the_same(
    world: World,
) -> None:
    synthesis = a_synthesis(world)
    an_objected_vote(world)

    def lose_headings(session: Session) -> None:
        for section in session.exec(select(Section)):
            section.purpose = None

    world.db.do(lose_headings)
    assert OBJECTION in frozen_words(world, synthesis)


def test_a_result_that_waits_is_told_by_no_block(world: World) -> None:
    synthesis = a_synthesis(world)
    ballot = an_objected_vote(world, held=True)
    assert blocks(world, synthesis) == []
    world.db.do(publish_ballot, ballot, MODERATOR, "")
    assert keys(world, synthesis) != []


def test_words_that_are_gone_leave_their_marker(world: World) -> None:
    synthesis = a_synthesis(world)
    kept_by_peers(world)

    def withdraw(session: Session) -> None:
        for one in session.exec(select(Contribution)):
            one.words, one.state = "", ContributionState.WITHDRAWN

    world.db.do(withdraw)
    assert "Ces mots ont été retirés" in frozen_words(world, synthesis)


def test_no_disagreement_disappears_and_none_closes_whatever_writers_do(world: World) -> None:
    """Fifty gestures of writers, drawn at random: every block is still there, and open."""
    synthesis = a_synthesis(world)
    an_objected_vote(world)
    a_divided_vote(world)
    kept_by_peers(world)
    every, drawn = keys(world, synthesis), random.Random(7)
    written: list[int] = []
    for place in range(50):
        section = drawn.choice(sections(world, synthesis))
        try:
            match drawn.randrange(5):
                case 0:
                    written.append(a_statement(world, section, f"Phrase {place}."))
                case 1 if written:
                    world.db.do(remove_statement, drawn.choice(written), PEN, NOON)
                case 2:
                    answered(world, synthesis, drawn.choice(every), f"Nous y répondons {place}.")
                case 3:
                    world.db.do(commands.set_rest_aside, synthesis, "Réglé.", PEN)
                case _:
                    key = drawn.choice(every)
                    world.db.do(record_closing, synthesis, key, 1, PEN, NOON)
        except Refused:
            pass
    found = blocks(world, synthesis)
    assert [one.key for one in found] == every
    assert [one.closed for one in found] == ["", "", ""]
    hand_over(world, synthesis)
    assert frozen_words(world, synthesis).count("Reste ouvert.") == 3


def test_an_answer_stands_beside_a_block_and_does_not_close_it(world: World) -> None:
    synthesis = a_synthesis(world)
    an_objected_vote(world)
    [key] = keys(world, synthesis)
    answered(world, synthesis, key)
    text = frozen_words(world, synthesis)
    assert "Comment nous l’avons pris en compte\u00a0: Nous ouvrons le soir." in text
    assert OBJECTION in text and "Reste ouvert." in text


def test_an_objection_closes_when_each_of_those_who_objected_says_so(world: World) -> None:
    one, two, other = people(world, 3)
    an_objected_vote(world, (one, two))
    synthesis = being_read(world)
    key, _ = keys(world, synthesis)
    with pytest.raises(Refused) as caught:
        world.db.do(settle_dissent, synthesis, key, other, NOON)
    assert refusal_of(caught) is DissentRefusal.NOT_YOURS
    world.db.do(settle_dissent, synthesis, key, one, NOON)
    assert not any(block.closed for block in blocks(world, synthesis))
    world.db.do(settle_dissent, synthesis, key, two, NOON)
    assert all("par les personnes qui" in block.closed for block in blocks(world, synthesis))
    world.db.do(keep_dissent_open, synthesis, key, one, NOON)
    assert not any(block.closed for block in blocks(world, synthesis))


def test_who_objected_closes_nothing_before_nor_after_people_read(world: World) -> None:
    [one] = people(world, 1)
    an_objected_vote(world, (one,))
    synthesis = a_synthesis(world)
    [key] = keys(world, synthesis)
    for now in (NOON, NOON + timedelta(days=8)):
        with pytest.raises(Refused) as caught:
            world.db.do(settle_dissent, synthesis, key, one, now)
        assert refusal_of(caught) is DissentRefusal.NOT_NOW
        if now == NOON:
            synthesis = being_read(world)


def test_a_vote_made_secret_forgets_who_said_that_her_objection_is_settled(world: World) -> None:
    one, two = people(world, 2)
    ballot = an_objected_vote(world, (one, two))
    synthesis = being_read(world)
    world.db.do(settle_dissent, synthesis, keys(world, synthesis)[0], one, NOON)
    world.db.do(publish_ballot, ballot, MODERATOR, "")
    world.db.do(raise_secrecy, ballot, MODERATOR)
    with world.db.reading() as session:
        assert session.exec(select(Lift)).all() == []
    assert {block.found.holders for block in blocks(world, synthesis)} == {Holders.NEW_ROUND}


CONSENT, RESERVES, AGAINST = ["no_objection"] * 5, ["reserve"] * 3, ["objection"] * 3


@pytest.mark.parametrize(
    ("changed", "answers", "closes"),
    [
        (True, CONSENT + RESERVES, True),
        (False, CONSENT + RESERVES, False),
        (True, CONSENT + AGAINST, False),
        # All alike: this result tells nobody's answer, and so does not say that none objects.
        (True, CONSENT + CONSENT, False),
    ],
)
def test_a_new_vote_closes_objections_if_the_text_changed_and_its_result_says_that_none_objects(
    world: World, changed: bool, answers: list[str], closes: bool
) -> None:
    asked_again(world, an_objected_vote(world), changed, *answers)
    [block] = blocks(world, a_synthesis(world))
    assert (block.found.settled is not None) is closes
    assert ("un nouveau vote" in block.closed) is closes


def test_what_a_group_said_is_closed_by_the_group_when_it_met_again(world: World) -> None:
    kept_by_peers(world)
    synthesis = a_synthesis(world)
    [key] = keys(world, synthesis)
    now = datetime.now(UTC)
    before = a_day(world, starts_at=now - timedelta(days=9))
    after = a_day(world, starts_at=now + timedelta(days=1))
    later = now + timedelta(days=2)
    a_statement(world, sections(world, synthesis)[0])
    for day, actor, reason in (
        (before, OTHER, DissentRefusal.OTHER_DAY),
        (999, OTHER, DissentRefusal.OTHER_DAY),
        (after, PEN, DissentRefusal.WRITER),
    ):
        with pytest.raises(Refused) as caught:
            world.db.do(record_closing, synthesis, key, day, actor, later)
        assert refusal_of(caught) is reason
    world.db.do(record_closing, synthesis, key, after, OTHER, later)
    assert "par le groupe qui l’avait dit" in frozen_words(world, synthesis)


def test_writers_answer_from_their_desk_and_nothing_typed_is_lost(
    client: TestClient, world: World
) -> None:
    an_objected_vote(world)
    synthesis = a_synthesis(world)
    [key] = keys(world, synthesis)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    desk = f"/gestion/syntheses/{synthesis}"
    assert OBJECTION in client.get(desk).text
    page = client.get(f"{desk}/divergences").text
    assert OBJECTION in page and "Seules les personnes qui s’y sont opposées" in page
    address = f"{desk}/divergences/{key}"
    reply = client.post(f"{address}/reponse", data={"words": "Ouvert le soir."})
    assert reply.status_code == 303
    assert "Ouvert le soir." in client.get(f"{desk}/divergences").text
    for forged in ("objection/999", f"college/{key.split('/')[1]}", "autre/1"):
        reply = client.post(f"{desk}/divergences/{forged}/reponse", data={"words": "Non."})
        assert reply.status_code == 409 and "Non." in reply.text
    assert client.post(f"{address}/rencontre", data={"sitting": "1"}).status_code == 409
    a_statement(world, sections(world, synthesis)[0])
    hand_over(world, synthesis)
    assert client.post(f"{address}/reponse", data={"words": "Trop tard."}).status_code == 409


def test_words_kept_for_writers_are_read_at_the_desk_alone(
    client: TestClient, world: World
) -> None:
    kept_by_peers(world)
    synthesis = a_synthesis(world)
    assert blocks(world, synthesis)[0].found.words.scope is Scope.DRAFTERS  # type: ignore[union-attr]
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    assert APART in client.get(f"/gestion/syntheses/{synthesis}/divergences").text
    assert APART not in client.get(f"/syntheses/{synthesis}").text


def test_writers_add_their_sentences_after_the_disagreements(world: World) -> None:
    synthesis = a_synthesis(world)
    an_objected_vote(world)
    written = Written("Reste à savoir qui paiera.", by_group=True)
    world.db.do(add_statement, sections(world, synthesis)[8], written, PEN, NOON)
    text = frozen_words(world, synthesis)
    assert text.index(OBJECTION) < text.index("Reste à savoir qui paiera.")


def test_words_that_the_text_keeps_by_itself_wait_for_no_writer(world: World) -> None:
    an_objected_vote(world)
    kept_by_peers(world)
    assert covered(world, a_synthesis(world)).untouched == set()
