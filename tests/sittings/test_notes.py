"""Laws of what a table writes: drafts until it is heard, then words under the same number."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.debate.models import Nature, Scope
from deliberation.errors import Refused
from deliberation.sittings import notes
from deliberation.sittings.models import (
    Act,
    Opens,
    ReportBack,
    Segment,
    Sitting,
    SittingState,
    Table,
)
from deliberation.sittings.note_rules import (
    MOST_NOTES,
    TableRefusal,
    lines_of,
    why_not_open,
    why_not_write_for,
)
from deliberation.sittings.rules import DayRefusal
from tests.sittings.days import (
    GROUPS,
    STEPS,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.sittings.noting import (
    a_device,
    a_table_at_work,
    agree,
    drafts,
    journal,
    rank,
    refused,
    release,
    rows,
    scope,
    words,
    write,
)
from tests.world import NOON, World, a_topic


@given(st.text(alphabet="ab \n\t", max_size=60))
def test_each_line_that_says_something_is_a_note_and_no_word_is_lost(typed: str) -> None:
    lines = lines_of(typed)
    assert all(line and line == line.strip() and "\n" not in line for line in lines)
    assert " ".join(lines).split() == typed.split()


@given(st.sampled_from([None, "mine", "other"]), st.booleans())
def test_a_table_never_has_two_devices(held: str | None, takes_over: bool) -> None:
    day = Sitting(group_id=1, title="Un jour", starts_at=NOON, state=SittingState.ANNOUNCED)
    may_open = why_not_open(day, held, "mine", takes_over) is None
    assert may_open == (held != "other" or takes_over)
    day.state = SittingState.OVER
    assert why_not_open(day, held, "mine", takes_over) is DayRefusal.OVER
    assert (why_not_write_for(held, "mine") is None) == (held == "mine")


def test_notes_are_drafts_that_no_other_room_reads(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    write(world, table_id, device, segment_id, "Un.", "Deux.", nature=Nature.NEED)
    assert words(world) == []
    assert [(note.number, note.words) for note in drafts(world)] == [(1, "Un."), (2, "Deux.")]


def test_a_priority_is_shown_to_all_so_what_stays_at_the_table_cannot_be_one(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    note = write(world, table_id, device, segment_id, "Un.", "Deux.")
    scope(world, table_id, device, note, Scope.TABLE)
    with refused(TableRefusal.STAYS_AT_TABLE):
        rank(world, table_id, device, note, 1)
    rank(world, table_id, device, note + 1, 1)
    scope(world, table_id, device, note + 1, Scope.TABLE)
    agree(world, table_id, device, segment_id)
    assert rows(world, ReportBack) == []


def test_a_rank_has_one_note_and_a_note_one_rank(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    note = write(world, table_id, device, segment_id, "Un.", "Deux.", "Trois.")
    for place, which in ((1, note), (2, note + 1), (1, note + 1), (3, note + 2), (0, note + 2)):
        rank(world, table_id, device, which, place)
    assert [draft.priority for draft in drafts(world)] == [None, 1, None]


def test_a_note_put_aside_comes_back_as_it_was(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    note = write(world, table_id, device, segment_id, "Un.")
    rank(world, table_id, device, note, 1)
    for removed in (True, False):
        world.db.do(notes.remove_note, table_id, device, note, removed, NOON)
    [draft] = drafts(world)
    assert (draft.words, draft.removed, draft.priority) == ("Un.", False, None)


def test_a_device_that_lost_its_table_changes_nothing(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    note = write(world, table_id, device, segment_id, "Un.")
    world.db.do(notes.open_table, table_id, "another", True)
    for attempt in (
        lambda: write(world, table_id, device, segment_id, "Deux."),
        lambda: rank(world, table_id, device, note, 1),
        lambda: scope(world, table_id, device, note, Scope.PUBLIC),
        lambda: agree(world, table_id, device, segment_id),
        lambda: world.db.do(notes.ask_help, table_id, device, True, NOON),
    ):
        with refused(TableRefusal.HELD_ELSEWHERE):
            attempt()
    assert [draft.words for draft in drafts(world)] == ["Un."]
    write(world, table_id, "another", segment_id, "Deux.")


def test_a_second_device_opens_a_table_only_by_taking_over(world: World) -> None:
    table_id, _, device = a_table_at_work(world)
    with refused(TableRefusal.ALREADY_OPEN):
        world.db.do(notes.open_table, table_id, "another", False)
    world.db.do(notes.open_table, table_id, device, False)
    world.db.do(notes.open_table, table_id, "another", True)
    with world.db.reading() as session:
        assert session.get_one(Table, table_id).device_hash == "another"
    assert [event.name for event in journal(world)].count("table.opened") == 1


def test_nothing_is_noted_in_a_step_that_is_over_or_that_asks_for_something_else(
    world: World,
) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    sitting_id = view_of(world, 1).sitting.id
    assert sitting_id is not None
    write(world, table_id, device, segment_id, "Un.")
    act(world, sitting_id, Act.NEXT)
    with refused(DayRefusal.STEP_OVER):
        write(world, table_id, device, segment_id, "Deux.")
    listening = view_of(world, sitting_id).segment
    assert listening is not None and listening.id is not None
    with refused(DayRefusal.NOT_ASKED):
        write(world, table_id, device, listening.id, "Deux.")
    assert agree(world, table_id, device, segment_id) == 1
    assert words(world) == ["Un."]


def test_nothing_crosses_from_one_day_or_table_to_another(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    note = write(world, table_id, device, segment_id, "Un.")
    other_day = a_day(world)
    elsewhere = go_to(world, other_day, GROUPS)
    neighbour = a_table(world, 1, 5)
    theirs = a_device(world, neighbour)
    for attempt in (
        lambda: write(world, table_id, device, elsewhere, "Deux."),
        lambda: agree(world, table_id, device, elsewhere),
        lambda: release(world, table_id, device, elsewhere),
        lambda: write(world, table_id, device, 999_999, "Deux."),
    ):
        with refused(TableRefusal.NO_SUCH_STEP):
            attempt()
    for attempt in (
        lambda: rank(world, neighbour, theirs, note, 1),
        lambda: scope(world, neighbour, theirs, note, Scope.PUBLIC),
        lambda: world.db.do(notes.correct_note, neighbour, theirs, note, "Autre.", NOON),
        lambda: world.db.do(notes.remove_note, neighbour, theirs, 999_999, True, NOON),
    ):
        with refused(TableRefusal.NO_SUCH_NOTE):
            attempt()
    [draft] = drafts(world)
    assert (draft.words, draft.scope, draft.priority) == ("Un.", Scope.DRAFTERS, None)


def test_a_colour_is_one_of_this_committee(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    with refused(TableRefusal.NO_SUCH_COLLEGE):
        write(world, table_id, device, segment_id, "Un.", college_id=999_999)


def test_a_table_that_never_reads_back_is_asked_to(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    for _ in range(MOST_NOTES // 50):
        write(world, table_id, device, segment_id, *["Encore."] * 50)
    with refused(TableRefusal.TOO_MANY_NOTES):
        write(world, table_id, device, segment_id, "Une de trop.")
    assert len(drafts(world)) == MOST_NOTES


@pytest.mark.parametrize("change", [{"away": True}, {"state": SittingState.OVER}])
def test_a_day_that_is_not_here_or_is_over_changes_nothing(
    world: World, change: dict[str, object]
) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    note = write(world, table_id, device, segment_id, "Un.")

    def alter(session: object) -> None:
        sitting = session.get_one(Sitting, 1)  # type: ignore[attr-defined]
        for name, value in change.items():
            setattr(sitting, name, value)

    world.db.do(alter)
    for attempt in (
        lambda: write(world, table_id, device, segment_id, "Deux."),
        lambda: rank(world, table_id, device, note, 1),
        lambda: agree(world, table_id, device, segment_id),
    ):
        with pytest.raises(Refused):
            attempt()
    assert len(drafts(world)) == 1


def test_a_closed_topic_keeps_nothing_more_and_loses_nothing(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    closed = world.keep(a_topic(world.group_id, closes_on=NOON.date() - timedelta(days=1)))

    def move(session: object) -> None:
        session.get_one(Segment, segment_id).topic_id = closed.id  # type: ignore[attr-defined]

    write(world, table_id, device, segment_id, "Un.")
    world.db.do(move)
    with pytest.raises(Refused):
        write(world, table_id, device, segment_id, "Deux.")
    with pytest.raises(Refused):
        agree(world, table_id, device, segment_id)
    assert [draft.words for draft in drafts(world)] == ["Un."]


def test_a_call_for_help_is_answered_once_and_known_to_the_desk(world: World) -> None:
    table_id, _, device = a_table_at_work(world)
    for asked in (True, True):
        world.db.do(notes.ask_help, table_id, device, asked, NOON)
    for _ in range(2):
        world.db.do(notes.answer_help, table_id, "account:7")
    told = [(event.name, event.channel, event.actor) for event in journal(world)][-2:]
    assert told == [
        ("table.help_asked", "desk:1", None),
        ("table.help_answered", "desk:1", "account:7"),
    ]


def test_a_table_writes_where_a_step_asks_to_choose(world: World) -> None:
    steps = tuple(
        step | {"opens": Opens.CHOOSING} if place == GROUPS else step
        for place, step in enumerate(STEPS)
    )
    table_id, segment_id, device = a_table_at_work(world, steps)
    write(world, table_id, device, segment_id, "Un.")
    assert len(drafts(world)) == 1
