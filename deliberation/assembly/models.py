"""Committees, their working groups and their topics, each in one phase of its life."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class Phase(StrEnum):
    """Where a topic is in its life."""

    SUGGESTED = "suggested"
    FRAMED = "framed"
    OPEN = "open"
    CLOSED = "closed"
    IN_SYNTHESIS = "in_synthesis"
    CONCLUDED = "concluded"
    DECLINED = "declined"


class NationalBody(SQLModel, table=True):
    """The national council to which syntheses go up. Mandates change: it is never hard-coded."""

    __tablename__ = "national_body"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    short_name: str


class Committee(SQLModel, table=True):
    """A local committee of social work."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    territories: str
    bearers: str
    term: str
    national_body_id: int | None = Field(default=None, foreign_key="national_body.id", index=True)
    # A copy in which a live day is rehearsed: no page lists it, and it is erased afterwards.
    rehearsal: bool = False
    # How many members of the technical committee must take part in a decision; 0: none is set.
    quorum: int = 0


class WorkingGroup(SQLModel, table=True):
    """Some members of a committee, working on a mandate."""

    __tablename__ = "working_group"

    id: int | None = Field(default=None, primary_key=True)
    committee_id: int = Field(foreign_key="committee.id", index=True)
    name: str
    mandate: str = ""


class Topic(SQLModel, table=True):
    """A question put to people, why it is asked here, and what their answer can change."""

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="working_group.id", index=True)
    question: str
    why: str = ""
    easy_read: str = ""
    decider: str = ""
    can_change: str = ""
    known_when: str = ""
    opens_on: date | None = None
    closes_on: date | None = None
    phase: Phase = Field(default=Phase.SUGGESTED, sa_type=one_of(Phase), index=True)
    external_id: str | None = Field(default=None, unique=True)
    # How many numbers were given to notes: no two notes of a topic ever bear the same one.
    notes_numbered: int = 0

    @property
    def channel(self) -> str:
        return f"topic:{self.id}"
