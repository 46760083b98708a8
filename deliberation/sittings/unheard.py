"""Notes that no table has heard read back: a day says so before it closes, and keeps them for its
staff, who read them back later with the people of the table, or set them aside and say why.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.debate.models import Scope
from deliberation.errors import refuse
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.journal import record, touch
from deliberation.sittings import note_rules
from deliberation.sittings.agreeing import hand_over, label_of
from deliberation.sittings.models import ReadBack, Segment, Sitting, Table, TableNote
from deliberation.text import sequence

NARROW = (Scope.TABLE, Scope.DRAFTERS)  # what nobody was asked aloud goes no further


class Unheard(NamedTuple):
    """What one table wrote in one step, and has not heard."""

    table: Table
    segment: Segment
    notes: list[TableNote]

    @property
    def label(self) -> str:
        return label_of(self.table)


def unheard_of(session: Session, sitting_id: int) -> list[Unheard]:
    """The drafts of a day that were never read back, table by table in the order of its steps."""
    found = session.exec(
        select(TableNote, Table, Segment, ReadBack)
        .join(Table, col(Table.id) == TableNote.table_id)
        .join(Segment, col(Segment.id) == TableNote.segment_id)
        .join(
            ReadBack,
            (col(ReadBack.table_id) == TableNote.table_id)
            & (col(ReadBack.segment_id) == TableNote.segment_id),
            isouter=True,
        )
        .where(Table.sitting_id == sitting_id, col(TableNote.removed).is_(False))
        .order_by(col(Segment.position), col(Table.number), col(TableNote.number))
    ).all()
    places: dict[tuple[int, int], Unheard] = {}
    for note, table, segment, read_back in found:
        if not note_rules.is_heard(note, read_back):
            place = note.table_id, note.segment_id
            places.setdefault(place, Unheard(table, segment, [])).notes.append(note)
    return list(places.values())


def told(waiting: Iterable[Unheard]) -> str:
    """How many notes wait to be heard, and at which tables; nothing where none does."""
    waiting = list(waiting)
    notes = sum(len(one.notes) for one in waiting)
    if not notes:
        return ""
    tables = sequence(list(dict.fromkeys(one.label for one in waiting)))
    said = ngettext(
        N_("{n} note n'a pas été relue : {tables}."),
        N_("{n} notes n'ont pas été relues : {tables}."),
        notes,
    )
    return gettext(said).format(n=number(notes), tables=tables)


def hear_late(
    session: Session, sitting_id: int, table_id: int, segment_id: int, actor: str, now: datetime
) -> int:
    """The people of a table have heard its notes after the day: they become words of the debate.

    Their scope was not asked aloud in the room: they go no further than those who draft. Returns
    how many they are.
    """
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(note_rules.why_not_hear_late(sitting))
    waiting = _waiting(session, sitting_id, table_id, segment_id)
    refuse(note_rules.why_not_agree(len(waiting.notes) if waiting else 0, sealed=False))
    assert waiting is not None
    for note in waiting.notes:
        note.scope = note.scope if note.scope in NARROW else Scope.DRAFTERS
        note.priority = None  # the wall of the day is closed
    hand_over(session, waiting.table, waiting.segment, waiting.notes, now)
    details = {"table": table_id, "segment": segment_id, "notes": len(waiting.notes)}
    record(session, "table.heard_late", sitting.desk_channel, actor=actor, **details)
    return len(waiting.notes)


def set_aside(session: Session, sitting_id: int, note_id: int, reason: str, actor: str) -> int:
    """A note that nobody can hear any more is set aside; the journal says why, not what it said.
    Its words are erased: they were never agreed on.
    """
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(note_rules.why_not_hear_late(sitting))
    note = session.get(TableNote, note_id, with_for_update=True)
    table = session.get(Table, note.table_id) if note else None
    mine = table is not None and table.sitting_id == sitting_id
    refuse(note_rules.why_not_touch(note if mine else None, note.table_id if note else 0))
    assert note is not None
    note.removed, note.words = True, ""
    record(
        session,
        "note.set_aside",
        sitting.desk_channel,
        actor=actor,
        number=note.number,
        reason=reason,
    )
    touch(session, sitting.desk_channel)
    return note_id


def _waiting(session: Session, sitting_id: int, table_id: int, segment_id: int) -> Unheard | None:
    return next(
        (
            one
            for one in unheard_of(session, sitting_id)
            if (one.table.id, one.segment.id) == (table_id, segment_id)
        ),
        None,
    )
