"""A helper lends her screen: to whom, and what is told of it."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.ballots import channels
from deliberation.ballots.models import (
    AssistedVoice,
    Choice,
    Eligibility,
    Method,
)
from deliberation.ballots.secrecy import key_of
from deliberation.journal import Event
from deliberation.people.models import Channel, Participant
from deliberation.roles import Role
from deliberation.security import BOOTH_COOKIE, PARTICIPANT_COOKIE
from tests.ballots.lending import TYPED, UNKNOWN, helped, holds, lend, secret_of_words
from tests.ballots.voting import MODERATOR, a_ballot_of, choices, close, words
from tests.world import World, a_member, sign_in


def test_the_result_says_how_many_were_helped(
    helper: TestClient, world: World, person: int
) -> None:
    for hidden in (False, True):
        ballot = a_ballot_of(world, Method.AGREEMENT, secret=hidden)
        lend(helper, ballot)
        helper.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
        world.db.do(channels.add_slips, ballot, "urne", Choice.DISAGREE, 9, MODERATOR)
        close(world, ballot)
        assert helped(world, ballot) == 1
        assert "1 avec un aidant" in words(helper.get(f"/scrutins/{ballot}"))


def test_who_gives_the_screen_back_without_voting_was_not_helped_to_vote(
    helper: TestClient, world: World, person: int
) -> None:
    for hidden in (False, True):
        ballot = a_ballot_of(world, Method.AGREEMENT, secret=hidden)
        lend(helper, ballot)
        assert helper.post(f"/scrutins/{ballot}/isoloir/fin").status_code == 303
        with world.db.reading() as session:
            mine = select(AssistedVoice).where(AssistedVoice.ballot_id == ballot)
            assert session.exec(mine).all() == []


def test_the_journal_says_who_helped_and_neither_whom_nor_what(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, secret=True)
    lend(helper, ballot)
    with world.db.reading() as session:
        before = len(session.exec(select(Event)).all())
    helper.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
    helper.post(f"/scrutins/{ballot}/isoloir/fin")
    with world.db.reading() as session:
        events = list(session.exec(select(Event)))
        kept = session.exec(select(AssistedVoice)).one()
    assert len(events) == before
    begun = [event for event in events if event.name == "assistance.begun"]
    assert len(begun) == 1
    assert (begun[0].actor or "").startswith("account:")
    assert str(person) not in str(begun[0].details)
    assert kept.key not in (str(person), key_of(secret_of_words(world), ballot))


def test_someone_without_a_card_gets_four_words_of_her_own_and_votes(
    helper: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    college = world.colleges["concerned"]
    shown = helper.post(f"/scrutins/{ballot}/aide/entree", data={"college": str(college)})
    assert shown.status_code == 200
    assert "Gardez ces quatre mots" in words(shown)
    assert not holds(helper, PARTICIPANT_COOKIE)
    helper.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
    with world.db.reading() as session:
        someone = session.exec(
            select(Participant).where(Participant.channel == Channel.ASSISTED)
        ).one()
    assert someone.college_id == college
    assert choices(world, ballot) == {someone.id: Choice.AGREE}
    assert helped(world, ballot) == 1


def test_the_same_tap_sent_twice_lets_one_person_in(helper: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    form = {"college": "0", "once": "0123456789abcdef0123456789abcdef"}
    for _ in range(2):
        assert helper.post(f"/scrutins/{ballot}/aide/entree", data=form).status_code == 200
    with world.db.reading() as session:
        came = select(Participant).where(Participant.channel == Channel.ASSISTED)
        assert len(session.exec(came).all()) == 1


def test_where_cards_are_asked_a_helper_lets_nobody_in(helper: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, eligibility=Eligibility.CARDS)
    assert "Elle n'a pas de carte" not in words(helper.get(f"/scrutins/{ballot}/aide"))
    answer = helper.post(f"/scrutins/{ballot}/aide/entree", data={"college": "0"})
    assert answer.status_code == 409
    assert "demande une carte" in words(answer)


def test_a_card_that_cannot_vote_is_told_before_the_screen_is_lent(
    helper: TestClient, world: World, person: int
) -> None:
    unvouched = a_ballot_of(world, Method.AGREEMENT, eligibility=Eligibility.CARDS)
    draft = a_ballot_of(world, Method.AGREEMENT, is_open=False)
    spent = a_ballot_of(world, Method.AGREEMENT)
    world.db.do(channels.spend_voices, spent, [person], "table 4", MODERATOR)
    over = a_ballot_of(world, Method.AGREEMENT)
    close(world, over)
    for ballot in (unvouched, draft, spent, over):
        answer = helper.post(f"/scrutins/{ballot}/aide/carte", data={"words": TYPED})
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
        assert not holds(helper, BOOTH_COOKIE)


@pytest.mark.parametrize(
    ("typed", "status"),
    [("", 422), ("abricot balcon", 422), (UNKNOWN, 409)],
)
def test_words_that_open_nothing_are_told_and_never_given_back(
    helper: TestClient, world: World, typed: str, status: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    answer = helper.post(f"/scrutins/{ballot}/aide/carte", data={"words": typed})
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert not typed or f'value="{typed}"' not in answer.text


def test_only_who_runs_the_vote_lends_a_screen(client: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for address in ("carte", "entree"):
        assert client.post(f"/scrutins/{ballot}/aide/{address}").status_code == 401
    sign_in(client, a_member(world, Role.SECRETARIAT))
    assert client.get(f"/scrutins/{ballot}/aide").status_code == 403
