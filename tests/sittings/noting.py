"""Builders of tables that write: a scribe's device, what it types, and what is kept of it."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.debate.models import Contribution, Scope
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.security import token_hash
from deliberation.sittings import agreeing, notes
from deliberation.sittings.doors import table_token
from deliberation.sittings.models import Segment, SegmentKind, Sitting, Table, TableNote
from deliberation.sittings.notes import Noted
from tests.sittings.days import GROUPS, STEPS, a_day, a_table, go_to, hold_table
from tests.world import World

PEERS = tuple(
    step | {"kind": SegmentKind.PEER_GROUPS} if place == GROUPS else step
    for place, step in enumerate(STEPS)
)


def at_work(world: World, client: TestClient, **table: Any) -> tuple[int, int, str]:
    """A day in its groups, and this browser writes for a table: table, step and device."""
    sitting_id = a_day(world)
    table_id = a_table(world, sitting_id, **({"number": 4, "name": "Les Pins"} | table))
    segment_id = go_to(world, sitting_id, GROUPS)
    return table_id, segment_id, token_hash(hold_table(client, world, table_id))


def a_device(world: World, table_id: int) -> str:
    """Another device that writes for a table."""
    device = token_hash(f"device of {table_id}")

    def give(session: Session) -> None:
        session.get_one(Table, table_id).device_hash = device

    world.db.do(give)
    return device


def write(
    world: World, table_id: int, device: str, segment_id: int, *lines: str, **details: Any
) -> int:
    """The scribe writes these lines, now. Returns the first note."""
    noted = Noted(lines, **details)
    now = datetime.now(UTC)
    first, _ = world.db.do(notes.enter_notes, table_id, device, segment_id, noted, now)
    return int(first)


def agree(world: World, table_id: int, device: str, segment_id: int, apart: str = "") -> int:
    now = datetime.now(UTC)
    return int(world.db.do(agreeing.agree_notes, table_id, device, segment_id, apart, now))


def release(world: World, table_id: int, device: str, segment_id: int) -> bool:
    now = datetime.now(UTC)
    return bool(world.db.do(agreeing.release_notes, table_id, device, segment_id, now))


def scope(world: World, table_id: int, device: str, note_id: int, how_far: Scope) -> None:
    now = datetime.now(UTC)
    world.db.do(notes.choose_scope, table_id, device, note_id, how_far, now)


def rank(world: World, table_id: int, device: str, note_id: int, place: int) -> None:
    world.db.do(notes.choose_priority, table_id, device, note_id, place)


def rows(world: World, model: Any) -> list[Any]:
    """All the rows of a table, oldest first."""
    with world.db.reading() as session:
        found = session.exec(select(model))
        return sorted(found, key=lambda row: getattr(row, "id", 0) or 0)


def drafts(world: World) -> list[TableNote]:
    return rows(world, TableNote)


def words(world: World) -> list[str]:
    """The words of the debate, by their numbers."""
    with world.db.reading() as session:
        told = select(Contribution.words).order_by(col(Contribution.note_number))
        return list(session.exec(told))


def journal(world: World) -> list[Event]:
    return rows(world, Event)


def segment(world: World, segment_id: int) -> Segment:
    with world.db.reading() as session:
        return session.get_one(Segment, segment_id)


def a_table_at_work(
    world: World, steps: tuple[dict[str, object], ...] = STEPS
) -> tuple[int, int, str]:
    """Table, step and device of a day in its groups."""
    sitting_id = a_day(world, steps)
    table_id = a_table(world, sitting_id, 4, name="Les Pins")
    segment_id = go_to(world, sitting_id, GROUPS)
    return table_id, segment_id, a_device(world, table_id)


def refused(reason: object) -> object:
    return pytest.raises(Refused, match=f"^{reason}$".replace("(", r"\(").replace(")", r"\)"))


def peers(world: World) -> tuple[int, list[tuple[int, str]]]:
    """A step of peers and two tables of different colleges, each with its device."""
    sitting_id = a_day(world, PEERS)
    colleges = ("concerned", "professionals")
    tables = [
        a_table(world, sitting_id, number, college_id=world.colleges[college])
        for number, college in enumerate(colleges, 1)
    ]
    segment_id = go_to(world, sitting_id, GROUPS)
    return segment_id, [(table, a_device(world, table)) for table in tables]


def door(world: World, table_id: int) -> str:
    """The address on the sign of a table."""
    with world.db.reading() as session:
        table = session.get_one(Table, table_id)
        sitting = session.get_one(Sitting, table.sitting_id)
    return f"/t/{table_id}/{table_token(world.db.key, sitting, table)}"


def text(html: str) -> str:
    """What a page says, on one line, with plain spaces."""
    said = re.sub(r"<[^>]+>", " ", html.partition("<main")[2].partition("</main")[0])
    return re.sub(r"\s+", " ", unescape(said)).replace("’", "'")


def without_tokens(page: str) -> str:
    return re.sub(r'name="once" value="\w+"|data-now="\d+"', "", page)
