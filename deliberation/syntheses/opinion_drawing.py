"""The map of opinions: one circle for each group, its letter in it. Nobody is a point of it."""

from collections.abc import Sequence
from math import hypot

from deliberation.ballots.opinions.told import GroupTold, Size
from deliberation.documents.strokes import NARROW, PAPER, circle, drawing, text, titled

NAMES = "ABCDE"
RADIUS = {Size.HALF: 54, Size.QUARTER: 40, Size.FEWER: 27}
GAP = 6  # between two circles, at least
MARGIN = 4
ROUNDS = 200  # of pushing circles apart, at most


def circles(groups: Sequence[GroupTold], labels: Sequence[str]) -> str:
    """The SVG of the groups, as near to each other as their answers are, and never over another."""
    radii = [RADIUS[group.size] for group in groups]
    reach = NARROW / 2 - max(radii) - MARGIN
    places = _apart([(x * reach, y * reach) for x, y in (group.place for group in groups)], radii)
    left = min(x - r for (x, _), r in zip(places, radii, strict=True))
    right = max(x + r for (x, _), r in zip(places, radii, strict=True))
    top = min(y - r for (_, y), r in zip(places, radii, strict=True))
    bottom = max(y + r for (_, y), r in zip(places, radii, strict=True))
    width = max(round(right - left), NARROW) + 2 * MARGIN
    across, down = (width - left - right) / 2, MARGIN - top
    pieces = [
        titled(
            label,
            [
                circle(PAPER, x + across, y + down, radius),
                text(x + across, y + down + 5, name, anchor="middle", bold=True),
            ],
        )
        for (x, y), radius, name, label in zip(places, radii, NAMES, labels, strict=False)
    ]
    return drawing(width, round(bottom - top) + 2 * MARGIN, pieces)


def _apart(
    places: Sequence[tuple[float, float]], radii: Sequence[int]
) -> list[tuple[float, float]]:
    """The same places, pushed away from each other until no circle is over another."""
    now = list(places)
    for _ in range(ROUNDS):
        pushed = False
        for one in range(len(now)):
            for other in range(one):
                pushed |= _push(now, one, other, radii[one] + radii[other] + GAP)
        if not pushed:
            break
    return now


def _push(places: list[tuple[float, float]], one: int, other: int, wanted: float) -> bool:
    (x, y), (u, v) = places[one], places[other]
    far = hypot(x - u, y - v)
    if far >= wanted - 0.5:
        return False
    # Two circles in the same place go one to each side.
    across, down = ((x - u) / far, (y - v) / far) if far else (1.0, 0.0)
    step = (wanted - far) / 2
    places[one] = (x + across * step, y + down * step)
    places[other] = (u - across * step, v - down * step)
    return True
