"""What is kept of people: as little as can be. A participant is not an account."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of
from deliberation.roles import Role


class Channel(StrEnum):
    """By which way a person takes part, and a word arrives."""

    PHONE = "phone"
    ONLINE = "online"
    TABLE = "table"
    PAPER = "paper"
    VOICE = "voice"
    BALLOT = "ballot"
    ASSISTED = "assisted"
    IMPORT = "import"


class StructureKind(StrEnum):
    CONCERNED = "concerned"
    PARTNER = "partner"


class College(SQLModel, table=True):
    """One of the groups whose voices are shown side by side; `shape` doubles its colour."""

    __table_args__ = (UniqueConstraint("committee_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    committee_id: int = Field(foreign_key="committee.id", index=True)
    code: str
    name: str
    shape: str
    position: int = 0
    # How many of its people the committee hopes to hear on a topic; 0: it has not said.
    target: int = 0


class Structure(SQLModel, table=True):
    """An organisation that represents concerned people, or a partner; it hands out cards."""

    id: int | None = Field(default=None, primary_key=True)
    committee_id: int = Field(foreign_key="committee.id", index=True)
    name: str
    kind: StructureKind = Field(sa_type=one_of(StructureKind))


class Participant(SQLModel, table=True):
    """Someone who takes part in one committee, under a neutral pseudonym. Never a name."""

    __table_args__ = (
        UniqueConstraint("committee_id", "pseudonym"),
        UniqueConstraint("committee_id", "external_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    committee_id: int = Field(foreign_key="committee.id", index=True)
    college_id: int | None = Field(default=None, foreign_key="college.id", index=True)
    pseudonym: str
    card_hash: str | None = Field(default=None, unique=True)
    channel: Channel = Field(sa_type=one_of(Channel))
    # True once a card handed out by a structure vouches for this person.
    vouched: bool = False
    joined_on: date
    external_id: str | None = None


class AccessCard(SQLModel, table=True):
    """A card printed beforehand: its code is used once, its four words become the person's own."""

    __tablename__ = "access_card"

    id: int | None = Field(default=None, primary_key=True)
    committee_id: int = Field(foreign_key="committee.id", index=True)
    college_id: int | None = Field(default=None, foreign_key="college.id")
    structure_id: int | None = Field(default=None, foreign_key="structure.id")
    batch: str = Field(index=True)
    code_hash: str = Field(unique=True)
    card_hash: str = Field(unique=True)
    spent: bool = False


class RoomCode(SQLModel, table=True):
    """Six characters on a screen: they admit many people, and are never spent."""

    __tablename__ = "room_code"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    committee_id: int = Field(foreign_key="committee.id", index=True)
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    # The live day to which it leads.
    sitting_id: int | None = Field(default=None, foreign_key="sitting.id", index=True)
    expires_at: datetime


class Account(SQLModel, table=True):
    """A member of staff, or of the national body: an e-mail, a name, and perhaps a password."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str | None = None


class Membership(SQLModel, table=True):
    """A role held by an account in a committee, in one of its groups, or in the national body."""

    __table_args__ = (UniqueConstraint("account_id", "role", "committee_id", "group_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    role: Role = Field(sa_type=one_of(Role))
    committee_id: int | None = Field(default=None, foreign_key="committee.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="working_group.id")
    # A seat is held from a day to another, both included; without a date, it has no such end.
    since: date | None = None
    until: date | None = None


class PersonalLink(SQLModel, table=True):
    """A link that signs one account in, for people who will not keep a password."""

    __tablename__ = "personal_link"

    token_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    expires_at: datetime
