"""What the tests of preparing a day ask for: who prepares it, and what its pages say."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from deliberation.errors import Refused
from deliberation.i18n import PARIS
from deliberation.journal import Event
from deliberation.roles import Role
from deliberation.sittings.commands import plan_sitting
from deliberation.sittings.models import Segment
from deliberation.sittings.patterns import patterns
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.steps import change_segment, step_as_seen
from tests.sittings.days import view_of
from tests.world import World, a_member, sign_in

CLERK = "account:1"
NOW = datetime.now(UTC)
SOON = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=20)


def facilitator(client: TestClient, world: World) -> None:
    """This browser is signed in as a facilitator of the committee."""
    sign_in(client, a_member(world, Role.FACILITATOR))


def typed(moment: datetime) -> str:
    """A moment as a browser's field sends it, in Paris."""
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")


def said(reply: Any) -> str:
    """The words of a page, spaced plainly."""
    words = unescape(re.sub(r"<[^>]+>", " ", reply.text))
    return re.sub(r"\s+", " ", words)


def steps_of(world: World, sitting_id: int) -> tuple[Segment, ...]:
    return view_of(world, sitting_id).segments


def titles(world: World, sitting_id: int) -> list[str]:
    return [segment.title for segment in steps_of(world, sitting_id)]


def journal(world: World) -> list[str]:
    """The names of what happened, in order."""
    with world.db.reading() as session:
        return list(session.exec(select(Event.name).order_by(col(Event.id))))


def rows(world: World, kind: Any) -> list[Any]:
    """All the rows of a kind, in the order in which they were made."""
    with world.db.reading() as session:
        return list(session.exec(select(kind).order_by(*kind.__table__.primary_key)))


def row(world: World, kind: Any, id: int) -> Any:
    with world.db.reading() as session:
        return session.get_one(kind, id)


def refusal(world: World, command: Any, *args: Any) -> PlanRefusal:
    with pytest.raises(Refused) as refused:
        world.db.do(command, *args)
    assert isinstance(refused.value.reason, PlanRefusal)
    return refused.value.reason


def a_plan(world: World, code: str | None = "ardeche", **details: Any) -> int:
    words = {"title": "Une heure", "starts_at": SOON, "topic_id": world.topic_id} | details
    pattern = patterns()[code] if code else None
    return world.db.do(plan_sitting, world.group_id, words, pattern, CLERK, NOW)


def change(world: World, segment: Segment, **words: Any) -> int:
    seen = step_as_seen(segment)
    return world.db.do(change_segment, segment.id, words, seen, CLERK)
