"""A live day in the middle of its vote: from a tap to the last screen, on the real application.

The load is an open loop: votes come at moments drawn beforehand, each from another person, through
the form of her phone, and the wait of each begins at its moment. The load generator runs beside the
server. `echo` is the round trip of the smallest page in the same run: what the machine costs then.
"""

import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bench.loadgen import compiled
from bench.processes import Child, child, python
from bench.profiles import Profile
from bench.report import Sample, Samples
from deliberation.sittings.seating import Person, Rule, Table, Turn, seat

TABLES, VOTE = 30, "/scrutins/1/votes"
ECHOES, LONE = 100, 3  # of each in a round
STALLED = 100  # one follower in so many
LONGEST = 600.0  # seconds that a server and its load live at most
GUESTS, APART = 300, 30


@dataclass(frozen=True)
class Hall:
    """A size of room, and how fast people vote there."""

    name: str
    phones: int
    rate: int  # votes a second

    def sized(self, profile: Profile) -> "Hall":
        """The same hall with as many people as the profile has."""
        share = min(profile.sockets / 1000, 1.0)
        return Hall(self.name, max(int(self.phones * share), 10), max(int(self.rate * share), 20))


HALL, FESTIVAL = Hall("hall", 240, 300), Hall("festival", 1000, 500)
GOALS = (
    ("room_240_phones_last_screen", "hall", "seen_ms_p99", 100.0),
    ("room_1000_phones_last_screen", "festival", "seen_ms_p99", 250.0),
    ("room_1000_phones_lone_vote", "festival_lone", "seen_ms_p50", 40.0),
    ("room_1000_phones_return", "festival_again", "seconds", 3.0),
    ("room_kib_of_an_idle_phone", "festival_idle", "kib_per_phone", 48.0),
    ("room_seating_300_people", "seating", "seconds", 1.0),
)


def run(profile: Profile) -> Samples:
    """The goals are ratios too: what was asked over what was measured, so 1 or more is reached."""
    result = Samples()
    result.samples += [_seating(number) for number in range(1, profile.rounds + 1)]
    for hall in (HALL, FESTIVAL):
        result.samples += _measure(hall.sized(profile), profile)
    for id, variant, metric, goal in GOALS:
        result.hold(id, metric, variant, goal)
    result.compare(
        "room_stalled_phones", "seen_ms_p99", over="festival", under="festival_stalled", target=0.8
    )
    return result


class Crowd:
    """The load generator, which obeys one line at a time."""

    def __init__(self, process: Child) -> None:
        self._process = process
        self.opened: dict[str, Any] = json.loads(process.hear())

    def do(self, *words: object) -> dict[str, Any]:
        self._process.say(" ".join(map(str, words)))
        told: dict[str, Any] = json.loads(self._process.hear())
        return told


@contextmanager
def a_server(hall: Hall, voters: int) -> Iterator[tuple[Child, int, Path]]:
    """The application, with a day whose vote is open."""
    with TemporaryDirectory() as folder:
        sizes = map(str, (hall.phones, TABLES, voters))
        module = python("bench.servers.room")
        with child(*module, folder, *sizes, longest=LONGEST) as server:
            port = int(server.hear())
            yield server, port, Path(folder)


def _measure(hall: Hall, profile: Profile) -> list[Sample]:
    load = compiled("room")
    if load is None:
        return [Sample("room", hall.name, 1, {}, "no C compiler")]
    bursts = 3 if hall.name == FESTIVAL.name else 2  # one of them warms up
    each = int(hall.rate * profile.seconds * 1.3) + LONE + ECHOES
    with a_server(hall, each * bursts * profile.rounds) as (server, port, folder):
        files = (str(folder / "followers"), str(folder / "voters"))
        few = _few(folder)
        # What is made once, for the first of each kind, is not the phones'.
        with child(str(load), str(port), str(few), files[1], VOTE) as process:
            Crowd(process)
        before = server.memory()
        with child(str(load), str(port), *files, VOTE, longest=LONGEST) as process:
            crowd = Crowd(process)
            samples = [_idle(hall, crowd, server.memory() - before)]
            _burst(hall, crowd, server, profile.warm_up)
            for number in range(1, profile.rounds + 1):
                samples += _round(hall, profile, crowd, server, number)
    return samples


