"""The desk from which facilitators drive a day: who may, and what each button does."""

import re

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.app import build
from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.config import Settings
from deliberation.people.models import Membership
from deliberation.roles import Role
from deliberation.sittings.models import Scene, SittingState
from deliberation.sittings.rules import Standing
from tests.ballots.voting import words
from tests.sittings.days import (
    GROUPS,
    a_day,
    view_of,
)
from tests.sittings.driving import (
    desk,
    drive,
    press,
    refused,
)
from tests.world import HTMX, World, a_member, sign_in


@pytest.fixture
def day(client: TestClient, world: World) -> int:
    """A day that this browser may drive."""
    sign_in(client, a_member(world, Role.FACILITATOR))
    return a_day(world)


@pytest.mark.parametrize("role", [None, Role.SCRIBE, Role.SECRETARIAT, Role.RAPPORTEUR])
def test_only_those_who_run_days_see_the_desk(
    client: TestClient, world: World, role: Role | None
) -> None:
    day = a_day(world)
    if role:
        sign_in(client, a_member(world, role))
    refused(client, day, 403 if role else 401)
    assert view_of(world, day).number == 0


def test_the_facilitator_of_another_committee_does_not_drive_this_day(
    client: TestClient, world: World
) -> None:
    other = world.keep(
        Committee(slug="ailleurs", name="Ailleurs", territories="", bearers="", term="2024-2026")
    )
    world.keep(WorkingGroup(committee_id=other.id, name="Un groupe"))
    day, secret = a_day(world), a_member(world)
    with world.db.reading() as session:
        account_id = max(session.exec(select(Membership.account_id)).all(), default=1)
    world.keep(Membership(account_id=account_id, role=Role.FACILITATOR, committee_id=other.id))
    sign_in(client, secret)
    refused(client, day, 403)


def test_a_day_that_is_not_there_has_no_desk(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.FACILITATOR))
    assert client.get(desk(999)).status_code == 404
    assert press(client, 999, "start", 0).status_code == 404
    with (
        client.websocket_connect(desk(999, "/direct")) as socket,
        pytest.raises(WebSocketDisconnect) as gone,
    ):
        socket.receive_text()
    assert gone.value.code == 4403


# --- the acts --------------------------------------------------------------------------------


def test_a_whole_day_is_driven_from_the_page(client: TestClient, world: World, day: int) -> None:
    assert "Je commence la journée" in words(client.get(desk(day)))
    drive(client, world, day, "start")
    assert "Ensuite : En petits groupes (20 min)" in words(client.get(desk(day)))
    drive(client, world, day, "more", "pause", "resume", "next", "next", "back", "next", "regroup")
    assert view_of(world, day).step == GROUPS + 1
    drive(client, world, day, "next", "next", "skip")
    assert "C'est la dernière étape" in words(client.get(desk(day)))
    drive(client, world, day, "next")
    assert view_of(world, day).standing is Standing.AFTER
    assert "La journée est finie" in words(client.get(desk(day)))
    drive(client, world, day, "back", "end", "undo")
    assert view_of(world, day).step == 5


def test_a_pause_says_what_is_left_and_five_minutes_more_are_seen(
    client: TestClient, world: World, day: int
) -> None:
    drive(client, world, day, "start", "pause")
    assert "En pause : il reste 10 min" in words(client.get(desk(day)))
    drive(client, world, day, "more")
    assert "En pause : il reste 15 min" in words(client.get(desk(day)))


UNDONE = {
    "start": "le début de la journée",
    "more": "+ 5 minutes",
    "pause": "pause",
    "next": "suivant",
    "darken": "écran noir",
    "end": "fin de la journée",
}


def test_undoing_says_what_it_undoes_one_act_after_the_other(
    client: TestClient, world: World, day: int
) -> None:
    for one, told in UNDONE.items():
        drive(client, world, day, one)
        assert f"Défaire : {told}<" in words(client.get(desk(day)))
    for told in reversed(UNDONE.values()):
        assert f"Défaire : {told}<" in words(client.get(desk(day)))
        drive(client, world, day, "undo")
    assert "Défaire" not in words(client.get(desk(day)))
    assert view_of(world, day).standing is Standing.BEFORE
    answer = press(client, day, "undo", view_of(world, day).number)
    assert answer.status_code == 409
    assert "Il n'y a rien à défaire" in words(answer)


def test_after_an_undoing_another_act_is_what_is_undone(
    client: TestClient, world: World, day: int
) -> None:
    drive(client, world, day, "start", "next", "undo", "pause", "undo")
    assert "Défaire : le début de la journée<" in words(client.get(desk(day)))


@pytest.mark.parametrize("scene", Scene)
def test_each_scene_can_be_put_on_the_room_screen(
    client: TestClient, world: World, day: int, scene: Scene
) -> None:
    drive(client, world, day, "start")
    assert press(client, day, "show", 1, scene=scene).status_code == 303
    turn = view_of(world, day).turn
    assert turn is not None
    assert (turn.scene, turn.page) == (scene, 1)
    pressed = re.search(rf'id="scene-{scene}"[^>]*aria-pressed="(\w+)"', client.get(desk(day)).text)
    assert pressed is not None
    assert pressed[1] == "true"


