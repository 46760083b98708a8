"""Who holds the browser: someone who takes part in a day, or who runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.sittings.desks import Wall, a_desk
from tests.sittings.trips import Trip, a_trip
from tests.world import World, a_participant, enter


@pytest.fixture
def card(client: TestClient, world: World) -> str:
    """The card of whoever holds this browser."""
    secret = a_participant(world)
    enter(client, secret)
    return secret


@pytest.fixture
def wall(client: TestClient, world: World) -> Wall:
    """A day that reports back, its cards, and the facilitator before them."""
    return a_desk(client, world)


@pytest.fixture
def trip(world: World, tmp_path: Path) -> Iterator[Trip]:
    """A day that may be carried, and an empty laptop with the same key."""
    yield from a_trip(world, tmp_path)
