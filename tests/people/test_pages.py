"""Signing in, signing out, and leaving nothing on a lent phone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.db import Database
from deliberation.journal import Event
from deliberation.people import commands
from deliberation.people.models import Account, PersonalLink
from deliberation.people.rules import NoEntry
from deliberation.roles import Grant, Role
from deliberation.security import (
    PARTICIPANT_COOKIE,
    STAFF_COOKIE,
    WRONG_PASSWORDS,
    StaffSession,
    token_hash,
)
from deliberation.web import refusal_words
from tests.world import World, a_member, a_participant, enter, sign_in

EMAIL, PASSWORD = "camille@example.org", "un mot de passe de papier"
TOKEN = "0123456789abcdef0123456789abcdef"
WRONG = refusal_words(NoEntry.WRONG_ACCOUNT).replace("'", "&#39;")


@pytest.fixture
def account_id(db: Database, world: World) -> int:
    grants = [Grant(Role.MODERATOR, world.committee_id)]
    return int(db.do(commands.make_account, EMAIL, "Camille", PASSWORD, grants))


def credentials(**changed: str) -> dict[str, str]:
    return {"email": EMAIL, "password": PASSWORD} | changed


def sessions(db: Database) -> list[StaffSession]:
    with db.reading() as session:
        return list(session.exec(select(StaffSession)))


def test_the_right_password_opens_a_session(client: TestClient, account_id: int) -> None:
    reply = client.post("/connexion", data=credentials(email=" Camille@Example.org "))
    assert (reply.status_code, reply.headers["location"]) == (303, "/gestion")
    assert "CLTSDS des Deux-Vals" in client.get("/gestion").text


def test_signing_in_leads_to_the_page_that_was_wanted_and_to_no_other_site(
    client: TestClient, account_id: int
) -> None:
    for wanted, then in (("/gestion/sujets/1", "/gestion/sujets/1"), ("//evil.org", "/gestion")):
        reply = client.post("/connexion", data=credentials(suite=wanted))
        assert reply.headers["location"] == then


def test_a_page_for_staff_shows_the_way_to_sign_in_and_back(
    client: TestClient, account_id: int
) -> None:
    wanted = "/gestion/comites/deux-vals/codes"
    [way] = re.findall(r'href="(/connexion\?[^"]*)"', client.get(wanted).text)
    assert f'name="suite" value="{wanted}"' in client.get(way).text


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "autre"},
        {"password": ""},
        {"email": "personne@example.org"},
        {"email": ""},
        {"email": "cami\x00lle@example.org", "password": "x"},
        {"email": "x" * 5000, "password": "y" * 5000},
    ],
)
def test_whatever_is_wrong_the_sentence_is_the_same(
    client: TestClient, db: Database, account_id: int, changed: dict[str, str]
) -> None:
    reply = client.post("/connexion", data=credentials(**changed))
    assert reply.status_code == 401
    assert WRONG in reply.text and 'role="alert"' in reply.text
    assert not sessions(db)


def test_a_password_is_never_given_back(client: TestClient, account_id: int) -> None:
    for extra in ({}, {"once": "x" * 65}):
        reply = client.post("/connexion", data=credentials(password="mon-secret", **extra))
        assert reply.status_code in (401, 422)
        assert "mon-secret" not in reply.text


def test_an_account_without_a_password_opens_to_no_password(
    client: TestClient, db: Database
) -> None:
    db.do(commands.make_account, EMAIL, "Camille", None, [])
    for password in ("", "None"):
        assert client.post("/connexion", data=credentials(password=password)).status_code == 401


def test_too_many_wrong_passwords_must_wait_even_for_the_right_one(
    client: TestClient, account_id: int
) -> None:
    for _ in range(WRONG_PASSWORDS.amount):
        assert client.post("/connexion", data=credentials(password="autre")).status_code == 401
    reply = client.post("/connexion", data=credentials())
    assert reply.status_code == 429
    assert 'role="alert"' in reply.text


def test_passwords_sent_together_are_as_few_as_one_after_the_other(
    client: TestClient, account_id: int
) -> None:
    def guess(number: int) -> int:
        data = credentials(password=f"autre {number}")
        return client.post("/connexion", data=data).status_code

    with ThreadPoolExecutor(WRONG_PASSWORDS.amount * 2) as together:
        answers = list(together.map(guess, range(WRONG_PASSWORDS.amount * 2)))
    assert answers.count(401) == WRONG_PASSWORDS.amount
    assert answers.count(429) == WRONG_PASSWORDS.amount


def test_the_right_password_is_never_counted(client: TestClient, account_id: int) -> None:
    for _ in range(WRONG_PASSWORDS.amount + 1):
        assert client.post("/connexion", data=credentials()).status_code == 303


def test_only_a_hash_of_the_session_is_kept_and_the_journal_holds_no_address(
    client: TestClient, db: Database, account_id: int
) -> None:
    client.post("/connexion", data=credentials())
    [kept] = sessions(db)
    assert kept.token_hash == token_hash(client.cookies[STAFF_COOKIE])
    with db.reading() as session:
        [event] = session.exec(select(Event).where(Event.name == "account.signed_in"))
        account = session.get_one(Account, account_id)
    assert (event.actor, event.details) == (f"account:{account_id}", {})
    assert account.password_hash and PASSWORD not in account.password_hash


def test_a_session_that_is_over_opens_nothing_and_is_swept_away(
    client: TestClient, db: Database, account_id: int
) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    db.do(lambda s: s.add(StaffSession(token_hash="h", account_id=account_id, expires_at=past)))
    client.post("/connexion", data=credentials())
    assert "h" not in [kept.token_hash for kept in sessions(db)]


def test_signing_out_ends_the_session(client: TestClient, db: Database, account_id: int) -> None:
    client.post("/connexion", data=credentials())
    reply = client.post("/deconnexion")
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    assert not sessions(db)
    assert STAFF_COOKIE not in client.cookies


def a_link(db: Database, account_id: int, days: int = 30) -> None:
    db.do(commands.make_link, account_id, TOKEN, days, datetime.now(UTC))


def test_a_personal_link_signs_in_only_when_the_button_is_pressed(
    client: TestClient, db: Database, account_id: int
) -> None:
    a_link(db, account_id)
    assert "Camille" in client.get(f"/lien/{TOKEN}").text
    assert not sessions(db)
    assert client.post(f"/lien/{TOKEN}").headers["location"] == "/gestion"
    assert client.get("/gestion").status_code == 200


def test_a_link_that_is_over_or_unknown_says_so(
    client: TestClient, db: Database, account_id: int
) -> None:
    a_link(db, account_id, days=-1)
    for token in (TOKEN, "inconnu"):
        page, reply = client.get(f"/lien/{token}"), client.post(f"/lien/{token}")
        assert (page.status_code, reply.status_code) == (404, 409)
        for answer in (page, reply):
            assert "Ce lien ne sert plus" in answer.text and 'role="alert"' in answer.text
    assert not sessions(db)
    with db.reading() as session:
        assert TOKEN not in {link.token_hash for link in session.exec(select(PersonalLink))}


def forgets(reply: Response, cookie: str) -> bool:
    """Whether a browser throws this cookie away when it reads this answer."""
    headers = reply.headers.get_list("set-cookie")
    return any(header.startswith(f'{cookie}="";') and "Max-Age=0" in header for header in headers)


def test_nothing_is_left_on_a_lent_phone(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    assert "ffacer" in client.get("/effacer").text
    reply = client.post("/effacer")
    assert reply.status_code == 200
    assert forgets(reply, PARTICIPANT_COOKIE)
    cleared = reply.headers["clear-site-data"]
    assert all(f'"{what}"' in cleared for what in ("cache", "cookies", "storage"))
    assert "Ma parole" not in reply.text and "Voix" not in reply.text


def test_nothing_is_left_over_plain_http_of_what_the_phone_was_used_for(
    client: TestClient, world: World
) -> None:
    assert client.base_url.scheme == "http"
    enter(client, a_participant(world))
    reply = client.post("/effacer")
    for name in ("parole", "table", "essais", "gestion"):
        assert forgets(reply, name), name


def test_leaving_a_phone_does_not_sign_out_the_member_of_staff_who_lent_it(
    client: TestClient, world: World
) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))
    enter(client, a_participant(world))
    reply = client.post("/effacer")
    assert '"cookies"' not in reply.headers["clear-site-data"]
    assert forgets(reply, PARTICIPANT_COOKIE) and not forgets(reply, STAFF_COOKIE)
    assert client.get("/gestion").status_code == 200


def test_the_workspace_is_for_staff(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    assert client.get("/gestion").status_code == 401
