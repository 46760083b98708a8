"""The codes and the cards that staff hand out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Committee
from deliberation.db import Database
from deliberation.i18n import local_day
from deliberation.people.models import AccessCard, College, RoomCode
from deliberation.people.rules import CODE_DAYS, MOST_CARDS, end_of
from tests.world import World, a_participant, enter, leave


@pytest.mark.usefixtures("moderator")
def test_a_room_code_is_made_for_a_topic_until_the_end_of_tomorrow(
    client: TestClient, db: Database, world: World
) -> None:
    page = client.get("/gestion/comites/deux-vals/codes").text
    tomorrow = local_day(datetime.now(UTC)) + timedelta(days=CODE_DAYS)
    assert f'value="{tomorrow.isoformat()}"' in page
    form = {"topic": world.topic_id, "last_day": tomorrow.isoformat(), "once": "t"}
    replies = [client.post("/gestion/comites/deux-vals/codes", data=form) for _ in range(2)]
    with db.reading() as session:
        [room] = session.exec(select(RoomCode))
    assert room.expires_at == end_of(tomorrow)
    assert all(reply.headers["location"].endswith(f"#code-{room.code}") for reply in replies)
    assert f"/e/{room.code}/affiche" in client.get("/gestion/comites/deux-vals/codes").text


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"last_day": "2020-01-01"}, 409),
        ({"last_day": "2999-01-01"}, 409),
        ({"last_day": "bientôt"}, 422),
        ({"topic": "999999"}, 404),
        ({"topic": "0"}, 422),
        ({"topic": str(2**64)}, 422),
    ],
)
def test_a_room_code_that_makes_no_sense_is_not_made(
    client: TestClient, db: Database, world: World, form: dict[str, str], status: int
) -> None:
    good = {"topic": world.topic_id, "last_day": local_day(datetime.now(UTC)).isoformat()}
    reply = client.post("/gestion/comites/deux-vals/codes", data=good | form)
    assert reply.status_code == status and 'role="alert"' in reply.text
    with db.reading() as session:
        assert not session.exec(select(RoomCode)).all()


@pytest.mark.usefixtures("moderator")
def test_cards_are_shown_once_and_kept_hashed(
    client: TestClient, db: Database, world: World
) -> None:
    form = {"number": "3", "college": str(world.colleges["concerned"]), "once": "t"}
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:
        reply = client.post("/gestion/comites/deux-vals/cartes", data=form)
        clock.shift(timedelta(minutes=5))
        again = client.post("/gestion/comites/deux-vals/cartes", data=form)
    shown = re.findall(r"/c/(\w{12})", reply.text)
    assert len(set(shown)) == 3 and reply.text.count("speech-card-words") == 3
    assert "personnes accompagnées" not in reply.text
    assert again.status_code == 409 and not re.findall(r"/c/\w{12}", again.text)
    with db.reading() as session:
        kept = session.exec(select(AccessCard)).all()
    assert len(kept) == 3 and not any(card.spent for card in kept)
    assert not [code for code in shown if code in repr(kept)]
    page = client.get("/gestion/comites/deux-vals/cartes").text
    assert "3 cartes" in page and not re.findall(r"/c/\w{12}", page)
    leave(client)
    assert client.post(f"/c/{shown[0]}", data={}).status_code == 200


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize(
    "wrong", [{"number": "0"}, {"number": str(MOST_CARDS + 1)}, {"number": "beaucoup"}, {}]
)
def test_no_batch_is_empty_or_endless(
    client: TestClient, db: Database, wrong: dict[str, str]
) -> None:
    reply = client.post("/gestion/comites/deux-vals/cartes", data=wrong)
    assert reply.status_code == 422 and 'role="alert"' in reply.text
    with db.reading() as session:
        assert not session.exec(select(AccessCard)).all()


@pytest.mark.usefixtures("moderator")
def test_a_batch_is_for_a_college_of_this_committee(
    client: TestClient, db: Database, world: World
) -> None:
    elsewhere = Committee(slug="ailleurs", name="Ailleurs", territories="", bearers="", term="")
    other = world.keep(elsewhere).id
    college = world.keep(College(committee_id=other, code="x", name="x", shape="circle")).id
    for wrong in ({"college": str(college)}, {"structure": "999999"}):
        reply = client.post("/gestion/comites/deux-vals/cartes", data={"number": "1"} | wrong)
        assert reply.status_code == 409


def test_a_participant_makes_neither_codes_nor_cards(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    for papers in ("codes", "cartes"):
        address = f"/gestion/comites/deux-vals/{papers}"
        data = {"number": "1", "topic": world.topic_id, "last_day": "2026-03-29"}
        assert client.get(address).status_code == client.post(address, data=data).status_code == 401
