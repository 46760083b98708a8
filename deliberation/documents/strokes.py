"""The strokes of every drawing: a box, a circle, words, and the frame around them. Plain SVG.

Nothing is told by colour alone, and a drawing needs no style sheet: it is the same on a phone, on
the screen of a room and on paper.
"""

from collections.abc import Iterable
from html import escape

LETTER = 8  # how wide one is, at most, in the units of the drawing
NARROW_LETTER = 7  # how wide one is in a sentence, one with another
NARROW = 290  # a drawing of this width is read on a phone held upright, letters and all
INK = "#1c2333"
PAPER = "#ffffff"


def box(fill: str, x: float, y: float, width: float, height: float, dashed: bool = False) -> str:
    """A rectangle; without a filling, an outline in ink."""
    edge = INK if fill in ("none", PAPER) else PAPER
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}"'
        f' fill="{fill}" stroke="{edge}"{dashes}/>'
    )


def path(fill: str, corners: Iterable[tuple[float, float]], width: float, height: float) -> str:
    """Many rectangles of one size, in one stroke; corners are their left and top."""
    side = f"h{width:.1f}v{height:.1f}h-{width:.1f}z"
    drawn = "".join(f"M{x:.1f} {y:.1f}{side}" for x, y in corners)
    return f'<path d="{drawn}" fill="{fill}" stroke="{INK}"/>'


def circle(fill: str, x: float, y: float, radius: float) -> str:
    """A disc, outlined in ink."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{INK}"/>'


def text(
    x: float, y: float, words: str, ground: str = "", anchor: str = "start", bold: bool = False
) -> str:
    """Words in ink, or in white on a dark ground; a halo keeps the pattern of a ground off them."""
    look = f'fill="{written_on(ground)}"'
    if ground:
        look += f' stroke="{ground}" stroke-width="5" paint-order="stroke"'
    more = (f' text-anchor="{anchor}"' if anchor != "start" else "") + (
        ' font-weight="700"' if bold else ""
    )
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="14" {look}{more}>{escape(words)}</text>'


def written_on(ground: str) -> str:
    """Ink or white: whichever is read better on a colour."""
    return PAPER if contrast(PAPER, ground) >= contrast(INK, ground) else INK


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it, from 1 to 21; nothing is white."""
    light, dark = sorted(map(_light, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _light(colour: str) -> float:
    parts = (int((colour or PAPER)[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def titled(words: str, pieces: Iterable[str]) -> str:
    """Some strokes, and all that they say, for whoever points at them."""
    return f"<g><title>{escape(words)}</title>{''.join(pieces)}</g>"


def cut(words: str, width: float) -> str:
    """As much of these words as a width can hold."""
    most = max(int(width / NARROW_LETTER), 2)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def drawing(width: int, height: int, pieces: Iterable[str]) -> str:
    """The whole, which grows or shrinks with the place that it is given."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' font-family="Atkinson Hyperlegible, sans-serif">'
        f"{''.join(pieces)}</svg>"
    )
