"""Plays a rehearsal from beginning to end: copies the day, lets everyone in, recounts, erases."""

import asyncio
import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from deliberation.db import Database
from deliberation.rehearsal import copying
from deliberation.rehearsal.book import Room
from deliberation.rehearsal.browser import Browser, Server, Unreachable
from deliberation.rehearsal.copying import Copy, copy_day, erase_copy, sweep
from deliberation.rehearsal.facilitator import ROOM, Facilitator, Projector
from deliberation.rehearsal.phones import Phone
from deliberation.rehearsal.recount import missing
from deliberation.rehearsal.report import report_of
from deliberation.rehearsal.scribes import Scribe

DOORS = 0.25  # of the time, in which people come in
LONGEST = 10  # times the minutes asked for, and then it is given up
HASH = 0.06  # seconds that one entry costs the server at least


class NotPlayed(Exception):
    """Why a rehearsal cannot begin."""


type_of_teller = Callable[[int, int], None]  # step, out of how many


def rehearse(
    db: Database,
    server: Server,
    sitting_id: int,
    people: int,
    tables: int,
    minutes: float,
    keep: bool,
    tell: type_of_teller,
) -> dict[str, Any]:
    """Play a day; the report. What it made is erased, also when it is interrupted."""
    # As Ctrl-C: the loop cancels what it runs. An exception thrown into whatever runs may get lost.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    now = datetime.now(UTC)
    db.do(sweep, now)
    lasts = timedelta(minutes=minutes * LONGEST) + copying.MARGIN
    if keep:
        lasts = copying.KEPT
    asyncio.run(_knock(server, "/heure"))
    copy: Copy = db.do(copy_day, sitting_id, people, tables, lasts, now)
    room = Room(people, tables)
    began, led = time.monotonic(), 0
    try:
        if not copy.segments:
            raise NotPlayed("Cette journée n'a pas encore de séquence : ajoutez-en une.")
        asyncio.run(_knock(server, f"/e/{copy.code}"))
        led = asyncio.run(_play(room, server, copy, minutes * 60, tell))
        with db.reading() as session:
            gone = missing(session, copy, room.book)
    finally:
        if not keep:
            db.do(erase_copy, copy.committee_id, datetime.now(UTC))
    return report_of(room, ROOM, led, len(copy.segments), gone, time.monotonic() - began)


async def _knock(server: Server, path: str) -> None:
    """Is the server there, and does it serve this database?"""
    try:
        answer = await Browser(server).get(path)
    except Unreachable:
        raise NotPlayed(f"Le serveur {server.name} ne répond pas.") from None
    if answer.status != 200:
        raise NotPlayed(
            f"Le serveur {server.name} ne sert pas cette base de données : "
            "vérifiez DATABASE_URL, DATA_DIR et --url."
        )


async def _play(
    room: Room, server: Server, copy: Copy, seconds: float, tell: type_of_teller
) -> int:
    doors = max(seconds * DOORS, room.people * HASH)
    stages = len(copy.segments) + 2 * len(copy.votes)
    room.pace = max(seconds * (1 - DOORS), 0.0) / stages
    room.scribes = room.tables
    chance = random.Random(copy.sitting_id)
    projector = Projector(room, server, copy.screen)
    phones = [Phone(room, server, copy.code, 1 + number) for number in range(room.people)]
    scribes = [
        Scribe(room, server, 1 + number, address) for number, address in enumerate(copy.tables)
    ]
    followers = [asyncio.create_task(projector.live())]
    followers += [asyncio.create_task(one.live(chance.random() * doors)) for one in scribes]
    people = [asyncio.create_task(one.live(chance.random() * doors)) for one in phones]
    for task in (*followers, *people):
        task.add_done_callback(lambda done: _tell_failure(room, done))
    try:
        all_in = await room.until(
            lambda: room.present + room.missing >= room.people, doors * LONGEST + 120
        )
        if not all_in:
            room.book.errors["Tout le monde n'a pas pu entrer à temps."] += 1
        facilitator = Facilitator(room, server, copy)
        led = await facilitator.lead(lambda number: tell(number, len(copy.segments)))
        await asyncio.wait(people, timeout=room.pace + 10)
    finally:
        for task in (*followers, *people):
            task.cancel()
        await asyncio.gather(*followers, *people, return_exceptions=True)
    return led


def _tell_failure(room: Room, task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (failure := task.exception()):
        room.book.errors[f"Un participant simulé s'est arrêté : {type(failure).__name__}."] += 1
