"""Words are immutable: they change only when withdrawn or masked, and no journal holds them."""

import ast
import inspect

from sqlmodel import select

from deliberation.debate import commands, moderation, notes, proposals
from deliberation.debate.models import Act, Contribution, Scope
from deliberation.debate.moderation import Decision, moderate_contribution
from tests.debate.speaking import (
    a_note,
    a_speaker,
    an_account,
    journal,
    letters,
    note_row,
    said,
)
from tests.world import NOON, World


def test_the_journal_holds_no_words(world: World) -> None:
    speaker, account = a_speaker(world), an_account(world)
    id = said(world, speaker, "Mot-secret.")
    new = world.db.do(commands.correct_contribution, id, speaker, "Mot-secret bis.", NOON)
    decision = Decision(Act.HIDE, "Mot-secret dans la raison")
    world.db.do(moderate_contribution, new, decision, account, NOON)
    world.db.do(commands.withdraw_contribution, new, speaker)
    a_note(world, account, "Mot-secret d'une table.")
    assert len(journal(world)) == 5
    assert not [event for event in journal(world) if "secret" in event.model_dump_json()]


def test_words_change_only_when_withdrawn_or_masked(world: World) -> None:
    """Whatever else is done, the words of each row stay what they were."""
    speaker, account = a_speaker(world), an_account(world)
    id = said(world, speaker, "Les mots d'origine.")
    note = note_row(world, a_note(world, account, "Les mots d'une table."))
    assert note.id is not None
    db = world.db
    db.do(commands.change_scope, id, speaker, Scope.PUBLIC)
    db.do(moderate_contribution, id, Decision(Act.HIDE, "Une raison"), account, NOON)
    db.do(moderate_contribution, id, Decision(Act.SHOW), account, NOON)
    db.do(notes.claim_note, world.topic_id, 1, letters(world, 1), speaker)
    text = proposals.Text("Une proposition.")
    made = db.do(proposals.make_proposal, world.topic_id, [id, note.id], text, account, NOON)
    again = db.do(proposals.make_proposal, world.topic_id, [id], text, account, NOON)
    db.do(proposals.merge_proposals, world.topic_id, [made, again], text, account, NOON)
    db.do(proposals.change_proposal, made, proposals.Text("Autre."), account, NOON)
    db.do(commands.correct_contribution, id, speaker, "Une correction.", NOON)
    with db.reading() as session:
        words = set(session.exec(select(Contribution.words)))
    assert words == {"Les mots d'origine.", "Les mots d'une table.", "Une correction."}


def test_only_two_commands_are_written_to_change_words() -> None:
    """The same law, read in the code: a new command that altered words would be seen here."""
    writers = {
        function.name
        for module in (commands, notes, moderation, proposals)
        for function in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(function, ast.FunctionDef)
        for target in ast.walk(function)
        if isinstance(target, ast.Attribute)
        and target.attr == "words"
        and isinstance(target.ctx, ast.Store)
    }
    assert writers == {"withdraw_contribution", "_mask"}
