"""Who writes, in the tests of syntheses."""

import pytest
from starlette.testclient import TestClient

from deliberation.roles import Role
from tests.world import World, a_member, sign_in


@pytest.fixture
def pen(world: World, client: TestClient) -> TestClient:
    """This browser is a rapporteur's."""
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client
