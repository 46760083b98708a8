"""Notes: numbered, claimed by who spoke, without a trace of who did."""

import pytest

from deliberation.debate import commands, notes
from deliberation.debate.models import Scope
from deliberation.debate.rules import Reason
from deliberation.errors import Refused
from tests.debate.speaking import (
    a_note,
    a_speaker,
    an_account,
    journal,
    letters,
    note_row,
)
from tests.world import NOON, World


def test_notes_of_a_topic_are_numbered_one_after_the_other(world: World) -> None:
    scribe, other = an_account(world), an_account(world, "autre@example.org")
    assert [a_note(world, scribe), a_note(world, other), a_note(world, scribe)] == [1, 2, 3]
    note = note_row(world, 2)
    assert (note.entered_by_id, note.table_name, note.participant_id) == (other, "Les Pins", None)


def test_a_note_is_claimed_with_its_letters_by_one_person_only(world: World) -> None:
    number = a_note(world, an_account(world), said_by=3)
    speaker, other = a_speaker(world), a_speaker(world, 2)
    claim = (notes.claim_note, world.topic_id, number)
    with pytest.raises(Refused) as wrong:
        world.db.do(*claim, "??", speaker)
    world.db.do(*claim, letters(world, number), speaker)
    with pytest.raises(Refused) as taken:
        world.db.do(*claim, letters(world, number), other)
    with pytest.raises(Refused) as unknown:
        world.db.do(notes.claim_note, world.topic_id, 99, letters(world, 99), other)
    # One answer for all: it tells nobody that a note was claimed.
    reasons = {refused.value.reason for refused in (wrong, taken, unknown)}
    assert reasons == {Reason.NO_SUCH_NOTE}
    assert note_row(world, number).participant_id == speaker
    assert note_row(world, number).said_by == 3


def test_the_journal_does_not_tell_who_claimed_which_note(world: World) -> None:
    number = a_note(world, an_account(world))
    speaker = a_speaker(world)
    world.db.do(notes.claim_note, world.topic_id, number, letters(world, number), speaker)
    [claimed] = [event for event in journal(world) if event.name == "note.claimed"]
    assert (claimed.actor, claimed.details) == (None, {})
    note = note_row(world, number)
    new = world.db.do(commands.correct_contribution, note.id, speaker, "Deux guichets.", NOON)
    world.db.do(commands.change_scope, new, speaker, Scope.COUNCIL)
    world.db.do(commands.withdraw_contribution, new, speaker)
    assert f"participant:{speaker}" not in [event.actor for event in journal(world)]
