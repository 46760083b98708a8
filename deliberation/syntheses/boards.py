"""Photographs of paperboards from which a topic's words are typed, and the ties between both."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, Session, SQLModel, col, func, select

from deliberation.assembly.models import Topic
from deliberation.debate.models import Contribution, ContributionState
from deliberation.errors import Refusal, refuse
from deliberation.i18n import N_
from deliberation.journal import record
from deliberation.syntheses.entry_rules import why_not_bring

MOST_BOARDS = 100  # photographs of one topic


class Board(SQLModel, table=True):
    """A picture, stripped of all that the camera wrote in it; an empty marker once it is taken
    away, with the reason.
    """

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    description: str
    image: bytes = Field(sa_type=LargeBinary)
    account_id: int = Field(foreign_key="account.id")
    at: datetime
    removed: str = ""

    @property
    def is_there(self) -> bool:
        return not self.removed


class BoardNote(SQLModel, table=True):
    """Words that were typed from a photograph."""

    __tablename__ = "board_note"

    contribution_id: int = Field(foreign_key="contribution.id", primary_key=True)
    board_id: int = Field(foreign_key="board.id", index=True)


class BoardRefusal(Refusal):
    """Why a photograph is not kept, or not taken away."""

    TOO_MANY = N_("Ce sujet a déjà 100 photos : supprimez-en une.")
    NO_REASON = N_("Pour supprimer une photo, dites pourquoi.")
    GONE = N_("Cette photo a déjà été supprimée.")


def keep_board(
    session: Session, topic_id: int, account_id: int, description: str, image: bytes, now: datetime
) -> int:
    """Keep a picture of a paperboard, with the words that say what it shows."""
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    refuse(why_not_bring(topic.phase))
    if len(boards_of(session, topic_id)) >= MOST_BOARDS:
        refuse(BoardRefusal.TOO_MANY)
    board = Board(
        topic_id=topic_id, description=description, image=image, account_id=account_id, at=now
    )
    session.add(board)
    session.flush()
    assert board.id is not None
    record(
        session, "board.kept", f"topic:{topic_id}", actor=f"account:{account_id}", board=board.id
    )
    return board.id


def remove_board(session: Session, board_id: int, account_id: int, reason: str) -> int:
    """Take a picture away, at any moment: a face or a name may be seen late. What was typed from
    it stays, with an empty marker in its place. Returns the number of the topic.
    """
    board = session.get_one(Board, board_id, with_for_update=True)
    if not board.is_there:
        refuse(BoardRefusal.GONE)
    if not reason:
        refuse(BoardRefusal.NO_REASON)
    board.image, board.removed = b"", reason
    channel = f"topic:{board.topic_id}"
    record(session, "board.removed", channel, actor=f"account:{account_id}", board=board_id)
    return board.topic_id


def boards_of(session: Session, topic_id: int) -> dict[int, tuple[str, int]]:
    """The pictures of a topic that are still there: what each shows, how many notes it gave."""
    rows = session.exec(
        select(Board.id, Board.description, func.count(col(BoardNote.contribution_id)))
        .join(BoardNote, isouter=True)
        .where(Board.topic_id == topic_id, Board.removed == "")
        .group_by(col(Board.id), col(Board.description))
        .order_by(col(Board.id))
    )
    return {id: (description, notes) for id, description, notes in rows if id is not None}


def typed_from(session: Session, board_id: int) -> list[Contribution]:
    """The words that drafters may read of those that were typed from a picture, in their order."""
    typed = (
        select(Contribution)
        .join(BoardNote)
        .where(BoardNote.board_id == board_id, Contribution.state == ContributionState.SHOWN)
    )
    return list(session.exec(typed.order_by(col(Contribution.id))))
