"""What the tests of the phone share: who holds it, a day with a vote, what the page shows."""

import re
from typing import Any

from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot
from deliberation.people.models import Participant
from deliberation.security import token_hash
from deliberation.sittings.models import Segment
from tests.ballots.voting import MODERATOR, words
from tests.sittings.days import VOTE, a_day, view_of
from tests.world import NOON, World

# What each card has, and no other.
SIGNS = {
    "before": "elle changera toute seule",
    "listening": "Écoutez, le micro est dans la salle.",
    "talking": "Parlez ensemble, à votre table.",
    "writing": 'name="words"',
    "choosing": "Votre table choisit ses trois priorités",
    "awaiting": "La question va être lue à voix haute.",
    "voting": 'aria-label="Votre réponse"',
    "result": 'class="result-table"',
    "break": "Pause. Reprise vers",
    "after": "Merci d'avoir pris part à cette journée.",
}


def a_voting_day(world: World, **details: Any) -> tuple[int, int]:
    """A day whose fourth step has a ballot, that nobody has opened yet. Their numbers."""
    day = a_day(world, **details)
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?")
    number: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)
    tie_vote(world, day, number)
    return day, number


def tie_vote(world: World, day: int, ballot_id: int) -> None:
    """The fourth step of a day is this vote."""
    step = view_of(world, day).segments[VOTE].id

    def tie(session: Session) -> None:
        session.get_one(Segment, step).ballot_id = ballot_id

    world.db.do(tie)


def open_vote(world: World, ballot_id: int) -> None:
    world.db.do(lifecycle.open_ballot, ballot_id, MODERATOR, NOON)


def me(world: World, card: str) -> int:
    with world.db.reading() as session:
        found = select(Participant.id).where(Participant.card_hash == token_hash(card))
        return session.exec(found).one() or 0


def look(client: TestClient, day: int) -> str:
    """What the page says."""
    answer = client.get(f"/journees/{day}/suivre")
    assert answer.status_code == 200
    return words(answer)


def shows(html: str) -> list[str]:
    return [name for name, sign in SIGNS.items() if sign in html]


def key_of(html: str) -> str:
    [key] = re.findall(r'data-turn="([^"]+)"', html)
    return str(key)


def rows(world: World, kind: type) -> list[Any]:
    with world.db.reading() as session:
        return list(session.exec(select(kind)))
