"""Builders of walls: cards that tables reported back, words that people wrote, a screen to read."""

import re
from html import unescape
from typing import Any

from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.debate.models import Contribution, ContributionState, Scope
from deliberation.people.models import Channel
from deliberation.roles import Role
from deliberation.security import new_token
from deliberation.sittings.doors import screen_address
from deliberation.sittings.groupings import CloudWord, WallGroup
from deliberation.sittings.models import (
    Act,
    Opens,
    ReportBack,
    Saying,
    Scene,
    SegmentKind,
    Sitting,
)
from tests.sittings.days import STEPS, a_badge, a_day, a_table, act, go_to, seat, view_of
from tests.world import NOON, World, a_member, leave, sign_in

PEERS = (
    STEPS[0],
    {
        "kind": SegmentKind.PEER_GROUPS,
        "title": "Entre pairs",
        "opens": Opens.WRITING,
        "minutes": 20,
    },
    *STEPS[2:],
)


def words_of(world: World, words: str, college: str | None = None, **details: Any) -> int:
    """Some words that a table, or a person, said."""
    row = Contribution(
        **{
            "topic_id": world.topic_id,
            "words": words,
            "channel": Channel.TABLE,
            "college_id": world.colleges[college] if college else None,
            "scope": Scope.DRAFTERS,
            "state": ContributionState.SHOWN,
            "at": NOON,
        }
        | details
    )
    return world.keep(row).id


def a_card(
    world: World,
    segment_id: int,
    table_id: int,
    words: str = "Un guichet ouvert le soir",
    college: str | None = None,
    **details: Any,
) -> str:
    """A card that a table chose to report back. Returns what forms call it."""
    contribution_id = details.pop("contribution_id", None) or words_of(world, words, college)
    world.keep(Saying(segment_id=segment_id, contribution_id=contribution_id, table_id=table_id))
    row = ReportBack(
        segment_id=segment_id,
        table_id=table_id,
        contribution_id=contribution_id,
        rank=1,
        **{"shuffle": new_token()} | details,
    )
    return world.keep(row).shuffle


def a_wall(world: World, place: int = 2, **people: int) -> tuple[int, int, int]:
    """A day that stands at this step, after groups sat at one table. (day, step of groups, table)

    `people` tells how many of each college sat there.
    """
    day = a_day(world)
    table = a_table(world, day)
    groups = go_to(world, day, 1)
    seated(world, day, groups, table, **people)
    for _ in range(place - 1):
        act(world, day, Act.NEXT)
    return day, groups, table


def seated(world: World, day: int, segment: int, table: int, start: int = 1, **people: int) -> None:
    """That many people of each college sit at this table."""
    number = start
    for college, count in people.items():
        for _ in range(count):
            badge = a_badge(world, day, number, None if college == "nobody" else college)
            seat(world, segment, badge, table)
            number += 1


def card_row(world: World, handle: str) -> ReportBack:
    with world.db.reading() as session:
        return session.exec(select(ReportBack).where(ReportBack.shuffle == handle)).one()


def a_group(world: World, day: int, name: str = "L'accueil") -> int:
    return world.keep(WallGroup(sitting_id=day, name=name)).id


def approve(world: World, segment_id: int, *words: str) -> None:
    for word in words:
        world.keep(CloudWord(segment_id=segment_id, word=word))


def written(world: World, segment_id: int, *words: str, **details: Any) -> list[int]:
    """Each of these was written on a phone during a step, by somebody else each time."""
    ids = [words_of(world, one, channel=Channel.PHONE, **details) for one in words]
    for id in ids:
        world.keep(Saying(segment_id=segment_id, contribution_id=id))
    return ids


def look(world: World, day: int, scene: Scene, page: int = 1) -> None:
    """The facilitator chooses what the room sees."""
    act(world, day, Act.SHOW, scene=scene, page=page)


def address(world: World, day: int, further: str = "") -> str:
    """The address of the room screen, or of something beside it."""
    with world.db.reading() as session:
        whole = screen_address("", world.db.key, session.get_one(Sitting, day))
    return whole.replace("/ecran?", f"/ecran{further}?")


def told(html: str) -> str:
    """What a page or a frame says, with its apostrophes and spaces as we type them."""
    words = re.sub(r"<[^>]+>", " ", unescape(html))
    return re.sub(r"\s+", " ", words.replace("’", "'").replace("\u202f", " "))


def screen(client: TestClient, world: World, day: int) -> str:
    """What the room screen says, to who only has its address."""
    held = dict(client.cookies)
    leave(client)
    answer = client.get(address(world, day, "/scene"))
    client.cookies.update(held)
    assert answer.status_code == 200
    return told(answer.text)


def every_page(client: TestClient, world: World, day: int, scene: Scene) -> str:
    """All the pages of a scene, one after the other."""
    look(world, day, scene)
    seen = [screen(client, world, day)]
    last = re.search(r"Page 1 sur (\d+)", seen[0])
    for page in range(2, int(last[1]) + 1 if last else 2):
        look(world, day, scene, page)
        seen.append(screen(client, world, day))
    return "\n".join(seen)


def a_facilitator(
    client: TestClient, world: World, *roles: Role, email: str = "f@example.org"
) -> None:
    """This browser is that of who runs the day."""
    sign_in(client, a_member(world, *(roles or (Role.FACILITATOR,)), email=email))


def stand(world: World, day: int) -> int:
    return view_of(world, day).number
