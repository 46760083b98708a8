"""The laws of the seam with HTTP: what is sent twice acts once, a no is one sentence."""

import re

import pytest
from sqlmodel import func, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from deliberation.debate.models import Contribution
from deliberation.web import on_failure, static
from tests.world import HTMX, World, a_participant, enter

BOX = "/sujets/1/contributions"


def said(world: World) -> int:
    with world.db.reading() as session:
        return session.exec(select(func.count(Contribution.id))).one()


def test_a_form_sent_again_by_the_same_person_acts_once(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    form = {"words": "Des mots", "once": "jeton"}
    first, again = (client.post(BOX, data=form) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert said(world) == 1


def test_the_token_of_one_person_stops_nobody_else(client: TestClient, world: World) -> None:
    for number in (1, 2):
        enter(client, a_participant(world, number=number))
        reply = client.post(BOX, data={"words": "Des mots", "once": "jeton"})
        assert reply.status_code == 303
    assert said(world) == 2


def test_a_refused_form_can_be_corrected_with_the_same_token(
    client: TestClient, world: World
) -> None:
    enter(client, a_participant(world))
    assert client.post(BOX, data={"words": "", "once": "jeton"}).status_code == 422
    assert client.post(BOX, data={"words": "Oui", "once": "jeton"}).status_code == 303
    assert said(world) == 1


def test_each_form_on_a_page_has_a_token_of_its_own(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    tokens = [re.findall(r'name="once" value="(\w+)"', client.get(BOX).text) for _ in range(2)]
    assert all(tokens)
    assert not set(tokens[0]) & set(tokens[1])


def test_a_no_takes_the_alerts_place_for_a_page_with_script(
    client: TestClient, world: World
) -> None:
    enter(client, a_participant(world))
    reply = client.post(BOX, data={"words": ""}, headers=HTMX)
    assert reply.status_code == 422
    assert reply.headers["hx-retarget"] == "#alert"
    assert reply.text.lstrip().startswith('<div id="alert" role="alert">')
    assert "<html" not in reply.text


def test_the_way_back_is_a_page_of_ours(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    for referer, back in (
        ("http://testserver/sujets/1?page=2", "/sujets/1"),
        ("https://ailleurs.example/x", "/"),
        ("", "/"),
    ):
        reply = client.post(BOX, data={"words": ""}, headers={"referer": referer})
        [way] = re.findall(r'href="([^"]*)"[^>]*>\s*(?:<span>)?Revenir à la page', reply.text)
        assert way == back


def test_our_files_are_kept_for_ever_under_an_address_that_changes_with_them(
    client: TestClient,
) -> None:
    reply = client.get(static("base.css"))
    assert reply.status_code == 200
    assert "immutable" in reply.headers["cache-control"]
    assert re.fullmatch(r"/static/base\.css\?v=[0-9a-f]{10}", static("base.css"))
    assert client.get("/static/nothing.css").headers.get("cache-control") == "no-store"


def test_a_failure_is_logged_without_the_secret_in_its_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def personal_link(request: Request) -> None:
        raise RuntimeError(request.path_params["token"])

    app = Starlette(
        routes=[Route("/lien/{token}", personal_link)], exception_handlers={Exception: on_failure}
    )
    visitor = TestClient(app, raise_server_exceptions=False)
    assert visitor.get("/lien/un-secret").status_code == 500
    logged = capsys.readouterr().out
    assert "personal_link" in logged and "RuntimeError" in logged
    assert "un-secret" not in logged
