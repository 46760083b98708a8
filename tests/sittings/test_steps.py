"""Laws of the steps of a day: what they may be, where they go, what was lived in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.models import Ballot, BallotState
from deliberation.sittings import commands, plan_rules, steps
from deliberation.sittings.models import (
    Opens,
    SeatingRule,
    SegmentKind,
    Sitting,
)
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.registers import Workshop
from tests.sittings.days import GROUPS, PLENARY, VOTE, a_badge, a_day, a_table, go_to, seat
from tests.sittings.planning import CLERK, NOW, a_plan, change, refusal, row, steps_of, titles
from tests.world import World, a_topic


@given(place=st.integers(-2, 8), which=st.integers(0, 5))
def test_a_step_moves_to_a_place_that_is_there(place: int, which: int) -> None:
    refused = plan_rules.why_not_move(place, 6)
    assert (refused is None) is (place in range(6))


@pytest.mark.parametrize(("which", "place"), [(0, 5), (5, 0), (2, 3), (3, 2), (1, 1)])
def test_a_step_is_moved_and_the_others_keep_their_order(
    world: World, which: int, place: int
) -> None:
    sitting = a_plan(world)
    before = titles(world, sitting)
    world.db.do(steps.move_segment, steps_of(world, sitting)[which].id, place, CLERK)
    after = titles(world, sitting)
    assert after[place] == before[which]
    assert [one for one in after if one != before[which]] == [
        one for one in before if one != before[which]
    ]
    assert [one.position for one in steps_of(world, sitting)] == list(range(6))
    assert refusal(world, steps.move_segment, steps_of(world, sitting)[0].id, 6, CLERK) is (
        PlanRefusal.NO_SUCH_PLACE
    )


def test_a_step_is_added_copied_and_removed(world: World) -> None:
    sitting = a_plan(world)
    words = {"title": "Le mot de la fin", "kind": SegmentKind.PLENARY, "minutes": 3}
    last = world.db.do(steps.add_segment, sitting, words, CLERK)
    assert titles(world, sitting)[-1] == "Le mot de la fin"
    world.db.do(steps.duplicate_segment, steps_of(world, sitting)[1].id, CLERK)
    one, copy = steps_of(world, sitting)[1:3]
    assert (one.title, one.instruction, one.minutes) == (copy.title, copy.instruction, copy.minutes)
    world.db.do(steps.remove_segment, last, CLERK)
    assert len(titles(world, sitting)) == 7
    assert [one.position for one in steps_of(world, sitting)] == list(range(7))


def test_what_was_lived_keeps_its_kind_and_is_not_removed(world: World) -> None:
    sitting = a_day(world)
    go_to(world, sitting, GROUPS)
    plenary, groups = steps_of(world, sitting)[PLENARY], steps_of(world, sitting)[GROUPS]
    for lived in (plenary, groups):
        assert refusal(world, steps.remove_segment, lived.id, CLERK) is PlanRefusal.LIVED
        words = {"kind": SegmentKind.BREAK}
        seen = steps.step_as_seen(lived)
        told = refusal(world, steps.change_segment, lived.id, words, seen, CLERK)
        assert told is PlanRefusal.LIVED
    change(world, groups, minutes=25, title="En petits groupes, plus longtemps")
    assert steps_of(world, sitting)[GROUPS].minutes == 25


def test_a_step_where_someone_has_a_place_is_not_removed(world: World) -> None:
    sitting = a_day(world)
    groups, vote = steps_of(world, sitting)[GROUPS], steps_of(world, sitting)[VOTE]
    seat(world, groups.id, a_badge(world, sitting, 1), a_table(world, sitting))
    assert refusal(world, steps.remove_segment, groups.id, CLERK) is PlanRefusal.LIVED
    world.keep(Workshop(sitting_id=sitting, segment_id=vote.id, title="Conter", capacity=8))
    assert refusal(world, steps.remove_segment, vote.id, CLERK) is PlanRefusal.HAS_WORKSHOPS


def test_a_vote_step_holds_a_vote_of_its_topic_that_is_not_over(world: World) -> None:
    sitting = a_plan(world)
    vote = next(one for one in steps_of(world, sitting) if one.kind is SegmentKind.VOTE)
    draft = world.keep(Ballot(topic_id=world.topic_id, question="D'accord ?"))
    closed = world.keep(Ballot(topic_id=world.topic_id, question="Fini", state=BallotState.CLOSED))
    elsewhere = world.keep(
        Ballot(topic_id=world.keep(a_topic(world.group_id)).id, question="Autre sujet")
    )
    for wrong in (closed, elsewhere):
        words, seen = {"ballot_id": wrong.id}, steps.step_as_seen(vote)
        told = refusal(world, steps.change_segment, vote.id, words, seen, CLERK)
        assert told is PlanRefusal.OTHER_BALLOT
    change(world, vote, ballot_id=draft.id)
    other = world.keep(a_topic(world.group_id))
    seen = commands.day_as_seen(row(world, Sitting, sitting))
    moved = (sitting, {"topic_id": other.id}, seen, CLERK, NOW)
    assert refusal(world, commands.change_sitting, *moved) is PlanRefusal.VOTE_OF_TOPIC
    world.db.do(steps.duplicate_segment, vote.id, CLERK)
    held = [one.ballot_id for one in steps_of(world, sitting) if one.kind is SegmentKind.VOTE]
    assert held == [draft.id, None]


def test_only_a_vote_asks_to_vote_and_only_groups_are_seated(world: World) -> None:
    sitting = a_plan(world)
    plenary = steps_of(world, sitting)[0]
    seen = steps.step_as_seen(plenary)
    told = refusal(world, steps.change_segment, plenary.id, {"opens": Opens.VOTING}, seen, CLERK)
    assert told is PlanRefusal.VOTE_ELSEWHERE
    change(world, plenary, kind=SegmentKind.VOTE, seating_rule=SeatingRule.MIX)
    vote = steps_of(world, sitting)[0]
    assert (vote.opens, vote.seating_rule) == (Opens.VOTING, None)
    change(world, vote, kind=SegmentKind.BREAK, opens=Opens.WRITING)
    assert steps_of(world, sitting)[0].opens is Opens.LISTENING
