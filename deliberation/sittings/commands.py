"""What can be done to a day as a whole: planned, changed, announced, copied, closed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String
from sqlmodel import Session, cast, col, delete, literal, select, update

from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.ballots.models import Ballot, BallotState
from deliberation.errors import refuse
from deliberation.i18n import day, local_day
from deliberation.journal import record, touch
from deliberation.people.commands import make_room_code
from deliberation.sittings import plan_rules
from deliberation.sittings.models import (
    Apart,
    Badge,
    Room,
    Segment,
    Sitting,
    SittingState,
    Table,
    Turn,
)
from deliberation.sittings.patterns import Pattern
from deliberation.sittings.plan_rules import PlanRefusal, why_not_prepare
from deliberation.sittings.reading import day_view, segments_of
from deliberation.sittings.registers import Raised, Speaker, Workshop
from deliberation.sittings.unheard import told, unheard_of
from deliberation.sittings.wall_ballots import ballots_of_day

# What a form about a day shows, and what may have changed meanwhile.
WORDS = (
    "title",
    "about",
    "easy_read",
    "topic_id",
    "starts_at",
    "venue",
    "practical",
    "registers_until",
)


def plan_sitting(
    session: Session,
    group_id: int,
    words: dict[str, Any],
    pattern: Pattern | None,
    actor: str,
    now: datetime,
) -> int:
    """Begin to prepare a day, with the steps of a template or with none. Returns its id."""
    session.get_one(WorkingGroup, group_id)
    sitting = Sitting(group_id=group_id, **words)
    _check(session, sitting, now)
    session.add(sitting)
    session.flush()
    assert sitting.id is not None
    for position, step in enumerate(pattern.steps if pattern else ()):
        session.add(Segment(sitting_id=sitting.id, position=position, **step))
    record(session, "sitting.planned", sitting.channel, actor=actor)
    return sitting.id


def change_sitting(
    session: Session, sitting_id: int, words: dict[str, Any], seen: str, actor: str, now: datetime
) -> int:
    """Change the words of a day, if they still are those that were `seen`."""
    sitting = being_prepared(session, sitting_id)
    if seen != day_as_seen(sitting):
        refuse(PlanRefusal.MEANWHILE)
    moved = words.get("starts_at", sitting.starts_at) != sitting.starts_at
    left = sitting.topic_id if words.get("topic_id", sitting.topic_id) != sitting.topic_id else None
    if left and _votes_about(session, sitting_id, left):
        refuse(PlanRefusal.VOTE_OF_TOPIC)
    sitting.sqlmodel_update(words)
    _check(session, sitting, now if moved else sitting.starts_at)
    record(session, "sitting.changed", sitting.channel, actor=actor)
    return sitting_id


def announce_sitting(session: Session, sitting_id: int, actor: str) -> int:
    """Tell everyone about a day: its programme is public from now on."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(plan_rules.why_not_announce(sitting, segments_of(session, sitting_id)))
    sitting.state = SittingState.ANNOUNCED
    record(session, "sitting.announced", sitting.channel, actor=actor)
    return sitting_id


def close_sitting(
    session: Session, sitting_id: int, actor: str, without_reading: bool = False
) -> int:
    """A day is over for good: what tied wishes, cards, hands, badges and devices to people is
    erased. Notes that no table has heard stay for the staff, if it says so (`without_reading`).
    """
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    view = day_view(session, sitting_id)
    vote_open = any(one.state is BallotState.OPEN for one in ballots_of_day(session, view))
    waiting = unheard_of(session, sitting_id)
    notes_wait = bool(waiting) and not without_reading
    refuse(
        plan_rules.why_not_close(sitting, view.standing, vote_open, notes_wait), told=told(waiting)
    )
    sitting.state = SittingState.OVER
    _untie(session, [sitting_id])
    unheard = sum(len(one.notes) for one in waiting)
    record(session, "sitting.closed", sitting.channel, actor=actor, unheard=unheard)
    touch(session, sitting.desk_channel)
    return sitting_id


def untie_days(session: Session, before: datetime) -> int:
    """Do the same for the days that nobody closed, and where nothing happens since that moment.

    Returns how many ties there were.
    """
    lived = select(Turn.sitting_id).where(col(Turn.at) >= before)
    ended = select(Sitting.id).where(col(Sitting.starts_at) < before, col(Sitting.id).not_in(lived))
    return _untie(session, [id for id in session.exec(ended) if id])


