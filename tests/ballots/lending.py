"""Builders of lent screens: a helper, the person whom she helps, and what each of them does."""

from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot
from deliberation.ballots.reading import voices
from deliberation.people.cards import draw
from deliberation.people.models import Participant
from deliberation.people.speech import card_of
from deliberation.security import token_hash
from tests.ballots.voting import words
from tests.world import World, a_participant

WORDS = draw(b"\x07" * 32)
TYPED = ", ".join(WORDS).upper()
UNKNOWN = " ".join(draw(b"\x08" * 32))


def a_holder(world: World) -> int:
    a_participant(world)

    def give(session: Session) -> int:
        someone = session.exec(select(Participant).order_by(col(Participant.id).desc())).first()
        assert someone and someone.id
        someone.card_hash = token_hash(secret_of_words(world))
        return someone.id

    return int(world.db.do(give))


def secret_of_words(world: World) -> str:
    return card_of(world.db.key, WORDS).secret


def lend(helper: TestClient, ballot: int) -> None:
    given = helper.post(f"/scrutins/{ballot}/aide/carte", data={"words": TYPED})
    assert given.status_code == 303, words(given)
    assert given.headers["location"] == f"/scrutins/{ballot}/isoloir"


def holds(client: TestClient, name: str) -> bool:
    return any(cookie.name.endswith(name) for cookie in client.cookies.jar)


def helped(world: World, ballot: int) -> int:
    with world.db.reading() as session:
        return voices(session, session.get_one(Ballot, ballot)).assisted
