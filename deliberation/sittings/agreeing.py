"""« La table est d'accord »: drafts that were heard become words of the debate, in one transaction.

In peer groups they wait, heard and sealed, until each table has let the others see its own.
"""

from collections.abc import Collection
from datetime import datetime
from secrets import SystemRandom

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.debate.commands import Said, contribution_from, keep
from deliberation.debate.models import Nature, Scope
from deliberation.debate.notes import next_number
from deliberation.errors import refuse
from deliberation.i18n import N_, gettext
from deliberation.journal import record, touch
from deliberation.people.models import Channel
from deliberation.security import new_token
from deliberation.sittings import note_rules, rules
from deliberation.sittings.models import (
    ReadBack,
    ReportBack,
    Saying,
    Seating,
    Segment,
    SegmentKind,
    Sitting,
    Table,
    TableNote,
)
from deliberation.sittings.notes import drafts_of, held, step_of, tell, topic_of

TABLE = N_("Table {number}")


def agree_notes(
    session: Session,
    table_id: int,
    device: str,
    segment_id: int,
    disagreement: str,
    now: datetime,
) -> int:
    """The table heard its notes and agrees that this is what was said. Returns how many it heard.

    What it does not agree on is one more note. A step that is over can still be read back: what
    was typed in time is not lost.
    """
    table, sitting = held(session, table_id, device)
    refuse(rules.why_not_run(sitting))
    segment = step_of(session, sitting, segment_id, to_change=True)
    topic = topic_of(session, sitting, segment, now)
    if disagreement:
        _keep_disagreement(session, table, segment, topic, disagreement, now)
    drafts = drafts_of(session, table_id, segment_id)
    waiting = [note for note in drafts if not note.removed]
    sealed = segment.kind is SegmentKind.PEER_GROUPS
    refuse(note_rules.why_not_agree(len(waiting), sealed))
    read_back = session.get(ReadBack, (segment_id, table_id))
    if read_back is None:
        read_back = ReadBack(segment_id=segment_id, table_id=table_id, at=now)
        session.add(read_back)
    read_back.at = now
    for note in drafts:
        note.at = min(note.at, now)  # all is heard now, were the clock set back meanwhile
    session.flush()
    if not is_sealed(session, segment):
        hand_over(session, table, segment, drafts, now)
        touch(session, sitting.wall_channel)
    counted = len(waiting)
    record(
        session,
        "table.read_back",
        sitting.desk_channel,
        table=table_id,
        segment=segment_id,
        notes=counted,
    )
    tell(session, table, sitting)
    return counted


def release_notes(
    session: Session, table_id: int, device: str, segment_id: int, now: datetime
) -> bool:
    """« Nous laissons voir nos notes »: the last table to say so opens those of all. True then."""
    table, sitting = held(session, table_id, device)
    refuse(rules.why_not_run(sitting))
    segment = step_of(session, sitting, segment_id, to_change=True)
    read_back = session.get(ReadBack, (segment_id, table_id))
    drafts = drafts_of(session, table_id, segment_id)
    peers = segment.kind is SegmentKind.PEER_GROUPS
    refuse(note_rules.why_not_release(peers, read_back, drafts))
    assert read_back is not None
    if read_back.released:
        return not is_sealed(session, segment)
    read_back.released = True
    session.flush()
    record(session, "table.released", sitting.desk_channel, table=table_id, segment=segment_id)
    tell(session, table, sitting)
    if is_sealed(session, segment):
        return False
    _unseal(session, sitting, segment, now)
    return True


def is_sealed(session: Session, segment: Segment) -> bool:
    """Whether what this step's tables wrote is for the eyes of each of them alone."""
    if segment.kind is not SegmentKind.PEER_GROUPS:
        return False
    assert segment.id is not None
    read_backs = session.exec(select(ReadBack).where(ReadBack.segment_id == segment.id)).all()
    return not note_rules.unsealed(_peers_at(session, segment), read_backs)


