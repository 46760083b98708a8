"""A live day: its steps, where it stands, its tables, who sits where, and what tables report back.

Who registered for a day, with a name, is kept apart in `registers`, and joined to nobody here.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of
from deliberation.debate.models import Nature, Scope


class SittingState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    OVER = "over"


class SegmentKind(StrEnum):
    """How people are together during a step."""

    PLENARY = "plenary"
    SMALL_GROUPS = "small_groups"
    PEER_GROUPS = "peer_groups"
    VOTE = "vote"
    BREAK = "break"


class Opens(StrEnum):
    """What a step asks of people."""

    LISTENING = "listening"
    WRITING = "writing"
    CHOOSING = "choosing"
    VOTING = "voting"


class SeatingRule(StrEnum):
    """How people are spread over the tables of a step."""

    MIX = "mix"
    APART = "apart"
    TOGETHER = "together"
    RANDOM = "random"
    ROTATE = "rotate"


class Sitting(SQLModel, table=True):
    """A day, as it is announced. Where it stands is told by its newest `Turn`."""

    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="working_group.id", index=True)
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    title: str
    about: str = ""
    easy_read: str = ""
    starts_at: datetime
    venue: str = ""
    practical: str = ""
    state: SittingState = Field(default=SittingState.DRAFT, sa_type=one_of(SittingState))
    # People choose as many workshops as this; with 0 there is nothing to sign up to.
    workshops_each: int = 0
    registers_until: datetime | None = None
    # Each time this number changes, the addresses handed out for the room screen stop working.
    screen_key: int = 0
    # Carried to a laptop: until it is brought back, nothing changes here.
    away: bool = False

    @property
    def channel(self) -> str:
        """What phones, tables and the room screen follow."""
        return f"sitting:{self.id}"

    @property
    def desk_channel(self) -> str:
        """What only the facilitator's desk follows: notes, calls for help, arrivals, cards."""
        return f"desk:{self.id}"

    @property
    def wall_channel(self) -> str:
        return f"wall:{self.id}"


class Segment(SQLModel, table=True):
    """One step of a day, and what it opens."""

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    position: int
    kind: SegmentKind = Field(sa_type=one_of(SegmentKind))
    title: str
    instruction: str = ""
    easy_read: str = ""
    minutes: int
    opens: Opens = Field(default=Opens.LISTENING, sa_type=one_of(Opens))
    topic_id: int | None = Field(default=None, foreign_key="topic.id")
    ballot_id: int | None = Field(default=None, foreign_key="ballot.id")
    seating_rule: SeatingRule | None = Field(default=None, sa_type=one_of(SeatingRule))
    # Each time it grows, people may sit elsewhere than their phones say.
    seatings: int = 0


class Act(StrEnum):
    """What a facilitator does to a day."""

    START = "start"
    NEXT = "next"
    BACK = "back"
    SKIP = "skip"
    REGROUP = "regroup"
    MORE = "more"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    SHOW = "show"
    DARKEN = "darken"
    LIGHTEN = "lighten"
    UNDO = "undo"


class Scene(StrEnum):
    """What the room screen shows; `auto` follows the step."""

    AUTO = "auto"
    WELCOME = "welcome"
    INSTRUCTION = "instruction"
    WALL = "wall"
    CONFRONTATION = "confrontation"
    VOTE = "vote"
    RESULT = "result"
    CLOUD = "cloud"
    SILENCE = "silence"


class Turn(SQLModel, table=True):
    """Where a day stands after one act of its facilitators. Turns are only added: the newest one
    is the present, and to undo is to add the turn of before again.
    """

    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    # Two devices that act on the same state ask for the same number: only one gets it.
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    act: Act = Field(sa_type=one_of(Act))
    at: datetime
    # No step: the day has not begun, or (once begun) it is over.
    segment_id: int | None = Field(default=None, foreign_key="segment.id")
    begun: bool = False
    # A running step has an end; a paused one has seconds left.
    ends_at: datetime | None = None
    seconds_left: int | None = None
    scene: Scene = Field(default=Scene.AUTO, sa_type=one_of(Scene))
    page: int = 1
    dark: bool = False
    # The turn to which undoing leads back.
    before: int | None = None


class Room(SQLModel, table=True):
    """A room of the building where a day is held."""

    __tablename__ = "sitting_room"

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    name: str
    access: str = ""


