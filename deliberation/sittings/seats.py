"""Seats as they are kept: what the seating algorithm reads of a day, and what is written of it.

The journal tells how many sit, never who, and nothing of who wishes to sit apart.
"""

from collections.abc import Mapping
from dataclasses import replace

from sqlmodel import Session, col, delete, select

from deliberation.errors import refuse
from deliberation.journal import record, touch
from deliberation.sittings import place_rules, rules, seating
from deliberation.sittings.models import Apart, Badge, Seating, SeatingRule, Segment, Sitting, Table
from deliberation.sittings.place_rules import PlaceRefusal
from deliberation.sittings.reading import segments_of


def turn_of(session: Session, segment: Segment, rule: SeatingRule, seed: int) -> seating.Turn:
    """All that decides who sits where during a step: people are those who have arrived or, as
    long as nobody has, everyone who has a badge.
    """
    badges = badges_of(session, segment.sitting_id)
    people = [badge for badge in badges if badge.present] or badges
    before = seatings_before(session, segment)
    last = before[-1] if before else {}
    return seating.Turn(
        people=[
            seating.Person(
                badge.number, badge.college_id, last.get(badge.number) if badge.scribe else None
            )
            for badge in people
        ],
        tables=[
            seating.Table(table.id or 0, table.capacity, table.college_id)
            for table in tables_of(session, segment.sitting_id)
        ],
        rule=seating.Rule(rule.value),
        apart=_apart(session, segment.sitting_id),
        before=before,
        seed=seed,
    )


def places_of(session: Session, segment_id: int) -> dict[int, int]:
    """Who sits where during a step: from badge number to table."""
    seats = select(Badge.number, Seating.table_id).join(Badge)
    return dict(session.exec(seats.where(Seating.segment_id == segment_id)).all())


def seatings_before(session: Session, segment: Segment) -> list[dict[int, int]]:
    """The seatings of the steps before this one, oldest first."""
    steps = segments_of(session, segment.sitting_id)
    earlier = [one.id for one in steps if (one.position, one.id) < (segment.position, segment.id)]
    seats = (
        select(Seating.segment_id, Badge.number, Seating.table_id)
        .join(Badge)
        .where(col(Seating.segment_id).in_(earlier))
    )
    found: dict[int, dict[int, int]] = {}
    for segment_id, number, table_id in session.exec(seats):
        found.setdefault(segment_id, {})[number] = table_id
    return [found[id] for id in earlier if id in found]


def badges_of(session: Session, sitting_id: int) -> list[Badge]:
    """The badges of a day, by number."""
    badges = select(Badge).where(Badge.sitting_id == sitting_id)
    return list(session.exec(badges.order_by(col(Badge.number))))


def tables_of(session: Session, sitting_id: int) -> list[Table]:
    """The tables of a day, by number."""
    tables = select(Table).where(Table.sitting_id == sitting_id)
    return list(session.exec(tables.order_by(col(Table.number))))


def keep_seating(
    session: Session,
    segment_id: int,
    rule: SeatingRule,
    places: Mapping[int, int],
    actor: str,
) -> int:
    """Seat these badges at these tables, instead of whoever sat there. Returns how many sit."""
    segment, sitting = _step(session, segment_id)
    numbers = {badge.number: badge.id or 0 for badge in badges_of(session, sitting.id or 0)}
    session.execute(delete(Seating).where(col(Seating.segment_id) == segment_id))
    session.add_all(
        Seating(segment_id=segment_id, badge_id=numbers[number], table_id=table_id)
        for number, table_id in places.items()
        if number in numbers
    )
    segment.seating_rule = rule
    _seat_again(session, sitting, "segment.seated", segment, actor, number=len(places))
    return len(places)


def move_badge(session: Session, segment_id: int, number: int, table_id: int, actor: str) -> None:
    """A facilitator moves one person by hand; only a full table says no."""
    segment, sitting = _step(session, segment_id)
    turn = turn_of(session, segment, segment.seating_rule or SeatingRule.MIX, 0)
    places = places_of(session, segment_id)
    badge = _badge(session, sitting, number)
    turn = _with(turn, badge)
    refuse(seating.why_not_move(turn, places, number, table_id))
    _sit(session, segment, badge, table_id)
    _seat_again(session, sitting, "badge.moved", segment, actor)


def stand_up(session: Session, segment_id: int, number: int, actor: str) -> None:
    """A person has no seat in this step any more: she has left."""
    segment, sitting = _step(session, segment_id)
    seat = session.get(Seating, (segment_id, _badge(session, sitting, number).id))
    if seat:
        session.delete(seat)
        _seat_again(session, sitting, "badge.stood_up", segment, actor)


