"""A photograph of a paperboard is for few eyes, beside what is typed from it."""

import pytest
from starlette.testclient import TestClient

from deliberation.roles import Role
from tests.debate.speaking import journal
from tests.sittings.test_photographs import SECRET, a_bomb, a_picture
from tests.syntheses.bringing import a_board, kept, place, send, words
from tests.world import World, a_member, a_topic, sign_in


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client


def test_words_are_typed_beside_a_photograph_and_stay_tied_to_it(
    desk: TestClient, world: World
) -> None:
    address = a_board(desk, world).headers["location"]
    assert f'<img class="photo" src="{address}/image" alt="Cinq idées"' in desk.get(address).text
    picture = desk.get(f"{address}/image")
    assert SECRET not in picture.content
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["cache-control"] == "no-store"
    preview = desk.post(address, data={"text": "- Un guichet"}).text
    assert f"{address}/image" in preview
    assert '<input type="hidden" name="board" value="1">' in preview
    wrong = send(desk, world, "z" * 1501, board="1")
    assert wrong.status_code == 409
    assert f"{address}/image" in wrong.text
    assert send(desk, world, "Un guichet", board="1").headers["location"].startswith(address)
    assert "Déjà tapé" in desk.get(address).text
    assert "1 parole tapée" in desk.get(place(world)).text


def test_a_photograph_goes_with_a_reason_and_its_words_stay(desk: TestClient, world: World) -> None:
    address = a_board(desk, world).headers["location"]
    send(desk, world, "Un guichet", board="1")
    assert "dites pourquoi" in desk.post(f"{address}/retrait").text
    assert desk.post(f"{address}/retrait", data={"reason": "Un visage"}).status_code == 303
    page = desk.get(address).text
    assert "Un visage" in page
    assert "Un guichet" in page
    assert desk.get(f"{address}/image").status_code == 404
    assert desk.post(f"{address}/retrait", data={"reason": "Encore"}).status_code == 409
    assert "Cinq idées" not in desk.get(place(world)).text
    assert words(world) == ["Un guichet"]
    assert [e.name for e in journal(world)][-1] == "board.removed"
    assert "visage" not in str([e.details for e in journal(world)])


@pytest.mark.parametrize(
    ("data", "description", "status", "sentence"),
    [
        (b"not a picture", "Cinq idées", 409, "pas pu lire"),
        (a_bomb(12_000, 12_000), "Cinq idées", 409, "trop de points"),
        (bytes(8_000_001), "Cinq idées", 409, "trop lourde"),
        (a_picture(), "", 422, "Dites en quelques mots"),
        (a_picture(), "x" * 301, 422, "300 signes au plus"),
    ],
)
def test_a_photograph_that_is_refused_gives_its_words_back(
    desk: TestClient, world: World, data: bytes, description: str, status: int, sentence: str
) -> None:
    answer = a_board(desk, world, data, description)
    assert answer.status_code == status
    assert sentence in answer.text
    assert f"\n{description}</textarea>" in answer.text


def test_a_photograph_of_another_topic_takes_no_words_from_here(
    desk: TestClient, world: World
) -> None:
    a_board(desk, world)
    world.topic_id = world.keep(a_topic(world.group_id)).id
    assert send(desk, world, "Un guichet", board="1").status_code == 404
    assert kept(world) == []
