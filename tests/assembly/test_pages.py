"""Topics as staff prepare them, and as everyone reads them."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.exc import NoResultFound
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.assembly.reading import topic_view
from deliberation.db import Database
from deliberation.i18n import local_day
from deliberation.journal import Event
from deliberation.people.models import Account, Membership
from deliberation.roles import Place, Role
from deliberation.security import StaffSession, new_token, token_hash
from deliberation.web import fragment
from tests.world import World, a_member, a_participant, a_topic, enter, sign_in

WORDS = {
    "question": "Comment garder un accueil humain ?",
    "why": "Beaucoup de démarches passent par internet.",
    "easy_read": "On veut parler à une personne.",
    "decider": "Le comité technique",
    "can_change": "Les horaires",
    "known_when": "Avant l'été",
    "opens_on": "2026-01-01",
    "closes_on": "2099-12-31",
}


def new_topic(world: World) -> str:
    return f"/gestion/groupes/{world.group_id}/sujets/nouveau"


def framed(world: World, **details: object) -> str:
    """The desk of a topic in preparation."""
    topic = world.keep(a_topic(world.group_id, **{"phase": Phase.FRAMED} | details))
    return f"/gestion/sujets/{topic.id}"


def topics(db: Database) -> list[Topic]:
    with db.reading() as session:
        return list(session.exec(select(Topic).order_by(Topic.id)))


def names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Event.name).order_by(Event.id)))


@pytest.mark.usefixtures("moderator")
def test_a_topic_is_framed_opened_closed_and_opened_again(
    client: TestClient, db: Database, world: World
) -> None:
    assert client.get(new_topic(world)).status_code == 200
    desk = client.post(new_topic(world), data=WORDS).headers["location"]
    for step in ("open", "close"):
        assert client.post(f"{desk}/etapes", data={"step": step}).status_code == 303
    assert client.post(f"{desk}/reouverture", data={"closes_on": "2098-01-01"}).status_code == 303
    topic = topics(db)[-1]
    assert (topic.phase, topic.closes_on.isoformat()) == (Phase.OPEN, "2098-01-01")
    assert names(db) == ["topic.framed", "topic.opened", "topic.closed", "topic.reopened"]
    assert client.get(desk).status_code == 200


@pytest.mark.usefixtures("moderator")
def test_a_topic_may_be_kept_unfinished_but_not_opened(
    client: TestClient, db: Database, world: World
) -> None:
    desk = client.post(new_topic(world), data={"question": "Et demain ?"}).headers["location"]
    page = unescape(client.get(desk).text)
    assert "la version facile à lire" in page and "ouvre le sujet" not in page
    refused = client.post(f"{desk}/etapes", data={"step": "open"})
    assert refused.status_code == 409 and 'role="alert"' in refused.text
    for lacking in ("pourquoi on la pose", "qui décide", "quand vous saurez", "la date"):
        assert lacking in unescape(refused.text)
    client.post(desk, data=WORDS)
    assert "ouvre le sujet" in unescape(client.get(desk).text)
    assert client.post(f"{desk}/etapes", data={"step": "open"}).status_code == 303
    assert topics(db)[-1].question == WORDS["question"]


@pytest.mark.usefixtures("moderator")
def test_the_same_form_sent_twice_makes_one_topic(
    client: TestClient, db: Database, world: World
) -> None:
    replies = [client.post(new_topic(world), data=WORDS | {"once": "t"}) for _ in range(2)]
    assert replies[0].headers["location"] == replies[1].headers["location"]
    assert len(topics(db)) == 2  # with the one of the world


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"question": ""}, 422),
        ({"question": "x" * 301}, 422),
        ({"why": "x" * 1501}, 422),
        ({"question": "cloche\x07"}, 422),
        ({"why": "à l'envers \u202e"}, 422),
        ({"opens_on": "demain"}, 422),
        ({"opens_on": "2026-02-30"}, 422),
        ({"opens_on": "2026-05-02", "closes_on": "2026-05-01"}, 409),
    ],
)
def test_a_topic_that_cannot_be_kept_gives_back_all_that_was_typed(
    client: TestClient, db: Database, world: World, wrong: dict[str, str], status: int
) -> None:
    reply = client.post(new_topic(world), data=WORDS | wrong)
    assert reply.status_code == status and 'role="alert"' in reply.text
    assert WORDS["can_change"] in reply.text and WORDS["decider"] in reply.text
    assert len(topics(db)) == 1


@pytest.mark.usefixtures("moderator")
def test_an_open_topic_keeps_its_question(client: TestClient, db: Database, world: World) -> None:
    desk = f"/gestion/sujets/{world.topic_id}"
    assert "Je garde ces changements" not in client.get(desk).text
    assert client.post(desk, data=WORDS | {"question": "Autre ?"}).status_code == 409
    assert topics(db)[0].question != "Autre ?"


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("step", ["conclude", "frame", "decline", "dance", ""])
def test_a_step_out_of_order_changes_nothing(
    client: TestClient, db: Database, world: World, step: str
) -> None:
    reply = client.post(f"/gestion/sujets/{world.topic_id}/etapes", data={"step": step})
    assert reply.status_code in (409, 422) and 'role="alert"' in reply.text
    assert topics(db)[0].phase is Phase.OPEN and not names(db)


@pytest.mark.usefixtures("moderator")
def test_a_topic_is_not_opened_again_until_yesterday(
    client: TestClient, db: Database, world: World
) -> None:
    desk = framed(world, phase=Phase.CLOSED)
    reply = client.post(f"{desk}/reouverture", data={"closes_on": "2026-01-01"})
    assert reply.status_code == 409
    assert topics(db)[-1].closes_on.year == 2099


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("number", ["0", "-1", "999999", str(2**64), "un"])
def test_an_unknown_place_is_not_found(client: TestClient, number: str) -> None:
    for address in ("/groupes/{}", "/gestion/sujets/{}", "/gestion/groupes/{}/sujets/nouveau"):
        assert client.get(address.format(number)).status_code == 404
    assert client.post(f"/gestion/sujets/{number}", data=WORDS).status_code == 404
    assert client.get(f"/comites/{number}").status_code == 404


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.SECRETARIAT, Role.NATIONAL_READER, None])
def test_only_a_moderator_of_the_place_frames_and_opens(
    client: TestClient, db: Database, world: World, role: Role | None
) -> None:
    desk = framed(world)
    if role:
        sign_in(client, a_member(world, role))
    else:
        enter(client, a_participant(world))
    status = 403 if role else 401
    for address in (new_topic(world), desk, f"{desk}/etapes", f"{desk}/reouverture"):
        data = WORDS | {"step": "open"}
        assert client.post(address, data=data).status_code == status
    assert [topic.phase for topic in topics(db)] == [Phase.OPEN, Phase.FRAMED]


def test_a_moderator_of_another_committee_is_a_stranger_here(
    client: TestClient, world: World
) -> None:
    elsewhere = Committee(slug="ailleurs", name="Ailleurs", territories="", bearers="", term="")
    committee = world.keep(elsewhere)
    account = world.keep(Account(email="elsewhere@example.org", name="Lou"))
    world.keep(Membership(account_id=account.id, role=Role.MODERATOR, committee_id=committee.id))
    token, soon = new_token(), datetime.now(UTC) + timedelta(hours=1)
    hashed = token_hash(token)
    world.keep(StaffSession(token_hash=hashed, account_id=account.id, expires_at=soon))
    sign_in(client, token)
    assert client.get(f"/gestion/sujets/{world.topic_id}").status_code == 403
    assert client.post(new_topic(world), data=WORDS).status_code == 403
    for papers in ("codes", "cartes"):
        assert client.get(f"/gestion/comites/deux-vals/{papers}").status_code == 403


def test_a_post_from_another_site_opens_nothing(
    client: TestClient, db: Database, world: World
) -> None:
    desk = framed(world)
    sign_in(client, a_member(world, Role.MODERATOR))
    reply = client.post(
        f"{desk}/etapes", data={"step": "open"}, headers={"Origin": "https://evil.example"}
    )
    assert reply.status_code == 403 and topics(db)[-1].phase is Phase.FRAMED


def test_the_place_of_a_topic_is_its_group_and_its_committee(db: Database, world: World) -> None:
    with db.reading() as session:
        assert place_of(session, world.topic_id) == Place(world.committee_id, world.group_id)
        with pytest.raises(NoResultFound):
            place_of(session, 999_999)


def test_a_committee_says_where_things_are_and_what_to_do_next(
    client: TestClient, world: World
) -> None:
    world.keep(a_topic(world.group_id, question="En préparation ?", phase=Phase.FRAMED))
    stranger = unescape(client.get("/comites/deux-vals").text)
    assert "Comment garder un accueil humain" in stranger and "ai un code" in stranger
    assert "En préparation ?" not in stranger
    enter(client, a_participant(world))
    inside = unescape(client.get("/comites/deux-vals").text)
    assert "Je donne mon avis" in inside and f"/sujets/{world.topic_id}" in inside
    assert client.get(f"/groupes/{world.group_id}").status_code == 200


@pytest.mark.usefixtures("moderator")
def test_a_reopened_topic_says_so(client: TestClient, db: Database, world: World) -> None:
    desk = f"/gestion/sujets/{world.topic_id}"
    assert "rouvert le" not in read_topic(db, world)
    client.post(f"{desk}/etapes", data={"step": "close"})
    assert "rouvert le" not in read_topic(db, world)
    client.post(f"{desk}/reouverture", data={"closes_on": "2098-01-01"})
    assert "rouvert le" in read_topic(db, world)


def read_topic(db: Database, world: World) -> str:
    """What everyone reads of the topic."""
    with db.reading() as session:
        view = topic_view(session, world.topic_id, local_day(datetime.now(UTC)))
    return fragment("assembly/_topic.html", view=view)


def test_staff_see_the_places_of_their_roles_and_no_other(client: TestClient, world: World) -> None:
    world.keep(WorkingGroup(committee_id=world.committee_id, name="Un autre groupe"))
    account = world.keep(Account(email="group@example.org", name="Lou"))
    world.keep(
        Membership(
            account_id=account.id,
            role=Role.MODERATOR,
            committee_id=world.committee_id,
            group_id=world.group_id,
        )
    )
    token, soon = new_token(), datetime.now(UTC) + timedelta(hours=1)
    hashed = token_hash(token)
    world.keep(StaffSession(token_hash=hashed, account_id=account.id, expires_at=soon))
    sign_in(client, token)
    page = client.get("/gestion").text
    assert "Accès aux droits" in page and "Un autre groupe" not in page
    assert "Comment garder un accueil humain" in unescape(page)


def test_the_national_reader_works_at_the_council(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.NATIONAL_READER))
    assert client.get("/gestion").headers["location"] == "/conseil"
