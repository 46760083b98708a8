"""What is wrong, too much, or meant to harm: refused in one clear sentence, and nothing is lost."""

import asyncio
import re
from html import unescape
from typing import Any

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message

from deliberation.ballots.models import Vote
from deliberation.debate.models import Contribution
from deliberation.forms import LARGEST_BODY, MOST_FIELDS
from deliberation.people.commands import make_account
from deliberation.people.models import RoomCode
from tests.assembly.doors import CODE, a_printed_card, a_room_code
from tests.ballots.voting import an_open_ballot, close
from tests.chain import a_whole_chain
from tests.world import World, a_participant, enter, leave, sign_in

BOX = "/sujets/1/contributions"
HARM = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 1237*1237 }}${1237*1237}"


@pytest.fixture
def speaker(client: TestClient, world: World) -> str:
    secret = a_participant(world)
    enter(client, secret)
    return secret


def kept(world: World) -> list[str]:
    with world.db.reading() as session:
        return list(session.exec(select(Contribution.words)))


def refusals(reply: Any) -> str:
    """What the page says where a screen reader is told at once."""
    alerts = re.findall(r'role="alert"[^>]*>(.*?)</div>', reply.text, re.S)
    return unescape(re.sub(r"<[^>]+>|\s+", " ", " ".join(alerts)))


def test_a_wrong_code_is_said_and_given_back(client: TestClient, world: World) -> None:
    reply = client.post("/entrer", data={"code": "AAA AAA"})
    assert reply.status_code == 409
    assert "Ce code n’existe pas" in refusals(reply)
    assert 'value="AAA AAA"' in reply.text


def test_a_spent_card_is_said_with_the_other_way_in(client: TestClient, world: World) -> None:
    card = a_printed_card(world, spent=True)
    for reply in (client.get(f"/c/{card.code}"), client.post(f"/c/{card.code}")):
        assert reply.status_code == 409
        assert "Cette carte a déjà servi" in refusals(reply)


def test_a_closed_ballot_keeps_no_vote(client: TestClient, world: World, speaker: str) -> None:
    ballot = an_open_ballot(world)
    close(world, ballot)
    reply = client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    assert reply.status_code == 409
    assert "Ce vote est fermé" in refusals(reply)
    with world.db.reading() as session:
        assert session.exec(select(Vote)).all() == []


def test_a_text_too_long_is_given_back_whole(
    client: TestClient, world: World, speaker: str
) -> None:
    assert "1 500 signes au plus" in client.get(BOX).text.replace("\u202f", " ")
    words = "é" * 1501
    reply = client.post(BOX, data={"words": words, "scope": "public", "nature": "need"})
    assert reply.status_code == 422
    assert "trop long" in reply.text
    assert words in reply.text
    assert 'name="scope" value="public"' in reply.text
    assert 'name="nature" value="need"' in reply.text
    assert kept(world) == []


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x1b", "\x7f", "\u202e", "\u2066", "\ufffe"])
def test_invisible_signs_are_said_and_the_rest_given_back(
    client: TestClient, world: World, speaker: str, sign: str
) -> None:
    reply = client.post(BOX, data={"words": f"Des {sign}mots"})
    assert reply.status_code == 422
    assert "Des mots" in reply.text
    assert sign not in reply.text
    again = client.post(BOX, data={"words": "Des mots"})
    assert again.status_code == 303
    assert kept(world) == ["Des mots"]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Appelez-moi au 06 12 34 56 78", "un numéro de téléphone"),
        ("Écrivez à prenom.nom@example.org", "une adresse e-mail"),
    ],
)
def test_what_tells_who_someone_is_waits_kindly(
    client: TestClient, world: World, speaker: str, words: str, what: str
) -> None:
    reply = client.post(BOX, data={"words": words, "scope": "public"})
    assert reply.status_code == 303
    page = client.get(reply.headers["location"]).text
    assert f"Votre texte contient {what}" in page
    assert words in unescape(page)
    leave(client)
    assert words not in unescape(client.get(BOX).text)


def test_a_body_that_is_no_form_is_not_understood(
    client: TestClient, world: World, speaker: str
) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    many = "&".join(f"a{number}=1" for number in range(3000))
    for body in (b"words=%ff%fe", b"words=\xff\xfe", b"words=%C0%80", many.encode()):
        reply = client.post(BOX, content=body, headers=form)
        assert reply.status_code == 400, body[:20]
        assert "compris" in refusals(reply)
    assert MOST_FIELDS < 3000
    assert kept(world) == []


def test_a_field_sent_twice_is_the_last_one(client: TestClient, world: World, speaker: str) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    reply = client.post(BOX, content=b"words=un&words=deux&inconnu=x", headers=form)
    assert reply.status_code == 303
    assert kept(world) == ["deux"]


