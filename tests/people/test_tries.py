"""Who waits after wrong answers: the device that gave them, and not the hall around it."""

import re
from datetime import UTC, datetime
from ipaddress import IPv6Address

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some
from starlette.testclient import TestClient

from deliberation.db import Database
from deliberation.people.tries import neighbourhood
from deliberation.security import TRIES_COOKIE, WRONG_ANSWERS, WRONG_FROM_A_DEVICE, WRONG_WORDS
from tests.assembly.doors import a_room_code, participants, words_on
from tests.world import World, leave

WRONG = {"code": "AAAAAA"}
NOT_A_CARD = "abeille abreuvoir acacia acajou"

HOME = 0x20010DB8_00000001 << 64


@given(some.integers(0, 2**64 - 1), some.integers(0, 2**64 - 1))
def test_all_the_addresses_of_one_subscriber_are_one_place(one: int, other: int) -> None:
    first, second = (str(IPv6Address(HOME + number)) for number in (one, other))
    assert neighbourhood(first) == neighbourhood(second)
    assert neighbourhood(first) != neighbourhood(str(IPv6Address(HOME + (1 << 64) + one)))


@given(some.ip_addresses(v=4).map(str))
def test_an_address_of_the_old_kind_is_a_place_however_it_is_written(host: str) -> None:
    assert neighbourhood(host) == neighbourhood(f"::ffff:{host}") == host


@pytest.fixture
def code(world: World) -> str:
    return a_room_code(world)


def miss(client: TestClient, times: int = 1) -> list[int]:
    return [client.post("/entrer", data=WRONG).status_code for _ in range(times)]


def test_a_device_that_tries_too_often_waits_while_its_neighbours_enter(
    client: TestClient, code: str
) -> None:
    client.get("/entrer")
    assert miss(client, WRONG_FROM_A_DEVICE.amount) == [409] * WRONG_FROM_A_DEVICE.amount
    assert client.post("/entrer", data={"code": code}).status_code == 429
    assert client.get(f"/e/{code}").status_code == 429
    leave(client)  # another device, of the same address
    assert client.post("/entrer", data={"code": code}).status_code == 303
    assert client.post(f"/e/{code}").status_code == 200


def test_who_waits_is_told_for_how_long_and_may_try_again_after(
    client: TestClient, code: str
) -> None:
    with time_machine.travel(datetime(2026, 3, 29, 12, tzinfo=UTC), tick=False) as clock:
        a_room_code_is_open = client.post("/entrer", data={"code": code}).status_code
        assert a_room_code_is_open == 303
        miss(client, WRONG_FROM_A_DEVICE.amount)
        clock.shift(100)
        stopped = client.post("/entrer", data={"code": code})
        wait = int(stopped.headers["retry-after"])
        assert 0 < wait <= 200
        assert re.search(r"Attendez (une|[234]) minutes?, puis réessayez", stopped.text)
        clock.shift(wait + 1)
        assert client.post("/entrer", data={"code": code}).status_code == 303


def test_a_whole_hall_that_mistypes_enters_from_one_address(
    client: TestClient, db: Database, code: str
) -> None:
    for number in range(240):
        leave(client)
        assert miss(client) == [409]
        if number % 10 == 0:  # a card takes long to make: 24 of them tell as much as 240
            client.post(f"/e/{code}", data={"once": str(number)})
    assert len(participants(db)) == 24


def test_right_answers_never_count(client: TestClient, code: str) -> None:
    miss(client, WRONG_FROM_A_DEVICE.amount - 1)
    for _ in range(WRONG_FROM_A_DEVICE.amount * 2):
        assert client.post("/entrer", data={"code": code}).status_code == 303


@pytest.mark.parametrize(
    ("address", "wrong", "ceiling"),
    [
        ("/entrer", WRONG, WRONG_ANSWERS.amount),
        ("/entrer/carte", {"words": NOT_A_CARD}, WRONG_WORDS.amount),
    ],
)
def test_a_machine_that_drops_its_cookies_meets_the_ceiling_of_its_place(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    address: str,
    wrong: dict[str, str],
    ceiling: int,
) -> None:
    quotas = client.app.state.quotas
    counted = quotas.count
    # Each try weighs as much as a hundred, so that the test is short.
    monkeypatch.setattr(
        quotas,
        "count",
        lambda limit, *who: (
            quotas.limiter.hit(limit, *who, cost=100)
            if limit.amount > 100
            else counted(limit, *who)
        ),
    )
    for _ in range(ceiling // 100):
        leave(client)
        assert client.post(address, data=wrong).status_code == 409
    leave(client)
    assert client.post(address, data=wrong).status_code == 429


def test_four_words_and_codes_are_guessed_from_the_same_tries(
    client: TestClient, code: str
) -> None:
    words = words_on(client.post(f"/e/{code}", data={"once": "t"}))
    leave(client)
    miss(client, WRONG_FROM_A_DEVICE.amount)
    assert client.post("/entrer/carte", data={"words": " ".join(words)}).status_code == 429


@pytest.mark.parametrize("address", ["/entrer", "/entrer/carte", "/e/AAAAAA", "/c/AAAAAAAAAAAA"])
def test_the_cookie_of_a_device_is_a_number_that_dies_with_the_browser(
    client: TestClient, world: World, address: str
) -> None:
    given = client.get(address).headers["set-cookie"]
    assert re.match(rf"{TRIES_COOKIE}=[0-9a-f]{{32}}; HttpOnly; Path=/; SameSite=lax$", given)
    assert "set-cookie" not in client.get(address).headers
