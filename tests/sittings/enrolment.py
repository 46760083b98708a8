"""What the tests of registering ask for: a day with workshops, people, and who sits in which."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from deliberation.errors import Refusal, Refused
from deliberation.i18n import today
from deliberation.security import new_token
from deliberation.sittings import enrolling, workshops
from deliberation.sittings.registers import Registration, WorkshopPlace
from tests.sittings.days import a_day, view_of
from tests.sittings.planning import CLERK, NOW, SOON
from tests.world import World

CLOSES = NOW + timedelta(days=10)


def an_open_day(world: World, **details: Any) -> int:
    """A day for which people register, two workshops each."""
    opens: Any = {"starts_at": SOON, "registers_until": CLOSES, "workshops_each": 2}
    return a_day(world, **opens | details)


def a_workshop(world: World, day: int, step: int | None = None, **details: Any) -> int:
    """A workshop of this day, with one place; `step` is its place in the programme."""
    held = view_of(world, day).segments[step].id if step is not None else None
    words = {"title": "Un atelier", "capacity": 1, "segment_id": held} | details
    return int(world.db.do(workshops.add_workshop, day, words, CLERK))


def enrol(world: World, day: int, name: str, *chosen: int, **words: Any) -> str:
    """Someone registers. Returns the secret of her address."""
    secret = new_token()
    world.db.do(enrolling.register, day, {"name": name} | words, chosen, secret, NOW)
    return secret


def come(world: World, day: int, name: str, *chosen: int, **words: Any) -> int:
    """The secretariat writes someone in. Returns the number of her registration."""
    details = ({"name": name} | words, chosen, new_token(), today())
    world.db.do(enrolling.add_registration, day, *details)
    with world.db.reading() as session:
        newest = select(Registration.id).order_by(col(Registration.id).desc())
        return session.exec(newest).first() or 0


def inside(world: World, workshop: int, waiting: bool = False) -> list[str]:
    """The names of those who have a place in a workshop, or wait for one, in their order."""
    names = (
        select(Registration.name)
        .join(WorkshopPlace)
        .where(WorkshopPlace.workshop_id == workshop, WorkshopPlace.waiting == waiting)
    )
    with world.db.reading() as session:
        return list(session.exec(names.order_by(col(WorkshopPlace.rank))))


def resize(world: World, workshop: int, capacity: int) -> None:
    world.db.do(workshops.change_workshop, workshop, {"capacity": capacity}, CLERK)


def refused(world: World, command: Any, *args: Any) -> Refusal:
    with pytest.raises(Refused) as told:
        world.db.do(command, *args)
    return told.value.reason


def pressed(page: str) -> list[str]:
    """The boxes of workshops that a page shows ticked."""
    return re.findall(r'name="workshop" value="(\d+)" checked', page)
