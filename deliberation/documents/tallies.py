"""Bars with their names above and their numbers beside: the rounds of a count, or its points."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from deliberation.documents.strokes import (
    INK,
    LETTER,
    NARROW,
    PAPER,
    box,
    cut,
    drawing,
    text,
    titled,
)
from deliberation.i18n import N_, gettext, number

LINE, BAR, GAP = 18, 10, 8
FEW = 5  # rounds: beyond, those in the middle are in the table alone
LAST = 3
LEAVES = N_("{n}, part")
SKIPPED = N_("Tours {first} à {last} : voir le tableau.")


class Tally(NamedTuple):
    """One round: its name, and what each option gathers, in order; `leave` are those that go."""

    title: str
    rows: tuple[tuple[str, float], ...]
    leave: frozenset[str] = frozenset()


def tallies(rounds: Sequence[Tally]) -> str:
    """The SVG of one count or of several in a row, on one scale."""
    most = max((n for one in rounds for _, n in one.rows), default=0)
    pieces: list[str] = []
    top = 0
    for place, one in enumerate(rounds):
        if len(rounds) > FEW and 1 <= place < len(rounds) - LAST:
            if place == 1:
                top += LINE
                words = gettext(SKIPPED).format(first=2, last=len(rounds) - LAST)
                pieces.append(text(0, top - 4, words))
                top += GAP
            continue
        pieces += _round(one, top, most)
        top += _height(one)
    return drawing(NARROW, max(top, LINE), pieces)


def _round(one: Tally, top: int, most: float) -> Iterator[str]:
    if one.title:
        top += LINE
        yield text(0, top - 4, one.title, bold=True)
    for name, n in one.rows:
        top += LINE
        leaves = name in one.leave
        said = gettext(LEAVES).format(n=number(n)) if leaves else number(n)
        length = NARROW * n / most if most else 0
        yield titled(
            f"{name} : {said}",
            [
                text(0, top - 4, cut(name, NARROW - LETTER * (len(said) + 2))),
                text(NARROW, top - 4, said, anchor="end", bold=not leaves),
                box(PAPER if leaves else INK, 0, top, length, BAR, leaves),
            ],
        )
        top += BAR + GAP


def _height(one: Tally) -> int:
    return (LINE if one.title else 0) + len(one.rows) * (LINE + BAR + GAP) + GAP
