"""Instant run-off: in each round the options that fewest people put first leave; the last one wins.

Source: Tideman, "The single transferable vote", Journal of Economic Perspectives 9 (1995); Hare's
method for one seat. In each round a paper counts for the first option that it ranks among those
still there; one that ranks none of them is exhausted. A paper that reaches a tie, as it is written,
is exhausted there, whoever has left. All that are tied for fewest leave together; where all those
still there are tied, all of them win. Rounds go on after a majority, so that every option has its
place: who has a majority of the papers that count never leaves.
Ties: options that leave together are tied in the ranking; none is drawn.
Shapes: rankings. Steps: one `Round` each, in people.
"""

from dataclasses import dataclass

import numpy as np

from deliberation.ballots.methods.result import Result, Score
from deliberation.ballots.methods.shapes import Places, Rankings, first_choices

NAME = "instant-runoff"


@dataclass(frozen=True, slots=True)
class Round:
    """Who has how many voices, how many papers count for nobody any more, and who leaves."""

    number: int
    votes: tuple[Score, ...]
    exhausted: int
    leave: tuple[str, ...]


def count(papers: Rankings) -> Result:
    """The option that stays."""
    places = cut_at_ties(papers.compact())
    left = list(range(len(papers.options)))
    rounds: list[Round] = []
    gone: list[tuple[str, ...]] = []
    while left:
        votes = first_choices(places[left], papers.times)
        named = [papers.options[option] for option in left]
        fewest = min(votes)
        leave = tuple(name for name, n in zip(named, votes, strict=True) if n == fewest)
        gone.append(leave)
        left = [option for option, n in zip(left, votes, strict=True) if n > fewest]
        scores = tuple(Score(name, n) for name, n in zip(named, votes, strict=True))
        exhausted = papers.voters - sum(votes)
        rounds.append(Round(len(rounds) + 1, scores, exhausted, leave if left else ()))
        if len(left) == 1:
            gone.append((papers.options[left.pop()],))
    ranking = tuple(reversed(gone))
    winners = ranking[0] if ranking and papers.expressed else ()
    return Result(NAME, papers.voters, winners, ranking, tuple(rounds))


def cut_at_ties(places: Places) -> Places:
    """The same rankings, each ended before its first tie."""
    last = np.iinfo(places.dtype).max
    if len(places) < 2:
        return places
    ordered = np.sort(places, axis=0)
    tied = np.where(ordered[1:] == ordered[:-1], ordered[1:], last).min(axis=0)
    return np.where(places < tied, places, last)
