"""The addresses that open a live day to things: the room screen's, and the one of each table.

They are made from the instance's key: nothing of them is kept, and a new key of the day revokes
them all at once.
"""

import hmac

from deliberation.people import codes
from deliberation.people.hashing import from_key
from deliberation.security import TABLE_COOKIE
from deliberation.sittings.models import Sitting, Table

DEVICE_COOKIE = TABLE_COOKIE


def screen_token(key: bytes, sitting: Sitting) -> str:
    """What the address of the room screen holds: twelve signs."""
    return codes.from_seed(from_key(key, "room screen", sitting.id, sitting.screen_key))


def table_token(key: bytes, sitting: Sitting, table: Table) -> str:
    """What the address of a table's device holds: twelve signs, printed on the table's sign."""
    return codes.from_seed(from_key(key, "table", sitting.id, sitting.screen_key, table.id))


def opens(expected: str, typed: str) -> bool:
    """Whether someone typed what is expected, in a time that tells nothing."""
    return hmac.compare_digest(expected, codes.understand(typed))


def screen_address(address: str, key: bytes, sitting: Sitting) -> str:
    """Where the room screen is."""
    return f"{address}/journees/{sitting.id}/ecran?jeton={screen_token(key, sitting)}"


def table_address(address: str, key: bytes, sitting: Sitting, table: Table) -> str:
    """Where a table's device begins to write."""
    return f"{address}/t/{table.id}/{table_token(key, sitting, table)}"
