"""Laws of the live screens of staff: they end with the session or the role that opened them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, delete, update
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.people.commands import sign_out
from deliberation.people.models import Membership
from deliberation.roles import Role
from deliberation.security import StaffSession
from deliberation.sittings.models import Act
from tests.sittings.days import a_day, act
from tests.world import World, a_member, sign_in

SOCKETS = ("pilotage/direct", "mur/direct", "ecran/direct")


def signs_out(world: World, secret: str) -> None:
    world.db.do(sign_out, secret)


def loses_her_role(world: World, secret: str) -> None:
    def end(session: Session) -> None:
        session.execute(delete(Membership))

    world.db.do(end)


def was_signed_in_long_ago(world: World, secret: str) -> None:
    def expire(session: Session) -> None:
        session.execute(update(StaffSession).values(expires_at=datetime.now(UTC) - timedelta(1)))

    world.db.do(expire)


@pytest.mark.parametrize("address", SOCKETS)
@pytest.mark.parametrize("ends", [signs_out, loses_her_role, was_signed_in_long_ago])
def test_a_screen_of_staff_is_shown_nothing_after_its_session_or_role_has_ended(
    client: TestClient, world: World, address: str, ends: Callable[[World, str], None]
) -> None:
    secret = a_member(world, Role.FACILITATOR)
    sign_in(client, secret)
    day = a_day(world)
    with client.websocket_connect(f"/journees/{day}/{address}") as socket:
        assert "Demain, ensemble" in socket.receive_text()
        act(world, day, Act.START)
        assert "Accueil" in socket.receive_text()
        ends(world, secret)
        act(world, day, Act.NEXT)
        with pytest.raises(WebSocketDisconnect) as gone:
            socket.receive_text()
    assert gone.value.code == 4403
