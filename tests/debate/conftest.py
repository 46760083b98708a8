"""Fixtures of the debate: a phone that speaks, and where it speaks."""

import pytest
from starlette.testclient import TestClient

from tests.debate.speaking import who
from tests.world import World, a_participant, enter


@pytest.fixture
def speaker(client: TestClient, world: World) -> int:
    """This browser is the phone of a participant."""
    secret = a_participant(world)
    enter(client, secret)
    return who(world, secret)


@pytest.fixture
def words(world: World) -> str:
    """Where the words of the open topic are read and sent."""
    return f"/sujets/{world.topic_id}/contributions"
