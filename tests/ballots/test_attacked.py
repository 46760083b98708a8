"""What was tried from outside against a vote, and does not work: a card handed out between two
openings, a group that does not exist, a count that goes up by one, words left in the files.
"""

import re
from pathlib import Path

import pytest
from sqlalchemy import text as sql
from starlette.testclient import TestClient

from deliberation.ballots import channels, lifecycle
from deliberation.ballots.commands import say_condition
from deliberation.ballots.models import Choice, Consent, Method
from deliberation.ballots.rules import BallotRefusal
from deliberation.debate.commands import Said, add_contribution
from deliberation.debate.proposals import Text, current_version, make_proposal
from deliberation.errors import Refused
from deliberation.people.commands import attach_card
from deliberation.people.models import AccessCard
from deliberation.records.exports import rows_of
from deliberation.roles import Role
from deliberation.security import new_token, token_hash
from tests.ballots.test_secrecy import a_secret_ballot, cards, cast, papers
from tests.ballots.voting import MODERATOR, a_ballot_of, close, people, recount, vote, words
from tests.world import NOON, World, a_member, a_participant, enter, sign_in

pytestmark = pytest.mark.both_databases

KINDS = {
    Method.CONSENT: ("reserve", "objection"),
    Method.AGREEMENT: ("agree_if", "reserve", "objection", "", "rubbish"),  # there is but one
}


def test_a_card_handed_out_between_the_close_and_the_reopening_gives_no_second_paper(
    world: World,
) -> None:
    ballot, held = a_secret_ballot(world, held=True), cards(world, 1)
    [(person, secret)] = held.items()
    cast(world, ballot, person, secret, Choice.AGREE)
    close(world, ballot)
    other = new_token()
    details = {"batch": "lot", "code_hash": token_hash("code"), "card_hash": token_hash(other)}
    card = world.keep(AccessCard(committee_id=world.committee_id, **details))
    world.db.do(attach_card, card.id, person, NOON)
    world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    with pytest.raises(Refused) as refused:
        cast(world, ballot, person, other, Choice.DISAGREE)
    assert refused.value.reason is BallotRefusal.CARD_TOO_NEW
    assert [paper.choice for paper in papers(world, ballot)] == [Choice.AGREE]


@pytest.mark.parametrize("way", ["mains", "papiers"])
def test_nothing_is_counted_for_a_group_of_nowhere(
    client: TestClient, world: World, way: str
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    sign_in(client, a_member(world, Role.MODERATOR))
    form = {"source": "Table 4", "college": "999", "hands-agree": "3", "choice": "agree"}
    answer = client.post(f"/gestion/scrutins/{ballot}/{way}", data=form)
    assert answer.status_code == 409 and 'role="alert"' in answer.text
    close(world, ballot)
    assert client.get(f"/scrutins/{ballot}").status_code == 200
    assert recount(world) == []


def test_while_a_secret_ballot_is_open_the_desk_counts_by_steps_too(
    client: TestClient, world: World
) -> None:
    ballot = a_secret_ballot(world)
    world.db.do(channels.add_slips, ballot, "urne", Choice.AGREE, 1, MODERATOR)
    sign_in(client, a_member(world, Role.MODERATOR))
    told = set()
    for person, secret in cards(world, 4).items():
        cast(world, ballot, person, secret, Choice.AGREE)
        page = words(client.get(f"/gestion/scrutins/{ballot}/comptage"))
        assert "urne : 1 bulletin" in page
        told.add(page.split("</h1>")[1].split("<ul>")[0])
    assert len(told) == 1


def test_what_was_said_with_a_vote_is_in_no_dead_row_after_the_close(
    world: World, database_url: str
) -> None:
    """A dead row keeps its place and its transaction: the order in which people wrote."""
    if not database_url.startswith("postgres"):
        pytest.skip("SQLite zeroes what it rewrites")
    ballot = a_secret_ballot(world)
    for person, secret in cards(world, 6).items():
        cast(world, ballot, person, secret, Choice.AGREE_IF)
        world.db.do(say_condition, ballot, person, "Si le guichet reste.", NOON, secret)
    close(world, ballot)
    with world.db.reading() as session:
        place = "SELECT current_setting('data_directory'), pg_relation_filepath('condition')"
        file = Path(*session.connection().execute(sql(place)).one())
        session.connection().execute(sql("CHECKPOINT"))
    assert b"Si le guichet reste." not in file.read_bytes()


def test_objections_of_a_held_result_wait_with_it(client: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.CONSENT, held=True)
    for place, person in enumerate(people(world, 8)):
        vote(world, ballot, person, Consent.NO_OBJECTION if place else Consent.OBJECTION)
        if not place:
            world.db.do(say_condition, ballot, person, "Le guichet ferme trop tôt.", NOON)
    enter(client, a_participant(world))
    sign_in(client, a_member(world, Role.MODERATOR))
    topic = f"/sujets/{world.topic_id}/contributions"
    addresses = (topic, f"/scrutins/{ballot}", f"/gestion/scrutins/{ballot}")
    close(world, ballot)
    assert not any("ferme trop tôt" in words(client.get(address)) for address in addresses)
    world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)
    assert all("ferme trop tôt" in words(client.get(address)) for address in addresses)


