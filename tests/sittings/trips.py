"""Builders of days that travel: a day at home, and an empty laptop with the same key."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import func, select

from deliberation.app import build
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.engines import migrate
from deliberation.people.models import AccessCard
from deliberation.records.verifying import altered
from deliberation.security import token_hash
from deliberation.sittings import bundle, carriage
from deliberation.sittings.models import Segment
from deliberation.sittings.reading import day_view
from tests.sittings.days import FACILITATOR, VOTE, a_badge, a_code_for, a_day, a_table
from tests.world import World, a_participant

NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)


class Trip(NamedTuple):
    """A day at home, and an empty laptop with the same key."""

    world: World
    day: int
    ballot: int
    laptop: Database


def a_trip(world: World, tmp_path: Path) -> Iterator[Trip]:
    day = a_day(world)
    table, first = a_table(world, day), a_participant(world, "concerned", 1)
    assert first
    a_badge(world, day, 1, "concerned", participant_id=1)
    a_code_for(world, day)
    card = {"committee_id": world.committee_id, "batch": "1"}
    world.keep(AccessCard(code_hash="c", card_hash=token_hash("printed"), **card))
    ballot = world.keep(Ballot(topic_id=world.topic_id, question="Ouvrir le samedi ?")).id

    def tie(session: Any) -> None:
        session.get_one(Segment, view_segment(session, day, VOTE)).ballot_id = ballot

    world.db.do(tie)
    (tmp_path / "laptop").mkdir()
    key = tmp_path / "laptop" / "instance.key"
    key.write_text(world.db.key.hex())
    settings = Settings(database_url="", data_dir=tmp_path / "laptop")
    migrate(settings.database)
    laptop = build(settings).state.db
    assert table
    yield Trip(world, day, ballot, laptop)
    laptop.close()


def view_segment(session: Any, day: int, place: int) -> int:
    id = day_view(session, day).segments[place].id
    assert id
    return id


def leave(trip: Trip) -> dict[str, Any]:
    trip.world.db.do(carriage.take_away, trip.day, FACILITATOR, NOW)
    return travelling(trip.world.db, trip.day)


def travelling(db: Database, day: int) -> dict[str, Any]:
    """What arrives at the other end of a journey."""
    with db.reading() as session:
        data = bundle.packed(db.key, carriage.content_of(session, day))
    return bundle.unpacked(db.key, data)


def many(session: Any, calls: list[VoteCall]) -> Any:
    return cast_votes(session, calls)


def come_home(trip: Trip) -> dict[str, Any]:
    trip.laptop.do(carriage.send_home, trip.day, FACILITATOR, NOW)
    content = travelling(trip.laptop, trip.day)
    trip.world.db.do(carriage.bring, content, FACILITATOR, NOW)
    return travelling(trip.laptop, trip.day)


def count(db: Database, kind: Any) -> int:
    with db.reading() as session:
        return session.exec(select(func.count()).select_from(kind)).one()


def untouched(db: Database) -> list[str]:
    with db.reading() as session:
        return altered(session, db.key)
