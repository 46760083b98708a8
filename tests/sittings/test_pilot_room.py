"""What the desk shows of the room, and what it answers: help, the floor, votes, other devices."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select
from starlette.routing import Match
from starlette.testclient import TestClient

from deliberation.app import ROUTES
from deliberation.ballots import lifecycle
from deliberation.ballots.models import Choice
from deliberation.journal import Event
from deliberation.people.models import PersonalLink
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE, token_hash
from deliberation.sittings.models import Act, Table, Turn
from deliberation.sittings.notes import ask_help
from deliberation.sittings.registers import Speaker, SpeakerState
from tests.ballots.voting import MODERATOR, people, vote, words
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
)
from tests.sittings.driving import (
    a_ballot_in_the_day,
    desk,
    drive,
    words_of,
    write_a_note,
)
from tests.world import World, a_member, leave, sign_in


@pytest.fixture
def day(client: TestClient, world: World) -> int:
    """A day that this browser may drive."""
    sign_in(client, a_member(world, Role.FACILITATOR))
    return a_day(world)


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


def test_a_link_for_a_phone_serves_one_time_however_often_it_is_tapped(
    client: TestClient, world: World, day: int
) -> None:
    html = client.post(desk(day, "/telephone")).text
    [link] = set(re.findall(r'href="https?://[^/]+(/lien/[^"?]+)', html))
    secrets = set()
    for _ in range(2):
        leave(client)
        tap = client.post(link, data={"once": "a" * 32})
        assert tap.status_code == 303
        secrets.add(tap.cookies[STAFF_COOKIE])
    assert len(secrets) == 1
    leave(client)
    assert "Ce lien ne sert plus" in words(client.get(link))
    assert client.post(link, data={"once": "b" * 32}).status_code == 409
    assert STAFF_COOKIE not in client.cookies


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
