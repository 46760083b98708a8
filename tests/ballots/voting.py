"""Builders of ballots and voters for the stories of this room."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

from httpx2 import Response
from sqlmodel import Session, select

from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, BallotState, Counter, Method, Vote
from deliberation.ballots.sheets import Sheet, read_sheet
from deliberation.ballots.verify import findings
from deliberation.people.models import Channel, Participant
from deliberation.security import new_token
from tests.world import NOON, World

MODERATOR = "account:1"
SHEET = ("grades", "dots", "each", "counting", "ties")
GRADES = ("Très bien", "Bien", "Passable", "À rejeter")
DEFAULTS: dict[Method, dict[str, Any]] = {
    Method.JUDGMENT: {"grades": GRADES},
    Method.DOTS: {"dots": 3, "each": 2},
}


def an_open_ballot(world: World, **details: Any) -> int:
    """A ballot that anyone of the committee may answer now."""
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?", **details)
    id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)
    world.db.do(lifecycle.open_ballot, id, MODERATOR, NOON - timedelta(hours=1))
    return id


def a_ballot_of(
    world: World, method: Method, *options: str, is_open: bool = True, **details: Any
) -> int:
    """A ballot of any method, open unless told otherwise; what its sheet needs goes with
    `details`, like what the ballot itself says."""
    known = {name: details.pop(name) for name in SHEET if name in details}
    defaults = DEFAULTS.get(method, {})
    sheet = Sheet(method=method, **(defaults | known))
    ballot = Ballot(topic_id=world.topic_id, question="Que garder ?", **details)
    texts = [OptionText(words) for words in options]
    id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR, sheet, texts)
    if is_open:
        world.db.do(lifecycle.open_ballot, id, MODERATOR, NOON - timedelta(hours=1))
    return id


def option_ids(world: World, ballot_id: int) -> list[int]:
    """The numbers of its options, in order."""
    with world.db.reading() as session:
        return list(read_sheet(session.get_one(Ballot, ballot_id).sheet).options)


def people(world: World, number: int, college: str | None = "concerned") -> list[int]:
    """That many participants; their ids."""
    college_id = world.colleges[college] if college else None

    def join(session: Session) -> list[int]:
        rows = [
            Participant(
                committee_id=world.committee_id,
                college_id=college_id,
                pseudonym=f"Voix {new_token()[:8]} {i}",
                channel=Channel.PHONE,
                joined_on=NOON.date(),
            )
            for i in range(number)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows if row.id is not None]

    return list(world.db.do(join))


def vote(world: World, ballot_id: int, person: int, choice: str, now: datetime = NOON) -> None:
    kept = world.db.do(cast_votes, VoteCall(ballot_id, person, choice, now))
    assert sorted(kept.split()) == sorted(choice.split())


def close(world: World, ballot_id: int) -> None:
    world.db.do(lifecycle.close_ballot, ballot_id, MODERATOR, NOON)


def counters(world: World, ballot_id: int) -> dict[tuple[int, str], int]:
    """The counters that are not at zero."""
    with world.db.reading() as session:
        rows = session.exec(select(Counter).where(Counter.ballot_id == ballot_id))
        return {(row.college_id, row.choice): row.number for row in rows if row.number}


def choices(world: World, ballot_id: int) -> dict[int, str]:
    with world.db.reading() as session:
        rows = session.exec(select(Vote).where(Vote.ballot_id == ballot_id))
        return {row.participant_id: row.choice for row in rows}


def state(world: World, ballot_id: int) -> BallotState:
    with world.db.reading() as session:
        return session.get_one(Ballot, ballot_id).state


def recount(world: World) -> list[str]:
    with world.db.reading() as session:
        return findings(session, world.db.key)


def words(answer: Response) -> str:
    """What a page says, whatever the shape of its apostrophes and spaces."""
    return unescape(answer.text).replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
