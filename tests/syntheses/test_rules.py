"""The law of syntheses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.syntheses.models import SynthesisState, Verdict
from deliberation.syntheses.rules import (
    STEPS,
    Step,
    SynthesisRefusal,
    coverage,
    why_not_set_aside,
    why_not_state,
    why_not_submit,
    why_not_write,
)
from deliberation.syntheses.sign_off_rules import (
    HeadCount,
    outcome,
    why_not_count,
    why_not_judge,
)

numbers = st.frozensets(st.integers(1, 30))
verdicts = st.lists(st.sampled_from(Verdict), max_size=12)


@pytest.mark.parametrize("sources", [0, 3])
@pytest.mark.parametrize("by_group", [True, False])
def test_a_statement_says_where_it_comes_from_or_that_the_group_wrote_it(
    sources: int, by_group: bool
) -> None:
    refusal = why_not_state("Une phrase.", sources, by_group)
    expected = None if sources or by_group else SynthesisRefusal.NO_SOURCE
    assert refusal is expected


@pytest.mark.parametrize("state", list(SynthesisState))
def test_a_text_that_is_read_by_others_does_not_change(state: SynthesisState) -> None:
    free = state in (SynthesisState.DRAFT, SynthesisState.RETURNED)
    assert (why_not_write(state) is None) is free
    handed = free or state is SynthesisState.READING_BACK
    assert (why_not_submit(state, 1, 0) is None) is handed


def test_nothing_is_set_aside_without_a_reason() -> None:
    draft = SynthesisState.DRAFT
    assert why_not_set_aside(draft, {1}, "") is SynthesisRefusal.NO_REASON
    assert why_not_set_aside(draft, set(), "Hors sujet") is SynthesisRefusal.NOTHING_CHOSEN
    assert why_not_set_aside(draft, {1}, "Hors sujet") is None


def test_an_empty_synthesis_is_not_submitted() -> None:
    assert why_not_submit(SynthesisState.DRAFT, 0, 0) is SynthesisRefusal.NO_STATEMENT


def test_a_text_is_not_handed_over_while_a_voice_waits() -> None:
    assert why_not_submit(SynthesisState.DRAFT, 1, 1) is SynthesisRefusal.UNTOUCHED


def test_to_return_a_text_one_says_why() -> None:
    submitted = SynthesisState.SUBMITTED
    assert why_not_judge(submitted, Verdict.RETURN, "") is SynthesisRefusal.NO_REASON
    assert why_not_judge(submitted, Verdict.VALIDATE, "") is None


@given(verdicts, st.integers(1, 12))
def test_silence_never_approves(given: list[Verdict], members: int) -> None:
    if outcome(given, members) is Step.VALIDATE:
        assert given.count(Verdict.VALIDATE) * 2 > members


@given(verdicts, st.integers(1, 12))
def test_a_return_means_that_a_majority_can_no_longer_validate(
    given: list[Verdict], members: int
) -> None:
    if outcome(given, members) is Step.RETURN:
        assert (members - given.count(Verdict.RETURN)) * 2 <= members


@given(*(st.integers(0, 20) for _ in range(5)))
def test_in_a_sitting_everyone_present_is_counted_once(
    present: int, yes: int, no: int, blank: int, out: int
) -> None:
    refusal = why_not_count(HeadCount(present, yes, no, blank, out))
    assert (refusal is None) == (present > 0 and yes + no + blank + out == present)


def test_a_tie_in_a_sitting_does_not_validate() -> None:
    assert HeadCount(4, 2, 2, 0, 0).verdict is Verdict.RETURN
    assert HeadCount(4, 2, 1, 1, 0).verdict is Verdict.VALIDATE


@given(numbers, numbers, numbers)
def test_every_contribution_is_in_one_place_and_only_one(
    told: frozenset[int], cited: frozenset[int], aside: frozenset[int]
) -> None:
    found = coverage(told, cited, aside)
    assert found.used | found.set_aside | found.untouched == told
    assert len(found.used) + len(found.set_aside) + len(found.untouched) == len(told)
    assert found.used <= cited


def test_what_is_published_never_changes_again() -> None:
    assert not [step for state, step in STEPS if state is SynthesisState.PUBLISHED]
