"""What the desk shows of the room: tables as tiles, cards raised, speakers. Reading only.

The composition of a table is for who runs the day: it goes to the desk, and to no other screen.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from deliberation.i18n import N_, gettext
from deliberation.people.models import College
from deliberation.sittings.models import (
    Badge,
    ReadBack,
    Saying,
    Seating,
    Segment,
    Table,
    TableNote,
)
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Colour, Raised, Speaker, SpeakerState
from deliberation.sittings.rules import GROUPS

NOT_SAID = N_("collège non précisé")


class Dots(NamedTuple):
    """The people of one college at a table."""

    shape: str
    name: str
    number: int


class Tile(NamedTuple):
    """A table, as the facilitator sees it from her desk."""

    table: Table
    dots: tuple[Dots, ...]
    notes: int
    last_note: datetime | None
    heard_at: datetime | None
    released: bool

    @property
    def people(self) -> int:
        return sum(dots.number for dots in self.dots)

    @property
    def has_device(self) -> bool:
        return self.table.device_hash is not None


class Hand(NamedTuple):
    """Someone who wants to speak, called as she chose: by her badge, or by her table."""

    id: int
    badge: int | None
    table: int | None
    speaking: bool


def room(session: Session, view: DayView) -> dict[str, Any]:
    """The room now: as many queries for thirty tables as for one."""
    tables = session.exec(
        select(Table).where(Table.sitting_id == view.sitting.id).order_by(col(Table.number))
    ).all()
    segment = seated_segment(view)
    return {
        "tiles": _tiles(session, view, tables, segment),
        "seated": segment,
        "calls": [table for table in tables if table.help_asked_at],
        "raised": _raised(session, view),
        "hands": _hands(session, view, tables),
    }


def seated_segment(view: DayView) -> Segment | None:
    """The step whose tables are shown: the groups that are at work, else those that have just
    been, else the first ones to come.
    """
    groups = [segment for segment in view.segments if segment.kind in GROUPS]
    begun = [one for one in groups if view.segments.index(one) < view.step]
    return begun[-1] if begun else next(iter(groups), None)


def _tiles(
    session: Session, view: DayView, tables: Sequence[Table], segment: Segment | None
) -> list[Tile]:
    segment_id = segment.id if segment else None
    people = _people(session, view, segment_id)
    notes, last = _notes(session, segment_id)
    heard = {
        row.table_id: row
        for row in session.exec(select(ReadBack).where(ReadBack.segment_id == segment_id))
    }
    return [
        Tile(
            table,
            people.get(table.id or 0, ()),
            notes[table.id or 0],
            last.get(table.id or 0),
            heard[table.id].at if table.id in heard else None,
            table.id in heard and heard[table.id].released,
        )
        for table in tables
    ]


def _people(session: Session, view: DayView, segment_id: int | None) -> dict[int, tuple[Dots, ...]]:
    """Who sits where, in the order of the colleges; those who did not say theirs come last."""
    colleges = session.exec(
        select(College)
        .where(College.committee_id == view.committee.id)
        .order_by(col(College.position), col(College.id))
    ).all()
    counted = session.exec(
        select(Seating.table_id, Badge.college_id, func.count())
        .join(Badge)
        .where(Seating.segment_id == segment_id)
        .group_by(col(Seating.table_id), col(Badge.college_id))
    ).all()
    numbers = {(table, college): number for table, college, number in counted}
    lines = [*((one.id, one.shape, one.name) for one in colleges), (None, "ring", NOT_SAID)]
    return {
        table: tuple(
            Dots(shape, gettext(name) if id is None else name, numbers[table, id])
            for id, shape, name in lines
            if (table, id) in numbers
        )
        for table in {table for table, _ in numbers}
    }


def _notes(session: Session, segment_id: int | None) -> tuple[Counter[int], dict[int, datetime]]:
    """How many notes each table took, heard ones too, and when it took the last draft."""
    drafts = session.exec(
        select(TableNote.table_id, func.count(), func.max(TableNote.at))
        .where(TableNote.segment_id == segment_id, col(TableNote.removed).is_(False))
        .group_by(col(TableNote.table_id))
    ).all()
    said = session.exec(
        select(Saying.table_id, func.count())
        .where(Saying.segment_id == segment_id, col(Saying.table_id).is_not(None))
        .group_by(col(Saying.table_id))
    ).all()
    notes = Counter({table: number for table, number, _ in drafts})
    notes.update({table: number for table, number in said if table is not None})
    return notes, {table: at for table, _, at in drafts}


def _raised(session: Session, view: DayView) -> dict[str, int]:
    """How many cards of each colour are raised: a number, nobody's name."""
    counted = session.exec(
        select(Raised.colour, func.count())
        .where(Raised.sitting_id == view.sitting.id)
        .group_by(col(Raised.colour))
    ).all()
    numbers = dict(counted)
    return {colour.value: numbers.get(colour, 0) for colour in Colour}


def _hands(session: Session, view: DayView, tables: Sequence[Table]) -> list[Hand]:
    """Those who speak or wait to, in the order in which they asked."""
    numbers = {table.id: table.number for table in tables}
    rows = session.exec(
        select(Speaker)
        .where(Speaker.sitting_id == view.sitting.id, Speaker.state != SpeakerState.DONE)
        .order_by(col(Speaker.id))
    )
    return [
        Hand(row.id or 0, row.badge, numbers.get(row.table_id), row.state is SpeakerState.SPEAKING)
        for row in rows
    ]
