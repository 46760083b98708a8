"""What may be told of opinion groups to people, so that nobody is shown. Pure.

Nobody is a point: groups are told, by bands. On each proposal the groups are those of `disclose`,
with whoever is in none: what it hides of one of them is told of none. Where it prints bands alone,
what is chosen to be told, and in which order, follows from these bands too, as if a hundred people
of each group had answered in the middle of theirs; a place on the map is rounded.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from deliberation.ballots.disclosure import HIDDEN, Band, Disclosure, Shown, band, disclose
from deliberation.ballots.opinions.consensus import (
    GroupVotes,
    consensus,
    division,
    group_votes,
    sayings,
)
from deliberation.ballots.opinions.groups import NOWHERE, Opinions
from deliberation.ballots.opinions.table import VoteTable

FEWEST = 20  # people on the map
FEWEST_ASKED = 5  # proposals: with fewer, who is in a group would be what she answered
MOST_TOLD = 5  # proposals for each thing that is said
APART = 0.25  # a silhouette below which groups hardly stand apart (Kaufman and Rousseeuw 1990)
GRID = 6  # steps from the middle of the map to its edge
# Out of a hundred people in the middle of these bands: who agree, who disagree.
MIDDLE = {
    (Band.MOST, Band.HALF_OR_LESS): (90, 5),
    (Band.MORE_THAN_HALF, Band.HALF_OR_LESS): (65, 20),
    (Band.HALF_OR_LESS, Band.HALF_OR_LESS): (30, 30),
    (Band.HALF_OR_LESS, Band.MORE_THAN_HALF): (20, 65),
    (Band.HALF_OR_LESS, Band.MOST): (5, 90),
}


class Size(StrEnum):
    """How many of those on the map are in a group."""

    HALF = "half"
    QUARTER = "quarter"
    FEWER = "fewer"


class Stand(NamedTuple):
    """What a group thinks of a proposal: how many agree, how many disagree."""

    agree: Band
    disagree: Band


class GroupTold(NamedTuple):
    """One group: its size, its place on the map (each from -1 to 1), and on which proposals it
    stands out, each with the side that it takes (1 agrees, -1 disagrees).
    """

    size: Size
    place: tuple[float, float]
    says: tuple[tuple[int, int], ...]


class Told(NamedTuple):
    """All that is told. Proposals are columns; `stands` are those of each group, in order, or none
    where nearly everyone agrees: that is said of the whole, and of no group.
    """

    people: int  # at least so many are on the map
    apart: bool
    groups: tuple[GroupTold, ...]
    joins: tuple[int, ...]
    divides: tuple[int, ...]
    stands: dict[int, tuple[Stand, ...]]


def told_of(table: VoteTable, found: Opinions | None) -> Told | None:
    """What may be told; nothing where too few people answered, or too few proposals were asked."""
    if found is None or (~table.hidden).sum() < FEWEST_ASKED:
        return None
    placed = int((found.groups != NOWHERE).sum())
    if placed < FEWEST:
        return None
    whole = group_votes(table, found.groups + 1, found.k + 1)  # the first row: who is in none
    votes = GroupVotes(*(part[1:] for part in whole))
    told = {column: _told_on(whole, column) for column in np.flatnonzero(~table.hidden).tolist()}
    nearly_all = [column for column, what in told.items() if _is_nearly_all(what)]
    stands: dict[int, tuple[Stand, ...]] = {}
    exact = set[int]()
    for column, what in told.items():
        shown = {what.groups.get(group + 1, HIDDEN).shown for group in range(found.k)}
        if Shown.HIDDEN not in shown:
            stands[column] = tuple(_stand(votes, group, column) for group in range(found.k))
        if shown == {Shown.EXACT}:
            exact.add(column)
    columns = list(stands)
    seen = _chosen_by(votes, stands, exact)
    says = [_says(seen, columns, group, stands) for group in range(found.k)]
    joins = (*nearly_all, *_joins(seen, columns, stands))[:MOST_TOLD]
    divides = _divides(seen, columns, stands)
    sizes = np.bincount(found.groups[found.groups != NOWHERE], minlength=found.k)
    groups = tuple(
        GroupTold(_size(int(size), placed), place, said)
        for size, place, said in zip(sizes, _places(found), says, strict=True)
    )
    mentioned = {*joins, *divides, *(column for said in says for column, _ in said)}
    kept = {column: stands.get(column, ()) for column in sorted(mentioned)}
    return Told(placed // 10 * 10, found.silhouette >= APART, groups, joins, divides, kept)


def _stand(votes: GroupVotes, group: int, column: int) -> Stand:
    answered = int(votes.answered[group, column])
    agree, disagree = (int(part[group, column]) for part in (votes.agree, votes.disagree))
    return Stand(band(agree, answered), band(disagree, answered))


def _told_on(whole: GroupVotes, column: int) -> Disclosure:
    """What may be printed of a proposal by group: how many agree, disagree, say neither."""
    agree, disagree, answered = (part[:, column].tolist() for part in whole)
    rows = zip(agree, disagree, answered, strict=True)
    return disclose({place: (a, d, n - a - d) for place, (a, d, n) in enumerate(rows)})


def _is_nearly_all(told: Disclosure) -> bool:
    """That nearly everyone agrees: of each group, nothing may then be told."""
    whole = told.total
    return not told.groups and whole.shown is Shown.BANDED and whole.bands[0] is Band.MOST


def _chosen_by(
    votes: GroupVotes, stands: dict[int, tuple[Stand, ...]], exact: set[int]
) -> GroupVotes:
    """The votes by which things are chosen: exact where they may be printed, or from the bands."""
    agree, disagree, answered = (part[:, list(stands)].copy() for part in votes)
    for place, column in enumerate(stands):
        if column not in exact:
            middle = [MIDDLE[stand] for stand in stands[column]]
            agree[:, place] = [one[0] for one in middle]
            disagree[:, place] = [one[1] for one in middle]
            answered[:, place] = 100
    return GroupVotes(agree, disagree, answered)


def _says(
    seen: GroupVotes, columns: list[int], group: int, stands: dict[int, tuple[Stand, ...]]
) -> tuple[tuple[int, int], ...]:
    found = ((columns[one.proposal], one.side) for one in sayings(seen, group, len(columns)))
    told = (
        (column, side)
        for column, side in found
        if stands[column][group][side < 0] is not Band.HALF_OR_LESS
    )
    return tuple(told)[:MOST_TOLD]


def _joins(
    seen: GroupVotes, columns: list[int], stands: dict[int, tuple[Stand, ...]]
) -> tuple[int, ...]:
    """Most of each group agree: the group-informed consensus, the best first."""
    order = [columns[place] for place in np.argsort(-consensus(seen), kind="stable").tolist()]
    shared = (
        column
        for column in order
        if all(stand.agree is not Band.HALF_OR_LESS for stand in stands[column])
    )
    return tuple(shared)[:MOST_TOLD]


def _divides(
    seen: GroupVotes, columns: list[int], stands: dict[int, tuple[Stand, ...]]
) -> tuple[int, ...]:
    """Most of a group agree, not most of another: the widest gaps first."""
    order = [columns[place] for place in np.argsort(-division(seen), kind="stable").tolist()]
    apart = (
        column
        for column in order
        if len({stand.agree is Band.HALF_OR_LESS for stand in stands[column]}) > 1
    )
    return tuple(apart)[:MOST_TOLD]


def _size(size: int, placed: int) -> Size:
    if 2 * size > placed:
        return Size.HALF
    return Size.QUARTER if 4 * size > placed else Size.FEWER


def _places(found: Opinions) -> list[tuple[float, float]]:
    """The middle of each group, on a coarse grid."""
    reach = np.abs(found.centres).max() or 1.0
    rounded = np.rint(found.centres / reach * GRID) / GRID + 0.0
    return [(float(x), float(y)) for x, y in rounded]
