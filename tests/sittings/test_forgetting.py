"""Laws of forgetting: what is erased by itself, when, and what the journal keeps of it."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select
from starlette.testclient import TestClient

from deliberation.app import build, open_database
from deliberation.config import Settings
from deliberation.db import Once
from deliberation.errors import Refused
from deliberation.forgetting import A_DAY, Forgotten, forget, forgetting
from deliberation.i18n import PARIS, local_day
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.security import token_hash
from deliberation.sittings import commands, notes
from deliberation.sittings.enrol_rules import forgotten_on
from deliberation.sittings.models import Act, Apart, Badge, Sitting, Table
from deliberation.sittings.registers import (
    Colour,
    Raised,
    Registration,
    Speaker,
    Workshop,
    WorkshopPlace,
)
from deliberation.sittings.rules import DayRefusal
from tests.ballots.voting import words
from tests.sittings.days import FACILITATOR, a_badge, a_table, act, hold_table
from tests.sittings.enrolment import a_workshop, an_open_day, come, enrol
from tests.sittings.planning import NOW, SOON, rows
from tests.world import World, a_participant

MIDNIGHT = datetime(2026, 3, 30, 0, 5, tzinfo=PARIS)


@given(st.datetimes(timezones=st.just(UTC), max_value=datetime(9000, 1, 1)))
def test_a_register_is_forgotten_sixty_days_after_its_day_by_the_calendar_of_paris(
    starts_at: datetime,
) -> None:
    assert forgotten_on(starts_at) - local_day(starts_at) == timedelta(days=60)


def later(days: float) -> datetime:
    return SOON + timedelta(days=days)


def test_registrations_are_erased_on_the_sixtieth_day_and_not_before(world: World) -> None:
    day, newer = an_open_day(world), an_open_day(world, starts_at=SOON + timedelta(days=1))
    one = a_workshop(world, day)
    for name in ("Anne", "Brune"):
        enrol(world, day, name, one)
    come(world, newer, "Cora", a_workshop(world, newer))
    assert world.db.do(forget, later(59)).registrations == 0
    assert len(rows(world, Registration)) == 3
    assert world.db.do(forget, later(60)).registrations == 2
    assert [kept.name for kept in rows(world, Registration)] == ["Cora"]
    assert len(rows(world, WorkshopPlace)) == 1
    assert len(rows(world, Workshop)) == 2


def test_a_day_that_begins_just_after_midnight_is_not_forgotten_a_day_early(world: World) -> None:
    """At five past midnight in Paris, it is still the day before in universal time."""
    day = an_open_day(world, starts_at=MIDNIGHT, registers_until=None)

    def keep(session: Any) -> None:
        kept: Any = {"name": "Anne", "token_hash": "x", "registered_on": MIDNIGHT.date()}
        session.add(Registration(sitting_id=day, **kept))

    world.db.do(keep)
    due = datetime(2026, 5, 29, 12, tzinfo=PARIS)
    assert world.db.do(forget, due - timedelta(days=1)).registrations == 0
    assert world.db.do(forget, due).registrations == 1


def a_lived_day(world: World, **details: Any) -> int:
    """A day with a wish, a card raised, and a hand: all are somebody's."""
    day = an_open_day(world, **details)
    one, two = a_badge(world, day, 1), a_badge(world, day, 2)
    a_participant(world, number=day)
    who = rows(world, Participant)[-1].id
    world.keep(Apart(badge_id=one, other_id=two))
    world.keep(Raised(sitting_id=day, participant_id=who, colour=Colour.LOST))
    world.keep(Speaker(sitting_id=day, badge=1, participant_id=who))
    return day


def tied(world: World) -> tuple[int, int, int]:
    hands = [one for one in rows(world, Speaker) if one.participant_id]
    return len(rows(world, Apart)), len(rows(world, Raised)), len(hands)


def test_a_day_that_nobody_closed_is_untied_like_one_that_was(world: World) -> None:
    a_lived_day(world)
    assert world.db.do(forget, later(2)).ties == 0
    assert tied(world) == (1, 1, 1)
    assert world.db.do(forget, later(3.01)) == Forgotten(registrations=0, ties=3, forms=0)
    assert tied(world) == (0, 0, 0)
    assert (len(rows(world, Badge)), len(rows(world, Speaker))) == (2, 1)
    closed = a_lived_day(world)
    act(world, closed, Act.START)
    act(world, closed, Act.END)
    world.db.do(commands.close_sitting, closed, FACILITATOR)
    assert tied(world) == (0, 0, 0)


