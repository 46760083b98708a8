"""Laws of places: people are spread over tables, corrected by hand, and land well when late."""

import re

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.roles import Role
from deliberation.sittings import seating, seats
from deliberation.sittings.arriving import wear_badge
from deliberation.sittings.models import Act, Apart, Badge, Seating, SeatingRule, Segment
from deliberation.sittings.place_rules import PlaceRefusal
from tests.sittings.days import (
    FACILITATOR,
    GROUPS,
    STEPS,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.world import World, a_member, a_participant, sign_in

TWICE = (*STEPS[:2], {**STEPS[1], "title": "Encore en groupes"}, *STEPS[2:])


@pytest.fixture
def day(world: World) -> int:
    return a_day(world, TWICE)


@pytest.fixture
def people(world: World, day: int) -> list[int]:
    """Twelve people, of two colleges, before three tables of four."""
    for number in range(1, 4):
        a_table(world, day, number, capacity=4)
    return [a_badge(world, day, n, "concerned" if n % 2 else "professionals") for n in range(1, 13)]


def groups(world: World, day: int, place: int = GROUPS) -> int:
    segment = view_of(world, day).segments[place]
    assert segment.id
    return segment.id


def places(world: World, segment_id: int) -> dict[int, int]:
    with world.db.reading() as session:
        return seats.places_of(session, segment_id)


def spread(
    client: TestClient, day: int, segment_id: int, rule: SeatingRule = SeatingRule.MIX
) -> None:
    form = {"rule": rule.value, "seed": "7"}
    kept = client.post(f"/journees/{day}/placement/{segment_id}", data=form)
    assert kept.status_code == 303


@pytest.fixture
def facilitator(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.FACILITATOR))
    return client


def test_a_seating_is_seen_before_it_is_kept_and_is_the_one_that_was_seen(
    facilitator: TestClient, world: World, day: int, people: list[int]
) -> None:
    segment = groups(world, day)
    shown = facilitator.get(f"/journees/{day}/placement?etape={segment}&regle=mix&essai=7").text
    assert places(world, segment) == {}
    spread(facilitator, day, segment)
    kept = facilitator.get(f"/journees/{day}/placement?etape={segment}").text

    def tables(html: str) -> list[list[str]]:
        return [re.findall(r'data-badge="(\d+)"', part) for part in html.split("data-table=")[1:]]

    assert tables(shown) == tables(kept)
    assert sorted(places(world, segment)) == list(range(1, 13))


def test_each_table_has_as_many_of_each_college(
    facilitator: TestClient, world: World, day: int, people: list[int]
) -> None:
    segment = groups(world, day)
    spread(facilitator, day, segment)
    for table in set(places(world, segment).values()):
        there = [number for number, at in places(world, segment).items() if at == table]
        assert sorted(number % 2 for number in there) == [0, 0, 1, 1]


def test_nobody_meets_again_whom_she_met_as_far_as_possible_and_the_scribe_stays(
    facilitator: TestClient, world: World, day: int, people: list[int]
) -> None:
    first, second = groups(world, day), groups(world, day, GROUPS + 1)
    spread(facilitator, day, first)
    facilitator.post(f"/journees/{day}/placement/scribe", data={"badge": "5"})
    spread(facilitator, day, second, SeatingRule.ROTATE)
    before, after = places(world, first), places(world, second)
    assert before[5] == after[5]
    assert before != after


def test_a_wish_is_kept_and_no_page_nor_the_journal_tells_whose(
    facilitator: TestClient, world: World, day: int, people: list[int]
) -> None:
    facilitator.post(f"/journees/{day}/placement/separement", data={"badge": "3", "other": "8"})
    segment = groups(world, day)
    spread(facilitator, day, segment)
    at = places(world, segment)
    assert at[3] != at[8]
    page = facilitator.get(f"/journees/{day}/placement").text
    assert "1\u202fsouhait" in page or "1 souhait" in page
    with world.db.reading() as session:
        told = session.exec(select(Event).where(col(Event.name) == "wish.kept")).all()
    assert [event.details for event in told] == [{}]


def test_a_person_moved_by_hand_is_told_of_a_broken_wish_and_a_full_table_says_no(
    facilitator: TestClient, world: World, day: int, people: list[int]
) -> None:
    world.keep(Apart(badge_id=people[0], other_id=people[1]))
    segment = groups(world, day)
    spread(facilitator, day, segment)
    at = places(world, segment)
    form = {"badge": "1", "table": str(at[2])}
    full = facilitator.post(f"/journees/{day}/placement/{segment}/deplacement", data=form)
    assert full.status_code == 409
    assert "pleine" in full.text
    someone = next(number for number, table in at.items() if table == at[2] and number != 2)
    facilitator.post(
        f"/journees/{day}/placement/{segment}/deplacement", data={"badge": someone, "table": "0"}
    )
    moved = facilitator.post(f"/journees/{day}/placement/{segment}/deplacement", data=form)
    assert moved.status_code == 303
    assert places(world, segment)[1] == at[2]
    told = facilitator.get(moved.headers["location"]).text
    assert "pas à la même table" in told
    quiet = facilitator.get(f"/journees/{day}/placement?etape={segment}").text
    assert "n’est pas respecté à cette table" not in quiet


