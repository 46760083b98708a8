"""What can be done to the register of a day: enter it, change one's mind, leave it, be there.

The journal says nothing of who enters the register, nor of who is ticked at the door: the moment
would tell who she is to anyone who knows when a phone came in.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, func, select

from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.security import token_hash
from deliberation.sittings.enrol_rules import (
    MOST_REGISTRATIONS,
    EnrolRefusal,
    clash,
    forgotten_on,
    why_not_add,
    why_not_choose,
    why_not_register,
    why_not_write,
)
from deliberation.sittings.models import Sitting
from deliberation.sittings.registers import Registration, WorkshopPlace
from deliberation.sittings.workshops import locked, places_in, seat_waiting


def register(
    session: Session,
    sitting_id: int,
    words: dict[str, Any],
    chosen: Collection[int],
    secret: str,
    now: datetime,
) -> None:
    """Someone means to come; only the hash of the secret of her address is kept."""
    refuse(why_not_register(session.get_one(Sitting, sitting_id), now))
    _enter(session, sitting_id, words, chosen, secret, local_day(now))


def change_registration(
    session: Session, secret: str, words: dict[str, Any], chosen: Collection[int], now: datetime
) -> None:
    """She changes her answers or her workshops; the ones that she keeps, she keeps her place in."""
    registration = _by_secret(session, secret)
    refuse(why_not_register(session.get_one(Sitting, registration.sitting_id), now))
    registration.sqlmodel_update(words)
    _choose(session, registration, chosen)


def cancel_registration(session: Session, secret: str) -> int:
    """She does not come: nothing of her is kept. Returns the id of the day."""
    registration = _by_secret(session, secret)
    sitting_id = registration.sitting_id
    _erase(session, registration)
    return sitting_id


def add_registration(
    session: Session,
    sitting_id: int,
    words: dict[str, Any],
    chosen: Collection[int],
    secret: str,
    today: date,
) -> None:
    """The secretariat writes someone in, on the phone or at the door."""
    refuse(why_not_add(session.get_one(Sitting, sitting_id), today))
    _enter(session, sitting_id, words, chosen, secret, today)


def correct_registration(
    session: Session,
    registration_id: int,
    words: dict[str, Any],
    chosen: Collection[int],
    actor: str,
) -> int:
    """The secretariat changes what someone asked it to change. Returns the id of the day."""
    registration = _locked(session, registration_id)
    registration.sqlmodel_update(words)
    _choose(session, registration, chosen)
    channel = _channel(registration.sitting_id)
    record(session, "registration.changed", channel, actor=actor)
    return registration.sitting_id


def erase_registration(session: Session, registration_id: int, actor: str) -> int:
    """The secretariat erases someone from the register. Returns the id of the day."""
    registration = _locked(session, registration_id)
    sitting_id = registration.sitting_id
    _erase(session, registration)
    record(session, "registration.erased", _channel(sitting_id), actor=actor)
    return sitting_id


def tick(session: Session, registration_id: int, present: bool) -> int:
    """Someone is there, or was ticked by mistake. Returns the id of the day."""
    registration = _locked(session, registration_id)
    registration.present = present
    return registration.sitting_id


def forget_registrations(session: Session, today: date) -> int:
    """Erase the registers of the days that are sixty days old. Returns how many people were
    in them.
    """
    old = [
        sitting.id
        for sitting in session.exec(select(Sitting).join(Registration).distinct())
        if today >= forgotten_on(sitting.starts_at)
    ]
    gone = select(Registration.id).where(col(Registration.sitting_id).in_(old))
    number = len(session.exec(gone).all())
    if number:
        session.execute(delete(WorkshopPlace).where(col(WorkshopPlace.registration_id).in_(gone)))
        session.execute(delete(Registration).where(col(Registration.sitting_id).in_(old)))
    return number


def _enter(
    session: Session,
    sitting_id: int,
    words: dict[str, Any],
    chosen: Collection[int],
    secret: str,
    today: date,
) -> None:
    mine = select(func.count()).where(Registration.sitting_id == sitting_id)
    if session.exec(mine).one() >= MOST_REGISTRATIONS:
        refuse(EnrolRefusal.FULL)
    registration = Registration(
        sitting_id=sitting_id, token_hash=token_hash(secret), registered_on=today, **words
    )
    session.add(registration)
    session.flush()  # this holds the day before its workshops, as those who prepare it do
    _choose(session, registration, chosen)


def _choose(session: Session, registration: Registration, chosen: Collection[int]) -> None:
    """Take a place in these workshops, or on their waiting lists, and leave the others."""
    sitting = session.get_one(Sitting, registration.sitting_id)
    mine = {place.workshop_id: place for place in _places_of(session, registration)}
    asked = set(chosen)
    workshops = locked(session, registration.sitting_id, asked | set(mine))
    found = [workshop for workshop in workshops if workshop.id in asked]
    two = clash(found)
    titles = {"first": two[0].title, "second": two[1].title} if two else {}
    each = sitting.workshops_each
    refuse(why_not_choose(len(asked), found, each), count=each, **titles)
    for workshop in workshops:
        assert workshop.id is not None
        if workshop.id not in asked:
            session.delete(mine[workshop.id])
        elif workshop.id not in mine:
            last = max((place.rank for place in places_in(session, workshop.id)), default=0)
            ids: Any = {"registration_id": registration.id, "workshop_id": workshop.id}
            session.add(WorkshopPlace(**ids, rank=last + 1, waiting=True))
        seat_waiting(session, workshop)


def _erase(session: Session, registration: Registration) -> None:
    mine = [place.workshop_id for place in _places_of(session, registration)]
    workshops = locked(session, registration.sitting_id, mine)
    hers = col(WorkshopPlace.registration_id) == registration.id
    session.execute(delete(WorkshopPlace).where(hers))
    session.delete(registration)
    for workshop in workshops:
        seat_waiting(session, workshop)


def _places_of(session: Session, registration: Registration) -> list[WorkshopPlace]:
    mine = select(WorkshopPlace).where(WorkshopPlace.registration_id == registration.id)
    return list(session.exec(mine))


def _by_secret(session: Session, secret: str) -> Registration:
    """The registration of this address; `NoResultFound` when it was cancelled or never was."""
    mine = select(Registration).where(Registration.token_hash == token_hash(secret))
    return _here(session, session.exec(mine.with_for_update()).one())


def _locked(session: Session, registration_id: int) -> Registration:
    return _here(session, session.get_one(Registration, registration_id, with_for_update=True))


def _here(session: Session, registration: Registration) -> Registration:
    refuse(why_not_write(session.get_one(Sitting, registration.sitting_id)))
    return registration


def _channel(sitting_id: int) -> str:
    return f"registrations:{sitting_id}"
