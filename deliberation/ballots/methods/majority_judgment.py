"""Majority judgment: each paper gives each option a grade; the option with the best median wins.

Source: Balinski and Laraki, Majority Judgment, MIT Press 2010; "A theory of measuring, electing and
ranking", PNAS 104 (2007). The median of an even number of grades is the worse of the two in the
middle: at least half of the people give that grade or better. An option without a grade on some
paper has the worst one there (whoever brings the papers together sees to it).
Ties: Balinski and Laraki's. Between options that have the same median, one median grade is taken
from each, again and again, until their medians differ. Only equal profiles stay tied.
Shapes: a profile whose marks are the grades from the best to the worst, at most 256 of them.
Steps: one `Merit` for each option, then one `Parting` for each two neighbours in the ranking that
have the same median, in people. Time and memory: options × papers, in bytes.
"""

from dataclasses import dataclass

from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Profile

NAME = "majority-judgment"


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
    values = [majority_value(row) for row in papers.counts]
    levels = sorted(set(values))
    named = [
        tuple(o for o, value in zip(papers.options, values, strict=True) if value == level)
        for level in levels
    ]
    merits = [merit(papers, place, value[0]) for place, value in enumerate(values)]
    partings = [
        parting(papers.marks, named[place : place + 2], levels[place : place + 2])
        for place in range(len(levels) - 1)
        if levels[place][0] == levels[place + 1][0]
    ]
    winners = named[0] if named else ()
    return Result(NAME, papers.voters, winners, tuple(named), (*merits, *partings))


def majority_value(row: tuple[int, ...]) -> bytes:
    """The medians of an option, as one median grade after another is taken away; the smaller value
    is the better one. Their order is that of the grades, from the middle outwards.
    """
    grades = b"".join(bytes([mark]) * people for mark, people in enumerate(row))
    middle, odd = divmod(len(grades), 2)
    better, worse = grades[:middle][::-1], grades[middle + odd :]
    value = bytearray(grades[middle : middle + odd])
    walked = bytearray(2 * middle)
    # What is left after an even number is taken from an even whole is even: the worse goes first.
    walked[0::2], walked[1::2] = worse, better
    return bytes(value + walked)


def merit(papers: Profile, place: int, median: int) -> Merit:
    row = papers.counts[place]
    profile = tuple(Grade(mark, n) for mark, n in zip(papers.marks, row, strict=True))
    better, worse = sum(row[:median]), sum(row[median + 1 :])
    return Merit(papers.options[place], profile, papers.marks[median], better, worse)


def parting(marks: tuple[str, ...], named: list[tuple[str, ...]], values: list[bytes]) -> Parting:
    (ahead, behind), pairs = values, zip(*values, strict=True)
    taken = next(number for number, (one, other) in enumerate(pairs) if one != other)
    return Parting(named[0][-1], named[1][0], taken, marks[ahead[taken]], marks[behind[taken]])
