"""When a vote is welcome, and the life of a ballot."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.assembly.models import Phase
from deliberation.ballots import rules
from deliberation.ballots.models import Ballot, BallotState, Choice, Consent, Method
from deliberation.ballots.rules import STEPS, BallotRefusal
from tests.world import NOON

STEP_NAMES = sorted({step for _, step in STEPS})


@given(st.sampled_from(BallotState))
def test_only_an_open_ballot_takes_votes(state: BallotState) -> None:
    assert (rules.why_not_vote(state, None, NOON) is None) == (state is BallotState.OPEN)


def test_a_vote_at_the_closing_time_is_late() -> None:
    early = NOON - timedelta(microseconds=1)
    assert rules.why_not_vote(BallotState.OPEN, NOON, early) is None
    assert rules.why_not_vote(BallotState.OPEN, NOON, NOON) is BallotRefusal.CLOSED


@given(st.lists(st.sampled_from(STEP_NAMES), max_size=8))
def test_no_path_leaves_a_published_ballot_or_goes_back_to_a_draft(steps: list[str]) -> None:
    path = [BallotState.DRAFT]
    for step in steps:
        if rules.why_not_step(path[-1], step) is None:
            path.append(STEPS[path[-1], step])
    assert BallotState.DRAFT not in path[1:]
    assert BallotState.PUBLISHED not in path[:-1]


@pytest.mark.parametrize("phase", Phase)
def test_a_ballot_opens_only_while_its_topic_lives(phase: Phase) -> None:
    ballot = Ballot(topic_id=1, question="?")
    opens = rules.why_not_open(ballot, phase, NOON) is None
    assert opens == (phase in (Phase.OPEN, Phase.CLOSED, Phase.IN_SYNTHESIS))


def test_a_ballot_whose_hour_has_passed_does_not_open() -> None:
    ballot = Ballot(topic_id=1, question="?", closes_at=NOON)
    assert rules.why_not_open(ballot, Phase.OPEN, NOON) is BallotRefusal.ALREADY_OVER


def test_a_ballot_without_an_easy_read_twin_may_open() -> None:
    assert rules.why_not_open(Ballot(topic_id=1, question="?"), Phase.OPEN, NOON) is None


@given(st.sampled_from(Method), st.sampled_from([None, *Choice, *Consent]))
def test_a_reason_goes_with_the_answers_that_ask_for_one(
    method: Method, choice: str | None
) -> None:
    asked = {
        Method.AGREEMENT: {Choice.AGREE_IF},
        Method.CONSENT: {Consent.RESERVE, Consent.OBJECTION},
    }
    welcome = rules.why_not_say_condition(method, choice) is None
    assert welcome == (choice in asked.get(method, set()))


def test_every_choice_has_its_words() -> None:
    assert set(rules.LABELS) == set(Choice)
