"""The journal: append-only, sealed; whatever is altered or taken away is found."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from deliberation import journal
from deliberation.db import Database
from deliberation.journal import Event, broken, record

pytestmark = pytest.mark.both_databases

KEY = b"k" * 32


@pytest.fixture
def store(database_url: str) -> Iterator[Database]:
    database = Database(database_url, KEY, journal.seal)
    for number in range(3):
        database.do(happen, number)
    yield database
    database.close()


def happen(session: Session, number: int) -> None:
    record(session, "thing.done", f"thing:{number}", actor="account:1", number=number)
    record(session, "thing.seen", f"thing:{number}")


def tamper(store: Database, statement: str) -> None:
    store.do(lambda session: session.execute(text(statement)) and None)


def what_is_wrong(store: Database) -> list[str]:
    with store.reading() as session:
        return broken(session, KEY)


def test_an_untouched_journal_is_whole(store: Database) -> None:
    assert what_is_wrong(store) == []


def test_what_one_transaction_does_is_dated_at_its_own_moment(store: Database) -> None:
    before = datetime.now(UTC)
    store.do(happen, 9)
    with store.reading() as session:
        moments = session.exec(select(Event.at).where(Event.channel == "thing:9")).all()
    assert len(moments) == 2 and len(set(moments)) == 1
    assert before <= moments[0] <= datetime.now(UTC)


def test_a_transaction_has_one_seal_over_all_its_rows(store: Database) -> None:
    with store.reading() as session:
        seals = [event.seal_id for event in session.exec(select(Event))]
    assert sorted(seals) == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE event SET name = 'other.done' WHERE id = 3", "event:3"),
        ("UPDATE event SET actor = 'account:2' WHERE id = 3", "event:3"),
        ("UPDATE event SET details = '{\"number\": 9}' WHERE id = 3", "event:3"),
        ("DELETE FROM event WHERE id = 3", "seal:2"),
        ("UPDATE seal SET mark = 'x' WHERE id = 2", "seal:2"),
        ("UPDATE journal_head SET seal_id = 2", "journal_head:1"),
    ],
)
def test_what_is_altered_is_found_and_located(store: Database, statement: str, found: str) -> None:
    tamper(store, statement)
    assert any(line.startswith(found) for line in what_is_wrong(store))


def test_a_journal_cut_short_is_found(store: Database) -> None:
    tamper(store, "DELETE FROM event WHERE seal_id = 3")
    tamper(store, "DELETE FROM seal WHERE id = 3")
    assert any(line.startswith("journal_head") for line in what_is_wrong(store))


def test_a_journal_cut_short_is_found_even_when_its_head_says_the_seal_before(
    store: Database,
) -> None:
    tamper(store, "DELETE FROM event WHERE seal_id = 3")
    tamper(store, "DELETE FROM seal WHERE id = 3")
    before = "(SELECT id, mark FROM seal WHERE id = 2)"
    tamper(store, f"UPDATE journal_head SET (seal_id, mark) = {before}")
    assert what_is_wrong(store) == ["journal_head:1: the newest seals are missing or altered"]


def test_nobody_without_the_key_can_make_a_journal_that_passes(store: Database) -> None:
    with store.reading() as session:
        assert broken(session, b"another key")


def test_a_listener_hears_inside_the_transaction_and_can_stop_it(store: Database) -> None:
    def object_to_it(session: Session, happened: journal.Happened) -> None:
        raise ValueError(happened.name)

    store.listeners["thing.done"] = [object_to_it]
    with pytest.raises(ValueError, match=r"thing\.done"):
        store.do(happen, 9)
    store.listeners.clear()
    assert what_is_wrong(store) == []
