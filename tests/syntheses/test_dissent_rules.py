"""The law of protected blocks: who holds a disagreement, and where a college holds an answer."""

import pytest

from deliberation.ballots.differing import holding
from deliberation.ballots.disclosure import disclose
from deliberation.syntheses.dissents.rules import (
    Holders,
    Kind,
    holders_of_note,
    holders_of_objection,
)


@pytest.mark.parametrize("secret", [True, False])
@pytest.mark.parametrize("by_hand", [True, False])
@pytest.mark.parametrize("objectors", [0, 1])
def test_who_objected_holds_the_objection_only_where_the_vote_knows_her(
    secret: bool, by_hand: bool, objectors: int
) -> None:
    known = bool(objectors) and not secret and not by_hand
    expected = Holders.OBJECTORS if known else Holders.NEW_ROUND
    assert holders_of_objection(secret, by_hand, objectors) is expected


def test_what_a_peer_group_says_is_the_groups_even_when_a_card_is_attached_to_it() -> None:
    assert holders_of_note(Kind.PEERS, claimed=True) is Holders.GROUP
    assert holders_of_note(Kind.TABLE, claimed=True) is Holders.AUTHOR
    assert holders_of_note(Kind.TABLE, claimed=False) is Holders.GROUP


def test_a_group_holds_an_answer_where_its_printed_line_is_apart_from_every_other() -> None:
    assert holding(disclose({1: (30, 5), 2: (5, 30), 3: (6, 30)}).groups) == [(1, 0)]
    assert holding(disclose({1: (30, 5), 2: (5, 30)}).groups) == [(1, 0), (2, 1)]
    assert holding(disclose({1: (30, 5), 2: (28, 7)}).groups) == []
    # A group that is not shown is not told of here either.
    assert holding(disclose({1: (30, 5), 2: (0, 3)}).groups) == []
