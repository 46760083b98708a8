"""Laws of the workshops of a day: their size, their hour, and what happens to who chose them."""

from typing import Any

import pytest

from deliberation.errors import Refused
from deliberation.sittings import enrolling, workshops
from deliberation.sittings.enrol_rules import EnrolRefusal
from deliberation.sittings.models import SittingState
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.registers import Registration, Workshop, WorkshopPlace
from tests.sittings.days import GROUPS, REPORT, a_day
from tests.sittings.enrolment import (
    a_workshop,
    an_open_day,
    enrol,
    inside,
    refused,
    resize,
)
from tests.sittings.planning import CLERK, row, rows
from tests.world import World


def test_a_workshop_keeps_its_hour_when_someone_would_be_in_two_places(world: World) -> None:
    day = an_open_day(world)
    one, two = a_workshop(world, day, GROUPS), a_workshop(world, day, REPORT)
    enrol(world, day, "Anne", one, two)
    step = {"segment_id": row(world, Workshop, one).segment_id}
    assert refused(world, workshops.change_workshop, two, step, CLERK) is EnrolRefusal.CLASH
    world.db.do(workshops.change_workshop, two, {"segment_id": None}, CLERK)
    assert row(world, Workshop, two).segment_id is None


def test_a_workshop_is_removed_only_by_someone_who_saw_who_had_chosen_it(world: World) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day)
    enrol(world, day, "Anne", one)
    details: Any = (one, 0, CLERK)
    assert refused(world, workshops.remove_workshop, *details) is EnrolRefusal.CHOSEN_MEANWHILE
    world.db.do(workshops.remove_workshop, one, 1, CLERK)
    assert rows(world, Workshop) == rows(world, WorkshopPlace) == []
    assert [person.name for person in rows(world, Registration)] == ["Anne"]


def test_a_workshop_is_held_in_a_room_and_a_step_of_its_own_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, elsewhere = an_open_day(world), an_open_day(world)
    away = a_workshop(world, elsewhere, GROUPS)
    words = {"title": "Voix", "capacity": 3, "segment_id": row(world, Workshop, away).segment_id}
    told = refused(world, workshops.add_workshop, day, words, CLERK)
    assert told is EnrolRefusal.OTHER_STEP
    words = {"title": "Voix", "capacity": 3, "room_id": 999}
    assert refused(world, workshops.add_workshop, day, words, CLERK) is PlanRefusal.OTHER_ROOM
    monkeypatch.setattr(workshops, "MOST_WORKSHOPS", 0)
    told = refused(world, workshops.add_workshop, day, {"title": "", "capacity": 1}, CLERK)
    assert told is EnrolRefusal.TOO_MANY_WORKSHOPS
    over = a_day(world, state=SittingState.OVER)
    told = refused(world, workshops.add_workshop, over, {"title": "", "capacity": 1}, CLERK)
    assert told is PlanRefusal.OVER


def test_a_workshop_that_grows_lets_people_in_and_one_that_shrinks_lets_nobody_down(
    world: World,
) -> None:
    day = an_open_day(world)
    one = a_workshop(world, day)
    secrets = {name: enrol(world, day, name, one) for name in ("Anne", "Brune", "Cora", "Dora")}
    resize(world, one, 3)
    assert inside(world, one) == ["Anne", "Brune", "Cora"]
    resize(world, one, 1)
    assert inside(world, one) == ["Anne", "Brune", "Cora"]
    world.db.do(enrolling.cancel_registration, secrets["Brune"])
    assert inside(world, one, waiting=True) == ["Dora"]


def test_a_number_of_workshops_each_is_what_people_may_choose(world: World) -> None:
    day = an_open_day(world)
    one, two = a_workshop(world, day), a_workshop(world, day)
    world.db.do(workshops.set_workshops_each, day, 1, CLERK)
    with pytest.raises(Refused) as told:
        enrol(world, day, "Anne", one, two)
    assert told.value.about["count"] == 1
    enrol(world, day, "Anne", one)
