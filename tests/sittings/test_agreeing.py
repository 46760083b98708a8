"""Laws of « La table est d'accord »: what was heard is kept, and peers open all at once."""

from datetime import UTC, datetime

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
    ReadBack,
    ReportBack,
    Saying,
)
from deliberation.sittings.note_rules import (
    TableRefusal,
    is_heard,
    unsealed,
)
from tests.debate.speaking import PHONE, a_speaker
from tests.sittings.days import (
    a_badge,
    seat,
)
from tests.sittings.noting import (
    a_table_at_work,
    agree,
    drafts,
    journal,
    peers,
    rank,
    refused,
    release,
    rows,
    scope,
    words,
    write,
)
from tests.world import NOON, World


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
