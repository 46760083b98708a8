"""Builders of a table that votes: who sits there, its device, and its raised hands."""

from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.ballots.models import Method
from deliberation.sittings.models import Segment
from tests.ballots.voting import (
    a_ballot_of,
    people,
    words,
)
from tests.sittings.days import (
    GROUPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    go_to,
    hold_table,
    seat,
    view_of,
)
from tests.world import World

Seated = tuple[int, int, list[int]]  # ballot, table, people


def at_table(client: TestClient, world: World, phones: int = 4, **details: object) -> Seated:
    """A vote of the day, four people with phones and one without at a table, and its device."""
    ballot = a_ballot_of(world, Method.AGREEMENT, **details)
    day = a_day(world)
    table = a_table(world, day, 4)
    steps = [one.id or 0 for one in view_of(world, day).segments]

    def attach(session: Session) -> None:
        session.get_one(Segment, steps[VOTE]).ballot_id = ballot

    world.db.do(attach)
    here = people(world, phones)
    for number, person in enumerate([*here, None], 1):
        seat(world, steps[GROUPS], a_badge(world, day, number, participant_id=person), table)
    go_to(world, day, VOTE)
    hold_table(client, world, table)
    return ballot, table, here


def raise_hands(
    client: TestClient, table: int, ballot: int, status: int = 303, **counts: int
) -> str:
    form = {"ballot": str(ballot)} | {f"hands-{answer}": str(n) for answer, n in counts.items()}
    answer = client.post(f"/tables/{table}/vote/mains", data=form)
    assert answer.status_code == status, words(answer)
    return words(answer)
