"""What a ballot is made of: its question, its votes, and the counters kept beside them.

What a vote says is one short text, its *paper*, whose grammar is in `sheets.py`.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of
from deliberation.people.models import Channel

NO_COLLEGE = 0  # the counters of people who prefer not to say their college


class BallotState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Method(StrEnum):
    """How people answer. A ranking is counted in the way that its sheet names."""

    AGREEMENT = "agreement"
    CHOICE = "choice"
    APPROVAL = "approval"
    DOTS = "dots"
    JUDGMENT = "judgment"
    RANKING = "ranking"
    CONSENT = "consent"
    MOVING = "moving"


class Eligibility(StrEnum):
    """Who may vote, as the ballot itself says."""

    PRESENT = "present"
    CARDS = "cards"
    ALL = "all"


class Choice(StrEnum):
    """The answers of a « degré d'accord »."""

    AGREE = "agree"
    AGREE_IF = "agree_if"
    DISAGREE = "disagree"
    UNSURE = "unsure"
    NO_ANSWER = "no_answer"


class Consent(StrEnum):
    """The answers of a consent."""

    NO_OBJECTION = "no_objection"
    RESERVE = "reserve"
    OBJECTION = "objection"


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
    # What a paper may say, as `sheets.py` writes it; nothing where the method alone says it.
    sheet: str = ""
    secret: bool = False
    eligibility: Eligibility = Field(default=Eligibility.PRESENT, sa_type=one_of(Eligibility))
    # In hundredths: of those who may vote, and of those who chose. None is asked where it is 0.
    quorum: int = 0
    threshold: int = 0
    # The result is shown once it is published, not at the close: until then it may be reopened.
    held: bool = False
    # One college, one weight: the whole is the mean of the colleges.
    weighted: bool = False
    # How many people were counted in the room; and why more votes than that are published.
    present: int | None = None
    excess: str = ""
    # The ballot whose objections this one answers.
    round_of_id: int | None = Field(default=None, foreign_key="ballot.id", index=True)
    state: BallotState = Field(default=BallotState.DRAFT, sa_type=one_of(BallotState), index=True)
    # Who decides by this vote; nobody, and it is an opinion (« avis »).
    decision_of: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    external_id: str | None = None

    @property
    def channel(self) -> str:
        return f"ballot:{self.id}"


class Option(SQLModel, table=True):
    """One thing among which people choose; `place` is its number on the sheet."""

    __tablename__ = "ballot_option"
    __table_args__ = (UniqueConstraint("ballot_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    place: int
    words: str
    proposal_version_id: int | None = Field(default=None, foreign_key="proposal_version.id")


class Vote(SQLModel, table=True):
    """One person's current choice; the database itself forbids a second one.

    `mark` is made with the instance's key: an altered vote is found by a recount.
    """

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True, index=True)
    choice: str
    mark: str


class Paper(SQLModel, table=True):
    """One secret vote: its key is made of the card and the ballot, so that nobody is named.

    Nothing else is written when it is cast. `checked` is the hash of a key of control, which is
    shown once to those who ask for it.
    """

    __table_args__ = {"sqlite_with_rowid": False}

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    key: str = Field(primary_key=True)
    college_id: int
    choice: str
    mark: str
    checked: str = ""


class BarredCard(SQLModel, table=True):
    """A card that was handed out while a secret ballot was open: it does not vote in it."""

    __tablename__ = "barred_card"

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    card_hash: str = Field(primary_key=True)


class SpentVoice(SQLModel, table=True):
    """Someone whose voice is counted by another channel: raised hands, or a slip of paper."""

    __tablename__ = "spent_voice"

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True)
    source: str


class OwnOption(SQLModel, table=True):
    """An option that one person does not choose: a card of her own table, where a vote among cards
    asks for those of the others.
    """

    __tablename__ = "own_option"

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True)
    option_id: int = Field(foreign_key="ballot_option.id", primary_key=True)


class AssistedVoice(SQLModel, table=True):
    """Someone who was helped to answer, on a screen that is passed from hand to hand.

    `key` is made of her card and of the ballot: helped twice, she is counted once, and nobody who
    has the database can tell who she is.
    """

    __tablename__ = "assisted_voice"
    __table_args__ = {"sqlite_with_rowid": False}

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    key: str = Field(primary_key=True)


class Counter(SQLModel, table=True):
    """How many papers say the same in one college, kept up to date by the votes themselves; of a
    secret ballot, counted at its close.
    """

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    college_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    choice: str = Field(primary_key=True)
    number: int


class HandCount(SQLModel, table=True):
    """How many papers say the same, declared by someone: raised hands, slips of paper typed in
    by a second person, or (`channel` import) another platform's totals.
    """

    __tablename__ = "hand_count"
    __table_args__ = (UniqueConstraint("ballot_id", "source", "channel", "college_id", "choice"),)

    id: int | None = Field(default=None, primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id")
    source: str
    channel: Channel = Field(default=Channel.IMPORT, sa_type=one_of(Channel))
    college_id: int = NO_COLLEGE
    choice: str
    number: int


class Grouping(SQLModel, table=True):
    """Colleges shown together in a ballot's result, under one name, so that none is left out."""

    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    college_id: int = Field(foreign_key="college.id", primary_key=True)
    name: str


class Condition(SQLModel, table=True):
    """What « d'accord si… » asks for, or what an objection says, kept apart from its vote: no
    author, no time, no order. At the close its words become a contribution, and stay there alone.
    """

    __table_args__ = {"sqlite_with_rowid": False}

    id: str = Field(primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", index=True)
    choice: str = Choice.AGREE_IF
    words: str
    contribution_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
