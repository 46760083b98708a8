"""Codes that people read on a screen or on a card, then type: short, and hard to misread."""

import secrets
import unicodedata

import segno
from markupsafe import Markup

# No sign looks like another; the one that is typed by mistake is read as the one that was meant.
ALPHABET = "0123456789ACDEFGHJKMNPQRTVWXY"
MISREAD = str.maketrans("OILBSZU", "011852V")
ROOM_LENGTH = 6
CARD_LENGTH = 12
GROUP = {ROOM_LENGTH: 3, CARD_LENGTH: 4}


def draw() -> str:
    """A new code for a room."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ROOM_LENGTH))


def from_seed(seed: bytes) -> str:
    """The code of a card: always the same for the same seed, of which it shows nothing else."""
    number = int.from_bytes(seed)
    signs = []
    for _ in range(CARD_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def understand(typed: str) -> str:
    """The code that was meant: small letters, blanks, hyphens, O for 0, I for 1 do not matter."""
    signs = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in signs.translate(MISREAD) if sign in ALPHABET)


def spaced(code: str) -> str:
    """A code as it is shown: in small groups, which are easier to read and to say."""
    size = GROUP.get(len(code), len(code))
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def qr(address: str, title: str) -> Markup:
    """The drawing that a phone reads; its address or its code always stands beside it."""
    drawing = segno.make(address, error="m", micro=False)
    svg = drawing.svg_inline(title=title, omitsize=True, svgclass=None, lineclass=None, border=2)
    return Markup(svg)