class Table(SQLModel, table=True):
    """A table of a day: one device writes for it, whoever holds the device."""

    __tablename__ = "sitting_table"
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    number: int
    name: str = ""
    capacity: int = 8
    room_id: int | None = Field(default=None, foreign_key="sitting_room.id")
    # In peer groups, the only college that sits here.
    college_id: int | None = Field(default=None, foreign_key="college.id")
    # The hash of the secret in the cookie of the device that writes for this table.
    device_hash: str | None = Field(default=None, unique=True)
    help_asked_at: datetime | None = None

    @property
    def channel(self) -> str:
        return f"table:{self.id}"


class Badge(SQLModel, table=True):
    """A number worn in the room: seating knows numbers, never names. A phone may say its own."""

    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        UniqueConstraint("sitting_id", "participant_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    number: int
    college_id: int | None = Field(default=None, foreign_key="college.id")
    # A badge that was given to no college has that of whoever wears it, as long as she does.
    of_wearer: bool = False
    participant_id: int | None = Field(default=None, foreign_key="participant.id", index=True)
    present: bool = False
    # She writes for her table, and stays there when others rotate.
    scribe: bool = False


class Seating(SQLModel, table=True):
    """Who sits at which table during a step."""

    segment_id: int = Field(foreign_key="segment.id", primary_key=True)
    badge_id: int = Field(foreign_key="badge.id", primary_key=True, index=True)
    table_id: int = Field(foreign_key="sitting_table.id", index=True)
    # Given to a phone that had just said this number: it is free again if the phone says another.
    by_phone: bool = False


class Apart(SQLModel, table=True):
    """« Pas à la même table que »: private, read by the seating alone, erased when the day ends."""

    badge_id: int = Field(foreign_key="badge.id", primary_key=True)
    other_id: int = Field(foreign_key="badge.id", primary_key=True)
    # Told to a facilitator: no phone lists it, for its badge may be worn by somebody else later.
    told: bool = Field(default=False, primary_key=True)


class TableNote(SQLModel, table=True):
    """A note being taken at a table: a draft until the table has heard it read back.

    Then it becomes a contribution, under the same number, and leaves this place. In peer groups
    it waits, heard and sealed, until each college has released its own.
    """

    __tablename__ = "table_note"
    __table_args__ = (UniqueConstraint("topic_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    table_id: int = Field(foreign_key="sitting_table.id", index=True)
    segment_id: int = Field(foreign_key="segment.id", index=True)
    topic_id: int = Field(foreign_key="topic.id")
    number: int
    words: str
    nature: Nature | None = Field(default=None, sa_type=one_of(Nature))
    # The colour of the card that the speaker raised: her college, never her name.
    college_id: int | None = Field(default=None, foreign_key="college.id")
    said_by: int = 1
    scope: Scope = Field(default=Scope.DRAFTERS, sa_type=one_of(Scope))
    priority: int | None = None
    removed: bool = False
    at: datetime


class ReadBack(SQLModel, table=True):
    """« La table est d'accord »: it heard its notes, and kept what it does not agree on."""

    __tablename__ = "table_read_back"

    segment_id: int = Field(foreign_key="segment.id", primary_key=True)
    table_id: int = Field(foreign_key="sitting_table.id", primary_key=True)
    at: datetime
    # In peer groups: this table lets the others see what it wrote.
    released: bool = False


class Saying(SQLModel, table=True):
    """A contribution that was made during a step of a day, at a table or from a phone."""

    segment_id: int = Field(foreign_key="segment.id", primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id", primary_key=True, index=True)
    table_id: int | None = Field(default=None, foreign_key="sitting_table.id", index=True)


class ReportBack(SQLModel, table=True):
    """What a table chose, as a card of the plenary wall; its order there is drawn at random."""

    __tablename__ = "report_back"
    __table_args__ = (UniqueConstraint("segment_id", "contribution_id"),)

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = Field(foreign_key="segment.id", index=True)
    table_id: int = Field(foreign_key="sitting_table.id")
    contribution_id: int = Field(foreign_key="contribution.id", index=True)
    rank: int
    shuffle: str = Field(index=True)
    on_screen: bool = False
    wall_group_id: int | None = Field(default=None, foreign_key="wall_group.id", index=True)
