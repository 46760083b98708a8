"""Papers drawn at random, and the same papers turned around, for the laws of methods."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from deliberation.ballots.methods import METHODS
from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Profile, Rankings, rankings

Row = tuple[tuple[int | None, ...], int]  # the place of each option, and how many people
NAMES = tuple("abcdef")
TICKS, DOTS = ("0", "1"), ("0", "1", "2", "3")
GRADES = ("très bien", "bien", "passable", "à rejeter")


@st.composite
def rows_of(draw: st.DrawFn, most: int = 5, whole: bool = False) -> list[Row]:
    """Papers of one ballot, as many options on each; `whole`: all of them, without ties."""
    number = draw(st.integers(1, most))
    free = st.lists(
        st.one_of(st.none(), st.integers(1, number)), min_size=number, max_size=number
    ).map(tuple)
    strict = st.permutations(range(1, number + 1)).map(tuple)
    paper = st.tuples(strict if whole else free, st.integers(1, 4))
    return draw(st.lists(paper, min_size=1, max_size=8))


def ranked(rows: Sequence[Row], names: Sequence[str] = NAMES) -> Rankings:
    """These papers, whose first option has the first of the names."""
    number = len(rows[0][0]) if rows else len(names)
    return rankings(names[:number], rows)


@st.composite
def sheets_of(draw: st.DrawFn, marks: int, most: int = 5) -> list[tuple[int, ...]]:
    """Papers that give each option a mark."""
    number = draw(st.integers(1, most))
    paper = st.tuples(*[st.integers(0, marks - 1)] * number)
    return draw(st.lists(paper, min_size=1, max_size=9))


def marked(
    sheets: Sequence[tuple[int, ...]], marks: Sequence[str], names: Sequence[str] = NAMES
) -> Profile:
    """The profile of these papers."""
    options = range(len(sheets[0]) if sheets else len(names))
    counts = tuple(
        tuple(sum(sheet[option] == mark for sheet in sheets) for mark in range(len(marks)))
        for option in options
    )
    return Profile(tuple(names[: len(options)]), tuple(marks), counts, len(sheets))


def of(method: str, rows: Sequence[Row], names: Sequence[str] = NAMES) -> Result:
    """What a method makes of rankings."""
    return METHODS[method](ranked(rows, names))


def step(result: Result, option: str) -> Any:
    """The step that tells of one option."""
    return next(step for step in result.steps if step.option == option)
