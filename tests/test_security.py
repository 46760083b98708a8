"""The laws of who is asking: how long it is remembered, from where it comes, how often it fails."""

import time

import pytest
import time_machine
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from deliberation.security import (
    MEMORY_SECONDS,
    REMEMBERED,
    WRONG_ANSWERS,
    Memory,
    Quotas,
    SeenParticipant,
    is_cross_site,
    token_hash,
)
from tests.world import World, a_member, a_participant, enter, leave, sign_in

SOMEONE = SeenParticipant(1, 1, None, "Voix 2100")


@pytest.mark.parametrize(
    ("headers", "stranger"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://ici:80", "host": "ici:80"}, True),
        ({"origin": "http://ici:80", "host": "ici:80"}, False),
        ({"origin": "http://ici:81", "host": "ici:80"}, True),
        ({"origin": "http://ailleurs", "host": "ici:80"}, True),
        ({"origin": "null", "host": "ici:80"}, True),
        ({"origin": "", "host": "ici:80"}, True),
    ],
)
def test_only_our_own_pages_make_a_browser_act(headers: dict[str, str], stranger: bool) -> None:
    assert is_cross_site(Headers(headers)) is stranger


def test_a_participant_is_remembered_a_minute_and_can_be_forgotten() -> None:
    memory = Memory()
    memory.keep("a", SOMEONE)
    memory.keep("b", SOMEONE)
    assert memory.recall("a") == SOMEONE
    memory.forget("a")
    memory.forget("never seen")
    assert memory.recall("a") is None
    memory.seen["b"] = (time.monotonic() - 1, SOMEONE)
    assert memory.recall("b") is None
    memory.keep("c", SOMEONE)
    until, _ = memory.seen["c"]
    assert 0 < until - time.monotonic() <= MEMORY_SECONDS


def test_the_memory_holds_only_so_many_people_and_the_oldest_goes_first() -> None:
    memory = Memory()
    for number in range(REMEMBERED + 1):
        memory.keep(str(number), SOMEONE)
    assert len(memory.seen) == REMEMBERED
    assert memory.recall("0") is None
    assert memory.recall(str(REMEMBERED)) == SOMEONE


@pytest.mark.anyio
async def test_wrong_answers_are_counted_for_each_place_until_time_has_passed() -> None:
    with time_machine.travel(1_000_000, tick=False) as clock:
        quotas = Quotas()
        for _ in range(WRONG_ANSWERS.amount):
            assert not await quotas.exceeded(WRONG_ANSWERS, "hall")
            await quotas.count(WRONG_ANSWERS, "hall")
        assert await quotas.exceeded(WRONG_ANSWERS, "hall")
        assert not await quotas.exceeded(WRONG_ANSWERS, "elsewhere")
        clock.shift(WRONG_ANSWERS.get_expiry() + 1)
        assert not await quotas.exceeded(WRONG_ANSWERS, "hall")


def test_a_secret_is_recognised_and_not_kept() -> None:
    assert token_hash("a") == token_hash("a") != token_hash("b")
    assert "a secret" not in token_hash("a secret")


def test_one_device_may_be_a_participants_and_a_member_of_staffs(
    client: TestClient, world: World
) -> None:
    enter(client, a_participant(world))
    sign_in(client, a_member(world))
    page = client.get("/").text
    assert "Ma parole" in page
    assert "Mon espace" in page
    leave(client)
    assert "Ma parole" not in client.get("/").text


def test_a_cookie_that_nobody_was_given_opens_nothing(client: TestClient, world: World) -> None:
    enter(client, "0" * 32)
    sign_in(client, "x" * 5000)
    assert client.get("/ma-parole").status_code == 401
    assert client.get("/gestion").status_code == 401
