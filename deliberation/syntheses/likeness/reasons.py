"""Why two texts are said to be nearly the same: counted, then told in plain words."""

from collections import Counter
from typing import NamedTuple

from rapidfuzz import fuzz

from deliberation.i18n import N_, gettext, ngettext
from deliberation.syntheses.likeness.words import Spoken
from deliberation.text import sequence, typography

SAME_LETTERS = 70  # of 100: below, two words are two words
SHORTEST = 5  # letters of a stem in which one may be mistaken
MOST_TOLD = 6  # words that differ: more would not be read

SAME_TEXT = N_("Exactement le même texte")
SAME_BUT_SIGNS = N_("Le même texte, aux accents, aux majuscules et à la ponctuation près")
SAME_STEMS = N_("Les mêmes mots, au pluriel, au féminin ou accordés autrement")
OTHER_ORDER = N_("Les mêmes mots, dans un autre ordre")
IN_COMMON = N_("{common} mots importants sur {all} en commun")
WRITTEN_OTHERWISE = (N_("dont un écrit autrement"), N_("dont {near} écrits autrement"))
DIFFERING = N_("ce qui change : {words}")
NUMBERS = N_("les nombres ne sont pas les mêmes")
SENSE = N_(
    "Un sens proche avec d'autres mots, d'après le modèle de langue ; "
    "à relire : il prend parfois un avis contraire pour le même"
)


class Shared(NamedTuple):
    """How many words two texts have in common, some of them nearly; and those of one alone."""

    same: int
    near: int
    apart: tuple[str, ...]
    all: int  # words of the longer one

    @property
    def share(self) -> float:
        return (self.same + self.near) / self.all


def shared_words(one: Spoken, other: Spoken) -> Shared:
    """Each word of one text finds the same in the other, or else the nearest that is left."""
    mine, theirs = Counter(one.stems), Counter(other.stems)
    same = mine & theirs
    left = sorted((mine - same).elements())
    waiting = sorted((theirs - same).elements())
    alone = []
    for stem in left:
        nearest = max(waiting, key=lambda word: _likeness(stem, word), default="")
        if _likeness(stem, nearest) >= SAME_LETTERS:
            waiting.remove(nearest)
        else:
            alone.append(stem)
    apart = [one.known[stem] for stem in alone] + [other.known[stem] for stem in waiting]
    longer = max(len(one.stems), len(other.stems))
    return Shared(same.total(), len(left) - len(alone), tuple(dict.fromkeys(apart)), longer)


def _likeness(stem: str, other: str) -> float:
    """Of letters, from 0 to 100; short words are too soon alike."""
    return fuzz.ratio(stem, other) if min(len(stem), len(other)) >= SHORTEST else 0.0


def why_alike(one: Spoken, other: Spoken) -> str:
    """The reason that a person reads before she accepts or refuses."""
    if one.text == other.text:
        return gettext(SAME_TEXT) + "."
    if one.plain == other.plain:
        return gettext(SAME_BUT_SIGNS) + "."
    parts = [_told(one, other)]
    if one.numbers != other.numbers:
        parts.append(gettext(NUMBERS))
    return typography(" ; ".join(parts)) + "."


def _told(one: Spoken, other: Spoken) -> str:
    if one.stems == other.stems:
        return gettext(SAME_STEMS)
    if one.sorted == other.sorted:
        return gettext(OTHER_ORDER)
    shared = shared_words(one, other)
    told = gettext(IN_COMMON).format(common=shared.same + shared.near, all=shared.all)
    if shared.near:
        told += ", " + ngettext(*WRITTEN_OTHERWISE, shared.near).format(near=shared.near)
    if 0 < len(shared.apart) <= MOST_TOLD:
        told += " ; " + gettext(DIFFERING).format(words=sequence(list(shared.apart)))
    return told