def _untie(session: Session, days: list[int]) -> int:
    """Erase what ties wishes, cards, hands, badges and devices of these days to people."""
    badges = select(Badge.id).where(col(Badge.sitting_id).in_(days))
    # A hand was asked for by a number too: the number must lead to nobody either.
    hands, numbers = (
        update(kind)
        .where(col(kind.sitting_id).in_(days), col(kind.participant_id).is_not(None))
        .values(participant_id=None)
        for kind in (Speaker, Badge)
    )
    # A table that had a device still had one: what waits for its word stays sealed.
    nobody = literal("nobody ") + cast(Table.id, String)
    devices = (
        update(Table)
        .where(col(Table.sitting_id).in_(days), col(Table.device_hash) != nobody)
        .values(device_hash=nobody)
    )
    erased = (
        delete(Apart).where(col(Apart.badge_id).in_(badges) | col(Apart.other_id).in_(badges)),
        delete(Raised).where(col(Raised.sitting_id).in_(days)),
        hands,
        numbers,
        devices,
    )
    results: list[Any] = [session.execute(one) for one in erased]
    return sum(result.rowcount for result in results)


def duplicate_sitting(
    session: Session, sitting_id: int, starts_at: datetime, actor: str, now: datetime
) -> int:
    """Prepare the same day at another date: its steps, rooms, tables and workshops, nobody and
    no word. Returns the id of the new one.
    """
    model = session.get_one(Sitting, sitting_id)
    kept = ("group_id", "topic_id", "title", "about", "easy_read", "venue", "practical")
    copy = Sitting(starts_at=starts_at, workshops_each=model.workshops_each, **_same(model, kept))
    refuse(plan_rules.why_not_hold(starts_at, now), day=day(starts_at))
    session.add(copy)
    session.flush()
    assert copy.id is not None
    rooms: dict[int | None, int | None] = {None: None}
    for room in _of(session, Room, sitting_id):
        rooms[room.id] = _keep(
            session, Room(sitting_id=copy.id, name=room.name, access=room.access)
        )
    for table in _of(session, Table, sitting_id):
        same = _same(table, ("number", "name", "capacity", "college_id"))
        session.add(Table(sitting_id=copy.id, room_id=rooms[table.room_id], **same))
    steps: dict[int | None, int | None] = {None: None}
    for segment in segments_of(session, sitting_id):
        # Its vote stays behind: a vote is held once.
        words = ("position", "kind", "title", "instruction", "easy_read", "minutes", "opens")
        same = _same(segment, (*words, "topic_id", "seating_rule"))
        steps[segment.id] = _keep(session, Segment(sitting_id=copy.id, **same))
    for one in _of(session, Workshop, sitting_id):
        same = _same(one, ("title", "about", "capacity"))
        same |= {"segment_id": steps[one.segment_id], "room_id": rooms[one.room_id]}
        session.add(Workshop(sitting_id=copy.id, **same))
    record(session, "sitting.planned", copy.channel, actor=actor, duplicates=sitting_id)
    return copy.id


def make_day_code(session: Session, sitting_id: int, actor: str, now: datetime) -> str:
    """Six signs that lead people to a day, until the end of the day after."""
    sitting = session.get_one(Sitting, sitting_id)
    held_on, today = local_day(sitting.starts_at), local_day(now)
    refuse(plan_rules.why_not_make_code(sitting, held_on, today))
    group = session.get_one(WorkingGroup, sitting.group_id)
    last_day = held_on + timedelta(days=1)
    return make_room_code(
        session, group.committee_id, sitting.topic_id, last_day, actor, now, sitting_id
    )


def being_prepared(session: Session, sitting_id: int) -> Sitting:
    """A day that may still change, and that nobody else changes meanwhile."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(why_not_prepare(sitting))
    return sitting


def day_as_seen(sitting: Sitting) -> str:
    """A print of the words of a day."""
    return plan_rules.seen_as(*(getattr(sitting, name) for name in WORDS))


def _check(session: Session, sitting: Sitting, now: datetime) -> None:
    told = day(sitting.starts_at)
    refuse(plan_rules.why_not_hold(sitting.starts_at, now), day=told)
    refuse(plan_rules.why_not_register_until(sitting.registers_until, sitting.starts_at))
    if sitting.topic_id and session.get_one(Topic, sitting.topic_id).group_id != sitting.group_id:
        refuse(PlanRefusal.OTHER_TOPIC)


def _votes_about(session: Session, sitting_id: int, topic_id: int) -> bool:
    """Whether a step that has no topic of its own holds a vote about this one."""
    held = (
        select(Segment.id)
        .join(Ballot)
        .where(
            Segment.sitting_id == sitting_id,
            col(Segment.topic_id).is_(None),
            Ballot.topic_id == topic_id,
        )
    )
    return session.exec(held).first() is not None


def _of(session: Session, kind: Any, sitting_id: int) -> Any:
    """All that a day has of this kind, in the order in which it was made."""
    return session.exec(select(kind).where(kind.sitting_id == sitting_id).order_by(kind.id)).all()


def _same(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _keep(session: Session, row: Any) -> int | None:
    session.add(row)
    session.flush()
    id: int | None = row.id
    return id
