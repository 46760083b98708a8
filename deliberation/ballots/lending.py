"""A screen that is lent to one person for one ballot: what it keeps meanwhile, and for how long.

The secret of her card is sealed in a cookie of its own, with the instance's key: whose screen it is
reads nothing in it, and it is never joined with the cookie of someone who takes part or of staff.
"""

import base64
import json
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken

from deliberation.people.hashing import from_key

LENT_FOR = 15 * 60  # seconds: then it is lent no more, whatever was left on it


class Loan(NamedTuple):
    """To whom a screen is lent (the secret of her card), for which ballot, and whose it is: that
    of someone who helps her or, passed from hand to hand, a table's.
    """

    ballot_id: int
    secret: str
    back: str
    helped: bool = True


def sealed(key: bytes, loan: Loan) -> str:
    """What the screen keeps while it is lent."""
    return _lock(key).encrypt(json.dumps(loan).encode()).decode()


def opened(key: bytes, token: str) -> Loan | None:
    """The loan that this screen holds; none where its time is over, or where it was made up."""
    try:
        return Loan(*json.loads(_lock(key).decrypt(token, ttl=LENT_FOR)))
    except InvalidToken:
        return None


def _lock(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(from_key(key, "lent screen")))
