"""A process that votes until it is killed, and says each vote once it is acknowledged."""

import asyncio
import sys
from datetime import UTC, datetime

from deliberation import journal
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Choice
from deliberation.db import Database


async def vote_for_ever(db: Database, ballot: int, voters: int) -> None:
    await db.start()
    every = list(Choice)

    async def voter(person: int) -> None:
        for turn in range(sys.maxsize):
            call = VoteCall(ballot, person, every[(person + turn) % 5], datetime.now(UTC))
            choice = await db.write(cast_votes, call)
            sys.stdout.write(f"{person} {turn} {choice}\n")
            sys.stdout.flush()

    await asyncio.gather(*(voter(person) for person in range(1, voters + 1)))


if __name__ == "__main__":
    url, key, ballot, voters = sys.argv[1:]
    database = Database(url, bytes.fromhex(key), journal.seal)
    asyncio.run(vote_for_ever(database, int(ballot), int(voters)))
