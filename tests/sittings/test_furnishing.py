"""Laws of the rooms, the tables and the badges of a day."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.sittings import furnishing, plan_rules
from deliberation.sittings.furnishing import Naming
from deliberation.sittings.models import (
    Badge,
    Table,
)
from deliberation.sittings.plan_rules import PlanRefusal
from tests.sittings.days import GROUPS, a_badge, a_day, a_table, seat
from tests.sittings.planning import CLERK, a_plan, refusal, rows, steps_of
from tests.world import World


def test_tables_are_numbered_and_named_after_trees(world: World) -> None:
    sitting = a_plan(world)
    hall = world.db.do(furnishing.add_room, sitting, {"name": "Grande salle"}, CLERK)
    words = {"capacity": 8, "room_id": hall}
    world.db.do(furnishing.add_tables, sitting, 2, Naming.NUMBERS, words, CLERK)
    world.db.do(furnishing.add_tables, sitting, 2, Naming.TREES, {"capacity": 5}, CLERK)
    tables = rows(world, Table)
    assert [(one.number, one.name, one.capacity, one.room_id) for one in tables] == [
        (1, "", 8, hall),
        (2, "", 8, hall),
        (3, "Érable", 5, None),
        (4, "Bouleau", 5, None),
    ]


@given(st.integers(1, plan_rules.MOST_TABLES))
def test_two_tables_never_have_the_same_tree(number: int) -> None:
    assert len({plan_rules.tree(one) for one in range(1, number + 1)}) == number


def test_a_table_is_kept_for_a_college_of_this_committee_in_a_room_of_this_day(
    world: World,
) -> None:
    sitting, elsewhere = a_plan(world), a_plan(world)
    for _ in range(2):
        details = (sitting, 2, Naming.NUMBERS, {"capacity": 8}, CLERK)
        world.db.do(furnishing.add_tables, *details)
    college = world.colleges["concerned"]
    world.db.do(furnishing.keep_tables, sitting, 3, 2, college, CLERK)
    assert [one.college_id for one in rows(world, Table)] == [None, college, college, None]
    away = world.db.do(furnishing.add_room, elsewhere, {"name": "Autre maison"}, CLERK)
    first = rows(world, Table)[0].id
    told = refusal(world, furnishing.change_table, first, {"room_id": away}, CLERK)
    assert told is PlanRefusal.OTHER_ROOM
    told = refusal(world, furnishing.keep_tables, sitting, 50, 60, college, CLERK)
    assert told is PlanRefusal.NO_TABLES


def test_a_table_that_served_stays_and_a_room_goes_without_its_tables(world: World) -> None:
    sitting = a_day(world)
    room = world.db.do(furnishing.add_room, sitting, {"name": "Préau"}, CLERK)
    used, free = a_table(world, sitting, 1, room_id=room), a_table(world, sitting, 2)
    seat(world, steps_of(world, sitting)[GROUPS].id, a_badge(world, sitting, 1), used)
    assert refusal(world, furnishing.remove_table, used, CLERK) is PlanRefusal.TABLE_SERVED
    world.db.do(furnishing.remove_table, free, CLERK)
    world.db.do(furnishing.remove_room, room, CLERK)
    assert [(one.id, one.room_id) for one in rows(world, Table)] == [(used, None)]


def test_badges_follow_each_other_and_know_no_one(world: World) -> None:
    sitting, college = a_plan(world), world.colleges["concerned"]
    assert world.db.do(furnishing.make_badges, sitting, 3, None, CLERK) == 1
    assert world.db.do(furnishing.make_badges, sitting, 2, college, CLERK) == 4
    badges = rows(world, Badge)
    assert [one.number for one in badges] == [1, 2, 3, 4, 5]
    assert [one.college_id for one in badges] == [None, None, None, college, college]
    assert not any(one.participant_id or one.present for one in badges)
