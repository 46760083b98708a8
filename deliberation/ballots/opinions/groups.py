"""Opinion groups from a table of votes, from nothing or from the groups of a moment ago. Pure."""

from dataclasses import dataclass

import numpy as np

from deliberation.ballots.opinions.axes import axes_of, places_of
from deliberation.ballots.opinions.clusters import Labels, clusters_of, silhouette_of
from deliberation.ballots.opinions.table import Reals, VoteTable

ENOUGH_ANSWERS = 7  # as in Polis: with fewer, a place on the map says little
SMALLEST = 5  # people in a group: law 2
MOST = 5  # groups
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Opinions:
    """`groups[person]` is a group from 0 to k - 1, or NOWHERE for who answered too little.

    Groups go from the left of the map to the right. `places` is (people, 2), `centres` (k, 2),
    `axes` (proposals, 2); `silhouette` is from -1 to 1.
    """

    k: int
    silhouette: float
    groups: Labels
    centres: Reals
    places: Reals
    axes: Reals


def opinions_of(
    table: VoteTable, k: int | None = None, before: Opinions | None = None
) -> Opinions | None:
    """The groups of those who answered enough; None where so many groups cannot be made.

    `k` forces the number of groups, whatever their sizes. Otherwise it is the one, from 2 to 5,
    whose silhouette is best among those that leave at least five people in each group; from the
    groups of a moment ago (`before`) their number is kept, and each keeps its own.
    """
    axes = axes_of(table, before.axes if before else None)
    places = places_of(table, axes)
    enough = table.answered >= min(ENOUGH_ANSWERS, int((~table.hidden).sum()))
    points = places[enough]
    if before:
        found = [_grouped(points, before.k, before.centres)]
    else:
        found = [
            _grouped(points, size)
            for size in ([k] if k else range(2, MOST + 1))
            if size <= len(points)
        ]
    if k is None:
        found = [
            one for one in found if np.bincount(one[0], minlength=len(one[1])).min() >= SMALLEST
        ]
    if not found:
        return None
    labels, centres, held = max(found, key=lambda one: one[2])
    groups = np.full(len(places), NOWHERE)
    groups[enough] = labels
    return Opinions(len(centres), held, groups, centres, places, axes)


def _grouped(points: Reals, k: int, before: Reals | None = None) -> tuple[Labels, Reals, float]:
    labels, centres = clusters_of(points, k, before)
    if before is None:
        order = np.lexsort((centres[:, 1], centres[:, 0]))
        labels, centres = order.argsort()[labels], centres[order]
    return labels, centres, silhouette_of(points, labels)
