"""What happened, in order: one append-only, sealed table for audit, exports and live screens.

It never holds words, nor a choice. An actor is "participant:12" or "account:3". Each row carries
a mark made with the instance's key, and each transaction ends with one seal over its rows and
over the seal before it.
"""

import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, insert, literal_column, update
from sqlmodel import Field, Session, SQLModel, col, select

from deliberation.db import run_words

IN_PIECES = {"yield_per": 5000}


class Event(SQLModel, table=True):
    """One thing that happened: noun and past participle, on the channel whose screens care."""

    id: int | None = Field(default=None, primary_key=True)
    seal_id: int = Field(foreign_key="seal.id", index=True)
    at: datetime
    name: str = Field(index=True)
    channel: str = Field(index=True)
    actor: str | None = None
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    mark: str


class Seal(SQLModel, table=True):
    """What one transaction wrote in the journal, tied to all that came before."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rows: int
    mark: str


class JournalHead(SQLModel, table=True):
    """The newest seal: writers queue on this row, and a journal cut short is found by it.

    `mark` is that of the seal; nobody without the key can write another seal here, for `own_mark`
    is nowhere else.
    """

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seal_id: int
    mark: str
    own_mark: str = ""


# The words of each transaction: compiled anew each time, they would cost more than a vote does.
events, seals, heads = (
    SQLModel.metadata.tables[name] for name in ("event", "seal", "journal_head")
)
INSERT_EVENTS, INSERT_SEAL, INSERT_HEAD = insert(events), insert(seals), insert(heads)
# The update locks the head: on a database with many writers they seal one after the other.
NEXT_SEAL = (
    update(heads)
    .values(seal_id=heads.c.seal_id + literal_column("1"))
    .returning(heads.c.seal_id, heads.c.mark)
)
MARK_HEAD = update(heads)


class Happened(NamedTuple):
    """What a listener is told, inside the transaction in which it happened."""

    name: str
    channel: str
    actor: str | None
    details: dict[str, Any]


def record(
    session: Session, name: str, channel: str, *, actor: str | None = None, **details: Any
) -> None:
    """Write what happened in the caller's transaction; screens hear of it only if it commits."""
    happened = Happened(name, channel, actor, details)
    session.info["events"].append(happened)
    session.info["touched"].add(channel)
    for listen in session.info["listeners"].get(name, ()):
        listen(session, happened)


def touch(session: Session, channel: str) -> None:
    """Say that a channel is stale, where another line of the journal tells what happened."""
    session.info["touched"].add(channel)


def mark_of(key: bytes, *parts: object) -> str:
    """A mark that only the holder of the instance's key can make: HMAC-SHA256, 128 bits, in hex."""
    message = "\x1f".join([str(part) for part in parts]).encode()
    return hmac.digest(key, message, "sha256")[:16].hex()


def event_mark(key: bytes, moment: str, happened: Happened) -> str:
    """The mark of a row; `moment` is its time in UTC, in ISO 8601."""
    return mark_of(
        key,
        moment,
        happened.name,
        happened.channel,
        happened.actor,
        _text(happened.details),
    )


def _text(details: dict[str, Any]) -> str:
    return json.dumps(details, sort_keys=True) if details else "{}"


def seal(session: Session) -> None:
    """What the writer calls last in each transaction."""
    if told := session.info["events"]:
        _write(session, session.info["key"], told)


def _write(session: Session, key: bytes, told: list[Happened]) -> None:
    session.flush()
    at = datetime.now(UTC)  # what one transaction does happens at one moment
    moment = at.isoformat()
    head = run_words(session, NEXT_SEAL, {}).one_or_none()
    if head is None:
        run_words(session, INSERT_HEAD, {"id": 1, "seal_id": 1, "mark": "", "own_mark": ""})
    number, previous = head or (1, "")
    on_sqlite = session.get_bind().dialect.name == "sqlite"  # which keeps moments as text
    kept = at.replace(tzinfo=None).isoformat(" ", "microseconds") if on_sqlite else at
    rows = [
        {
            "seal_id": number,
            "at": kept,
            "name": happened.name,
            "channel": happened.channel,
            "actor": happened.actor,
            "details": _text(happened.details),
            "mark": event_mark(key, moment, happened),
        }
        for happened in told
    ]
    mark = seal_mark(key, number, previous, (str(row["mark"]) for row in rows))
    run_words(session, INSERT_SEAL, {"id": number, "rows": len(rows), "mark": mark})
    run_words(session, INSERT_EVENTS, rows)
    run_words(session, MARK_HEAD, {"mark": mark, "own_mark": mark_of(key, "head", number, mark)})


def seal_mark(key: bytes, number: int, previous: str, marks: Iterable[str]) -> str:
    """The mark of a seal: its number, the seal before it, and its rows whatever their order."""
    return mark_of(key, number, previous, *sorted(marks))


def broken(session: Session, key: bytes) -> list[str]:
    """Each place where the journal is not what was written: "table:row: what is wrong"."""
    marks: dict[int, list[str]] = {}
    return _broken_events(session, key, marks) + _broken_seals(session, key, marks)


def _broken_events(session: Session, key: bytes, marks: dict[int, list[str]]) -> list[str]:
    """The rows that were changed; `marks` is filled with those of each seal."""
    found = []
    events = select(Event).order_by(col(Event.id)).execution_options(**IN_PIECES)
    for event in session.exec(events):
        happened = Happened(event.name, event.channel, event.actor, event.details)
        if event.mark != event_mark(key, event.at.astimezone(UTC).isoformat(), happened):
            found.append(f"event:{event.id}: altered")
        marks.setdefault(event.seal_id, []).append(event.mark)
    return found


def _broken_seals(session: Session, key: bytes, marks: dict[int, list[str]]) -> list[str]:
    """The seals that were changed, or that miss some rows; `marks` is emptied."""
    found = []
    previous, number = "", 0
    for seal in session.exec(select(Seal).order_by(col(Seal.id)).execution_options(**IN_PIECES)):
        number += 1
        if seal.id != number:
            found.append(f"seal:{number}: missing")
            number = seal.id
        rows = marks.pop(seal.id, [])
        if len(rows) != seal.rows:
            found.append(f"seal:{seal.id}: {seal.rows - len(rows)} event(s) missing")
        elif seal.mark != seal_mark(key, seal.id, previous, rows):
            found.append(f"seal:{seal.id}: altered")
        previous = seal.mark
    found += [f"event: rows of an unknown seal {unknown}" for unknown in marks]
    head = session.exec(select(JournalHead)).one_or_none()
    newest = (number, previous, mark_of(key, "head", number, previous)) if number else None
    if (head and (head.seal_id, head.mark, head.own_mark)) != newest:
        found.append("journal_head:1: the newest seals are missing or altered")
    return found
