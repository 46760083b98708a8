"""Law 2, attacked: whoever knows all that is printed, the rule, the total and even how many voted
in each group tries every possible vote, and is never sure of what a small group chose.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from functools import cache
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliberation.ballots import disclosure
from deliberation.ballots.disclosure import (
    SMALLEST_EXACT,
    SMALLEST_SHOWN,
    Band,
    Counts,
    Shown,
    band,
    can_change,
    disclose,
    foresee,
)

World = tuple[Counts, ...]
MOST_WORLDS = 12_000


def rows(size: int, choices: int) -> Iterator[Counts]:
    if choices == 1:
        yield (size,)
        return
    for first in range(size + 1):
        yield from ((first, *rest) for rest in rows(size - first, choices - 1))


def printed(world: World) -> Hashable:
    told = disclose(dict(enumerate(world)))
    return told.voters, told.total, tuple(sorted(told.groups.items()))


@cache
def alike(sizes: tuple[int, ...], choices: int) -> list[list[World]]:
    """Every way in which these groups can vote, sorted by what would be printed."""
    same: dict[Hashable, list[World]] = defaultdict(list)
    for world in product(*(list(rows(size, choices)) for size in sizes)):
        same[printed(world)].append(world)
    return list(same.values())


def certain(worlds: list[World], group: int, choice: int) -> int | None:
    """The number that all these worlds agree on."""
    numbers = {world[group][choice] for world in worlds}
    return numbers.pop() if len(numbers) == 1 else None


def nobody(worlds: list[World], choice: int) -> bool:
    """Whether the total itself says that nobody at all chose this."""
    return all(sum(row[choice] for row in world) == 0 for world in worlds)


def how_many(sizes: tuple[int, ...], choices: int) -> int:
    count = 1
    for size in sizes:
        count *= sum(1 for _ in rows(size, choices))
    return count


assemblies = st.tuples(
    st.lists(st.integers(0, 25), min_size=1, max_size=4).map(tuple), st.integers(2, 3)
).filter(lambda assembly: how_many(*assembly) <= MOST_WORLDS)


@given(assemblies)
@example(((3, 6, 7), 3))
@example(((2, 5, 5), 3))
@example(((4, 20, 20), 2))
@example(((1, 21, 22), 2))
@example(((0, 8, 9), 3))
@example(((1, 1, 5, 5), 3))
@example(((4, 25), 2))
@example(((12, 20), 2))
@example(((19, 25), 2))
@settings(max_examples=25)
def test_nobody_can_be_sure_of_what_a_small_group_chose(
    assembly: tuple[tuple[int, ...], int],
) -> None:
    sizes, choices = assembly
    for worlds in alike(sizes, choices):
        for group, size in enumerate(sizes):
            for choice in range(choices):
                number = certain(worlds, group, choice)
                if 0 < size < SMALLEST_SHOWN and not nobody(worlds, choice):
                    assert number is None, (worlds[0], group, choice)
                if 0 < size < SMALLEST_EXACT:
                    assert number != size, (worlds[0], group, choice)


@given(assemblies)
@settings(max_examples=25)
def test_a_ring_of_trades_finds_all_that_can_change(
    assembly: tuple[tuple[int, ...], int],
) -> None:
    sizes, choices = assembly
    for worlds in alike(sizes, choices)[:40]:
        told = disclose(dict(enumerate(worlds[0])))
        if told.total.shown is not Shown.EXACT or not told.groups:
            continue
        for group, size in enumerate(sizes):
            if size >= SMALLEST_EXACT and Shown.BANDED not in {
                r.shown for r in told.groups.values()
            }:
                continue
            for choice in range(choices):
                ring = can_change(dict(enumerate(worlds[0])), group, choice)
                assert ring == (certain(worlds, group, choice) is None)


counts = st.lists(st.tuples(*[st.integers(0, 60)] * 5), min_size=1, max_size=7)


@given(counts)
def test_where_one_group_is_banded_all_are_and_none_says_how_many_voted(
    groups: list[Counts],
) -> None:
    told = disclose(dict(enumerate(groups)))
    shown = {row.shown for row in told.groups.values()}
    if any(0 < sum(row) < SMALLEST_EXACT for row in groups):
        assert Shown.EXACT not in shown
    for group, row in told.groups.items():
        size = sum(groups[group])
        assert not (row.shown is Shown.EXACT and size < SMALLEST_EXACT)
        assert row.shown is Shown.HIDDEN or size >= SMALLEST_SHOWN
        assert row.shown is Shown.EXACT or row.numbers == ()


@given(counts)
def test_what_is_printed_of_the_whole_is_true(groups: list[Counts]) -> None:
    told = disclose(dict(enumerate(groups)))
    whole = tuple(map(sum, zip(*groups, strict=True)))
    assert told.voters == sum(whole)
    if told.total.shown is Shown.EXACT:
        assert told.total.numbers == whole
    if sum(whole) < SMALLEST_SHOWN:
        assert told.total.shown is Shown.HIDDEN


@given(st.integers(SMALLEST_SHOWN, 200), st.data())
def test_a_band_says_the_truth_and_never_all_or_nothing(voters: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, voters))
    said = band(number, voters)
    assert (said is Band.MOST) == (number / voters >= 0.8)
    assert (said is Band.HALF_OR_LESS) == (number / voters <= 0.5)
    assert sum(band(other, voters) is said for other in range(voters + 1)) >= (voters > 9) + 1


def test_large_groups_are_printed_as_they_are() -> None:
    told = disclose({1: (20, 0), 2: (5, 30), 0: (0, 0)})
    assert told.groups[1].numbers == (20, 0)
    assert told.groups[0].shown is Shown.HIDDEN


@pytest.mark.parametrize("size", [1, SMALLEST_SHOWN - 1])
def test_one_group_is_not_shown_beside_a_hidden_one(size: int) -> None:
    assert disclose({1: (30, 12), 2: (1, size - 1)}).groups == {}


def test_a_moderator_is_told_which_groups_will_not_show() -> None:
    assert foresee({1: 30, 2: 25, 3: 0}) == {1: Shown.EXACT, 2: Shown.EXACT}
    assert foresee({1: 30, 2: 12, 3: 4}) == {
        1: Shown.BANDED,
        2: Shown.BANDED,
        3: Shown.HIDDEN,
    }
    assert foresee({1: 30, 3: 4}) == {1: Shown.HIDDEN, 3: Shown.HIDDEN}


@given(st.dictionaries(st.integers(0, 6), st.integers(0, 40), min_size=1))
def test_what_is_foreseen_shows_no_more_than_what_is_disclosed_could(
    present: dict[int, int],
) -> None:
    foreseen = foresee(present)
    for group, size in present.items():
        if 0 < size < disclosure.SMALLEST_SHOWN:
            assert foreseen[group] is Shown.HIDDEN
