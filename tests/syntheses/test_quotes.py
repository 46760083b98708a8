"""Quotations: word for word, with their author's leave, and gone as soon as her words are."""

import pytest

from deliberation.debate.commands import (
    change_scope,
    correct_contribution,
    withdraw_contribution,
)
from deliberation.debate.models import Act, Scope
from deliberation.debate.moderation import Decision, moderate_contribution
from deliberation.errors import Refused
from deliberation.syntheses import history, losses, quotes, statements
from deliberation.syntheses.citing import Written, written_of
from deliberation.syntheses.models import Statement, Synthesis
from deliberation.syntheses.writing_rules import WritingRefusal
from tests.debate.speaking import a_speaker, an_account, said
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    frozen_words,
    hand_over,
    refusal_of,
    sections,
    submitted,
)
from tests.world import NOON, World

WORDS = "On me dit d'aller sur internet,\nje n'ai plus de forfait le 15 du mois."
PASSAGE = "je n'ai plus de forfait le 15 du mois"


def public(world: World, words: str = WORDS) -> tuple[int, int]:
    """Someone, and what she says to everyone."""
    speaker = a_speaker(world)
    return speaker, said(world, speaker, words, scope=Scope.PUBLIC)


def quoting(world: World, number: int, passage: str = PASSAGE) -> tuple[int, int]:
    """A synthesis, and its sentence that quotes this contribution."""
    synthesis = a_synthesis(world)
    cited = {"contributions": (number,), "quotes": ((number, passage),)}
    return synthesis, a_statement(world, sections(world, synthesis)[0], **cited)


def lost(world: World, synthesis: int) -> list[tuple[list[str], int, bool]]:
    with world.db.reading() as session:
        found = losses.losses_of(session, session.get_one(Synthesis, synthesis)).values()
        return [(one.sources, len(one.quotes), one.bare) for one in found]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (PASSAGE, PASSAGE),
        (" «\u00a0internet, je n\u2019ai plus\u202f» ", "internet,\nje n'ai plus"),
        (WORDS, WORDS),
        ("je n'ai plus de forfait le 16", None),
        ("ai plus de for", None),
        ("Je n'ai plus", None),
        (".*", None),
        ("« »", None),
        ("", None),
    ],
)
def test_a_passage_is_found_letter_by_letter_and_cuts_no_word(
    wanted: str, found: str | None
) -> None:
    place = quotes.passage(WORDS, wanted)
    assert (WORDS[slice(*place)] if place else None) == found


def test_a_quotation_is_printed_under_its_sentence_and_kept_as_a_place(world: World) -> None:
    _, number = public(world)
    synthesis, statement = quoting(world, number)
    assert PASSAGE in frozen_words(world, synthesis)
    with world.db.reading() as session:
        [version] = history.versions_of(session, statement)
        assert version.cited["quotes"] == [[number, 32, 69, len(WORDS)]]
        written = written_of(session, session.get_one(Statement, statement))
    assert written.quotes == ((number, PASSAGE),)


@pytest.mark.parametrize("scope", [Scope.DRAFTERS, Scope.COUNCIL])
def test_words_that_are_not_for_everyone_are_never_quoted(world: World, scope: Scope) -> None:
    refused = said(world, a_speaker(world), WORDS, scope=scope)
    with pytest.raises(Refused) as caught:
        quoting(world, refused)
    assert refusal_of(caught) is WritingRefusal.NOT_QUOTABLE
    with pytest.raises(Refused) as caught:
        a_statement(world, 1, f"Elle dit : « {PASSAGE} ».", contributions=(refused,))
    assert refusal_of(caught) is WritingRefusal.NOT_QUOTABLE


def test_what_was_not_said_so_is_not_quoted(world: World) -> None:
    _, number = public(world)
    with pytest.raises(Refused) as caught:
        quoting(world, number, "je n'ai jamais eu de forfait")
    assert refusal_of(caught) is WritingRefusal.NOT_VERBATIM
    assert caught.value.about == {"n": number}


