"""The words of a text as they are looked for: no accents, no case, no plural, no ending.

Stems are those of Snowball's French algorithm (https://snowballstem.org), on words whose accents
are gone already: people type « numerique ». Both databases look for the same text in the same text,
so that they find the same.
"""

from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from deliberation.text import plain

_french = snowballstemmer.stemmer("french")


def stems(text: str) -> list[str]:
    """The stem of each word, in order: « Les travaux élaborés » gives les, traval, elabor."""
    return [_stem(word) for word in plain(text).split()]


def stemmed(text: str) -> str:
    """The stems as they are kept beside a text, each between two blanks."""
    return f" {' '.join(stems(text))} "


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    stem: str = _french.stemWord(
        _french.stemWord(word)
    )  # « aidee », without its accent, is « aide »
    # « travail » and « travaux » : the algorithm knows « -aux » as the plural of « -al » alone.
    return stem[:-2] + "l" if stem.endswith("ail") else stem
