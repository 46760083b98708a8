"""Whoever is not known does nothing; whoever comes from another site neither; each page says so."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlmodel import func, select
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.app import ROUTES
from deliberation.journal import Event
from deliberation.security import HEADERS
from tests.assembly.doors import a_room_code, another_committee
from tests.chain import a_whole_chain, address_of
from tests.world import World, a_participant, enter, leave, sign_in

# What anyone may send: ways in and ways out. Nothing else.
PUBLIC = {
    "/connexion",
    "/deconnexion",
    "/effacer",
    "/entrer",
    "/entrer/carte",
    "/e/{code}",
    "/c/{code}",
    "/lien/{token}",
    # A day is announced to everyone, its hall is tested by anyone, and a table's sign opens it.
    "/journees/{sitting_id:id}/inscription",
    "/inscriptions/{token}",
    "/inscriptions/{token}/annulation",
    "/salle",
    # Whoever holds the key of a paper sees how it was counted, once the vote is closed.
    "/scrutins/{ballot_id:id}/controle",
    "/t/{table_id:id}/{code}",
}
STAFF = ("/gestion", "/transmissions", "/questions", "/propositions", "/tables")
RUNNING = ("/pilotage", "/placement", "/mur/", "/emporter", "/repetition")
# Sockets for those who run a day, or for who has the address of the room screen.
PRIVATE_SOCKETS = ("/pilotage/direct", "/ecran/direct", "/mur/direct", "/tables/")
# Something good for each field of each form: only who sends it may be the reason of a no.
FORM = dict.fromkeys(
    ("heading", "words", "title", "question", "reason", "name", "table_name"), "Des mots"
)
FORM |= dict.fromkeys(("sources", "contribution", "topic", "number", "said_by", "college"), "1")
FORM |= dict.fromkeys(("present", "in_favour"), "3") | {"heading": "Une partie"}
FORM |= dict.fromkeys(("against", "abstained", "not_taking_part"), "0")
FORM |= {"choice": "agree", "scope": "public", "act": "hide", "step": "close", "by_group": "yes"}
FORM |= {"verdict": "validate", "outcome": "kept", "closes_on": "2098-01-01", "note": "1 KB"}
FORM |= dict.fromkeys(
    ("segment", "table", "badge", "ballot", "other", "first", "last", "rank"), "1"
)
FORM |= dict.fromkeys(("minutes", "capacity", "place", "seed", "speaker", "number", "each"), "1")
FORM |= {"colour": "lost", "by": "badge", "rule": "mix", "kind": "plenary", "turn": "0"}
FORM |= {"starts_at": "2098-01-01T09:00", "face": "happy", "description": "Un tableau"}
FORM |= {"last_day": (date.today() + timedelta(days=2)).isoformat(), "category": "need"}
FORM |= {"position": "1"}
NOWHERE = (0, -1, 2**31, 2**63, 10**30, "x")


def routes(method: str) -> list[Route]:
    return [one for one in ROUTES if isinstance(one, Route) and method in (one.methods or ())]


@pytest.fixture
def staff(world: World) -> str:
    a_room_code(world)
    return a_whole_chain(world)


def is_private(route: WebSocketRoute) -> bool:
    return any(part in route.path for part in PRIVATE_SOCKETS)


def happened(world: World) -> int:
    with world.db.reading() as session:
        return session.exec(select(func.count(Event.id))).one()


def other_sites(html: str) -> Iterator[str]:
    """Every address on a page that a browser would fetch, or send to, from somewhere else."""
    for address in re.findall(r'(?:src|action|data-hx-\w+(?:-\w+)?|href)="([^"]*)"', html):
        if urlsplit(unescape(address)).netloc or address.startswith(("//", "javascript:")):
            yield address


def test_a_stranger_does_nothing_by_any_address(
    client: TestClient, world: World, staff: str
) -> None:
    before = happened(world)
    for route in routes("POST"):
        if route.path not in PUBLIC:
            reply = client.post(address_of(route.path), data=FORM)
            assert reply.status_code in (401, 403), route.path
            assert 'role="alert"' in reply.text, route.path
    assert happened(world) == before


def test_the_ways_in_and_out_are_all_that_is_public(client: TestClient, world: World) -> None:
    assert {route.path for route in routes("POST")} >= PUBLIC


def test_who_takes_part_does_nothing_that_asks_for_a_role(
    client: TestClient, world: World, staff: str
) -> None:
    enter(client, a_participant(world))
    before = happened(world)
    for route in routes("POST"):
        if route.path.startswith(STAFF) or any(part in route.path for part in RUNNING):
            reply = client.post(address_of(route.path), data=FORM)
            assert reply.status_code in (401, 403), route.path
    assert happened(world) == before


def test_who_is_of_another_committee_says_and_votes_nothing_here(
    client: TestClient, world: World, staff: str
) -> None:
    here, world.committee_id = world.committee_id, another_committee(world)
    enter(client, a_participant(world, None, 7))
    world.committee_id = here
    before = happened(world)
    for path, form in (
        ("/sujets/1/contributions", {"words": "Des mots"}),
        ("/contributions/1/correction", {"words": "D'autres mots"}),
        ("/contributions/1/retrait", {}),
        ("/contributions/1/portee", {"scope": "public"}),
        ("/scrutins/1/votes", {"choice": "agree"}),
        ("/scrutins/1/condition", {"words": "Si on veut"}),
        ("/note", {"note": "1 KB", "topic": "1"}),
    ):
        assert client.post(path, data=form).status_code in (403, 404, 409), path
    assert happened(world) == before


def test_another_site_makes_nobody_act(client: TestClient, world: World, staff: str) -> None:
    enter(client, a_participant(world))
    sign_in(client, staff)
    before = happened(world)
    for route in routes("POST"):
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "https://ailleurs.example"},
            {"origin": "null"},
        ):
            reply = client.post(address_of(route.path), headers=headers)
            assert reply.status_code == 403, (route.path, headers)
            assert 'role="alert"' in reply.text
            assert "set-cookie" not in reply.headers
    assert happened(world) == before


def test_another_site_follows_no_live_screen(client: TestClient, world: World, staff: str) -> None:
    for route in ROUTES:
        if isinstance(route, WebSocketRoute):
            for headers in ({"origin": "https://ailleurs.example"}, {"origin": "null"}):
                with client.websocket_connect(address_of(route.path), headers=headers) as socket:
                    with pytest.raises(WebSocketDisconnect) as closed:
                        socket.receive_text()
                    assert closed.value.code == 4403
            with client.websocket_connect(address_of(route.path)) as socket:
                if route.path == "/salle/direct":
                    assert socket.receive_text()  # only that it arrives
                elif route.path.startswith("/scrutins") or not is_private(route):
                    assert "hx-partial" in socket.receive_text()
                else:
                    with pytest.raises(WebSocketDisconnect) as closed:
                        socket.receive_text()
                    assert closed.value.code == 4403


def test_a_live_screen_of_nothing_is_turned_away_for_good(client: TestClient, world: World) -> None:
    with (
        client.websocket_connect("/scrutins/999/direct") as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_text()
    assert closed.value.code == 4403


@pytest.mark.parametrize("number", NOWHERE)
def test_a_number_that_nothing_has_is_said_not_to_exist(
    client: TestClient, world: World, number: object
) -> None:
    sign_in(client, a_whole_chain(world))
    enter(client, a_participant(world))
    for method in ("GET", "POST"):
        for route in routes(method):
            if ":id}" in route.path:
                reply = client.request(method, address_of(route.path, number))
                assert reply.status_code == 404, (method, route.path)
                assert 'role="alert"' in reply.text


def test_a_row_that_is_not_there_is_said_not_to_exist(client: TestClient, world: World) -> None:
    sign_in(client, a_whole_chain(world))
    enter(client, a_participant(world))
    for method in ("GET", "POST"):
        for route in routes(method):
            # A place in a list is not a row: what is done to it is refused in words.
            if ":id}" in route.path.replace("{position:id}", ""):
                reply = client.request(method, address_of(route.path, 999_999_999))
                # Who has no table's device is not told which tables there are.
                expected = (
                    (403, 404, 422)
                    if route.path.startswith(("/tables/", "/photos/"))
                    else (404, 422)
                )
                assert reply.status_code in expected, (method, route.path)
                assert 'role="alert"' in reply.text


def test_every_page_is_careful_with_browsers_whoever_looks(
    client: TestClient, world: World, staff: str
) -> None:
    speaker = a_participant(world)
    for who in ("stranger", "participant", "staff"):
        leave(client)
        if who == "participant":
            enter(client, speaker)
        if who == "staff":
            sign_in(client, staff)
        for route in routes("GET"):
            reply = client.get(address_of(route.path))
            assert reply.status_code < 500, route.path
            for name, value in HEADERS.items():
                assert reply.headers[name] == value, route.path
            assert reply.headers["cache-control"] == "no-store", route.path
            if reply.headers.get("content-type", "").startswith("text/html"):
                assert list(other_sites(reply.text)) == [], route.path
                assert not re.search(r"<[^>]+\s(?:on\w+|style)=|<style|<script(?! )", reply.text)
