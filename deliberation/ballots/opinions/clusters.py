"""Putting points that are near each other together, and saying how well it holds. Pure.

k-means (Lloyd 1982) from starts spread out by chance as in k-means++ (Arthur and Vassilvitskii
2007), and the silhouette (Rousseeuw 1987). The chance is drawn from a fixed seed: the same votes
always give the same groups.
"""

import numpy as np
from numpy.typing import NDArray

from deliberation.ballots.opinions.table import Reals

Labels = NDArray[np.intp]

STARTS = 10
ROUNDS = 100  # of Lloyd's method, at most
SAMPLE = 2000  # points: on so many, all starts are tried
PAIRS = 1000  # points: among so many, every distance is measured


def clusters_of(points: Reals, k: int, before: Reals | None = None) -> tuple[Labels, Reals]:
    """Which of k groups each point is in, and their centres: shapes (points,) and (k, 2).

    Without centres of a moment ago (`before`), the best of several starts, on a sample.
    """
    centres = before if before is not None else _best_start(_sample(points, SAMPLE), k)
    return _settled(points, centres)


def silhouette_of(points: Reals, labels: Labels) -> float:
    """How much nearer people are to their own group than to the next: from -1 to 1, on a sample.

    A point that is alone in its group counts for 0, as Rousseeuw has it.
    """
    rows = _spread(len(points), PAIRS)
    points, labels = points[rows], labels[rows]
    present, labels = np.unique(labels, return_inverse=True)
    if len(present) < 2:
        return 0.0
    member = np.eye(len(present))[labels]  # (points, groups)
    sizes = member.sum(axis=0)
    total = _distances(points, points) @ member
    own = sizes[labels]
    inside = total[np.arange(len(points)), labels] / np.maximum(own - 1, 1)
    outside = np.where(member > 0, np.inf, total / sizes).min(axis=1)
    wider = np.maximum(inside, outside)
    return float(
        np.where((own > 1) & (wider > 0), (outside - inside) / np.maximum(wider, 1e-12), 0.0).mean()
    )


def _best_start(points: Reals, k: int) -> Reals:
    chance = np.random.default_rng(0)
    tried = [_settled(points, _spread_out(points, k, chance)) for _ in range(STARTS)]
    return min(tried, key=lambda one: _spread_around(points, *one))[1]


def _spread_out(points: Reals, k: int, chance: np.random.Generator) -> Reals:
    """k points, each drawn far from those before it."""
    centres = points[[chance.integers(len(points))]]
    for _ in range(k - 1):
        far = _distances(points, centres).min(axis=1) ** 2
        drawn = chance.random() * far.sum()
        chosen = min(int(np.searchsorted(far.cumsum(), drawn, side="right")), len(points) - 1)
        centres = np.concatenate([centres, points[[chosen]]])
    return centres


def _settled(points: Reals, centres: Reals) -> tuple[Labels, Reals]:
    """Lloyd's method until nobody changes group; a group that empties keeps its centre."""
    labels = _distances(points, centres).argmin(axis=1)
    for _ in range(ROUNDS):
        sizes = np.bincount(labels, minlength=len(centres))
        sums = np.stack(
            [np.bincount(labels, points[:, axis], len(centres)) for axis in (0, 1)], axis=1
        )
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
        moved = _distances(points, centres).argmin(axis=1)
        if (moved == labels).all():
            break
        labels = moved
    return labels, centres


def _spread_around(points: Reals, labels: Labels, centres: Reals) -> float:
    return float(((points - centres[labels]) ** 2).sum())


def _distances(points: Reals, others: Reals) -> Reals:
    """Shape (points, others)."""
    across = points[:, [0]] - others[:, 0]
    down = points[:, [1]] - others[:, 1]
    return np.sqrt(across * across + down * down)


def _sample(points: Reals, size: int) -> Reals:
    return points[_spread(len(points), size)]


def _spread(count: int, size: int) -> NDArray[np.intp]:
    """So many places at most, spread evenly: no chance is needed, and none changes the result."""
    return np.arange(count) if count <= size else np.linspace(0, count - 1, size).astype(np.intp)
