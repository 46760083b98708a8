"""The easy-read twin: written by people, called FALC only once a group has read these words."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.i18n import today
from deliberation.roles import Role
from deliberation.syntheses import easy_rules
from deliberation.syntheses.easy_rules import EasyReadRefusal
from deliberation.syntheses.models import EasyRead
from tests.documents.screen_reader import structure
from tests.syntheses.drafting import a_synthesis, published, submitted
from tests.world import World, a_member, leave, sign_in

WORDS = "Internet est difficile.\n\nOn veut parler à quelqu'un."
NOT_TESTED = "pas encore relue par des personnes concernées"


@pytest.fixture
def pen(world: World, client: TestClient) -> TestClient:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client


def desk(synthesis: int) -> str:
    return f"/gestion/syntheses/{synthesis}/facile-a-lire"


def seen(client: TestClient, synthesis: int) -> str:
    """What the form says of the words that are kept now."""
    _, _, rest = client.get(desk(synthesis)).text.partition('name="seen" value="')
    return rest.partition('"')[0]


def keep(client: TestClient, synthesis: int, words: str, read: str | None = None) -> Any:
    read = seen(client, synthesis) if read is None else read
    return client.post(desk(synthesis), data={"words": words, "seen": read})


def read_by_a_group(client: TestClient, synthesis: int, **fields: object) -> Any:
    return client.post(f"{desk(synthesis)}/relecture", data=fields)


def test_nobody_calls_it_falc_before_a_group_has_read_it(pen: TestClient, world: World) -> None:
    synthesis = a_synthesis(world)
    assert keep(pen, synthesis, WORDS).status_code == 303
    page = pen.get(f"/syntheses/{synthesis}").text
    assert NOT_TESTED in page and "FALC" not in page
    assert "On veut parler à quelqu" in page
    sheet = structure(pen.get(f"/syntheses/{synthesis}/facile-a-lire").content)
    assert NOT_TESTED in sheet.said and "FALC" not in sheet.said
    assert [part.said for part in sheet.every("P")][1:] == WORDS.split("\n\n")
    reply = read_by_a_group(pen, synthesis, tested_by="Les Voix du Val", tested_on="2026-03-02")
    assert reply.status_code == 303
    label = "FALC\u00a0: facile à lire et à comprendre. Relu par Les Voix du Val, le 2 mars 2026."
    assert label in pen.get(f"/syntheses/{synthesis}").text
    assert label in structure(pen.get(f"/syntheses/{synthesis}/facile-a-lire").content).said


def test_new_words_were_tested_by_nobody(pen: TestClient, world: World) -> None:
    synthesis = a_synthesis(world)
    keep(pen, synthesis, WORDS)
    read_by_a_group(pen, synthesis, tested_by="Les Voix du Val", tested_on="2026-03-02")
    keep(pen, synthesis, WORDS)
    assert "FALC\u00a0:" in pen.get(f"/syntheses/{synthesis}").text
    keep(pen, synthesis, "Autre chose.")
    page = pen.get(f"/syntheses/{synthesis}").text
    assert NOT_TESTED in page and "FALC" not in page


def test_two_who_write_together_lose_no_word(pen: TestClient, world: World) -> None:
    synthesis = a_synthesis(world)
    read = seen(pen, synthesis)
    keep(pen, synthesis, "Mes mots.", read)
    reply = keep(pen, synthesis, "Les mots d'un autre.", read)
    assert reply.status_code == 409
    assert "pendant que vous écriviez" in reply.text and "Les mots d" in reply.text
    with world.db.reading() as session:
        assert session.get_one(EasyRead, synthesis).words == "Mes mots."


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"tested_by": "Les Voix du Val"}, 409, "le jour"),
        ({"tested_on": "2026-03-02"}, 409, "le nom du groupe"),
        ({"tested_by": "x", "tested_on": "2999-01-01"}, 409, "pas encore arrivé"),
        ({"tested_by": "x", "tested_on": "hier"}, 422, "une date comme"),
    ],
)
def test_a_test_without_a_group_and_a_day_is_refused_and_given_back(
    pen: TestClient, world: World, fields: dict[str, str], status: int, told: str
) -> None:
    synthesis = a_synthesis(world)
    keep(pen, synthesis, WORDS)
    reply = read_by_a_group(pen, synthesis, **fields)
    assert reply.status_code == status
    assert told in reply.text
    assert all(f'value="{value}"' in reply.text for value in fields.values())
    assert "FALC\u00a0:" not in pen.get(f"/syntheses/{synthesis}").text


def test_what_is_not_written_is_not_tested() -> None:
    now = today()
    assert easy_rules.why_not_test(False, "Un groupe", now, now) is EasyReadRefusal.NOTHING_TESTED
    assert easy_rules.why_not_test(True, "Un groupe", now, now) is None
    tomorrow = now + timedelta(days=1)
    assert easy_rules.why_not_test(True, "Un groupe", tomorrow, now) is EasyReadRefusal.NOT_YET


@pytest.mark.parametrize("words", ["", "x" * 6001])
def test_no_words_or_too_many_are_refused_and_given_back(
    pen: TestClient, world: World, words: str
) -> None:
    reply = keep(pen, a_synthesis(world), words)
    assert reply.status_code == 422
    assert words in reply.text


def test_it_is_read_by_everyone_once_the_synthesis_is_published_and_written_by_drafters(
    client: TestClient, world: World
) -> None:
    synthesis = submitted(world)
    world.keep(EasyRead(synthesis_id=synthesis, words=WORDS, written_on=today()))
    sheet = f"/syntheses/{synthesis}/facile-a-lire"
    assert client.get(sheet).status_code == 404
    assert client.get(desk(synthesis)).status_code == 401
    published(world, synthesis)
    assert client.get(sheet).status_code == 200
    sign_in(client, a_member(world, Role.TECHNICAL))
    assert keep(client, synthesis, "Non.", "").status_code == 403
    leave(client)
    assert keep(client, synthesis, "Non.", "").status_code == 401
