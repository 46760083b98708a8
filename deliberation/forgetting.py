"""What the platform forgets by itself, when the server starts and then each day: registers of
old days, what tied people to a day that is over, forms carried out long ago."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from deliberation.ballots.models import Condition, Paper
from deliberation.db import Database, Once
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.repeating import repeating, type_of_pause
from deliberation.sittings.commands import untie_days
from deliberation.sittings.enrolling import forget_registrations

A_DAY = 24 * 60 * 60.0  # seconds
FORMS_KEPT = timedelta(days=30)
DAYS_SETTLE = timedelta(days=3)  # since their beginning: two full days since their end


class Forgotten(NamedTuple):
    """How much was erased."""

    registrations: int
    ties: int
    forms: int


def forget(session: Session, now: datetime) -> Forgotten:
    """Erase all that is to be erased by now; the journal keeps numbers, and nothing when there
    was nothing.
    """
    for kind in (Paper, Condition):  # what could not be swept at a close
        if session.exec(select(kind.ballot_id).limit(1)).first():
            session.info["swept"].add(kind.__tablename__)
    old = delete(Once).where(col(Once.at) < now - FORMS_KEPT)
    forgotten = Forgotten(
        registrations=forget_registrations(session, local_day(now)),
        ties=untie_days(session, now - DAYS_SETTLE),
        forms=int(session.execute(old).rowcount),  # type: ignore[attr-defined]
    )
    if any(forgotten):
        record(session, "data.forgotten", "platform:1", **forgotten._asdict())
    return forgotten


def forgetting(
    db: Database, pause: type_of_pause = asyncio.sleep
) -> AbstractAsyncContextManager[None]:
    """Forget what is due before anyone is served, then each day for as long as people are."""
    return repeating("forgetting", lambda: db.write(forget, datetime.now(UTC)), A_DAY, pause)
