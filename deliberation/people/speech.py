"""The four words of a *carte de parole*, and the secret of 128 bits that they stand for."""

from typing import NamedTuple

from deliberation.people import cards, codes
from deliberation.people.hashing import from_key
from deliberation.security import token_hash


class SpeechCard(NamedTuple):
    """A card as its holder has it. The database keeps only the hash of its secret."""

    words: tuple[str, ...]
    secret: str

    @property
    def hash(self) -> str:
        return token_hash(self.secret)


class PrintedCard(NamedTuple):
    """A card on paper: the code that is used once, and the words that stay."""

    code: str
    code_hash: str
    speech: SpeechCard


def card_of(key: bytes, words: tuple[str, ...]) -> SpeechCard:
    """The card that these words make, with this instance's key. It takes a while, on purpose."""
    salt = from_key(key, "speech card")
    return SpeechCard(words, cards.secret(words, salt).hex())


def new_card(key: bytes, token: str) -> SpeechCard:
    """A card for someone who enters: the same form sent twice makes the same card."""
    return card_of(key, cards.draw(from_key(key, "entry", token)))


def card_with_code(key: bytes, code: str) -> SpeechCard:
    """The card on which this code is printed."""
    return card_of(key, cards.draw(from_key(key, "printed words", code)))


def code_hash(key: bytes, code: str) -> str:
    """What the database keeps of a printed card's code."""
    return from_key(key, "card code", code).hex()


def printed_cards(key: bytes, token: str, number: int) -> list[PrintedCard]:
    """A batch to print; nothing that is kept can make it again."""
    made = [codes.from_seed(from_key(key, "batch", token, index)) for index in range(number)]
    return [PrintedCard(code, code_hash(key, code), card_with_code(key, code)) for code in made]
