"""A synthesis: sections from a template, statements with their sources, sign-off, snapshot."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class SynthesisState(StrEnum):
    DRAFT = "draft"
    READING_BACK = "reading_back"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VALIDATED = "validated"
    PUBLISHED = "published"


class Purpose(StrEnum):
    """What a section is for, whatever its heading."""

    ESSENTIAL = "essential"
    QUESTION = "question"
    METHOD = "method"
    FINDINGS = "findings"
    CONCERNED = "concerned"
    PROFESSIONALS = "professionals"
    PRACTICES = "practices"
    RECOMMENDATIONS = "recommendations"
    DISSENT = "dissent"
    REFERENCES = "references"
    COUNCIL = "council"
    LOCAL = "local"
    # These two write themselves.
    COVERAGE = "coverage"
    HONESTY = "honesty"


class Synthesis(SQLModel, table=True):
    """What a group retains of all that was said on a topic."""

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    title: str
    state: SynthesisState = Field(
        default=SynthesisState.DRAFT, sa_type=one_of(SynthesisState), index=True
    )
    # How many times it was submitted: each round of sign-off starts afresh.
    round: int = 0
    created_on: date

    @property
    def channel(self) -> str:
        return f"synthesis:{self.id}"


class Section(SQLModel, table=True):
    """One heading of the template, in this synthesis."""

    __table_args__ = (UniqueConstraint("synthesis_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    position: int
    heading: str
    guide: str = ""
    purpose: Purpose | None = Field(default=None, sa_type=one_of(Purpose))
    # Its statements become the questions put to the national body.
    asks_council: bool = False


class TemplateHeading(SQLModel, table=True):
    """One heading with which the syntheses of a committee begin; without any, the common ones."""

    __tablename__ = "template_heading"
    __table_args__ = (UniqueConstraint("committee_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    committee_id: int = Field(foreign_key="committee.id")
    position: int
    heading: str
    guide: str = ""
    purpose: Purpose | None = Field(default=None, sa_type=one_of(Purpose))
    asks_council: bool = False


class Statement(SQLModel, table=True):
    """A sentence of the synthesis; it cites its sources, or says that the group wrote it."""

    id: int | None = Field(default=None, primary_key=True)
    section_id: int = Field(foreign_key="section.id", index=True)
    position: int
    words: str
    by_group: bool = False
    # The number of its newest version.
    version: int = 1
    # Out of the text, and ready to be put back: no reading of the text tells it.
    removed: bool = False


class StatementVersion(SQLModel, table=True):
    """A sentence as it was written once; the highest number is how it stands. None changes."""

    __tablename__ = "statement_version"
    __table_args__ = (UniqueConstraint("statement_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id")
    number: int
    words: str
    by_group: bool = False
    # What it cited: numbers and names, never anybody's words.
    cited: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    removed: bool = False
    # How many times the text had been submitted when it was written.
    round: int = 0
    actor: str
    at: datetime


class StatementHold(SQLModel, table=True):
    """Who is writing a sentence at this moment, so that two people do not begin at once."""

    __tablename__ = "statement_hold"

    statement_id: int = Field(foreign_key="statement.id", primary_key=True)
    actor: str
    # How many words are typed so far, for who waits.
    typed: int = 0
    since: datetime
    until: datetime


class Citation(SQLModel, table=True):
    """What a statement stands on: some words, a proposal, a result, or a reference text."""

    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN contribution_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN ballot_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN reference = '' THEN 0 ELSE 1 END) = 1",
            name="one_source",
        ),
        UniqueConstraint("statement_id", "contribution_id"),
        UniqueConstraint("statement_id", "proposal_id"),
        UniqueConstraint("statement_id", "ballot_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id", index=True)
    contribution_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id", index=True)
    ballot_id: int | None = Field(default=None, foreign_key="ballot.id", index=True)
    reference: str = ""
    # A passage of the contribution that is quoted: where it stands, and how long the whole was.
    starts: int | None = None
    ends: int | None = None
    length: int | None = None


class SetAside(SQLModel, table=True):
    """Some words that the synthesis does not take up, and why."""

    __tablename__ = "set_aside"

    synthesis_id: int = Field(foreign_key="synthesis.id", primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", primary_key=True, index=True)
    reason: str


class EasyRead(SQLModel, table=True):
    """The same thing, easy to read, written by people; and who tested these very words."""

    __tablename__ = "easy_read"

    synthesis_id: int = Field(foreign_key="synthesis.id", primary_key=True)
    words: str
    written_on: date
    tested_by: str = ""
    tested_on: date | None = None


class Verdict(StrEnum):
    VALIDATE = "validate"
    RETURN = "return"


class Validation(SQLModel, table=True):
    """A member's verdict given alone, or the technical committee's given in a sitting."""

    __table_args__ = (UniqueConstraint("synthesis_id", "round", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    round: int
    verdict: Verdict = Field(sa_type=one_of(Verdict))
    reason: str = ""
    account_id: int | None = Field(default=None, foreign_key="account.id")
    # She agrees that her name is printed with her verdict.
    named: bool = False
    # In a sitting: how many were present, and what each of them did.
    present: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    not_taking_part: int | None = None
    at: datetime


class Snapshot(SQLModel, table=True):
    """A published synthesis, frozen: its number, the bytes of its tree, and their hash.

    Only a correction replaces it, under a number of its own; what it replaces stays as a `Former`.
    """

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id", unique=True)
    number: str = Field(unique=True)
    content: str
    digest: str
    published_at: datetime


class Former(SQLModel, table=True):
    """What a correction replaced: number, hash and date stay for ever, the words are gone."""

    number: str = Field(primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id", index=True)
    digest: str
    published_at: datetime
    # Why it was replaced, for everyone.
    notice: str
    corrected_at: datetime


class Remark(SQLModel, table=True):
    """What a member of the technical committee says of one sentence, as it stood then."""

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(foreign_key="statement.id", index=True)
    version: int
    round: int
    account_id: int = Field(foreign_key="account.id")
    words: str
    # The writers took it into account.
    settled: bool = False
    at: datetime
