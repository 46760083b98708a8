"""A real conversation, voted again through the web addresses, gives the same matrix of votes."""

import asyncio
import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import httpx2
from sqlmodel import Session, select

from deliberation.app import build
from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot, Choice, Vote
from deliberation.config import Settings
from deliberation.people.models import Channel, Participant
from deliberation.security import PARTICIPANT_COOKIE, new_token, token_hash
from tests.ballots.voting import MODERATOR
from tests.world import NOON, World

CHOICES = {"1": Choice.AGREE, "0": Choice.UNSURE, "-1": Choice.DISAGREE}
Cell = tuple[str, str]  # voter and comment, as Polis numbers them


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ballots_for(world: World, comments: list[str]) -> dict[str, int]:
    """One open ballot a comment."""
    found = {}
    for comment in comments:
        ballot = Ballot(topic_id=world.topic_id, question=f"Proposition {comment}")
        found[comment] = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)
        world.db.do(lifecycle.open_ballot, found[comment], MODERATOR, NOON)
    return found


def phones_for(world: World, voters: list[str]) -> dict[str, str]:
    """One phone a voter: the secret of its card."""
    held = {voter: new_token() for voter in voters}

    def enter(session: Session) -> None:
        session.add_all(
            Participant(
                committee_id=world.committee_id,
                pseudonym=f"Voix {voter}",
                external_id=voter,
                card_hash=token_hash(secret),
                channel=Channel.PHONE,
                joined_on=NOON.date(),
            )
            for voter, secret in held.items()
        )

    world.db.do(enter)
    return held


async def replay(settings: Settings, calls: dict[str, list[Any]], held: dict[str, str]) -> None:
    """All phones at once, each sending its votes in the order in which they were cast."""
    app = build(settings)

    async def phone(voter: str) -> None:
        transport = httpx2.ASGITransport(app)
        cookies = {PARTICIPANT_COOKIE: held[voter]}
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://salle.test", cookies=cookies
        ) as client:
            for ballot, choice in calls[voter]:
                sent = await client.post(f"/scrutins/{ballot}/votes", data={"choice": choice})
                assert sent.status_code == 303

    async with app.router.lifespan_context(app):
        await asyncio.gather(*(phone(voter) for voter in calls))


def test_the_votes_of_a_conversation_cast_again_by_phones_give_its_matrix(
    world: World, settings: Settings, shared_data: Path
) -> None:
    folder = shared_data / "polis" / "15-per-hour-seattle"
    cast = sorted(rows(folder / "votes.csv"), key=lambda row: float(row["timestamp"]))
    matrix = {
        (row["participant"], comment): CHOICES[said]
        for row in rows(folder / "participants-votes.csv")
        for comment, said in row.items()
        if comment.isdecimal() and said
    }
    ballots = ballots_for(world, sorted({row["comment-id"] for row in cast}, key=int))
    held = phones_for(world, sorted({row["voter-id"] for row in cast}, key=int))
    calls: dict[str, list[Any]] = defaultdict(list)
    for row in cast:
        vote = ballots[row["comment-id"]], CHOICES[row["vote"]].value
        calls[row["voter-id"]].append(vote)
    asyncio.run(replay(settings, calls, held))
    comment_of = {ballot: comment for comment, ballot in ballots.items()}
    with world.db.reading() as session:
        voter_of = dict(session.exec(select(Participant.id, Participant.external_id)).all())
        kept = {
            (voter_of[vote.participant_id], comment_of[vote.ballot_id]): vote.choice
            for vote in session.exec(select(Vote))
        }
    assert len(kept) == len(matrix) > 2000
    assert kept == matrix
