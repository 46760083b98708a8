"""The law of words, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.assembly.models import Phase
from deliberation.debate import rules
from deliberation.debate.models import Act, Contribution, ContributionState, Scope
from deliberation.debate.rules import Audience, Reason
from deliberation.errors import Common
from tests.world import NOON

states = st.sampled_from(ContributionState)


def some_words(
    state: ContributionState = ContributionState.SHOWN, scope: Scope = Scope.DRAFTERS
) -> Contribution:
    return Contribution(
        id=1,
        topic_id=1,
        participant_id=7,
        words="Un guichet.",
        channel="online",
        scope=scope,
        state=state,
        at=NOON,
    )


@pytest.mark.parametrize("audience", Audience)
def test_what_stays_at_the_table_is_read_by_no_audience(audience: Audience) -> None:
    assert Scope.TABLE not in rules.readable(audience)
    assert not rules.is_readable(some_words(scope=Scope.TABLE), audience)


def test_each_audience_reads_what_a_wider_one_may_read() -> None:
    assert rules.readable(Audience.PUBLIC) < rules.readable(Audience.COUNCIL)
    assert rules.readable(Audience.COUNCIL) < rules.readable(Audience.DRAFTERS)


@given(states, st.sampled_from(Scope), st.sampled_from(Audience))
def test_only_shown_words_are_readable(
    state: ContributionState, scope: Scope, audience: Audience
) -> None:
    readable = rules.is_readable(some_words(state, scope), audience)
    assert readable <= (state is ContributionState.SHOWN)


@given(states, st.sampled_from(Act))
def test_a_moderator_never_brings_back_withdrawn_words(state: ContributionState, act: Act) -> None:
    assert rules.STEPS.get((state, act)) is not ContributionState.WITHDRAWN
    assert (ContributionState.WITHDRAWN, act) not in rules.STEPS


@given(states)
def test_hiding_always_says_why(state: ContributionState) -> None:
    assert rules.why_not_moderate(some_words(state), Act.HIDE, "") is not None


@given(states, st.sampled_from(Act))
def test_words_that_stay_at_a_table_are_not_moderated(state: ContributionState, act: Act) -> None:
    words = some_words(state, Scope.TABLE)
    assert rules.why_not_moderate(words, act, "Une raison") is Common.NO_SUCH_STEP


def test_only_their_author_touches_words() -> None:
    assert rules.why_not_touch(some_words(), 7) is None
    assert rules.why_not_touch(some_words(), 8) is Common.NOT_YOURS
    withdrawn = some_words(ContributionState.WITHDRAWN)
    assert rules.why_not_touch(withdrawn, 7) is Reason.ALREADY_WITHDRAWN


def test_words_are_corrected_from_their_last_version_while_the_topic_is_open() -> None:
    assert rules.why_not_correct(some_words(), 7, True, True) is None
    assert rules.why_not_correct(some_words(), 7, False, True) is Reason.NEWER_VERSION
    assert rules.why_not_correct(some_words(), 7, True, False) is Reason.TOO_LATE_TO_CORRECT


def test_words_that_may_tell_who_someone_is_are_held() -> None:
    assert rules.first_state([]) is ContributionState.SHOWN
    assert rules.first_state(["un numéro"]) is ContributionState.HELD


def test_correcting_hidden_words_does_not_go_round_the_moderator() -> None:
    assert rules.first_state([], after=ContributionState.HIDDEN) is ContributionState.HELD


@pytest.mark.parametrize("phase", set(Phase) - rules.PROPOSING)
def test_no_proposal_before_a_topic_opens_nor_after_it_is_concluded(phase: Phase) -> None:
    assert rules.why_not_propose(phase, 1, 1) is Reason.TOPIC_NOT_AT_WORK
    assert rules.why_not_merge(phase, 2, 2, 0) is Reason.TOPIC_NOT_AT_WORK
    assert rules.why_not_change(phase, same=False) is Reason.TOPIC_NOT_AT_WORK


def test_a_proposal_comes_from_words() -> None:
    assert rules.why_not_propose(Phase.OPEN, 0, 0) is Reason.NO_SOURCE
    assert rules.why_not_propose(Phase.OPEN, 2, 1) is Reason.UNKNOWN_SOURCE
    assert rules.why_not_propose(Phase.OPEN, 2, 2) is None


def test_merging_takes_two_proposals_that_have_no_parent() -> None:
    assert rules.why_not_merge(Phase.OPEN, 1, 1, 0) is Reason.TOO_FEW_TO_MERGE
    assert rules.why_not_merge(Phase.OPEN, 2, 2, 1) is Reason.ALREADY_MERGED
    assert rules.why_not_merge(Phase.OPEN, 2, 2, 0) is None


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_note_is_understood_however_its_number_is_written(
    key: bytes, topic: int, number: int
) -> None:
    letters = rules.note_letters(key, topic, number)
    for typed in (
        f"{number} {letters}",
        f"n° {number} {letters.lower()}",
        f"Note n° {number}-{letters}",
    ):
        assert rules.note_of(typed) == (number, letters)


@given(st.text(max_size=40))
def test_whatever_is_typed_as_a_note_is_a_number_and_at_most_three_letters(typed: str) -> None:
    number, letters = rules.note_of(typed)
    assert 0 <= number < 10**9
    assert len(letters) <= 3
