"""How a person arrives at a day with her phone: her badge, her chair, whom she sits apart from.

The journal tells neither whose badge it is, nor who wishes to sit apart.
"""

from sqlmodel import Session, col, delete, select

from deliberation import journal
from deliberation.errors import refuse
from deliberation.people.models import Participant
from deliberation.sittings import phone_rules, rules
from deliberation.sittings.models import Apart, Badge, Seating, Sitting
from deliberation.sittings.phone_rules import PhoneRefusal
from deliberation.sittings.reading import day_view
from deliberation.sittings.seats import seat_late_arrival
from deliberation.sittings.whereabouts import badge_worn_by, has_tables, seats_of


def wear_badge(
    session: Session, sitting_id: int, participant_id: int, number: int | None = None
) -> int:
    """A phone says which badge its holder wears; without a number she is given one. Returns it."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_run(sitting))
    worn = badge_worn_by(session, sitting_id, participant_id)
    if worn and number in (None, worn.number):
        return worn.number
    if number is None:
        numbers = session.exec(select(Badge.number).where(Badge.sitting_id == sitting_id)).all()
        number = phone_rules.next_badge(numbers)
    elif _badge(session, sitting_id, number) is None:
        refuse(phone_rules.why_not_make_up(number), number=number)
    badge = _badge(session, sitting_id, number) or Badge(sitting_id=sitting_id, number=number)
    refuse(phone_rules.why_not_wear(badge.participant_id, participant_id), number=number)
    if worn:
        _take_off(session, worn)
    person = session.get_one(Participant, participant_id)
    badge.participant_id, badge.present = participant_id, True
    if badge.college_id is None:
        badge.college_id, badge.of_wearer = person.college_id, True
    session.add(badge)
    session.flush()
    if worn:
        _carry_wishes(session, worn, badge)
    journal.record(session, "badge.worn", sitting.desk_channel)
    find_seat(session, sitting_id, participant_id)
    return number


def _take_off(session: Session, badge: Badge) -> None:
    """She had said another number: it is free again, with the chairs that she got by saying it: one
    phone is one person, whatever it tries. Someone who was given a chair otherwise is left in it.
    """
    badge.participant_id = None
    if badge.of_wearer:
        badge.college_id, badge.of_wearer = None, False
    hers = delete(Seating).where(col(Seating.badge_id) == badge.id, col(Seating.by_phone))
    session.execute(hers)
    seats = select(Seating.segment_id).where(Seating.badge_id == badge.id)
    badge.present = session.exec(seats.limit(1)).first() is not None
    session.flush()


def _carry_wishes(session: Session, old: Badge, new: Badge) -> None:
    assert new.id is not None
    hers = select(Apart).where(Apart.badge_id == old.id, col(Apart.told).is_(False))
    for wish in session.exec(hers).all():
        session.delete(wish)
        if wish.other_id != new.id and session.get(Apart, (new.id, wish.other_id, False)) is None:
            session.add(Apart(badge_id=new.id, other_id=wish.other_id))


def find_seat(session: Session, sitting_id: int, participant_id: int) -> None:
    """Whoever arrives late sits down, in this step and in those whose tables are already made."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_run(sitting))
    badge = badge_worn_by(session, sitting_id, participant_id)
    if badge is None:
        refuse(PhoneRefusal.NO_BADGE)
    assert badge is not None and badge.id is not None
    view = day_view(session, sitting_id)
    hers = seats_of(session, badge.id)
    for segment in view.segments[max(view.step - 1, 0) :]:
        if segment.id not in hers and has_tables(session, segment):
            seat_late_arrival(session, segment, badge, by_phone=True)


def keep_apart(session: Session, sitting_id: int, participant_id: int, number: int) -> None:
    """« Pas à la même table que »: only the seating reads it, and it is erased with the day."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_run(sitting))
    own = badge_worn_by(session, sitting_id, participant_id)
    other = _badge(session, sitting_id, number)
    known = own.number if own else None, other.number if other else None
    refuse(phone_rules.why_not_keep_apart(*known), number=number)
    assert own and own.id and other and other.id
    if session.get(Apart, (own.id, other.id, False)) is None:
        session.add(Apart(badge_id=own.id, other_id=other.id))
        journal.record(session, "wish.kept", sitting.desk_channel)


def forget_wish(session: Session, sitting_id: int, participant_id: int, number: int) -> None:
    """She does not mind any more, whoever she had told."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_here(sitting))
    own = badge_worn_by(session, sitting_id, participant_id)
    other = _badge(session, sitting_id, number)
    ids = (own.id, other.id) if own and other else (0, 0)
    hers = select(Apart).where(Apart.badge_id == ids[0], Apart.other_id == ids[1])
    if wishes := session.exec(hers).all():
        for wish in wishes:
            session.delete(wish)
        journal.record(session, "wish.forgotten", sitting.desk_channel)


def wishes_of(session: Session, badge_id: int) -> list[int]:
    """The numbers that her phone said: for her own eyes. What a facilitator was told of a badge
    is in no list, for the badge may be worn by somebody else today.
    """
    others = select(Badge.number).join(Apart, col(Apart.other_id) == Badge.id)
    others = others.where(Apart.badge_id == badge_id, col(Apart.told).is_(False))
    return list(session.exec(others.order_by(col(Badge.number))))


def _badge(session: Session, sitting_id: int, number: int) -> Badge | None:
    found = select(Badge).where(Badge.sitting_id == sitting_id, Badge.number == number)
    return session.exec(found).first()