def test_a_copy_between_quotation_marks_is_asked_to_become_a_quotation(world: World) -> None:
    _, number = public(world)
    section = sections(world, a_synthesis(world))[0]
    for copy in ("« Je n\u2019ai plus de forfait »", '"plus de forfait le 15"'):
        with pytest.raises(Refused) as caught:
            a_statement(world, section, f"On entend {copy}.", contributions=(number,))
        assert refusal_of(caught) is WritingRefusal.COPIED
    a_statement(world, section, "Un « plus de forfait » général.", contributions=(number,))


def test_withdrawn_words_leave_every_version_at_once_and_the_text_waits_for_a_source(
    world: World,
) -> None:
    speaker, number = public(world)
    synthesis, statement = quoting(world, number)
    again = Written("Une phrase, mieux.", contributions=(number,), quotes=((number, PASSAGE),))
    world.db.do(statements.change_statement, statement, again, 1, PEN, NOON)
    world.db.do(withdraw_contribution, number, speaker)
    assert lost(world, synthesis) == [([f"contribution {number}"], 1, True)]
    assert "forfait" not in frozen_words(world, synthesis)
    with world.db.reading() as session:
        kept = [one.model_dump_json() for one in history.versions_of(session, statement)]
    assert len(kept) == 2 and not any("forfait" in one for one in kept)
    with pytest.raises(Refused) as caught:
        hand_over(world, synthesis)
    assert refusal_of(caught) is WritingRefusal.BARE
    with pytest.raises(Refused) as caught:
        world.db.do(statements.revert_statement, statement, 1, 2, PEN, NOON)
    assert refusal_of(caught) is WritingRefusal.NO_LIVING_SOURCE
    world.db.do(statements.remove_statement, statement, PEN, NOON)
    assert lost(world, synthesis) == []


def test_a_quotation_goes_when_its_words_are_taken_back_from_everyone_hidden_or_masked(
    world: World,
) -> None:
    speaker, account = a_speaker(world), an_account(world)
    acts = {
        "Je retire.": None,
        "On cache.": Decision(Act.HIDE, "Hors sujet"),
        "On masque.": Decision(Act.MASK, passage="On me dit"),
    }
    for words, decision in acts.items():
        number = said(world, speaker, f"{WORDS} {words}", scope=Scope.PUBLIC)
        synthesis, statement = quoting(world, number)
        if decision:
            world.db.do(moderate_contribution, number, decision, account, NOON)
        else:
            world.db.do(change_scope, number, speaker, Scope.DRAFTERS)
        hidden = decision is not None and decision.act is Act.HIDE
        assert [(n, bare) for _, n, bare in lost(world, synthesis)] == [(1, hidden)]
        assert "forfait" not in frozen_words(world, synthesis)
        with world.db.reading() as session:
            assert not written_of(session, session.get_one(Statement, statement)).quotes


def test_a_quotation_outlives_a_correction_that_still_says_it(world: World) -> None:
    speaker, number = public(world)
    synthesis, statement = quoting(world, number)
    newest = world.db.do(correct_contribution, number, speaker, f"Hier encore, {PASSAGE}.", NOON)
    assert lost(world, synthesis) == []
    with world.db.reading() as session:
        written = written_of(session, session.get_one(Statement, statement))
    assert written.quotes == ((newest, PASSAGE),)
    world.db.do(statements.change_statement, statement, written, 1, PEN, NOON)
    world.db.do(correct_contribution, newest, speaker, "Je n'ai plus internet.", NOON)
    assert lost(world, synthesis) == [([], 1, False)]
    assert "forfait" not in frozen_words(world, synthesis)


def test_a_text_that_was_handed_over_says_what_it_lost_too(world: World) -> None:
    speaker, number = public(world)
    synthesis, _ = quoting(world, number)
    hand_over(world, synthesis)
    assert lost(world, synthesis) == []
    world.db.do(withdraw_contribution, number, speaker)
    assert lost(world, synthesis) == [([f"contribution {number}"], 1, True)]
    assert lost(world, submitted(world)) == []
