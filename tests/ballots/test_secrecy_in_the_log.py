"""Law 3, attacked through PostgreSQL's own log of writes, which a backup carries away: it tells
that papers came, and of nobody that she came.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import Session, select

from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Choice, Method, Paper
from deliberation.ballots.secrecy import PaperCall, cast_papers
from deliberation.people.models import Participant
from deliberation.security import new_token, token_hash
from tests.ballots.voting import a_ballot_of, people
from tests.world import NOON, World


class Log:
    """What PostgreSQL wrote in its log since this was made."""

    def __init__(self, url: str) -> None:
        self.server = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self.folder = Path(self._ask("SHOW data_directory")) / "pg_wal"
        self.begin()

    def begin(self) -> None:
        """From here on."""
        self.start = str(self._ask("SELECT pg_current_wal_insert_lsn()::text"))

    def _ask(self, words: str, *values: Any) -> Any:
        row = self.server.execute(words, values).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None

    def read(self) -> bytes:
        """The bytes of the log from the beginning to now, flushed to its files."""
        end = self._ask("SELECT pg_switch_wal()::text")  # which writes out all that came before
        size = self._ask("SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'")
        written = b""
        place = self.start
        while self._ask("SELECT %s::pg_lsn < %s::pg_lsn", place, end):
            name = self._ask("SELECT pg_walfile_name(%s::pg_lsn + 1)", place)
            offset = self._ask("SELECT (%s::pg_lsn - '0/0'::pg_lsn)::bigint %% %s", place, size)
            length = min(
                self._ask("SELECT (%s::pg_lsn - %s::pg_lsn)::bigint", end, place), size - offset
            )
            with (self.folder / name).open("rb") as file:
                file.seek(int(offset))
                written += file.read(int(length))
            place = self._ask("SELECT (%s::pg_lsn + %s::numeric)::text", place, length)
        return written


@pytest.fixture
def log(world: World, postgresql_url: str) -> Iterator[Log]:
    log = Log(postgresql_url)
    with log.server:
        yield log


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    return postgresql_url


def holders(world: World, number: int) -> dict[int, str]:
    """So many people, each with the secret of her card."""
    held = {id: new_token() for id in people(world, number)}

    def give(session: Session) -> None:
        for id, secret in held.items():
            session.get_one(Participant, id).card_hash = token_hash(secret)

    world.db.do(give)
    return held


def told_of(world: World, held: dict[int, str]) -> list[bytes]:
    """All by which someone of these could be known."""
    with world.db.reading() as session:
        rows = [session.get_one(Participant, id) for id in held]
        known = [word for row in rows for word in (row.pseudonym, row.card_hash or "")]
    return [word.encode() for word in [*known, *held.values()]]


def test_the_log_of_a_secret_vote_holds_papers_and_nobody(world: World, log: Log) -> None:
    ballot, held = a_ballot_of(world, Method.AGREEMENT, secret=True), holders(world, 6)
    who = told_of(world, held)
    log.begin()
    for person, secret in held.items():
        world.db.do(cast_papers, PaperCall(ballot, person, Choice.AGREE, NOON, secret))
    written = log.read()
    with world.db.reading() as session:
        keys = [paper.key.encode() for paper in session.exec(select(Paper))]
    assert len(keys) == 6
    assert all(key in written for key in keys)  # it is the right part of the log
    assert [word for word in who if word in written] == []


def test_the_same_reader_finds_who_casts_an_open_vote(world: World, log: Log) -> None:
    """What is not secret is journaled by name: the eye that looks above is not blind."""
    ballot, held = a_ballot_of(world, Method.AGREEMENT), holders(world, 1)
    [person] = held
    log.begin()
    world.db.do(cast_votes, VoteCall(ballot, person, Choice.AGREE, NOON))
    assert f"participant:{person}".encode() in log.read()
