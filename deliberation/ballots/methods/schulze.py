"""Schulze: an option beats another when its strongest path to it is stronger than the way back.

Source: Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36 (2011). A path goes through duels that
are won; it is as strong as its weakest duel. The strength of a duel is its margin: people who put
the one before, less people who put the other before. (Schulze allows other measures; they agree
where every paper ranks every option without ties.) Whoever wins all her duels is the winner.
Ties: options that no other beats win together. `beats` is transitive but may leave gaps: the
ranking takes away those whom nobody still there beats, tier by tier.
Shapes: rankings. Steps: `Duels` for each option, then `Paths`. Time: options³ + options² × papers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deliberation.ballots.methods.duels import duels, written
from deliberation.ballots.methods.result import Result, Tiers
from deliberation.ballots.methods.shapes import Rankings

NAME = "schulze"


@dataclass(frozen=True, slots=True)
class Paths:
    """The strength of this option's strongest path to each other; 0 where there is none."""

    option: str
    strength: tuple[int, ...]


def count(papers: Rankings) -> Result:
    """The options that no other beats."""
    before = duels(papers)
    paths = strongest_paths(before - before.T)
    ranking = layers(papers.options, paths > paths.T)
    winners = ranking[0] if ranking and papers.expressed else ()
    rows = zip(papers.options, paths.tolist(), strict=True)
    strengths = tuple(Paths(option, tuple(row)) for option, row in rows)
    steps = (*written(papers, before), *strengths)
    return Result(NAME, papers.voters, winners, ranking, steps)


def strongest_paths(margins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Between every two options, through won duels (Floyd and Warshall's algorithm)."""
    paths = np.maximum(margins, 0)
    for by in range(len(paths)):
        np.maximum(paths, np.minimum(paths[:, by, None], paths[None, by, :]), out=paths)
    np.fill_diagonal(paths, 0)
    return paths


def layers(options: tuple[str, ...], beats: NDArray[np.bool_]) -> Tiers:
    """Those whom nobody beats, then those whom nobody else beats, and so on."""
    ranking = []
    left = np.arange(len(options))
    while len(left):
        beaten = beats[np.ix_(left, left)].any(axis=0)
        ranking.append(tuple(options[option] for option in left[~beaten]))
        left = left[beaten]
    return tuple(ranking)
