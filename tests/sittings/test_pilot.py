"""The desk from which facilitators drive a day: who may, what each button does, what others see."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from httpx2 import Response
from sqlmodel import col, select
from starlette.routing import Match
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.app import ROUTES, build
from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot, BallotState, Choice
from deliberation.config import Settings
from deliberation.journal import Event
from deliberation.people.models import Membership, PersonalLink
from deliberation.roles import Role
from deliberation.security import token_hash
from deliberation.sittings.models import Act, Scene, Segment, SittingState, Table, Turn
from deliberation.sittings.notes import ask_help
from deliberation.sittings.registers import Speaker, SpeakerState
from deliberation.sittings.rules import Standing
from tests.ballots.voting import MODERATOR, people, vote, words
from tests.ballots.voting import state as ballot_state
from tests.sittings.days import (
    GROUPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    hold_table,
    seat,
    view_of,
)
from tests.world import HTMX, World, a_member, leave, sign_in


@pytest.fixture
def day(client: TestClient, world: World) -> int:
    """A day that this browser may drive."""
    sign_in(client, a_member(world, Role.FACILITATOR))
    return a_day(world)


def desk(day: int, more: str = "") -> str:
    return f"/journees/{day}/pilotage{more}"


def press(client: TestClient, day: int, what: str, turn: int, **more: object) -> Response:
    """Press one of the buttons, on a desk that showed this turn."""
    data = {"act": what, "turn": str(turn)} | {name: str(value) for name, value in more.items()}
    return client.post(desk(day, "/gestes"), data=data)


def drive(client: TestClient, world: World, day: int, *acts: str) -> None:
    """Press these buttons one after the other, each on the desk as it then is."""
    for one in acts:
        answer = press(client, day, one, view_of(world, day).number)
        assert (answer.status_code, answer.headers["location"]) == (303, desk(day)), one


def a_ballot_in_the_day(world: World, day: int) -> int:
    """The vote of the step that has one, still a draft."""
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?")
    id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)
    segment = view_of(world, day).segments[VOTE].id

    def tie(session: object) -> None:
        session.get_one(Segment, segment).ballot_id = id  # type: ignore[attr-defined]

    world.db.do(tie)
    return id


# --- who may --------------------------------------------------------------------------------


ADDRESSES = ("/gestes", "/vote", "/parole", "/aide", "/telephone", "/adresses")


def refused(client: TestClient, day: int, status: int) -> None:
    """Nothing of the desk is shown to this browser, and none of its buttons works."""
    for address in ("", "/etat"):
        assert client.get(desk(day, address)).status_code == status
    for address in ADDRESSES:
        assert client.post(desk(day, address), data={}).status_code == status
    with (
        client.websocket_connect(desk(day, "/direct")) as socket,
        pytest.raises(WebSocketDisconnect) as gone,
    ):
        socket.receive_text()
    assert gone.value.code == 4403


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
    assert press(client, day, "show", 1, scene=scene, page=3).status_code == 303
    turn = view_of(world, day).turn
    assert turn is not None
    assert (turn.scene, turn.page) == (scene, 3)
    pressed = re.search(rf'id="scene-{scene}"[^>]*aria-pressed="(\w+)"', client.get(desk(day)).text)
    assert pressed is not None
    assert pressed[1] == "true"


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


def test_a_desk_follows_what_another_device_does_and_what_tables_write(
    client: TestClient, world: World, day: int
) -> None:
    table = a_table(world, day)
    hold_table(client, world, table)
    go_to(world, day, GROUPS)
    with client.websocket_connect(desk(day, "/direct")) as screen:
        assert "Table 1" in screen.receive_text()
        write_a_note(client, world, day, table)
        assert "1 note" in screen.receive_text()
        act(world, day, Act.NEXT)
        assert "Mise en commun" in screen.receive_text()


def write_a_note(client: TestClient, world: World, day: int, table: int) -> None:
    segment = view_of(world, day).segment
    assert segment is not None
    data = {"words": "Le guichet ferme trop tôt.", "segment": str(segment.id)}
    assert client.post(f"/tables/{table}/notes", data=data).status_code == 303


def test_a_desk_follows_the_number_of_answers(client: TestClient, world: World, day: int) -> None:
    ballot = a_ballot_in_the_day(world, day)
    go_to(world, day, VOTE)
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, datetime.now(UTC))
    with client.websocket_connect(desk(day, "/direct")) as screen:
        assert "0 personne a répondu" in words_of(screen.receive_text())
        [person] = people(world, 1)
        vote(world, ballot, person, Choice.AGREE, datetime.now(UTC))
        told = words_of(screen.receive_text())
        assert "1 personne a répondu" in told
        assert 'id="desk_live"' not in told


def words_of(html: str) -> str:
    return html.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


# --- the room ----------------------------------------------------------------------------------


def test_a_call_for_help_is_seen_and_answered(client: TestClient, world: World, day: int) -> None:
    table = a_table(world, day, 4)
    secret = hold_table(client, world, table)
    world.db.do(ask_help, table, token_hash(secret), True, datetime.now(UTC))
    assert "La table 4 appelle à l'aide" in words(client.get(desk(day)))
    answer = client.post(desk(day, "/aide"), data={"table": str(table)})
    assert answer.status_code == 303
    assert "appelle à l'aide" not in words(client.get(desk(day)))


def test_the_floor_is_given_then_taken_back(client: TestClient, world: World, day: int) -> None:
    drive(client, world, day, "start")
    speaker = world.keep(Speaker(sitting_id=day, badge=12)).id
    assert "Badge 12" in words(client.get(desk(day)))
    for step, label, after in (
        ("call", "À vous", SpeakerState.SPEAKING),
        ("finish", "A parlé", SpeakerState.DONE),
    ):
        assert label in words(client.get(desk(day)))
        data = {"speaker": str(speaker), "step": step}
        assert client.post(desk(day, "/parole"), data=data).status_code == 303
        with world.db.reading() as session:
            assert session.get_one(Speaker, speaker).state is after
    assert "Badge 12" not in words(client.get(desk(day)))


def test_what_belongs_to_another_day_is_not_answered_from_here(
    client: TestClient, world: World, day: int
) -> None:
    other = a_day(world)
    table = a_table(world, other, help_asked_at=datetime.now(UTC))
    speaker = world.keep(Speaker(sitting_id=other, badge=12)).id
    assert client.post(desk(day, "/aide"), data={"table": str(table)}).status_code == 404
    data = {"speaker": str(speaker), "step": "call"}
    assert client.post(desk(day, "/parole"), data=data).status_code == 404
    with world.db.reading() as session:
        assert session.get_one(Table, table).help_asked_at is not None
        assert session.get_one(Speaker, speaker).state is SpeakerState.WAITING


def test_the_composition_of_a_table_is_on_the_desk_and_on_no_other_live_screen(
    client: TestClient, world: World, day: int
) -> None:
    groups = go_to(world, day, GROUPS)
    table = a_table(world, day)
    seat(world, groups, a_badge(world, day, 1, "institutions"), table)
    assert 'aria-label="institutions"' in client.get(desk(day, "/etat")).text
    for address in ("/suivre", "/ecran"):
        html = client.get(f"/journees/{day}{address}").text
        assert 'aria-label="institutions"' not in html
        assert "tile-dots" not in html


# --- the vote -----------------------------------------------------------------------------------


def test_a_vote_is_read_aloud_opened_and_closed_before_the_day_goes_on(
    client: TestClient, world: World, day: int
) -> None:
    ballot = a_ballot_in_the_day(world, day)
    seen = go_to(world, day, VOTE) and view_of(world, day).number
    html = words(client.get(desk(day)))
    assert "Garder un guichet ?" in html
    assert "Je l'ai lue à voix haute : j'ouvre le vote" in html
    opening = {"step": "open", "turn": str(seen)}
    assert client.post(desk(day, "/vote"), data=opening).status_code == 303
    assert ballot_state(world, ballot) is BallotState.OPEN
    html = words(client.get(desk(day)))
    assert "0 personne a répondu" in html
    assert "Je ferme le vote" in html
    answer = press(client, day, "next", seen)
    assert answer.status_code == 409
    assert "Le vote est encore ouvert" in words(answer)
    assert client.post(desk(day, "/vote"), data={"step": "close", "turn": str(seen)}).is_redirect
    assert ballot_state(world, ballot) is BallotState.CLOSED
    html = client.get(desk(day)).text
    assert f'href="/scrutins/{ballot}"' in html
    drive(client, world, day, "next")


def test_a_vote_is_opened_only_by_who_sees_its_step(
    client: TestClient, world: World, day: int
) -> None:
    ballot = a_ballot_in_the_day(world, day)
    go_to(world, day, VOTE)
    for data, status in (
        ({"step": "open", "turn": "1"}, 409),
        ({"step": "danser", "turn": "4"}, 422),
        ({"step": "open", "turn": "quatre"}, 422),
    ):
        assert client.post(desk(day, "/vote"), data=data).status_code == status
    drive(client, world, day, "back")
    data = {"step": "open", "turn": str(view_of(world, day).number)}
    assert client.post(desk(day, "/vote"), data=data).status_code == 409
    assert ballot_state(world, ballot) is BallotState.DRAFT


# --- another device, other addresses ---------------------------------------------------------


def test_a_link_for_a_phone_signs_the_same_account_in_and_leads_to_the_desk(
    client: TestClient, world: World, day: int
) -> None:
    html = client.post(desk(day, "/telephone")).text
    [link] = set(re.findall(r'href="https?://[^/]+(/lien/[^"]+)"', html))
    with world.db.reading() as session:
        [kept] = session.exec(select(PersonalLink)).all()
    left = kept.expires_at - datetime.now(UTC)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert "/lien/" not in client.get(desk(day)).text
    leave(client)
    door = client.get(link)
    assert "Camille" in words(door)
    [wanted] = re.findall(r'name="suite" value="([^"]*)"', door.text)
    entered = client.post(link.split("?")[0], data={"suite": wanted})
    assert (entered.status_code, entered.headers["location"]) == (303, desk(day))
    assert client.get(desk(day)).status_code == 200


def test_a_personal_link_leads_to_no_other_site(client: TestClient, world: World, day: int) -> None:
    html = client.post(desk(day, "/telephone")).text
    [link] = set(re.findall(r'href="https?://[^/]+(/lien/[^"?]+)', html))
    entered = client.post(link, data={"suite": "//ailleurs.example/piege"})
    assert entered.headers["location"] == "/gestion"


def test_new_addresses_close_the_old_ones(client: TestClient, world: World, day: int) -> None:
    def screen() -> str:
        [address] = re.findall(
            r'href="(/journees/\d+/ecran\?jeton=\w+)"', client.get(desk(day)).text
        )
        return str(address)

    old = screen()
    assert client.post(desk(day, "/adresses"), data={"once": "a" * 32}).status_code == 303
    new = screen()
    leave(client)
    assert old != new
    assert client.get(old).status_code == 403
    assert client.get(new).status_code == 200


def test_the_desk_leads_only_to_pages_that_are(client: TestClient, world: World, day: int) -> None:
    drive(client, world, day, "start")
    html = client.get(desk(day)).text
    [main] = re.findall(r"<main.*</main>", html, re.DOTALL)
    for name, method in (("href", "GET"), ("action", "POST")):
        for address in re.findall(rf'{name}="(/[^"?#]*)', main):
            scope = {"type": "http", "method": method, "path": address}
            found = [route.matches(scope)[0] for route in ROUTES]
            assert Match.FULL in found, address


def test_the_journal_tells_who_drove_and_nothing_that_was_said(
    client: TestClient, world: World, day: int
) -> None:
    drive(client, world, day, "start", "next")
    with world.db.reading() as session:
        told = session.exec(select(Event).where(Event.name == "sitting.conducted")).all()
        turns = session.exec(select(Turn).order_by(col(Turn.number))).all()
    assert [event.details["turn"] for event in told] == [turn.number for turn in turns] == [1, 2]
    assert all(event.actor and event.actor.startswith("account:") for event in told)
    assert {name for event in told for name in event.details} == {"act", "turn", "segment"}
