"""A sample of words to be classed twice, and what each of the two coders answered."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from deliberation.db import one_of


class Category(StrEnum):
    """What some words are: the natures that an author may choose, or none of them."""

    FINDING = "finding"
    NEED = "need"
    IDEA = "idea"
    QUESTION = "question"
    DISAGREEMENT = "disagreement"
    PRACTICE = "practice"
    NONE = "none"


class Sample(SQLModel, table=True):
    """Some words of a topic, drawn at random with a seed that anyone may use again."""

    id: int | None = Field(default=None, primary_key=True)
    topic_id: int = Field(foreign_key="topic.id", index=True)
    seed: int
    drawn_at: datetime


class SampleWords(SQLModel, table=True):
    """One contribution of a sample, at its place."""

    __tablename__ = "sample_words"

    sample_id: int = Field(foreign_key="sample.id", primary_key=True)
    position: int = Field(primary_key=True)
    contribution_id: int = Field(foreign_key="contribution.id")


class Coding(SQLModel, table=True):
    """What one coder answered about one of them; the other does not see it before both are done."""

    sample_id: int = Field(foreign_key="sample.id", primary_key=True)
    position: int = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", primary_key=True)
    category: Category = Field(sa_type=one_of(Category))
