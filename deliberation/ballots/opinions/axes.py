"""The two directions along which people differ most, and where each of them stands. Pure.

Principal components of the answers, the mean in place of each missing one; a person is then put
on the map by her own answers alone, stretched by sqrt(proposals / answers seen), as in Polis: who
answered little would otherwise always stand near the middle.
"""

import numpy as np

from deliberation.ballots.opinions.table import AT_ONCE, Reals, VoteTable

STEPS = 3  # of the power method, from axes that were good a moment ago


def axes_of(table: VoteTable, before: Reals | None = None) -> Reals:
    """The two axes, as columns: shape (proposals, 2), of length one and at right angles.

    From the axes of a moment ago (`before`) a few steps of the power method are enough; they keep
    their directions, so that the map does not turn over under people's eyes.
    """
    covariance = table.covariance
    if before is None:
        _, vectors = np.linalg.eigh(covariance)
        axes = vectors[:, ::-1][:, :2]
        return axes * np.where(axes.sum(axis=0) < 0, -1.0, 1.0)
    axes = before
    for _ in range(STEPS):
        axes, _ = np.linalg.qr(covariance @ axes)
    return axes * np.where((axes * before).sum(axis=0) < 0, -1.0, 1.0)


def places_of(table: VoteTable, axes: Reals) -> Reals:
    """Where each person stands: shape (people, 2)."""
    people, proposals = table.said.shape
    moved = (table.centre[:, None] * axes).astype(np.float32)
    directions = axes.astype(np.float32)
    places = np.empty((people, 2))
    for start in range(0, people, AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        said, seen = table.said[rows].astype(np.float32), table.seen[rows].astype(np.float32)
        places[rows] = said @ directions - seen @ moved
    counted = table.seen.sum(axis=1) + table.hidden.sum()
    stretched: Reals = places * np.sqrt(proposals / np.maximum(counted, 1))[:, None]
    return stretched
