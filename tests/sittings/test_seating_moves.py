"""Laws of seats given by hand or late: a chair for each, no wish broken that can be kept."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings

from deliberation.sittings.seating import (
    Doubt,
    Person,
    Rule,
    SeatingRefusal,
    Table,
    Turn,
    doubts_of_move,
    seat,
    seat_late,
    why_not_move,
)
from tests.sittings.test_seating import COLLEGES, broken, turns


@given(turns(), COLLEGES)
@settings(max_examples=60)
def test_whoever_is_late_finds_a_chair_and_breaks_no_wish_that_can_be_kept(
    turn: Turn, college: int | None
) -> None:
    badge = len(turn.people) + 1  # some wishes name her
    seating = seat(turn)
    chosen = seat_late(turn, seating.places, Person(badge, college))
    size = Counter(seating.places.values())
    with_room = [table.id for table in turn.tables if size[table.id] < table.capacity]
    if chosen is None:
        assert with_room == []
        return
    assert chosen in with_room
    arrives = {table: broken(turn.apart, {**seating.places, badge: table}) for table in with_room}
    assert arrives[chosen] == min(arrives.values())
    if not turn.apart and turn.rule in (Rule.MIX, Rule.RANDOM, Rule.ROTATE):
        assert size[chosen] == min(size[table] for table in with_room)


@given(turns())
@settings(max_examples=30)
def test_whoever_comes_back_finds_her_own_table(turn: Turn) -> None:
    seating = seat(turn)
    for person in turn.people:
        if person.badge in seating.places:
            came_back = seat_late(turn, seating.places, person)
            stays_at = {person.stays_at, seating.places[person.badge]}
            assert came_back in stays_at


def test_late_people_keep_the_mix() -> None:
    tables = [Table(1, 8), Table(2, 8), Table(3, 8)]
    turn = Turn([Person(1, 5), Person(2, 6), Person(3, 7)], tables)
    places = {1: 1, 2: 2, 3: 3}
    assert seat_late(turn, places, Person(9, 5)) == 2
    assert seat_late(turn, places, Person(9, 6)) == 1
    assert seat_late(replace(turn, apart=[(9, 1)]), places, Person(9, 6)) == 3


def test_a_late_scribe_goes_to_the_table_where_she_stays() -> None:
    turn = Turn([Person(1), Person(2)], [Table(1, 4), Table(2, 4)])
    assert seat_late(turn, {1: 2, 2: 2}, Person(9, None, 2)) == 2


def test_where_tables_are_kept_a_late_person_finds_the_one_of_the_turn_before() -> None:
    turn = Turn([Person(1), Person(2)], [Table(1, 4), Table(2, 4)], Rule.TOGETHER, (), [{9: 2}])
    assert seat_late(turn, {1: 2, 2: 2}, Person(9)) == 2
    assert seat_late(replace(turn, apart=[(1, 9)]), {1: 2, 2: 2}, Person(9)) == 1


def test_a_late_person_joins_her_college_where_colleges_sit_apart() -> None:
    tables = [Table(1, 4), Table(2, 4, college=6), Table(3, 4), Table(4, 2)]
    turn = Turn([Person(1, 5), Person(2, 5), Person(3, 7)], tables, Rule.APART)
    places = {1: 1, 2: 1, 3: 4}
    assert seat_late(turn, places, Person(9, 6)) == 2
    assert seat_late(turn, places, Person(9, 7)) == 3
    assert seat_late(turn, places | {8: 3, 7: 3, 6: 3, 5: 3}, Person(9, 7)) == 4


def test_a_late_person_sits_with_those_whom_she_has_not_met() -> None:
    turn = Turn([Person(1), Person(2)], [Table(1, 4), Table(2, 4)], Rule.ROTATE, (), [{1: 1, 9: 1}])
    assert seat_late(turn, {1: 1, 2: 2}, Person(9)) == 2


def test_chairs_taken_by_people_of_another_turn_are_taken() -> None:
    turn = Turn([], [Table(1, 1), Table(2, 1)])
    assert seat_late(turn, {7: 1}, Person(9)) == 2
    assert seat_late(turn, {7: 1, 8: 2}, Person(9)) is None


ROOM = Turn(
    [Person(1, 5), Person(2, 5), Person(3, 6, stays_at=2)],
    [Table(1, 2), Table(2, 4, college=6)],
    Rule.APART,
    [(1, 3)],
)
PLACES = {1: 1, 2: 1, 3: 2}


@pytest.mark.parametrize(
    ("badge", "table", "answer"),
    [
        (3, 1, SeatingRefusal.FULL),
        (1, 1, None),
        (1, 2, None),
        (1, 9, SeatingRefusal.NO_SUCH_TABLE),
        (9, 1, SeatingRefusal.NO_SUCH_PERSON),
    ],
)
def test_only_a_missing_chair_refuses_a_move(
    badge: int, table: int, answer: SeatingRefusal | None
) -> None:
    assert why_not_move(ROOM, PLACES, badge, table) is answer


@pytest.mark.parametrize(
    ("badge", "table", "doubts"),
    [
        (1, 1, ()),
        (1, 2, (Doubt.WISH, Doubt.ELSEWHERE)),
        (2, 2, (Doubt.ELSEWHERE,)),
        (3, 1, (Doubt.WISH, Doubt.ELSEWHERE, Doubt.LEAVES)),
    ],
)
def test_a_move_against_a_wish_or_a_college_is_told_not_refused(
    badge: int, table: int, doubts: tuple[Doubt, ...]
) -> None:
    assert doubts_of_move(ROOM, PLACES, badge, table) == doubts
    mixed = tuple(doubt for doubt in doubts if doubt is not Doubt.ELSEWHERE)
    assert doubts_of_move(replace(ROOM, rule=Rule.MIX), PLACES, badge, table) == mixed


def test_a_doubt_names_nobody() -> None:
    assert not any(letter.isdigit() or letter == "{" for doubt in Doubt for letter in doubt)
