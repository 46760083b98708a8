"""A badge that was given to no college says that of whoever wears it, and of nobody before her."""

import pytest
from sqlmodel import select

from deliberation.sittings import arriving
from deliberation.sittings.models import Badge
from tests.ballots.voting import people
from tests.sittings.days import a_badge, a_day
from tests.world import World


def college_of(world: World, day: int, number: int) -> int | None:
    with world.db.reading() as session:
        mine = select(Badge).where(Badge.sitting_id == day, Badge.number == number)
        return session.exec(mine).one().college_id


def test_a_badge_follows_the_college_of_its_present_wearer(world: World) -> None:
    day = a_day(world)
    a_badge(world, day, 12)
    [mistaken] = people(world, 1, "concerned")
    [wearer] = people(world, 1, "professionals")
    world.db.do(arriving.wear_badge, day, mistaken, 12)
    assert college_of(world, day, 12) == world.colleges["concerned"]
    a_badge(world, day, 13)
    world.db.do(arriving.wear_badge, day, mistaken, 13)
    assert college_of(world, day, 12) is None
    world.db.do(arriving.wear_badge, day, wearer, 12)
    assert college_of(world, day, 12) == world.colleges["professionals"]
    assert college_of(world, day, 13) == world.colleges["concerned"]


def test_a_badge_of_a_college_keeps_it_whoever_wears_it(world: World) -> None:
    day = a_day(world)
    a_badge(world, day, 12, college="institutions")
    [person] = people(world, 1, "concerned")
    world.db.do(arriving.wear_badge, day, person, 12)
    assert college_of(world, day, 12) == world.colleges["institutions"]
    world.db.do(arriving.wear_badge, day, person, 13)
    assert college_of(world, day, 12) == world.colleges["institutions"]


@pytest.mark.parametrize("college", [None, "concerned"])
def test_who_says_no_college_lends_none(world: World, college: str | None) -> None:
    day = a_day(world)
    [person] = people(world, 1, college)
    number = world.db.do(arriving.wear_badge, day, person)
    assert college_of(world, day, number) == (world.colleges[college] if college else None)
    with world.db.reading() as session:
        assert session.exec(select(Badge.of_wearer).where(Badge.number == number)).one()
