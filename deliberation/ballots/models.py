"""What a ballot is made of: its question, its votes, and the counters kept beside them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of

NO_COLLEGE = 0  # the counters of people who prefer not to say their college


class BallotState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Method(StrEnum):
    AGREEMENT = "agreement"


class Choice(StrEnum):
    """The answers of a « degré d'accord »."""

    AGREE = "agree"
    AGREE_IF = "agree_if"
    DISAGREE = "disagree"
    UNSURE = "unsure"
    NO_ANSWER = "no_answer"


class Ballot(SQLModel, table=True):
    """A question put to the vote, about one version of a proposal."""

    __table_args__ = (UniqueConstraint("topic_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    proposal_version_id: int | None = Field(
        default=None, foreign_key="proposal_version.id", index=True
    )
    question: str
    easy_read: str = ""
    method: Method = Field(default=Method.AGREEMENT, sa_type=one_of(Method))
    state: BallotState = Field(default=BallotState.DRAFT, sa_type=one_of(BallotState), index=True)
    # Who decides by this vote; nobody, and it is an opinion (« avis »).
    decision_of: str = ""
    closes_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    external_id: str | None = None

    @property
    def channel(self) -> str:
        return f"ballot:{self.id}"


class Vote(SQLModel, table=True):
    """One person's current choice; the database itself forbids a second one.

    `mark` is made with the instance's key: an altered vote is found by a recount.
    """

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True, index=True)
    choice: Choice = Field(sa_type=one_of(Choice))
    mark: str


class Counter(SQLModel, table=True):
    """How many votes one choice has in one college, kept up to date by the votes themselves."""

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    college_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    choice: Choice = Field(sa_type=one_of(Choice), primary_key=True)
    number: int


class HandCount(SQLModel, table=True):
    """A number of answers declared by someone: raised hands, or another platform's totals."""

    __tablename__ = "hand_count"
    __table_args__ = (UniqueConstraint("ballot_id", "source", "choice"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    source: str
    choice: Choice = Field(sa_type=one_of(Choice))
    number: int


class Grouping(SQLModel, table=True):
    """Colleges shown together in a ballot's result, under one name, so that none is left out."""

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    college_id: int = Field(foreign_key="college.id", primary_key=True)
    name: str


class Condition(SQLModel, table=True):
    """What « d'accord si… » asks for, kept apart from its vote: no author, no time, no order."""

    __table_args__ = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    words: str
