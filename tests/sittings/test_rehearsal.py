"""A rehearsal plays a whole day as people do, tells what is lost, and leaves nothing to be seen."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, select
from starlette.responses import RedirectResponse, Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from deliberation.app import build
from deliberation.assembly.models import Committee
from deliberation.ballots.models import Vote
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.debate.models import Contribution
from deliberation.journal import Event
from deliberation.people.models import Channel, Membership, Participant, RoomCode
from deliberation.records.verifying import altered
from deliberation.rehearsal.book import Watch
from deliberation.rehearsal.copying import copy_day, sweep
from deliberation.rehearsal.forms import Form, form_to, forms_in
from deliberation.security import StaffSession, new_token, token_hash
from deliberation.sittings.models import Badge, Seating, Sitting, SittingState, TableNote
from tests.browser.serving import serving
from tests.sittings.days import a_code_for, a_day, a_table
from tests.world import World, a_world, enter

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.timeout(240)  # a whole day is played, however busy the machine is


def command(settings: Settings, *words: str) -> subprocess.Popen[str]:
    """The console command, as an administrator starts it beside the server."""
    own = {"DATABASE_URL": settings.database, "DATA_DIR": str(settings.data_dir)}
    return subprocess.Popen(
        [sys.executable, "-m", "deliberation", *words],
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(settings: Settings, *words: str) -> tuple[int, str, str]:
    process = command(settings, *words)
    said, told = process.communicate()
    return process.returncode, said, told


def rehearse(settings: Settings, url: str, day: int, people: int, tables: int) -> Any:
    size = ("--people", str(people), "--tables", str(tables), "--minutes", "0.05")
    code, said, told = run(settings, "rehearse", str(day), "--url", url, *size, "--json")
    assert said, told
    return code, json.loads(said)


@contextmanager
def a_server(
    settings: Settings, around: Callable[[ASGIApp], ASGIApp] = lambda app: app
) -> Iterator[tuple[str, World]]:
    """A real server, and what exists before most stories begin."""
    app = build(settings)
    with serving(around(app)) as url:
        yield url, a_world(app.state.db)


def rows(db: Database, *but: type[SQLModel]) -> dict[str, list[Any]]:
    """All that the database holds."""
    ignored = {kind.__tablename__ for kind in but}
    with db.reading() as session:
        names = sorted(set(inspect(session.connection()).get_table_names()) - ignored)
        tables = SQLModel.metadata.tables
        return {
            name: sorted(map(repr, session.connection().execute(tables[name].select())))
            for name in names
            if name in tables
        }


def status_of(url: str) -> int:
    try:
        with urlopen(url) as answer:
            return int(answer.status)
    except OSError as refused:
        return int(getattr(refused, "code", 0))


def test_a_day_is_rehearsed_as_people_live_it_and_leaves_nothing_to_be_seen(
    settings: Settings,
) -> None:
    with a_server(settings) as (url, world):
        day = a_day(world)
        a_table(world, day)
        a_code_for(world, day)
        before = rows(world.db)
        code, told = rehearse(settings, url, day, 12, 2)
        assert (code, told["errors"]) == (0, [])
        assert told["acts_lost"] == 0
        assert told["acts_sent"] == told["acts_acknowledged"]
        assert told["people"] == 12
        assert told["fewest_acts_of_a_person"] >= 5
        assert told["steps"] == told["steps_of_the_day"] == 5
        kinds = told["acts_by_kind"]
        assert (kinds["join"], kinds["badge"], kinds["words"], kinds["vote"]) == (12, 12, 12, 24)
        assert kinds["agreement"] == kinds["table"] == 2
        assert kinds["proposal"] == kinds["ballot"] == kinds["open"] == kinds["close"] == 1
        assert told["seen_p50_ms"] <= told["seen_p99_ms"]

        # Whatever was there is there still, as it was.
        after = rows(world.db)
        for name in before.keys() - {"journal_head"}:
            assert set(before[name]) <= set(after[name]), name
        with world.db.reading() as session:
            assert altered(session, world.db.key) == []
            assert_shut(session, day)
            hidden = session.exec(select(Committee).where(Committee.rehearsal)).one()
            copy = session.exec(select(Sitting).where(Sitting.id != day)).one()
            assert len(session.exec(select(Vote)).all()) == 12
        with urlopen(url) as home:
            assert "Répétition" not in home.read().decode()
        for address in (f"/journees/{copy.id}", f"/sujets/{copy.topic_id}", "/scrutins/1"):
            assert status_of(url + address) == 404, address
        assert status_of(f"{url}/comites/{hidden.slug}") == 404
        assert status_of(f"{url}/journees/{copy.id}/suivre/carte") == 404


def assert_shut(session: Session, day: int) -> None:
    """No way in, no word, no chair is left of a rehearsal; the journal says that it was."""
    assert [room.sitting_id for room in session.exec(select(RoomCode))] == [day]
    for kind in (StaffSession, Membership, Badge, Seating, TableNote):
        assert session.exec(select(kind)).all() == []
    assert {one.card_hash for one in session.exec(select(Participant))} <= {None}
    assert {one.words for one in session.exec(select(Contribution))} <= {""}
    names = set(session.exec(select(Event.name)).all())
    assert {"rehearsal.begun", "rehearsal.erased"} <= names


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)  # it takes long
def test_a_rehearsal_that_is_interrupted_erases_what_it_made(settings: Settings) -> None:
    with a_server(settings) as (url, world):
        day = a_day(world)
        a_code_for(world, day)
        size = ("--people", "3", "--tables", "1", "--minutes", "0.5")
        process = command(settings, "rehearse", str(day), "--url", url, *size)
        assert process.stderr is not None
        assert process.stderr.readline() == "1/5\n"
        process.send_signal(signal.SIGTERM)
        process.communicate()
        assert process.returncode != 0
        with world.db.reading() as session:
            assert_shut(session, day)
            assert altered(session, world.db.key) == []


class Careless:
    """A server that says no, or yes without doing it, to what is sent to some addresses."""

    def __init__(self, app: ASGIApp, ending: str, answer: Response) -> None:
        self.app, self.ending, self.answer = app, ending, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lost = scope.get("method") == "POST" and scope["path"].endswith(self.ending)
        await (self.answer if lost else self.app)(scope, receive, send)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Response("", 503), id="busy", marks=pytest.mark.heavy),
        pytest.param(Response("", 500), id="broken", marks=pytest.mark.heavy),
        pytest.param(RedirectResponse("/journees/2/suivre?envoye=1", 303), id="lying"),
    ],
)
def test_a_server_that_loses_words_is_told(sqlite_url: str, tmp_path: Any, answer: Any) -> None:
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path)
    with a_server(settings, lambda app: Careless(app, "/mots", answer)) as (url, world):
        code, told = rehearse(settings, url, a_day(world), 3, 1)
    assert code == 1
    assert told["acts_lost"] == 3
    assert told["errors"]


@pytest.mark.parametrize("database_url", ["sqlite_url"], indirect=True)  # it takes long
def test_what_cannot_be_rehearsed_is_said_in_one_sentence(settings: Settings) -> None:
    with a_server(settings) as (url, world):
        day = a_day(world)
        size = ("--people", "2", "--tables", "1")
        wrong = {
            "Il n'y a pas de journée 999.": ("999", "--url", url),
            "ne répond pas.": (str(day), "--url", "http://127.0.0.1:9"),
            "Ce n'est pas l'adresse d'un serveur": (str(day), "--url", "ftp://x"),
        }
        for sentence, words in wrong.items():
            code, said, told = run(settings, "rehearse", *words, *size)
            assert (code, said) == (2, ""), told
            assert sentence in " ".join(told.split())
        with world.db.reading() as session:
            assert session.exec(select(Committee).where(Committee.rehearsal)).all() == []


def test_what_a_rehearsal_that_crashed_has_left_is_swept(world: World) -> None:
    day, now = a_day(world), datetime.now(UTC)
    copied = world.db.do(copy_day, day, 10, 2, HOUR, now)
    assert world.db.do(sweep, now) == 0  # it may still be played
    assert world.db.do(sweep, now + 2 * HOUR) == 1
    assert world.db.do(sweep, now + 2 * HOUR) == 0
    with world.db.reading() as session:
        assert session.exec(select(Badge)).all() == []
        assert session.exec(select(RoomCode)).all() == []
        assert session.get_one(Committee, copied.committee_id).rehearsal


def test_the_copy_of_a_day_that_is_not_announced_is_seen_by_those_who_play_it_alone(
    client: TestClient, world: World
) -> None:
    day = a_day(world, state=SittingState.DRAFT, title="Une journée en préparation")
    copied = world.db.do(copy_day, day, 10, 2, HOUR, datetime.now(UTC))
    for address in ("", "/programme.ics", "/suivre", "/a-chaud"):
        answer = client.get(f"/journees/{copied.sitting_id}{address}")
        assert "Une journée en préparation" not in answer.text
        assert answer.status_code in (401, 404)
    with world.db.reading() as session:
        topic = session.get_one(Sitting, copied.sitting_id).topic_id
    assert client.get(f"/sujets/{topic}").status_code == 404
    secret = new_token()
    world.keep(
        Participant(
            committee_id=copied.committee_id,
            pseudonym="Voix de répétition",
            card_hash=token_hash(secret),
            channel=Channel.PHONE,
            joined_on=date.today(),
        )
    )
    enter(client, secret)
    assert "Une journée en préparation" in client.get(f"/journees/{copied.sitting_id}").text


def test_a_form_is_sent_as_a_browser_sends_it() -> None:
    page = """
    <form id="one" action="/a"><input type="hidden" name="once" value="x">
    <textarea name="words">
