"""Laws of what a table writes: drafts until it is heard, then words under the same number."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.debate import notes as claiming
from deliberation.debate.commands import correct_contribution
from deliberation.debate.models import Contribution, ContributionState, Nature, Scope
from deliberation.debate.rules import note_letters
from deliberation.errors import Refused
from deliberation.people.models import Channel
from deliberation.sittings import notes
from deliberation.sittings.models import (
    Act,
    Opens,
    ReadBack,
    ReportBack,
    Saying,
    Segment,
    Sitting,
    SittingState,
    Table,
)
from deliberation.sittings.note_rules import (
    MOST_NOTES,
    TableRefusal,
    is_heard,
    lines_of,
    unsealed,
    why_not_open,
    why_not_write_for,
)
from deliberation.sittings.rules import DayRefusal
from tests.debate.speaking import PHONE, a_speaker
from tests.sittings.days import (
    GROUPS,
    STEPS,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    seat,
    view_of,
)
from tests.sittings.noting import (
    PEERS,
    a_device,
    agree,
    drafts,
    journal,
    rank,
    release,
    rows,
    scope,
    words,
    write,
)
from tests.world import NOON, World, a_topic


def a_table_at_work(
    world: World, steps: tuple[dict[str, object], ...] = STEPS
) -> tuple[int, int, str]:
    """Table, step and device of a day in its groups."""
    sitting_id = a_day(world, steps)
    table_id = a_table(world, sitting_id, 4, name="Les Pins")
    segment_id = go_to(world, sitting_id, GROUPS)
    return table_id, segment_id, a_device(world, table_id)


def refused(reason: object) -> object:
    return pytest.raises(Refused, match=f"^{reason}$".replace("(", r"\(").replace(")", r"\)"))


@given(st.text(alphabet="ab \n\t", max_size=60))
def test_each_line_that_says_something_is_a_note_and_no_word_is_lost(typed: str) -> None:
    lines = lines_of(typed)
    assert all(line and line == line.strip() and "\n" not in line for line in lines)
    assert " ".join(lines).split() == typed.split()


@given(st.sampled_from([None, "mine", "other"]), st.booleans())
def test_a_table_never_has_two_devices(held: str | None, takes_over: bool) -> None:
    may_open = why_not_open(held, "mine", takes_over) is None
    assert may_open == (held != "other" or takes_over)
    assert (why_not_write_for(held, "mine") is None) == (held == "mine")


@given(st.sets(st.integers(1, 5)), st.dictionaries(st.integers(1, 7), st.booleans()))
def test_peers_are_unsealed_when_each_table_has_released_and_not_before(
    tables: set[int], said: dict[int, bool]
) -> None:
    read_backs = [
        ReadBack(segment_id=1, table_id=table, at=NOON, released=released)
        for table, released in said.items()
    ]
    expected = bool(tables) and all(said.get(table, False) for table in tables)
    assert unsealed(tables, read_backs) == expected


def test_notes_are_drafts_that_no_other_room_reads(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    write(world, table_id, device, segment_id, "Un.", "Deux.", nature=Nature.NEED)
    assert words(world) == []
    assert [(note.number, note.words) for note in drafts(world)] == [(1, "Un."), (2, "Deux.")]


def test_what_the_table_heard_becomes_words_under_the_same_numbers_and_leaves_no_copy(
    world: World,
) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    details = {"nature": Nature.NEED, "said_by": 3, "college_id": world.colleges["concerned"]}
    first = write(world, table_id, device, segment_id, "Un.", "Deux.", "Trois.", **details)
    scope(world, table_id, device, first, Scope.PUBLIC)
    world.db.do(notes.correct_note, table_id, device, first, "Un, mieux dit.", NOON)
    world.db.do(notes.remove_note, table_id, device, first + 1, True, NOON)
    rank(world, table_id, device, first + 2, 1)
    rank(world, table_id, device, first, 2)
    assert agree(world, table_id, device, segment_id, "Nous ne sommes pas d'accord.") == 3
    kept = rows(world, Contribution)
    assert [(row.note_number, row.words, row.scope) for row in kept] == [
        (1, "Un, mieux dit.", Scope.PUBLIC),
        (3, "Trois.", Scope.DRAFTERS),
        (4, "Nous ne sommes pas d'accord.", Scope.DRAFTERS),
    ]
    assert kept[-1].nature is Nature.DISAGREEMENT
    one = kept[0]
    assert (one.channel, one.said_by, one.table_name) == (Channel.TABLE, 3, "Table 4, Les Pins")
    assert one.college_id == world.colleges["concerned"]
    assert len({row.at for row in kept}) == 1
    assert drafts(world) == []
    assert {row.contribution_id for row in rows(world, Saying)} == {row.id for row in kept}
    chosen = sorted((row.rank, row.contribution_id) for row in rows(world, ReportBack))
    assert chosen == [(1, kept[1].id), (2, kept[0].id)]
    cards = rows(world, ReportBack)
    assert not any(card.on_screen for card in cards)
    assert len({card.shuffle for card in cards}) == 2


def test_a_table_adds_notes_after_its_reading_and_reads_them_back_in_turn(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    write(world, table_id, device, segment_id, "Un.")
    agree(world, table_id, device, segment_id)
    with refused(TableRefusal.NOTHING_TO_HEAR):
        agree(world, table_id, device, segment_id)
    write(world, table_id, device, segment_id, "Deux.")
    agree(world, table_id, device, segment_id)
    assert words(world) == ["Un.", "Deux."]


def test_words_that_tell_who_someone_is_wait_unseen(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    rank(world, table_id, device, write(world, table_id, device, segment_id, PHONE), 1)
    agree(world, table_id, device, segment_id)
    [kept] = rows(world, Contribution)
    assert kept.state is ContributionState.HELD


def test_the_journal_holds_no_words_no_person_and_no_time_of_a_note(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    before = len(journal(world))
    note = write(world, table_id, device, segment_id, "Mot-secret.")
    world.db.do(notes.correct_note, table_id, device, note, "Mot-secret bis.", NOON)
    rank(world, table_id, device, note, 1)
    assert len(journal(world)) == before
    agree(world, table_id, device, segment_id, "Mot-secret ter.")
    told = journal(world)[before:]
    assert [event.name for event in told] == ["note.entered", "note.entered", "table.read_back"]
    assert {event.actor for event in told} == {None}
    assert len({event.at for event in told}) == 1
    assert not [event for event in told if "secret" in event.model_dump_json()]


def test_a_note_of_a_table_is_claimed_corrected_and_the_journal_names_nobody(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    write(world, table_id, device, segment_id, "Ma vie.")
    letters = note_letters(world.db.key, world.topic_id, 1)
    speaker = a_speaker(world)
    with pytest.raises(Refused):
        world.db.do(claiming.claim_note, world.topic_id, 1, letters, speaker)
    agree(world, table_id, device, segment_id)
    id = world.db.do(claiming.claim_note, world.topic_id, 1, letters, speaker)
    world.db.do(correct_contribution, id, speaker, "Ma vie, mieux dite.", NOON)
    assert not [event for event in journal(world) if f"participant:{speaker}" == event.actor]


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


def peers(world: World) -> tuple[int, list[tuple[int, str]]]:
    """A step of peers and two tables of different colleges, each with its device."""
    sitting_id = a_day(world, PEERS)
    colleges = ("concerned", "professionals")
    tables = [
        a_table(world, sitting_id, number, college_id=world.colleges[college])
        for number, college in enumerate(colleges, 1)
    ]
    segment_id = go_to(world, sitting_id, GROUPS)
    return segment_id, [(table, a_device(world, table)) for table in tables]


def test_what_peers_wrote_stays_sealed_until_the_last_table_lets_it_be_seen(world: World) -> None:
    segment_id, [one, two] = peers(world)
    for table in (one, two):
        note = write(world, *table, segment_id, f"Nous, table {table[0]}.")
        rank(world, *table, note, 1)
        agree(world, *table, segment_id)
    assert words(world) == []
    assert release(world, *one, segment_id) is False
    assert words(world) == []
    assert rows(world, ReportBack) == []
    assert release(world, *two, segment_id) is True
    assert words(world) == [f"Nous, table {one[0]}.", f"Nous, table {two[0]}."]
    assert drafts(world) == []
    assert {row.college_id for row in rows(world, Contribution)} == {
        world.colleges["concerned"],
        world.colleges["professionals"],
    }
    assert len(rows(world, ReportBack)) == 2


def test_a_table_of_peers_that_sits_and_says_nothing_yet_keeps_all_sealed(world: World) -> None:
    segment_id, [one, two] = peers(world)
    seat(world, segment_id, a_badge(world, 1, 1), two[0])
    write(world, *one, segment_id, "Nous.")
    agree(world, *one, segment_id)
    assert release(world, *one, segment_id) is False
    assert words(world) == []
    agree(world, *two, segment_id)
    assert release(world, *two, segment_id) is True
    assert words(world) == ["Nous."]


def test_a_table_releases_only_what_it_has_heard(world: World) -> None:
    segment_id, [one, two] = peers(world)
    note = write(world, *one, segment_id, "Nous.")
    write(world, *two, segment_id, "Eux.")
    with refused(TableRefusal.NOT_HEARD):
        release(world, *one, segment_id)
    agree(world, *one, segment_id)
    now = datetime.now(UTC)
    world.db.do(notes.correct_note, *one, note, "Nous, corrigé.", now)
    with refused(TableRefusal.NOT_HEARD):
        release(world, *one, segment_id)
    agree(world, *one, segment_id)
    release(world, *one, segment_id)
    write(world, *one, segment_id, "Ajoutée après.")
    with world.db.reading() as session:
        read_back = session.get(ReadBack, (segment_id, one[0]))
    mine = [draft for draft in drafts(world) if draft.table_id == one[0]]
    assert [is_heard(draft, read_back) for draft in mine] == [True, False]
    agree(world, *two, segment_id)
    release(world, *two, segment_id)
    assert words(world) == ["Nous, corrigé.", "Eux."]
    assert [draft.words for draft in drafts(world)] == ["Ajoutée après."]


def test_small_groups_have_nothing_to_release(world: World) -> None:
    table_id, segment_id, device = a_table_at_work(world)
    write(world, table_id, device, segment_id, "Un.")
    with refused(TableRefusal.NOT_SEALED):
        release(world, table_id, device, segment_id)


def test_a_table_writes_where_a_step_asks_to_choose(world: World) -> None:
    steps = tuple(
        step | {"opens": Opens.CHOOSING} if place == GROUPS else step
        for place, step in enumerate(STEPS)
    )
    table_id, segment_id, device = a_table_at_work(world, steps)
    write(world, table_id, device, segment_id, "Un.")
    assert len(drafts(world)) == 1
