"""Acknowledged means durable: what `kill -9` may and may not take away."""

import subprocess
import sys
from collections import Counter

import pytest
from sqlmodel import select

from deliberation import journal
from deliberation.ballots.models import Choice
from deliberation.journal import Event
from tests.ballots.voting import an_open_ballot, choices, people, recount
from tests.world import World

pytestmark = pytest.mark.both_databases

ROOT_MODULE = "tests.ballots.voting_for_ever"
VOTERS = 40
HEARD = 1_000


def test_a_killed_server_loses_no_acknowledged_vote(world: World) -> None:
    ballot = an_open_ballot(world)
    people(world, VOTERS)
    address = [world.db.url, world.db.key.hex(), str(ballot), str(VOTERS)]
    with subprocess.Popen(
        [sys.executable, "-m", ROOT_MODULE, *address], stdout=subprocess.PIPE, text=True
    ) as voting:
        assert voting.stdout
        heard = [voting.stdout.readline().split() for _ in range(HEARD)]
        voting.kill()
    acknowledged = {int(person): (int(turn), Choice(choice)) for person, turn, choice in heard}
    every = list(Choice)
    kept = choices(world, ballot)
    with world.db.reading() as session:
        cast = Counter(session.exec(select(Event.actor).where(Event.name == "vote.cast")))
        assert journal.broken(session, world.db.key) == []
    for person, (turn, choice) in acknowledged.items():
        # What was on its way when the power went may be there too, never less.
        written = cast[f"participant:{person}"]
        assert written > turn
        assert every[(person + turn) % 5] is choice
        assert kept[person] == every[(person + written - 1) % 5]
    assert recount(world) == []
