"""The *carte de parole*: four words that anyone can keep, copy badly, and still be understood.

Each word of the list is three slips away from every other, so that one slip is always repaired
without doubt; and glued words come apart in one way only. Nothing is kept or looked up here.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz.distance.DamerauLevenshtein import distance
from rapidfuzz.process import extract

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.text import NO_BREAK, plain, sequence

WORDS_ON_A_CARD = 4
SHORTEST, LONGEST = 4, 9  # letters in a word of the list
LONG = 8  # from this length on, two slips in a word are forgiven, unless two words come near
MOST_PIECES = 12  # beyond, it is not a card that was typed
PIECE = re.compile(r"[^\W_]+")
NUMBERS = range(2100, 10_000)  # none of them looks like a year
# 32 MiB and a twentieth of a second for each guess, were the salt known.
COST, BLOCK, MEMORY = 2**15, 8, 64 * 2**20


class Misread(Refusal):
    """Why what was typed is not a card."""

    NO_WORD = N_("Écrivez les quatre mots de votre carte.")
    NOT_FOUR = N_("Une carte porte quatre mots. Nous en lisons {count}. Regardez votre carte.")
    TWICE = N_("Les quatre mots d'une carte sont différents. Regardez votre carte.")
    UNKNOWN_WORD = N_("Nous ne reconnaissons pas {words}. Vérifiez ce mot sur votre carte.")
    UNKNOWN_WORDS = N_("Nous ne reconnaissons pas {words}. Vérifiez ces mots sur votre carte.")


class Recognised(NamedTuple):
    """The four words of a card, in the order of the dictionary."""

    words: tuple[str, ...]


class Unrecognised(NamedTuple):
    """Why no card was read; `about` fills the blanks of the sentence. No word is ever suggested."""

    refusal: Misread
    about: dict[str, object]


@lru_cache
def all_words() -> dict[str, str]:
    """The whole list, in the order of the dictionary: each word without accents, and as printed."""
    printed = files(__package__).joinpath("words.txt").read_text("utf-8").split()
    return {plain(word): word for word in printed}


def draw(seed: bytes | None = None) -> tuple[str, ...]:
    """Four different words, drawn at random or, from 32 random bytes, always the same."""
    number = int.from_bytes(secrets.token_bytes(32) if seed is None else seed)
    left = list(all_words().values())
    drawn = []
    for _ in range(WORDS_ON_A_CARD):
        number, place = divmod(number, len(left))
        drawn.append(left.pop(place))
    return tuple(drawn)


def recognise(typed: str) -> Recognised | Unrecognised:
    """The card that was meant: order, accents, blanks and a slip in each word do not matter."""
    pieces = PIECE.findall(unicodedata.normalize("NFC", typed))
    whole = _apart("".join(map(_letters, pieces)))
    if len(whole) == WORDS_ON_A_CARD:
        return _card(whole)
    # A word with a letter forgotten still has three: what is shorter is « et », « le », a number.
    pieces = [piece for piece in pieces if len(piece) >= SHORTEST - 1]
    if not pieces:
        return Unrecognised(Misread.NO_WORD, {})
    if len(pieces) > MOST_PIECES:
        return Unrecognised(Misread.NOT_FOUR, {"count": len(pieces)})
    read = {piece: _read(_letters(piece)) for piece in pieces}
    if unknown := [f"«{NO_BREAK}{piece}{NO_BREAK}»" for piece, words in read.items() if not words]:
        refusal = Misread.UNKNOWN_WORD if len(unknown) == 1 else Misread.UNKNOWN_WORDS
        return Unrecognised(refusal, {"words": sequence(unknown)})
    return _card([word for piece in pieces for word in read[piece]])


def secret(words: Sequence[str], salt: bytes) -> bytes:
    """The 128 bits that four words stand for, in any order. Slow on purpose, and nothing without
    the salt, which is kept outside the database."""
    text = " ".join(sorted(map(plain, words))).encode()
    return hashlib.scrypt(text, salt=salt, n=COST, r=BLOCK, p=1, maxmem=MEMORY, dklen=16)


def pseudonym(choice: Callable[[Sequence[int]], int] = secrets.choice) -> str:
    """A name that says nothing of anyone; it may be taken already."""
    return f"Voix {choice(NUMBERS)}"


def _letters(piece: str) -> str:
    return plain(piece).replace(" ", "")


def _card(words: Sequence[str]) -> Recognised | Unrecognised:
    if len(words) != WORDS_ON_A_CARD:
        return Unrecognised(Misread.NOT_FOUR, {"count": len(words)})
    if len(set(words)) != WORDS_ON_A_CARD:
        return Unrecognised(Misread.TWICE, {})
    return Recognised(tuple(sorted(words, key=plain)))


def _read(letters: str) -> tuple[str, ...]:
    """The word that was meant, or two that were glued, or nothing where there is a doubt."""
    near = extract(letters, all_words().keys(), scorer=distance, score_cutoff=2, limit=2)
    words = [all_words()[found] for found, _, _ in near]
    if near and near[0][1] <= 1:
        return (words[0],)
    if glued := _glued(letters):
        return glued
    return tuple(words) if len(words) == 1 and len(near[0][0]) >= LONG else ()


def _glued(letters: str) -> tuple[str, ...]:
    """Two words without a blank between them, or with a letter hit beside the space bar."""
    known = all_words()
    pairs = [
        (known[letters[:end]], known[letters[end + stray :]])
        for end in range(SHORTEST, LONGEST + 1)
        for stray in (0, 1)
        if letters[:end] in known and letters[end + stray :] in known
    ]
    return pairs[0] if len(pairs) == 1 else ()


def _apart(letters: str) -> tuple[str, ...]:
    """The words of which some letters are made, all of them right; nothing if they are not."""
    if len(letters) > WORDS_ON_A_CARD * LONGEST:
        return ()
    for end in range(SHORTEST, LONGEST + 1):
        word = all_words().get(letters[:end])
        if word and (end >= len(letters) or (rest := _apart(letters[end:]))):
            return (word,) if end >= len(letters) else (word, *rest)
    return ()
