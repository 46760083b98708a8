"""Law 2: what may be printed of a count by group. One function decides; every screen obeys it.

A group of fewer than 5 voters is never shown, nor can it be found by subtraction. In a group of
fewer than 20, unanimity would tell what each one chose: it prints in bands. Where one group is
hidden or banded, every group is banded, none says how many voted, and only the total is exact.
"""

from collections.abc import Mapping
from enum import StrEnum
from itertools import permutations
from typing import NamedTuple, TypeAlias

SMALLEST_SHOWN = 5
SMALLEST_EXACT = 20

Counts: TypeAlias = tuple[int, ...]  # votes by position of the choice


class Band(StrEnum):
    """A share, said in words: never 0 % nor 100 %. Wide, or bands would count small groups."""

    MOST = "most"  # four in five, or more
    MORE_THAN_HALF = "more_than_half"
    HALF_OR_LESS = "half_or_less"


class Shown(StrEnum):
    """How much of a row may be printed."""

    EXACT = "exact"
    BANDED = "banded"
    HIDDEN = "hidden"


class Row(NamedTuple):
    """One line of a result: exact numbers, or bands, or nothing, by position of the choice."""

    shown: Shown
    numbers: Counts = ()
    bands: tuple[Band, ...] = ()


class Disclosure(NamedTuple):
    """All that may be printed of one count. Without groups, nothing may be said of any."""

    voters: int
    total: Row
    groups: dict[int, Row]


HIDDEN = Row(Shown.HIDDEN)


def disclose(groups: Mapping[int, Counts]) -> Disclosure:
    """What may be printed, given the votes of each group."""
    whole = tuple(map(sum, zip(*groups.values(), strict=True)))
    voters = sum(whole)
    if voters < SMALLEST_SHOWN:
        return Disclosure(voters, HIDDEN, {})
    if all(sum(row) >= SMALLEST_EXACT for row in groups.values() if any(row)):
        return Disclosure(voters, exact(whole), {g: exact(row) for g, row in groups.items()})
    rows = {group: banded(row) for group, row in groups.items()}
    if sum(row.shown is Shown.BANDED for row in rows.values()) < 2:
        rows = {}  # one group alone beside the total would tell the rest
    # All alike or all but one, or bands that leave no doubt: an exact total would finish the sum.
    if max(whole) >= voters - 1 or (rows and gives_away(groups)):
        return Disclosure(voters, roughly(whole), {})
    return Disclosure(voters, exact(whole), rows)


def disclose_whole(groups: Mapping[int, Counts]) -> Row:
    """What may be printed of the whole where nothing is printed of any group."""
    whole = tuple(map(sum, zip(*groups.values(), strict=True)))
    voters = sum(whole)
    if voters < SMALLEST_SHOWN:
        return HIDDEN
    large = all(sum(row) >= SMALLEST_EXACT for row in groups.values() if any(row))
    return exact(whole) if large or max(whole) < voters - 1 else roughly(whole)


def roughly(whole: Counts) -> Row:
    """Nearly all: so much is said, and one voice may always be anyone's. Otherwise nothing is,
    for a silence that names no choice fits every exchange of one choice for another.
    """
    said = banded(whole)
    return said if Band.MOST in said.bands else HIDDEN


def foresee(present: Mapping[int, int]) -> dict[int, Shown]:
    """How each group will show if everyone present votes; what a moderator is told beforehand."""
    sizes = {group: size for group, size in present.items() if size}
    if all(size >= SMALLEST_EXACT for size in sizes.values()):
        return dict.fromkeys(sizes, Shown.EXACT)
    told = [group for group, size in sizes.items() if size >= SMALLEST_SHOWN]
    return {g: Shown.BANDED if g in told and len(told) > 1 else Shown.HIDDEN for g in sizes}


def exact(row: Counts) -> Row:
    return Row(Shown.EXACT, numbers=row) if any(row) else HIDDEN


def banded(row: Counts) -> Row:
    voters = sum(row)
    if voters < SMALLEST_SHOWN:
        return HIDDEN
    return Row(Shown.BANDED, bands=tuple(band(number, voters) for number in row))


def band(number: int, voters: int) -> Band:
    """The band of `number` among `voters`."""
    if 5 * number >= 4 * voters:
        return Band.MOST
    return Band.MORE_THAN_HALF if 2 * number > voters else Band.HALF_OR_LESS


def gives_away(groups: Mapping[int, Counts]) -> bool:
    """Whether the total, the bands and the number of voters of each group would make sure a
    number in a group too small to show, or unanimity in a group too small for it.

    What nobody at all chose is no secret: the total says it.
    """
    for group, row in groups.items():
        for choice, number in enumerate(row):
            hidden = 0 < sum(row) < SMALLEST_SHOWN and any(r[choice] for r in groups.values())
            alike = 0 < number == sum(row) < SMALLEST_EXACT
            if (hidden or alike) and not can_change(groups, group, choice):
                return True
    return False


def can_change(groups: Mapping[int, Counts], group: int, choice: int) -> bool:
    """Whether other votes would print the same, with another number here.

    The votes with given totals and bands are the flows of a network: one turns into another by
    rings of trades, in which each group gives a vote to the next and takes one from the last.
    A number that no ring passes through is certain (Ahuja, Magnanti and Orlin, Network Flows, 3).
    """
    row = groups[group]
    trades = {
        (given, taken)
        for other, votes in groups.items()
        for given, taken in permutations(range(len(row)), 2)
        if may_trade(votes, given, taken) and not (other == group and choice in (given, taken))
    }
    return any(
        (may_trade(row, choice, other) and leads(trades, other, choice))
        or (may_trade(row, other, choice) and leads(trades, choice, other))
        for other in range(len(row))
        if other != choice
    )


def may_trade(row: Counts, given: int, taken: int) -> bool:
    """Whether a group that gives one vote and takes another still prints the same."""
    voters = sum(row)
    if not row[given] or voters < SMALLEST_SHOWN:
        return row[given] > 0
    return all(
        band(row[choice] + change, voters) is band(row[choice], voters)
        for choice, change in ((given, -1), (taken, 1))
    )


def leads(trades: set[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a chain of trades goes from one choice to another."""
    reached = {start}
    while end not in reached:
        further = {taken for given, taken in trades if given in reached} - reached
        if not further:
            return False
        reached |= further
    return True
