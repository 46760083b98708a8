"""What the demonstration prints really opens: each password, link, code, card and address."""

from html import unescape
from io import StringIO

import pytest
from rich.console import Console
from sqlmodel import func, select
from starlette.testclient import TestClient

from deliberation.config import Settings
from deliberation.db import Database
from deliberation.demo import keys
from deliberation.demo.welcome import Welcome, say
from deliberation.people.models import Participant
from tests.world import leave


def printed(told: Welcome) -> str:
    paper = StringIO()
    say(told, Console(file=paper, width=40))
    return paper.getvalue()


def text_of(client: TestClient, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200, path
    return unescape(page.text).replace("\u00a0", " ").replace("\u202f", " ")


def participants(db: Database) -> int:
    with db.reading() as session:
        return session.exec(select(func.count()).select_from(Participant)).one()


def test_each_account_signs_in_with_its_password(client: TestClient, told: Welcome) -> None:
    assert len(told.accounts) == 8
    for account in told.accounts:
        leave(client)
        typed = {"email": account.email, "password": account.password}
        assert client.post("/connexion", data=typed).status_code == 303, account.email
        assert client.get("/gestion").status_code == 200


def test_the_personal_link_leads_to_the_national_inbox(client: TestClient, told: Welcome) -> None:
    link = told.reader_link.removeprefix(told.home)
    assert "Clémence" in text_of(client, link)
    assert client.post(link).status_code == 303
    assert "Aller vers sans s’imposer" in text_of(client, "/conseil")
    assert "en retard" in text_of(client, "/conseil").lower()


def test_the_room_code_admits_people_to_the_open_topic(
    client: TestClient, db: Database, told: Welcome
) -> None:
    before = participants(db)
    assert client.post("/entrer", data={"code": told.room_code}).headers["location"] == (
        f"/e/{told.room_code}"
    )
    entered = client.post(f"/e/{told.room_code}", data={"college": "0"})
    assert entered.status_code == 200
    assert f'"/sujets/{told.places.topic}"' in entered.text
    assert participants(db) == before + 1


def test_the_free_card_lets_somebody_in(client: TestClient, db: Database, told: Welcome) -> None:
    before = participants(db)
    assert client.post(f"/c/{told.free_card}", data={}).status_code == 200
    assert participants(db) == before + 1


def test_one_held_card_finds_an_answer_and_the_other_still_waits(
    client: TestClient, told: Welcome
) -> None:
    answered, waiting = told.held_cards
    assert client.post("/entrer/carte", data={"words": answered}).status_code == 303
    hers = text_of(client, "/ma-parole")
    assert "frapper chez moi sans prévenir" in hers
    assert "Pris en compte" in hers
    leave(client)
    assert client.post("/entrer/carte", data={"words": waiting}).status_code == 303
    assert "Pas encore de réponse" in text_of(client, "/ma-parole")


def test_who_comes_back_may_still_vote_on_what_is_open(client: TestClient, told: Welcome) -> None:
    client.post("/entrer/carte", data={"words": told.held_cards[0]})
    ballot = f"/scrutins/{told.places.ballot}"
    assert 'aria-pressed="true"' not in client.get(ballot).text
    assert client.post(f"{ballot}/votes", data={"choice": "agree"}).status_code == 303


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/sujets/{}", "topic"),
        ("/scrutins/{}", "ballot"),
        ("/scrutins/{}/ecran", "ballot"),
        ("/scrutins/{}", "result"),
        ("/syntheses/{}", "synthesis"),
        ("/transmissions/{}", "transmission"),
    ],
)
def test_each_address_that_is_printed_opens(
    client: TestClient, told: Welcome, path: str, place: str
) -> None:
    address = path.format(getattr(told.places, place))
    assert f"{told.home}{address}\n" in printed(told)
    assert client.get(address).status_code == 200


def test_all_that_is_needed_is_printed(told: Welcome) -> None:
    paper = printed(told)
    for needed in (
        f"{told.home}\n",
        f"{told.home}/e/{told.room_code}\n",
        f"{told.home}/c/{told.free_card}\n",
        f"{told.reader_link}\n",
        *told.held_cards,
        *(f"{account.email}  {account.password}\n" for account in told.accounts),
    ):
        assert needed in paper


def test_no_secret_is_kept_in_clear(db: Database, settings: Settings, told: Welcome) -> None:
    with db.reading() as session:
        kept = str(
            [
                list(session.connection().exec_driver_sql(f'SELECT * FROM "{table}"'))
                for table in ("account", "personal_link", "access_card", "participant", "event")
            ]
        )
    secrets = [account.password for account in told.accounts]
    for secret in (*secrets, told.reader_link.rpartition("/")[2], told.free_card):
        assert secret not in kept
    for words in told.held_cards:
        assert not all(word in kept for word in words.split())


def test_another_instance_has_other_secrets(
    told: Welcome, settings: Settings, db: Database
) -> None:
    other = bytes(32)
    assert keys.room_code(other) != told.room_code
    assert keys.password_of(other, told.accounts[0].email) != told.accounts[0].password
    assert keys.printed(other)[keys.FREE].code != told.free_card
