"""How tests drive a day from its desk: press a button, on the desk as it then is."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot
from deliberation.sittings.models import Segment
from tests.ballots.voting import MODERATOR
from tests.sittings.days import (
    VOTE,
    view_of,
)
from tests.world import World


def desk(day: int, more: str = "") -> str:
    return f"/journees/{day}/pilotage{more}"


def press(client: TestClient, day: int, what: str, turn: int, **more: object) -> Response:
    """Press one of the buttons, on a desk that showed this turn."""
    data = {"act": what, "turn": str(turn)} | {name: str(value) for name, value in more.items()}
    return client.post(desk(day, "/gestes"), data=data)


def drive(client: TestClient, world: World, day: int, *acts: str) -> None:
    """Press these buttons one after the other, each on the desk as it then is."""
    for one in acts:
        answer = press(client, day, one, view_of(world, day).number)
        assert (answer.status_code, answer.headers["location"]) == (303, desk(day)), one


def a_ballot_in_the_day(world: World, day: int) -> int:
    """The vote of the step that has one, still a draft."""
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?")
    id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)
    segment = view_of(world, day).segments[VOTE].id

    def tie(session: object) -> None:
        session.get_one(Segment, segment).ballot_id = id  # type: ignore[attr-defined]

    world.db.do(tie)
    return id


# --- who may --------------------------------------------------------------------------------


ADDRESSES = ("/gestes", "/vote", "/parole", "/aide", "/telephone", "/adresses", "/votes/1/fermer")


def refused(client: TestClient, day: int, status: int) -> None:
    """Nothing of the desk is shown to this browser, and none of its buttons works."""
    for address in ("", "/etat"):
        assert client.get(desk(day, address)).status_code == status
    for address in ADDRESSES:
        assert client.post(desk(day, address), data={}).status_code == status
    with (
        client.websocket_connect(desk(day, "/direct")) as socket,
        pytest.raises(WebSocketDisconnect) as gone,
    ):
        socket.receive_text()
    assert gone.value.code == 4403


def write_a_note(client: TestClient, world: World, day: int, table: int) -> None:
    segment = view_of(world, day).segment
    assert segment is not None
    data = {"words": "Le guichet ferme trop tôt.", "segment": str(segment.id)}
    assert client.post(f"/tables/{table}/notes", data=data).status_code == 303


def words_of(html: str) -> str:
    return html.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")
