"""« Regards différents »: where colleges do not say the same, by more than chance explains. Pure.

Only what is printed is used, so that the marker tells nothing more than the table beside it.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import sqrt

from deliberation.ballots.disclosure import Band, Row, Shown

Z = 1.959964  # 95 % of a normal law lies within so many standard deviations


def interval(number: int, voters: int) -> tuple[float, float]:
    """Between which shares, from 0 to 1, the true one lies with 95 % of chances.

    Source: Wilson, « Probable inference, the law of succession, and statistical inference »,
    Journal of the American Statistical Association 22 (1927). `voters` is at least 1.
    """
    share, square = number / voters, Z * Z / voters
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / voters + square / voters / 4)
    return middle - half, middle + half


def differ(rows: Iterable[Row]) -> list[int]:
    """The places of the answers on which two of these groups differ.

    Numbers differ where their intervals at 95 % have nothing in common: a stricter test than that
    of their difference (Schenker and Gentleman, The American Statistician 55, 2001). Bands differ
    where one says « at least four in five » and another « half or less ».
    """
    shown = [row for row in rows if row.shown is not Shown.HIDDEN]
    places = range(max((len(row.numbers or row.bands) for row in shown), default=0))
    pairs = list(combinations(shown, 2))
    return [place for place in places if any(_apart(place, *pair) for pair in pairs)]


def holding(rows: Mapping[int, Row]) -> list[tuple[int, int]]:
    """The groups that hold an answer beyond each of the others, with the place of that answer: by
    the same test, and by what is printed alone.
    """
    shown = {group: row for group, row in rows.items() if row.shown is not Shown.HIDDEN}
    places = range(max((len(row.numbers or row.bands) for row in shown.values()), default=0))
    return [
        (group, place)
        for place in places
        for group, row in shown.items()
        if len(shown) > 1
        and all(
            _apart(place, row, other) and _above(place, row, other)
            for name, other in shown.items()
            if name != group
        )
    ]


def _above(place: int, one: Row, other: Row) -> bool:
    if one.shown is Shown.BANDED or other.shown is Shown.BANDED:
        return bool(one.bands) and one.bands[place] is Band.MOST
    first, second = (row.numbers[place] / sum(row.numbers) for row in (one, other))
    return first > second


def _apart(place: int, one: Row, other: Row) -> bool:
    if one.shown is Shown.BANDED or other.shown is Shown.BANDED:
        said = {row.bands[place] for row in (one, other) if row.bands}
        return said >= {Band.MOST, Band.HALF_OR_LESS}
    (low, high), (from_low, to_high) = (
        interval(row.numbers[place], sum(row.numbers)) for row in (one, other)
    )
    return high < from_low or to_high < low


def equal_weights(rows: Iterable[Row]) -> list[float] | None:
    """The share of each answer, from 0 to 1, where each college weighs the same however many
    voted in it: the mean of their shares. None where a college's numbers may not be printed, for
    the mean would tell them, or where there are fewer than two.
    """
    voted = list(rows)
    if len(voted) < 2 or any(row.shown is not Shown.EXACT for row in voted):
        return None
    shares = [[number / sum(row.numbers) for number in row.numbers] for row in voted]
    return [sum(share) / len(voted) for share in zip(*shares, strict=True)]
