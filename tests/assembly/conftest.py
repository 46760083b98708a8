"""What the tests of this room may ask for."""

import pytest
from starlette.testclient import TestClient

from deliberation.roles import Role
from tests.assembly.doors import a_room_code
from tests.world import World, a_member, sign_in


@pytest.fixture
def code(world: World) -> str:
    """The code of a room, which opens on the topic of the world."""
    return a_room_code(world)


@pytest.fixture
def moderator(client: TestClient, world: World) -> None:
    """This browser is signed in as a moderator of the committee."""
    sign_in(client, a_member(world, Role.MODERATOR))
