"""A recount finds every vote, counter or count that somebody altered in the database."""

import pytest
from sqlalchemy import text
from sqlmodel import Session

from deliberation.ballots.models import Choice
from tests.ballots.voting import an_open_ballot, close, people, recount, vote
from tests.world import World


@pytest.fixture
def counted(world: World) -> World:
    """A closed ballot (number 1) of three votes, and an open one (number 2) of one."""
    voters = people(world, 3)
    closed = an_open_ballot(world)
    for person in voters:
        vote(world, closed, person, Choice.AGREE)
    close(world, closed)
    vote(world, an_open_ballot(world), voters[0], Choice.UNSURE)
    return world


def test_an_honest_count_is_found_right(counted: World) -> None:
    assert recount(counted) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE vote SET choice = 'disagree' WHERE ballot_id = 2", "vote:2/1: altered"),
        ("UPDATE vote SET mark = 'x' WHERE participant_id = 2", "vote:1/2: altered"),
        ("UPDATE counter SET number = 9 WHERE ballot_id = 1", "says 9, recount 3"),
        ("DELETE FROM counter WHERE ballot_id = 2", "unsure: missing, recount 1"),
        ("DELETE FROM vote WHERE participant_id = 3", "ballot:1: 3 votes at the close, 2 now"),
        ("DELETE FROM vote WHERE ballot_id = 1", "ballot:1: 3 votes at the close, 0 now"),
        ("DELETE FROM vote WHERE ballot_id = 2", "says 1, recount 0"),
        ("UPDATE ballot SET state = 'closed' WHERE id = 2", "ballot:2: closed, but its closing"),
    ],
)
def test_what_was_altered_is_found(counted: World, statement: str, found: str) -> None:
    counted.db.do(lambda session: session.execute(text(statement)) and None)
    assert any(found in finding for finding in recount(counted)), recount(counted)


def test_a_vote_and_its_counter_deleted_together_are_found_after_the_close(
    counted: World,
) -> None:
    def tamper(session: Session) -> None:
        for statement in (
            "DELETE FROM vote WHERE ballot_id = 1 AND participant_id = 3",
            "UPDATE counter SET number = 2 WHERE ballot_id = 1",
        ):
            session.execute(text(statement))

    counted.db.do(tamper)
    assert recount(counted) == [
        "ballot:1: 3 people voted, 2 votes now",
        "ballot:1: 3 votes at the close, 2 now",
    ]


def test_a_vote_and_its_counter_deleted_together_are_found_before_the_close(
    counted: World,
) -> None:
    for table in ("vote", "counter"):
        statement = f"DELETE FROM {table} WHERE ballot_id = 2"
        counted.db.do(lambda session, said=statement: session.execute(text(said)) and None)
    assert recount(counted) == ["ballot:2: 1 people voted, 0 votes now"]


def test_a_vote_moved_to_another_person_is_found(counted: World) -> None:
    people(counted, 1, None)
    statement = "UPDATE vote SET participant_id = 4 WHERE ballot_id = 1 AND participant_id = 3"
    counted.db.do(lambda session: session.execute(text(statement)) and None)
    assert "vote:1/4: altered" in recount(counted)
