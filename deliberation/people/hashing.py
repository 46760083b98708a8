"""What is slow on purpose: hashes of passwords and of the words of cards, two at a time."""

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

P = ParamSpec("P")
T = TypeVar("T")

# A hash takes much memory and time: however many people sign in, the pages keep their threads.
TWO_AT_A_TIME = ThreadPoolExecutor(2, thread_name_prefix="hashing")
HASHER = PasswordHasher()


async def slowly(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """Wait in line for one of the two threads that hash."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(TWO_AT_A_TIME, lambda: work(*args, **more))


def hash_password(password: str) -> str:
    return HASHER.hash(password)


def is_password(hashed: str | None, password: str) -> bool:
    """Whether this is the password; for an account that has none, it takes as long to say no."""
    try:
        HASHER.verify(hashed or _nobodys(), password)
    except VerifyMismatchError:
        return False
    return hashed is not None


@lru_cache
def _nobodys() -> str:
    return HASHER.hash("")


def from_key(key: bytes, purpose: str, *parts: object) -> bytes:
    """32 bytes that only the holder of the instance's key can make again, for one purpose."""
    message = "\x1f".join([purpose, *map(str, parts)]).encode()
    return hmac.digest(key, message, hashlib.sha256)
