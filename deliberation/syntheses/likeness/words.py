"""A text as it is compared with others: the words that say something, and what turns its sense."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from deliberation.sittings.cloud import stop_list
from deliberation.stems import stems
from deliberation.text import plain

NEGATION = re.compile(
    r"\b(?:pas|non|jamais|rien|aucune?|sans|ni|contre)\b|\bne? (?:[a-z0-9]+ ){1,2}plus\b"
)
NUMBER = re.compile(r"\b[0-9]+\b")


@dataclass(frozen=True)
class Spoken:
    """One text and what is read in it. Two that have the same text are equal."""

    text: str

    @cached_property
    def plain(self) -> str:
        """Without accents, case or signs."""
        return plain(self.text)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of the words that say something, in order."""
        return tuple(stems(" ".join(self._telling)))

    @cached_property
    def known(self) -> dict[str, str]:
        """Each of these stems, and the first word that was written for it."""
        written = self._written
        words = [written.get(word, word) for word in self._telling]
        return dict(reversed([*zip(self.stems, words, strict=True)]))

    @cached_property
    def sorted(self) -> str:
        """The stems in the order of the alphabet: what remains when words change places."""
        return " ".join(sorted(self.stems))

    @cached_property
    def negations(self) -> int:
        """How often it says no: « il faut fermer » is not « il ne faut pas fermer »."""
        return len(NEGATION.findall(self.plain))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        return tuple(sorted(NUMBER.findall(self.plain)))

    @cached_property
    def _telling(self) -> list[str]:
        words = self.plain.split()
        return [
            word for word in words if word not in stop_list() and (len(word) > 1 or word.isdigit())
        ]

    @cached_property
    def _written(self) -> dict[str, str]:
        """Each plain word as it was written first, in small letters."""
        found = reversed(re.findall(r"[^\W_]+", self.text))
        return {plain(word): word.lower() for word in found}


def read(texts: Mapping[int, str]) -> dict[int, Spoken]:
    """The texts that say something, by number: empty ones and stop words alone are left out."""
    spoken = {number: Spoken(text) for number, text in texts.items()}
    return {number: one for number, one in sorted(spoken.items()) if one.stems}
