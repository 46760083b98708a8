"""Builders of live days: a programme of five steps, tables, badges, and where the day stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.testclient import TestClient

from deliberation.people.models import RoomCode
from deliberation.security import new_token, token_hash
from deliberation.sittings.conducting import conduct
from deliberation.sittings.doors import DEVICE_COOKIE
from deliberation.sittings.models import (
    Act,
    Badge,
    Opens,
    Seating,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Table,
)
from deliberation.sittings.reading import DayView, day_view
from tests.world import World

FACILITATOR = "account:1"
MORNING = datetime(2026, 3, 29, 8, tzinfo=UTC)
PLENARY, GROUPS, REPORT, VOTE, END = range(5)  # the places of the steps in the programme
STEPS: tuple[dict[str, Any], ...] = (
    {"kind": SegmentKind.PLENARY, "title": "Accueil", "opens": Opens.LISTENING, "minutes": 10},
    {
        "kind": SegmentKind.SMALL_GROUPS,
        "title": "En petits groupes",
        "opens": Opens.WRITING,
        "minutes": 20,
        "instruction": "Qu'est-ce qui bloque ?",
        "easy_read": "Dites ce qui bloque.",
    },
    {
        "kind": SegmentKind.PLENARY,
        "title": "Mise en commun",
        "opens": Opens.LISTENING,
        "minutes": 10,
    },
    {"kind": SegmentKind.VOTE, "title": "Le vote", "opens": Opens.VOTING, "minutes": 5},
    {
        "kind": SegmentKind.PLENARY,
        "title": "Synthèse à chaud",
        "opens": Opens.LISTENING,
        "minutes": 10,
    },
)


def a_day(world: World, steps: tuple[dict[str, Any], ...] = STEPS, **details: Any) -> int:
    """An announced day about the open topic of the world. Returns its number."""
    sitting = world.keep(
        Sitting(
            **{
                "group_id": world.group_id,
                "topic_id": world.topic_id,
                "title": "Demain, ensemble",
                "starts_at": MORNING,
                "venue": "Salle des fêtes",
                "state": SittingState.ANNOUNCED,
            }
            | details
        )
    )
    for position, step in enumerate(steps):
        world.keep(Segment(sitting_id=sitting.id, position=position, **step))
    return sitting.id


def a_table(world: World, sitting_id: int, number: int = 1, **details: Any) -> int:
    return world.keep(Table(sitting_id=sitting_id, number=number, **details)).id


def a_badge(
    world: World, sitting_id: int, number: int, college: str | None = None, **details: Any
) -> int:
    """Someone who is there, under a number."""
    college_id = world.colleges[college] if college else None
    row = Badge(
        sitting_id=sitting_id, number=number, college_id=college_id, **{"present": True} | details
    )
    return world.keep(row).id


def seat(world: World, segment_id: int, badge_id: int, table_id: int) -> None:
    world.keep(Seating(segment_id=segment_id, badge_id=badge_id, table_id=table_id))


def a_code_for(world: World, sitting_id: int, code: str = "K7M4PX") -> str:
    """The code on the wall, which leads to the day."""
    until = datetime.now(UTC) + timedelta(days=1)
    world.keep(
        RoomCode(
            code=code, committee_id=world.committee_id, sitting_id=sitting_id, expires_at=until
        )
    )
    return code


def view_of(world: World, sitting_id: int) -> DayView:
    """Where the day stands."""
    with world.db.reading() as session:
        return day_view(session, sitting_id)


def act(
    world: World, sitting_id: int, what: Act, now: datetime | None = None, **details: Any
) -> int:
    """A facilitator does one thing to the day as it stands."""
    seen = view_of(world, sitting_id).number
    return world.db.do(
        conduct, sitting_id, what, seen, FACILITATOR, now or datetime.now(UTC), **details
    )


def go_to(world: World, sitting_id: int, place: int, now: datetime | None = None) -> int:
    """Lead the day to the step of this place, one after the other. Returns the step's number."""
    act(world, sitting_id, Act.START, now)
    for _ in range(place):
        act(world, sitting_id, Act.NEXT, now)
    segment = view_of(world, sitting_id).segment
    assert segment is not None
    assert segment.id is not None
    return segment.id


def hold_table(client: TestClient, world: World, table_id: int) -> str:
    """This browser is now the device of that table."""
    secret = new_token()

    def give(session: Any) -> None:
        session.get_one(Table, table_id).device_hash = token_hash(secret)

    world.db.do(give)
    client.cookies.set(DEVICE_COOKIE, secret)
    return secret
