"""What the secretariat sends, what the national body answers, what everyone reads."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.council.models import Answer, Transmission, TransmissionState
from deliberation.council.reading import questions_from
from deliberation.roles import Role
from deliberation.syntheses.models import (
    Section,
    Snapshot,
    Statement,
    Synthesis,
    SynthesisState,
)
from tests.world import NOON, World, a_member, leave, sign_in

SOON = (date.today() + timedelta(days=90)).isoformat()


@pytest.fixture
def synthesis_id(world: World) -> int:
    """A published synthesis that asks one question."""
    synthesis = world.keep(
        Synthesis(
            topic_id=world.topic_id,
            title="Garder un accueil humain",
            state=SynthesisState.PUBLISHED,
            created_on=NOON.date(),
        )
    )
    section = world.keep(
        Section(synthesis_id=synthesis.id, position=1, heading="Demandes", asks_council=True)
    )
    world.keep(Statement(section_id=section.id, position=1, words="Garder un guichet ?"))
    world.keep(
        Snapshot(
            synthesis_id=synthesis.id,
            number="2026-001",
            content="{}",
            digest="d" * 64,
            published_at=NOON,
        )
    )
    return int(synthesis.id)


def send(client: TestClient, synthesis_id: int, **fields: object) -> str:
    """Send as the page proposes it, and give the address of the transmission."""
    page = client.get(f"/gestion/syntheses/{synthesis_id}/transmettre").text
    statements = re.findall(r'name="statement" value="(\d+)"', page)
    form = {
        "once": "form-1",
        "statement": statements,
        "question": ["Garder un guichet ?", "Former les agents ?", ""],
    } | fields
    reply = client.post(f"/gestion/syntheses/{synthesis_id}/transmettre", data=form)
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


@pytest.fixture
def secretariat(world: World, client: TestClient) -> TestClient:
    sign_in(client, a_member(world, Role.SECRETARIAT))
    return client


def reader(world: World, client: TestClient) -> TestClient:
    leave(client)
    sign_in(client, a_member(world, Role.NATIONAL_READER, email="conseil@example.org"))
    return client


@pytest.mark.parametrize("number", [10**6, 2**40])
def test_a_question_is_never_tied_to_the_words_of_another_synthesis(
    secretariat: TestClient, world: World, synthesis_id: int, number: int
) -> None:
    address = f"/gestion/syntheses/{synthesis_id}/transmettre"
    form = {"statement": [str(number)], "question": ["Garder un guichet ?"]}
    reply = secretariat.post(address, data=form)
    assert reply.status_code == 409
    assert "ne vient pas de cette synthèse" in reply.text
    with world.db.reading() as session:
        assert session.exec(select(Transmission)).all() == []


def test_a_synthesis_goes_up_and_its_answer_comes_back_question_by_question(
    secretariat: TestClient, world: World, synthesis_id: int
) -> None:
    address = send(secretariat, synthesis_id, due_on=SOON)
    client = reader(world, secretariat)
    assert "Garder un guichet ?" in client.get("/conseil").text
    assert client.post(f"{address}/accuse").status_code == 303
    questions = re.findall(r'action="(/questions/\d+/reponse)"', client.get(address).text)
    assert len(questions) == 2
    client.post(questions[0], data={"outcome": "kept"})
    client.post(questions[1], data={"outcome": "not_kept", "reason": "Pas de moyens"})
    leave(client)
    page = client.get(address).text
    assert "Pris en compte" in page and "Pas de moyens" in page and "2 sur 2" in page


def test_a_question_keeps_its_link_to_the_statement_from_which_it_comes(
    secretariat: TestClient, world: World, synthesis_id: int
) -> None:
    send(secretariat, synthesis_id)
    with world.db.reading() as session:
        statement = session.exec(select(Statement.id)).one()
        [found] = questions_from(session, [statement or 0])
    assert found.question.words == "Garder un guichet ?"


def test_a_form_sent_twice_sends_one_transmission(
    secretariat: TestClient, world: World, synthesis_id: int
) -> None:
    assert send(secretariat, synthesis_id) == send(secretariat, synthesis_id)
    with world.db.reading() as session:
        assert len(session.exec(select(Transmission)).all()) == 1


def test_a_synthesis_leaves_only_once(secretariat: TestClient, synthesis_id: int) -> None:
    send(secretariat, synthesis_id)
    again = {"question": ["Une autre ?"], "statement": ["0"], "once": "form-2"}
    reply = secretariat.post(f"/gestion/syntheses/{synthesis_id}/transmettre", data=again)
    assert reply.status_code == 409 and "déjà partie" in reply.text and "Une autre ?" in reply.text


def test_without_an_agreed_day_nothing_is_ever_late(
    secretariat: TestClient, synthesis_id: int
) -> None:
    page = secretariat.get(send(secretariat, synthesis_id)).text
    assert "sans délai convenu" in page and "En retard" not in page


def test_an_overdue_answer_shows_as_overdue_on_both_sides(
    secretariat: TestClient, world: World, synthesis_id: int
) -> None:
    address = send(secretariat, synthesis_id, due_on=SOON)
    number = int(address.rsplit("/", 1)[1])

    def time_passes(session: object) -> None:
        session.get(Transmission, number).due_on = date(2026, 1, 1)  # type: ignore[attr-defined]

    world.db.do(time_passes)
    assert "retard" in secretariat.get(address).text
    assert "en retard depuis le 1er janvier 2026" in reader(world, secretariat).get("/conseil").text


def test_a_new_answer_never_erases_an_older_one(
    secretariat: TestClient, world: World, synthesis_id: int
) -> None:
    address = send(secretariat, synthesis_id)
    client = reader(world, secretariat)
    client.post(f"{address}/accuse")
    [question, _] = re.findall(r'action="(/questions/\d+/reponse)"', client.get(address).text)
    client.post(question, data={"outcome": "studied", "until": SOON, "studied_by": "le groupe A"})
    client.post(question, data={"outcome": "kept"})
    page = client.get(address).text
    assert "le groupe A" not in page and "Réponses précédentes" in page and "À l’étude" in page
    with world.db.reading() as session:
        assert len(session.exec(select(Answer)).all()) == 2


def test_a_no_without_a_reason_is_given_back_with_what_was_typed(
    secretariat: TestClient, world: World, synthesis_id: int
) -> None:
    address = send(secretariat, synthesis_id)
    client = reader(world, secretariat)
    client.post(f"{address}/accuse")
    [question, _] = re.findall(r'action="(/questions/\d+/reponse)"', client.get(address).text)
    reply = client.post(question, data={"outcome": "not_kept", "studied_by": "le groupe B"})
    assert reply.status_code == 409
    assert "Écrivez pourquoi" in reply.text and "le groupe B" in reply.text


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.SECRETARIAT, Role.TECHNICAL])
def test_only_the_national_body_answers_in_its_name(
    client: TestClient, world: World, synthesis_id: int, role: Role
) -> None:
    sign_in(client, a_member(world, Role.SECRETARIAT))
    address = send(client, synthesis_id)
    leave(client)
    sign_in(client, a_member(world, role, email="other@example.org"))
    assert client.post(f"{address}/accuse").status_code == 403
    assert client.get("/conseil").status_code == 403
    with world.db.reading() as session:
        assert session.exec(select(Transmission.state)).one() is TransmissionState.SENT


def test_a_stranger_cannot_send(client: TestClient, synthesis_id: int) -> None:
    reply = client.post(
        f"/gestion/syntheses/{synthesis_id}/transmettre", data={"question": ["Une ?"]}
    )
    assert reply.status_code == 401


@pytest.mark.parametrize("number", ["0", "-1", "999", "18446744073709551617"])
def test_an_unknown_transmission_is_not_found(client: TestClient, number: str) -> None:
    assert client.get(f"/transmissions/{number}").status_code == 404
