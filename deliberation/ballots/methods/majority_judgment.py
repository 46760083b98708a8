"""Majority judgment: each paper gives each option a grade; the option with the best median wins.

Source: Balinski and Laraki, Majority Judgment, MIT Press 2010; "A theory of measuring, electing and
ranking", PNAS 104 (2007). The median of an even number of grades is the worse of the two in the
middle: at least half of the people give that grade or better. An option without a grade on some
paper has the worst one there (whoever brings the papers together sees to it).
Ties: Balinski and Laraki's. Between options that have the same median, one median grade is taken
from each, again and again, until their medians differ. Only equal profiles stay tied.
Shapes: a profile whose marks are the grades from the best to the worst, at most 256 of them.
Steps: one `Merit` for each option, then one `Parting` for each two neighbours in the ranking that
have the same median, in people. Time: options × grades, however many papers.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import accumulate, pairwise

from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Profile

NAME = "majority-judgment"
Row = Sequence[int]  # how many people give each grade, from the best to the worst


@dataclass(frozen=True, slots=True)
class Grade:
    """How many people give a grade."""

    grade: str
    people: int


@dataclass(frozen=True, slots=True)
class Merit:
    """The merit profile of one option, its median, and how many give better or worse."""

    option: str
    profile: tuple[Grade, ...]
    median: str
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two options of the same median part: after so many median grades are taken from each,
    what the next median is."""

    ahead: str
    behind: str
    taken: int
    median_ahead: str
    median_behind: str


def count(papers: Profile) -> Result:
    """The option that the majority judges best."""
    if not papers.voters:
        ranking = (papers.options,) if papers.options else ()
        return Result(NAME, 0, (), ranking, ())
    levels = sorted(set(papers.counts), key=cmp_to_key(compared))
    named = [
        tuple(o for o, row in zip(papers.options, papers.counts, strict=True) if row == level)
        for level in levels
    ]
    merits = [merit(papers, place) for place in range(len(papers.options))]
    partings = [
        parting(papers.marks, named[place : place + 2], ahead, behind)
        for place, (ahead, behind) in enumerate(pairwise(levels))
        if median(ahead) == median(behind)
    ]
    winners = named[0] if named else ()
    return Result(NAME, papers.voters, winners, tuple(named), (*merits, *partings))


def median(row: Row) -> int:
    """The grade of the middle, or the worse of the two."""
    return bisect_right(list(accumulate(row)), sum(row) // 2)


def compared(one: Row, other: Row) -> int:
    """Negative when the majority judges the first profile better; zero when they are the same."""
    return next((a - b for _, (a, b) in walk(one, other) if a != b), 0)


def walk(one: Row, other: Row) -> Iterator[tuple[int, tuple[int, int]]]:
    """The medians of two profiles of as many papers, and after how many were taken from each: only
    where a median may change, for nobody need walk past each paper.

    What is left after an even number is taken from an even whole is even: the worse of the two in
    the middle goes first, then the better one.
    """
    ends = [list(accumulate(row)) for row in (one, other)]
    middle, odd = divmod(ends[0][-1], 2)
    if odd:
        yield 0, _at(ends, middle)
    turns = {0} | {d for row in ends for end in row for d in (middle - end, end - middle - odd)}
    for pairs in sorted(turn for turn in turns if 0 <= turn < middle):
        yield odd + 2 * pairs, _at(ends, middle + odd + pairs)
        yield odd + 2 * pairs + 1, _at(ends, middle - 1 - pairs)


def _at(ends: list[list[int]], place: int) -> tuple[int, int]:
    """The grade of the paper at this place, when papers go from the best grade to the worst."""
    one, other = (bisect_right(row, place) for row in ends)
    return one, other


def merit(papers: Profile, place: int) -> Merit:
    row = papers.counts[place]
    middle = median(row)
    profile = tuple(Grade(mark, n) for mark, n in zip(papers.marks, row, strict=True))
    better, worse = sum(row[:middle]), sum(row[middle + 1 :])
    return Merit(papers.options[place], profile, papers.marks[middle], better, worse)


def parting(
    marks: tuple[str, ...], named: list[tuple[str, ...]], ahead: Row, behind: Row
) -> Parting:
    taken, (one, other) = next(step for step in walk(ahead, behind) if step[1][0] != step[1][1])
    return Parting(named[0][-1], named[1][0], taken, marks[one], marks[other])
