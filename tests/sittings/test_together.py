"""Laws of two taps at once: a person who is heard by several servers together does it once.

Each server has its own writer; only the database can make them take turns.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from deliberation.app import open_database
from deliberation.config import Settings
from deliberation.sittings.arriving import forget_wish, keep_apart
from deliberation.sittings.evaluating import judge_day
from deliberation.sittings.models import Apart
from deliberation.sittings.registers import Colour, Evaluation, Face, Raised, Speaker
from deliberation.sittings.taking_part import (
    ask_to_speak,
    lower_card,
    raise_card,
    withdraw_from_speaking,
)
from tests.sittings.days import END, a_badge, a_day, go_to
from tests.sittings.phones import me, rows
from tests.world import World, a_participant

SERVERS, TURNS = 3, 8


def a_person_there(world: World) -> tuple[int, int]:
    """Someone with a badge, on a day that is on and near its end: the day and her number."""
    person = me(world, a_participant(world))
    day = a_day(world)
    go_to(world, day, END)
    a_badge(world, day, 12, participant_id=person)
    a_badge(world, day, 13)
    return day, person


def together(
    world: World, settings: Settings, *acts: tuple[Callable[..., Any], *tuple[Any, ...]]
) -> None:
    """The same acts on each server, each at the same time as on the others; none may fail."""
    servers, ready = [open_database(settings) for _ in range(SERVERS)], Barrier(SERVERS)

    def tap(number: int) -> None:
        try:
            for command, *details in acts * TURNS:
                ready.wait()
                servers[number].do(command, *details)
        except Exception:
            ready.abort()  # the others need not wait for this one
            raise

    with ThreadPoolExecutor(SERVERS) as threads:
        for done in [threads.submit(tap, number) for number in range(SERVERS)]:
            done.result()
    for server in servers:
        server.close()


def test_a_card_is_raised_once_and_taken_down_once(world: World, settings: Settings) -> None:
    day, person = a_person_there(world)
    card = day, person, Colour.LOST
    together(world, settings, (lower_card, *card), (raise_card, *card))
    assert len(rows(world, Raised)) == 1


def test_she_is_on_the_list_of_speakers_once(world: World, settings: Settings) -> None:
    day, person = a_person_there(world)
    withdraw, ask = (withdraw_from_speaking, day, person), (ask_to_speak, day, person)
    together(world, settings, withdraw, ask)
    assert len(rows(world, Speaker)) == 1


def test_each_person_thinks_one_thing_of_the_day(world: World, settings: Settings) -> None:
    day, one = a_person_there(world)
    others = [me(world, a_participant(world, number=number)) for number in range(2, 13)]
    faces = [(judge_day, day, person, face) for person in (one, *others) for face in Face]
    together(world, settings, *faces)
    assert len(rows(world, Evaluation)) == 12


def test_a_wish_to_sit_apart_is_kept_once(world: World, settings: Settings) -> None:
    day, person = a_person_there(world)
    together(world, settings, (forget_wish, day, person, 13), (keep_apart, day, person, 13))
    assert len(rows(world, Apart)) == 1
