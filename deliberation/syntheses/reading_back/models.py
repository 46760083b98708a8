"""What is kept of a reading back: until when people are asked, and how many could be."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ReadingBack(SQLModel, table=True):
    """One time in which those whose words a synthesis uses read what was made of them."""

    __tablename__ = "reading_back"
    __table_args__ = (UniqueConstraint("synthesis_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    synthesis_id: int = Field(foreign_key="synthesis.id")
    number: int
    began_on: date
    # People answer until the end of this day.
    ends_on: date
    # How many people could be asked; counted again when the text leaves their hands.
    asked: int
    # The writers took the text back before its date: those who had not answered yet still can,
    # once it is read back again.
    stopped: bool = False
