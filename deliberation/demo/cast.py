"""The committee of the demonstration, its accounts, and the names by which the story calls them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from deliberation.assembly.models import Committee, NationalBody, WorkingGroup
from deliberation.demo import keys
from deliberation.demo.story import Clock
from deliberation.people import commands
from deliberation.people.models import College, Participant
from deliberation.roles import Grant, Role

A_LONG_TIME = 3650  # days: what is printed at each start must still open


@dataclass
class Cast:
    """The rows that the story speaks of, by their names in it."""

    committee_id: int
    groups: dict[str, int]
    colleges: dict[str, int]
    accounts: dict[str, int]
    people: dict[str, list[int]] = field(default_factory=dict)
    turns: dict[str, Iterator[int]] = field(default_factory=dict)

    def actor(self, account: str) -> str:
        return f"account:{self.accounts[account]}"

    def person(self, who: str) -> int:
        """« concerned:1 » is the first one of a college; « concerned », whoever speaks next."""
        college, _, place = who.partition(":")
        return self.people[college][int(place) - 1] if place else next(self.turns[college])

    def know(self, session: Session) -> None:
        """Learn who has entered, in each college. The first one speaks only when she is called."""
        for code, college_id in self.colleges.items():
            entered = select(Participant.id).where(Participant.college_id == college_id)
            ids = [id for id in session.exec(entered.order_by(col(Participant.id))) if id]
            self.people[code], self.turns[code] = ids, islice(cycle(ids), 1, None)


def found(session: Session, key: bytes, told: dict[str, Any], clock: Clock) -> Cast:
    """Found the committee, its groups and colleges, and open its accounts."""
    body = keep(session, NationalBody(**told["national_body"]))
    words = {name: told[name] for name in ("slug", "name", "territories", "bearers", "term")}
    committee_id = keep(session, Committee(national_body_id=body, **words))
    groups = {
        name: keep(session, WorkingGroup(committee_id=committee_id, **words))
        for name, words in told["groups"].items()
    }
    colleges = {
        one["code"]: keep(
            session,
            College(
                committee_id=committee_id,
                code=one["code"],
                name=one["name"],
                shape=one["shape"],
                position=position,
            ),
        )
        for position, one in enumerate(told["colleges"])
    }
    accounts = {
        one["key"]: _open_account(session, key, committee_id, one, clock)
        for one in told["accounts"]
    }
    return Cast(committee_id, groups, colleges, accounts)


def keep(session: Session, row: SQLModel) -> int:
    """What no command makes yet is written as it is. Returns its id."""
    session.add(row)
    session.flush()
    id: int = row.id  # type: ignore[attr-defined]
    return id


def _open_account(
    session: Session, key: bytes, committee_id: int, told: dict[str, Any], clock: Clock
) -> int:
    """An account with a password; the national reader has a personal link instead."""
    role, email, name = Role(told["role"]), told["email"], told["name"]
    if role is not Role.NATIONAL_READER:
        password = keys.password_of(key, email)
        return commands.make_account(session, email, name, password, [Grant(role, committee_id)])
    reader = commands.make_account(session, email, name, None, [Grant(role)])
    commands.make_link(session, reader, keys.link_of(key, email), A_LONG_TIME, clock.now)
    return reader
