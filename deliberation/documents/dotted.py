"""A wall of dots: under each name, as many as it was given."""

from collections.abc import Iterator, Sequence
from math import ceil

from deliberation.documents.strokes import (
    INK,
    LETTER,
    NARROW,
    PAPER,
    circle,
    cut,
    drawing,
    text,
    titled,
)
from deliberation.i18n import N_, gettext, number

LINE, STEP, RADIUS, GAP = 18, 13, 5, 8
A_LINE = NARROW // STEP
LINES = 3  # of dots, at most, for one name
WORTH = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
SEVERAL = (N_("Un rond plein : {n} gommettes."), N_("Un rond vide : moins."))


def dotted(rows: Sequence[tuple[str, int]], lines: int = LINES) -> str:
    """The SVG of how many dots each name was given; beyond what a wall holds, one is worth more."""
    most = max((n for _, n in rows), default=0)
    worth = next((one for one in WORTH if ceil(most / one) <= lines * A_LINE), WORTH[-1])
    pieces: list[str] = []
    top = 0
    for name, n in rows:
        pieces += _row(name, n, worth, top)
        top += LINE + _lines(n, worth) * STEP + GAP
    if worth > 1:
        for words in map(gettext, SEVERAL):
            top += LINE
            pieces.append(text(0, top - 4, words.format(n=number(worth))))
    return drawing(NARROW, max(top, LINE), pieces)


def _row(name: str, n: int, worth: int, top: int) -> Iterator[str]:
    said = number(n)
    drawn = [text(0, top + LINE - 4, cut(name, NARROW - LETTER * (len(said) + 2)))]
    drawn.append(text(NARROW, top + LINE - 4, said, anchor="end", bold=True))
    for place in range(ceil(n / worth)):
        whole = (place + 1) * worth <= n
        across, down = place % A_LINE, place // A_LINE
        drawn.append(
            circle(
                INK if whole else PAPER,
                STEP * across + RADIUS + 1,
                top + LINE + STEP * down + RADIUS + 1,
                RADIUS,
            )
        )
    yield titled(f"{name} : {said}", drawn)


def _lines(n: int, worth: int) -> int:
    return ceil(ceil(n / worth) / A_LINE)
