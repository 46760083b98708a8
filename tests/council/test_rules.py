"""The law of transmissions."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.council.models import Answer, Outcome, TransmissionState
from deliberation.council.rules import (
    STEPS,
    CouncilRefusal,
    after,
    lateness,
    why_not_answer,
    why_not_send,
)

TODAY = date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def an_answer(outcome: Outcome, until: date | None = None) -> Answer:
    return Answer(question_id=1, outcome=outcome, until=until, account_id=1)


@pytest.mark.parametrize(
    ("published", "sent", "body", "questions", "due_on", "refusal"),
    [
        (True, False, True, ["Une ?"], None, None),
        (True, False, True, ["Une ?"], TODAY, None),
        (False, False, True, ["Une ?"], None, CouncilRefusal.NOT_PUBLISHED),
        (True, True, True, ["Une ?"], None, CouncilRefusal.ALREADY_SENT),
        (True, False, False, ["Une ?"], None, CouncilRefusal.NO_BODY),
        (True, False, True, [], None, CouncilRefusal.NO_QUESTION),
        (True, False, True, ["?"] * 13, None, CouncilRefusal.TOO_MANY),
        (True, False, True, ["Une ?"], YESTERDAY, CouncilRefusal.PAST_DUE_DATE),
    ],
)
def test_only_a_published_synthesis_goes_up_once_with_a_question(
    published: bool,
    sent: bool,
    body: bool,
    questions: list[str],
    due_on: date | None,
    refusal: CouncilRefusal | None,
) -> None:
    assert why_not_send(published, sent, body, questions, due_on, TODAY) is refusal


@pytest.mark.parametrize("outcome", [Outcome.NOT_KEPT, Outcome.PARTLY])
def test_a_no_always_says_why(outcome: Outcome) -> None:
    received = TransmissionState.RECEIVED
    assert why_not_answer(received, outcome, "", None, TODAY) is CouncilRefusal.NO_REASON
    assert why_not_answer(received, outcome, "Faute de moyens", None, TODAY) is None


def test_a_study_always_says_until_when() -> None:
    received, studied = TransmissionState.RECEIVED, Outcome.STUDIED
    assert why_not_answer(received, studied, "", None, TODAY) is CouncilRefusal.NO_DATE
    assert why_not_answer(received, studied, "", YESTERDAY, TODAY) is CouncilRefusal.PAST_DATE
    assert why_not_answer(received, studied, "", TOMORROW, TODAY) is None


@given(st.sampled_from(Outcome), st.text())
def test_nobody_answers_what_was_not_received(outcome: Outcome, reason: str) -> None:
    refusal = why_not_answer(TransmissionState.SENT, outcome, reason, TOMORROW, TODAY)
    assert refusal is CouncilRefusal.NOT_RECEIVED


@given(st.lists(st.none() | st.sampled_from(Outcome).map(an_answer), min_size=1))
def test_a_transmission_is_answered_when_every_question_is_settled(
    answers: list[Answer | None],
) -> None:
    settled = all(answer and answer.outcome is not Outcome.STUDIED for answer in answers)
    state = after(TransmissionState.RECEIVED, answers)
    assert (state is TransmissionState.ANSWERED) == settled


@pytest.mark.parametrize(
    ("answer", "due_on", "overdue"),
    [
        (None, None, False),
        (None, TODAY, False),
        (None, YESTERDAY, True),
        (an_answer(Outcome.KEPT), YESTERDAY, False),
        (an_answer(Outcome.STUDIED, TOMORROW), YESTERDAY, False),
        (an_answer(Outcome.STUDIED, YESTERDAY), TOMORROW, True),
    ],
)
def test_silence_is_late_only_after_an_agreed_day(
    answer: Answer | None, due_on: date | None, overdue: bool
) -> None:
    assert lateness(answer, due_on, TODAY).overdue is overdue


def test_no_step_leads_back_before_the_receipt() -> None:
    assert TransmissionState.SENT not in STEPS.values()
