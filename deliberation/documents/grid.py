"""Every name against every other: a grid whose full cells are duels that are won.

Its cells hold their numbers as long as they can be read; beyond, the table has them.
"""

from collections.abc import Iterator, Sequence

from deliberation.documents.strokes import (
    INK,
    LETTER,
    NARROW,
    PAPER,
    cut,
    drawing,
    path,
    text,
    titled,
)
from deliberation.i18n import N_, gettext, number

MARGIN, LINE = 26, 20
TALLEST, LOW = 40, 26  # how tall a cell may be, and as low as its number lets it be
EVEN = "#d5d8de"
DUEL = N_("{n} mettent « {one} » avant « {other} »")
KEY = (N_("Case pleine : la ligne gagne ce duel."), N_("Case teintée : égalité."))


def grid(names: Sequence[str], before: Sequence[Sequence[int]], tallest: int = TALLEST) -> str:
    """The SVG of duels: `before[i][j]` people put name i before name j. Names stand under it, with
    their numbers, in this order.
    """
    wide = (NARROW - MARGIN) / max(len(names), 1)
    tall = min(wide, tallest)
    pieces = [*_heads(len(names), wide, tall), *_cells(names, before, wide, tall)]
    top = MARGIN + int(tall * len(names))
    for words in map(gettext, KEY):
        top += LINE
        pieces.append(text(0, top, words))
    for place, name in enumerate(names, 1):
        top += LINE
        pieces.append(titled(name, [text(0, top, cut(f"{place}. {name}", NARROW))]))
    return drawing(NARROW, top + 6, pieces)


def _heads(count: int, wide: float, tall: float) -> Iterator[str]:
    every = next(step for step in (1, 5, 10, count) if step * min(wide, tall) >= 2 * LETTER + 2)
    for place in range(count):
        if place and (place + 1) % every:
            continue
        across, down = MARGIN + wide * (place + 0.5), MARGIN + tall * (place + 0.5)
        yield text(
            min(across, NARROW - LETTER), MARGIN - 8, str(place + 1), anchor="middle", bold=True
        )
        yield text(MARGIN - 8, down + 5, str(place + 1), anchor="end", bold=True)


def _cells(
    names: Sequence[str], before: Sequence[Sequence[int]], wide: float, tall: float
) -> Iterator[str]:
    duels = [(row, one) for row in range(len(names)) for one in range(len(names)) if row != one]
    won = {duel for duel in duels if before[duel[0]][duel[1]] > before[duel[1]][duel[0]]}
    even = {duel for duel in duels if before[duel[0]][duel[1]] == before[duel[1]][duel[0]]}
    widest = max((len(number(before[row][one])) for row, one in duels), default=0)
    for ground, cells in ((INK, won), (EVEN, even), (PAPER, {*duels} - won - even)):
        corners = [(MARGIN + wide * one, MARGIN + tall * row) for row, one in sorted(cells)]
        if corners:
            yield path(ground, corners, wide - 1, tall - 1)
    if widest * LETTER > wide - 4:
        return
    for row, one in duels:
        middle = MARGIN + wide * (one + 0.5), MARGIN + tall * (row + 0.5) + 5
        mine = (row, one) in won
        said = number(before[row][one])
        words = gettext(DUEL).format(n=said, one=names[row], other=names[one])
        yield titled(words, [text(*middle, said, INK if mine else "", "middle", mine)])
