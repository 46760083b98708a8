"""Two processes at the same moment: a voice counts once, where it may, and not after the close."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session, col, delete, select
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, BallotState, Choice, HandCount, OwnOption
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.sheets import PaperRefusal
from deliberation.db import Database
from deliberation.sittings.models import Table
from deliberation.sittings.note_rules import TableRefusal
from deliberation.sittings.table_votes import count_table
from tests.ballots.voting import MODERATOR, choices, recount
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
