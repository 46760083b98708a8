"""Laws of the pages where people register for a day, change their minds, and leave."""

import re
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.db import Once
from deliberation.security import token_hash
from deliberation.sittings import workshops
from deliberation.sittings.enrol_rules import forgotten_on
from deliberation.sittings.models import Room, Sitting, SittingState
from deliberation.sittings.registers import Registration, WorkshopPlace
from tests.sittings.days import GROUPS, REPORT
from tests.sittings.enrolment import a_workshop, an_open_day, enrol, inside, pressed
from tests.sittings.planning import CLERK, NOW, SOON, rows, said
from tests.world import World, a_participant, enter

ANSWERS = {
    "name": "Colette (prénom d'emprunt)",
    "contact": "par la maison de quartier",
    "needs": "Un repas sans viande",
    "wishes": "Être près de la porte",
    "refunded": "yes",
    "once": "abc",
}


def door(day: int) -> str:
    return f"/journees/{day}/inscription"


def test_a_name_is_enough_and_the_page_says_who_reads_and_until_when(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    form = client.get(door(day))
    assert form.status_code == 200
    assert re.findall(r"<(?:input|textarea)[^>]* required", form.text) == re.findall(
        r'<input id="name"[^>]* required', form.text
    )
    words = said(form)
    assert "Le secrétariat du comité, et personne d’autre." in words
    assert "n’est jamais liée à ce que vous dites ni à ce que vous votez" in words
    assert "soixante jours après la journée" in words
    assert "Aucun e-mail n’est envoyé." in words
    reply = client.post(door(day), data={"name": "Zoé"})
    assert reply.status_code == 303
    assert [one.name for one in rows(world, Registration)] == ["Zoé"]


def test_all_that_was_answered_is_behind_the_address_that_she_keeps(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    room = world.keep(Room(sitting_id=day, name="La bibliothèque")).id
    one = a_workshop(world, day, GROUPS, title="Sans stress", room_id=room)
    enrol(world, day, "Anne", one)
    reply = client.post(door(day), data=ANSWERS | {"workshop": one})
    address = reply.headers["location"].partition("?")[0]
    kept = client.get(reply.headers["location"])
    words = said(kept)
    for answer in ("Colette", "maison de quartier", "sans viande", "près de la porte"):
        assert answer in words
    assert "Remboursement demandé" in words
    assert "Liste d’attente, place n° 1" in words
    assert "La bibliothèque" in words
    assert f"http://127.0.0.1:8000{address}" in words
    assert "<svg" in kept.text
    assert f"/journees/{day}/agenda.ics" in kept.text
    assert pressed(kept.text) == [str(one)]
    secret = address.rpartition("/")[2]
    assert re.fullmatch("[0-9a-f]{32}", secret)
    assert rows(world, Registration)[1].token_hash == token_hash(secret)


def test_the_same_form_sent_twice_registers_once_and_leads_to_the_same_page(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    first, again = (client.post(door(day), data=ANSWERS) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert len(rows(world, Registration)) == 1
    with world.db.reading() as session:
        [kept] = session.exec(select(Once))
    assert first.headers["location"][14:46] not in kept.token + kept.result
    assert kept.result == "null"


def test_a_form_used_again_with_another_name_registers_that_person_too(
    client: TestClient, world: World
) -> None:
    """At a desk where several people follow each other, the button « back » loses nobody."""
    day = an_open_day(world)
    first = client.post(door(day), data=ANSWERS).headers["location"]
    other = client.post(door(day), data=ANSWERS | {"name": "Idris"}).headers["location"]
    assert first != other
    assert "Colette" not in client.get(other).text
    assert len(rows(world, Registration)) == 2


def test_she_changes_her_answers_and_her_workshops(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    one, two = a_workshop(world, day, GROUPS), a_workshop(world, day, REPORT)
    here = f"/inscriptions/{enrol(world, day, 'Anne', one)}"
    reply = client.post(here, data={"name": "Anna", "needs": "Une rampe", "workshop": two})
    assert reply.status_code == 303
    assert (inside(world, one), inside(world, two)) == ([], ["Anna"])
    assert "Une rampe" in said(client.get(here))


def test_she_leaves_and_nothing_of_her_is_kept(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day)
    here = f"/inscriptions/{enrol(world, day, 'Anne', one)}"
    twice = [client.post(f"{here}/annulation", data={"once": "abc"}) for _ in range(2)]
    assert {reply.headers["location"] for reply in twice} == {f"{door(day)}?annulee=1"}
    assert "est effacé" in said(client.get(f"{door(day)}?annulee=1"))
    assert rows(world, Registration) == rows(world, WorkshopPlace) == []
    assert client.get(here).status_code == 404


def test_what_cannot_be_chosen_is_said_and_every_word_comes_back(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    one, same = (a_workshop(world, day, GROUPS, title=title) for title in ("Voix", "Terre"))
    others = [a_workshop(world, day) for _ in range(2)]
    for chosen, sentence in (
        ([one, same], "« Voix » et « Terre » sont à la même heure"),
        ([one, *others], "Le plus possible : 2"),
        ([one, 999_999], "n’existe plus"),
    ):
        reply = client.post(door(day), data=ANSWERS | {"workshop": chosen})
        assert reply.status_code == 409
        assert sentence in said(reply)
        for answer in ("Colette (prénom d", "maison de quartier", "sans viande", "de la porte"):
            assert answer in reply.text
        known = [str(number) for number in (one, same, *others) if number in chosen]
        assert pressed(reply.text) == known
        assert re.search(r'name="refunded"[^>]*checked', reply.text)
    assert rows(world, Registration) == []
    here = f"/inscriptions/{enrol(world, day, 'Anne', one)}"
    reply = client.post(here, data=ANSWERS | {"workshop": [one, same]})
    assert reply.status_code == 409
    assert "sans viande" in reply.text
    assert "Anne" in said(reply)


@pytest.mark.parametrize(
    "details",
    [{"registers_until": NOW - timedelta(minutes=1)}, {"state": SittingState.OVER}],
    ids=["late", "over"],
)
def test_a_closed_register_refuses_and_gives_the_words_back(
    client: TestClient, world: World, details: dict[str, object]
) -> None:
    day = an_open_day(world, **details)
    assert "sont fermées" in said(client.get(door(day)))
    assert 'name="name"' not in client.get(door(day)).text
    reply = client.post(door(day), data=ANSWERS)
    assert reply.status_code == 409
    assert "sont fermées" in said(reply)
    assert "Un repas sans viande" in said(reply)
    assert rows(world, Registration) == []


def test_after_the_closing_her_page_still_lets_her_leave(client: TestClient, world: World) -> None:
    day = an_open_day(world)
    here = f"/inscriptions/{enrol(world, day, 'Anne')}"

    def close(session: Session) -> None:
        session.get_one(Sitting, day).registers_until = NOW - timedelta(minutes=1)

    world.db.do(close)
    kept = client.get(here)
    assert "sont fermées" in said(kept)
    assert f'action="{here}"' not in kept.text
    assert f'action="{here}/annulation"' in kept.text
    reply = client.post(here, data={"name": "Anna"})
    assert reply.status_code == 409
    assert "Anna" in said(reply)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("é" * 300, "trop long"),
        ("", "au moins une lettre"),
        ("\u200b\u200b", "au moins une lettre"),
        ("Co\u202elette", "signes invisibles"),
        (None, "Il manque une réponse"),
    ],
)
def test_a_name_that_cannot_be_kept_is_explained_and_the_rest_is_given_back(
    client: TestClient, world: World, name: str | None, sentence: str
) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day)
    answers = ANSWERS | {"workshop": one, "name": name}
    reply = client.post(door(day), data={k: v for k, v in answers.items() if v is not None})
    assert reply.status_code == 422
    assert sentence in said(reply)
    assert "Un repas sans viande" in reply.text
    assert f'name="workshop" value="{one}"' in reply.text
    assert rows(world, Registration) == []


@pytest.mark.parametrize("token", ["0" * 32, "x", "é", "a" * 3000])
def test_an_address_that_leads_to_nobody_is_a_page_that_does_not_exist(
    client: TestClient, world: World, token: str
) -> None:
    an_open_day(world)
    assert client.get(f"/inscriptions/{token}").status_code == 404
    assert client.post(f"/inscriptions/{token}", data={"name": "Zoé"}).status_code == 404
    assert client.post(f"/inscriptions/{token}/annulation").status_code == 404


def test_a_day_in_preparation_has_no_door(client: TestClient, world: World) -> None:
    day = an_open_day(world, state=SittingState.DRAFT)
    assert client.get(door(day)).status_code == 404
    assert client.post(door(day), data={"name": "Zoé"}).status_code == 404
    assert client.get(door(day + 1)).status_code == 404


def test_the_programme_and_the_form_say_how_many_places_are_left(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day, GROUPS, title="Sans stress", capacity=2)
    for left in ("encore 2 places", "encore 1 place", "complet : liste d’attente"):
        for address in (door(day), f"/journees/{day}"):
            assert left in said(client.get(address))
        enrol(world, day, "Anne", one)
    world.db.do(workshops.set_workshops_each, day, 0, CLERK)
    assert 'name="workshop"' not in client.get(door(day)).text


def test_who_registers_with_her_card_in_her_pocket_is_not_known_by_it(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    form = {"name": "Zoé", "once": "abc"}
    alone = client.post(door(day), data=form).headers["location"]
    enter(client, a_participant(world))
    assert client.post(door(day), data=form | {"name": "Idris"}).status_code == 303
    kept = rows(world, Registration)[1]
    assert {"participant", "badge"}.isdisjoint(kept.model_dump())
    assert client.get(alone).status_code == 200


def test_the_day_of_forgetting_that_is_told_is_the_one_that_is_kept(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    told = said(client.get(door(day)))
    assert forgotten_on(SOON).strftime("%Y") in told
    assert f"{forgotten_on(SOON).day}" in told
