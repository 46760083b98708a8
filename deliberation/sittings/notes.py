"""What is done at a table: its device, its calls for help, and its notes while they are drafts.

No line of the journal tells when a note was typed: beside the number that it keeps, that would
tell who spoke. The desk counts notes, and reads none.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.assembly.rules import is_open
from deliberation.debate.models import Nature, Scope
from deliberation.debate.notes import next_number
from deliberation.debate.rules import why_not_contribute
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record, touch
from deliberation.people.models import College
from deliberation.sittings import note_rules, rules
from deliberation.sittings.models import Opens, Segment, Sitting, Table, TableNote
from deliberation.sittings.note_rules import TableRefusal
from deliberation.sittings.reading import present_turn

WRITES = (Opens.WRITING, Opens.CHOOSING)


@dataclass(frozen=True)
class Noted:
    """What a scribe writes at once: one note for each line, all said by the same people."""

    lines: tuple[str, ...]
    nature: Nature | None = None
    college_id: int | None = None
    said_by: int = 1


def open_table(session: Session, table_id: int, device: str, takes_over: bool) -> None:
    """A device begins to write for a table; the one that wrote before is told, and stops."""
    table = session.get_one(Table, table_id, with_for_update=True)
    sitting = session.get_one(Sitting, table.sitting_id)
    refuse(note_rules.why_not_open(sitting, table.device_hash, device, takes_over))
    if table.device_hash == device:
        return
    table.device_hash = device
    record(session, "table.opened", sitting.desk_channel, table=table_id)
    touch(session, table.channel)


def ask_help(session: Session, table_id: int, device: str, asked: bool, now: datetime) -> None:
    """« Appeler l'animateur », or nobody any more."""
    table, sitting = held(session, table_id, device)
    refuse(rules.why_not_here(sitting))
    if asked == (table.help_asked_at is not None):
        return
    table.help_asked_at = now if asked else None
    event = "table.help_asked" if asked else "table.help_withdrawn"
    record(session, event, sitting.desk_channel, table=table_id)
    touch(session, table.channel)


def answer_help(session: Session, table_id: int, actor: str) -> None:
    """A facilitator went to the table that called."""
    table = session.get_one(Table, table_id, with_for_update=True)
    sitting = session.get_one(Sitting, table.sitting_id)
    refuse(rules.why_not_here(sitting))
    if table.help_asked_at is None:
        return
    table.help_asked_at = None
    record(session, "table.help_answered", sitting.desk_channel, actor=actor, table=table_id)
    touch(session, table.channel)


def enter_notes(
    session: Session, table_id: int, device: str, segment_id: int, noted: Noted, now: datetime
) -> tuple[int, int]:
    """A scribe writes what is said, in the present step. Returns the first note, and how many."""
    table, sitting = held(session, table_id, device)
    segment = step_of(session, sitting, segment_id)
    turn = present_turn(session, table.sitting_id)
    present = session.get(Segment, turn.segment_id) if turn and turn.segment_id else None
    refuse(rules.why_not_do(sitting, turn, present, segment, *WRITES), title=segment.title)
    topic = topic_of(session, sitting, segment, now)
    refuse(note_rules.why_not_add(_waiting(session, table_id, segment_id), len(noted.lines)))
    assert topic.id is not None
    college_id = noted.college_id or table.college_id
    _check_college(session, sitting, college_id)
    kept = [
        TableNote(
            table_id=table_id,
            segment_id=segment_id,
            topic_id=topic.id,
            number=next_number(topic),
            words=words,
            nature=noted.nature,
            college_id=college_id,
            said_by=noted.said_by,
            at=now,
        )
        for words in noted.lines
    ]
    session.add_all(kept)
    session.flush()
    tell(session, table, sitting)
    assert kept[0].id is not None
    return kept[0].id, len(kept)


def correct_note(
    session: Session, table_id: int, device: str, note_id: int, words: str, now: datetime
) -> int:
    """A draft says it better; in a step of peers it has then to be heard again.

    This returns the number of the step, as all that is done to a draft.
    """
    note = _draft(session, table_id, device, note_id)
    if note.words != words:
        note.words, note.at = words, now
    return note.segment_id


