"""What is told of opinion groups, attacked: whoever knows the totals, and even who is in which
group, is never sure of what someone answered.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.ballots.disclosure import Band
from deliberation.ballots.opinions.groups import NOWHERE, Opinions, opinions_of
from deliberation.ballots.opinions.table import UNSEEN, VoteTable
from deliberation.ballots.opinions.told import FEWEST, FEWEST_ASKED, Size, Told, told_of

ASKED = 5
YES, NO, NEITHER = 1, -1, 0


def camps(*sizes: int, asked: int = ASKED) -> VoteTable:
    """Each camp says no to one proposal that all others want; all want the last one."""
    answers = np.full((sum(sizes), asked), YES, np.int8)
    start = 0
    for camp, size in enumerate(sizes):
        answers[start : start + size, camp] = NO
        start += size
    answers[::9, asked - 1] = NO
    return VoteTable(answers)


def grouped(sizes: tuple[int, ...], nowhere: int = 0) -> Opinions:
    """Groups of these sizes, whatever they answered."""
    labels = [group for group, size in enumerate(sizes) for _ in range(size)]
    groups = np.array(labels + [NOWHERE] * nowhere, np.intp)
    centres = np.array([[float(group), 0.0] for group in range(len(sizes))])
    return Opinions(len(sizes), 0.5, groups, centres, np.zeros((len(groups), 2)), np.zeros((1, 2)))


def told(answers: np.ndarray, found: Opinions) -> Told | None:
    return told_of(VoteTable(answers), found)


def test_two_camps_are_told_by_bands() -> None:
    table = camps(12, 14)
    said = told_of(table, opinions_of(table))
    assert said is not None
    assert said.people == 20
    assert {group.size for group in said.groups} == {Size.HALF, Size.QUARTER}
    assert set(said.divides) == {0, 1}
    assert set(said.joins) == {2, 3, 4}
    for group in said.groups:
        [(_, side), *_] = group.says
        assert side in (YES, NO)
        assert max(map(abs, group.place)) <= 1
    [one, other] = said.stands[0]
    assert {one.agree, other.agree} == {Band.MOST, Band.HALF_OR_LESS}


@pytest.mark.parametrize(
    ("people", "asked"), [(FEWEST - 1, FEWEST_ASKED), (FEWEST, FEWEST_ASKED - 1)]
)
def test_too_few_people_or_proposals_are_not_told(people: int, asked: int) -> None:
    def said(people: int, asked: int) -> Told | None:
        answers = camps(people // 2, people - people // 2, asked=asked)
        return told_of(answers, opinions_of(answers))

    assert said(people, asked) is None
    assert said(FEWEST, FEWEST_ASKED) is not None


def test_what_moderation_hid_is_not_told_and_is_not_counted() -> None:
    table = camps(12, 14, asked=6)
    hidden = np.array([True] + [False] * 5, np.bool_)
    shown = VoteTable(np.where(table.seen, table.said, UNSEEN).astype(np.int8), hidden)
    said = told_of(shown, grouped((12, 14)))
    assert said is not None
    assert 0 not in said.stands


def test_what_few_of_a_group_answered_is_told_of_no_group() -> None:
    answers = camps(12, 14).said.copy()
    answers[4:12, 0] = UNSEEN  # four of the first group are left
    said = told(answers, grouped((12, 14)))
    assert said is not None
    assert 0 not in said.stands


def test_where_nearly_everyone_agrees_nothing_is_told_of_a_group() -> None:
    said = told(camps(12, 14).said, grouped((12, 14)))
    assert said is not None
    assert said.joins[:2] == (2, 3)
    assert said.stands[2] == ()


def other_tables(answers: np.ndarray, found: Opinions, column: int) -> Iterator[np.ndarray]:
    """The same totals, after two people of different groups have exchanged their answers."""
    seen = np.flatnonzero(answers[:, column] != UNSEEN)
    tried = set()
    for one, other in product(seen, seen):
        trade = (found.groups[one], found.groups[other], *answers[[one, other], column])
        if trade[0] != trade[1] and trade[2] != trade[3] and trade not in tried:
            tried.add(trade)
            changed = answers.copy()
            changed[[one, other], column] = answers[[other, one], column]
            yield changed


def number(answers: np.ndarray, found: Opinions, group: int, column: int, choice: int) -> int:
    return int((answers[found.groups == group, column] == choice).sum())


def test_a_small_group_that_is_of_one_mind_is_never_known_to_be() -> None:
    found = grouped((8, 14), 4)
    answers = camps(8, 14).said
    answers = np.concatenate([answers, np.full((4, ASKED), UNSEEN, np.int8)])
    answers[8:12, 0] = NO  # some of the others too
    said = told(answers, found)
    assert said is not None
    assert said.stands[0][0].disagree is Band.MOST  # all eight: the page says four in five or more
    numbers = {
        number(other, found, 0, 0, NO)
        for other in other_tables(answers, found, 0)
        if told(other, found) == said
    }
    assert numbers - {8}


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, Opinions]:
    sizes = draw(st.sampled_from([(6, 15), (9, 12), (11, 13)]))
    nowhere = draw(st.sampled_from([0, 3]))
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = (sum(sizes) + nowhere, ASKED)
    answers = chance.choice([YES, NO, NEITHER, UNSEEN], shape, p=[0.45, 0.35, 0.1, 0.1])
    lean = draw(st.sampled_from([YES, NO, NEITHER]))
    answers[: sizes[0], 0] = lean  # a whole group, alike
    return answers.astype(np.int8), grouped(sizes, nowhere)


@given(tables())
@settings(max_examples=25, deadline=None)
def test_no_answer_of_a_small_group_is_ever_certain(drawn: tuple[np.ndarray, Opinions]) -> None:
    answers, found = drawn
    said = told(answers, found)
    if said is None:
        return
    for column, stands in said.stands.items():
        if not stands:
            continue
        alike = [
            other for other in other_tables(answers, found, column) if told(other, found) == said
        ]
        for group, choice in product(range(found.k), (YES, NO, NEITHER)):
            now = number(answers, found, group, column, choice)
            everyone = number(answers, found, group, column, UNSEEN) + now
            if now and everyone == (found.groups == group).sum():
                assert any(number(o, found, group, column, choice) != now for o in alike)


def test_what_is_told_of_large_groups_needs_no_middle() -> None:
    table = camps(30, 40, asked=6)
    said = told_of(table, grouped((30, 40)))
    assert said is not None
    assert said.people == 70
    assert said.joins[0] == 2
    assert len(said.stands[2]) == 2  # of large groups, even unanimity may be printed
