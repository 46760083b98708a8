"""Laws of what a person does from her phone: in the open step, once, and without leaving traces."""

from typing import Any

import pytest
from sqlmodel import select

from deliberation.debate.commands import Said
from deliberation.debate.models import Contribution
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.people.models import Channel
from deliberation.sittings import arriving, taking_part
from deliberation.sittings.models import Act, Apart, Badge, Saying, SittingState, Table
from deliberation.sittings.phone_rules import PhoneRefusal
from deliberation.sittings.registers import Colour, Raised, Speaker, SpeakerState
from deliberation.sittings.rules import DayRefusal
from tests.ballots.voting import people
from tests.sittings.days import (
    FACILITATOR,
    GROUPS,
    REPORT,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    seat,
    view_of,
)
from tests.world import NOON, World

WORDS = Said("Le bus ne passe plus.", channel=Channel.PHONE)


def rows(world: World, kind: type) -> list[Any]:
    with world.db.reading() as session:
        return list(session.exec(select(kind)))


def say(world: World, day: int, step: int, person: int) -> int:
    return int(world.db.do(taking_part.say_here, day, step, person, WORDS, NOON))


def wear(world: World, day: int, person: int, number: int | None = None) -> int:
    return int(world.db.do(arriving.wear_badge, day, person, number))


def badge(world: World, day: int, number: int) -> Badge:
    with world.db.reading() as session:
        found = select(Badge).where(Badge.sitting_id == day, Badge.number == number)
        return session.exec(found).one()


def told(world: World) -> str:
    """All that the journal keeps."""
    return repr([(event.name, event.actor, event.details) for event in rows(world, Event)])


# --- words ---------------------------------------------------------------------------


def test_words_belong_to_the_step_in_which_they_were_said_and_to_no_table(world: World) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    table = a_table(world, day)
    number = a_badge(world, day, 1, participant_id=person)
    step = go_to(world, day, GROUPS)
    seat(world, step, number, table)
    words = say(world, day, step, person)
    assert rows(world, Saying) == [Saying(segment_id=step, contribution_id=words, table_id=None)]
    [said] = rows(world, Contribution)
    assert (said.participant_id, said.channel, said.table_name) == (person, Channel.PHONE, "")


def test_nothing_is_said_in_a_step_that_is_over_nor_in_one_that_does_not_ask(world: World) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    step = go_to(world, day, GROUPS)
    act(world, day, Act.NEXT)
    with pytest.raises(Refused) as over:
        say(world, day, step, person)
    assert over.value.reason is DayRefusal.STEP_OVER
    assert over.value.about == {"title": "En petits groupes"}
    listening = view_of(world, day).segments[REPORT].id
    with pytest.raises(Refused) as unasked:
        say(world, day, listening or 0, person)
    assert unasked.value.reason is DayRefusal.NOT_ASKED
    assert rows(world, Contribution) == []
    act(world, day, Act.UNDO)
    assert say(world, day, step, person)


# --- badges --------------------------------------------------------------------------


def test_a_badge_is_worn_by_one_phone_and_brings_its_college(world: World) -> None:
    day = a_day(world)
    first, second = people(world, 2, "professionals")
    a_badge(world, day, 7, present=False)
    assert wear(world, day, first, 7) == 7
    with pytest.raises(Refused) as refused:
        wear(world, day, second, 7)
    assert refused.value.reason is PhoneRefusal.BADGE_WORN
    worn = badge(world, day, 7)
    assert (worn.participant_id, worn.present) == (first, True)
    assert worn.college_id == world.colleges["professionals"]
    assert wear(world, day, first, 7) == 7


def test_who_has_no_badge_gets_a_number_that_no_badge_bears(world: World) -> None:
    day, other_day = a_day(world), a_day(world)
    a_badge(world, day, 41, present=False)
    a_badge(world, other_day, 90)
    first, second = people(world, 2)
    assert [wear(world, day, first), wear(world, day, second)] == [42, 43]
    assert wear(world, day, first) == 42


def test_who_mistyped_her_number_takes_the_right_one_and_frees_the_other(world: World) -> None:
    day = a_day(world)
    person, other = people(world, 2)
    a_badge(world, day, 3)
    wear(world, day, person, 47)
    world.db.do(arriving.keep_apart, day, person, 3)
    wear(world, day, person, 74)
    assert (badge(world, day, 47).participant_id, badge(world, day, 47).present) == (None, False)
    with world.db.reading() as session:
        assert arriving.wishes_of(session, badge(world, day, 74).id or 0) == [3]
        assert arriving.wishes_of(session, badge(world, day, 47).id or 0) == []
    assert wear(world, day, other, 47) == 47


def test_nobody_arrives_at_a_day_that_is_over_or_elsewhere(world: World) -> None:
    [person] = people(world, 1)
    over, away = a_day(world, state=SittingState.OVER), a_day(world, away=True)
    for day, reason in ((over, DayRefusal.OVER), (away, DayRefusal.AWAY)):
        with pytest.raises(Refused) as refused:
            wear(world, day, person)
        assert refused.value.reason is reason


# --- whom she sits apart from ----------------------------------------------------------


