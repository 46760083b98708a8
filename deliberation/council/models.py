"""What goes up to the national body, and what comes back, question by question."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class TransmissionState(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    ANSWERED = "answered"


class Transmission(SQLModel, table=True):
    """A published synthesis sent to the national body, with the questions that it asks."""

    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", unique=True)
    national_body_id: int = Field(foreign_key="national_body.id", index=True)
    state: TransmissionState = Field(
        default=TransmissionState.SENT, sa_type=one_of(TransmissionState), index=True
    )
    note: str = ""
    # When an answer was agreed to; nothing: « sans délai convenu ».
    due_on: date | None = None
    sent_at: datetime

    @property
    def channel(self) -> str:
        return f"transmission:{self.id}"


class Question(SQLModel, table=True):
    """One thing asked of the national body, in one sentence."""

    __table_args__ = (UniqueConstraint("transmission_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    transmission_id: int = Field(foreign_key="transmission.id")
    position: int
    words: str
    # The statement of the synthesis from which it comes: what links an answer to who spoke.
    statement_id: int | None = Field(default=None, foreign_key="statement.id", index=True)


class TransmissionReceipt(SQLModel, table=True):
    """The national body says that it has received a transmission, and who will read it."""

    __tablename__ = "transmission_receipt"

    transmission_id: int = Field(foreign_key="transmission.id", primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    at: datetime


class Outcome(StrEnum):
    """What the national body does with a question."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"
    STUDIED = "studied"


class Answer(SQLModel, table=True):
    """The answer to one question. A newer answer never erases an older one."""

    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    reason: str = ""
    # For what is being studied: by whom, and until when.
    studied_by: str = ""
    until: date | None = None
    account_id: int = Field(foreign_key="account.id")
    at: datetime
