"""The law of topics."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.assembly.models import Phase, Topic
from deliberation.assembly.reading import STAGES, STANDING_WORDS
from deliberation.assembly.rules import (
    HAPPENED,
    NEEDED,
    STEPS,
    NoTopic,
    Standing,
    Step,
    is_open,
    missing,
    standing,
    steps_from,
    why_not_edit,
    why_not_frame,
    why_not_open,
    why_not_step,
)
from deliberation.errors import Common
from deliberation.i18n import local_day
from tests.world import a_topic

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 3, 29)


@given(DAYS, DAYS, DAYS)
def test_a_topic_is_open_on_its_first_day_and_its_last_and_between(
    opens: date, closes: date, today: date
) -> None:
    topic = a_topic(1, opens_on=opens, closes_on=closes)
    assert is_open(topic, today) is (opens <= today <= closes)


@pytest.mark.parametrize("phase", set(Phase) - {Phase.OPEN})
def test_dates_open_nothing_that_a_moderator_has_not_opened(phase: Phase) -> None:
    assert not is_open(a_topic(1, phase=phase), TODAY)


def test_a_topic_says_that_it_waits_or_that_it_is_over() -> None:
    topic = a_topic(1, opens_on=TODAY, closes_on=TODAY)
    days = [standing(topic, TODAY + timedelta(days=shift)) for shift in (-1, 0, 1)]
    assert days == [Standing.AWAITED, Standing.OPEN, Standing.OVER]


def test_the_day_is_that_of_paris() -> None:
    late = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert local_day(late) == date(2026, 3, 29)


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("phase", [Phase.FRAMED, Phase.CLOSED])
def test_a_topic_opens_only_when_it_says_everything(name: str, phase: Phase) -> None:
    topic = a_topic(1, phase=phase)
    step = Step.OPEN if phase is Phase.FRAMED else Step.REOPEN
    assert why_not_step(topic, step, TODAY) is None
    setattr(topic, name, None if name.endswith("_on") else "")
    assert missing(topic) == [NEEDED[name]]
    assert why_not_step(topic, step, TODAY) is NoTopic.INCOMPLETE


def test_a_topic_needs_its_easy_read_twin_and_its_three_promises() -> None:
    assert {"easy_read", "decider", "can_change", "known_when", "why"} <= set(NEEDED)


def test_a_topic_does_not_open_after_its_end() -> None:
    topic = a_topic(1, phase=Phase.FRAMED, opens_on=TODAY, closes_on=TODAY)
    assert why_not_open(topic, TODAY) is None
    assert why_not_open(topic, TODAY + timedelta(days=1)) is NoTopic.ALREADY_OVER


@given(DAYS, DAYS)
def test_a_topic_closes_no_earlier_than_it_opens(opens: date, closes: date) -> None:
    refused = why_not_frame(opens, closes) is NoTopic.DATES_REVERSED
    assert refused is (closes < opens)
    topic = a_topic(1, phase=Phase.FRAMED, opens_on=opens, closes_on=closes)
    assert (why_not_open(topic, min(opens, closes)) is NoTopic.DATES_REVERSED) is refused


def test_dates_may_be_left_for_later() -> None:
    assert [why_not_frame(*dates) for dates in ((None, None), (TODAY, None), (None, TODAY))] == [
        None
    ] * 3


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("step", Step)
def test_a_topic_takes_only_the_steps_of_its_life(phase: Phase, step: Step) -> None:
    refusal = why_not_step(a_topic(1, phase=phase), step, TODAY)
    assert (refusal is Common.NO_SUCH_STEP) is ((phase, step) not in STEPS)
    assert (step in steps_from(phase)) is ((phase, step) in STEPS)


def test_a_topic_that_is_concluded_or_declined_stays_so() -> None:
    assert not steps_from(Phase.CONCLUDED) and not steps_from(Phase.DECLINED)


@pytest.mark.parametrize("phase", Phase)
def test_the_question_changes_no_more_once_people_answer(phase: Phase) -> None:
    early = phase in (Phase.SUGGESTED, Phase.FRAMED)
    assert (why_not_edit(Topic(group_id=1, question="?", phase=phase)) is None) is early


def test_every_step_is_told_and_every_standing_has_its_words() -> None:
    assert set(HAPPENED) == set(Step)
    assert set(STANDING_WORDS) == set(Standing)
    assert set(STAGES) == set(Phase)