def test_the_pages_of_the_room_screen_end_with_the_last_one(
    client: TestClient, world: World
) -> None:
    sign_in(client, a_member(world, Role.FACILITATOR))
    long = " ".join(f"mot{place}" for place in range(120))
    day = a_day(world, ({"kind": "plenary", "title": "Lire", "minutes": 5, "instruction": long},))
    drive(client, world, day, "start")
    for told in range(2, 9):
        scene = {"scene": "instruction", "page": told}
        assert press(client, day, "show", view_of(world, day).number, **scene).is_redirect
        html = words(client.get(desk(day)))
        page = min(told, 4)
        assert f"Page {page} sur 4" in html
        [after] = re.findall(r'<button[^>]*id="page-after"[^>]*>', html)
        assert ("disabled" in after) is (page == 4)
        turn = view_of(world, day).turn
        assert turn is not None
        assert turn.page == page
    drive(client, world, day, "darken")
    assert "Page 1 sur 1" in words(client.get(desk(day)))


def test_the_screen_is_darkened_and_lit_again_by_the_same_button(
    client: TestClient, world: World, day: int
) -> None:
    for dark in (True, False):
        [button] = re.findall(r'id="darkness"[^>]*value="(\w+)"', client.get(desk(day)).text)
        drive(client, world, day, button)
        turn = view_of(world, day).turn
        assert turn is not None
        assert turn.dark is dark


@pytest.mark.parametrize("state", [SittingState.DRAFT, SittingState.OVER])
def test_a_day_that_does_not_move_says_why_and_has_no_button(
    client: TestClient, world: World, state: SittingState
) -> None:
    sign_in(client, a_member(world, Role.FACILITATOR))
    day = a_day(world, state=state)
    html = words(client.get(desk(day)))
    assert "Cette journée" in html
    assert 'name="act"' not in html
    assert press(client, day, "start", 0).status_code == 409


def test_a_day_without_a_step_asks_for_one(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.FACILITATOR))
    day = a_day(world, steps=())
    assert "ajoutez-en une" in words(client.get(desk(day)))
    assert press(client, day, "start", 0).status_code == 409


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"act": "danser", "turn": "0"}, 422),
        ({"act": "start", "turn": "beaucoup"}, 422),
        ({"act": "start", "turn": "-1"}, 422),
        ({"act": "start", "turn": "99999999999999999999"}, 422),
        ({"act": "start"}, 422),
        ({"turn": "0"}, 422),
        ({}, 422),
        ({"act": "show", "turn": "0", "scene": "cinema"}, 422),
        ({"act": "show", "turn": "0", "page": "0"}, 422),
        ({"act": "show", "turn": "0", "page": "1000"}, 422),
        ({"act": "next", "turn": "0"}, 409),
        ({"act": "start", "turn": "7"}, 409),
    ],
)
def test_what_is_not_understood_moves_nothing(
    client: TestClient, world: World, day: int, data: dict[str, str], status: int
) -> None:
    answer = client.post(desk(day, "/gestes"), data=data)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert view_of(world, day).number == 0


# --- two devices -----------------------------------------------------------------------------


def test_two_facilitators_who_press_next_together_advance_one_step(
    client: TestClient, world: World, day: int
) -> None:
    drive(client, world, day, "start")
    assert press(client, day, "next", 1).status_code == 303
    sign_in(client, a_member(world, Role.MODERATOR, email="deux@example.org"))
    answer = press(client, day, "next", 1)
    assert answer.status_code == 409
    assert "Quelqu'un d'autre vient de faire avancer la journée" in words(answer)
    assert '<h2 id="desk-step">En petits groupes</h2>' in words(answer)
    assert 'name="turn" value="2"' in answer.text
    assert view_of(world, day).step == GROUPS + 1


def test_with_htmx_whoever_was_late_is_told_and_sees_where_the_day_is(
    client: TestClient, world: World, day: int
) -> None:
    drive(client, world, day, "start")
    data = {"act": "pause", "turn": "0"}
    answer = client.post(desk(day, "/gestes"), data=data, headers=HTMX)
    assert answer.status_code == 409
    assert "Quelqu'un d'autre" in words(answer)
    assert 'data-hx-target="#alert"' in answer.text
    assert 'id="desk"' in answer.text
    in_time = client.post(desk(day, "/gestes"), data=data | {"turn": "1"}, headers=HTMX)
    assert in_time.status_code == 200
    assert "Quelqu'un d'autre" not in words(in_time)
    assert "<html" not in in_time.text
    assert "En pause" in words(in_time)


def test_a_button_pressed_twice_is_pressed_once(client: TestClient, world: World, day: int) -> None:
    drive(client, world, day, "start")
    for _ in range(2):
        assert press(client, day, "next", 1).status_code == 303
    assert view_of(world, day).number == 2
    assert press(client, day, "pause", 1).status_code == 409  # another button, on an old desk


def test_a_server_that_starts_again_shows_the_same_step_and_the_same_clock(
    client: TestClient, world: World, day: int, settings: Settings
) -> None:
    drive(client, world, day, "start", "next")
    before = words(client.get(desk(day, "/etat")))
    assert 'data-until="' in before
    with TestClient(build(settings), follow_redirects=False) as again:
        again.cookies.update(client.cookies)
        assert words(again.get(desk(day, "/etat"))) == before


# --- what follows by itself ------------------------------------------------------------------