def test_an_enormous_body_is_refused_before_it_has_been_read(
    app: Starlette, client: TestClient, world: World, speaker: str
) -> None:
    chunk = 65_536
    for path in (BOX, "/entrer", "/connexion", "/scrutins/1/votes"):
        read, status = _pour(app, path, speaker, chunk)
        assert status == 413, path
        assert read * chunk <= LARGEST_BODY + 2 * chunk, path
    assert kept(world) == []


def _pour(app: Starlette, path: str, secret: str, chunk: int) -> tuple[int, int]:
    """Send 50 MB in chunks, as long as they are asked for: how many were, and the status."""
    read, statuses = 0, []

    async def receive() -> Message:
        nonlocal read
        read += 1
        more = read * chunk < 50_000_000
        return {"type": "http.request", "body": b"a" * chunk, "more_body": more}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver"), (b"cookie", f"parole={secret}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
    }
    asyncio.run(app(scope, receive, send))
    return read, statuses[0]


def test_what_is_typed_in_any_field_never_becomes_part_of_a_page(
    client: TestClient, world: World
) -> None:
    moderator = a_whole_chain(world)
    secret = a_participant(world)
    for who in ("participant", "staff"):
        leave(client)
        enter(client, secret) if who == "participant" else sign_in(client, moderator)
        for path, form in (
            ("/entrer", {"code": HARM}),
            ("/entrer/carte", {"words": HARM}),
            ("/connexion", {"email": HARM, "password": HARM, "suite": HARM}),
            (BOX, {"words": HARM, "scope": "public", "nature": HARM}),
            (BOX, {"words": HARM, "scope": "public", "once": HARM}),
            ("/scrutins/1/votes", {"choice": HARM}),
            ("/note", {"note": HARM, "topic": HARM}),
            (
                "/gestion/groupes/1/sujets/nouveau",
                {"question": HARM, "why": HARM, "opens_on": HARM},
            ),
            ("/sujets/1/notes", {"words": HARM, "table_name": HARM, "said_by": HARM}),
            ("/gestion/sujets/1/propositions", {"words": HARM, "title": HARM, "sources": "1"}),
            ("/gestion/sujets/1/scrutins", {"question": HARM, "easy_read": HARM}),
            ("/gestion/sujets/1/syntheses", {"title": HARM}),
        ):
            replies = [client.post(path, data=form)]
            if "location" in replies[0].headers:
                replies.append(client.get(replies[0].headers["location"]))
            for reply in replies:
                assert "<script>alert" not in reply.text, path
                assert "<img" not in reply.text, path
                assert "1237*1237" in reply.text or "1530169" not in reply.text, path
    for path in (BOX, "/sujets/1", "/gestion/sujets/1/propositions", "/gestion/sujets/1/notes"):
        assert "<script>alert" not in client.get(path).text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://ailleurs.example",
        "//ailleurs.example",
        "/\\ailleurs.example",
        "/\tx",
        "/x\r\nset-cookie: a=b",
    ],
)
def test_signing_in_leads_to_no_other_site_and_adds_no_header(
    client: TestClient, world: World, wanted: str
) -> None:
    world.db.do(make_account, "a@example.org", "Prénom", "un mot de passe", [])
    form = {"email": "a@example.org", "password": "un mot de passe", "suite": wanted}
    reply = client.post("/connexion", data=form)
    assert reply.status_code == 303
    assert reply.headers["location"] == "/gestion"
    assert len(reply.headers.get_list("set-cookie")) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/fonts/..%2f..%2f__init__.py",
        "/e/..%2f..%2fetc%2fpasswd",
        "/comites/%00",
        "/comites/%ff",
        "/lien/%0d%0aset-cookie:%20a=b",
    ],
)
def test_no_address_reaches_a_file_or_adds_a_header(
    client: TestClient, world: World, path: str
) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    assert "set-cookie" not in reply.headers
    assert "[project]" not in reply.text


def test_no_question_of_an_address_breaks_a_page(client: TestClient, world: World) -> None:
    sign_in(client, a_whole_chain(world))
    names = "page", "table", "note", "state", "nature", "channel", "etat", "debut", "sujet", "suite"
    for path in ("/sujets/1/notes", BOX, f"/gestion{BOX}", "/gestion/sujets/1/propositions"):
        for value in ("%00", "%ff", "-1", "9" * 40, "%D9%A3", "%F0%9F%98%80"):
            question = "&".join(f"{name}={value}" for name in names)
            assert client.get(f"{path}?{question}").status_code == 200, (path, value)
    for value in ("%00", "-1", "9" * 40, "%D9%A3"):
        assert client.get(f"/conseil?etat={value}&debut={value}").status_code == 200


def test_cookies_die_with_the_browser_and_no_script_reads_them(
    client: TestClient, world: World
) -> None:
    a_room_code(world)
    reply = client.post(f"/e/{CODE}", data={"college": "0"})
    [cookie] = reply.headers.get_list("set-cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert not re.search("expires|max-age|domain", cookie, re.I)
    with world.db.reading() as session:
        assert session.exec(select(RoomCode)).one().code == CODE
