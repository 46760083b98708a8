"""The pages of the steps, the tables and the badges of a day: what they offer and give back."""

import pytest
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot
from deliberation.sittings import steps
from deliberation.sittings.models import Act, Badge, Table
from tests.sittings.days import GROUPS, VOTE, a_day, act
from tests.sittings.planning import (
    a_plan,
    facilitator,
    rows,
    said,
    steps_of,
    titles,
)
from tests.world import World


def test_steps_are_put_in_order_by_buttons_alone(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_plan(world)
    first, second = (one.id for one in steps_of(world, sitting)[:2])
    before = titles(world, sitting)
    desk = client.get(f"/gestion/journees/{sitting}").text
    assert desk.count("Monter<") == desk.count("Descendre<") == 5
    reply = client.post(f"/gestion/etapes/{first}/place", data={"place": "1"})
    assert reply.headers["location"] == f"/gestion/journees/{sitting}#etape-{first}"
    assert titles(world, sitting)[:2] == before[1::-1]
    for place, status in (("6", 409), ("-1", 409), ("haut", 422), ("5000", 422)):
        reply = client.post(f"/gestion/etapes/{second}/place", data={"place": place})
        assert reply.status_code == status
    assert client.post(f"/gestion/etapes/{second}/copie").status_code == 303
    assert client.post(f"/gestion/etapes/{second}/retrait").status_code == 303
    assert sorted(titles(world, sitting)) == sorted(before)


def test_a_step_is_added_then_written(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_plan(world, None)
    assert "une étape" in said(client.get(f"/gestion/journees/{sitting}"))
    form = {"title": "En petits groupes", "kind": "small_groups", "minutes": "20"}
    desk = client.post(f"/gestion/journees/{sitting}/etapes", data=form).headers["location"]
    [step] = steps_of(world, sitting)
    assert desk == f"/gestion/etapes/{step.id}"
    words = form | {"instruction": "Qu'est-ce qui bloque ?", "seating_rule": "mix"}
    words |= {"opens": "writing", "seen": steps.step_as_seen(step)}
    assert client.post(desk, data=words).status_code == 303
    [step] = steps_of(world, sitting)
    assert (step.instruction, step.opens.value, step.seating_rule) == (
        "Qu'est-ce qui bloque ?",
        "writing",
        "mix",
    )


@pytest.mark.parametrize(
    "typed_in",
    [
        {"minutes": "0"},
        {"minutes": "10000"},
        {"minutes": "un quart d'heure"},
        {"kind": "danse"},
        {"opens": "rien"},
        {"seating_rule": "au pif"},
        {"title": "x" * 151},
        {"instruction": "x" * 1501},
        {"ballot": "-1"},
    ],
)
def test_a_step_that_cannot_be_is_refused_and_its_words_come_back(
    client: TestClient, world: World, typed_in: dict[str, str]
) -> None:
    facilitator(client, world)
    sitting = a_plan(world)
    step = steps_of(world, sitting)[0]
    good = {"title": "Accueil", "kind": "plenary", "minutes": "5", "easy_read": "On entre."}
    good |= {"seen": steps.step_as_seen(step)}
    reply = client.post(f"/gestion/etapes/{step.id}", data=good | typed_in)
    assert reply.status_code == 422 and 'role="alert"' in reply.text
    assert "On entre." in reply.text
    assert steps_of(world, sitting)[0].title == step.title


def test_two_people_who_write_at_once_lose_nothing(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_plan(world)
    step = steps_of(world, sitting)[0]
    seen = steps.step_as_seen(step)
    desk = f"/gestion/etapes/{step.id}"
    first = {"title": "Accueil", "kind": "plenary", "minutes": "5", "seen": seen}
    assert client.post(desk, data=first).status_code == 303
    second = first | {"title": "Le café", "instruction": "Servez-vous."}
    reply = client.post(desk, data=second)
    assert reply.status_code == 409 and "Quelqu’un d’autre a changé" in said(reply)
    assert 'value="Le café"' in reply.text and "Servez-vous." in reply.text
    assert "Ce qui est gardé maintenant Accueil" in said(reply)
    now = steps.step_as_seen(steps_of(world, sitting)[0])
    assert f'name="seen" value="{now}"' in reply.text
    assert client.post(desk, data=second | {"seen": now}).status_code == 303
    assert titles(world, sitting)[0] == "Le café"


def test_a_vote_step_offers_the_votes_of_its_topic(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_day(world)
    ballot = world.keep(Ballot(topic_id=world.topic_id, question="Garder un guichet ?"))
    vote = steps_of(world, sitting)[VOTE]
    desk = f"/gestion/etapes/{vote.id}"
    assert f'<option value="{ballot.id}"' in client.get(desk).text
    form = {"title": "Le vote", "kind": "vote", "minutes": "5", "ballot": str(ballot.id)}
    form |= {"seen": steps.step_as_seen(vote)}
    assert client.post(desk, data=form).status_code == 303
    assert steps_of(world, sitting)[VOTE].ballot_id == ballot.id
    assert "Garder un guichet" in said(client.get(f"/gestion/journees/{sitting}"))


def test_what_was_lived_says_so_and_offers_no_other_kind(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_day(world)
    act(world, sitting, Act.START)
    lived, other = steps_of(world, sitting)[0], steps_of(world, sitting)[GROUPS]
    page = client.get(f"/gestion/etapes/{lived.id}")
    assert "Cette étape a déjà servi" in said(page)
    assert 'type="radio"' not in page.text and "J’enlève cette étape" not in said(page)
    assert 'type="radio"' in client.get(f"/gestion/etapes/{other.id}").text
    reply = client.post(f"/gestion/etapes/{lived.id}/retrait")
    assert reply.status_code == 409 and "ont déjà vécu cette étape" in said(reply)


def test_tables_rooms_and_badges_are_made_and_given(client: TestClient, world: World) -> None:
    facilitator(client, world)
    sitting = a_plan(world)
    desk = f"/gestion/journees/{sitting}"
    client.post(f"{desk}/salles", data={"name": "Préau", "access": "Au fond"})
    trees = {"number": "12", "capacity": "8", "naming": "trees", "room": "1"}
    assert client.post(f"{desk}/tables", data=trees).status_code == 303
    college = str(world.colleges["concerned"])
    kept = {"first": "1", "last": "3", "college": college}
    assert client.post(f"{desk}/tables/college", data=kept).status_code == 303
    table = rows(world, Table)[3]
    change = {"name": "Près du feu", "capacity": "6", "room": "0", "college": college}
    assert client.post(f"/gestion/tables/{table.id}", data=change).status_code == 303
    page = said(client.get(f"{desk}/salle"))
    assert "12 tables, 94 places." in page and "Chêne" in page and "Près du feu" in page
    assert page.count("personnes accompagnées") >= 4
    assert client.post(f"/gestion/tables/{table.id}/retrait").status_code == 303
    assert client.post("/gestion/salles/1/retrait").status_code == 303
    assert [one.room_id for one in rows(world, Table)] == [None] * 11
    for form in ({"number": "2", "college": college}, {"number": "3"}):
        assert client.post(f"{desk}/badges", data=form).status_code == 303
    badges = said(client.get(f"{desk}/badges"))
    assert "Badges 1 à 2 À remettre à : personnes accompagnées" in badges
    assert "Badges 3 à 5 À remettre à : tout le monde" in badges


@pytest.mark.parametrize(
    ("where", "form"),
    [
        ("tables", {"number": "0", "capacity": "8"}),
        ("tables", {"number": "10000", "capacity": "8"}),
        ("tables", {"number": "4", "capacity": "31"}),
        ("tables", {"number": "4", "capacity": "8", "naming": "oiseaux"}),
        ("badges", {"number": "501"}),
        ("badges", {"number": ""}),
        ("salles", {"name": ""}),
    ],
)
def test_furniture_that_cannot_be_is_refused(
    client: TestClient, world: World, where: str, form: dict[str, str]
) -> None:
    facilitator(client, world)
    sitting = a_plan(world)
    reply = client.post(f"/gestion/journees/{sitting}/{where}", data=form)
    assert reply.status_code == 422 and 'role="alert"' in reply.text
    assert rows(world, Table) == rows(world, Badge) == []
