"""Builders of days that end: what was said there, who reads it, a vote that was counted."""

from typing import Any

from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, Choice
from deliberation.debate.models import Scope
from deliberation.roles import Role
from deliberation.sittings import wall_ballots
from deliberation.sittings.models import (
    Act,
    Segment,
    Turn,
)
from tests.sittings.days import (
    END,
    FACILITATOR,
    GROUPS,
    MORNING,
    VOTE,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.sittings.test_evaluating import people
from tests.sittings.walls import a_card, seated, told, words_of
from tests.world import World, a_member, leave, sign_in


def read(client: TestClient, day: int, page: str = "a-chaud") -> str:
    reply = client.get(f"/journees/{day}/{page}")
    assert reply.status_code == 200
    return told(reply.text)


def staff(client: TestClient, world: World, role: Role) -> None:
    leave(client)
    sign_in(client, a_member(world, role, email=f"{role}@example.org"))


def to_the_end(world: World, day: int) -> None:
    """From the step of groups, to the last one."""
    for _ in range(END - GROUPS):
        act(world, day, Act.NEXT)


def public(world: World, words: str, college: str | None = None, **details: Any) -> int:
    return words_of(world, words, college, scope=Scope.PUBLIC, **details)


def shown(world: World, step: int, table: int, contribution: int, **details: Any) -> str:
    return a_card(world, step, table, contribution_id=contribution, on_screen=True, **details)


def a_lived_day(world: World, **people_there: int) -> tuple[int, int, int]:
    """A day in its step of groups, with people at one table. (day, step, table)"""
    day = a_day(world)
    table = a_table(world, day, name="Les Pins")
    step = go_to(world, day, GROUPS)
    seated(world, day, step, table, **people_there)
    return day, step, table


def a_counted_vote(world: World, day: int, agree: int, disagree: int) -> int:
    """A vote of the day, held at its step, that these people answered."""
    ballot = world.keep(Ballot(topic_id=world.topic_id, question="Garder le guichet ?"))
    vote = view_of(world, day).segments[VOTE]
    voters = people(world, agree + disagree)
    choices = [Choice.AGREE] * agree + [Choice.DISAGREE] * disagree

    def hold(session: Session) -> None:
        session.get_one(Segment, vote.id).ballot_id = ballot.id
        session.flush()
        wall_ballots.open_day_ballot(session, day, ballot.id, FACILITATOR, MORNING)
        session.flush()
        calls = [VoteCall(ballot.id, v, c, MORNING) for v, c in zip(voters, choices, strict=True)]
        cast_votes(session, calls)

    world.db.do(hold)
    return int(ballot.id)


def turns_of(world: World, day: int) -> list[Turn]:
    with world.db.reading() as session:
        return list(session.exec(select(Turn).where(Turn.sitting_id == day)))
