"""The reading back without script: notes are heard, scoped, agreed on, and their screen forgets."""

import re

from starlette.testclient import TestClient

from deliberation.debate.models import Scope
from deliberation.debate.notes import claim_note
from deliberation.debate.rules import note_letters
from deliberation.security import token_hash
from deliberation.sittings.models import Act, Opens, ReportBack
from tests.debate.speaking import a_speaker
from tests.sittings.days import GROUPS, STEPS, a_day, a_table, act, go_to, hold_table
from tests.sittings.noting import (
    PEERS,
    a_device,
    agree,
    at_work,
    release,
    rows,
    scope,
    text,
    without_tokens,
    words,
    write,
)
from tests.world import World


def test_a_step_that_only_listens_hides_the_box_and_notes_of_before_are_still_read_back(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, device = at_work(world, client)
    write(world, table_id, device, segment_id, "Pas encore relue.")
    act(world, 1, Act.NEXT)
    page = client.get(f"/tables/{table_id}").text
    assert "Écoutez, le micro est dans la salle." in text(page)
    assert re.search(r'id="table_box" hidden', page)
    link = re.search(r'href="(/tables/\d+/relecture\?etape=\d+)"', page)
    assert link is not None
    assert "Pas encore relue." in client.get(link[1]).text
    answer = client.post(f"/tables/{table_id}/relecture", data={"segment": segment_id})
    assert "La table est d'accord : ses notes sont gardées." in text(
        client.get(answer.headers["location"]).text
    )
    assert words(world) == ["Pas encore relue."]


def test_the_whole_of_a_table_works_with_forms_alone(client: TestClient, world: World) -> None:
    table_id, segment_id, device = at_work(world, client)
    address = f"/tables/{table_id}"
    note = write(world, table_id, device, segment_id, "Un.", "Deux.", "Trois.")
    reading = f"{address}/relecture?etape={segment_id}"

    def post(where: str, **form: object) -> str:
        answer = client.post(f"{address}/{where}", data=form)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    assert post(f"notes/{note}", words="Un,\nmieux dit.") == f"{address}#note-{note}"
    assert post(f"notes/{note}/rang", rank="1", back="yes") == f"{reading}#note-{note}"
    assert post(f"notes/{note + 1}/portee", scope="public") == f"{reading}#note-{note + 1}"
    post(f"notes/{note + 2}/retrait", removed="yes")
    page = client.get(address).text
    assert "Remettre" in text(page)
    assert text(page).count("1re priorité") > 0
    assert "Trois." not in text(client.get(reading).text)
    post("relecture", segment=segment_id, disagreement="Pas tous d'accord.", once="c" * 32)
    post("relecture", segment=segment_id, disagreement="Pas tous d'accord.", once="c" * 32)
    assert words(world) == ["Un, mieux dit.", "Deux.", "Pas tous d'accord."]
    post("aide", asked="yes")
    assert "L'animateur est appelé." in text(client.get(address).text)
    post("aide", asked="no")
    assert "Appeler l'animateur" in text(client.get(address).text)


def test_after_the_reading_a_claimed_note_looks_like_any_other(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, device = at_work(world, client)
    write(world, table_id, device, segment_id, "Ma vie.", "Autre.")
    agree(world, table_id, device, segment_id)
    before = client.get(f"/tables/{table_id}").text
    assert "Ma vie." in before
    letters = note_letters(world.db.key, world.topic_id, 1)
    world.db.do(claim_note, world.topic_id, 1, letters, a_speaker(world))
    assert without_tokens(client.get(f"/tables/{table_id}").text) == without_tokens(before)


def test_what_stays_at_the_table_is_not_on_its_screen_once_read_back(
    client: TestClient, world: World
) -> None:
    table_id, segment_id, device = at_work(world, client)
    note = write(world, table_id, device, segment_id, "Entre nous.")
    scope(world, table_id, device, note, Scope.TABLE)
    agree(world, table_id, device, segment_id)
    page = client.get(f"/tables/{table_id}").text
    assert "Entre nous." not in page
    assert "Ces mots ne sont pas montrés ici." in text(page)


def test_peers_are_told_that_their_notes_are_closed_then_released(
    client: TestClient, world: World
) -> None:
    sitting_id = a_day(world, PEERS)
    one, two = (
        a_table(world, sitting_id, number, college_id=world.colleges[college])
        for number, college in ((1, "concerned"), (2, "professionals"))
    )
    segment_id = go_to(world, sitting_id, GROUPS)
    device = token_hash(hold_table(client, world, one))
    theirs = a_device(world, two)
    write(world, one, device, segment_id, "Nous.")
    write(world, two, theirs, segment_id, "Eux.")
    reading = f"/tables/{one}/relecture"
    assert "Nous laissons voir nos notes" not in text(client.get(reading).text)
    client.post(reading, data={"segment": segment_id})
    assert "Nous laissons voir nos notes" in text(client.get(reading).text)
    client.post(f"/tables/{one}/ouverture", data={"segment": segment_id})
    assert "quand la dernière aura dit oui" in text(client.get(reading).text)
    agree(world, two, theirs, segment_id)
    release(world, two, theirs, segment_id)
    said = client.get(f"/tables/{one}").text
    assert "Nous." in said
    assert "Eux." not in said


def test_a_reading_of_no_step_or_of_another_day_is_no_page(
    client: TestClient, world: World
) -> None:
    sitting_id = a_day(world)
    table_id = a_table(world, sitting_id)
    hold_table(client, world, table_id)
    assert client.get(f"/tables/{table_id}/relecture").status_code == 404
    elsewhere = go_to(world, a_day(world), GROUPS)
    assert client.get(f"/tables/{table_id}/relecture?etape={elsewhere}").status_code == 404


def test_where_a_step_asks_to_choose_it_is_among_the_notes_of_before(
    client: TestClient, world: World
) -> None:
    choosing = STEPS[GROUPS] | {"title": "Nos choix", "opens": Opens.CHOOSING}
    sitting_id = a_day(world, (*STEPS[: GROUPS + 1], choosing, *STEPS[GROUPS + 1 :]))
    table_id = a_table(world, sitting_id)
    segment_id = go_to(world, sitting_id, GROUPS)
    device = token_hash(hold_table(client, world, table_id))
    note = write(world, table_id, device, segment_id, "Un.")
    act(world, sitting_id, Act.NEXT)
    address = f"/tables/{table_id}"
    assert client.post(f"{address}/notes/{note}/rang", data={"rank": "1"}).status_code == 303
    said = text(client.get(address).text)
    assert "Nos notes : En petits groupes" in said
    assert "Nos notes : Nos choix" not in said
    agree(world, table_id, device, segment_id)
    assert [card.rank for card in rows(world, ReportBack)] == [1]
