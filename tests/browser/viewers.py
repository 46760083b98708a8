"""Who looks at pages: people of the demonstration, by the name under which they come in."""

from typing import NamedTuple

STRANGER, PARTICIPANT, PROFESSIONAL, READER = "stranger", "participant", "professional", "reader"
MODERATOR, SCRIBE, SECRETARIAT = "moderatrice", "scribe", "secretariat"
TECHNICAL, RAPPORTEUR = "cotech3", "rapporteur"
FACILITATOR, TABLE = "animatrice", "table"
HELPED = "aidee"  # someone to whom a facilitator has lent her screen
CARDS = (PARTICIPANT, PROFESSIONAL)  # in the order of their printed cards


class Visit(NamedTuple):
    """An address, its blanks named as in `names`, and who asks for it."""

    address: str
    viewer: str = STRANGER
