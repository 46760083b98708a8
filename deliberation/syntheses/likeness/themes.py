"""Themes: contributions that speak of the same things, with the words that make each group.

k-means on the sphere (Dhillon and Modha 2001), begun from starts that are spread out, as k-means++
does, with a fixed seed: the same texts always give the same themes. A text that is far from every
theme is in none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deliberation.i18n import N_, gettext
from deliberation.syntheses.likeness.meaning import Meaning, Places, unit
from deliberation.syntheses.likeness.weights import Weights, places_of, weigh
from deliberation.syntheses.likeness.words import Spoken, read

FEWEST = 3  # texts in a theme
MOST_THEMES = 60
NEAR_ENOUGH = 0.3  # of 1, to the centre of the theme
ROUNDS = 40
WORDS_TOLD = 5

SPEAK_OF = N_("Parce que ces paroles parlent de : {words}")


@dataclass(frozen=True)
class Theme:
    """A proposal to read some texts together. `score` is how near they are to each other: to 1."""

    members: tuple[int, ...]
    score: float
    words: tuple[str, ...]

    @property
    def why(self) -> str:
        return gettext(SPEAK_OF).format(words=", ".join(self.words)) + "."


def themes(
    texts: Mapping[int, str], meaning: Meaning | None = None, most: int | None = None
) -> list[Theme]:
    """The themes, the largest first: `most` of them at most, or as many as the texts bear."""
    said = sorted(read(texts).items(), key=lambda one: (one[1].text, one[0]))
    spoken = [one for _, one in said]
    if len(spoken) < 2 * FEWEST:
        return []
    weights, names = weigh(spoken)
    places = meaning.places([one.text for one in spoken]) if meaning else places_of(weights)
    telling = np.flatnonzero(np.linalg.norm(places, axis=1) > 0)
    if len(telling) < 2 * FEWEST:
        return []
    count = min(most or round((len(telling) / 2) ** 0.5), MOST_THEMES, len(telling) // FEWEST)
    found = [
        Theme(
            tuple(sorted(said[place][0] for place in group)),
            round(score, 3),
            tuple(_words(spoken, weights, names, group)),
        )
        for group, score in _grouped(places, telling, max(count, 1))
    ]
    told = [theme for theme in found if theme.words]
    return sorted(told, key=lambda theme: (-len(theme.members), theme.members))


def _grouped(
    places: Places, telling: NDArray[np.intp], count: int
) -> Iterator[tuple[NDArray[np.intp], float]]:
    points = places[telling]
    centres = _settled(points, _spread_out(points, count))
    nearness = points @ centres.T
    labels, near = nearness.argmax(axis=1), nearness.max(axis=1)
    for label in range(len(centres)):
        group = np.flatnonzero((labels == label) & (near >= NEAR_ENOUGH))
        if len(group) >= FEWEST:
            yield telling[group], float(near[group].mean())


def _spread_out(points: Places, count: int) -> Places:
    """So many points, each drawn far from those before it."""
    chance = np.random.default_rng(0)
    chosen = [int(chance.integers(len(points)))]
    near = points @ points[chosen[0]]
    for _ in range(count - 1):
        far = np.maximum(1 - near, 0).astype(np.float64).cumsum()
        if far[-1] <= 0:
            break
        drawn = int(np.searchsorted(far, chance.random() * far[-1], side="right"))
        chosen.append(min(drawn, len(points) - 1))
        near = np.maximum(near, points @ points[chosen[-1]])
    return points[chosen]


def _settled(points: Places, centres: Places) -> Places:
    """Each text goes to the nearest centre, each centre to its texts, until nobody moves."""
    labels = np.full(len(points), -1)
    for _ in range(ROUNDS):
        moved = (points @ centres.T).argmax(axis=1)
        if (moved == labels).all():
            break
        labels = moved
        order = np.argsort(labels, kind="stable")
        filled, begins = np.unique(labels[order], return_index=True)
        centres = centres.copy()
        centres[filled] = unit(np.add.reduceat(points[order], begins, axis=0))
    return centres


def _words(
    spoken: Sequence[Spoken], weights: Weights, names: Sequence[str], group: NDArray[np.intp]
) -> Iterator[str]:
    """The words that weigh most in a group beside all texts, as most of its texts write them."""
    share = np.full((len(spoken), 1), -1 / len(spoken), np.float32)
    share[group] += 1 / len(group)
    gain = weights.turned().times(share)[:, 0]
    for column in np.argsort(-gain, kind="stable")[:WORDS_TOLD].tolist():
        if gain[column] > 0:
            stem = names[column]
            written = Counter(spoken[n].known[stem] for n in group if stem in spoken[n].known)
            yield min(written, key=lambda word: (-written[word], word))
