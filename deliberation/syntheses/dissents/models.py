"""What is kept of a protected block: what was done to it. The block itself is found, not kept."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class ClosedBy(StrEnum):
    """Who closed a block, in kind: never in person."""

    HOLDERS = "holders"
    SITTING = "sitting"


class Dissent(SQLModel, table=True):
    """What was written beside a block of this synthesis, and how it was closed, if it was.

    The block is some words (an objection, what a table or a peer group does not agree on) or a
    result in which colleges differ: a link to them, whose absence deletes nothing.
    """

    __table_args__ = (
        CheckConstraint("(contribution_id IS NULL) <> (ballot_id IS NULL)", name="about_one_thing"),
        UniqueConstraint("synthesis_id", "contribution_id"),
        UniqueConstraint("synthesis_id", "ballot_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    contribution_id: int | None = Field(default=None, foreign_key="contribution.id", index=True)
    ballot_id: int | None = Field(default=None, foreign_key="ballot.id", index=True)
    # « Comment nous l'avons pris en compte »: the writers' own sentence, beside the block.
    answer: str = ""
    closed_on: date | None = None
    closed_by: ClosedBy | None = Field(default=None, sa_type=one_of(ClosedBy))
    # The day on which its holders said that it is settled.
    sitting_id: int | None = Field(default=None, foreign_key="sitting.id", index=True)


class Lift(SQLModel, table=True):
    """« C'est réglé pour moi », said by one of those who objected to a vote. Nobody counts them."""

    __tablename__ = "dissent_lift"

    synthesis_id: int = Field(foreign_key="synthesis.id", primary_key=True)
    ballot_id: int = Field(foreign_key="ballot.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True)