def test_a_wish_is_hers_alone_and_the_journal_says_neither_whose_nor_about_whom(
    world: World,
) -> None:
    day = a_day(world)
    person, other = people(world, 2)
    wear(world, day, person, 5)
    wear(world, day, other, 61)
    world.db.do(arriving.keep_apart, day, person, 61)
    world.db.do(arriving.keep_apart, day, person, 61)
    [wish] = rows(world, Apart)
    assert (wish.badge_id, wish.other_id) == (badge(world, day, 5).id, badge(world, day, 61).id)
    with world.db.reading() as session:
        assert arriving.wishes_of(session, wish.other_id) == []
    assert f"participant:{person}" not in told(world)
    assert "61" not in told(world)
    world.db.do(arriving.forget_wish, day, person, 61)
    assert rows(world, Apart) == []


@pytest.mark.parametrize(
    ("own", "number", "reason"),
    [
        (None, 61, PhoneRefusal.NO_BADGE),
        (5, 5, PhoneRefusal.YOURSELF),
        (5, 999, PhoneRefusal.NO_SUCH_BADGE),
    ],
)
def test_a_wish_is_between_two_known_badges(
    world: World, own: int | None, number: int, reason: PhoneRefusal
) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    a_badge(world, day, 61)
    if own:
        wear(world, day, person, own)
    with pytest.raises(Refused) as refused:
        world.db.do(arriving.keep_apart, day, person, number)
    assert refused.value.reason is reason


# --- cards ---------------------------------------------------------------------------


def test_a_card_is_counted_once_and_comes_down_when_the_step_changes_not_when_it_lasts(
    world: World,
) -> None:
    day = a_day(world)
    first, second = people(world, 2)
    go_to(world, day, GROUPS)
    for person in (first, first, second):
        world.db.do(taking_part.raise_card, day, person, Colour.LOST)
    world.db.do(taking_part.raise_card, day, first, Colour.SLOWER)
    world.db.do(taking_part.lower_card, day, second, Colour.LOST)
    for what in (Act.MORE, Act.PAUSE, Act.RESUME, Act.SHOW):
        act(world, day, what)
    assert {(card.participant_id, card.colour) for card in rows(world, Raised)} == {
        (first, Colour.LOST),
        (first, Colour.SLOWER),
    }
    assert f"participant:{first}" not in told(world)
    act(world, day, Act.NEXT)
    assert rows(world, Raised) == []


def test_cards_are_raised_while_the_day_is_on(world: World) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    with pytest.raises(Refused) as early:
        world.db.do(taking_part.raise_card, day, person, Colour.LOST)
    assert early.value.reason is PhoneRefusal.NOT_RUNNING
    go_to(world, day, GROUPS)
    act(world, day, Act.END)
    with pytest.raises(Refused):
        world.db.do(taking_part.raise_card, day, person, Colour.LOST)


# --- the word ------------------------------------------------------------------------


def test_she_is_called_by_her_number_or_by_her_table_as_she_chooses_and_asks_once(
    world: World,
) -> None:
    day = a_day(world)
    by_number, by_table = people(world, 2)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    wear(world, day, by_number, 12)
    seat(world, step, a_badge(world, day, 13, participant_id=by_table), table)
    act(world, day, Act.NEXT)
    ask = taking_part.ask_to_speak
    first = world.db.do(ask, day, by_number)
    assert world.db.do(ask, day, by_number) == first
    world.db.do(ask, day, by_table, by_table=True)
    called = [(one.badge, one.table_id) for one in rows(world, Speaker)]
    assert called == [(12, None), (None, table)]
    with pytest.raises(Refused) as refused:
        world.db.do(ask, day, people(world, 3)[0])
    assert refused.value.reason is PhoneRefusal.NO_BADGE
    assert f"participant:{by_number}" not in told(world)


def test_one_person_speaks_at_a_time_and_who_has_lowered_her_hand_is_not_called(
    world: World,
) -> None:
    day = a_day(world)
    go_to(world, day, REPORT)
    numbers = []
    for place, person in enumerate(people(world, 3), 1):
        wear(world, day, person, place)
        numbers.append(world.db.do(taking_part.ask_to_speak, day, person))
    first, second, third = numbers
    world.db.do(taking_part.call_speaker, first, FACILITATOR)
    world.db.do(taking_part.call_speaker, second, FACILITATOR)

    def states() -> dict[int | None, SpeakerState]:
        return {one.id: one.state for one in rows(world, Speaker)}

    assert states() == {
        first: SpeakerState.DONE,
        second: SpeakerState.SPEAKING,
        third: SpeakerState.WAITING,
    }
    with pytest.raises(Refused):
        world.db.do(taking_part.call_speaker, first, FACILITATOR)
    world.db.do(taking_part.finish_speaker, second, FACILITATOR)
    with world.db.reading() as session:
        speaker = session.get_one(Speaker, third)
    world.db.do(taking_part.withdraw_from_speaking, day, speaker.participant_id or 0)
    assert states() == {first: SpeakerState.DONE, second: SpeakerState.DONE}


# --- help ----------------------------------------------------------------------------


def test_help_is_called_to_the_table_where_she_sits(world: World) -> None:
    day = a_day(world)
    seated, standing = people(world, 2)
    table = a_table(world, day)
    step = go_to(world, day, GROUPS)
    seat(world, step, a_badge(world, day, 1, participant_id=seated), table)
    world.db.do(taking_part.call_help, day, seated, NOON)
    [row] = rows(world, Table)
    assert row.help_asked_at == NOON
    with pytest.raises(Refused) as refused:
        world.db.do(taking_part.call_help, day, standing, NOON)
    assert refused.value.reason is PhoneRefusal.NO_TABLE
