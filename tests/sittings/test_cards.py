"""Laws of the card that phones show: one at a time, the one that is open, alike for everybody."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session

from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.ballots.models import BallotState, Choice
from deliberation.live import View
from deliberation.sittings.cards import Card, key, kind
from deliberation.sittings.following import phones
from deliberation.sittings.models import (
    Act,
    Opens,
    SeatingRule,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Turn,
)
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.seats import keep_seating, seat_everyone_late
from tests.ballots.voting import close, people, vote
from tests.sittings.days import (
    FACILITATOR,
    GROUPS,
    STEPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.sittings.phones import a_voting_day, open_vote
from tests.world import NOON, World

KINDS = [(how, what) for how in SegmentKind for what in Opens]
MOST_QUESTIONS = 10  # that the database is asked for one drawing, whoever looks


def a_view(how: SegmentKind, what: Opens, **where: Any) -> DayView:
    """A day of one step, which is on."""
    step = Segment(id=5, sitting_id=1, position=0, kind=how, title="A", minutes=9, opens=what)
    begun: dict[str, Any] = {"begun": True, "segment_id": 5, "ends_at": NOON, "number": 1} | where
    turn = Turn(sitting_id=1, act=Act.START, at=NOON, **begun)
    day = Sitting(id=1, group_id=1, title="Un jour", starts_at=NOON, state=SittingState.ANNOUNCED)
    place = WorkingGroup(id=1, committee_id=1, name="G")
    return DayView(
        day,
        place,
        Committee(id=1, slug="c", name="C", territories="", bearers="", term=""),
        (step,),
        turn,
    )


@given(st.sampled_from(KINDS), st.sampled_from([None, *BallotState]))
def test_a_vote_shows_before_it_opens_while_it_is_open_and_once_it_is_counted(
    step: tuple[SegmentKind, Opens], ballot: BallotState | None
) -> None:
    shown = kind(a_view(*step), ballot)
    voting = step[1] is Opens.VOTING and step[0] is not SegmentKind.BREAK
    assert (shown in (Card.AWAITING, Card.VOTING, Card.RESULT)) == voting
    if voting:
        assert (shown is Card.VOTING) == (ballot is BallotState.OPEN)
        assert (shown is Card.AWAITING) == (ballot in (None, BallotState.DRAFT))


@given(st.sampled_from(KINDS))
def test_a_step_that_asks_nothing_says_to_listen_or_to_talk_and_a_break_is_a_break(
    step: tuple[SegmentKind, Opens],
) -> None:
    how, what = step
    shown = kind(a_view(how, what))
    assert (shown is Card.BREAK) == (how is SegmentKind.BREAK)
    if what is Opens.LISTENING and how is not SegmentKind.BREAK:
        talking = how in (SegmentKind.SMALL_GROUPS, SegmentKind.PEER_GROUPS)
        assert shown is (Card.TALKING if talking else Card.LISTENING)


def test_before_a_day_and_after_it_nothing_is_asked() -> None:
    before = a_view(SegmentKind.VOTE, Opens.VOTING, begun=False, segment_id=None)
    after = a_view(SegmentKind.VOTE, Opens.VOTING, segment_id=None)
    assert kind(before, BallotState.OPEN) is Card.BEFORE
    assert kind(after, BallotState.OPEN) is Card.AFTER


def test_what_is_hers_is_asked_for_again_when_the_step_changes_not_when_its_clock_does() -> None:
    here = a_view(SegmentKind.SMALL_GROUPS, Opens.WRITING)
    longer = a_view(
        SegmentKind.SMALL_GROUPS, Opens.WRITING, number=2, ends_at=NOON + timedelta(minutes=5)
    )
    paused = a_view(SegmentKind.SMALL_GROUPS, Opens.WRITING, number=3, ends_at=None, seconds_left=9)
    assert key(here, Card.WRITING) == key(longer, Card.WRITING) == key(paused, Card.WRITING)
    assert key(here, Card.WRITING) != key(here, Card.WRITING, seated=1)
    elsewhere = a_view(SegmentKind.SMALL_GROUPS, Opens.WRITING)
    elsewhere.segments[0].id, elsewhere.turn.segment_id = 6, 6  # type: ignore[union-attr]
    assert key(here, Card.WRITING) != key(elsewhere, Card.WRITING)


def drawn(world: World, day: int) -> View:
    with world.db.reading() as session:
        return phones(session, day_view(session, day))


def test_five_more_minutes_change_the_line_above_the_card_and_not_the_card(world: World) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS)
    before = drawn(world, day)
    act(world, day, Act.MORE)
    after = drawn(world, day)
    assert after.card == before.card
    assert after.pulse != before.pulse


def test_a_seating_is_told_to_phones_unless_people_write_and_it_is_for_a_later_step(
    world: World,
) -> None:
    day = a_day(world, STEPS[GROUPS : GROUPS + 1] * 2)
    places = {1: a_table(world, day)}
    a_badge(world, day, 1)
    now, later = [one.id or 0 for one in view_of(world, day).segments]

    def told(step: int) -> bool:
        """Whether what is hers is asked for again once people are seated for this step."""
        before = drawn(world, day).card
        world.db.do(keep_seating, step, SeatingRule.MIX, places, FACILITATOR)
        return drawn(world, day).card != before

    assert told(later)
    act(world, day, Act.START)
    assert not told(later)
    assert told(now)


def test_those_who_came_late_are_told_on_their_phones_once_they_are_seated(world: World) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    places = {1: a_table(world, day)}
    a_badge(world, day, 1)
    world.db.do(keep_seating, step, SeatingRule.MIX, places, FACILITATOR)
    before = drawn(world, day).card
    assert world.db.do(seat_everyone_late, step, FACILITATOR) == 0
    assert drawn(world, day).card == before
    a_badge(world, day, 2)
    assert world.db.do(seat_everyone_late, step, FACILITATOR) == 1
    assert drawn(world, day).card != before


def test_a_vote_that_comes_in_changes_the_line_above_the_card_and_not_the_card(
    world: World,
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    [person] = people(world, 1)
    before = drawn(world, day)
    vote(world, ballot, person, Choice.AGREE)
    after = drawn(world, day)
    assert after.card == before.card
    assert "1 personne a répondu" in after.pulse
    assert after.also == (f"ballot:{ballot}",)


def test_what_is_shown_to_all_holds_nothing_of_anybody_nor_any_count_before_the_close(
    world: World,
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    for person in people(world, 30):
        vote(world, ballot, person, Choice.DISAGREE)
    drawing = "".join(drawn(world, day)[:2])
    assert 'aria-pressed="true"' not in drawing
    assert "result-table" not in drawing
    assert 'name="once"' not in drawing
    close(world, ballot)
    assert "result-table" in drawn(world, day).card


def test_drawing_the_card_asks_few_questions_whoever_is_there_and_none_of_the_journal(
    world: World,
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)

    def asked(session: Session) -> int:
        """How many; what happened before makes none of them longer."""
        questions: list[str] = []

        def hear(*said: object) -> None:
            questions.append(str(said[2]))

        event.listen(world.db.readers, "before_cursor_execute", hear)
        phones(session, day_view(session, day))
        event.remove(world.db.readers, "before_cursor_execute", hear)
        assert not [question for question in questions if "FROM event" in question]
        return len(questions)

    with world.db.reading() as session:
        alone = asked(session)
    for person in people(world, 40):
        vote(world, ballot, person, Choice.AGREE)
    with world.db.reading() as session:
        assert 0 < asked(session) == alone <= MOST_QUESTIONS
