"""What is done to words: kept as they were said, and read only as far as their author lets them."""

from datetime import date

import pytest

from deliberation.assembly.models import Phase
from deliberation.debate import commands, notes
from deliberation.debate.models import ContributionState, Scope
from deliberation.debate.rules import Audience, Reason
from deliberation.errors import Common, Refused
from deliberation.people.models import Channel
from tests.debate.speaking import (
    PHONE,
    a_speaker,
    an_account,
    in_state,
    journal,
    row,
    said,
    visible,
)
from tests.world import NOON, World, a_topic


def test_an_audience_reads_what_is_shown_and_within_its_scope(world: World) -> None:
    speaker = a_speaker(world)
    for state in ContributionState:
        for scope in Scope:
            in_state(world, speaker, state, scope)
    assert visible(world, Audience.PUBLIC) == ["shown public"]
    assert visible(world, Audience.COUNCIL) == ["shown council", "shown public"]
    assert visible(world, Audience.DRAFTERS) == ["shown drafters", "shown council", "shown public"]


def test_words_are_entrusted_to_the_drafters_unless_their_author_says_otherwise(
    world: World,
) -> None:
    said(world, a_speaker(world))
    assert visible(world, Audience.DRAFTERS) == ["Un guichet."]
    assert visible(world, Audience.COUNCIL) == []


@pytest.mark.parametrize("phase", set(Phase) - {Phase.OPEN})
def test_a_topic_that_is_not_open_takes_no_words(world: World, phase: Phase) -> None:
    closed = world.keep(a_topic(world.group_id, phase=phase))
    wish = commands.Said("Un guichet.")
    with pytest.raises(Refused, match="ouvert"):
        world.db.do(commands.add_contribution, closed.id, a_speaker(world), wish, NOON)
    with pytest.raises(Refused, match="ouvert"):
        world.db.do(notes.enter_note, closed.id, an_account(world), wish, NOON)


def test_a_topic_takes_no_words_after_its_last_day(world: World) -> None:
    over = world.keep(a_topic(world.group_id, closes_on=date(2026, 3, 28)))
    with pytest.raises(Refused):
        wish = commands.Said("Un guichet.")
        world.db.do(commands.add_contribution, over.id, a_speaker(world), wish, NOON)


def test_words_that_may_tell_who_someone_is_are_kept_whole_and_unseen(world: World) -> None:
    held = row(world, said(world, a_speaker(world), PHONE, scope=Scope.PUBLIC))
    assert (held.words, held.state) == (PHONE, ContributionState.HELD)
    assert visible(world, Audience.DRAFTERS) == []


def test_a_correction_is_a_new_version_and_the_old_one_stays_as_it_was(world: World) -> None:
    speaker = a_speaker(world)
    old = said(world, speaker, "Un gichet.", scope=Scope.PUBLIC)
    new = world.db.do(commands.correct_contribution, old, speaker, "Un guichet.", NOON)
    assert row(world, old).words == "Un gichet."
    assert (row(world, new).corrects_id, row(world, new).scope) == (old, Scope.PUBLIC)
    assert visible(world, Audience.PUBLIC) == ["Un guichet."]


def test_words_are_corrected_once_from_each_version(world: World) -> None:
    speaker = a_speaker(world)
    old = said(world, speaker)
    world.db.do(commands.correct_contribution, old, speaker, "Deux guichets.", NOON)
    with pytest.raises(Refused) as refused:
        world.db.do(commands.correct_contribution, old, speaker, "Trois guichets.", NOON)
    assert refused.value.reason is Reason.NEWER_VERSION


def test_correcting_hidden_words_waits_for_a_moderator(world: World) -> None:
    speaker = a_speaker(world)
    hidden = in_state(world, speaker, ContributionState.HIDDEN, Scope.PUBLIC)
    new = world.db.do(commands.correct_contribution, hidden, speaker, "Un guichet.", NOON)
    assert row(world, new).state is ContributionState.HELD


def test_taking_a_number_out_of_held_words_shows_them(world: World) -> None:
    speaker = a_speaker(world)
    held = said(world, speaker, PHONE)
    new = world.db.do(commands.correct_contribution, held, speaker, "Un guichet.", NOON)
    assert row(world, new).state is ContributionState.SHOWN


def test_withdrawing_erases_the_words_in_every_version_and_leaves_their_place(
    world: World,
) -> None:
    speaker = a_speaker(world)
    old = said(world, speaker)
    new = world.db.do(commands.correct_contribution, old, speaker, "Deux guichets.", NOON)
    world.db.do(commands.withdraw_contribution, new, speaker)
    for version in (row(world, old), row(world, new)):
        assert (version.words, version.state) == ("", ContributionState.WITHDRAWN)
        assert version.participant_id == speaker
    with pytest.raises(Refused) as refused:
        world.db.do(commands.withdraw_contribution, new, speaker)
    assert refused.value.reason is Reason.ALREADY_WITHDRAWN


def test_nobody_else_touches_my_words(world: World) -> None:
    mine, stranger = said(world, a_speaker(world)), a_speaker(world, 2)
    for command, more in (
        (commands.withdraw_contribution, ()),
        (commands.change_scope, (Scope.PUBLIC,)),
        (commands.correct_contribution, ("Rien.", NOON)),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(command, mine, stranger, *more)
        assert refused.value.reason is Common.NOT_YOURS
    assert row(world, mine).words == "Un guichet."


def test_a_scope_is_changed_in_every_version(world: World) -> None:
    speaker = a_speaker(world)
    old = said(world, speaker, scope=Scope.PUBLIC)
    new = world.db.do(commands.correct_contribution, old, speaker, "Deux guichets.", NOON)
    world.db.do(commands.change_scope, new, speaker, Scope.TABLE)
    assert row(world, old).scope is row(world, new).scope is Scope.TABLE
    assert visible(world, Audience.DRAFTERS) == []


def test_a_condition_joins_the_debate_without_an_author(world: World) -> None:
    command = commands.add_condition_contribution
    id = world.db.do(command, world.topic_id, "Si le guichet reste.", NOON)
    held = world.db.do(command, world.topic_id, PHONE, NOON)
    condition = row(world, id)
    assert (condition.participant_id, condition.channel) == (None, Channel.BALLOT)
    assert condition.scope is Scope.DRAFTERS
    assert row(world, held).state is ContributionState.HELD
    assert [event.actor for event in journal(world)] == [None, None]


def test_provenance_counts_what_it_may_not_show(world: World) -> None:
    speaker = a_speaker(world)
    public = said(world, speaker, "Public.", scope=Scope.PUBLIC)
    entrusted = said(world, speaker, "Confié.")
    table = said(world, speaker, "À la table.", scope=Scope.TABLE)
    gone = said(world, speaker, "Retiré.")
    world.db.do(commands.withdraw_contribution, gone, speaker)
    ids = [public, entrusted, table, gone]
    with world.db.reading() as session:
        seen = commands.provenance(session, ids, Audience.PUBLIC)
        assert ([one.words for one in seen.words], seen.entrusted, seen.withdrawn) == (
            ["Public."],
            1,
            1,
        )
        hers = commands.provenance(session, ids, Audience.PUBLIC, speaker)
        assert {one.words for one in hers.words} == {"Public.", "Confié."}
        assert commands.provenance(session, ids, Audience.DRAFTERS).entrusted == 0
