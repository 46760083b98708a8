"""What a synthesis may cite, and what it covers of what was said."""

import pytest
from sqlmodel import select

from deliberation.ballots.models import BallotState
from deliberation.debate.commands import (
    change_scope,
    correct_contribution,
    withdraw_contribution,
)
from deliberation.debate.models import Scope
from deliberation.debate.proposals import Text, merge_proposals
from deliberation.errors import Refused
from deliberation.syntheses import commands, statements
from deliberation.syntheses.citing import Written
from deliberation.syntheses.models import Statement
from deliberation.syntheses.reading import statements_on
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.template import TEMPLATE
from tests.debate.speaking import a_proposal, a_speaker, an_account, journal, said
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    covered,
    frozen_words,
    read_back,
    refusal_of,
    sections,
    sources,
    submitted,
    texts,
)
from tests.world import NOON, World, a_topic


def test_a_synthesis_begins_with_the_headings_of_the_template(world: World) -> None:
    assert len(sections(world, a_synthesis(world))) == len(TEMPLATE)
    assert "synthesis.started" in [event.name for event in journal(world)]


def test_a_statement_cites_words_proposals_results_and_texts(world: World) -> None:
    words = said(world, a_speaker(world))
    proposal = a_proposal(world, an_account(world), [words])
    ballot = a_counted_ballot(world, proposal)
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    a_statement(world, section, contributions=(words,), proposals=(proposal,), ballots=(ballot,))
    a_statement(world, section, "Deux.", reference="CASF, article D. 142-1-1", by_group=True)
    assert sources(world, synthesis) == [
        [f"contribution {words}", f"proposition {proposal}", f"vote {ballot}"],
        ["CASF, article D. 142-1-1", "rédaction du groupe"],
    ]


def test_a_statement_without_a_source_is_not_kept(world: World) -> None:
    synthesis = a_synthesis(world)
    with pytest.raises(Refused) as caught:
        world.db.do(
            statements.add_statement,
            sections(world, synthesis)[0],
            Written("Une phrase."),
            PEN,
            NOON,
        )
    assert refusal_of(caught) is SynthesisRefusal.NO_SOURCE
    assert texts(world, synthesis) == []


def cannot_cite(world: World, **cited: object) -> None:
    synthesis = a_synthesis(world)
    with pytest.raises(Refused) as caught:
        a_statement(world, sections(world, synthesis)[0], **cited)
    assert refusal_of(caught) is SynthesisRefusal.UNKNOWN_SOURCE


def test_what_does_not_exist_is_not_cited(world: World) -> None:
    for kind in ("contributions", "proposals", "ballots"):
        cannot_cite(world, **{kind: (999,)})


def test_what_stays_at_a_table_is_not_cited(world: World) -> None:
    cannot_cite(world, contributions=(said(world, a_speaker(world), scope=Scope.TABLE),))


def test_what_is_held_or_withdrawn_is_not_cited(world: World) -> None:
    speaker = a_speaker(world)
    cannot_cite(world, contributions=(said(world, speaker, "Appelez le 06 12 34 56 78."),))
    words = said(world, speaker)
    world.db.do(withdraw_contribution, words, speaker)
    cannot_cite(world, contributions=(words,))


def test_another_topic_is_not_cited(world: World) -> None:
    words = said(world, a_speaker(world))
    proposal = a_proposal(world, an_account(world), [words])
    ballot = a_counted_ballot(world, proposal)
    world.topic_id = world.keep(a_topic(world.group_id, question="Un autre sujet ?")).id
    cannot_cite(world, contributions=(words,))
    cannot_cite(world, proposals=(proposal,))
    cannot_cite(world, ballots=(ballot,))


@pytest.mark.parametrize("state", [BallotState.DRAFT, BallotState.OPEN])
def test_a_vote_that_is_not_counted_is_not_cited(world: World, state: BallotState) -> None:
    cannot_cite(world, ballots=(a_counted_ballot(world, state=state),))


