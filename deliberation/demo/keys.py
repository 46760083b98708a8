"""Passwords, links and codes to try: the same at each start, drawn from the instance's key."""

from functools import lru_cache

from deliberation.people import cards, codes
from deliberation.people.hashing import from_key
from deliberation.people.speech import PrintedCard, printed_cards
from deliberation.text import plain

PURPOSE = "demonstration"
SECOND_COLLEGE = "professionals"
HELD_BY_CONCERNED, HELD_BY_PROFESSIONAL, FREE = 0, 1, 2  # places in the batch of printed cards


def password_of(key: bytes, email: str) -> str:
    """Three words of the cards' list: easy to type from a screen."""
    words = cards.draw(from_key(key, PURPOSE, "password", email))
    return "-".join(map(plain, words[:3]))


def link_of(key: bytes, email: str) -> str:
    return from_key(key, PURPOSE, "link", email).hex()[:32]


def room_code(key: bytes) -> str:
    return codes.from_seed(from_key(key, PURPOSE, "room"))[: codes.ROOM_LENGTH]


def day_code(key: bytes) -> str:
    return codes.from_seed(from_key(key, PURPOSE, "day"))[: codes.ROOM_LENGTH]


def registration_secret(key: bytes, place: int) -> str:
    """What the address that one person keeps of her registration holds."""
    return from_key(key, PURPOSE, "registration", place).hex()[:32]


@lru_cache(maxsize=1)  # each card takes a while, on purpose
def printed(key: bytes) -> list[PrintedCard]:
    """Two cards that participants hold already, and one that waits for somebody."""
    return printed_cards(key, PURPOSE, FREE + 1)
