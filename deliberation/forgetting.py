"""What the platform forgets by itself, when the server starts and then each day: registers of
old days, what tied people to a day that is over, forms carried out long ago."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from sqlmodel import Session, col, delete

from deliberation.db import Database, Once
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.sittings.commands import untie_days
from deliberation.sittings.enrolling import forget_registrations

A_DAY = 24 * 60 * 60.0  # seconds
FORMS_KEPT = timedelta(days=30)
DAYS_SETTLE = timedelta(days=3)  # since their beginning: two full days since their end
log = structlog.get_logger(__name__)


class Forgotten(NamedTuple):
    """How much was erased."""

    registrations: int
    ties: int
    forms: int


def forget(session: Session, now: datetime) -> Forgotten:
    """Erase all that is to be erased by now; the journal keeps numbers, and nothing when there
    was nothing.
    """
    old = delete(Once).where(col(Once.at) < now - FORMS_KEPT)
    forgotten = Forgotten(
        registrations=forget_registrations(session, local_day(now)),
        ties=untie_days(session, now - DAYS_SETTLE),
        forms=int(session.execute(old).rowcount),  # type: ignore[attr-defined]
    )
    if any(forgotten):
        record(session, "data.forgotten", "platform:1", **forgotten._asdict())
    return forgotten


@asynccontextmanager
async def forgetting(
    db: Database, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> AsyncIterator[None]:
    """Forget what is due before anyone is served, then each day for as long as people are."""
    await _try(db)
    task = asyncio.create_task(_each_day(db, pause), name="forgetting")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _each_day(db: Database, pause: Callable[[float], Awaitable[None]]) -> None:
    while True:
        await pause(A_DAY)
        await _try(db)


async def _try(db: Database) -> None:
    """A failure to forget is said, and tried again the next day: people are served meanwhile."""
    try:
        await db.write(forget, datetime.now(UTC))
    except Exception as failure:
        log.error("forgetting failed", failure=type(failure).__name__)