def test_who_arrives_late_has_a_chair_at_once_and_keeps_it(
    world: World, day: int, people: list[int]
) -> None:
    segment = go_to(world, day, GROUPS)
    with world.db.reading() as session:
        step = session.get_one(Segment, segment)
        turn = seats.turn_of(session, step, SeatingRule.MIX, 1)
    some = {badge: table for badge, table in seating.seat(turn).places.items() if badge < 12}
    world.db.do(seats.keep_seating, segment, SeatingRule.MIX, some, FACILITATOR)
    a_participant(world, "concerned", 4)
    world.db.do(wear_badge, day, 1, 12)
    at = places(world, segment)
    assert sorted(at.values()).count(at[12]) == 4
    world.db.do(wear_badge, day, 1, 12)
    assert places(world, segment) == at


def test_who_arrives_when_all_tables_are_full_is_not_lost(
    world: World, day: int, people: list[int]
) -> None:
    segment = go_to(world, day, GROUPS)
    all_of_them = dict(zip(range(1, 13), [1, 2, 3] * 4, strict=True))
    world.db.do(seats.keep_seating, segment, SeatingRule.MIX, all_of_them, FACILITATOR)
    a_participant(world, "concerned", 4)
    number = world.db.do(wear_badge, day, 1)
    assert number == 13
    assert 13 not in places(world, segment)


def test_badges_are_said_to_have_arrived_and_to_have_left(
    facilitator: TestClient, world: World, day: int
) -> None:
    for number in range(1, 6):
        a_badge(world, day, number, present=False)
    address = f"/journees/{day}/placement/arrivees"
    assert facilitator.post(address, data={"first": "4", "last": "2"}).status_code == 303

    def present() -> list[int]:
        with world.db.reading() as session:
            return [one.number for one in seats.badges_of(session, day) if one.present]

    assert present() == [2, 3, 4]
    facilitator.post(address, data={"first": "3", "last": "3", "gone": "yes"})
    assert present() == [2, 4]
    nobody = facilitator.post(address, data={"first": "50", "last": "60"})
    assert nobody.status_code == 409
    assert "Aucun badge" in nobody.text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/deplacement", {"badge": "99", "table": "1"}, 409),
        ("/deplacement", {"badge": "1", "table": "999"}, 409),
        ("/deplacement", {"badge": "un", "table": "1"}, 422),
        ("", {"rule": "chance", "seed": "1"}, 422),
        ("", {"rule": "mix", "seed": "-1"}, 422),
    ],
)
def test_what_cannot_be_placed_is_told_and_changes_nothing(
    facilitator: TestClient,
    world: World,
    day: int,
    people: list[int],
    path: str,
    form: dict[str, str],
    status: int,
) -> None:
    segment = groups(world, day)
    spread(facilitator, day, segment)
    before = places(world, segment)
    reply = facilitator.post(f"/journees/{day}/placement/{segment}{path}", data=form)
    assert reply.status_code == status
    assert 'role="alert"' in reply.text
    assert places(world, segment) == before


def test_a_step_of_another_day_and_a_plenary_seat_nobody(
    facilitator: TestClient, world: World, day: int, people: list[int]
) -> None:
    other = groups(world, a_day(world))
    form = {"rule": "mix", "seed": "1"}
    assert facilitator.post(f"/journees/{day}/placement/{other}", data=form).status_code == 404
    plenary = groups(world, day, 0)
    assert facilitator.post(f"/journees/{day}/placement/{plenary}", data=form).status_code == 409


def test_a_day_without_tables_or_badges_says_what_to_do_first(
    facilitator: TestClient, world: World, day: int
) -> None:
    page = facilitator.get(f"/journees/{day}/placement")
    assert page.status_code == 200
    assert "Il faut des tables et des badges" in page.text
    with pytest.raises(Refused) as refused:
        world.db.do(seats.move_badge, groups(world, day), 1, 1, FACILITATOR)
    assert refused.value.reason is PlaceRefusal.NO_SUCH_BADGE


def test_only_who_runs_the_day_places_people(
    client: TestClient, world: World, day: int, people: list[int]
) -> None:
    sign_in(client, a_member(world, Role.SCRIBE, Role.TECHNICAL))
    assert client.get(f"/journees/{day}/placement").status_code == 403
    segment = groups(world, day)
    reply = client.post(f"/journees/{day}/placement/{segment}", data={"rule": "mix", "seed": "1"})
    assert reply.status_code == 403
    assert places(world, segment) == {}


def test_a_seating_survives_every_move_of_the_day(
    world: World, day: int, people: list[int]
) -> None:
    segment = go_to(world, day, GROUPS)
    world.db.do(seats.keep_seating, segment, SeatingRule.MIX, {1: 1, 2: 2}, FACILITATOR)
    for what in (Act.NEXT, Act.BACK, Act.PAUSE, Act.UNDO, Act.NEXT, Act.REGROUP):
        act(world, day, what)
    assert places(world, segment) == {1: 1, 2: 2}
    with world.db.reading() as session:
        assert len(session.exec(select(Seating)).all()) == 2
        assert len(session.exec(select(Badge)).all()) == 12
