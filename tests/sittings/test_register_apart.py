"""Laws of what the register of a day never tells: its tables lead to no one who speaks, and what
happens in it leaves no line that would.
"""

import ast
from datetime import date
from pathlib import Path

from sqlalchemy import Date
from sqlmodel import SQLModel

from deliberation.security import token_hash
from deliberation.sittings import enrolling
from deliberation.sittings.registers import Registration
from tests.sittings.enrolment import (
    an_open_day,
    come,
    enrol,
)
from tests.sittings.planning import CLERK, NOW, journal, rows
from tests.world import World

TABLES = SQLModel.metadata.tables
SOURCES = Path(enrolling.__file__).parents[1]


def keys_of(name: str) -> set[str]:
    """The tables to which the foreign keys of this one lead."""
    return {key.column.table.name for key in TABLES[name].foreign_keys}


def test_no_key_leads_from_the_register_to_a_participant_or_to_what_she_said_or_chose() -> None:
    """All that can be reached is the day, its steps and its rooms: the same for everyone."""
    assert keys_of("registration") == {"sitting"}
    assert keys_of("workshop_place") == {"registration", "workshop"}
    assert keys_of("workshop") == {"sitting", "segment", "sitting_room"}
    day = keys_of("sitting") | keys_of("segment") | keys_of("sitting_room")
    people = {"participant", "badge", "contribution", "vote", "account", "seating", "table_note"}
    assert people <= set(TABLES)
    assert day & people == set()
    leading = {name for name in TABLES if "registration" in keys_of(name)}
    assert leading == {"workshop_place"}
    assert [name for name in TABLES if "workshop_place" in keys_of(name)] == []


def test_the_register_keeps_what_welcomes_someone_and_a_date_without_an_hour() -> None:
    kept = set(TABLES["registration"].columns.keys())
    told = {"name", "contact", "needs", "wishes", "refunded", "present"}
    assert kept == told | {"id", "sitting_id", "token_hash", "registered_on"}
    assert isinstance(TABLES["registration"].columns["registered_on"].type, Date)
    places = set(TABLES["workshop_place"].columns.keys())
    assert places == {"registration_id", "workshop_id", "rank", "waiting"}


def imported(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    return {alias.name for node in tree if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_no_module_knows_both_the_register_and_the_people_who_speak() -> None:
    people = {"Participant", "Badge", "Contribution", "Vote", "Seating", "SeenParticipant"}
    readers = {
        path.name: imported(path)
        for path in SOURCES.rglob("*.py")
        if {"Registration", "WorkshopPlace", "people_of", "person_of"} & imported(path)
        if path.name != "luggage.py"  # carries the tables of a day one by one, and joins none
    }
    assert set(readers) == {
        *("enrol_rules.py", "enrolled.py", "enrolling.py", "workshops.py"),
        *("registering.py", "secretariat.py"),
    }
    assert [name for name, known in readers.items() if known & people] == []


def test_the_journal_says_nothing_of_who_registers_nor_of_who_is_there(world: World) -> None:
    day = an_open_day(world)
    before = journal(world)
    secret = enrol(world, day, "Anne")
    world.db.do(enrolling.change_registration, secret, {"name": "Anna"}, [], NOW)
    came = come(world, day, "Brune")
    world.db.do(enrolling.tick, came, True)
    world.db.do(enrolling.cancel_registration, secret)
    assert journal(world) == before
    world.db.do(enrolling.correct_registration, came, {"name": "Bruna"}, [], CLERK)
    world.db.do(enrolling.erase_registration, came, CLERK)
    assert journal(world) == [*before, "registration.changed", "registration.erased"]


def test_only_the_hash_of_her_address_is_kept_and_the_day_on_which_she_wrote(world: World) -> None:
    secret = enrol(world, an_open_day(world), "Anne")
    [kept] = rows(world, Registration)
    assert kept.token_hash == token_hash(secret) != secret
    assert type(kept.registered_on) is date