def _few(folder: Path) -> Path:
    """A file with some followers of each kind."""
    lines = (folder / "followers").read_text().splitlines()
    (folder / "few").write_text("\n".join(lines[:10] + lines[-TABLES - 3 :]) + "\n")
    return folder / "few"


def _idle(hall: Hall, crowd: Crowd, grown: float) -> Sample:
    metrics = {"open": crowd.opened["open"], "kib_per_phone": round(grown / hall.phones, 1)}
    return Sample("room", f"{hall.name}_idle", 1, metrics | _load())


def _round(
    hall: Hall, profile: Profile, crowd: Crowd, server: Child, number: int
) -> Iterator[Sample]:
    echo = crowd.do("warm", ECHOES)
    yield _votes(hall, number, crowd.do("lone", LONE), echo, "_lone")
    yield _votes(hall, number, _burst(hall, crowd, server, profile.seconds), echo)
    if hall.name != FESTIVAL.name:
        return
    crowd.do("stall", max(hall.phones // STALLED, 1))
    told = _burst(hall, crowd, server, profile.seconds)
    yield _votes(hall, number, told, echo, "_stalled")
    back = crowd.do("again")
    fault = None if back["held"] == back["wanted"] else "some hold an older state"
    metrics = {name: back[name] for name in ("wanted", "held", "seconds", "client_cpu")}
    yield Sample("room", f"{hall.name}_again", number, metrics | _load(), fault)


def _burst(hall: Hall, crowd: Crowd, server: Child, seconds: float) -> dict[str, Any]:
    """Votes of people whom the server has just seen, as it has when a question opens."""
    crowd.do("greet", int(hall.rate * seconds * 1.2) + 10)
    used = server.cpu()
    told = crowd.do("vote", hall.rate, seconds)
    used = server.cpu() - used
    return told | {
        "server_cpu": round(used / told["seconds"], 2),
        "server_ms_per_vote": round(used / max(told["sent"], 1) * 1e3, 2),
    }


def _votes(
    hall: Hall, number: int, told: dict[str, Any], echo: dict[str, Any], which: str = ""
) -> Sample:
    names = ("sent", "acked", "seen", "ack_ms_p50", "ack_ms_p99", "seen_ms_p50", "seen_ms_p99")
    more = ("seen_ms_max", "seconds", "client_cpu", "server_cpu", "server_ms_per_vote")
    metrics = {name: told[name] for name in names + more if name in told}
    metrics["echo_ms_p50"] = echo["ack_ms_p50"]
    metrics["p99_over_echo"] = round(told["seen_ms_p99"] / max(echo["ack_ms_p50"], 0.01), 1)
    return Sample("room", f"{hall.name}{which}", number, metrics | _load(), _fault(told))


def _fault(told: dict[str, Any]) -> str | None:
    """Why these votes prove nothing, if so."""
    if told["errors"] or not told["sent"]:
        return f"{told['errors']} errors, {told['sent']} votes sent"
    if not told["sent"] == told["acked"] == told["seen"]:
        return f"{told['sent']} votes sent, {told['acked']} acknowledged, {told['seen']} seen"
    return None


def _load() -> dict[str, float]:
    """How busy the machine was: processes that wanted a processor, in the last minute."""
    return {"load": round(os.getloadavg()[0], 1)}


def _seating(number: int) -> Sample:
    chance = random.Random(number)
    people = [Person(badge, chance.randrange(5)) for badge in range(GUESTS)]
    tables = [Table(100 + place, 8) for place in range(38)]
    apart = [tuple(chance.sample(range(GUESTS), 2)) for _ in range(APART)]
    began = perf_counter()
    seated = seat(Turn(people, tables, Rule.MIX, apart, seed=number))  # type: ignore[arg-type]
    metrics = {"seconds": round(perf_counter() - began, 4), "unmet": len(seated.unmet)}
    fault = None if len(seated.places) == GUESTS else "some have no seat"
    return Sample("room", "seating", number, metrics | _load(), fault)
