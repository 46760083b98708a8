"""The register of a day as pages read it: its workshops by hour, and who chose which."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from deliberation.sittings.models import Room
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Registration, Workshop, WorkshopPlace
from deliberation.text import plain


class WorkshopView(NamedTuple):
    """A workshop: where and when it is, how many people have a place, how many wait."""

    workshop: Workshop
    room: str
    step: str
    at: datetime | None
    taken: int = 0
    waiting: int = 0

    @property
    def left(self) -> int:
        """The places that are free: none while it is smaller than it was."""
        return max(self.workshop.capacity - self.taken, 0)


class Hour(NamedTuple):
    """The workshops that are held during one step of the day, or at no said hour."""

    step: str
    at: datetime | None
    workshops: list[WorkshopView]


class Chosen(NamedTuple):
    """A workshop that someone chose; `place` is her place in the waiting list, 0 when she is in."""

    view: WorkshopView
    place: int


class Person(NamedTuple):
    """Someone of the register, with the workshops that she chose."""

    registration: Registration
    chosen: list[Chosen]


def workshops_of(session: Session, view: DayView) -> list[WorkshopView]:
    """The workshops of a day, by hour, then in the order in which they were made."""
    sitting_id = view.sitting.id
    mine = select(Workshop, Room.name).join(Room, isouter=True)
    rows = session.exec(mine.where(Workshop.sitting_id == sitting_id).order_by(col(Workshop.id)))
    taken, waiting = _numbers(session, sitting_id or 0)
    steps = {segment.id: (place, segment, at) for place, (segment, at) in enumerate(view.hours())}
    found = []
    for workshop, room in rows:
        place, segment, at = steps.get(workshop.segment_id, (len(steps), None, None))
        numbers = taken[workshop.id], waiting[workshop.id]
        step = segment.title if segment else ""
        found.append((place, WorkshopView(workshop, room or "", step, at, *numbers)))
    return [one for _, one in sorted(found, key=lambda row: row[0])]


def hours_of(workshops: list[WorkshopView]) -> list[Hour]:
    """The same, the ones of each step together."""
    hours: dict[int | None, Hour] = {}
    for one in workshops:
        held = one.workshop.segment_id
        hours.setdefault(held, Hour(one.step, one.at, [])).workshops.append(one)
    return list(hours.values())


def people_of(session: Session, view: DayView, workshops: list[WorkshopView]) -> list[Person]:
    """Everyone in the register of a day, by name: for its secretariat alone."""
    mine = select(Registration).where(Registration.sitting_id == view.sitting.id)
    chosen = _chosen(session, workshops)
    people = [Person(one, chosen[one.id]) for one in session.exec(mine)]
    return sorted(people, key=lambda one: (plain(one.registration.name), one.registration.id))


def person_of(
    session: Session, registration: Registration, workshops: list[WorkshopView]
) -> Person:
    """One of them."""
    return Person(registration, _chosen(session, workshops)[registration.id])


def _chosen(
    session: Session, workshops: list[WorkshopView]
) -> defaultdict[int | None, list[Chosen]]:
    """What each one chose, by hour, under the number of her registration."""
    ids = [one.workshop.id for one in workshops]
    places = select(WorkshopPlace).where(col(WorkshopPlace.workshop_id).in_(ids))
    lists = defaultdict(list)
    for place in session.exec(places.order_by(col(WorkshopPlace.rank))):
        lists[place.workshop_id].append(place)
    chosen: defaultdict[int | None, list[Chosen]] = defaultdict(list)
    for one in workshops:
        waited = 0
        for place in lists[one.workshop.id or 0]:
            waited += place.waiting
            chosen[place.registration_id].append(Chosen(one, waited if place.waiting else 0))
    return chosen


def _numbers(session: Session, sitting_id: int) -> tuple[Counter[int | None], Counter[int | None]]:
    """How many people have a place in each workshop of a day, and how many wait for one."""
    counted = select(WorkshopPlace.workshop_id, WorkshopPlace.waiting, func.count()).join(Workshop)
    rows = session.exec(
        counted.where(Workshop.sitting_id == sitting_id).group_by(
            col(WorkshopPlace.workshop_id), col(WorkshopPlace.waiting)
        )
    )
    numbers: dict[bool, Counter[int | None]] = {False: Counter(), True: Counter()}
    for workshop_id, waits, number in rows:
        numbers[bool(waits)][workshop_id] = number
    return numbers[False], numbers[True]
