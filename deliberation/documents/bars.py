"""A result drawn for paper: a colour, a pattern and a word for each choice, one scale for all."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from deliberation.documents.strokes import INK, LETTER, box, cut, drawing, text, titled
from deliberation.i18n import N_, gettext

WIDTH = 600
LINE = 22
BAR = 26
ROW = LINE + BAR + 14
# From yes to no: the pattern grows with the colour, so that a print in black says it too.
SCALE = (
    ("#0b6b62", ""),
    ("#5b9c96", ""),
    ("#aaccc9", ""),
    ("#c9ccd3", "M0 4H8"),
    ("#d9a9b3", "M4 0V8"),
    ("#c67784", "M0 8L8 0"),
    ("#a8324a", "M0 0L8 8"),
)
DOTS = (("#d5d8de", ""), ("#a5bfdc", "M0 8L8 0"), ("#628fc2", "M4 0V8"), ("#1f5fa8", ""))
SHAPES = {
    "circle": ("#b35c00", ""),
    "square": ("#1f5fa8", "M0 8L8 0"),
    "triangle": ("#2f6b3a", "M4 0V8"),
    "diamond": ("#7b3f98", "M0 0L8 8"),
    "hexagon": ("#5b5b5b", "M0 4H8"),
    "star": ("#6d4c2f", "M0 8L8 0"),
}
# Shape of a choice -> its colour, and the path of its pattern in a square of eight.
LOOKS = {
    "agree": ("#0b6b62", ""),
    "agree_if": ("#7a5b00", "M0 8L8 0"),
    "disagree": ("#a8324a", "M0 0L8 8"),
    "unsure": ("#5b6270", "M4 0V8"),
    "no_answer": ("#8a8f9c", "M0 4H8"),
    **{f"grade-{place}": look for place, look in enumerate(SCALE)},
    **{f"dots-{number}": look for number, look in enumerate(DOTS)},
    **SHAPES,
}
MEDIAN = "grade-0"  # of a bar that begins here, the middle is drawn
DASHED = 'stroke-width="3" stroke-dasharray="5 3"'
GRADE = N_("Mention majoritaire : {grade}")
OTHER = ("#1f5fa8", "")


class Cell(Protocol):
    """A choice in one group: `share` is None where a small group hides it."""

    @property
    def label(self) -> str: ...
    @property
    def shape(self) -> str: ...
    @property
    def share(self) -> float | None: ...
    @property
    def text(self) -> str: ...


class Row(Protocol):
    """A group and its choices."""

    @property
    def label(self) -> str: ...
    @property
    def cells(self) -> Sequence[Cell]: ...
    @property
    def grade(self) -> str: ...


def bars(rows: Sequence[Row]) -> str:
    """The SVG of a result that is already protected: nothing is counted here."""
    if not rows:
        return drawing(WIDTH, LINE, [text(0, LINE - 5, gettext("Aucune réponse"))])
    drawn = [piece for place, row in enumerate(rows) for piece in _row(row, place * ROW)]
    key, height = _key(rows[0].cells, len(rows) * ROW)
    return drawing(WIDTH, height, [_patterns(), *drawn, *key])


def _row(row: Row, top: int) -> Iterator[str]:
    grade = gettext(GRADE).format(grade=row.grade) if row.grade else ""
    yield titled(row.label, [text(0, top + 15, cut(row.label, WIDTH - LETTER * len(grade)))])
    if grade:
        yield text(WIDTH, top + 15, grade, anchor="end", bold=True)
    shown = [cell for cell in row.cells if cell.share is not None]
    if not shown:
        yield box("none", 0, top + LINE, WIDTH, BAR)
        yield text(10, top + LINE + 18, gettext("Non montré"))
    left = 0.0
    for cell in shown:
        width = WIDTH * (cell.share or 0)
        yield from _patterned(cell.shape, left, top + LINE, width, BAR)
        if width > LETTER * (len(cell.text) + 2):
            yield text(left + 8, top + LINE + 18, cell.text, LOOKS.get(cell.shape, OTHER)[0])
        left += width
    if shown and shown[0].shape == MEDIAN:
        yield f'<path d="M{WIDTH / 2} {top + LINE}v{BAR}" stroke="{INK}" {DASHED}/>'


def _key(cells: Sequence[Cell], top: int) -> tuple[list[str], int]:
    """What each colour means, on as many lines as it takes, and where that ends."""
    pieces: list[str] = []
    left = 0
    for cell in cells:
        width = LETTER * len(cell.label) + 40
        if left and left + width > WIDTH:
            left, top = 0, top + LINE
        pieces += [
            *_patterned(cell.shape, left, top, 16, 16),
            text(left + 22, top + 13, cell.label),
        ]
        left += width
    return pieces, top + LINE


def _patterned(shape: str, x: float, y: float, width: float, height: float) -> Iterator[str]:
    colour, pattern = LOOKS.get(shape, OTHER)
    yield box(colour, x, y, width, height)
    if pattern:
        yield box(f"url(#{shape})", x, y, width, height)


def _patterns() -> str:
    tiles = (
        f'<pattern id="{shape}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{path}" stroke="#ffffff" stroke-opacity="0.45"/></pattern>'
        for shape, (_, path) in LOOKS.items()
        if path
    )
    return f"<defs>{''.join(tiles)}</defs>"