def test_words_corrected_while_they_are_being_cited_are_cited_as_corrected(world: World) -> None:
    speaker = a_speaker(world)
    first = said(world, speaker, "Un gichet.")
    newest = world.db.do(correct_contribution, first, speaker, "Un guichet.", NOON)
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(first, newest))
    assert sources(world, synthesis) == [[f"contribution {newest}"]]


def test_a_statement_is_changed_moved_and_removed(world: World) -> None:
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    one, two, three = (a_statement(world, section, words) for words in ("Un.", "Deux.", "Trois."))
    world.db.do(statements.move_statement, three, True, PEN)
    world.db.do(statements.move_statement, one, False, PEN)
    assert texts(world, synthesis) == ["Trois.", "Un.", "Deux."]
    world.db.do(statements.move_statement, three, True, PEN)
    assert texts(world, synthesis) == ["Trois.", "Un.", "Deux."]
    world.db.do(
        statements.change_statement, two, Written("Deux mieux.", by_group=True), 1, PEN, NOON
    )
    world.db.do(statements.remove_statement, one, PEN, NOON)
    assert texts(world, synthesis) == ["Trois.", "Deux mieux."]


def test_what_is_cited_directly_by_a_proposal_or_by_a_vote_is_used(world: World) -> None:
    speaker, pen = a_speaker(world), an_account(world)
    direct, under, voted, joined, waiting = (said(world, speaker, f"Mot {n}.") for n in range(5))
    parent = world.db.do(
        merge_proposals,
        world.topic_id,
        [a_proposal(world, pen, [under]), a_proposal(world, pen, [joined])],
        Text("Ensemble."),
        pen,
        NOON,
    )
    ballot = a_counted_ballot(world, a_proposal(world, pen, [voted]))
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[3]
    a_statement(world, section, contributions=(direct,), proposals=(parent,), ballots=(ballot,))
    assert covered(world, synthesis).used == {direct, under, voted, joined}
    assert covered(world, synthesis).untouched == {waiting}


def test_words_corrected_after_they_were_cited_stay_covered(world: World) -> None:
    speaker = a_speaker(world)
    first = said(world, speaker)
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(first,))
    newest = world.db.do(correct_contribution, first, speaker, "Dit mieux.", NOON)
    assert covered(world, synthesis).used == {newest}


def test_what_stays_at_a_table_is_in_no_coverage(world: World) -> None:
    speaker = a_speaker(world)
    words = said(world, speaker)
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(words,))
    world.db.do(change_scope, words, speaker, Scope.TABLE)
    assert covered(world, synthesis) == (set(), set(), set())


def test_contributions_are_set_aside_together_with_one_reason_and_taken_back(world: World) -> None:
    speaker = a_speaker(world)
    one, two = said(world, speaker), said(world, speaker, "Deux.")
    synthesis = a_synthesis(world)
    assert world.db.do(commands.set_aside, synthesis, [one, two, two], "Hors sujet", PEN) == 2
    assert covered(world, synthesis).set_aside == {one, two}
    world.db.do(commands.set_aside, synthesis, [one], "Déjà dit", PEN)
    world.db.do(commands.take_back, synthesis, two, PEN)
    assert covered(world, synthesis).untouched == {two}
    assert f'["Déjà dit","1","{one}"]' in frozen_words(world, synthesis)


def test_a_reason_counts_only_what_is_still_set_aside(world: World) -> None:
    one = said(world, a_speaker(world))
    synthesis = a_synthesis(world)
    world.db.do(commands.set_aside, synthesis, [one], "Hors sujet", PEN)
    a_statement(world, sections(world, synthesis)[0], contributions=(one,))
    assert "Hors sujet" not in frozen_words(world, synthesis)


@pytest.mark.parametrize("reason", ["", "Hors sujet"])
def test_what_is_not_in_the_topic_is_not_set_aside(world: World, reason: str) -> None:
    synthesis = a_synthesis(world)
    with pytest.raises(Refused):
        world.db.do(commands.set_aside, synthesis, [999], reason, PEN)


