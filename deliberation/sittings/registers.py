"""What is kept beside a day: who registered (the secretariat's alone), workshops, cards raised,
speakers, photographs and what people thought of it.

A registration has a name and a contact: it is never joined to a participant, to a badge or to a
word, and is erased sixty days after its day.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class Registration(SQLModel, table=True):
    """Someone who means to come: what the secretariat needs to welcome her, and nothing more."""

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    name: str
    contact: str = ""
    needs: str = ""
    wishes: str = ""
    refunded: bool = False
    present: bool = False
    # The hash of the secret in the address that she keeps, to change her mind.
    token_hash: str = Field(unique=True)
    registered_on: date


class Workshop(SQLModel, table=True):
    """A workshop that people choose beforehand, held during one step of the day."""

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    segment_id: int | None = Field(default=None, foreign_key="segment.id")
    room_id: int | None = Field(default=None, foreign_key="sitting_room.id")
    title: str
    about: str = ""
    capacity: int


class WorkshopPlace(SQLModel, table=True):
    """A place in a workshop, or on its waiting list; lower ranks come first."""

    __tablename__ = "workshop_place"

    registration_id: int = Field(
        foreign_key="registration.id", primary_key=True, ondelete="CASCADE"
    )
    workshop_id: int = Field(foreign_key="workshop.id", primary_key=True, index=True)
    rank: int
    waiting: bool = False


class Colour(StrEnum):
    """The cards that anyone may raise without a word."""

    LOST = "lost"
    SLOWER = "slower"


class Raised(SQLModel, table=True):
    """A colour card raised on a phone: counted without names, erased when the day ends."""

    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True)
    colour: Colour = Field(sa_type=one_of(Colour), primary_key=True)


class SpeakerState(StrEnum):
    WAITING = "waiting"
    SPEAKING = "speaking"
    DONE = "done"


class Speaker(SQLModel, table=True):
    """Someone who wants to speak in plenary, called by a badge number or by a table: she chose."""

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    badge: int | None = None
    table_id: int | None = Field(default=None, foreign_key="sitting_table.id")
    state: SpeakerState = Field(default=SpeakerState.WAITING, sa_type=one_of(SpeakerState))
    # Whose telephone asked, so that she may lower her hand; erased when the day ends.
    participant_id: int | None = Field(default=None, foreign_key="participant.id", index=True)


class Photograph(SQLModel, table=True):
    """A picture of a paperboard, stripped of all that the camera wrote in it."""

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = Field(foreign_key="segment.id", index=True)
    table_id: int = Field(foreign_key="sitting_table.id", index=True)
    description: str
    image: bytes = Field(sa_type=LargeBinary)


class Face(StrEnum):
    """What someone thought of the day."""

    HAPPY = "happy"
    SO_SO = "so_so"
    UNHAPPY = "unhappy"


class Evaluation(SQLModel, table=True):
    """One person's opinion of the day; she may change it."""

    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    participant_id: int = Field(foreign_key="participant.id", primary_key=True)
    face: Face = Field(sa_type=one_of(Face))


class PaperFaces(SQLModel, table=True):
    """How many faces were drawn on paper, typed in by a member of staff."""

    __tablename__ = "paper_faces"

    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    face: Face = Field(sa_type=one_of(Face), primary_key=True)
    number: int


class Carriage(SQLModel, table=True):
    """A day that was carried to a laptop, or brought back from it, once."""

    __table_args__ = (UniqueConstraint("token", "way"),)

    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    token: str
    way: str
    at: datetime
