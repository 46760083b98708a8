"""Laws of preparing a day: what changes until when, and what two people who write at once keep."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.assembly.models import WorkingGroup
from deliberation.people.models import RoomCode
from deliberation.people.rules import end_of
from deliberation.sittings import commands, furnishing, plan_rules, steps
from deliberation.sittings.furnishing import Naming
from deliberation.sittings.models import (
    Act,
    Apart,
    Badge,
    Room,
    SegmentKind,
    Sitting,
    SittingState,
    Table,
)
from deliberation.sittings.patterns import patterns
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.registers import Colour, Raised, Speaker, Workshop
from deliberation.sittings.rules import Standing
from tests.sittings.days import GROUPS, a_badge, a_day, a_table, act, go_to, seat
from tests.sittings.planning import (
    CLERK,
    NOW,
    SOON,
    a_plan,
    change,
    journal,
    refusal,
    row,
    rows,
    steps_of,
    titles,
)
from tests.world import World, a_participant, a_topic


def test_a_day_begins_with_the_steps_of_its_template_and_is_unknown_until_announced(
    world: World,
) -> None:
    sitting = a_plan(world)
    pattern = patterns()["ardeche"]
    assert titles(world, sitting) == [step["title"] for step in pattern.steps]
    assert row(world, Sitting, sitting).state is SittingState.DRAFT
    world.db.do(commands.announce_sitting, sitting, CLERK)
    assert row(world, Sitting, sitting).state is SittingState.ANNOUNCED
    assert refusal(world, commands.announce_sitting, sitting, CLERK) is (
        PlanRefusal.ALREADY_ANNOUNCED
    )
    assert journal(world)[-2:] == ["sitting.planned", "sitting.announced"]


def test_a_day_without_a_step_is_not_announced(world: World) -> None:
    sitting = a_plan(world, None)
    assert refusal(world, commands.announce_sitting, sitting, CLERK) is PlanRefusal.NO_STEP


@pytest.mark.parametrize("days", [-400, 365 * 4])
def test_a_year_typed_wrong_is_said(world: World, days: int) -> None:
    words = {"title": "Un jour", "starts_at": NOW + timedelta(days=days)}
    told = refusal(world, commands.plan_sitting, world.group_id, words, None, CLERK, NOW)
    assert told is PlanRefusal.WRONG_YEAR


def test_people_register_before_the_day_begins(world: World) -> None:
    words = {"title": "Un jour", "starts_at": SOON, "registers_until": SOON + timedelta(minutes=1)}
    told = refusal(world, commands.plan_sitting, world.group_id, words, None, CLERK, NOW)
    assert told is PlanRefusal.LATE_SIGN_UP


def test_a_day_is_about_a_topic_of_its_own_group(world: World) -> None:
    other = world.keep(WorkingGroup(committee_id=world.committee_id, name="Logement"))
    topic = world.keep(a_topic(other.id))
    words = {"title": "Un jour", "starts_at": SOON, "topic_id": topic.id}
    told = refusal(world, commands.plan_sitting, world.group_id, words, None, CLERK, NOW)
    assert told is PlanRefusal.OTHER_TOPIC
    sitting = a_plan(world)
    first = steps_of(world, sitting)[0]
    seen = steps.step_as_seen(first)
    told = refusal(world, steps.change_segment, first.id, {"topic_id": topic.id}, seen, CLERK)
    assert told is PlanRefusal.OTHER_TOPIC


def test_whoever_writes_second_is_told_and_the_first_words_stay(world: World) -> None:
    sitting = a_plan(world)
    seen = commands.day_as_seen(row(world, Sitting, sitting))
    world.db.do(commands.change_sitting, sitting, {"title": "Première"}, seen, CLERK, NOW)
    second = (sitting, {"title": "Seconde"}, seen, CLERK, NOW)
    assert refusal(world, commands.change_sitting, *second) is PlanRefusal.MEANWHILE
    assert row(world, Sitting, sitting).title == "Première"
    step = steps_of(world, sitting)[0]
    change(world, step, minutes=12)
    late = (step.id, {"title": "Autre"}, steps.step_as_seen(step), CLERK)
    assert refusal(world, steps.change_segment, *late) is PlanRefusal.MEANWHILE
    assert steps_of(world, sitting)[0].minutes == 12


def test_a_day_has_so_many_steps_tables_rooms_and_badges_at_most(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = a_plan(world)
    for name, most in (("SEGMENTS", 6), ("TABLES", 3), ("ROOMS", 0), ("BADGES", 5)):
        monkeypatch.setattr(plan_rules, f"MOST_{name}", most)
    step = {"title": "Encore", "kind": SegmentKind.BREAK, "minutes": 5}
    first = steps_of(world, sitting)[0].id
    told = [
        refusal(world, steps.add_segment, sitting, step, CLERK),
        refusal(world, steps.duplicate_segment, first, CLERK),
        refusal(world, furnishing.add_tables, sitting, 4, Naming.TREES, {"capacity": 8}, CLERK),
        refusal(world, furnishing.add_room, sitting, {"name": "Salle"}, CLERK),
        refusal(world, furnishing.make_badges, sitting, 6, None, CLERK),
    ]
    assert told == [
        PlanRefusal.TOO_MANY_STEPS,
        PlanRefusal.TOO_MANY_STEPS,
        PlanRefusal.TOO_MANY_TABLES,
        PlanRefusal.TOO_MANY_ROOMS,
        PlanRefusal.TOO_MANY_BADGES,
    ]


@pytest.mark.parametrize(
    ("details", "told"),
    [({"away": True}, PlanRefusal.AWAY), ({"state": SittingState.OVER}, PlanRefusal.OVER)],
)
def test_a_day_that_is_away_or_over_does_not_change(
    world: World, details: dict[str, Any], told: PlanRefusal
) -> None:
    sitting = a_day(world, **details)
    segment, table = steps_of(world, sitting)[0], a_table(world, sitting)
    room = world.keep(Room(sitting_id=sitting, name="Préau")).id
    seen = commands.day_as_seen(row(world, Sitting, sitting))
    step = {"title": "Encore", "kind": SegmentKind.BREAK, "minutes": 5}
    calls: list[tuple[Any, ...]] = [
        (commands.change_sitting, sitting, {"title": "Autre"}, seen, CLERK, NOW),
        (commands.announce_sitting, sitting, CLERK),
        (commands.close_sitting, sitting, CLERK),
        (commands.make_day_code, sitting, CLERK, NOW),
        (steps.add_segment, sitting, step, CLERK),
        (steps.change_segment, segment.id, step, steps.step_as_seen(segment), CLERK),
        (steps.move_segment, segment.id, 1, CLERK),
        (steps.duplicate_segment, segment.id, CLERK),
        (steps.remove_segment, segment.id, CLERK),
        (furnishing.add_room, sitting, {"name": "Salle"}, CLERK),
        (furnishing.change_room, room, {"name": "Salle"}, CLERK),
        (furnishing.remove_room, room, CLERK),
        (furnishing.add_tables, sitting, 1, Naming.TREES, {"capacity": 8}, CLERK),
        (furnishing.change_table, table, {"name": "Chêne"}, CLERK),
        (furnishing.keep_tables, sitting, 1, 1, None, CLERK),
        (furnishing.remove_table, table, CLERK),
        (furnishing.make_badges, sitting, 1, None, CLERK),
    ]
    assert {refusal(world, *call) for call in calls} == {told}


def test_a_day_that_runs_is_not_closed_and_a_closed_one_keeps_no_tie_to_people(
    world: World,
) -> None:
    a_participant(world)
    sitting = a_day(world)
    go_to(world, sitting, GROUPS)
    assert refusal(world, commands.close_sitting, sitting, CLERK) is PlanRefusal.RUNNING
    other = a_day(world)
    for day in (sitting, other):
        one, two = a_badge(world, day, 1), a_badge(world, day, 2)
        world.keep(Apart(badge_id=one, other_id=two))
        world.keep(Raised(sitting_id=day, participant_id=1, colour=Colour.LOST))
        world.keep(Speaker(sitting_id=day, badge=1, participant_id=1))
    act(world, sitting, Act.END)
    world.db.do(commands.close_sitting, sitting, CLERK)
    assert row(world, Sitting, sitting).state is SittingState.OVER
    assert [one.sitting_id for one in rows(world, Raised)] == [other]
    assert len(rows(world, Apart)) == 1
    assert {one.sitting_id: one.participant_id for one in rows(world, Speaker)} == {
        sitting: None,
        other: 1,
    }
    assert journal(world)[-1] == "sitting.closed"


@given(st.sampled_from(list(Standing)))
def test_a_day_is_closed_before_or_after_it_runs(standing: Standing) -> None:
    day = Sitting(group_id=1, title="Un jour", starts_at=NOW, state=SittingState.ANNOUNCED)
    refused = plan_rules.why_not_close(day, standing)
    assert (refused is None) is (standing in (Standing.BEFORE, Standing.AFTER))
    day.state = SittingState.DRAFT
    assert plan_rules.why_not_close(day, standing) is PlanRefusal.NOT_ANNOUNCED


def test_a_copied_day_has_its_steps_rooms_tables_and_workshops_and_nobody(world: World) -> None:
    sitting = a_day(world, registers_until=SOON, workshops_each=2)
    room = world.keep(Room(sitting_id=sitting, name="Préau", access="Au fond")).id
    table = a_table(world, sitting, 3, name="Chêne", room_id=room, device_hash="x")
    groups = steps_of(world, sitting)[GROUPS].id
    world.keep(
        Workshop(sitting_id=sitting, segment_id=groups, room_id=room, title="Conter", capacity=8)
    )
    seat(world, groups, a_badge(world, sitting, 1), table)
    later = SOON + timedelta(days=7)
    copy = world.db.do(commands.duplicate_sitting, sitting, later, CLERK, NOW)
    day = row(world, Sitting, copy)
    assert (day.starts_at, day.state) == (later, SittingState.DRAFT)
    assert (day.registers_until, day.workshops_each) == (None, 2)
    assert titles(world, copy) == titles(world, sitting)
    [_, there] = rows(world, Room)
    assert (there.sitting_id, there.name, there.access) == (copy, "Préau", "Au fond")
    [_, twin] = rows(world, Table)
    assert (twin.number, twin.name, twin.room_id) == (3, "Chêne", there.id)
    assert twin.device_hash is None
    [_, workshop] = rows(world, Workshop)
    assert (workshop.segment_id, workshop.room_id) == (steps_of(world, copy)[GROUPS].id, there.id)
    assert [one.sitting_id for one in rows(world, Badge)] == [sitting]


def test_the_code_of_a_day_serves_until_the_day_after(world: World) -> None:
    sitting = a_day(world, starts_at=SOON)
    code = world.db.do(commands.make_day_code, sitting, CLERK, NOW)
    [room] = rows(world, RoomCode)
    assert (room.code, room.sitting_id, room.topic_id) == (code, sitting, world.topic_id)
    assert room.expires_at == end_of((SOON + timedelta(days=1)).date())


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"state": SittingState.DRAFT}, PlanRefusal.NOT_ANNOUNCED),
        ({"starts_at": NOW + timedelta(days=80)}, PlanRefusal.CODE_TOO_EARLY),
        ({"starts_at": NOW - timedelta(days=2)}, PlanRefusal.DAY_PAST),
    ],
)
def test_a_code_is_made_for_an_announced_day_that_comes_soon(
    world: World, details: dict[str, Any], told: PlanRefusal
) -> None:
    sitting = a_day(world, **details)
    assert refusal(world, commands.make_day_code, sitting, CLERK, NOW) is told
