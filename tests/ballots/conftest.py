"""Who stands before a shared screen: a helper, and the person whom she helps."""

import pytest
from starlette.testclient import TestClient

from deliberation.roles import Role
from tests.ballots.lending import a_holder
from tests.world import World, a_member, sign_in


@pytest.fixture
def helper(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.FACILITATOR))
    return client


@pytest.fixture
def person(world: World) -> int:
    """Someone whose card bears the words that are typed."""
    return a_holder(world)
