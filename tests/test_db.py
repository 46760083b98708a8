"""The seam with the database: one queue, one commit, an answer only after it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from deliberation import db as database_module
from deliberation import journal
from deliberation.assembly.models import NationalBody
from deliberation.backup import NotCopied, copy
from deliberation.db import Database, plural
from deliberation.engines import make_engine
from deliberation.errors import Common, Overloaded, Refused

pytestmark = pytest.mark.both_databases

KEY = b"k" * 32


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def store(database_url: str, heard: list[str]) -> Any:
    database = Database(database_url, KEY, journal.seal, heard.extend)
    yield database
    database.close()


def found_body(session: Session, name: str) -> int | None:
    body = NationalBody(name=name, short_name=name)
    session.add(body)
    session.flush()
    journal.record(session, "body.founded", f"body:{body.id}")
    return body.id


def found_then_fail(session: Session, name: str) -> None:
    found_body(session, name)
    raise Refused(Common.NO_SUCH_STEP)


@plural
def found_bodies(session: Session, names: list[str]) -> list[Any]:
    if any(name == "poison" for name in names):
        session.execute(text("SELECT this is no SQL"))
    sizes.append(len(names))
    return [
        Refused(Common.NOT_YOURS) if name == "refused" else found_body(session, name)
        for name in names
    ]


sizes: list[int] = []


def names_in(store: Database) -> list[str]:
    with store.reading() as session:
        return sorted(session.exec(select(NationalBody.name)).all())


async def all_at_once(store: Database, *calls: Any) -> list[Any]:
    await store.start()
    try:
        return await asyncio.gather(*(store.write(*call) for call in calls), return_exceptions=True)
    finally:
        await store.stop()


def test_what_is_acknowledged_is_already_durable(store: Database, database_url: str) -> None:
    async def act() -> list[str]:
        await store.start()
        await store.write(found_body, "A")
        elsewhere = make_engine(database_url)
        with Session(elsewhere) as session:
            seen = list(session.exec(select(NationalBody.name)))
        elsewhere.dispose()
        await store.stop()
        return seen

    assert asyncio.run(act()) == ["A"]


def test_a_command_that_fails_leaves_nothing_and_announces_nothing(
    store: Database, heard: list[str]
) -> None:
    with pytest.raises(Refused):
        store.do(found_then_fail, "A")
    assert names_in(store) == [] and heard == []


def test_a_change_is_announced_only_after_its_commit(store: Database) -> None:
    seen_at_announcement: list[list[str]] = []
    store.announce = lambda channels: seen_at_announcement.append(names_in(store))
    store.do(found_body, "A")
    assert seen_at_announcement == [["A"]]


def test_calls_of_a_plural_command_that_wait_together_share_one_commit(store: Database) -> None:
    sizes.clear()
    names = [f"N{i:03}" for i in range(200)]
    results = asyncio.run(all_at_once(store, *((found_bodies, name) for name in names)))
    assert names_in(store) == names and len(set(results)) == 200
    assert len(sizes) < 10 and sum(sizes) == 200


def test_a_plural_refusal_reaches_only_its_own_caller(store: Database) -> None:
    calls = [(found_bodies, name) for name in ("A", "refused", "B")]
    first, refused, last = asyncio.run(all_at_once(store, *calls))
    assert isinstance(refused, Refused) and isinstance(first, int) and isinstance(last, int)
    assert names_in(store) == ["A", "B"]


def test_one_bad_call_hurts_only_itself(store: Database) -> None:
    calls = [(found_bodies, name) for name in ("A", "poison", "B")]
    first, bad, last = asyncio.run(all_at_once(store, *calls))
    assert isinstance(bad, Exception) and isinstance(first, int) and isinstance(last, int)
    assert names_in(store) == ["A", "B"]


def test_strangers_never_share_a_rollback(store: Database) -> None:
    calls = [(found_body, "A"), (found_then_fail, "B"), (found_body, "C")]
    asyncio.run(all_at_once(store, *calls))
    assert names_in(store) == ["A", "C"]


def test_a_form_sent_twice_acts_once_and_answers_the_same(store: Database) -> None:
    async def act() -> list[Any]:
        await store.start()
        try:
            return [await store.write(found_body, "A", once="form") for _ in range(2)]
        finally:
            await store.stop()

    first, second = asyncio.run(act())
    assert first == second and names_in(store) == ["A"]


def test_a_form_that_was_refused_may_be_sent_again(store: Database) -> None:
    async def act() -> None:
        await store.start()
        with pytest.raises(Refused):
            await store.write(found_then_fail, "A", once="form")
        await store.write(found_body, "A", once="form")
        await store.stop()

    asyncio.run(act())
    assert names_in(store) == ["A"]


def test_a_form_carried_out_meanwhile_by_another_process_answers_the_same(
    postgresql_url: str,
) -> None:
    store, other = (Database(postgresql_url, KEY, journal.seal) for _ in range(2))

    def lose_the_race(session: Session, name: str) -> int | None:
        asyncio.run(all_at_once_with(other, "B"))
        return found_body(session, name)

    async def all_at_once_with(database: Database, name: str) -> Any:
        await database.start()
        try:
            return await database.write(found_body, name, once="form")
        finally:
            await database.stop()

    async def act() -> Any:
        await store.start()
        try:
            return await store.write(lose_the_race, "A", once="form")
        finally:
            await store.stop()

    answer = asyncio.run(act())
    assert names_in(store) == ["B"] and isinstance(answer, int)
    store.close()


def test_a_queue_that_is_full_says_so_instead_of_growing(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "LONGEST_QUEUE", 3)
    outcomes = asyncio.run(all_at_once(store, *((found_body, f"N{i}") for i in range(10))))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Overloaded)]
    assert len(refused) == 7 and len(names_in(store)) == 3


def test_two_hundred_threads_that_read_then_write_lose_no_update(store: Database) -> None:
    body_id = store.do(found_body, "0")

    def add_one(session: Session) -> None:
        body = session.get_one(NationalBody, body_id, with_for_update=True)
        body.name = str(int(body.name) + 1)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: store.do(add_one), range(200)))
    assert names_in(store) == ["200"]


def test_what_is_read_at_once_is_of_one_moment_whatever_is_written_meanwhile(
    store: Database,
) -> None:
    store.do(found_body, "A")
    with store.reading(at_once=True) as session:
        before = session.exec(select(NationalBody.name)).all()
        store.do(found_body, "B")
        assert session.exec(select(NationalBody.name)).all() == before == ["A"]
    with store.reading() as session:
        assert sorted(session.exec(select(NationalBody.name)).all()) == ["A", "B"]


def test_a_copy_holds_all_that_was_kept_and_replaces_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    store, target = Database(sqlite_url, KEY, journal.seal), tmp_path / "copy.db"
    store.do(found_body, "A")
    copy(sqlite_url, target)
    copied = Database(f"sqlite:///{target}", KEY, journal.seal)
    assert names_in(copied) == ["A"]
    with pytest.raises(NotCopied, match="existe déjà"):
        copy(sqlite_url, target)
    copied.close()
    store.close()


def test_every_table_comes_from_the_migrations(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []
