"""The pages where a day is prepared: who may, what they offer, and what they give back."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from deliberation.people.models import RoomCode
from deliberation.roles import Role
from deliberation.sittings import commands
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.patterns import patterns
from tests.assembly.doors import a_room_code
from tests.sittings.days import a_day, a_table
from tests.sittings.planning import (
    SOON,
    a_plan,
    facilitator,
    row,
    rows,
    said,
    steps_of,
    typed,
)
from tests.world import World, a_member, a_participant, enter, leave, sign_in

NEW = "/gestion/groupes/1/journees/nouvelle"


def day(**typed_in: str) -> dict[str, str]:
    """A form that is filled well, but for what a test types."""
    return {"title": "Ensemble", "starts_at": typed(SOON), "pattern": "ardeche"} | typed_in


def test_a_day_is_prepared_from_a_template_and_announced(client: TestClient, world: World) -> None:
    facilitator(client, world)
    page = said(client.get(NEW))
    for pattern in patterns().values():
        assert pattern.name in page
    assert "Comment garder un accueil humain ?" in page
    form = day(topic=str(world.topic_id), once="a" * 32)
    desks = [client.post(NEW, data=form).headers["location"] for _ in range(2)]
    assert desks == ["/gestion/journees/1"] * 2
    page = said(client.get(desks[0]))
    assert "6 étapes, 1 h" in page and "J’annonce la journée" in page
    assert client.get("/journees/1").status_code == 200
    assert client.post(f"{desks[0]}/annonce").status_code == 303
    assert "J’annonce la journée" not in said(client.get(desks[0]))
    assert row(world, Sitting, 1).starts_at == SOON


@pytest.mark.parametrize(
    ("typed_in", "status", "words"),
    [
        ({"title": ""}, 422, "Il manque une réponse ici"),
        ({"title": "x" * 151}, 422, "trop long"),
        ({"starts_at": ""}, 422, "Écrivez une date et une heure"),
        ({"starts_at": "demain"}, 422, "Écrivez une date et une heure"),
        ({"starts_at": "2026-02-30T10:00"}, 422, "Écrivez une date et une heure"),
        ({"starts_at": "0001-01-01T00:00"}, 422, "Écrivez une date et une heure"),
        ({"starts_at": "2062-03-29T10:00"}, 409, "l’année surtout"),
        ({"registers_until": typed(SOON + timedelta(hours=1))}, 409, "avant le début"),
        ({"topic": "99999"}, 404, "n’existe pas"),
        ({"topic": str(2**64)}, 422, "un point à corriger"),
        ({"practical": "é" * 1501}, 422, "trop long"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_its_words_come_back(
    client: TestClient, world: World, typed_in: dict[str, str], status: int, words: str
) -> None:
    facilitator(client, world)
    reply = client.post(NEW, data=day(venue="Rue du Port") | typed_in)
    assert reply.status_code == status and 'role="alert"' in reply.text
    assert words in said(reply)
    if status != 404:
        assert 'value="Rue du Port"' in reply.text
    assert rows(world, Sitting) == []


@pytest.mark.parametrize("role", [Role.SCRIBE, Role.RAPPORTEUR, Role.TECHNICAL])
def test_days_are_prepared_by_those_whose_task_it_is(
    client: TestClient, world: World, role: Role
) -> None:
    sitting = a_plan(world)
    table = a_table(world, sitting)
    pages = [
        NEW,
        "/gestion/comites/deux-vals/journees",
        f"/gestion/journees/{sitting}",
        f"/gestion/journees/{sitting}/mots",
        f"/gestion/journees/{sitting}/salle",
        f"/gestion/journees/{sitting}/badges",
        f"/gestion/etapes/{steps_of(world, sitting)[0].id}",
        f"/gestion/tables/{table}",
    ]
    assert {client.get(page).status_code for page in pages} == {401}
    sign_in(client, a_member(world, role))
    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(f"/gestion/journees/{sitting}/annonce").status_code == 403
    leave(client)
    sign_in(client, a_member(world, Role.SECRETARIAT, email="other@example.org"))
    assert {client.get(page).status_code for page in pages} == {200}


def test_the_words_of_a_day_written_at_once_lose_nothing(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_plan(world)
    page = f"/gestion/journees/{sitting}/mots"
    seen = commands.day_as_seen(row(world, Sitting, sitting))
    assert client.post(page, data=day(title="Première", seen=seen)).status_code == 303
    reply = client.post(page, data=day(title="Seconde", practical="Un bus.", seen=seen))
    assert reply.status_code == 409
    assert 'value="Seconde"' in reply.text and "Un bus." in reply.text
    assert "Première" in said(reply)
    assert row(world, Sitting, sitting).title == "Première"


@pytest.mark.parametrize("details", [{"away": True}, {"state": SittingState.OVER}])
def test_a_day_that_does_not_change_offers_no_change(
    client: TestClient, world: World, details: dict[str, object]
) -> None:
    facilitator(client, world)
    sitting = a_day(world, **details)
    desk = f"/gestion/journees/{sitting}"
    for page in (client.get(desk), client.get(f"{desk}/salle")):
        assert "Monter" not in page.text and "J'ajoute" not in said(page)
        assert said(page).count("Cette journée est") >= 1
    assert "J’enlève" not in said(client.get(f"/gestion/etapes/{steps_of(world, sitting)[0].id}"))
    assert client.post(f"{desk}/fin").status_code == 409


def test_a_day_is_duplicated_at_another_date_then_closed(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_day(world)
    desk = f"/gestion/journees/{sitting}"
    later = SOON + timedelta(days=7)
    reply = client.post(f"{desk}/copie", data={"starts_at": typed(later)})
    assert reply.headers["location"] == f"/gestion/journees/{sitting + 1}"
    assert row(world, Sitting, sitting + 1).starts_at == later
    assert client.post(f"{desk}/copie", data={"starts_at": "plus tard"}).status_code == 422
    assert client.post(f"{desk}/fin").status_code == 303
    assert "Terminée" in said(client.get(desk))


def test_the_days_of_a_committee_are_listed_those_to_come_first(
    client: TestClient, world: World
) -> None:
    facilitator(client, world)
    a_day(world, title="Hier", starts_at=SOON - timedelta(days=90))
    a_day(world, title="Plus tard", starts_at=SOON + timedelta(days=9))
    a_plan(world, title="Bientôt")
    page = said(client.get("/gestion/comites/deux-vals/journees"))
    places = [page.index(one) for one in ("Bientôt", "Plus tard", "Hier")]
    assert places == sorted(places)
    assert "/gestion/comites/deux-vals/journees" in client.get("/gestion").text
    assert "/gestion/comites/deux-vals/journees" in client.get("/gestion/sujets/1").text


def test_the_code_of_a_day_leads_there_and_a_topics_code_still_leads_to_its_topic(
    client: TestClient, world: World
) -> None:
    facilitator(client, world)
    sitting = a_day(world, starts_at=SOON)
    desk = f"/gestion/journees/{sitting}"
    assert "Je crée le code de la journée" in said(client.get(desk))
    assert client.post(f"{desk}/code").headers["location"] == f"{desk}#code"
    [room] = rows(world, RoomCode)
    assert f"/e/{room.code}/affiche" in client.get(desk).text
    assert f"/journees/{sitting}" in client.get("/gestion/comites/deux-vals/codes").text
    assert client.get(f"/e/{room.code}/affiche").status_code == 200
    topics = a_room_code(world)
    leave(client)
    welcome = client.post(f"/e/{room.code}", data={"college": "0", "once": "b" * 32})
    assert f'href="/journees/{sitting}/suivre"' in welcome.text
    leave(client)
    enter(client, a_participant(world, number=7))
    assert client.get(f"/e/{room.code}").headers["location"] == f"/journees/{sitting}/suivre"
    assert client.get(f"/e/{topics}").headers["location"] == f"/sujets/{world.topic_id}"


def test_a_code_for_a_day_without_a_topic_is_listed_too(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_day(world, starts_at=SOON, topic_id=None)
    assert client.post(f"/gestion/journees/{sitting}/code").status_code == 303
    assert f"/journees/{sitting}" in client.get("/gestion/comites/deux-vals/codes").text
