"""What a scribe writes for a table, and how a speaker attaches her card to it, unseen."""

from datetime import datetime

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.assembly.rules import is_open
from deliberation.debate import rules
from deliberation.debate.commands import Said, contribution_from, keep
from deliberation.debate.models import Contribution
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record

LAST_NOTES = 10


def enter_note(session: Session, topic_id: int, account_id: int, said: Said, now: datetime) -> int:
    """A scribe writes what is said at her table. Returns the number of the note in its topic."""
    # Numbers follow one another: scribes of one topic take turns on its row.
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    refuse(rules.why_not_contribute(is_open(topic, local_day(now))))
    note = contribution_from(topic_id, said, now)
    note.note_number = number = next_number(topic)
    note.entered_by_id = account_id
    keep(session, note, "note.entered", f"account:{account_id}")
    return number


def next_number(topic: Topic) -> int:
    """The number of a new note; its writer holds the row of the topic."""
    topic.notes_numbered += 1
    return topic.notes_numbered


def claim_note(
    session: Session, topic_id: int, number: int, letters: str, participant_id: int
) -> int:
    """« Cette parole est la mienne »: whoever was given a note's number and letters takes it."""
    notes = select(Contribution).where(
        Contribution.topic_id == topic_id, Contribution.note_number == number
    )
    note = session.exec(notes.with_for_update()).one_or_none()
    right = rules.note_letters(session.info["key"], topic_id, number) == letters
    holder = note.participant_id if note else None
    refuse(rules.why_not_claim(note is not None and right, holder, participant_id))
    assert note is not None and note.id is not None
    if holder is None:
        note.participant_id = participant_id
        # The journal tells neither who, nor which note: a scribe could read it there.
        record(session, "note.claimed", f"topic:{topic_id}")
    return note.id


def last_notes(
    session: Session, topic_id: int, account_id: int, table_name: str
) -> list[Contribution]:
    """The notes that a scribe has just written at a table, as they were said, newest first.

    The page says the same of all that it does not show: she must not see that a note was claimed.
    """
    notes = select(Contribution).where(
        Contribution.topic_id == topic_id,
        Contribution.entered_by_id == account_id,
        Contribution.table_name == table_name,
    )
    newest_first = notes.order_by(col(Contribution.id).desc()).limit(LAST_NOTES)
    return list(session.exec(newest_first))


def last_table(session: Session, topic_id: int, account_id: int) -> str:
    """The table for which a scribe wrote last."""
    tables = select(Contribution.table_name).where(
        Contribution.topic_id == topic_id, Contribution.entered_by_id == account_id
    )
    return session.exec(tables.order_by(col(Contribution.id).desc())).first() or ""


def noted_topics(session: Session, committee_id: int) -> list[Topic]:
    """The topics of a committee for which notes were written."""
    noted = select(Contribution.topic_id).where(col(Contribution.note_number).is_not(None))
    topics = (
        select(Topic)
        .join(WorkingGroup)
        .where(WorkingGroup.committee_id == committee_id, col(Topic.id).in_(noted))
    )
    return list(session.exec(topics.order_by(col(Topic.id).desc())))
