"""Laws of the room screen: a token opens it, its revocation shuts it, its frames name nobody."""

import re

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Choice
from deliberation.roles import Role
from deliberation.sittings.models import Act, Scene, Sitting
from tests.ballots.voting import MODERATOR, people, vote
from tests.debate.speaking import who
from tests.sittings.days import a_badge, a_code_for, a_day, a_table, act, go_to
from tests.sittings.stagings import a_shown_card, a_vote, withdraw
from tests.sittings.walls import (
    a_card,
    a_facilitator,
    a_wall,
    address,
    look,
    told,
    words_of,
)
from tests.world import NOON, World, a_participant, enter, leave


def change_key(world: World, day: int) -> None:
    def change(session) -> None:  # type: ignore[no-untyped-def]
        session.get_one(Sitting, day).screen_key += 1

    world.db.do(change)


def test_a_token_opens_the_screen_and_nothing_else_does(client: TestClient, world: World) -> None:
    day, other = a_day(world), a_day(world)
    for further in ("", "/scene"):
        path = f"/journees/{day}/ecran{further}"
        assert client.get(address(world, day, further)).status_code == 200
        assert client.get(path).status_code == 403
        wrong = address(world, other, further).split("?")[1]
        for query in ("jeton=", "jeton=AAAAAAAAAAAA", wrong, "jeton=%00%F0%9F%98%80"):
            assert client.get(f"{path}?{query}").status_code == 403
    assert client.get("/journees/999/ecran?jeton=AAAAAAAAAAAA").status_code == 404


def test_who_runs_the_day_needs_no_token_and_who_takes_part_does(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    enter(client, a_participant(world))
    assert client.get(f"/journees/{day}/ecran").status_code == 403
    leave(client)
    a_facilitator(client, world, Role.RAPPORTEUR)
    assert client.get(f"/journees/{day}/ecran").status_code == 403
    a_facilitator(client, world, Role.FACILITATOR, email="g@example.org")
    assert client.get(f"/journees/{day}/ecran").status_code == 200


def test_a_screen_whose_token_was_revoked_goes_blank_and_is_turned_away(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    old = address(world, day, "/direct")
    with client.websocket_connect(old) as socket:
        assert "Demain, ensemble" in socket.receive_text()
        change_key(world, day)
        go_to(world, day, 1)
        frame = socket.receive_text()
        assert "En petits groupes" not in frame
        assert "jeton" not in frame
    with client.websocket_connect(old) as socket, pytest.raises(WebSocketDisconnect) as gone:
        socket.receive_text()
    assert gone.value.code == 4403
    with client.websocket_connect(address(world, day, "/direct")) as socket:
        assert "En petits groupes" in socket.receive_text()


def test_a_revoked_token_shows_nothing_more_even_beside_the_screen_of_who_runs_the_day(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    old = address(world, day, "/direct")
    with client.websocket_connect(old) as socket:
        assert "Demain, ensemble" in socket.receive_text()
        change_key(world, day)
        a_facilitator(client, world)
        with client.websocket_connect(old) as hers:  # in her tabs, the address of before
            assert "Demain, ensemble" in hers.receive_text()
            act(world, day, Act.START)
            assert "Accueil" in hers.receive_text()
            assert "Accueil" not in socket.receive_text()


def test_a_stranger_follows_no_screen(client: TestClient, world: World) -> None:
    day = a_day(world)
    for path in (f"/journees/{day}/ecran/direct", "/journees/999/ecran/direct?jeton=A"):
        with client.websocket_connect(path) as socket, pytest.raises(WebSocketDisconnect) as gone:
            socket.receive_text()
        assert gone.value.code == 4403


def test_the_screen_follows_steps_cards_votes_and_the_black(
    client: TestClient, world: World
) -> None:
    day, ballot = a_vote(world)
    with client.websocket_connect(address(world, day, "/direct")) as socket:
        assert "la question est lue" in told(socket.receive_text())
        world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
        assert "0 personne a répondu" in socket.receive_text()
        vote(world, ballot, people(world, 1)[0], Choice.AGREE)
        assert "1 personne a répondu" in socket.receive_text()
        act(world, day, Act.DARKEN)
        assert "1 personne" not in socket.receive_text()
        act(world, day, Act.LIGHTEN)
        assert "1 personne a répondu" in socket.receive_text()


def test_a_withdrawn_word_leaves_a_screen_that_already_shows_it(
    client: TestClient, world: World
) -> None:
    day, words, speaker = a_shown_card(world)
    with client.websocket_connect(address(world, day, "/direct")) as socket:
        assert "Un guichet le soir" in socket.receive_text()
        withdraw(world, words, speaker)
        assert "guichet" not in socket.receive_text()


def test_frames_hold_no_name_no_pseudonym_no_badge_and_no_table(
    client: TestClient, world: World
) -> None:
    day, groups, _ = a_wall(world, concerned=6)
    named = a_table(world, day, 90410, name="Table des Bouleaux")
    speaker = who(world, a_participant(world))
    a_badge(world, day, 90777, "concerned", participant_id=speaker)
    said = words_of(world, "Un guichet", participant_id=speaker, table_name="Table des Bouleaux")
    card = a_card(world, groups, named, contribution_id=said, on_screen=True, shuffle="f" * 20)
    a_code_for(world, day)
    secrets = ["Voix 1001", "Bouleaux", "90777", "90410", card, f"participant:{speaker}", "Camille"]
    for scene in Scene:
        look(world, day, scene)
        with client.websocket_connect(address(world, day, "/direct")) as socket:
            frame = socket.receive_text()
        seen = re.sub(r'<svg.*?</svg>|data-(poll|until)="[^"]*"', "", frame)
        assert not [secret for secret in secrets if secret in seen], scene


def test_frames_are_of_one_element_and_tell_where_to_ask_again(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    with client.websocket_connect(address(world, day, "/direct")) as socket:
        frame = socket.receive_text()
    assert frame.count("<hx-partial") == 1
    assert 'data-hx-target="#scene"' in frame
    assert f'data-poll="{address(world, day, "/scene")}"' in frame
    assert client.get(address(world, day, "/scene")).status_code == 200
