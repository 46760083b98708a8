"""A vote that travels is decided of in one place: nothing that was done is undone by its return."""

from datetime import timedelta
from typing import Any

import pytest

from deliberation.ballots import channels, clock, lifecycle
from deliberation.ballots.changes import raise_secrecy
from deliberation.ballots.models import Ballot, BallotState, Counter, HandCount, Method, Vote
from deliberation.ballots.sheets import Sheet
from deliberation.errors import Refused
from deliberation.sittings import carriage
from deliberation.sittings.rules import DayRefusal
from tests.sittings.days import FACILITATOR
from tests.sittings.test_carrying_votes import arrive, cast, clean, options, prepare, rows
from tests.sittings.trips import NOW, Trip, come_home
from tests.world import a_participant

CHOICE, SOON = Sheet(Method.CHOICE), NOW + timedelta(minutes=1)
CLOSE: tuple[Any, ...] = (lifecycle.close_ballot, FACILITATOR, NOW)
PUBLISH: tuple[Any, ...] = (lifecycle.publish_ballot, FACILITATOR)
UNTIE: tuple[Any, ...] = (raise_secrecy, FACILITATOR)
DECISIONS: dict[str, tuple[tuple[Any, ...], ...]] = {  # what comes before the day leaves, then it
    "closed": (CLOSE,),
    "closed by its hour": ((clock.follow_clock, SOON),),
    "reopened": (CLOSE, (lifecycle.reopen_ballot, FACILITATOR)),
    "published": (CLOSE, PUBLISH),
    "untied": (CLOSE, PUBLISH, UNTIE),
}


def do(trip: Trip, ballot: int, step: tuple[Any, ...]) -> None:
    command, *details = step
    trip.world.db.do(command, ballot, *details)


@pytest.mark.parametrize("steps", DECISIONS.values(), ids=DECISIONS)
def test_what_is_decided_of_a_vote_waits_until_its_day_is_home(
    trip: Trip, steps: tuple[tuple[Any, ...], ...]
) -> None:
    """Else its return reopens what was closed, or ties to a person what was untied from her."""
    db = trip.world.db
    ballot = prepare(db, trip, CHOICE, held=True, closes_at=SOON)
    cast(db, ballot, 1, str(options(db, ballot)[0]))
    *before, decision = steps
    for step in before:
        do(trip, ballot, step)
    arrive(trip)
    with pytest.raises(Refused) as refused:
        do(trip, ballot, decision)
    assert refused.value.reason is DayRefusal.AWAY
    come_home(trip)
    do(trip, ballot, decision)
    assert len(rows(db, Vote)) == (0 if decision is UNTIE else 1)
    clean(trip)


def test_a_day_that_is_kept_after_all_has_its_votes_decided_here(trip: Trip) -> None:
    ballot = prepare(trip.world.db, trip, CHOICE)
    arrive(trip)
    trip.world.db.do(carriage.give_up, trip.day, FACILITATOR, NOW)
    do(trip, ballot, CLOSE)
    [mine] = [row for row in rows(trip.world.db, Ballot) if row.id == ballot]
    assert mine.state is BallotState.CLOSED


def test_a_secret_vote_that_was_reopened_there_has_no_count_here(trip: Trip) -> None:
    db, secret = trip.world.db, a_participant(trip.world, "concerned", 7)
    ballot = prepare(db, trip, CHOICE, held=True, secret=True)
    first, second = options(db, ballot)
    cast(db, ballot, 2, str(first), secret)
    do(trip, ballot, CLOSE)
    arrive(trip)
    trip.laptop.do(lifecycle.reopen_ballot, ballot, FACILITATOR)
    cast(trip.laptop, ballot, 2, str(second), secret)
    come_home(trip)
    assert rows(db, Counter) == []
    do(trip, ballot, CLOSE)
    assert [(row.choice, row.number) for row in rows(db, Counter)] == [(str(second), 1)]
    clean(trip)


def test_one_urn_is_one_urn_whatever_its_case_here_and_there(trip: Trip) -> None:
    db = trip.world.db
    ballot = prepare(db, trip, CHOICE)
    first, second = options(db, ballot)
    arrive(trip)
    db.do(channels.add_slips, ballot, "urne", str(first), 3, FACILITATOR)
    trip.laptop.do(channels.add_slips, ballot, "Urne", str(second), 2, FACILITATOR)
    come_home(trip)
    assert [(row.choice, row.number) for row in rows(db, HandCount)] == [(str(second), 2)]
    clean(trip)


def test_that_nobody_was_there_comes_home_too(trip: Trip) -> None:
    db = trip.world.db
    ballot = prepare(db, trip, CHOICE)
    db.do(channels.declare_present, ballot, 5, FACILITATOR)
    arrive(trip)
    trip.laptop.do(channels.declare_present, ballot, 0, FACILITATOR)
    come_home(trip)
    [mine] = [row for row in rows(db, Ballot) if row.id == ballot]
    assert mine.present == 0
    clean(trip)
