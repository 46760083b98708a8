"""What can be done to the workshops of a day, and how their waiting lists move."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, func, select

from deliberation.errors import refuse
from deliberation.journal import record
from deliberation.sittings.commands import being_prepared
from deliberation.sittings.enrol_rules import MOST_WORKSHOPS, EnrolRefusal, next_in
from deliberation.sittings.models import Room, Segment, Sitting
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.registers import Workshop, WorkshopPlace


def add_workshop(session: Session, sitting_id: int, words: dict[str, Any], actor: str) -> int:
    """Add a workshop that people may choose. Returns its id."""
    sitting = being_prepared(session, sitting_id)
    mine = select(func.count()).select_from(Workshop).where(Workshop.sitting_id == sitting_id)
    if session.exec(mine).one() >= MOST_WORKSHOPS:
        refuse(EnrolRefusal.TOO_MANY_WORKSHOPS)
    _check(session, sitting, words)
    workshop = Workshop(sitting_id=sitting_id, **words)
    session.add(workshop)
    session.flush()
    assert workshop.id is not None
    record(session, "workshop.added", sitting.channel, actor=actor, workshop=workshop.id)
    return workshop.id


def change_workshop(session: Session, workshop_id: int, words: dict[str, Any], actor: str) -> int:
    """Give a workshop other words, another hour or another size. Returns the id of its day.

    When it grows, the first ones of its waiting list get a place; when it shrinks, nobody leaves.
    """
    sitting_id = session.get_one(Workshop, workshop_id).sitting_id
    sitting = being_prepared(session, sitting_id)
    workshop = _alone(session, workshop_id)
    _check(session, sitting, words)
    segment_id = words.get("segment_id", workshop.segment_id)
    if segment_id != workshop.segment_id and _clashes(session, workshop_id, segment_id):
        refuse(EnrolRefusal.CLASH)
    workshop.sqlmodel_update(words)
    seat_waiting(session, workshop)
    record(session, "workshop.changed", sitting.channel, actor=actor, workshop=workshop_id)
    return sitting_id


def remove_workshop(session: Session, workshop_id: int, seen: int, actor: str) -> int:
    """Take a workshop out of a day, with the places of the people that were `seen` in it."""
    sitting_id = session.get_one(Workshop, workshop_id).sitting_id
    sitting = being_prepared(session, sitting_id)
    workshop = _alone(session, workshop_id)
    if len(places_in(session, workshop_id)) != seen:
        refuse(EnrolRefusal.CHOSEN_MEANWHILE)
    session.execute(delete(WorkshopPlace).where(col(WorkshopPlace.workshop_id) == workshop_id))
    session.delete(workshop)
    record(session, "workshop.removed", sitting.channel, actor=actor, workshop=workshop_id)
    return sitting_id


def set_workshops_each(session: Session, sitting_id: int, each: int, actor: str) -> int:
    """Say how many workshops one person chooses. Nobody loses what she has chosen."""
    sitting = being_prepared(session, sitting_id)
    sitting.workshops_each = each
    record(session, "sitting.changed", sitting.channel, actor=actor)
    return sitting_id


def locked(session: Session, sitting_id: int, ids: Collection[int]) -> Sequence[Workshop]:
    """These workshops of a day, where no place is taken or left meanwhile.

    They are locked one after the other in the order of their ids: two people who choose the same
    two workshops never wait for each other.
    """
    mine = select(Workshop).where(Workshop.sitting_id == sitting_id, col(Workshop.id).in_(ids))
    in_order = mine.order_by(col(Workshop.id)).with_for_update()
    return session.exec(in_order.execution_options(populate_existing=True)).all()


def places_in(session: Session, workshop_id: int) -> Sequence[WorkshopPlace]:
    """All who have a place in a workshop, or wait for one, first come first."""
    mine = select(WorkshopPlace).where(WorkshopPlace.workshop_id == workshop_id)
    in_order = mine.order_by(col(WorkshopPlace.rank))
    return session.exec(in_order.execution_options(populate_existing=True)).all()


def seat_waiting(session: Session, workshop: Workshop) -> None:
    """Give the free places of a workshop to the first ones of its waiting list."""
    session.flush()
    assert workshop.id is not None
    for place in next_in(workshop.capacity, places_in(session, workshop.id)):
        place.waiting = False


def _alone(session: Session, workshop_id: int) -> Workshop:
    details: Any = {"with_for_update": True, "populate_existing": True}
    return session.get_one(Workshop, workshop_id, **details)


def _clashes(session: Session, workshop_id: int, segment_id: int | None) -> bool:
    """Whether someone who chose this workshop chose another one of that step."""
    if segment_id is None:
        return False
    other = aliased(WorkshopPlace)
    held = (
        select(WorkshopPlace.registration_id)
        .join(other, col(other.registration_id) == col(WorkshopPlace.registration_id))
        .join(Workshop, col(Workshop.id) == col(other.workshop_id))
        .where(
            WorkshopPlace.workshop_id == workshop_id,
            col(other.workshop_id) != workshop_id,
            Workshop.segment_id == segment_id,
        )
    )
    return session.exec(held).first() is not None


def _check(session: Session, sitting: Sitting, words: dict[str, Any]) -> None:
    """Refuse a room or a step of another day."""
    if room_id := words.get("room_id"):
        room = session.get(Room, room_id)
        refuse(None if room and room.sitting_id == sitting.id else PlanRefusal.OTHER_ROOM)
    if segment_id := words.get("segment_id"):
        step = session.get(Segment, segment_id)
        refuse(None if step and step.sitting_id == sitting.id else EnrolRefusal.OTHER_STEP)
