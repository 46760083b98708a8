"""Laws of the register of a day: who may write in it, who has a place, who waits, who leaves."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session

from deliberation.app import open_database
from deliberation.config import Settings
from deliberation.security import new_token
from deliberation.sittings import enrol_rules, enrolling
from deliberation.sittings.enrol_rules import EnrolRefusal
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.registers import Registration, Workshop, WorkshopPlace
from deliberation.sittings.rules import DayRefusal
from tests.sittings.days import GROUPS, REPORT
from tests.sittings.enrolment import (
    CLOSES,
    a_workshop,
    an_open_day,
    come,
    enrol,
    inside,
    refused,
)
from tests.sittings.planning import CLERK, NOW, row, rows
from tests.world import World


def places(waits: list[bool]) -> list[WorkshopPlace]:
    return [
        WorkshopPlace(registration_id=rank, workshop_id=1, rank=rank, waiting=waiting)
        for rank, waiting in enumerate(waits, 1)
    ]


@given(st.integers(1, 30), st.lists(st.booleans(), max_size=40))
def test_free_places_go_to_the_first_who_wait_and_nobody_loses_hers(
    capacity: int, waits: list[bool]
) -> None:
    people = places(waits)
    seated = [one for one in people if not one.waiting]
    called = enrol_rules.next_in(capacity, people)
    waiting = [one for one in people if one.waiting]
    assert called == waiting[: len(called)]
    assert len(seated) + len(called) <= max(capacity, len(seated))
    assert len(called) == len(waiting) or len(seated) + len(called) >= capacity


@given(st.lists(st.sampled_from([None, 1, 2, 3]), max_size=5), st.integers(0, 5))
def test_two_workshops_are_chosen_together_only_at_different_hours(
    held: list[int | None], each: int
) -> None:
    found = [
        Workshop(id=n, sitting_id=1, segment_id=s, title="", capacity=1) for n, s in enumerate(held)
    ]
    hours = [step for step in held if step]
    refusal = enrol_rules.why_not_choose(len(found), found, each)
    assert (refusal is None) == (len(found) <= each and len(hours) == len(set(hours)))
    assert enrol_rules.why_not_choose(len(found) + 1, found, 9) is EnrolRefusal.NO_SUCH_WORKSHOP


@given(st.datetimes(timezones=st.just(UTC)))
def test_people_register_until_the_moment_that_was_said(moment: datetime) -> None:
    day = Sitting(
        group_id=1,
        title="",
        starts_at=CLOSES,
        registers_until=CLOSES,
        state=SittingState.ANNOUNCED,
    )
    refusal = enrol_rules.why_not_register(day, moment)
    assert refusal == (None if moment < CLOSES else EnrolRefusal.CLOSED)


def test_nobody_registers_for_a_day_that_is_over_away_or_without_a_register(world: World) -> None:
    told = {
        EnrolRefusal.CLOSED: an_open_day(world, state=SittingState.OVER),
        EnrolRefusal.NO_SIGN_UP: an_open_day(world, registers_until=None),
        DayRefusal.NOT_ANNOUNCED: an_open_day(world, state=SittingState.DRAFT),
        DayRefusal.AWAY: an_open_day(world, away=True),
    }
    for reason, day in told.items():
        details: Any = (day, {"name": "Zoé"}, [], new_token(), NOW)
        assert refused(world, enrolling.register, *details) is reason
    assert rows(world, Registration) == []


def test_the_last_place_has_one_person_and_the_next_ones_wait_in_the_order_they_came(
    world: World,
) -> None:
    day = an_open_day(world)
    small = a_workshop(world, day)
    for name in ("Anne", "Brune", "Cora"):
        enrol(world, day, name, small)
    assert inside(world, small) == ["Anne"]
    assert inside(world, small, waiting=True) == ["Brune", "Cora"]


def test_who_leaves_gives_her_places_to_the_first_who_waits(world: World) -> None:
    day = an_open_day(world)
    first, second = a_workshop(world, day, GROUPS), a_workshop(world, day, REPORT)
    anne = enrol(world, day, "Anne", first, second)
    enrol(world, day, "Brune", second, first)
    enrol(world, day, "Cora", first)
    assert world.db.do(enrolling.cancel_registration, anne) == day
    assert (inside(world, first), inside(world, second)) == (["Brune"], ["Brune"])
    assert inside(world, first, waiting=True) == ["Cora"]
    assert [one.name for one in rows(world, Registration)] == ["Brune", "Cora"]


def test_who_changes_her_mind_keeps_her_place_where_she_stays(world: World) -> None:
    day = an_open_day(world)
    kept, left, taken = (a_workshop(world, day) for _ in range(3))
    anne = enrol(world, day, "Anne", kept, left)
    enrol(world, day, "Brune", kept, left)
    words = {"name": "Anne-Lise", "needs": "Une rampe"}
    world.db.do(enrolling.change_registration, anne, words, [kept, taken], NOW)
    assert inside(world, kept) == ["Anne-Lise"]
    assert (inside(world, left), inside(world, taken)) == (["Brune"], ["Anne-Lise"])
    assert rows(world, Registration)[0].needs == "Une rampe"


def test_a_choice_that_cannot_be_changes_nothing_and_says_why(world: World) -> None:
    day, elsewhere = an_open_day(world), an_open_day(world)
    same = [a_workshop(world, day, GROUPS, title=name) for name in ("Voix", "Terre")]
    free, other = a_workshop(world, day), a_workshop(world, elsewhere)
    later = a_workshop(world, day, REPORT)
    for chosen, reason in (
        ([same[0], free, later], EnrolRefusal.TOO_MANY_EACH),
        (same, EnrolRefusal.SAME_HOUR),
        ([free, other], EnrolRefusal.NO_SUCH_WORKSHOP),
        ([free, 999_999], EnrolRefusal.NO_SUCH_WORKSHOP),
    ):
        details: Any = (day, {"name": "Zoé"}, chosen, new_token(), NOW)
        assert refused(world, enrolling.register, *details) is reason
    assert rows(world, Registration) == rows(world, WorkshopPlace) == []
    anne = enrol(world, day, "Anne", same[0])
    details = (anne, {"name": "Autre"}, same, NOW)
    assert refused(world, enrolling.change_registration, *details) is EnrolRefusal.SAME_HOUR
    assert inside(world, same[0]) == ["Anne"]


def test_after_the_closing_nobody_changes_and_anyone_may_leave(world: World) -> None:
    day = an_open_day(world)
    anne = enrol(world, day, "Anne")
    details: Any = (anne, {"name": "Autre"}, [], CLOSES)
    assert refused(world, enrolling.change_registration, *details) is EnrolRefusal.CLOSED
    world.db.do(enrolling.cancel_registration, anne)
    assert rows(world, Registration) == []


def test_the_secretariat_writes_in_after_the_closing_until_the_register_is_forgotten(
    world: World,
) -> None:
    day = an_open_day(world, registers_until=NOW - timedelta(days=1))
    came = come(world, day, "Zoé", present=True)
    assert row(world, Registration, came).present
    last = enrol_rules.forgotten_on(row(world, Sitting, day).starts_at)
    details: Any = ({"name": "Anne"}, [], new_token())
    world.db.do(enrolling.add_registration, day, *details, last - timedelta(days=1))
    late: Any = ({"name": "Brune"}, [], new_token(), last)
    told = refused(world, enrolling.add_registration, day, *late)
    assert told is EnrolRefusal.FORGOTTEN


def test_the_register_of_a_day_that_was_carried_away_waits_for_its_return(world: World) -> None:
    """The laptop holds it too: what would change here would be lost, or come back."""
    day = an_open_day(world)
    anne = enrol(world, day, "Anne")
    one = come(world, day, "Brune")

    def carry(session: Session) -> None:
        session.get_one(Sitting, day).away = True

    world.db.do(carry)
    for command, *details in (
        (enrolling.cancel_registration, anne),
        (enrolling.change_registration, anne, {"name": "Anna"}, [], NOW),
        (enrolling.add_registration, day, {"name": "Cora"}, [], new_token(), NOW.date()),
        (enrolling.correct_registration, one, {"name": "Bruna"}, [], CLERK),
        (enrolling.erase_registration, one, CLERK),
        (enrolling.tick, one, True),
    ):
        assert refused(world, command, *details) is DayRefusal.AWAY
    assert [(kept.name, kept.present) for kept in rows(world, Registration)] == [
        ("Anne", False),
        ("Brune", False),
    ]


def test_a_register_that_is_full_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enrolling, "MOST_REGISTRATIONS", 1)
    day, other = an_open_day(world), an_open_day(world)
    enrol(world, day, "Anne")
    details: Any = (day, {"name": "Brune"}, [], new_token(), NOW)
    assert refused(world, enrolling.register, *details) is EnrolRefusal.FULL
    enrol(world, other, "Brune")


def test_two_servers_never_give_the_last_place_twice(world: World, settings: Settings) -> None:
    """Each server has its own writer; only the database can make them take turns."""
    day = an_open_day(world)
    chosen = [a_workshop(world, day), a_workshop(world, day)]
    servers = [open_database(settings) for _ in range(4)]
    together, failures = threading.Barrier(len(servers)), []

    def hurry(number: int) -> None:
        together.wait()
        order = chosen if number % 2 else chosen[::-1]
        try:
            for turn in range(3):
                name = {"name": f"Personne {number} {turn}"}
                servers[number].do(enrolling.register, day, name, order, new_token(), NOW)
        except Exception as failure:  # told below, in the thread of the test
            failures.append(failure)

    people = [threading.Thread(target=hurry, args=(number,)) for number in range(len(servers))]
    for person in people:
        person.start()
    for person in people:
        person.join()
    for server in servers:
        server.close()
    assert failures == []
    for workshop in chosen:
        ranks = [one.rank for one in rows(world, WorkshopPlace) if one.workshop_id == workshop]
        assert sorted(ranks) == list(range(1, 13))
        assert (len(inside(world, workshop)), len(inside(world, workshop, True))) == (1, 11)


def test_an_address_that_was_cancelled_leads_nowhere(world: World) -> None:
    secret = enrol(world, an_open_day(world), "Anne")
    world.db.do(enrolling.cancel_registration, secret)
    with pytest.raises(NoResultFound):
        world.db.do(enrolling.cancel_registration, secret)
    with pytest.raises(NoResultFound):
        world.db.do(enrolling.change_registration, secret, {"name": "Anne"}, [], NOW)
