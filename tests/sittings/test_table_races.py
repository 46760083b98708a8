"""Two processes at the same moment: a voice counts once, where it may, and not after the close."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, delete, select
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.channels import add_slips, count_by_hand, declare_present
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, BallotState, Choice, HandCount, OwnOption
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.sheets import PaperRefusal
from deliberation.db import Database
from deliberation.people.models import Channel
from deliberation.sittings.models import Table
from deliberation.sittings.note_rules import TableRefusal
from deliberation.sittings.table_votes import count_table
from tests.ballots.voting import MODERATOR, an_open_ballot, choices, people, recount, vote
from tests.sittings.desks import rows
from tests.sittings.table_voting import at_table
from tests.sittings.test_own_cards import a_vote_among_cards
from tests.two_processes import overtaken
from tests.world import NOON, World

pytestmark = pytest.mark.parametrize("database_url", ["postgresql_url"], indirect=True)


def hands_of_table(world: World, table: int, ballot: int, number: int) -> tuple[Any, ...]:
    with world.db.reading() as session:
        device = session.get_one(Table, table).device_hash or ""
    return count_table, table, device, ballot, {Choice.AGREE.value: number}


def test_a_phone_that_waits_behind_the_hands_of_its_table_is_refused(
    client: TestClient, world: World, other: Database
) -> None:
    ballot, table, here = at_table(client, world)
    hands = hands_of_table(world, table, ballot, 5)
    phone = cast_votes, VoteCall(ballot, here[0], Choice.AGREE, NOON)
    assert overtaken(world.db, hands, other, phone) is BallotRefusal.COUNTED_ELSEWHERE
    assert choices(world, ballot) == {}
    assert recount(world) == []


def test_hands_that_wait_behind_a_phone_are_one_fewer(
    client: TestClient, world: World, other: Database
) -> None:
    ballot, table, here = at_table(client, world)
    phone: tuple[Callable[..., Any], Any] = (
        lambda session, call: cast_votes(session, [call]),
        VoteCall(ballot, here[0], Choice.AGREE, NOON),
    )
    hands = hands_of_table(world, table, ballot, 5)
    assert overtaken(world.db, phone, other, hands) is TableRefusal.MORE_HANDS
    assert rows(world, HandCount) == []


def test_hands_that_wait_behind_the_close_are_not_counted(
    client: TestClient, world: World, other: Database
) -> None:
    ballot, table, _ = at_table(client, world)
    close = lifecycle.close_ballot, ballot, MODERATOR, NOON
    hands = hands_of_table(world, table, ballot, 5)
    assert overtaken(world.db, close, other, hands) is TableRefusal.NO_VOTE_HERE
    assert rows(world, HandCount) == []
    assert recount(world) == []


def test_the_last_of_two_counts_of_a_table_replaces_the_other(
    client: TestClient, world: World, other: Database
) -> None:
    ballot, table, _ = at_table(client, world)
    first, second = (hands_of_table(world, table, ballot, number) for number in (5, 4))
    assert overtaken(world.db, first, other, second) == 4
    with world.db.reading() as session:
        counted = session.exec(select(HandCount.number).where(col(HandCount.ballot_id) == ballot))
        assert list(counted) == [4]


def test_a_dot_that_waits_behind_the_opening_is_not_on_her_own_card(
    client: TestClient, world: World, other: Database
) -> None:
    ballot, (mine, _) = a_vote_among_cards(client, world, elsewhere="yes")

    def as_before_the_opening(session: Session) -> None:
        session.get_one(Ballot, ballot.id).state = BallotState.DRAFT
        session.execute(delete(OwnOption))

    world.db.do(as_before_the_opening)
    opening = lifecycle.open_ballot, ballot.id, MODERATOR, NOON
    dot = cast_votes, VoteCall(ballot.id or 0, 1, f"{mine}:1", NOON)
    assert overtaken(world.db, opening, other, dot) is PaperRefusal.OWN_TABLE


def desk(kind: str, ballot: int) -> tuple[Any, ...]:
    """What a desk does, at the very moment when another one does something else."""
    return {
        "close": (lifecycle.close_ballot, ballot, MODERATOR, NOON),
        "publish": (lifecycle.publish_ballot, ballot, MODERATOR, ""),
        "present": (declare_present, ballot, 2, MODERATOR),
        "Urne": (add_slips, ballot, "Urne", Choice.AGREE, 2, MODERATOR),
        "urne": (add_slips, ballot, " urne", Choice.AGREE, 1, MODERATOR),
        "hands": (count_by_hand, ballot, "Table 9", Channel.TABLE, {"agree": 3}, MODERATOR),
    }[kind]


@pytest.mark.parametrize(
    ("first", "late", "given", "counted"),
    [
        ("Urne", "urne", 3, 3),
        ("close", "Urne", BallotRefusal.CLOSED, 0),
        ("close", "hands", BallotRefusal.CLOSED, 0),
        ("hands", "close", None, 3),
    ],
)
def test_two_desks_at_the_same_moment_count_each_voice_once(
    world: World, other: Database, first: str, late: str, given: object, counted: int
) -> None:
    ballot = an_open_ballot(world)
    done = overtaken(world.db, desk(first, ballot), other, desk(late, ballot))
    assert done == given
    declared = rows(world, HandCount)
    assert sum(row.number for row in declared) == counted
    assert len({row.source for row in declared}) <= 1
    assert recount(world) == []


def test_who_is_declared_present_while_the_result_is_published_is_declared_before_it_or_not(
    world: World, other: Database
) -> None:
    ballots = [an_open_ballot(world) for _ in range(2)]
    for ballot in ballots:
        for person in people(world, 3):
            vote(world, ballot, person, Choice.AGREE)
        world.db.do(declare_present, ballot, 3, MODERATOR)
        world.db.do(*desk("close", ballot))
    before, after = ballots
    late = overtaken(world.db, desk("publish", before), other, desk("present", before))
    assert late is BallotRefusal.NO_SUCH_STEP
    late = overtaken(world.db, desk("present", after), other, desk("publish", after))
    assert late is BallotRefusal.MORE_THAN_CAME
    assert recount(world) == []
