"""Looking for words among all that was said: every word of the search, in any of its forms."""

from sqlalchemy import ColumnElement
from sqlmodel import col

from deliberation.debate.models import Contribution
from deliberation.stems import stems


def holding(search: str) -> list[ColumnElement[bool]]:
    """That a contribution holds all these words: accents, plurals and endings do not matter.

    The same on both databases; the cost is that of the topic, not of all that was ever said.
    """
    wanted = dict.fromkeys(stems(search))
    return [col(Contribution.stems).contains(f" {stem} ") for stem in wanted]
