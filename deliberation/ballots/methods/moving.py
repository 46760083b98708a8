"""Moving debate (débat mouvant): people take a place on a line, and may move while others speak.

Definition: of each person the first and the last positions are kept, and counted apart: who moved
from where to where is not counted, for a path is nearly a signature. It decides nothing.
Source: the practice of popular education (« débat mouvant »); no method of choice is claimed.
Ties: positions held by as many people at the end are tied. There is no winner.
Shapes: a profile of two rows, at first and at last, whose marks are the positions. Steps: one
`Position` for each position, in people; the ranking is by the last position.
"""

from dataclasses import dataclass

from deliberation.ballots.methods.result import Result, tiers
from deliberation.ballots.methods.shapes import Profile

NAME = "moving"


@dataclass(frozen=True, slots=True)
class Position:
    """How many people stood somewhere at first, and at last."""

    option: str
    first: int
    last: int


def count(papers: Profile) -> Result:
    """How many people stand at each position, at first and at last."""
    first, last = papers.counts
    held = zip(papers.marks, first, last, strict=True)
    steps = tuple(Position(*position) for position in held)
    return Result(NAME, papers.voters, (), tiers(papers.marks, last), steps)
