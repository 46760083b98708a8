"""Someone who takes part in a day holds the browser."""

import pytest
from starlette.testclient import TestClient

from tests.world import World, a_participant, enter


@pytest.fixture
def card(client: TestClient, world: World) -> str:
    """The card of whoever holds this browser."""
    secret = a_participant(world)
    enter(client, secret)
    return secret
