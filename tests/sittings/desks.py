"""Builders at the wall desk: what a facilitator sends, what she sees, and what is then kept."""

from typing import Any

from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.sittings.models import Scene
from tests.sittings.walls import (
    a_card,
    a_facilitator,
    a_wall,
    card_row,
    look,
    told,
)
from tests.world import World

Wall = tuple[int, list[str]]


def post(client: TestClient, day: int, further: str, status: int = 303, **fields: Any) -> str:
    answer = client.post(f"/journees/{day}/mur/{further}", data=fields)
    assert answer.status_code == status, answer.text
    return told(answer.text)


def desk(client: TestClient, day: int) -> str:
    answer = client.get(f"/journees/{day}/mur")
    assert answer.status_code == 200
    return answer.text


def rows(world: World, what: Any) -> list[Any]:
    with world.db.reading() as session:
        return list(session.exec(select(what)))


def shown(world: World, *cards: str) -> list[bool]:
    return [card_row(world, card).on_screen for card in cards]


def a_desk(client: TestClient, world: World) -> tuple[int, list[str]]:
    """A day that reports back, three cards, and the facilitator before them."""
    day, groups, table = a_wall(world)
    cards = [a_card(world, groups, table, f"Idée {name}") for name in ("une", "deux", "trois")]
    a_facilitator(client, world)
    look(world, day, Scene.WALL)
    return day, cards
