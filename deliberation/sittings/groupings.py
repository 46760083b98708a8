"""What a facilitator makes of the cards of the tables: groups, pairs, and the words of a cloud."""

from enum import StrEnum

from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class WallGroup(SQLModel, table=True):
    """Cards that a facilitator put side by side, under a name; no word of them is altered."""

    __tablename__ = "wall_group"

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    name: str
    position: int = 0
    proposal_id: int | None = Field(default=None, foreign_key="proposal.id")
    ballot_id: int | None = Field(default=None, foreign_key="ballot.id")


class WallOption(SQLModel, table=True):
    """An option of a ballot that is a group of cards, put to the vote with others."""

    __tablename__ = "wall_option"

    option_id: int = Field(foreign_key="ballot_option.id", primary_key=True)
    group_id: int = Field(foreign_key="wall_group.id", index=True)
    # Nobody puts a dot on it who sat at the table from which all its cards come.
    elsewhere: bool = False


class PairingKind(StrEnum):
    SAME = "same"
    CONTRARY = "contrary"


class Pairing(SQLModel, table=True):
    """Two cards of different colleges that say the same, or the contrary."""

    first_id: int = Field(foreign_key="report_back.id", primary_key=True)
    second_id: int = Field(foreign_key="report_back.id", primary_key=True)
    kind: PairingKind = Field(sa_type=one_of(PairingKind))


class CloudWord(SQLModel, table=True):
    """A word of a step that a facilitator lets the room screen show."""

    __tablename__ = "cloud_word"

    segment_id: int = Field(foreign_key="segment.id", primary_key=True)
    word: str = Field(primary_key=True)
