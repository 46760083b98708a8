"""Laws of the ready templates: each is whole, in plain words, and can be lived from end to end."""

import pytest

from deliberation.sittings.models import Opens, SeatingRule, SegmentKind
from deliberation.sittings.patterns import READY, Pattern, patterns
from deliberation.sittings.plan_rules import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    asked_in,
    seated_in,
    why_not_be,
)
from deliberation.sittings.rules import GROUPS

EVERY = [patterns()[code] for code in READY]
LONGEST_EASY_SENTENCE = 15  # words


def name(pattern: Pattern) -> str:
    return pattern.code


@pytest.mark.parametrize("pattern", EVERY, ids=name)
def test_each_step_tells_people_what_to_do_twice(pattern: Pattern) -> None:
    for step in pattern.steps:
        assert 0 < len(step["title"]) <= LONGEST_TITLE
        assert 0 < len(step["instruction"]) <= LONGEST_WORDS
        for line in step["easy_read"].splitlines():
            assert 0 < len(line.split()) <= LONGEST_EASY_SENTENCE


@pytest.mark.parametrize("pattern", EVERY, ids=name)
def test_each_step_asks_what_its_kind_may_ask_and_seats_groups_only(pattern: Pattern) -> None:
    for step in pattern.steps:
        kind, opens, rule = step["kind"], step["opens"], step["seating_rule"]
        assert why_not_be(kind, opens) is None and asked_in(kind, opens) is opens
        assert seated_in(kind, rule) is rule
        assert (rule is not None) is (kind in GROUPS)


@pytest.mark.parametrize("pattern", EVERY, ids=name)
def test_tables_write_before_they_choose_and_the_room_hears_them(pattern: Pattern) -> None:
    asked = [step["opens"] for step in pattern.steps]
    chosen = asked.index(Opens.CHOOSING)
    assert Opens.WRITING in asked[:chosen]
    assert SegmentKind.PLENARY in [step["kind"] for step in pattern.steps[chosen:]]


@pytest.mark.parametrize("pattern", EVERY, ids=name)
def test_people_stay_where_they_wrote_to_choose(pattern: Pattern) -> None:
    for step in pattern.steps:
        if step["opens"] is Opens.CHOOSING:
            assert step["seating_rule"] is SeatingRule.TOGETHER


def test_the_hour_of_ardeche_is_an_hour_that_alternates() -> None:
    pattern = patterns()["ardeche"]
    kinds = [step["kind"] for step in pattern.steps]
    assert pattern.minutes == 60
    assert kinds[0] is kinds[3] is SegmentKind.PLENARY and kinds[1] is SegmentKind.SMALL_GROUPS


def test_the_world_cafe_rotates_with_a_gap_between_its_turns() -> None:
    turns = patterns()["world_cafe"].steps
    rotations = [n for n, step in enumerate(turns) if step["seating_rule"] is SeatingRule.ROTATE]
    assert len(rotations) == 2
    assert all(turns[n - 1]["kind"] is SegmentKind.BREAK for n in rotations)
    assert any("reste" in step["instruction"] for step in turns)


def test_crossing_knowledge_keeps_colleges_apart_then_mixes_them_then_votes() -> None:
    steps = patterns()["crossing_knowledge"].steps
    kinds = [step["kind"] for step in steps]
    apart = kinds.index(SegmentKind.PEER_GROUPS)
    mixed, vote = kinds.index(SegmentKind.SMALL_GROUPS), kinds.index(SegmentKind.VOTE)
    assert steps[apart]["seating_rule"] is SeatingRule.APART
    assert steps[mixed]["seating_rule"] is SeatingRule.MIX
    assert apart < kinds.index(SegmentKind.PLENARY, apart) < mixed < vote
