"""The life of a ballot: by hand or by the clock, opened again or asked again, ever more secret."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation import journal
from deliberation.assembly.models import Phase, Topic
from deliberation.ballots import changes, lifecycle
from deliberation.ballots.clock import SECONDS, due, follow_clock, keeping_hours
from deliberation.ballots.models import Ballot, BallotState, Choice, Method, Paper, Vote
from deliberation.ballots.results import results_of
from deliberation.ballots.rules import BallotRefusal
from deliberation.db import Database
from deliberation.debate.commands import Said, add_contribution
from deliberation.debate.proposals import Text, change_proposal, current_version, make_proposal
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.roles import Role
from tests.ballots.test_secrecy import a_secret_ballot, cards, cast
from tests.ballots.voting import MODERATOR, a_ballot_of, close, people, recount, state, vote, words
from tests.world import NOON, World, a_member, sign_in

LATER = NOON + timedelta(hours=1)


def refusal(world: World, command: Any, *args: Any) -> BallotRefusal:
    with pytest.raises(Refused) as caught:
        world.db.do(command, *args)
    assert isinstance(caught.value.reason, BallotRefusal)
    return caught.value.reason


def published(world: World, ballot: int) -> None:
    close(world, ballot)
    world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)


def hours(world: World, now: datetime) -> list[int]:
    """Take the steps that are due, as the clock does."""
    with world.db.reading() as session:
        ids = due(session, now)
    return [id for id in ids if world.db.do(follow_clock, id, now)]


def test_a_ballot_opens_and_closes_at_its_hours_once_each(world: World) -> None:
    details = {"opens_at": NOON, "closes_at": LATER, "is_open": False}
    ballot = a_ballot_of(world, Method.AGREEMENT, **details)
    assert hours(world, NOON - timedelta(seconds=1)) == []
    assert hours(world, NOON) == [ballot]
    assert state(world, ballot) is BallotState.OPEN
    assert hours(world, NOON) == []
    assert hours(world, LATER) == [ballot]
    assert state(world, ballot) is BallotState.CLOSED
    assert hours(world, LATER + timedelta(days=1)) == []


def test_the_clock_does_not_open_what_nobody_may_open(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, opens_at=NOON, is_open=False)

    def frame(session: Session) -> None:
        session.get_one(Topic, world.topic_id).phase = Phase.FRAMED

    world.db.do(frame)
    assert hours(world, NOON) == []
    assert state(world, ballot) is BallotState.DRAFT


def test_the_server_keeps_the_hours_by_itself(world: World) -> None:
    now = datetime.now(UTC)
    details = {"opens_at": now - timedelta(hours=2), "closes_at": now + timedelta(hours=2)}
    ballot = a_ballot_of(world, Method.AGREEMENT, is_open=False, **details)

    async def live() -> None:
        db, waited = Database(world.db.url, world.db.key, journal.seal), asyncio.Event()

        async def pause(seconds: float) -> None:
            assert seconds == SECONDS
            waited.set()
            await asyncio.Event().wait()

        await db.start()
        async with keeping_hours(db, pause):
            assert state(world, ballot) is BallotState.OPEN
            await asyncio.wait_for(waited.wait(), 30)
        await db.stop()

    asyncio.run(live())


def test_a_held_result_is_seen_by_nobody_before_it_is_published(
    client: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, held=True)
    for person in people(world, 25):
        vote(world, ballot, person, Choice.AGREE)
    close(world, ballot)
    sign_in(client, a_member(world, Role.MODERATOR))
    for address in ("/scrutins/{}", "/scrutins/{}/ecran", "/gestion/scrutins/{}"):
        assert "sur cinq" not in words(client.get(address.format(ballot)))
    with world.db.reading() as session:
        assert results_of(session, ballot) is None
        [closed] = session.exec(select(Event).where(Event.name == "ballot.closed")).all()
    assert closed.details["counts"] is None
    world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)
    assert "Au moins quatre personnes sur cinq" in words(client.get(f"/scrutins/{ballot}"))


def test_what_was_never_shown_is_opened_again_and_everyone_hears_of_it(
    client: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, held=True)
    voters = people(world, 12)
    for person in voters:
        vote(world, ballot, person, Choice.AGREE)
    close(world, ballot)
    world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    assert "fermé, puis rouvert" in words(client.get(f"/scrutins/{ballot}"))
    vote(world, ballot, voters[0], Choice.DISAGREE)
    close(world, ballot)
    assert recount(world) == []


def test_what_was_shown_is_not_opened_again(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for person in people(world, 5):
        vote(world, ballot, person, Choice.AGREE)
    close(world, ballot)
    reason = refusal(world, lifecycle.reopen_ballot, ballot, MODERATOR)
    assert reason is BallotRefusal.RESULT_SEEN


def test_a_draft_becomes_secret_and_never_the_reverse(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, is_open=False)
    world.db.do(changes.raise_secrecy, ballot, MODERATOR)
    with world.db.reading() as session:
        assert session.get_one(Ballot, ballot).secret
    again = refusal(world, changes.raise_secrecy, ballot, MODERATOR)
    assert again is BallotRefusal.ALREADY_SECRET


def test_a_ballot_that_may_be_open_again_stays_what_people_were_told(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    reason = refusal(world, changes.raise_secrecy, ballot, MODERATOR)
    assert reason is BallotRefusal.PUBLISH_FIRST
    close(world, ballot)
    reason = refusal(world, changes.raise_secrecy, ballot, MODERATOR)
    assert reason is BallotRefusal.PUBLISH_FIRST


def test_votes_that_were_counted_are_untied_from_people_for_ever(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for place, person in enumerate(people(world, 24)):
        vote(world, ballot, person, Choice.AGREE if place % 2 else Choice.DISAGREE)
    published(world, ballot)
    with world.db.reading() as session:
        before = results_of(session, ballot)
    world.db.do(changes.raise_secrecy, ballot, MODERATOR)
    with world.db.reading() as session:
        after = results_of(session, ballot)
        assert session.exec(select(Vote)).all() == []
        assert len(session.exec(select(Paper)).all()) == 24
    assert before is not None
    assert after is not None
    assert after.rows == before.rows
    assert recount(world) == []


def test_an_altered_paper_is_found_after_votes_were_untied_too(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for person in people(world, 6):
        vote(world, ballot, person, Choice.AGREE)
    published(world, ballot)
    world.db.do(changes.raise_secrecy, ballot, MODERATOR)

    def steal(session: Session) -> None:
        session.delete(session.exec(select(Paper)).first())

    world.db.do(steal)
    found = recount(world)
    assert f"ballot:{ballot}: 6 votes at the close, 5 now" in found
    assert f"ballot:{ballot}: 6 people voted, 5 votes now" in found


def test_an_edit_asks_again_and_no_vote_follows(client: TestClient, world: World) -> None:
    text = Text("Garder un guichet.", "Le guichet")
    account = a_member(world, Role.MODERATOR)
    said = world.db.do(
        add_contribution, world.topic_id, people(world, 1)[0], Said("Le guichet ?"), NOON
    )
    proposal = world.db.do(make_proposal, world.topic_id, [said], text, 1, NOON)
    with world.db.reading() as session:
        version = current_version(session, proposal).id
    ballot = a_ballot_of(world, Method.CONSENT, proposal_version_id=version)
    [person] = people(world, 1)
    vote(world, ballot, person, "objection")
    sign_in(client, account)
    desk = f"/gestion/scrutins/{ballot}"
    assert "Le texte a changé" not in words(client.get(desk))
    world.db.do(change_proposal, proposal, Text("Garder deux guichets.", "Guichets"), 1, NOON)
    assert "Le texte a changé" in words(client.get(desk))
    assert "Le texte de cette proposition a changé" in words(client.get(f"/scrutins/{ballot}"))
    answer = client.post(f"{desk}/de-nouveau")
    assert answer.status_code == 303
    again = int(answer.headers["location"].rsplit("/", 1)[1])
    with world.db.reading() as session:
        new = session.get_one(Ballot, again)
        assert (new.question, new.round_of_id) == ("Garder deux guichets.", ballot)
        assert (new.method, new.state) == (Method.CONSENT, BallotState.DRAFT)
        assert session.exec(select(Vote).where(Vote.ballot_id == again)).all() == []
    assert f'href="/gestion/scrutins/{ballot}"' in client.get(f"/gestion/scrutins/{again}").text


def test_a_moderator_makes_a_counted_vote_secret_without_script(
    client: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    published(world, ballot)
    sign_in(client, a_member(world, Role.MODERATOR))
    assert client.post(f"/gestion/scrutins/{ballot}/secret").status_code == 303
    assert "Ce vote est secret" in words(client.get(f"/gestion/scrutins/{ballot}"))


def test_a_secret_ballot_that_opens_again_keeps_its_papers(world: World) -> None:
    ballot, held = a_secret_ballot(world, held=True), cards(world, 9)
    for person, secret in held.items():
        cast(world, ballot, person, secret, Choice.AGREE)
    close(world, ballot)
    world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    assert recount(world) == []
    person, secret = next(iter(held.items()))
    cast(world, ballot, person, secret, Choice.DISAGREE)
    world.db.do(lifecycle.close_ballot, ballot, MODERATOR, LATER)
    with world.db.reading() as session:
        assert len(session.exec(select(Paper)).all()) == 9
    assert recount(world) == []