def test_a_text_in_other_hands_does_not_change(world: World) -> None:
    synthesis = submitted(world)
    section = sections(world, synthesis)[0]
    with world.db.reading() as session:
        statement = session.exec(select(Statement.id)).one()
    written = Written("Autre chose.", by_group=True)
    for command, *args in (
        (statements.add_statement, section, written, PEN, NOON),
        (statements.change_statement, statement, written, 1, PEN, NOON),
        (statements.remove_statement, statement, PEN, NOON),
        (statements.move_statement, statement, True, PEN),
        (commands.set_aside, synthesis, [1], "Hors sujet", PEN),
        (commands.take_back, synthesis, 1, PEN),
        (commands.submit_synthesis, synthesis, PEN, NOON),
    ):
        with pytest.raises(Refused) as caught:
            world.db.do(command, *args)
        assert refusal_of(caught) is SynthesisRefusal.NOT_WRITABLE
    assert texts(world, synthesis) == ["Une phrase."]


def test_a_text_is_handed_over_once_every_voice_has_found_its_place(world: World) -> None:
    speaker = a_speaker(world)
    first, second, third = (said(world, speaker, words) for words in ("Un", "Deux", "Trois"))
    synthesis = a_synthesis(world)
    a_statement(world, sections(world, synthesis)[0], contributions=(first,))
    world.db.do(commands.set_aside, synthesis, [second], "Hors sujet", PEN)
    with pytest.raises(Refused) as caught:
        world.db.do(commands.submit_synthesis, synthesis, PEN, NOON)
    assert caught.value.reason is SynthesisRefusal.UNTOUCHED
    assert caught.value.about == {"n": 1}
    assert world.db.do(commands.set_rest_aside, synthesis, "Dit autrement", PEN) == 1
    assert covered(world, synthesis).set_aside == {second, third}
    with pytest.raises(Refused) as caught:
        world.db.do(commands.set_rest_aside, synthesis, "Encore", PEN)
    assert caught.value.reason is SynthesisRefusal.NOTHING_LEFT
    read_back(world, synthesis)
    world.db.do(commands.submit_synthesis, synthesis, PEN, NOON)


def test_all_that_waits_is_not_set_aside_without_a_reason(world: World) -> None:
    said(world, a_speaker(world))
    synthesis = a_synthesis(world)
    with pytest.raises(Refused) as caught:
        world.db.do(commands.set_rest_aside, synthesis, "", PEN)
    assert caught.value.reason is SynthesisRefusal.NO_REASON
    assert len(covered(world, synthesis).untouched) == 1


def test_from_some_words_one_finds_every_sentence_that_stands_on_them(world: World) -> None:
    speaker = a_speaker(world)
    first = said(world, speaker)
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    direct = a_statement(world, section, contributions=(first,))
    through = a_statement(
        world, section, "Deux.", proposals=(a_proposal(world, an_account(world), [first]),)
    )
    newest = world.db.do(correct_contribution, first, speaker, "Mieux.", NOON)
    with world.db.reading() as session:
        [(number, found)] = statements_on(session, [newest]).items()
    assert number == newest
    assert [one.id for one in found] == [direct, through]


def test_a_removed_sentence_uses_nothing_and_comes_back_as_it_was(world: World) -> None:
    words = said(world, a_speaker(world))
    synthesis = a_synthesis(world)
    statement = a_statement(world, sections(world, synthesis)[0], contributions=(words,))
    world.db.do(statements.remove_statement, statement, PEN, NOON)
    assert texts(world, synthesis) == sources(world, synthesis) == []
    assert covered(world, synthesis).untouched == {words}
    world.db.do(statements.put_statement_back, statement, PEN, NOON)
    assert texts(world, synthesis) == ["Une phrase."]
    assert sources(world, synthesis) == [[f"contribution {words}"]]
    assert covered(world, synthesis).used == {words}
