"""What can be done to the rooms, the tables and the badges of a day."""

from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, select, update

from deliberation.assembly.models import WorkingGroup
from deliberation.errors import refuse
from deliberation.journal import record, touch
from deliberation.people.models import College
from deliberation.people.rules import why_not_belong
from deliberation.sittings import plan_rules
from deliberation.sittings.commands import being_prepared
from deliberation.sittings.models import (
    Badge,
    ReadBack,
    ReportBack,
    Room,
    Saying,
    Seating,
    Sitting,
    Table,
    TableNote,
)
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.registers import Photograph, Speaker, Workshop

# Where a table leaves traces once people have sat there.
TRACES = (Seating, TableNote, ReadBack, Saying, ReportBack, Photograph, Speaker)


class Naming(StrEnum):
    """How tables are called."""

    NUMBERS = "numbers"
    TREES = "trees"


def add_room(session: Session, sitting_id: int, words: dict[str, Any], actor: str) -> int:
    """Add a room to a day: its name, and how to get there. Returns its id."""
    sitting = being_prepared(session, sitting_id)
    if _count(session, Room, sitting_id) >= plan_rules.MOST_ROOMS:
        refuse(PlanRefusal.TOO_MANY_ROOMS)
    room = Room(sitting_id=sitting_id, **words)
    session.add(room)
    session.flush()
    assert room.id is not None
    _tell(session, sitting, "room.added", actor, room=room.id)
    return room.id


def change_room(session: Session, room_id: int, words: dict[str, Any], actor: str) -> int:
    """Give a room other words. Returns the id of its day."""
    room = session.get_one(Room, room_id)
    sitting = being_prepared(session, room.sitting_id)
    room.sqlmodel_update(words)
    _tell(session, sitting, "room.changed", actor, room=room_id)
    return room.sitting_id


def remove_room(session: Session, room_id: int, actor: str) -> int:
    """Take a room out of a day: what was there stays, without a room."""
    room = session.get_one(Room, room_id)
    sitting_id, sitting = room.sitting_id, being_prepared(session, room.sitting_id)
    for kind in (Table, Workshop):
        there = update(kind).where(col(kind.room_id) == room_id)
        session.execute(there.values(room_id=None))
    session.delete(room)
    _tell(session, sitting, "room.removed", actor, room=room_id)
    return sitting_id


def add_tables(
    session: Session,
    sitting_id: int,
    number: int,
    naming: Naming,
    words: dict[str, Any],
    actor: str,
) -> int:
    """Add as many tables as this, alike but for their numbers and names."""
    sitting = being_prepared(session, sitting_id)
    if _count(session, Table, sitting_id) + number > plan_rules.MOST_TABLES:
        refuse(PlanRefusal.TOO_MANY_TABLES)
    _check(session, sitting, words)
    last = session.exec(select(func.max(Table.number)).where(Table.sitting_id == sitting_id)).one()
    for place in range((last or 0) + 1, (last or 0) + number + 1):
        name = plan_rules.tree(place) if naming is Naming.TREES else ""
        session.add(Table(sitting_id=sitting_id, number=place, name=name, **words))
    _tell(session, sitting, "tables.added", actor, number=number)
    return sitting_id


def change_table(session: Session, table_id: int, words: dict[str, Any], actor: str) -> int:
    """Change the name, the places, the room or the college of a table. Returns its day's id."""
    table = session.get_one(Table, table_id)
    sitting = being_prepared(session, table.sitting_id)
    _check(session, sitting, words)
    table.sqlmodel_update(words)
    _tell(session, sitting, "table.changed", actor, table=table_id)
    touch(session, table.channel)
    return table.sitting_id


def keep_tables(
    session: Session, sitting_id: int, first: int, last: int, college_id: int | None, actor: str
) -> int:
    """Keep the tables of these numbers for one college in peer groups, or for everyone again."""
    sitting = being_prepared(session, sitting_id)
    _check(session, sitting, {"college_id": college_id})
    tables = session.exec(
        select(Table).where(
            Table.sitting_id == sitting_id,
            col(Table.number).between(min(first, last), max(first, last)),
        )
    ).all()
    if not tables:
        refuse(PlanRefusal.NO_TABLES)
    for table in tables:
        table.college_id = college_id
        touch(session, table.channel)
    _tell(session, sitting, "tables.kept", actor, number=len(tables))
    return sitting_id


def remove_table(session: Session, table_id: int, actor: str) -> int:
    """Take a table out of a day, if nobody has sat there. Returns the id of the day."""
    table = session.get_one(Table, table_id)
    sitting_id, sitting = table.sitting_id, being_prepared(session, table.sitting_id)
    for trace in TRACES:
        if session.exec(select(trace).where(trace.table_id == table_id).limit(1)).first():
            refuse(PlanRefusal.TABLE_SERVED)
    session.delete(table)
    _tell(session, sitting, "table.removed", actor, table=table_id)
    return sitting_id


def make_badges(
    session: Session, sitting_id: int, number: int, college_id: int | None, actor: str
) -> int:
    """Add as many badges as this, each with the next number. Returns the first of them."""
    sitting = being_prepared(session, sitting_id)
    if _count(session, Badge, sitting_id) + number > plan_rules.MOST_BADGES:
        refuse(PlanRefusal.TOO_MANY_BADGES)
    _check(session, sitting, {"college_id": college_id})
    last = session.exec(select(func.max(Badge.number)).where(Badge.sitting_id == sitting_id)).one()
    first = (last or 0) + 1
    session.add_all(
        Badge(sitting_id=sitting_id, number=one, college_id=college_id)
        for one in range(first, first + number)
    )
    _tell(session, sitting, "badges.made", actor, number=number)
    return first


def _check(session: Session, sitting: Sitting, words: dict[str, Any]) -> None:
    """Refuse a room of another day, or a college of another committee."""
    if room_id := words.get("room_id"):
        room = session.get(Room, room_id)
        refuse(None if room and room.sitting_id == sitting.id else PlanRefusal.OTHER_ROOM)
    if college_id := words.get("college_id"):
        group = session.get_one(WorkingGroup, sitting.group_id)
        refuse(why_not_belong(session.get(College, college_id), group.committee_id))


def _count(session: Session, kind: Any, sitting_id: int) -> int:
    mine = select(func.count()).select_from(kind).where(kind.sitting_id == sitting_id)
    return session.exec(mine).one()


def _tell(session: Session, sitting: Sitting, name: str, actor: str, **details: int) -> None:
    record(session, name, sitting.channel, actor=actor, **details)
    touch(session, sitting.desk_channel)
