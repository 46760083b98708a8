"""Which device asks: the secret in the cookie of whoever writes for a table."""

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from deliberation.security import cookie, token_hash
from deliberation.sittings.doors import DEVICE_COOKIE


def device_of(connection: HTTPConnection) -> str:
    """What the database may keep of this device; a device that opened no table is nobody here."""
    secret = cookie(connection, DEVICE_COOKIE)
    if not secret:
        raise HTTPException(403, "table")
    return token_hash(secret)