@pytest.mark.parametrize("method", [Method.CONSENT, Method.AGREEMENT])
def test_who_holds_a_card_learns_nothing_of_its_paper_by_writing_a_reason(
    client: TestClient, world: World, method: Method
) -> None:
    ballot = a_ballot_of(world, method, secret=True)
    address, told = f"/scrutins/{ballot}", set()
    kinds = ("agree_if", "reserve", "objection", "", "rubbish")
    [(person, secret)] = cards(world, 1).items()
    enter(client, secret)
    for answer in Consent if method is Method.CONSENT else Choice:
        cast(world, ballot, person, secret, answer)
        page = re.sub(r'(name="once" value|data-now)="[^"]+"', "", client.get(address).text)
        forms = [{"words": "Le guichet ferme.", "kind": kind} for kind in kinds]
        said = [client.post(f"{address}/condition", data=form) for form in forms]
        told.add((page, *((one.status_code, one.headers.get("location")) for one in said)))
    [(page, *answers)] = told
    assert ("envoie mon objection" in page) is (method is Method.CONSENT)
    assert ("envoie ma condition" in page) is (method is Method.AGREEMENT)
    kept = [303 if kind in KINDS[method] else 409 for kind in kinds]
    assert [status for status, _ in answers] == kept
    [(person, secret)] = cards(world, 1).items()
    enter(client, secret)
    nothing = client.post(f"{address}/condition", data={"words": "Sans vote.", "kind": "objection"})
    assert nothing.status_code == 409


def test_what_the_few_of_a_small_vote_objected_is_for_those_who_mend_the_text(
    client: TestClient, world: World
) -> None:
    """That somebody among four objected is already the result, which is not shown."""
    ballots = [a_ballot_of(world, Method.CONSENT) for _ in range(2)]
    for ballot, voters in zip(ballots, (4, 5), strict=True):
        for place, person in enumerate(people(world, voters)):
            vote(world, ballot, person, Consent.NO_OBJECTION if place else Consent.OBJECTION)
            if not place:
                said = f"À {voters}, le guichet ferme trop tôt."
                world.db.do(say_condition, ballot, person, said, NOON)
        close(world, ballot)
    few, enough = ballots
    pages = (f"/scrutins/{few}", f"/sujets/{world.topic_id}/contributions")
    assert not any("À 4, le guichet" in words(client.get(page)) for page in pages)
    assert "À 5, le guichet" in words(client.get(f"/scrutins/{enough}"))
    sign_in(client, a_member(world, Role.MODERATOR))
    assert "À 4, le guichet" in words(client.get(f"/gestion/scrutins/{few}"))


@pytest.mark.parametrize(("voters", "printed"), [(3, False), (12, True)])
def test_a_public_export_has_no_total_that_the_page_does_not_show(
    world: World, voters: int, printed: bool
) -> None:
    a_member(world, Role.MODERATOR)
    crowd = people(world, voters)
    said = world.db.do(add_contribution, world.topic_id, crowd[0], Said("Le guichet ?"), NOON)
    text = Text("Garder un guichet.", "Le guichet")
    proposal = world.db.do(make_proposal, world.topic_id, [said], text, 1, NOON)
    with world.db.reading() as session:
        version = current_version(session, proposal).id
    ballot = a_ballot_of(world, Method.AGREEMENT, proposal_version_id=version)
    for place, person in enumerate(crowd):
        vote(world, ballot, person, Choice.AGREE if place % 3 else Choice.DISAGREE)
    close(world, ballot)
    with world.db.reading() as session:
        [row] = [r for r in rows_of(session, world.topic_id, True) if r["kind"] == "proposal"]
        [whole] = [r for r in rows_of(session, world.topic_id) if r["kind"] == "proposal"]
    assert ("votes_for" in row) is printed
    assert whole["votes_for"] == voters - voters // 3
