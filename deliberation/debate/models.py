"""What is said and what is made of it: immutable words, proposals, and links between them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from deliberation.db import one_of
from deliberation.people.models import Channel
from deliberation.stems import stemmed


class Nature(StrEnum):
    """What kind of thing is said; a person may leave it unsaid."""

    FINDING = "finding"
    NEED = "need"
    IDEA = "idea"
    QUESTION = "question"
    DISAGREEMENT = "disagreement"
    PRACTICE = "practice"


class Voice(StrEnum):
    I = "i"  # noqa: E741 - « je »
    WE = "we"


class Scope(StrEnum):
    """How far some words may go, from the table to everyone. Their author decides."""

    TABLE = "table"
    DRAFTERS = "drafters"
    COUNCIL = "council"
    PUBLIC = "public"


class ContributionState(StrEnum):
    """Held: kept unseen until a moderator reads it. Withdrawn: an empty marker remains."""

    SHOWN = "shown"
    HELD = "held"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Contribution(SQLModel, table=True):
    """Some words, as they were said. They are never altered: a correction is another one."""

    __table_args__ = (
        UniqueConstraint("topic_id", "note_number"),
        UniqueConstraint("topic_id", "external_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    participant_id: int | None = Field(default=None, foreign_key="participant.id", index=True)
    words: str
    nature: Nature | None = Field(default=None, sa_type=one_of(Nature))
    voice: Voice | None = Field(default=None, sa_type=one_of(Voice))
    channel: Channel = Field(sa_type=one_of(Channel))
    scope: Scope = Field(default=Scope.DRAFTERS, sa_type=one_of(Scope))
    state: ContributionState = Field(
        default=ContributionState.SHOWN, sa_type=one_of(ContributionState), index=True
    )
    said_by: int = 1
    table_name: str = ""
    # The colour of the card that was raised at a table: the college of who spoke, if it was said.
    college_id: int | None = Field(default=None, foreign_key="college.id")
    note_number: int | None = None
    # The member of staff who typed what someone else said.
    entered_by_id: int | None = Field(default=None, foreign_key="account.id")
    corrects_id: int | None = Field(default=None, foreign_key="contribution.id", unique=True)
    at: datetime
    external_id: str | None = None
    # The words as they are looked for: written with them, gone with them.
    stems: str = ""


@event.listens_for(Contribution, "before_insert")
@event.listens_for(Contribution, "before_update")
def _index(_: object, __: object, contribution: Contribution) -> None:
    contribution.stems = stemmed(contribution.words)


class Proposal(SQLModel, table=True):
    """Something that can be put to the vote. Merging makes a parent and deletes nothing."""

    __table_args__ = (UniqueConstraint("topic_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    participant_id: int | None = Field(default=None, foreign_key="participant.id")
    hidden: bool = False
    external_id: str | None = None


class ProposalVersion(SQLModel, table=True):
    """The text of a proposal at one moment; the highest number is the current one."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id")
    number: int = 1
    title: str = ""
    words: str
    at: datetime


class LinkKind(StrEnum):
    """Founded: the words of the person who made the proposal, and nobody else's text."""

    INSPIRED = "inspired"
    FOUNDED = "founded"
    MERGED = "merged"


class Link(SQLModel, table=True):
    """Where a proposal comes from: some words, or other proposals."""

    __table_args__ = (
        CheckConstraint(
            "(contribution_id IS NULL) <> (proposal_id IS NULL)", name="from_one_thing"
        ),
        UniqueConstraint("to_id", "contribution_id", "kind"),
        UniqueConstraint("to_id", "proposal_id", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: LinkKind = Field(sa_type=one_of(LinkKind))
    contribution_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    to_id: int = Field(foreign_key="proposal.id")


class Side(StrEnum):
    FOR = "for"
    AGAINST = "against"


class Argument(SQLModel, table=True):
    """Some words that are a reason for or against a proposal."""

    __table_args__ = (UniqueConstraint("proposal_id", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    proposal_id: int = Field(foreign_key="proposal.id")
    contribution_id: int = Field(foreign_key="contribution.id", unique=True)
    side: Side = Field(sa_type=one_of(Side))
    title: str = ""
    votes: int = 0
    external_id: str | None = None


class Act(StrEnum):
    HIDE = "hide"
    SHOW = "show"
    RELEASE = "release"
    MASK = "mask"


class ModerationAct(SQLModel, table=True):
    """What a moderator did to some words, and why; their author can read it."""

    __tablename__ = "moderation_act"

    id: int | None = Field(default=None, primary_key=True)
    contribution_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    act: Act = Field(sa_type=one_of(Act))
    reason: str
    account_id: int = Field(foreign_key="account.id")
    at: datetime
