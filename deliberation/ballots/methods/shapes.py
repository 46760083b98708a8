"""What the methods count: papers brought together by what they say. Pure, and without colleges.

A method that marks each option on its own needs only a `Profile`; one that compares options needs
`Rankings`. Both are sums over papers: who gave them, and in what order, is nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNRANKED = 65535  # the place of an option that a paper does not rank: last, tied with the others
SMALL = 255  # the same in one byte, where all places fit

Places = NDArray[np.uint16] | NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Profile:
    """`counts[option][mark]` papers give that mark to that option; each row sums to `voters`.

    `marks` are their names. Where an option is ticked or not, mark 1 is a tick.
    """

    options: tuple[str, ...]
    marks: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    voters: int

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.options):
            raise ValueError("a row of counts for each option")
        for row in self.counts:
            if len(row) != len(self.marks) or sum(row) != self.voters or min(row, default=0) < 0:
                raise ValueError("each paper gives each option one mark")


def ticked(options: Sequence[str], ticks: Sequence[int], voters: int) -> Profile:
    """The profile of papers that tick an option or not, or give one single answer."""
    counts = tuple((voters - number, number) for number in ticks)
    return Profile(tuple(options), ("0", "1"), counts, voters)


@dataclass(frozen=True, slots=True, eq=False)
class Rankings:
    """`places[option, paper]`: the smaller is the better, equal places are ties; `times[paper]`
    people gave that paper. Shapes (options, papers) and (papers,).
    """

    options: tuple[str, ...]
    places: NDArray[np.uint16]
    times: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.places.shape != (len(self.options), len(self.times)):
            raise ValueError("a place for each option on each paper")
        if len(self.times) and self.times.min() < 1:
            raise ValueError("a paper is given by someone")

    @property
    def voters(self) -> int:
        return int(self.times.sum())

    @property
    def expressed(self) -> int:
        """How many people rank at least one option."""
        if not self.options:
            return 0
        return int(self.times[(self.places < UNRANKED).any(axis=0)].sum())

    def compact(self) -> Places:
        """The places in one byte each where they fit: four times as fast to compare."""
        ranked = self.places[self.places < UNRANKED]
        if ranked.size and ranked.max() >= SMALL:
            return self.places
        return self.places.astype(np.uint8)  # UNRANKED becomes SMALL, still the last


def rankings(
    options: Sequence[str], papers: Sequence[tuple[Sequence[int | None], int]]
) -> Rankings:
    """Rankings written one by one: for each paper the place of each option (None: not ranked),
    and how many people gave it."""
    rows = [[UNRANKED if place is None else place for place in places] for places, _ in papers]
    places = np.array(rows, np.uint16).reshape(len(papers), len(options))
    return Rankings(
        tuple(options), np.ascontiguousarray(places.T), np.array([n for _, n in papers], np.int64)
    )


def first_choices(places: Places, times: NDArray[np.int64]) -> list[int]:
    """How many people put each option alone in first place. A paper that ranks nothing, or puts
    several in first place, counts for none."""
    if not len(places):
        return []
    last = np.iinfo(places.dtype).max
    best = places.min(axis=0)
    first = places == best
    alone = (first.sum(axis=0, dtype=np.uint16) == 1) & (best < last)
    return [int(times[row & alone].sum()) for row in first]
