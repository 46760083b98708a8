"""Laws of each rule of seating: even tables, mixed colleges, peers alone, tables kept, a café."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliberation.sittings.seating import Kind, Person, Rule, Seating, Table, Turn, Unmet, seat
from tests.sittings.test_seating import COLLEGES, broken, sizes, told, turns


@given(turns(st.sampled_from([Rule.MIX, Rule.RANDOM, Rule.ROTATE])))
def test_tables_are_even_where_capacities_allow(turn: Turn) -> None:
    free = [person._replace(stays_at=None) for person in turn.people]
    assert Kind.UNEVEN not in told(seat(replace(turn, people=free, apart=())))


@given(
    st.lists(COLLEGES, max_size=60),
    st.lists(st.integers(0, 12), min_size=1, max_size=9),
    st.integers(0, 9),
)
@example([1] * 7 + [2] * 5 + [None], [9, 2, 9, 5, 9], 0)
def test_a_college_is_mixed_to_within_one_over_tables_of_near_sizes(
    colleges: list[int | None], capacities: list[int], seed: int
) -> None:
    people = [Person(badge, college) for badge, college in enumerate(colleges)]
    turn = Turn(people, [Table(i, seats) for i, seats in enumerate(capacities)], seed=seed)
    seating = seat(turn)
    size = sizes(turn, seating)
    at = Counter((p.college, seating.places[p.badge]) for p in people if p.badge in seating.places)
    for one, other in combinations(size, 2):
        if abs(size[one] - size[other]) <= 1:
            assert all(abs(at[college, one] - at[college, other]) <= 1 for college in set(colleges))


def test_a_mix_stays_even_with_wishes_scribes_and_former_turns() -> None:
    people = [Person(b, b % 4, 100 + b if b < 10 else None) for b in range(80)]
    tables = [Table(100 + index, 8) for index in range(10)]
    apart = [(b, b + 12) for b in range(10, 40)]
    first = seat(Turn(people, tables, Rule.MIX, apart))
    second = seat(Turn(people, tables, Rule.MIX, apart, [first.places]))
    for seating in (first, second):
        assert seating.unmet == ()
        at = Counter((b % 4, table) for b, table in seating.places.items())
        assert set(at.values()) == {2}


@given(st.data(), st.integers(0, 9))
@settings(max_examples=80)
def test_colleges_sit_apart_where_the_tables_suffice(data: st.DataObject, seed: int) -> None:
    tables, people = [], []
    for index in range(data.draw(st.integers(0, 7))):
        college, seats = data.draw(COLLEGES), data.draw(st.integers(1, 8))
        own = college if data.draw(st.booleans()) else None
        tables.append(Table(101 + index, seats, own))
        people += [college] * data.draw(st.integers(1, seats))
    order = data.draw(st.permutations(people))
    turn = Turn([Person(b, c) for b, c in enumerate(order)], tables, Rule.APART, seed=seed)
    seating = seat(turn)
    assert seating.unmet == ()
    for table in tables:
        at = {order[badge] for badge, place in seating.places.items() if place == table.id}
        assert len(at | ({table.college} - {None})) <= 1


@given(turns(st.just(Rule.MIX)), st.lists(COLLEGES, max_size=6))
def test_people_keep_their_table_and_newcomers_fill_the_others(
    turn: Turn, colleges: list[int | None]
) -> None:
    turn = replace(turn, apart=())
    first = seat(turn)
    newcomers = [Person(1000 + index, college) for index, college in enumerate(colleges)]
    people = [p for p in turn.people if p.badge in first.places] + newcomers
    second = seat(replace(turn, people=people, rule=Rule.TOGETHER, before=[{}, first.places]))
    for person in people[: len(first.places)]:
        assert person.stays_at or second.places[person.badge] == first.places[person.badge]


def test_a_wish_outweighs_the_table_of_the_turn_before() -> None:
    people, tables = [Person(badge) for badge in range(6)], [Table(1, 4), Table(2, 4)]
    before = [dict.fromkeys(range(3), 1) | dict.fromkeys(range(3, 6), 2)]
    seating = seat(Turn(people, tables, Rule.TOGETHER, [(0, 1)], before))
    assert told(seating)[Kind.MOVED] == 1
    assert broken([(0, 1)], seating.places) == 0


def cafe(tables: int, seats: int, rounds: int, scribes: bool) -> list[Seating]:
    """The turns of a world café, one after the other."""
    people = [
        Person(badge, badge % 3, badge if scribes and badge < tables else None)
        for badge in range(tables * seats)
    ]
    room, held = [Table(table, seats) for table in range(tables)], list[Seating]()
    for seed in range(rounds):
        before = [seating.places for seating in held]
        held.append(seat(Turn(people, room, Rule.ROTATE, (), before, seed)))
    return held


@pytest.mark.parametrize("scribes", [False, True])
@pytest.mark.parametrize(
    ("tables", "seats", "rounds"), [(3, 3, 3), (4, 4, 3), (5, 5, 4), (7, 4, 5), (8, 4, 4)]
)
def test_nobody_meets_again_in_a_cafe_where_it_is_possible(
    tables: int, seats: int, rounds: int, scribes: bool
) -> None:
    held = cafe(tables, seats, rounds, scribes)
    assert [seating.unmet for seating in held] == [()] * rounds
    if scribes:
        assert all(seating.places[badge] == badge for seating in held for badge in range(tables))


def test_a_great_cafe_rotates_with_wishes_absences_and_newcomers() -> None:
    tables, held = [Table(table, 8) for table in range(38)], list[Seating]()
    apart = [(badge, badge + 100) for badge in range(30, 60)]
    for seed in range(4):
        people = [Person(b, b % 5, b if b < 38 else None) for b in range(300) if b % 50 != seed]
        before = [seating.places for seating in held]
        held.append(seat(Turn(people, tables, Rule.ROTATE, apart, before, seed)))
        assert held[-1].unmet == ()


def test_meetings_that_nothing_avoids_are_told() -> None:
    people = [Person(badge) for badge in range(6)]
    before = [dict.fromkeys(range(6), 1)]
    seating = seat(Turn(people, [Table(1, 3), Table(2, 3)], Rule.ROTATE, (), before))
    assert seating.unmet == (Unmet(Kind.MEETING, 6),)