def seat_late_arrival(
    session: Session, segment: Segment, badge: Badge, by_phone: bool = False
) -> int | None:
    """Whoever arrives while others sit has a chair at a sensible table, if one is free. Only her
    own phone may ask without the others hearing of it.
    """
    turn = turn_of(session, segment, segment.seating_rule or SeatingRule.MIX, 0)
    person = seating.Person(badge.number, badge.college_id)
    table_id = seating.seat_late(turn, places_of(session, segment.id or 0), person)
    if table_id is not None:
        _sit(session, segment, badge, table_id, by_phone)
        sitting = session.get_one(Sitting, segment.sitting_id)
        _tell(session, sitting, "badge.seated", segment, None)
    return table_id


def seat_everyone_late(session: Session, segment_id: int, actor: str) -> int:
    """All who have arrived and have no seat in this step get one. Returns how many did."""
    segment, sitting = _step(session, segment_id)
    seated = places_of(session, segment_id)
    late = [one for one in badges_of(session, sitting.id or 0) if one.present]
    late = [one for one in late if one.number not in seated]
    found = [seat_late_arrival(session, segment, badge) for badge in late]
    number = sum(table_id is not None for table_id in found)
    if number:
        _seat_again(session, sitting, "latecomers.seated", segment, actor, number=number)
    return number


def welcome_badges(
    session: Session, sitting_id: int, first: int, last: int, present: bool, actor: str
) -> int:
    """Say that the badges of these numbers have arrived, or have left. Returns how many."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_run(sitting))
    first, last = sorted((first, last))
    badges = [one for one in badges_of(session, sitting_id) if first <= one.number <= last]
    refuse(place_rules.why_not_welcome(len(badges)))
    for badge in badges:
        badge.present = present
    name = "badges.arrived" if present else "badges.left"
    record(session, name, sitting.desk_channel, actor=actor, number=len(badges))
    return len(badges)


def choose_scribe(session: Session, sitting_id: int, number: int, scribe: bool, actor: str) -> None:
    """Someone writes for her table, and stays there when others move; or not any more."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_run(sitting))
    _badge(session, sitting, number).scribe = scribe
    record(session, "scribe.chosen", sitting.desk_channel, actor=actor)


def part_badges(session: Session, sitting_id: int, number: int, other: int, actor: str) -> None:
    """« Pas à la même table que », told to a facilitator by someone who has no phone."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_run(sitting))
    refuse(PlaceRefusal.SAME_BADGE if number == other else None)
    one, two = _badge(session, sitting, number), _badge(session, sitting, other)
    assert one.id is not None
    assert two.id is not None
    if session.get(Apart, (one.id, two.id, True)) is None:
        session.add(Apart(badge_id=one.id, other_id=two.id, told=True))
        record(session, "wish.kept", sitting.desk_channel, actor=actor)


def count_wishes(session: Session, sitting_id: int) -> int:
    """How many wishes there are: the only thing that a page tells of them."""
    return len(_apart(session, sitting_id))


def _apart(session: Session, sitting_id: int) -> list[tuple[int, int]]:
    numbers = {badge.id: badge.number for badge in badges_of(session, sitting_id)}
    wishes = select(Apart).where(col(Apart.badge_id).in_(list(numbers)))
    return [(numbers[wish.badge_id], numbers[wish.other_id]) for wish in session.exec(wishes)]


def _with(turn: seating.Turn, badge: Badge) -> seating.Turn:
    """The same turn with someone who had not arrived."""
    if any(person.badge == badge.number for person in turn.people):
        return turn
    return replace(turn, people=[*turn.people, seating.Person(badge.number, badge.college_id)])


def _sit(
    session: Session, segment: Segment, badge: Badge, table_id: int, by_phone: bool = False
) -> None:
    seat = session.get(Seating, (segment.id, badge.id))
    if seat is None:
        assert segment.id is not None
        assert badge.id is not None
        seat = Seating(segment_id=segment.id, badge_id=badge.id, table_id=table_id)
        session.add(seat)
    seat.table_id, seat.by_phone = table_id, by_phone
    session.flush()


def _step(session: Session, segment_id: int) -> tuple[Segment, Sitting]:
    segment = session.get_one(Segment, segment_id)
    sitting = session.get_one(Sitting, segment.sitting_id, with_for_update=True)
    session.refresh(segment)
    refuse(place_rules.why_not_place(sitting, segment))
    return segment, sitting


def _badge(session: Session, sitting: Sitting, number: int) -> Badge:
    found = select(Badge).where(Badge.sitting_id == sitting.id, Badge.number == number)
    badge = session.exec(found).first()
    refuse(None if badge else PlaceRefusal.NO_SUCH_BADGE, number=number)
    assert badge is not None
    return badge


def _seat_again(
    session: Session,
    sitting: Sitting,
    name: str,
    segment: Segment,
    actor: str,
    **details: int,
) -> None:
    """The phones of all who sit in this step ask again where."""
    segment.seatings += 1
    _tell(session, sitting, name, segment, actor, **details)


def _tell(
    session: Session,
    sitting: Sitting,
    name: str,
    segment: Segment,
    actor: str | None,
    **details: int,
) -> None:
    record(session, name, sitting.desk_channel, actor=actor, segment=segment.id, **details)
    touch(session, sitting.channel)