def remove_note(
    session: Session, table_id: int, device: str, note_id: int, removed: bool, now: datetime
) -> int:
    """A draft is put aside, or back. What is put aside is not read back, and goes with the rest."""
    note = _draft(session, table_id, device, note_id)
    if note.removed != removed:
        note.removed, note.priority, note.at = removed, None, now
    return note.segment_id


def choose_scope(
    session: Session, table_id: int, device: str, note_id: int, scope: Scope, now: datetime
) -> int:
    """The table says aloud who may read a note; what stays at the table is no priority."""
    note = _draft(session, table_id, device, note_id)
    if note.scope != scope:
        note.scope, note.at = scope, now
    if scope is Scope.TABLE:
        note.priority = None
    return note.segment_id


def choose_priority(session: Session, table_id: int, device: str, note_id: int, rank: int) -> int:
    """« Nos 3 priorités »: a note takes this rank, from the one that had it; 0 gives it up."""
    note = _draft(session, table_id, device, note_id)
    if rank:
        refuse(note_rules.why_not_choose(note))
    for other in drafts_of(session, table_id, note.segment_id):
        if other.priority == rank:
            other.priority = None
    note.priority = rank or None
    return note.segment_id


def held(session: Session, table_id: int, device: str) -> tuple[Table, Sitting]:
    """A table and its day, for the device that writes for it; the day keeps its step meanwhile."""
    table = session.get_one(Table, table_id)
    sitting = session.get_one(Sitting, table.sitting_id, with_for_update={"read": True})
    refuse(note_rules.why_not_write_for(table.device_hash, device))
    return table, sitting


def step_of(
    session: Session, sitting: Sitting, segment_id: int, to_change: bool = False
) -> Segment:
    """A step of this very day."""
    segment = session.get(Segment, segment_id, with_for_update=to_change or None)
    if segment is None or segment.sitting_id != sitting.id:
        refuse(TableRefusal.NO_SUCH_STEP)
    assert segment is not None
    return segment


def topic_of(session: Session, sitting: Sitting, segment: Segment, now: datetime) -> Topic:
    """The open topic of a step. Numbers follow one another: tables take turns on its row."""
    topic_id = segment.topic_id or sitting.topic_id
    if topic_id is None:
        refuse(TableRefusal.NO_TOPIC)
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    refuse(why_not_contribute(is_open(topic, local_day(now))))
    return topic


def drafts_of(session: Session, table_id: int, segment_id: int) -> list[TableNote]:
    """The drafts of a table in one step, those put aside too, in the order of their numbers."""
    drafts = select(TableNote).where(
        TableNote.table_id == table_id, TableNote.segment_id == segment_id
    )
    return list(session.exec(drafts.order_by(col(TableNote.number))))


def tell(session: Session, table: Table, sitting: Sitting) -> None:
    """The table's own screens, and the desk that counts its notes."""
    touch(session, table.channel)
    touch(session, sitting.desk_channel)


def _draft(session: Session, table_id: int, device: str, note_id: int) -> TableNote:
    """A draft of this table, which may change until the table has heard it, while the day runs."""
    table, sitting = held(session, table_id, device)
    refuse(rules.why_not_run(sitting))
    note = session.get(TableNote, note_id, with_for_update=True)
    refuse(note_rules.why_not_touch(note, table_id))
    assert note is not None
    tell(session, table, sitting)
    return note


def _waiting(session: Session, table_id: int, segment_id: int) -> int:
    waiting = select(func.count()).where(
        TableNote.table_id == table_id, TableNote.segment_id == segment_id
    )
    return session.exec(waiting).one()


def _check_college(session: Session, sitting: Sitting, college_id: int | None) -> None:
    if college_id is None:
        return
    college = session.get(College, college_id)
    group = session.get_one(WorkingGroup, sitting.group_id)
    if college is None or college.committee_id != group.committee_id:
        refuse(TableRefusal.NO_SUCH_COLLEGE)
