"""A crowd that changes its mind while the ballot closes: each acknowledged vote is counted once."""

import asyncio
import random
from typing import Any

import pytest
from sqlmodel import select

from deliberation import journal
from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Choice, Counter, Method, Paper
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.secrecy import PaperCall, cast_papers, key_of
from deliberation.db import Database
from deliberation.errors import Refused
from tests.ballots.test_secrecy import cards
from tests.ballots.voting import MODERATOR, a_ballot_of, choices, recount
from tests.world import NOON, World

VOTERS = 2000
MINDS = 3  # each answers, then changes her mind twice


async def crowd(world: World, ballot: int, asked: list[list[tuple[Any, Any]]]) -> dict[int, Any]:
    """Everyone answers, waits, and changes her mind; someone closes in the middle. Returns what
    was last acknowledged to each, `asked[person]` being her calls in order.
    """
    db = Database(world.db.url, world.db.key, journal.seal)
    last: dict[int, Any] = {}
    refusals: list[object] = []
    asking = 0

    async def voter(person: int) -> None:
        nonlocal asking
        for command, call in asked[person]:
            asking += 1
            if asking == VOTERS * MINDS // 2:
                await db.write(lifecycle.close_ballot, ballot, MODERATOR, NOON)
            try:
                await db.write(command, call)
            except Refused as refused:
                refusals.append(refused.reason)
            else:
                last[person] = call

    await db.start()
    await asyncio.gather(*(voter(person) for person in random.sample(range(VOTERS), VOTERS)))
    await db.stop()
    assert set(refusals) == {BallotRefusal.CLOSED}  # and each was told
    assert len(refusals) > VOTERS
    return last


@pytest.mark.parametrize("method", [Method.AGREEMENT, Method.MOVING])
def test_two_thousand_people_change_their_minds_while_it_closes(
    world: World, method: Method
) -> None:
    ballot = a_ballot_of(world, method)
    held = cards(world, VOTERS)
    said = [*Choice] if method is Method.AGREEMENT else ["1", "3", "5"]
    asked = [
        [
            (cast_votes, VoteCall(ballot, id, said[(id + turn) % len(said)], NOON))
            for turn in range(MINDS)
        ]
        for id in held
    ]
    last = asyncio.run(crowd(world, ballot, asked))
    kept = choices(world, ballot)
    assert len(kept) == len(last)
    for call in last.values():
        choice = kept[call.participant_id]
        assert choice.rpartition(">")[2] == call.choice
    assert recount(world) == []


def test_two_thousand_secret_papers_too(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, secret=True)
    said = [*Choice]
    asked = [
        [
            (cast_papers, PaperCall(ballot, id, said[(id + turn) % 5], NOON, secret))
            for turn in range(MINDS)
        ]
        for id, secret in cards(world, VOTERS).items()
    ]
    last = asyncio.run(crowd(world, ballot, asked))
    with world.db.reading() as session:
        kept = {paper.key: paper.choice for paper in session.exec(select(Paper))}
        counted = sum(row.number for row in session.exec(select(Counter)))
    wanted = {key_of(call.secret, ballot): call.choice for call in last.values()}
    assert kept == wanted
    assert counted == len(last)
    assert recount(world) == []
