"""Two processes of one platform, and a command that waits behind another one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import Session, text

from deliberation.app import open_database
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.errors import Refused
from tests.world import World

WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")


@pytest.fixture
def other(world: World, settings: Settings) -> Iterator[Database]:
    """Another process of the same platform."""
    database = open_database(settings)
    yield database
    database.close()


def overtaken(
    first: Database, command: tuple[Any, ...], second: Database, late: tuple[Any, ...]
) -> Any:
    """What the second command gives when it has begun, and waits, before the first is committed."""

    def attempt() -> Any:
        try:
            return second.do(*late)
        except Refused as refused:
            return refused.reason

    with ThreadPoolExecutor(1) as thread:

        def lead(session: Session) -> Any:
            command[0](session, *command[1:])
            session.flush()
            follower = thread.submit(attempt)
            while not session.execute(WAITS).scalar_one():
                assert not follower.done(), "the second one did not wait for the first"
            return follower

        return first.do(lead).result(60)