some &eacute;t&eacute;</textarea>
    <select name="place"><option value="1">1<option value="2" selected>2</select>
    <input type="radio" name="kind" value="1"><input type="radio" name="kind" value="2" checked>
    <button name="act" value="go">Go</button><button name="act" value="no" disabled>No</button>
    </form><input type="checkbox" name="card" value="7" form="one"><form action="/b/2/c"></form>
    """
    first, second = forms_in(page)
    kept = [("once", "x"), ("words", "some été"), ("place", "2"), ("kind", "2")]
    assert sorted(first.fields) == sorted(kept)
    assert first.boxes == [("kind", "1"), ("kind", "2"), ("card", "7")]
    assert first.buttons == [("act", "go")]
    assert ("words", "other") in first.filled(words="other")
    assert form_to([first, second], "/c") is second
    assert Form("/a").filled(("act", "go")) == [("act", "go")]


def test_a_vote_is_seen_when_the_last_phone_shows_as_many_answers() -> None:
    watch = Watch(votes=[(1.2, 1.0), (2.2, 2.0)])
    for number, at in ((1, 1.5), (2, 2.5)):
        watch.count("room screen", number, at)
        watch.count("phone 1", number, at + 0.25)
    watch.count("phone 2", 2, 3.0)
    watch.absent.add("phone 3")
    watch.count("phone 3", 2, 9.0)
    assert watch.delays("room screen") == ([0.5, 0.5], [2.0, 1.0])
