"""Proposals: each comes from words, in versions that stay, and merging deletes nothing."""

import pytest

from deliberation.assembly.models import Phase, Topic
from deliberation.debate import commands, proposals
from deliberation.debate.models import ContributionState, Scope
from deliberation.debate.proposals import Text
from deliberation.debate.rules import Reason
from deliberation.errors import Refused
from tests.debate.speaking import (
    a_proposal,
    a_speaker,
    an_account,
    in_state,
    journal,
    said,
)
from tests.world import NOON, World, a_topic


def texts(versions: list[proposals.ProposalVersion]) -> list[str]:
    return [version.words for version in versions]


def refusal(world: World, *command: object) -> object:
    with pytest.raises(Refused) as refused:
        world.db.do(*command)  # type: ignore[arg-type]
    return refused.value.reason


def test_a_proposal_keeps_its_links_to_the_words_it_comes_from(world: World) -> None:
    speaker, account = a_speaker(world), an_account(world)
    sources = [said(world, speaker), said(world, speaker, "Le papier.")]
    id = a_proposal(world, account, sources, "Garder le papier.")
    with world.db.reading() as session:
        assert proposals.sources_of(session, [id]) == {id: set(sources)}
        assert proposals.current_version(session, id).words == "Garder le papier."
        assert texts(proposals.inspired_by(session, sources)[sources[0]]) == ["Garder le papier."]
    assert journal(world)[-1].name == "proposal.made"


def test_a_proposal_without_a_source_is_refused(world: World) -> None:
    make = proposals.make_proposal
    account = an_account(world)
    text = Text("Oui.")
    assert refusal(world, make, world.topic_id, [], text, account, NOON) is Reason.NO_SOURCE


@pytest.mark.parametrize(
    ("state", "scope"),
    [
        (ContributionState.HELD, Scope.PUBLIC),
        (ContributionState.HIDDEN, Scope.PUBLIC),
        (ContributionState.WITHDRAWN, Scope.PUBLIC),
        (ContributionState.SHOWN, Scope.TABLE),
    ],
)
def test_words_that_drafters_may_not_read_are_no_source(
    world: World, state: ContributionState, scope: Scope
) -> None:
    id = in_state(world, a_speaker(world), state, scope)
    make, text = proposals.make_proposal, Text("Oui.")
    account = an_account(world)
    refused = refusal(world, make, world.topic_id, [id], text, account, NOON)
    assert refused is Reason.UNKNOWN_SOURCE


def test_the_words_of_another_topic_or_of_none_are_no_source(world: World) -> None:
    account, mine = an_account(world), said(world, a_speaker(world))
    other = world.keep(a_topic(world.group_id)).id
    make, text = proposals.make_proposal, Text("Oui.")
    assert refusal(world, make, other, [mine], text, account, NOON) is Reason.UNKNOWN_SOURCE
    unknown = [mine, 999_999_999]
    refused = refusal(world, make, world.topic_id, unknown, text, account, NOON)
    assert refused is Reason.UNKNOWN_SOURCE


def test_a_source_corrected_afterwards_still_leads_to_its_proposal(world: World) -> None:
    speaker, account = a_speaker(world), an_account(world)
    old = said(world, speaker, "Un gichet.", scope=Scope.PUBLIC)
    a_proposal(world, account, [old], "Garder le guichet.")
    new = world.db.do(commands.correct_contribution, old, speaker, "Un guichet.", NOON)
    with world.db.reading() as session:
        assert texts(proposals.inspired_by(session, [new])[new]) == ["Garder le guichet."]
        found = commands.provenance(session, [old], commands.Audience.PUBLIC)
        assert [source.words for source in found.words] == ["Un guichet."]


def test_merging_makes_a_parent_and_deletes_nothing(world: World) -> None:
    speaker, account = a_speaker(world), an_account(world)
    sources = [said(world, speaker, words) for words in ("Un guichet.", "Le papier.")]
    children = [a_proposal(world, account, [source], f"P{source}") for source in sources]
    text = Text("Un accueil humain.", "Accueil")
    merge = proposals.merge_proposals
    parent = world.db.do(merge, world.topic_id, children, text, account, NOON)
    with world.db.reading() as session:
        made = proposals.proposals_of(session, world.topic_id)
        assert texts(made) == ["Un accueil humain."]
        every = proposals.proposals_of(session, world.topic_id, with_merged=True)
        assert len(every) == 3
        assert [child.proposal_id for child in proposals.children_of(session, parent)] == children
        [above] = proposals.parents_of(session, children[0])
        assert above.proposal_id == parent
        found = proposals.sources_of(session, [parent, *children])
        assert found[parent] == set(sources) == found[children[0]] | found[children[1]]
    other = a_proposal(world, account, [said(world, speaker, "Un banc.")], "Un banc.")
    top = world.db.do(merge, world.topic_id, [parent, other], text, account, NOON)
    with world.db.reading() as session:
        found = proposals.sources_of(session, [top, parent, *children])
        assert len(found[top]) == 3 and found[top] > found[parent] == set(sources)


def test_a_proposal_is_merged_once(world: World) -> None:
    account, source = an_account(world), said(world, a_speaker(world))
    first, second, third = (a_proposal(world, account, [source]) for _ in range(3))
    merge, text = proposals.merge_proposals, Text("Ensemble.")
    world.db.do(merge, world.topic_id, [first, second], text, account, NOON)
    again = (merge, world.topic_id, [second, third], text, account, NOON)
    assert refusal(world, *again) is Reason.ALREADY_MERGED
    alone = (merge, world.topic_id, [third, third], text, account, NOON)
    assert refusal(world, *alone) is Reason.TOO_FEW_TO_MERGE


def test_a_new_version_keeps_the_old_ones(world: World) -> None:
    account = an_account(world)
    id = a_proposal(world, account, [said(world, a_speaker(world))], "Avant.")
    assert world.db.do(proposals.change_proposal, id, Text("Après."), account, NOON) == 2
    with world.db.reading() as session:
        assert texts(proposals.versions_of(session, id)) == ["Après.", "Avant."]
        assert proposals.current_version(session, id).number == 2
        assert texts(proposals.proposals_of(session, world.topic_id)) == ["Après."]
    same = (proposals.change_proposal, id, Text("Après."), account, NOON)
    assert refusal(world, *same) is Reason.SAME_WORDS


def test_proposals_do_not_change_once_the_topic_is_concluded(world: World) -> None:
    account = an_account(world)
    source = said(world, a_speaker(world))
    id = a_proposal(world, account, [source])
    world.db.do(_conclude, world.topic_id)
    change = (proposals.change_proposal, id, Text("Trop tard."), account, NOON)
    assert refusal(world, *change) is Reason.TOPIC_NOT_AT_WORK


def _conclude(session: proposals.Session, topic_id: int) -> None:
    session.get_one(Topic, topic_id).phase = Phase.CONCLUDED