def test_after_a_day_no_device_is_known_to_be_that_of_a_table(
    client: TestClient, world: World
) -> None:
    closed, left = an_open_day(world), an_open_day(world)
    for day in (closed, left):
        table = a_table(world, day)
        a_table(world, day, 2)  # nobody opened that one
        act(world, day, Act.START)
        act(world, day, Act.END)
        secret = hold_table(client, world, table)
        page = f"/tables/{table}"
        assert client.get(page).status_code == 200
        if day == closed:
            world.db.do(commands.close_sitting, day, FACILITATOR)
        else:
            assert world.db.do(forget, later(4)).ties == 1
            assert world.db.do(forget, later(4)).ties == 0
        assert client.get(page).status_code == 403
        kept = {one.device_hash for one in rows(world, Table) if one.sitting_id == day}
        assert token_hash(secret) not in kept
        assert len(kept) == 2, "a table that had a device is told from one that had none"
    assert "Plus rien ne s'écrit à cette table." in words(client.get("/tables/1"))


def test_a_table_of_a_closed_day_says_that_the_day_is_over_and_opens_no_more(
    client: TestClient, world: World
) -> None:
    day = an_open_day(world)
    table = a_table(world, day)
    hold_table(client, world, table)
    act(world, day, Act.START)
    act(world, day, Act.END)
    with client.websocket_connect(f"/tables/{table}/direct") as screen:
        assert "La journée est finie" in screen.receive_text()
        world.db.do(commands.close_sitting, day, FACILITATOR)
        told = screen.receive_text().replace("’", "'")
    assert "Plus rien ne s'écrit à cette table." in told
    assert "autre appareil" not in told
    with pytest.raises(Refused) as refused:
        world.db.do(notes.open_table, table, "un autre", True)
    assert refused.value.reason is DayRefusal.OVER


def test_a_day_that_is_held_later_than_it_was_announced_is_left_alone(world: World) -> None:
    day = a_lived_day(world)
    act(world, day, Act.START, later(5))
    left = tied(world)
    assert sum(left)
    assert world.db.do(forget, later(6)).ties == 0
    assert tied(world) == left
    assert world.db.do(forget, later(9)).ties > 0
    assert tied(world) == (0, 0, 0)


def test_a_form_carried_out_is_remembered_thirty_days(world: World) -> None:
    for name, days in (("old", 31), ("new", 29)):
        world.keep(Once(token=name, result="null", at=NOW - timedelta(days=days)))
    assert world.db.do(forget, NOW).forms == 1
    assert [one.token for one in rows(world, Once)] == ["new"]


def told(world: World) -> list[Event]:
    with world.db.reading() as session:
        events = select(Event).where(Event.name == "data.forgotten")
        return list(session.exec(events.order_by(col(Event.id))))


def test_the_journal_keeps_numbers_once_and_nothing_when_there_was_nothing(world: World) -> None:
    day = an_open_day(world)
    come(world, day, "Anne", contact="06")
    assert world.db.do(forget, NOW) == Forgotten(0, 0, 0)
    assert told(world) == []
    for _ in range(2):
        world.db.do(forget, later(70))
    [event] = told(world)
    assert event.details == {"registrations": 1, "ties": 0, "forms": 0}
    assert event.actor is None


def old_once(db: Any, name: str) -> None:
    row = Once(token=name, result="null", at=datetime.now(UTC) - timedelta(days=40))
    db.do(lambda session: session.add(row))


def tokens(db: Any) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Once.token)))


def test_a_server_forgets_when_it_starts(settings: Settings) -> None:
    db = open_database(settings)
    old_once(db, "before")
    db.close()
    app = build(settings)
    with TestClient(app):
        assert tokens(app.state.db) == []


def test_a_server_forgets_each_day_and_a_failure_does_not_stop_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, seen, waited = open_database(settings), [], []

    async def live() -> None:
        over = asyncio.Event()

        async def pause(seconds: float) -> None:
            seen.append(tokens(db))
            waited.append(seconds)
            if len(waited) == 2:  # the second day, the disk is full
                monkeypatch.setattr("deliberation.forgetting.forget", no_disk)
            if len(waited) == 3:
                monkeypatch.setattr("deliberation.forgetting.forget", forget)
            if len(waited) == 4:
                over.set()
                await asyncio.Event().wait()
            await asyncio.to_thread(old_once, db, f"day {len(waited)}")

        await db.start()
        async with forgetting(db, pause):
            await asyncio.wait_for(over.wait(), 30)
        await db.stop()

    def no_disk(session: Any, now: datetime) -> None:
        raise OSError

    asyncio.run(live())
    assert set(waited) == {A_DAY}
    assert seen == [[], [], ["day 2"], []]


def test_the_console_forgets_and_says_how_much(settings: Settings, database_url: str) -> None:
    db = open_database(settings)
    old_once(db, "before")
    db.close()
    done = subprocess.run(
        [sys.executable, "-m", "deliberation", "forget", "--json"],
        env={"DATABASE_URL": database_url, "DATA_DIR": str(settings.data_dir)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {"registrations": 0, "ties": 0, "forms": 1}


def test_a_day_that_is_forgotten_still_has_its_programme(world: World, client: TestClient) -> None:
    day = an_open_day(world)
    come(world, day, "Anne")
    world.db.do(forget, later(60))
    assert client.get(f"/journees/{day}").status_code == 200
    assert [one.id for one in rows(world, Sitting)] == [day]
