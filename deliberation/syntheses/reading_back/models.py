"""What is kept of a reading back: until when people are asked, how many, and what they answer."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class ReadingBack(SQLModel, table=True):
    """One time in which those whose words a synthesis uses read what was made of them."""

    __tablename__ = "reading_back"
    __table_args__ = (UniqueConstraint("synthesis_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    number: int
    began_on: date
    # People answer until the end of this day.
    ends_on: date
    # How many people could be asked; counted again when the text leaves their hands.
    asked: int
    # The writers took the text back before its date: those who had not answered yet still can,
    # once it is read back again.
    stopped: bool = False


class Way(StrEnum):
    """How an answer was given."""

    CARD = "card"
    ALOUD = "aloud"
    PAPER = "paper"


class Understood(StrEnum):
    """« Nous avez-vous bien compris ? » From the gravest answer to the mildest."""

    NO = "no"
    PARTLY = "partly"
    YES = "yes"


class StatementReadBack(SQLModel, table=True):
    """What someone answers about a sentence that uses her words, as it was written then.

    She is known by her card; where a note has no author, by the note, which was read out to its
    table. It has no time: beside the number of answers, that would tell whose it is.
    """

    __tablename__ = "statement_read_back"
    __table_args__ = (
        CheckConstraint(
            "(participant_id IS NULL) <> (contribution_id IS NULL)", name="by_one_voice"
        ),
        UniqueConstraint("statement_id", "version", "participant_id"),
        UniqueConstraint("statement_id", "version", "contribution_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id")
    version: int
    participant_id: int | None = Field(default=None, foreign_key="participant.id", index=True)
    contribution_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
    way: Way = Field(sa_type=one_of(Way))
    verdict: Understood = Field(sa_type=one_of(Understood))
    # What she would rather have read: words like any others, which she may take back.
    correction_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
