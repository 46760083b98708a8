"""Which words of a step may be offered for the word cloud: shared, plain, nobody's name. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache

from stopwordsiso import stopwords

from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.debate.privacy import findings
from deliberation.text import plain

FEWEST = 3  # people who used a word
MOST_WORDS = 50
SIZES = 5
SHORTEST = 3  # letters
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# A capital letter elsewhere than at the start of a sentence begins a name; « RSA » is none.
NAME = re.compile(r"(?<=[\w,;)»] )(?:[DLdl]['’])?([A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ][\w'’-]*)")


@cache
def stop_list() -> frozenset[str]:
    """The words that say nothing by themselves, without accents."""
    return frozenset(part for word in stopwords("fr") for part in plain(word).split())


@lru_cache(maxsize=20_000)
def as_compared(word: str) -> str:
    """One word without accents: the same ones come again and again, each time a screen is drawn."""
    return plain(word)


def candidates(said: Iterable[tuple[object, str]], names: Collection[str] = ()) -> dict[str, int]:
    """The words that enough people used, and how many did: at most fifty, the most shared first.

    `said` are (who, words): who says a word twice, or in two contributions, counts once. Where
    fewer than five people wrote, no word is told. `names` are those of people and of places that
    are known; a word that somebody wrote with a capital inside a sentence is taken for a name.
    """
    texts = [(who, _without_findings(words)) for who, words in said]
    if len({who for who, _ in texts}) < SMALLEST_SHOWN:
        return {}
    known = {part for name in names for part in plain(name).split()}
    known |= {part for _, words in texts for name in NAME.findall(words) for part in _parts(name)}
    users: dict[str, set[object]] = {}
    written: dict[str, Counter[str]] = {}
    for who, words in texts:
        for word in WORD.findall(words):
            if _speaks(word, known):
                users.setdefault(as_compared(word), set()).add(who)
                as_read = word if word.isupper() else word.lower()
                written.setdefault(as_compared(word), Counter())[as_read] += 1
    shared = sorted(
        ((_spelling(written[key]), len(people)) for key, people in users.items()),
        key=lambda told: (-told[1], told[0]),
    )
    return {word: people for word, people in shared[:MOST_WORDS] if people >= FEWEST}


def sizes(counts: Mapping[str, int]) -> dict[str, int]:
    """How large each word shows: from 1 to 5, by how shared it is; never how many people."""
    if not counts:
        return {}
    least, most = min(counts.values()), max(counts.values())
    step = max(1, most - least)
    return {word: 1 + (SIZES - 1) * (count - least) // step for word, count in counts.items()}


def _parts(word: str) -> set[str]:
    return set(as_compared(word).split())


def _speaks(word: str, names: Collection[str]) -> bool:
    """Whether a word says something: « rendez-vous » does, « est-ce » is two words that do not."""
    parts = _parts(word)
    return len(word) >= SHORTEST and not parts <= stop_list() and parts.isdisjoint(names)


def _spelling(written: Counter[str]) -> str:
    """The way in which most write a word; accents are not lost to those who leave them out."""
    return min(written, key=lambda word: (-written[word], word))


def _without_findings(words: str) -> str:
    """The same text without the passages that may tell who someone is."""
    kept, at = "", 0
    for found in findings(words):
        kept, at = kept + words[at : found.start] + " . ", found.end
    return kept + words[at:]