def tables_at(session: Session, segment_id: int) -> set[int]:
    """The tables that take part in a step: people sit there, or something was written there."""
    seated = select(Seating.table_id).where(Seating.segment_id == segment_id).distinct()
    noted = select(TableNote.table_id).where(TableNote.segment_id == segment_id).distinct()
    heard = select(ReadBack.table_id).where(ReadBack.segment_id == segment_id)
    return {id for found in (seated, noted, heard) for id in session.exec(found)}


def _peers_at(session: Session, segment: Segment) -> set[int]:
    """The same, with the tables kept for one college whose device is open: they may be about to
    write, even where nobody was given a seat.
    """
    assert segment.id is not None
    kept = select(Table.id).where(
        Table.sitting_id == segment.sitting_id,
        col(Table.college_id).is_not(None),
        col(Table.device_hash).is_not(None),
    )
    return tables_at(session, segment.id) | {id for id in session.exec(kept) if id is not None}


def label_of(table: Table) -> str:
    """A table as people call it: « Table 4, Les Pins »."""
    number = gettext(TABLE).format(number=table.number)
    return f"{number}, {table.name}" if table.name else number


def _unseal(session: Session, sitting: Sitting, segment: Segment, now: datetime) -> None:
    """All tables have released: what each of them heard becomes words, at once, and in an order
    that tells no table: among peers it would tell a college.
    """
    assert segment.id is not None
    topic_of(session, sitting, segment, now)
    opened: list[tuple[Table, TableNote]] = []
    read_backs = select(ReadBack).where(ReadBack.segment_id == segment.id)
    for read_back in session.exec(read_backs.order_by(col(ReadBack.table_id))).all():
        table = session.get_one(Table, read_back.table_id)
        drafts = drafts_of(session, read_back.table_id, segment.id)
        heard = [note for note in drafts if note.removed or note_rules.is_heard(note, read_back)]
        opened += [(table, note) for note in heard]
        tell(session, table, sitting)
    SystemRandom().shuffle(opened)
    for table, note in opened:
        hand_over(session, table, segment, [note], now)
    record(session, "segment.unsealed", sitting.channel, segment=segment.id)
    touch(session, sitting.wall_channel)


def hand_over(
    session: Session, table: Table, segment: Segment, drafts: Collection[TableNote], now: datetime
) -> None:
    """Drafts become contributions, under their numbers; no copy of their words stays here.

    All bear the moment of the reading, not the one at which each was said.
    """
    assert segment.id is not None and table.id is not None
    for note in drafts:
        if not note.removed:
            contribution_id = _keep(session, table, note, now)
            session.add(
                Saying(segment_id=segment.id, contribution_id=contribution_id, table_id=table.id)
            )
            if note.priority and note.scope is not Scope.TABLE:
                session.add(
                    ReportBack(
                        segment_id=segment.id,
                        table_id=table.id,
                        contribution_id=contribution_id,
                        rank=note.priority,
                        shuffle=new_token(),
                    )
                )
        session.delete(note)
    session.flush()


def _keep(session: Session, table: Table, note: TableNote, now: datetime) -> int:
    said = Said(
        note.words,
        note.nature,
        scope=note.scope,
        channel=Channel.TABLE,
        said_by=note.said_by,
        table_name=label_of(table),
    )
    contribution = contribution_from(note.topic_id, said, now)
    contribution.college_id, contribution.note_number = note.college_id, note.number
    return keep(session, contribution, "note.entered")


def _keep_disagreement(
    session: Session, table: Table, segment: Segment, topic: Topic, words: str, now: datetime
) -> None:
    assert table.id is not None and segment.id is not None and topic.id is not None
    note = TableNote(
        table_id=table.id,
        segment_id=segment.id,
        topic_id=topic.id,
        number=next_number(topic),
        words=words,
        nature=Nature.DISAGREEMENT,
        college_id=table.college_id,
        at=now,
    )
    session.add(note)
    session.flush()
