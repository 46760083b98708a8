"""The only module that opens, commits or rolls back a transaction.

Commands reach the database through one bounded queue, first come first served, and are
acknowledged after their commit. A plural command takes at once all its calls that wait together.
"""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

import structlog
from sqlalchemy import CursorResult, Enum
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Field, Session, SQLModel

from deliberation.engines import make_engine, sweep
from deliberation.errors import Overloaded

log = structlog.get_logger(__name__)
LONGEST_QUEUE = 20_000
LARGEST_BATCH = 2_000

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

type_of_command = Callable[..., Any]


def one_of(kind: type[StrEnum]) -> Any:
    """The column type of an enum: short text that the database itself checks, easy to extend."""
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=30,
        values_callable=lambda members: [member.value for member in members],
    )


def plural(command: type_of_command) -> type_of_command:
    """Mark a hot command `f(session, calls) -> outcomes`: adjacent waiting calls come together.

    An outcome that is an exception is raised for its caller alone.
    """
    command.plural = True  # type: ignore[attr-defined]
    return command


class Once(SQLModel, table=True):
    """A form that was already carried out, and what it gave: the same form sent twice acts once."""

    token: str = Field(primary_key=True)
    result: str
    at: datetime = Field(index=True)


@dataclass(slots=True)
class Call:
    """One person's wish to write, waiting its turn."""

    command: type_of_command
    args: tuple[Any, ...]
    details: dict[str, Any]
    once: str | None
    future: asyncio.Future[Any]


@dataclass
class Database:
    """The seam with the database; `announce` hears of stale channels, only after a commit.

    `key` is the instance's: commands find it in `session.info["key"]` to mark what they write.
    """

    url: str
    key: bytes
    seal: Callable[[Session], None]
    announce: Callable[[Iterable[str]], None] = lambda channels: None
    listeners: dict[str, list[Callable[..., None]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.readers = self.writers = make_engine(self.url)
        if self.readers.dialect.name == "sqlite":
            self.writers = make_engine(self.url, begin="BEGIN IMMEDIATE")
        self._turn = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._waiting: deque[Call] = deque()
        self._stir = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopping = False

    @contextmanager
    def reading(self, at_once: bool = False) -> Iterator[Session]:
        """What is true now, for one page; nothing can be kept from here.

        `at_once`: all of it at one moment, whatever is written between two questions.
        """
        with Session(self.readers, autoflush=False) as session:
            if at_once and self.readers.dialect.name == "postgresql":  # SQLite always does
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def do(self, command: type_of_command, *args: Any, **details: Any) -> Any:
        """Carry out one command at once, from a script or a test."""
        if getattr(command, "plural", False):
            [outcome] = self._transact(lambda session: command(session, [args[0]]))
            return _unwrap(outcome)
        return self._transact(lambda session: command(session, *args, **details))

    async def write(
        self, command: type_of_command, *args: Any, once: str | None = None, **details: Any
    ) -> Any:
        """Wait in line, and return what the command returned, after its commit."""
        if len(self._waiting) >= LONGEST_QUEUE:
            raise Overloaded
        future = asyncio.get_running_loop().create_future()
        self._waiting.append(Call(command, args, details, once, future))
        self._stir.set()
        return await future

    async def start(self) -> None:
        self._task = asyncio.create_task(self._serve(), name="writer")

    async def stop(self) -> None:
        """Finish what waits, then close."""
        if self._task:
            self._stopping = True
            self._stir.set()
            await self._task
        self.close()

    def close(self) -> None:
        self._thread.shutdown()
        self.readers.dispose()
        self.writers.dispose()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping:
            await self._stir.wait()
            self._stir.clear()
            while self._waiting:
                calls = self._next()
                outcomes = await loop.run_in_executor(self._thread, self._outcomes, calls)
                for call, outcome in zip(calls, outcomes, strict=True):
                    if call.future.done():  # the person has left; what she did stays done
                        continue
                    if isinstance(outcome, BaseException):
                        call.future.set_exception(outcome)
                    else:
                        call.future.set_result(outcome)

    def _next(self) -> list[Call]:
        """The first call in line, with those just behind it that the same plural command takes."""
        calls = [self._waiting.popleft()]
        if getattr(calls[0].command, "plural", False):
            while (
                self._waiting
                and len(calls) < LARGEST_BATCH
                and self._waiting[0].command is calls[0].command
            ):
                calls.append(self._waiting.popleft())
        return calls

    def _outcomes(self, calls: list[Call]) -> list[Any]:
        command = calls[0].command
        try:
            if getattr(command, "plural", False):
                wishes = [call.args[0] for call in calls]
                return list(self._transact(lambda session: command(session, wishes)))
            return [self._transact(lambda session: _carry_out(session, calls[0]))]
        except Exception as failure:
            if len(calls) == 1:
                # Another process has just carried out the same form: its result is there now.
                twin = isinstance(failure, IntegrityError) and self._done(calls[0].once)
                return [json.loads(twin.result) if twin else failure]
        # One bad call must hurt only itself: each is tried again alone.
        return [outcome for call in calls for outcome in self._outcomes([call])]

    def _done(self, once: str | None) -> Once | None:
        with self.reading() as session:
            return session.get(Once, once) if once else None

    def _transact(self, work: Callable[[Session], Any]) -> Any:
        """One transaction: commit it, sealed, then announce it; or undo it and say nothing."""
        with self._turn:
            with Session(self.writers, expire_on_commit=False) as session, session.begin():
                session.info.update(
                    key=self.key, listeners=self.listeners, events=[], touched=set(), swept=set()
                )
                outcome = work(session)
                self.seal(session)
            touched, swept = session.info["touched"], session.info["swept"]
            if swept:
                self._sweep(swept)
        if touched:
            self.announce(touched)
        return outcome

    def _sweep(self, tables: set[str]) -> None:
        """What was done is done: a table that cannot be swept now is said, and swept another day
        (`forgetting.py`).
        """
        try:
            sweep(self.writers, tables)
        except DBAPIError as failure:
            log.error("sweep failed", failure=type(failure.orig).__name__, tables=sorted(tables))


def _carry_out(session: Session, call: Call) -> Any:
    if call.once is None:
        return call.command(session, *call.args, **call.details)
    if done := session.get(Once, call.once):
        return json.loads(done.result)
    result = call.command(session, *call.args, **call.details)
    session.add(Once(token=call.once, result=json.dumps(result), at=datetime.now(UTC)))
    return result


def _unwrap(outcome: Any) -> Any:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def run_words(
    session: Session, statement: Any, values: list[dict[str, Any]] | dict[str, Any]
) -> CursorResult[*tuple[Any, ...]]:
    """Carry out a statement of the hot path, for one row or many, whose values are already the
    driver's own: to compile it and to convert each value would take longer than to write them.
    """
    connection = session.connection()
    names = tuple(values[0] if isinstance(values, list) else values)
    return connection.exec_driver_sql(_words(statement, connection.dialect.name, names), values)


@cache
def _words(statement: Any, dialect: str, columns: tuple[str, ...]) -> str:
    named = {"sqlite": sqlite.dialect(paramstyle="named"), "postgresql": psycopg.dialect()}  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=named[dialect], column_keys=columns))
