"""What becomes of a live day when its server is killed in the middle of a step."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from queue import SimpleQueue
from typing import Any

import httpx2
import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from deliberation.__main__ import app as console
from deliberation.app import open_database
from deliberation.ballots.models import Choice, Vote
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.people.models import Participant
from deliberation.roles import Role
from deliberation.security import PARTICIPANT_COOKIE, STAFF_COOKIE, token_hash
from deliberation.sittings import notes
from deliberation.sittings.doors import DEVICE_COOKIE
from deliberation.sittings.models import Act, TableNote
from tests.ballots.voting import an_open_ballot
from tests.hall import SOON
from tests.journeys.story import first_frame, follow
from tests.journeys.test_crash import a_server, environment
from tests.sittings.days import GROUPS, STEPS, a_day, a_table, act, go_to
from tests.sittings.walls import address as screen_address
from tests.world import World, a_member, a_participant, a_world

pytestmark = pytest.mark.timeout(180)  # a server that starts twice, on a busy machine
PHONES, TABLES = 5, 2
ENOUGH = 60  # answers heard when the server is killed: others are then on their way
CHOICES = list(Choice)
IN_GROUPS = str(STEPS[GROUPS]["title"])
UNTIL = re.compile(r'data-until="([^"]+)"')


@dataclass
class Device:
    """A phone or a table that goes on and on, and remembers what it was told was kept."""

    cookies: dict[str, str]
    where: str
    segment: int
    ballot: int = 0
    words: list[str] = field(default_factory=list)
    kept: Choice | None = None
    tried: Choice | None = None

    def goes_on(self, address: str, heard: SimpleQueue[str]) -> None:
        with (
            httpx2.Client(
                base_url=address, cookies=self.cookies, timeout=SOON, verify=False
            ) as client,
            suppress(httpx2.TransportError),  # the server is dead
        ):
            for turn in count():
                said = f"{self.where} {self.cookies} {turn}"
                form: dict[str, Any] = {"segment": self.segment, "words": said}
                assert client.post(self.where, data=form).status_code == 303
                self.words.append(said)
                heard.put("words")
                if self.ballot:
                    self.tried = CHOICES[turn % len(CHOICES)]
                    vote = {"choice": self.tried.value}
                    voted = client.post(f"/scrutins/{self.ballot}/votes", data=vote)
                    assert voted.status_code == 303
                    self.kept = self.tried
                    heard.put("vote")


@dataclass
class Hall:
    """A day in its groups, its devices, and the addresses of what shows it."""

    day: int
    devices: list[Device]
    screens: dict[str, tuple[str, dict[str, str]]]

    def standing(self, address: str) -> dict[str, tuple[bool, frozenset[str]]]:
        """On each device: whether it shows the step, and until when the step lasts."""
        told = {}
        for name, (path, cookies) in self.screens.items():
            with follow(address, path, cookies) as screen:
                frame = first_frame(screen)
            told[name] = IN_GROUPS in frame, frozenset(UNTIL.findall(frame))
        return told


def a_hall(world: World) -> Hall:
    day = a_day(world)
    tables = [a_table(world, day, number) for number in range(1, TABLES + 1)]
    segment = go_to(world, day, GROUPS)
    act(world, day, Act.MORE)
    ballot = an_open_ballot(world)
    devices = []
    for number in range(PHONES):
        secret = a_participant(world, number=number)
        cookies = {PARTICIPANT_COOKIE: secret}
        devices.append(Device(cookies, f"/journees/{day}/mots", segment, ballot))
    for table in tables:
        secret = f"device of {table}"
        world.db.do(notes.open_table, table, token_hash(secret), False)
        devices.append(Device({DEVICE_COOKIE: secret}, f"/tables/{table}/notes", segment))
    staff = a_member(world, Role.FACILITATOR)
    screens = {
        "phone": (f"/journees/{day}/suivre/direct", {}),
        "table": (f"/tables/{tables[-1]}/direct", devices[-1].cookies),
        "screen": (screen_address(world, day, "/direct"), {}),
        "desk": (f"/journees/{day}/pilotage/direct", {STAFF_COOKIE: staff}),
    }
    return Hall(day, devices, screens)


def test_a_server_killed_in_the_middle_of_a_step_comes_back_to_the_same_moment_with_every_act(
    settings: Settings,
) -> None:
    db = open_database(settings)
    try:
        world = a_world(db)
        hall = a_hall(world)
        heard: SimpleQueue[str] = SimpleQueue()
        with (
            a_server(settings) as (server, address),
            ThreadPoolExecutor(len(hall.devices)) as crowd,
        ):
            before = hall.standing(address)
            going = [crowd.submit(one.goes_on, address, heard) for one in hall.devices]
            for _ in range(ENOUGH):
                heard.get(timeout=SOON)
            server.kill()
            for one in going:
                one.result(SOON)
        with a_server(settings) as (_, address):
            assert hall.standing(address) == before
        shown, ends = zip(*before.values(), strict=True)
        assert all(shown)
        assert len(ends[0]) == 1 and len(set(ends)) == 1  # one step, one clock, everywhere
        with db.reading() as session:
            assert_kept(session, hall)
        recount = CliRunner().invoke(console, ["verify"], env=environment(settings))
        assert recount.exit_code == 0, recount.output
    finally:
        db.close()


def assert_kept(session: Session, hall: Hall) -> None:
    said = set(session.exec(select(Contribution.words)))
    noted = set(session.exec(select(TableNote.words)))
    voted = select(Participant.card_hash, Vote.choice).join(
        Vote, Vote.participant_id == Participant.id
    )
    votes = dict(session.exec(voted).all())
    for device in hall.devices:
        assert device.words
        assert (said if device.ballot else noted).issuperset(device.words)
        if device.ballot:
            # The last vote may have been kept though its answer never came.
            choice = votes[token_hash(device.cookies[PARTICIPANT_COOKIE])]
            assert choice in (device.kept, device.tried)
