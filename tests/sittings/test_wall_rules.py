"""Laws of the wall: no card tells whose it is among fewer than five, and none is lost."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.ballots.models import NO_COLLEGE
from deliberation.sittings.groupings import PairingKind
from deliberation.sittings.wall_rules import (
    FRAME,
    HEADING,
    LONGEST_PIECE,
    ROOM,
    WallRefusal,
    confront,
    lines,
    nameable,
    pages,
    pieces,
    row_height,
    tellable,
    why_not_pair,
    why_not_propose_group,
    why_not_put_to_vote,
)

SIZES = st.dictionaries(st.integers(0, 6), st.integers(0, 30))
HEIGHTS = st.floats(1, 8, allow_nan=False)


def suspects(people: Mapping[int, int], told: frozenset[int], college: int) -> int:
    """How many people could have said a card of this college, for an adversary who knows how many
    people each college has, and how the wall decides what to tell.
    """
    if college in told:
        return people[college]
    return sum(size for other, size in people.items() if other not in told)


@given(SIZES)
def test_every_card_may_be_that_of_five_people_even_for_who_knows_all_the_sizes(
    people: dict[int, int],
) -> None:
    told = nameable(people)
    everyone = sum(people.values())
    for college, size in people.items():
        if size:
            found = suspects(people, told, college)
            assert found >= 5 or (found == everyone and not told)


@given(SIZES)
def test_no_college_is_never_told_as_one(people: dict[int, int]) -> None:
    assert NO_COLLEGE not in nameable(people)


@given(SIZES)
def test_a_college_is_silenced_only_to_protect_someone(people: dict[int, int]) -> None:
    large = {college for college, size in people.items() if college and size >= 5}
    silenced = large - nameable(people)
    others = sum(size for college, size in people.items() if college not in large)
    assert len(silenced) == (1 if large and 0 < others < 5 else 0)
    assert all(people[one] == min(people[college] for college in large) for one in silenced)


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ({}, set()),
        ({1: 4}, set()),
        ({1: 5}, {1}),
        ({1: 8, 2: 5}, {1, 2}),
        ({1: 8, 2: 6, 3: 3}, {1}),
        ({1: 8, 2: 6, 3: 3, NO_COLLEGE: 2}, {1, 2}),
        ({1: 8, NO_COLLEGE: 1}, set()),
        ({NO_COLLEGE: 40}, set()),
    ],
)
def test_examples_of_which_colleges_are_told(people: dict[int, int], told: set[int]) -> None:
    assert nameable(people) == told


@st.composite
def confrontations(
    draw: st.DrawFn,
) -> tuple[dict[int, int], list[tuple[int, int, PairingKind]]]:
    cards = draw(st.dictionaries(st.integers(1, 12), st.integers(1, 3), min_size=1))
    card = st.sampled_from(sorted(cards))
    kind = st.sampled_from(PairingKind)
    pairs = draw(st.lists(st.tuples(card, card, kind), max_size=12))
    return cards, [(a, b, kind) for a, b, kind in pairs if cards[a] != cards[b]]


@given(confrontations())
def test_a_confrontation_loses_no_card(
    given_cards: tuple[dict[int, int], list[tuple[int, int, PairingKind]]],
) -> None:
    cards, pairs = given_cards
    told = confront(cards, pairs)
    alone = [card for some in told.only.values() for card in some]
    assert {*alone, *(c for s in (*told.shared, *told.contrary) for c in s)} == set(cards)
    assert len(alone) == len(set(alone))


@given(confrontations())
def test_what_is_said_by_both_is_of_several_colleges_and_what_is_alone_is_in_no_pair(
    given_cards: tuple[dict[int, int], list[tuple[int, int, PairingKind]]],
) -> None:
    cards, pairs = given_cards
    told = confront(cards, pairs)
    for alike in told.shared:
        assert len({cards[card] for card in alike}) > 1
    for a, b, kind in pairs:
        assert all(card not in some for card in (a, b) for some in told.only.values())
        if kind is PairingKind.SAME:
            assert any(a in alike and b in alike for alike in told.shared)
        else:
            assert (a, b) in told.contrary


def test_a_pair_of_a_card_that_is_not_there_says_nothing() -> None:
    told = confront({1: 1}, [(1, 2, PairingKind.SAME), (3, 1, PairingKind.CONTRARY)])
    assert told == ((), (), {1: (1,)})


def test_two_cards_of_one_college_or_of_two_steps_are_no_pair() -> None:
    assert why_not_pair((1, 1), (1, 2)) is None
    for second in ((1, 1), (2, 2), (1, None)):
        assert why_not_pair((1, 1), second) is WallRefusal.NOT_A_PAIR


def test_a_group_becomes_one_proposal_and_one_ballot_in_this_order() -> None:
    assert why_not_propose_group(2, 2, proposed=False) is None
    assert why_not_propose_group(0, 0, proposed=False) is WallRefusal.NO_CARD
    assert why_not_propose_group(2, 0, proposed=False) is WallRefusal.GONE
    assert why_not_propose_group(2, 2, proposed=True) is WallRefusal.HAS_PROPOSAL
    assert why_not_put_to_vote(proposed=True, prepared=False) is None
    assert why_not_put_to_vote(proposed=False, prepared=False) is WallRefusal.NO_PROPOSAL
    assert why_not_put_to_vote(proposed=True, prepared=True) is WallRefusal.HAS_BALLOT


@given(st.lists(st.lists(HEIGHTS, max_size=12), max_size=5))
def test_every_row_is_on_one_page_in_its_order_and_no_page_overflows(
    parts: list[list[float]],
) -> None:
    told = pages(parts)
    rows = [(part, row) for leaf in told for part, rows in leaf for row in rows]
    assert rows == [(part, row) for part, all in enumerate(parts) for row in range(len(all))]
    for leaf in told:
        assert leaf
        used = sum(HEADING + sum(parts[part][row] for row in rows) for part, rows in leaf)
        assert used <= ROOM + 1e-9 or sum(len(rows) for _, rows in leaf) == 1


@given(st.text(st.sampled_from("ab é\n-'"), max_size=600))
def test_words_that_are_cut_are_whole_once_they_are_put_together(words: str) -> None:
    cut = pieces(words)
    assert "".join(cut) == words
    assert all(lines(piece) <= LONGEST_PIECE for piece in cut)


@given(st.lists(st.text(st.sampled_from("abc d"), max_size=90), min_size=1, max_size=4))
def test_a_row_is_as_high_as_its_longest_card(cards: list[str]) -> None:
    assert row_height(cards) >= max(lines(words) for words in cards) + FRAME
    assert row_height(cards[:2]) <= row_height(cards)


TABLES = st.lists(st.dictionaries(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=5)


@given(TABLES)
def test_a_card_that_tells_a_college_is_of_at_least_five_people_at_whichever_table(
    tables: list[dict[int, int]],
) -> None:
    everyone = {college: sum(one.get(college, 0) for one in tables) for college in range(4)}
    told = tellable(everyone, tables)
    for table in tables:
        for college in told:
            assert table.get(college, 0) == 0 or table[college] >= SMALLEST_SHOWN
        # A card that tells nothing is, at its table, of nobody or of at least five people.
        silent = sum(people for college, people in table.items() if college not in told)
        present = {college for college, people in table.items() if people}
        assert not told & present or silent == 0 or silent >= SMALLEST_SHOWN
