"""Laws of who registers too many: a machine waits, the hall around it does not."""

import pytest
import time_machine
from httpx2 import Response
from starlette.testclient import TestClient

from deliberation.security import REGISTERED_FROM_A_DEVICE, REGISTERED_FROM_A_PLACE
from deliberation.sittings.registers import Registration
from tests.sittings.enrolment import a_workshop, an_open_day, inside
from tests.sittings.planning import NOW, rows, said
from tests.world import World, leave


def register(client: TestClient, day: int, name: str, *workshops: int) -> Response:
    data = {"name": name, "workshop": [str(one) for one in workshops]}
    return client.post(f"/journees/{day}/inscription", data=data)


def test_a_machine_does_not_fill_a_workshop(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    workshop = a_workshop(world, day, capacity=20)
    most = REGISTERED_FROM_A_DEVICE.amount
    replies = [register(client, day, f"Personne {n}", workshop) for n in range(20)]
    assert [reply.status_code for reply in replies] == [303] * most + [429] * (20 - most)
    assert len(inside(world, workshop)) == most
    words = said(replies[-1])
    assert "Beaucoup d’inscriptions viennent d’ici" in words
    assert "demandez au secrétariat" in words
    assert "ce que vous avez écrit est encore là" in words
    assert 'value="Personne 19"' in replies[-1].text  # nothing that was typed is lost
    assert 'role="alert"' in replies[-1].text
    leave(client)  # another device, of the same address
    assert register(client, day, "Une autre", workshop).status_code == 303


def test_a_whole_room_registers_from_one_address(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    for number in range(240):
        leave(client)
        assert register(client, day, f"Personne {number}").status_code == 303
    assert len(rows(world, Registration)) == 240


def test_a_machine_that_drops_its_cookies_does_not_fill_the_register_of_a_day(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, other = an_open_day(world), an_open_day(world)
    assert REGISTERED_FROM_A_PLACE.amount < 3000 / 8
    monkeypatch.setattr(REGISTERED_FROM_A_PLACE, "amount", 20)
    for number in range(20):
        leave(client)
        assert register(client, day, f"Personne {number}").status_code == 303
    leave(client)
    assert register(client, day, "Une de trop").status_code == 429
    assert register(client, other, "Pour une autre journée").status_code == 303


def test_what_was_refused_is_not_counted_and_the_wait_ends(
    client: TestClient, world: World
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        day = an_open_day(world)
        most = REGISTERED_FROM_A_DEVICE.amount
        assert register(client, day, "Anne").status_code == 303
        for _ in range(most * 2):
            assert register(client, day, "Anne", 999).status_code == 409
        replies = [register(client, day, "Anne").status_code for _ in range(most)]
        assert replies == [303] * (most - 1) + [429]
        clock.shift(3601)
        assert register(client, day, "Anne").status_code == 303
