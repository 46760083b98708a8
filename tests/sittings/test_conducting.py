"""Laws of where a day stands: one act at a time, all of it undoable, by the server's clock."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.errors import Refused
from deliberation.sittings.conducting import conduct
from deliberation.sittings.models import (
    Act,
    Opens,
    Scene,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Turn,
)
from deliberation.sittings.rules import (
    DayRefusal,
    Standing,
    next_turn,
    seconds_left,
    standing,
    undone,
    why_not_act,
    why_not_do,
)
from tests.sittings.days import FACILITATOR, GROUPS, a_day, act, go_to, view_of
from tests.world import NOON, World

KINDS = [SegmentKind.PLENARY, SegmentKind.SMALL_GROUPS, SegmentKind.VOTE, SegmentKind.BREAK]
ACTS = [one for one in Act if one is not Act.UNDO]
SEGMENTS = [
    Segment(id=n + 10, sitting_id=1, position=n, kind=kind, title=f"Étape {n}", minutes=10)
    for n, kind in enumerate(KINDS)
]
DAY = Sitting(id=1, group_id=1, title="Un jour", starts_at=NOON, state=SittingState.ANNOUNCED)
STATE = ("segment_id", "begun", "ends_at", "seconds_left", "scene", "page", "dark")


def played(acts: list[Act]) -> list[Turn]:
    """The turns that follow from these acts, one a minute; those that are refused do nothing."""
    turns: list[Turn] = []
    for minute, one in enumerate(acts):
        present = turns[-1] if turns else None
        if why_not_act(DAY, present, one, SEGMENTS, ballot_open=False) is None:
            now = NOON + timedelta(minutes=minute)
            turns.append(next_turn(1, present, one, SEGMENTS, now, Scene.WALL, 2))
    return turns


def state(turn: Turn | None) -> tuple[object, ...]:
    return (
        tuple(getattr(turn, name) for name in STATE)
        if turn
        else (None, False, None, None, Scene.AUTO, 1, False)
    )


@given(st.lists(st.sampled_from(ACTS), max_size=30))
def test_a_day_is_always_before_in_one_step_or_after(acts: list[Act]) -> None:
    for turn in played(acts):
        inside = turn.segment_id in {segment.id for segment in SEGMENTS}
        clocks = (turn.ends_at is not None) + (turn.seconds_left is not None)
        assert clocks == (1 if inside else 0)
        assert standing(turn) in Standing
        assert seconds_left(turn, turn.at) >= 0


@given(st.lists(st.sampled_from(ACTS), min_size=1, max_size=20))
def test_whatever_was_done_undoing_leads_back_to_the_beginning_one_act_at_a_time(
    acts: list[Act],
) -> None:
    turns: list[Turn] = played(acts)
    done = {turn.number: turn for turn in turns}
    present = turns[-1] if turns else None
    for earlier in reversed([None, *turns][:-1]):
        assert present is not None
        assert why_not_act(DAY, present, Act.UNDO, SEGMENTS, ballot_open=True) is None
        assert present.before is not None
        present = undone(present, done.get(present.before), NOON)
        done[present.number] = present
        assert state(present) == state(earlier)
    refusal = why_not_act(DAY, present, Act.UNDO, SEGMENTS, ballot_open=False)
    assert refusal is DayRefusal.NOTHING_TO_UNDO


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_pause_takes_no_time_from_a_step(before: int, paused: int) -> None:
    start = next_turn(1, None, Act.START, SEGMENTS, NOON)
    pause = next_turn(1, start, Act.PAUSE, SEGMENTS, NOON + timedelta(seconds=before))
    later = NOON + timedelta(seconds=before + paused)
    assert seconds_left(pause, later) == max(0, 600 - before)
    resumed = next_turn(1, pause, Act.RESUME, SEGMENTS, later)
    assert seconds_left(resumed, later) == max(0, 600 - before)


def test_five_more_minutes_are_five_minutes_even_when_the_time_is_over() -> None:
    start = next_turn(1, None, Act.START, SEGMENTS, NOON)
    in_time = next_turn(1, start, Act.MORE, SEGMENTS, NOON + timedelta(minutes=4))
    assert seconds_left(in_time, NOON + timedelta(minutes=4)) == 11 * 60
    late = NOON + timedelta(minutes=12)
    assert seconds_left(next_turn(1, start, Act.MORE, SEGMENTS, late), late) == 5 * 60


def test_a_step_is_not_left_while_its_vote_is_open() -> None:
    start = next_turn(1, None, Act.START, SEGMENTS, NOON)
    for leaving in (Act.NEXT, Act.SKIP, Act.END):
        refusal = why_not_act(DAY, start, leaving, SEGMENTS, ballot_open=True)
        assert refusal is DayRefusal.BALLOT_OPEN
    assert why_not_act(DAY, start, Act.MORE, SEGMENTS, ballot_open=True) is None


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"state": SittingState.DRAFT}, DayRefusal.NOT_ANNOUNCED),
        ({"state": SittingState.OVER}, DayRefusal.OVER),
        ({"away": True}, DayRefusal.AWAY),
    ],
)
def test_a_day_that_is_not_held_here_now_does_not_move(
    details: dict[str, object], refusal: DayRefusal
) -> None:
    day = Sitting(
        **{
            "id": 1,
            "group_id": 1,
            "title": "Un jour",
            "starts_at": NOON,
            "state": SittingState.ANNOUNCED,
        }
        | details
    )
    for one in Act:
        assert why_not_act(day, None, one, SEGMENTS, ballot_open=False) is refusal


def test_a_step_that_is_over_takes_nothing_and_one_that_asks_nothing_neither() -> None:
    writing = Segment(
        id=1,
        sitting_id=1,
        position=0,
        kind=SegmentKind.SMALL_GROUPS,
        title="A",
        minutes=5,
        opens=Opens.WRITING,
    )
    turn = Turn(sitting_id=1, number=1, act=Act.START, at=NOON, begun=True, segment_id=1)
    assert why_not_do(DAY, turn, writing, writing, Opens.WRITING) is None
    assert why_not_do(DAY, turn, writing, writing, Opens.VOTING) is DayRefusal.NOT_ASKED
    assert why_not_do(DAY, turn, SEGMENTS[0], writing, Opens.WRITING) is DayRefusal.STEP_OVER
    assert why_not_do(DAY, turn, None, writing, Opens.WRITING) is DayRefusal.STEP_OVER


def test_two_facilitators_who_press_next_together_advance_one_step(world: World) -> None:
    day = a_day(world)
    seen = act(world, day, Act.START)
    world.db.do(conduct, day, Act.NEXT, seen, FACILITATOR, NOON)
    with pytest.raises(Refused) as refused:
        world.db.do(conduct, day, Act.NEXT, seen, "account:2", NOON)
    assert refused.value.reason is DayRefusal.MEANWHILE
    assert view_of(world, day).step == GROUPS + 1


def test_a_day_read_again_shows_the_same_step_and_the_same_clock(world: World) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS, NOON)
    view = view_of(world, day)
    assert view.segment is not None
    assert view.segment.title == "En petits groupes"
    assert seconds_left(view.turn, NOON + timedelta(minutes=8)) == 12 * 60
    act(world, day, Act.UNDO, NOON + timedelta(minutes=9))
    view = view_of(world, day)
    assert view.step == 1
    assert seconds_left(view.turn, NOON + timedelta(minutes=9)) == 60


def test_returning_to_groups_leads_to_the_last_ones_and_leaves_what_follows_as_it_was(
    world: World,
) -> None:
    day = a_day(world)
    groups = go_to(world, day, GROUPS, NOON)
    act(world, day, Act.NEXT, NOON)
    act(world, day, Act.REGROUP, NOON)
    view = view_of(world, day)
    assert view.segment is not None
    assert view.segment.id == groups
    act(world, day, Act.NEXT, NOON)
    assert view_of(world, day).step == GROUPS + 2
