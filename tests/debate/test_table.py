"""A scribe writes for a table; a speaker takes her note, and nobody sees it."""

import re

import pytest
from starlette.testclient import TestClient

from deliberation.debate import rules
from deliberation.debate.models import Scope
from deliberation.people.models import Channel
from deliberation.roles import Role
from tests.debate.speaking import (
    a_neighbour,
    a_note,
    an_account,
    note_row,
)
from tests.world import (
    World,
    a_member,
    a_participant,
    enter,
    leave,
    sign_in,
)


def test_a_scribe_enters_one_note_after_the_other(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.SCRIBE))
    address = f"/sujets/{world.topic_id}/notes"
    form = {"table_name": "Les Pins", "words": "Plus de guichet.", "said_by": "4", "nature": "need"}
    for number in (1, 2):
        answer = client.post(address, data=form)
        page = client.get(answer.headers["location"]).text
        assert f"Note n° {number}" in page
        assert 'value="Les Pins"' in page
        assert "dites par 4 personnes" in page
    kept = note_row(world, 2)
    assert (kept.said_by, kept.channel, kept.scope) == (4, Channel.TABLE, Scope.DRAFTERS)
    client.post(address, data=form | {"paper": "yes", "scope": "table", "words": "Tout bas."})
    assert note_row(world, 3).channel is Channel.PAPER
    assert "Tout bas." not in client.get(address).text


@pytest.mark.parametrize(
    "wrong", [{"said_by": "0"}, {"said_by": "x"}, {"words": ""}, {"scope": "?"}]
)
def test_a_note_that_is_not_understood_is_given_back(
    client: TestClient, world: World, wrong: dict[str, str]
) -> None:
    sign_in(client, a_member(world, Role.SCRIBE))
    form = {"table_name": "Les Pins", "words": "Plus de guichet."} | wrong
    answer = client.post(f"/sujets/{world.topic_id}/notes", data=form)
    assert answer.status_code == 422
    assert "Les Pins" in answer.text


def test_a_speaker_takes_her_note_and_the_scribe_does_not_see_it(
    client: TestClient, world: World
) -> None:
    scribe = a_member(world, Role.SCRIBE)
    sign_in(client, scribe)
    address = f"/sujets/{world.topic_id}/notes"
    kept = client.post(address, data={"table_name": "Les Pins", "words": "Ma vie."})
    given = client.get(kept.headers["location"]).text
    [number] = set(re.findall(r"Note n°\s(\d+ \w{3})", given))
    leave(client)
    secret = a_participant(world)
    enter(client, secret)
    assert "Cette parole est la mienne" in client.get("/note").text
    answer = client.post("/note", data={"note": number, "topic": str(world.topic_id)})
    assert answer.status_code == 303
    assert "Ma vie." in client.get(answer.headers["location"]).text
    leave(client)
    sign_in(client, scribe)
    same = client.get(kept.headers["location"]).text
    assert without_tokens(same) == without_tokens(given)


def without_tokens(page: str) -> str:
    return re.sub(r'name="once" value="\w+"|data-now="\d+"', "", page)


def test_guessing_the_letters_of_a_note_is_stopped(client: TestClient, world: World) -> None:
    number = a_note(world, an_account(world))
    right = rules.note_letters(world.db.key, world.topic_id, number)
    wrong = "BB" if right != "BB" else "CC"
    enter(client, a_participant(world))
    form = {"note": f"{number} {wrong}", "topic": str(world.topic_id)}
    answers = [client.post("/note", data=form).status_code for _ in range(9)]
    assert answers[0] == 409
    assert answers[-1] == 429
    assert note_row(world, number).participant_id is None


def test_entering_again_gives_no_new_guesses_at_a_note(client: TestClient, world: World) -> None:
    number = a_note(world, an_account(world))
    right = rules.note_letters(world.db.key, world.topic_id, number)
    form = {"note": f"{number} {'BB' if right != 'BB' else 'CC'}", "topic": str(world.topic_id)}
    for someone in (1, 2):
        enter(client, a_participant(world, number=someone))
        for _ in range(4):
            assert client.post("/note", data=form).status_code == 409
    enter(client, a_participant(world, number=3))
    assert client.post("/note", data=form | {"note": f"{number} {right}"}).status_code == 429
    assert note_row(world, number).participant_id is None


def test_the_notes_of_another_committee_are_not_mine(client: TestClient, world: World) -> None:
    number = a_note(world, an_account(world))
    enter(client, a_neighbour(world))
    typed = f"{number} {rules.note_letters(world.db.key, world.topic_id, number)}"
    answer = client.post("/note", data={"note": typed, "topic": str(world.topic_id)})
    assert answer.status_code == 403
