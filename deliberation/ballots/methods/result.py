"""What every method answers: winners, a ranking, and the steps by which anyone counts again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deliberation.ballots.methods.shapes import Profile

Number = int | float
Tiers = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What one option gathers, in the unit of its method; `max` decides."""

    option: str
    score: Number


@dataclass(frozen=True, slots=True)
class Result:
    """`ranking` has every option once, those that are tied together, in the order of the sheet.

    `winners` are its first tier; none where nobody has chosen anything. A tie is never broken by
    chance: several winners are several winners.
    """

    method: str
    voters: int
    winners: tuple[str, ...]
    ranking: Tiers
    steps: tuple[Any, ...]  # dataclasses, each method's own

    def as_json(self) -> dict[str, Any]:
        """As a program reads it."""
        return {
            "method": self.method,
            "voters": self.voters,
            "winners": list(self.winners),
            "ranking": [list(tier) for tier in self.ranking],
            "steps": [asdict(step) for step in self.steps],
        }


def tiers(options: Sequence[str], scores: Sequence[Number]) -> Tiers:
    """Options by their scores, the highest first; those that have the same score together."""
    return tuple(
        tuple(option for option, score in zip(options, scores, strict=True) if score == level)
        for level in sorted(set(scores), reverse=True)
    )


def by_score(
    method: str, options: Sequence[str], scores: Sequence[Number], voters: int, expressed: bool
) -> Result:
    """The result of a method that gives each option a score; its steps are the scores."""
    ranking = tiers(options, scores)
    winners = ranking[0] if expressed and ranking else ()
    steps = tuple(Score(option, score) for option, score in zip(options, scores, strict=True))
    return Result(method, voters, winners, ranking, steps)


def by_ticks(method: str, profile: Profile) -> Result:
    """The result of a method that counts ticks."""
    ticks = [row[1] for row in profile.counts]
    return by_score(method, profile.options, ticks, profile.voters, any(ticks))
