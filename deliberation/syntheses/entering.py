"""Notes that were kept elsewhere become words of the debate, as they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.debate.commands import Said, contribution_from, keep
from deliberation.debate.models import Contribution, Nature, Scope
from deliberation.errors import refuse
from deliberation.people.models import Channel
from deliberation.syntheses.boards import Board, BoardNote
from deliberation.syntheses.colleges import nameable_colleges
from deliberation.syntheses.entry_rules import why_not_bring, why_not_read, why_not_tell_college


@dataclass(frozen=True)
class Origin:
    """Where some notes come from, and how far they may go: the same for all of them."""

    channel: Channel
    scope: Scope = Scope.DRAFTERS
    nature: Nature | None = None
    table_name: str = ""
    said_by: int = 1
    college: int | None = None
    people: int = 0  # how many of that college were there
    board: int | None = None  # the photograph from which they are typed


class Entering(NamedTuple):
    """One note; `anyway`: who sends it was told that the same words are already there."""

    words: str
    anyway: bool = False


def enter_material(
    session: Session,
    topic_id: int,
    account_id: int,
    notes: Collection[Entering],
    origin: Origin,
    now: datetime,
) -> int:
    """Keep these notes as contributions. Returns how many are new: of what someone else has just
    entered, none is kept twice.
    """
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    refuse(why_not_bring(topic.phase))
    refuse(why_not_read(note.words for note in notes), n=len(notes))
    colleges = nameable_colleges(session, topic_id)
    refuse(why_not_tell_college(origin.college, colleges, origin.people, origin.table_name))
    if origin.board is not None:
        board = select(Board.id).where(Board.id == origin.board, Board.topic_id == topic_id)
        session.exec(board).one()
    there = set(already_there(session, topic_id, [note.words for note in notes]))
    entered = 0
    for note in notes:
        if note.anyway or note.words not in there:
            _enter(session, topic_id, account_id, note.words, origin, now)
            there.add(note.words)
            entered += 1
    return entered


def _enter(
    session: Session, topic_id: int, account_id: int, words: str, origin: Origin, now: datetime
) -> None:
    said = Said(
        words,
        origin.nature,
        scope=origin.scope,
        channel=origin.channel,
        said_by=origin.said_by,
        table_name=origin.table_name,
    )
    contribution = contribution_from(topic_id, said, now)
    contribution.entered_by_id, contribution.college_id = account_id, origin.college
    id = keep(session, contribution, "note.entered", f"account:{account_id}")
    if origin.board is not None:
        session.add(BoardNote(contribution_id=id, board_id=origin.board))


def already_there(session: Session, topic_id: int, words: Iterable[str]) -> frozenset[str]:
    """Which of these words a member of staff has already entered, whatever became of them since."""
    known = select(Contribution.words).where(
        Contribution.topic_id == topic_id,
        col(Contribution.entered_by_id).is_not(None),
        col(Contribution.words).in_(list(words)),
    )
    return frozenset(session.exec(known))
