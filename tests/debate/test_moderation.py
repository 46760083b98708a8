"""What a moderator does is kept, told to the author, and can be undone."""

import pytest

from deliberation.debate import commands, moderation
from deliberation.debate.models import Act, ContributionState, Scope
from deliberation.debate.moderation import Decision, moderate_contribution
from deliberation.debate.rules import Audience, Reason
from deliberation.errors import Refused
from tests.debate.speaking import (
    PHONE,
    a_speaker,
    an_account,
    row,
    said,
    visible,
)
from tests.world import NOON, World


def test_masking_takes_a_third_party_out_of_every_version(world: World) -> None:
    speaker, moderator = a_speaker(world), an_account(world)
    old = said(world, speaker, f"{PHONE} Demandez Dupont.")
    new = world.db.do(commands.correct_contribution, old, speaker, f"{PHONE} Ou Dupont.", NOON)
    mask = Decision(Act.MASK, passage="Dupont")
    world.db.do(moderate_contribution, new, mask, moderator, NOON)
    for version in (row(world, old), row(world, new)):
        assert "06 12 34 56 78" not in version.words
        assert "Dupont" not in version.words
        assert "Appelez Camille au" in version.words
    assert row(world, new).state is ContributionState.SHOWN


def test_masking_a_passage_that_is_not_there_is_refused(world: World) -> None:
    id, moderator = said(world, a_speaker(world)), an_account(world)
    with pytest.raises(Refused) as refused:
        decision = Decision(Act.MASK, passage="Dupont")
        world.db.do(moderate_contribution, id, decision, moderator, NOON)
    assert refused.value.reason is Reason.NOTHING_TO_MASK


def test_hidden_words_are_kept_and_can_be_shown_again(world: World) -> None:
    id, moderator = said(world, a_speaker(world), scope=Scope.PUBLIC), an_account(world)
    hide = Decision(Act.HIDE, "Propos blessants")
    world.db.do(moderate_contribution, id, hide, moderator, NOON)
    assert visible(world, Audience.PUBLIC) == []
    world.db.do(moderate_contribution, id, Decision(Act.SHOW), moderator, NOON)
    assert visible(world, Audience.PUBLIC) == ["Un guichet."]
    with world.db.reading() as session:
        acts = moderation.history_of(session, id)
    assert [(act.act, act.reason) for act in acts] == [
        (Act.SHOW, ""),
        (Act.HIDE, "Propos blessants"),
    ]
