"""Ballots that open and close by themselves, at the hour that was announced."""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime

from sqlmodel import Session, col, or_, select
from starlette.concurrency import run_in_threadpool

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.lifecycle import close_ballot, open_ballot
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.rules import why_not_open
from deliberation.db import Database
from deliberation.errors import Refused
from deliberation.repeating import repeating, type_of_pause

ACTOR = "clock"
SECONDS = 2.0  # votes stop at the very moment; the result may come so much later


def due(session: Session, now: datetime) -> list[int]:
    """The ballots whose hour has come. One that may not open yet (its topic is not open) waits."""
    found = session.exec(
        select(Ballot, Topic.phase)
        .join(Topic, col(Topic.id) == Ballot.topic_id)
        .where(
            or_(
                (col(Ballot.state) == BallotState.DRAFT) & (col(Ballot.opens_at) <= now),
                (col(Ballot.state) == BallotState.OPEN) & (col(Ballot.closes_at) <= now),
            )
        )
        .order_by(col(Ballot.id))
    )
    return [
        ballot.id
        for ballot, phase in found
        if ballot.id is not None
        and (ballot.state is BallotState.OPEN or why_not_open(ballot, Phase(phase), now) is None)
    ]


def follow_clock(session: Session, ballot_id: int, now: datetime) -> bool:
    """Open or close one ballot whose hour has come; another process may just have done it."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    if ballot.state is BallotState.DRAFT and ballot.opens_at and ballot.opens_at <= now:
        open_ballot(session, ballot_id, ACTOR, now)
    elif ballot.state is BallotState.OPEN and ballot.closes_at and ballot.closes_at <= now:
        close_ballot(session, ballot_id, ACTOR, now)
    else:
        return False
    return True


async def follow_hours(db: Database) -> None:
    """Each ballot whose hour has come, in a transaction of its own; one that its day took elsewhere
    waits.
    """

    def look() -> list[int]:
        with db.reading() as session:
            return due(session, datetime.now(UTC))

    for ballot_id in await run_in_threadpool(look):
        with suppress(Refused):
            await db.write(follow_clock, ballot_id, datetime.now(UTC))


def keeping_hours(
    db: Database, pause: type_of_pause = asyncio.sleep
) -> AbstractAsyncContextManager[None]:
    """Ballots open and close at their hour, as long as people are served."""
    return repeating("keeping hours", lambda: follow_hours(db), SECONDS, pause)
