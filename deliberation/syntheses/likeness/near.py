"""Contributions that say nearly the same, proposed in groups: nobody is in two of them.

A group is made around one text, and each of the others is like that one: likeness never wanders
from neighbour to neighbour. Only texts that share one of their rarest words are compared; what is
kept in memory grows with the texts, never with their pairs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from deliberation.i18n import N_, gettext
from deliberation.syntheses.likeness.meaning import Meaning, Places
from deliberation.syntheses.likeness.reasons import SENSE, shared_words, why_alike
from deliberation.syntheses.likeness.words import Spoken, read

Indices: TypeAlias = NDArray[np.intp]

ALIKE = 70  # of 100: letters in common, the words in the order of the alphabet
IN_COMMON = 0.6  # of the words of the longer text
SAME_SENSE = 0.65  # of 1, between two places of the model
RAREST = 8  # words by which a text looks for others
SENTENCE = 12  # words that say something: the sense of a longer text is a mean of many
AT_ONCE = 250  # texts of which the senses are compared with all

FOR_THE_LEAST = N_("Pour la parole la moins proche : {why}")


@dataclass(frozen=True)
class Member:
    """One text of a group: how like the first one it is, from 0 to 100, and why."""

    number: int
    score: float
    why: str


@dataclass(frozen=True)
class Group:
    """A proposal to fold some texts under the first of them. Never applied by itself."""

    first: int
    others: tuple[Member, ...]

    @property
    def members(self) -> tuple[int, ...]:
        return (self.first, *(other.number for other in self.others))

    @property
    def score(self) -> float:
        """That of the least alike: a group is worth its weakest tie."""
        return self._least.score

    @property
    def why(self) -> str:
        if len(self.others) == 1:
            return self._least.why
        if len({other.why for other in self.others}) == 1:
            return self._least.why
        why = self._least.why
        return gettext(FOR_THE_LEAST).format(why=why[0].lower() + why[1:])

    @property
    def _least(self) -> Member:
        return min(self.others, key=lambda other: (other.score, -other.number))


class Tie(NamedTuple):
    """That a text, by its place in the list, is like another one; by its words or by its sense."""

    place: int
    score: float
    by_words: bool


def near_duplicates(texts: Mapping[int, str], meaning: Meaning | None = None) -> list[Group]:
    """The groups, the surest first. With a `meaning`, the same sense in other words counts too."""
    spoken = read(texts)
    numbers: dict[Spoken, list[int]] = defaultdict(list)
    for number, one in spoken.items():
        numbers[one].append(number)
    order = sorted(numbers, key=lambda one: (-len(numbers[one]), -len(one.stems), one.text))
    places = _senses(order, meaning) if meaning else None
    groups = (_group(order, numbers, first, ties) for first, ties in _gathered(order, places))
    return sorted((one for one in groups if one), key=lambda one: (-one.score, one.first))


def _group(
    order: Sequence[Spoken], numbers: Mapping[Spoken, Sequence[int]], first: int, ties: list[Tie]
) -> Group | None:
    lead = order[first]
    head, *copies = numbers[lead]
    others = [Member(number, 100.0, why_alike(lead, lead)) for number in copies]
    for tie in ties:
        other = order[tie.place]
        why = why_alike(lead, other) if tie.by_words else gettext(SENSE) + "."
        others += [Member(number, round(tie.score, 1), why) for number in numbers[other]]
    others.sort(key=lambda member: (-member.score, member.number))
    return Group(head, tuple(others)) if others else None


def _gathered(order: Sequence[Spoken], places: Places | None) -> Iterator[tuple[int, list[Tie]]]:
    """Each text that is still free, with the free ones that are like it."""
    keys = _rarest(order)
    posted = _posted(keys)
    free = np.ones(len(order), np.bool_)
    for first, (one, nearness) in enumerate(zip(order, _nearness(order, places), strict=True)):
        if not free[first]:
            continue
        free[first] = False
        shared = [posted[stem] for stem in keys[first]]
        found = np.unique(np.concatenate(shared)) if shared else np.zeros(0, np.intp)
        ties = list(_by_words(one, order, found[free[found]]))
        free[[tie.place for tie in ties]] = False
        if nearness is not None:
            ties += _by_sense(one, order, nearness, np.flatnonzero(free))
            free[[tie.place for tie in ties]] = False
        yield first, ties


def _senses(order: Sequence[Spoken], meaning: Meaning) -> Places | None:
    """The places of sentences; those of long texts, which are near everything, are zeros."""
    short = [place for place, one in enumerate(order) if len(one.stems) <= SENTENCE]
    if not short:
        return None
    found = meaning.places([order[place].text for place in short])
    places = np.zeros((len(order), found.shape[1]), np.float32)
    places[short] = found
    return places


def _nearness(order: Sequence[Spoken], places: Places | None) -> Iterator[Places | None]:
    """For each text, how near in sense it is to all the others: some rows at once."""
    if places is None:
        yield from [None] * len(order)
        return
    for at in range(0, len(order), AT_ONCE):
        yield from places[at : at + AT_ONCE] @ places.T


def _rarest(order: Sequence[Spoken]) -> list[list[str]]:
    """For each text, its rarest words among those that others say too."""
    counted = Counter(stem for one in order for stem in set(one.stems))
    return [
        sorted(
            (stem for stem in set(one.stems) if counted[stem] > 1),
            key=lambda stem: (counted[stem], stem),
        )[:RAREST]
        for one in order
    ]


def _posted(keys: Sequence[Sequence[str]]) -> dict[str, Indices]:
    posted: dict[str, list[int]] = defaultdict(list)
    for place, stems in enumerate(keys):
        for stem in stems:
            posted[stem].append(place)
    return {stem: np.array(places, np.intp) for stem, places in posted.items()}


def _by_words(one: Spoken, order: Sequence[Spoken], found: Indices) -> Iterator[Tie]:
    candidates = {place: order[place].sorted for place in found.tolist()}
    alike = process.extract(
        one.sorted, candidates, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
    )
    for _, score, place in alike:
        other = order[place]
        if one.negations == other.negations and shared_words(one, other).share >= IN_COMMON:
            yield Tie(place, score, by_words=True)


def _by_sense(
    one: Spoken, order: Sequence[Spoken], nearness: Places, free: Indices
) -> Iterator[Tie]:
    for place in free[nearness[free] >= SAME_SENSE].tolist():
        if one.negations == order[place].negations:
            yield Tie(place, 100 * min(float(nearness[place]), 1.0), by_words=False)
