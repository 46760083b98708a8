"""How much each word weighs in each text (TF-IDF), kept as rows of indices, and read by axes.

The axes are those of latent semantic analysis (Deerwester et al. 1990): the directions in which the
texts differ most, found by a randomised projection (Halko, Martinsson and Tropp 2011) from a fixed
seed. Words that are said together come near each other, so that short texts can be compared.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deliberation.syntheses.likeness.meaning import Places, unit
from deliberation.syntheses.likeness.words import Spoken

AXES = 100
SPARE = 10  # axes that make the others truer
ROUNDS = 3
AT_ONCE = 20_000  # weights: memory stays small
MOST_SAID = 0.5  # of the texts: what more of them say tells nothing


@dataclass(frozen=True)
class Weights:
    """A row for each text: `columns[starts[row]:starts[row + 1]]`, and as many `values`."""

    starts: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Places
    width: int

    def times(self, dense: Places) -> Places:
        """The product with a dense matrix, shape (width, n): some rows at once."""
        product = np.zeros((len(self.starts) - 1, dense.shape[1]), np.float32)
        for first, last in self._parts():
            cells = slice(self.starts[first], self.starts[last])
            heavy = self.values[cells, None] * dense[self.columns[cells]]
            filled = np.flatnonzero(np.diff(self.starts[first : last + 1])) + first
            if len(filled):
                begins = self.starts[filled] - self.starts[first]
                product[filled] = np.add.reduceat(heavy, begins, axis=0)
        return product

    def turned(self) -> "Weights":
        """A row for each word instead."""
        order = np.argsort(self.columns, kind="stable")
        height = len(self.starts) - 1
        rows = np.repeat(np.arange(height), np.diff(self.starts))
        sizes = np.bincount(self.columns, minlength=self.width)
        return Weights(_starts(sizes), rows[order], self.values[order], height)

    def _parts(self) -> Iterator[tuple[int, int]]:
        first, height = 0, len(self.starts) - 1
        while first < height:
            last = int(np.searchsorted(self.starts, self.starts[first] + AT_ONCE, side="right")) - 1
            last = min(max(last, first + 1), height)
            yield first, last
            first = last


def weigh(texts: Sequence[Spoken]) -> tuple[Weights, list[str]]:
    """The weights, and the stem of each column. A word that one text alone says has none."""
    counted = Counter(stem for one in texts for stem in set(one.stems))
    most = max(2.0, MOST_SAID * len(texts))
    names = sorted(stem for stem, count in counted.items() if 2 <= count <= most and stem.isalpha())
    column = {stem: place for place, stem in enumerate(names)}
    rows = [sorted(Counter(s for s in one.stems if s in column).items()) for one in texts]
    cells = [(column[stem], 1 + np.log(count)) for row in rows for stem, count in row]
    columns = np.array([place for place, _ in cells], np.intp)
    rarity = np.log(len(texts) / np.array([counted[name] for name in names] or [1])) + 1
    values = np.array([weight for _, weight in cells]) * rarity[columns]
    starts = _starts(np.array([len(row) for row in rows], np.intp))
    length = np.sqrt(np.bincount(_rows(starts), values**2, len(texts)))
    values = values / np.repeat(length, np.diff(starts))
    return Weights(starts, columns, values.astype(np.float32), len(names)), names


def places_of(weights: Weights) -> Places:
    """Each text on the axes, as a row of length 1; a text that shares no word has zeros."""
    height, turned = len(weights.starts) - 1, weights.turned()
    axes = min(AXES + SPARE, height, weights.width)
    if axes == 0:
        return np.zeros((height, 1), np.float32)
    chance = np.random.default_rng(0)
    basis = weights.times(chance.standard_normal((weights.width, axes)).astype(np.float32))
    for _ in range(ROUNDS):
        basis = np.linalg.qr(weights.times(turned.times(np.linalg.qr(basis)[0])))[0]
    across = turned.times(basis)
    strength, turn = np.linalg.eigh(across.T @ across)
    kept = slice(max(0, axes - AXES), None)  # in growing order: the last are the strongest
    return unit(basis @ (turn[:, kept] * np.sqrt(np.maximum(strength[kept], 0))))


def _starts(sizes: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.concatenate([np.zeros(1, np.intp), np.cumsum(sizes)]).astype(np.intp)


def _rows(starts: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts))
