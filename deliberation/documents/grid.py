"""Every name against every other: a grid whose dark cells are duels that are won."""

from collections.abc import Iterator, Sequence

from deliberation.documents.strokes import INK, NARROW, PAPER, box, cut, drawing, text, titled
from deliberation.i18n import N_, gettext, number

MARGIN, LINE = 26, 20
TALLEST = 40
READABLE = 30  # under this width, a cell holds no number: the table does
EVEN = "#d5d8de"
DUEL = N_("{n} mettent « {one} » avant « {other} »")
KEY = (N_("Case foncée : la ligne gagne ce duel."), N_("Case grise : égalité."))


def grid(names: Sequence[str], before: Sequence[Sequence[int]]) -> str:
    """The SVG of duels: `before[i][j]` people put name i before name j. Names stand under it, with
    their numbers, in this order.
    """
    wide = (NARROW - MARGIN) / max(len(names), 1)
    tall = min(wide, TALLEST)
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
    for place in range(count):
        across, down = MARGIN + wide * (place + 0.5), MARGIN + tall * (place + 0.5)
        yield text(across, MARGIN - 8, str(place + 1), anchor="middle", bold=True)
        yield text(MARGIN - 8, down + 5, str(place + 1), anchor="end", bold=True)


def _cells(
    names: Sequence[str], before: Sequence[Sequence[int]], wide: float, tall: float
) -> Iterator[str]:
    for row, one in enumerate(names):
        for column, other in enumerate(names):
            if row == column:
                continue
            left, top = MARGIN + wide * column, MARGIN + tall * row
            n, against = before[row][column], before[column][row]
            won = n > against
            ground = INK if won else EVEN if n == against else PAPER
            drawn = [box(ground, left, top, wide - 1, round(tall - 1, 1))]
            if wide >= READABLE:
                middle = left + wide / 2, top + tall / 2 + 5
                drawn.append(text(*middle, number(n), INK if won else "", "middle", won))
            said = gettext(DUEL).format(n=number(n), one=one, other=other)
            yield titled(said, drawn)
