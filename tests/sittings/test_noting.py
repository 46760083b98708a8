"""A table's device without script: opened by a QR code, taken over, and nothing typed is lost."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.debate.rules import LONGEST_WORDS, note_letters
from deliberation.sittings import notes
from deliberation.sittings.doors import DEVICE_COOKIE
from deliberation.sittings.models import Act, Sitting, Table
from deliberation.sittings.note_rules import MOST_LINES
from tests.sittings.days import GROUPS, STEPS, a_day, a_table, act, go_to, hold_table, view_of
from tests.sittings.noting import (
    a_device,
    at_work,
    door,
    drafts,
    rows,
    text,
    write,
)
from tests.world import HTMX, World, leave


def test_a_table_is_opened_by_its_code_with_one_button_and_no_account(
    client: TestClient, world: World
) -> None:
    sitting_id = a_day(world)
    table_id = a_table(world, sitting_id, 4, name="Les Pins")
    address = door(world, table_id)
    assert "Cet appareil écrit pour : Table 4, Les Pins" in text(client.get(address).text)
    answer = client.post(address)
    assert answer.headers["location"] == f"/tables/{table_id}"
    assert client.get(f"/tables/{table_id}").status_code == 200
    assert client.get(address).headers["location"] == f"/tables/{table_id}"


def test_opening_twice_with_one_form_keeps_the_same_device(
    client: TestClient, world: World
) -> None:
    table_id = a_table(world, a_day(world))
    address = door(world, table_id)
    secrets = set()
    for _ in range(2):
        assert client.post(address, data={"once": "a" * 32}).status_code == 303
        secrets.add(client.cookies.get(DEVICE_COOKIE))
    assert len(secrets) == 1
    assert client.get(f"/tables/{table_id}").status_code == 200


@pytest.mark.parametrize("table", [1, 99])
def test_a_wrong_code_opens_nothing_tells_nothing_and_is_counted(
    client: TestClient, world: World, table: int
) -> None:
    a_table(world, a_day(world))
    answers = [client.get(f"/t/{table}/ABCDEFGHJKMN") for _ in range(9)]
    assert answers[0].status_code == 404
    assert "Cette adresse n'ouvre aucune table." in text(answers[0].text)
    assert answers[-1].status_code == 429


def test_a_new_key_of_the_day_revokes_the_signs_of_its_tables(
    client: TestClient, world: World
) -> None:
    sitting_id = a_day(world)
    address = door(world, a_table(world, sitting_id))

    def turn(session: object) -> None:
        session.get_one(Sitting, sitting_id).screen_key += 1  # type: ignore[attr-defined]

    world.db.do(turn)
    assert client.post(address).status_code == 404


def test_a_table_opened_twice_tells_both_devices_and_loses_nothing(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    first = client.cookies.get(DEVICE_COOKIE)
    leave(client)
    address = door(world, table_id)
    assert "déjà ouverte sur un autre appareil" in text(client.get(address).text)
    assert client.post(address).status_code == 409
    assert client.post(address, data={"takes_over": "yes"}).status_code == 303
    leave(client)
    client.cookies.set(DEVICE_COOKIE, first)
    form = {"segment": segment_id, "words": "Presque perdu."}
    answer = client.post(f"/tables/{table_id}/notes", data=form)
    assert answer.status_code == 409
    assert "maintenant ouverte sur un autre appareil" in text(answer.text)
    assert "Presque perdu." in answer.text
    page = client.get(f"/tables/{table_id}")
    assert page.status_code == 403
    assert "lisez à nouveau le QR code" in text(page.text)
    client.post(address, data={"takes_over": "yes"})
    assert client.post(f"/tables/{table_id}/notes", data=form).status_code == 303
    assert [note.words for note in drafts(world)] == ["Presque perdu."]


def test_a_note_is_acknowledged_with_the_number_to_tell_aloud(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    form = {"segment": segment_id, "words": "Un guichet.", "nature": "need", "said_by": "3"}
    form |= {"college": str(world.colleges["concerned"])}
    answer = client.post(f"/tables/{table_id}/notes", data=form)
    said = text(client.get(answer.headers["location"]).text)
    letters = note_letters(world.db.key, world.topic_id, 1)
    assert "C'est enregistré. Dites ce numéro à qui a parlé :" in said
    assert said.count(f"Note n° 1 {letters}") > 1
    for told in ("Un guichet.", "Besoin", "dites par 3 personnes", "personnes accompagnées"):
        assert told in said


def test_the_letters_of_another_table_are_not_told(client: TestClient, world: World) -> None:
    table_id, segment_id, _ = at_work(world, client)
    other = a_table(world, 1, 5)
    note = write(world, other, a_device(world, other), segment_id, "Ailleurs.")
    page = client.get(f"/tables/{table_id}?note={note}&combien=50").text
    assert note_letters(world.db.key, world.topic_id, 1) not in page
    assert "Ailleurs." not in page


def test_pasting_makes_one_note_a_line_and_says_how_many(client: TestClient, world: World) -> None:
    table_id, segment_id, _ = at_work(world, client)
    form = {"segment": segment_id, "words": "  Un.\r\n\r\nDeux.\r\nTrois.  "}
    answer = client.post(f"/tables/{table_id}/notes", data=form)
    said = text(client.get(answer.headers["location"]).text)
    assert "C'est enregistré : 3 notes, une par ligne." in said
    assert [note.words for note in drafts(world)] == ["Un.", "Deux.", "Trois."]


def test_the_same_form_sent_twice_is_one_note(client: TestClient, world: World) -> None:
    table_id, segment_id, _ = at_work(world, client)
    form = {"segment": segment_id, "words": "Un.", "once": "b" * 32}
    places = {
        client.post(f"/tables/{table_id}/notes", data=form).headers["location"] for _ in range(2)
    }
    assert len(places) == 1
    assert len(drafts(world)) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": ""}, "Il manque une réponse ici."),
        ({"words": " \n "}, "Il manque une réponse ici."),
        ({"words": "x" * 2000}, f"Ce texte est trop long : {LONGEST_WORDS} signes au plus."),
        ({"words": "ligne\n" * 500}, f"Collez {MOST_LINES} lignes au plus"),
        ({"words": "Un\u202e guichet."}, "des signes invisibles"),
        ({"said_by": "0"}, "trop petit"),
        ({"nature": "?"}, "Choisissez une des réponses proposées."),
        ({"college": "-1"}, "trop petit"),
        ({"segment": "x"}, "Écrivez un nombre entier."),
    ],
)
def test_what_is_not_understood_is_given_back_with_a_sentence(
    client: TestClient, world: World, wrong: dict[str, str], sentence: str
) -> None:
    table_id, segment_id, _ = at_work(world, client)
    form = {"segment": str(segment_id), "words": "Un guichet."} | wrong
    address = f"/tables/{table_id}/notes"
    answer = client.post(address, data=form)
    assert answer.status_code == 422
    assert "Ce n'est pas enregistré" in text(answer.text)
    told = client.post(address, data=form, headers=HTMX)
    assert told.status_code == 422
    assert sentence in re.sub(r"\s+", " ", unescape(told.text)).replace("’", "'")
    assert drafts(world) == []


def test_a_note_typed_in_a_step_that_closes_is_refused_and_added_to_the_next_with_one_tap(
    client: TestClient, world: World
) -> None:
    steps = (STEPS[0], STEPS[1], STEPS[1] | {"title": "Encore en groupes"}, *STEPS[2:])
    sitting_id = a_day(world, steps)
    table_id = a_table(world, sitting_id)
    hold_table(client, world, table_id)
    segment_id = go_to(world, sitting_id, GROUPS)
    act(world, sitting_id, Act.NEXT)
    form = {"segment": segment_id, "words": "Typed <too> late."}
    address = f"/tables/{table_id}/notes"
    answer = client.post(address, data=form)
    assert answer.status_code == 409
    assert "L'étape « En petits groupes » est finie" in text(answer.text).replace("\u00a0", " ")
    box = answer.text.split('id="table_box"')[1].split("</form>")[0]
    assert "Typed &lt;too&gt; late.</textarea>" in box
    present = re.search(r'name="segment" value="(\d+)"', box)
    assert present is not None
    assert client.post(address, data=form, headers=HTMX).status_code == 409
    assert drafts(world) == []
    assert client.post(address, data=form | {"segment": present[1]}).status_code == 303
    assert [note.words for note in drafts(world)] == ["Typed <too> late."]


ADDRESSES = ("", "/etape", "/relecture", "/photo")
ACTS = (
    "/notes",
    "/aide",
    "/relecture",
    "/ouverture",
    "/photo",
    "/notes/1",
    "/notes/1/retrait",
    "/notes/1/rang",
    "/notes/1/portee",
)


def test_a_device_that_opened_no_table_sees_and_does_nothing(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, device = at_work(world, client)
    write(world, table_id, device, segment_id, "Un.")
    leave(client)
    for address in ADDRESSES:
        answer = client.get(f"/tables/{table_id}{address}")
        assert answer.status_code == 403
        assert "Un." not in answer.text
    form = {"segment": segment_id, "words": "x", "rank": "1", "scope": "public", "asked": "yes"}
    for address in ACTS:
        assert client.post(f"/tables/{table_id}{address}", data=form).status_code == 403
    assert client.get("/tables/999").status_code in (403, 404)
    with (
        client.websocket_connect(f"/tables/{table_id}/direct") as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_text()
    assert closed.value.code == 4403


def test_the_table_follows_its_day_and_its_own_notes(client: TestClient, world: World) -> None:
    table_id, segment_id, device = at_work(world, client)
    with client.websocket_connect(f"/tables/{table_id}/direct") as socket:
        assert "En petits groupes" in socket.receive_text()
        write(world, table_id, device, segment_id, "Un.")
        assert "Un." in socket.receive_text()
        act(world, 1, Act.NEXT)
        told = socket.receive_text()
        assert "Mise en commun" in told
        assert "table_box" not in told
        world.db.do(notes.open_table, table_id, "another", True)
        lost = socket.receive_text()
        assert "maintenant ouverte sur un autre appareil" in lost
        assert "Un." not in lost
    assert "maintenant ouverte" in client.get(f"/tables/{table_id}/etape").text


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_page_of_a_table_is_there_before_and_after_the_day(
    client: TestClient, world: World, place: str
) -> None:
    sitting_id = a_day(world)
    table_id = a_table(world, sitting_id)
    hold_table(client, world, table_id)
    if place == "after":
        act(world, sitting_id, Act.START)
        act(world, sitting_id, Act.END)
    page = client.get(f"/tables/{table_id}")
    assert page.status_code == 200
    sentence = {"before": "n'a pas encore commencé", "after": "La journée est finie"}
    assert sentence[place] in text(page.text)
    assert view_of(world, sitting_id).segment is None
    assert rows(world, Table)[0].help_asked_at is None
