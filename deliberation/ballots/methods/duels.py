"""Every option against every other: what Borda and Schulze count from. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deliberation.ballots.methods.shapes import Rankings

AT_ONCE = 8192  # papers: so many of them stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Duels:
    """How many people put this option before each of the others, in the order of the options."""

    option: str
    before: tuple[int, ...]


def duels(papers: Rankings) -> NDArray[np.int64]:
    """Shape (options, options): people who put the row's option before the column's one.

    Options that a paper does not rank are after those that it ranks, and tied between themselves.
    """
    places = papers.compact()
    before = np.zeros((len(places), len(places)))
    for start in range(0, len(papers.times), AT_ONCE):
        part = np.ascontiguousarray(places[:, start : start + AT_ONCE])
        times = papers.times[start : start + AT_ONCE].astype(np.float64)  # exact below 2 ** 53
        for option, row in enumerate(part):
            before[option] += (row < part).astype(np.float64) @ times
    return before.astype(np.int64)


def written(papers: Rankings, before: NDArray[np.int64]) -> tuple[Duels, ...]:
    """The duels as a step that is published."""
    rows = zip(papers.options, before.tolist(), strict=True)
    return tuple(Duels(option, tuple(row)) for option, row in rows)
