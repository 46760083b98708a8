"""« Regards différents » and « un collège, un poids »: said only from what is printed."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.differing import differ, equal_weights, interval
from deliberation.ballots.disclosure import HIDDEN, Row, Shown, banded, exact

votes = st.integers(1, 400).flatmap(lambda all: st.tuples(st.integers(0, all), st.just(all)))


@given(votes)
def test_an_interval_holds_the_share_and_stays_between_nobody_and_everybody(
    vote: tuple[int, int],
) -> None:
    number, voters = vote
    low, high = interval(number, voters)
    assert -1e-8 < low - 1e-9 < number / voters < high + 1e-9 < 1 + 1e-8


def test_an_interval_is_that_of_wilson() -> None:
    """10 of 20: 0.299 to 0.701, as in Newcombe, Statistics in Medicine 17 (1998), method 3."""
    low, high = interval(10, 20)
    assert (round(low, 3), round(high, 3)) == (0.299, 0.701)


@given(st.integers(1, 60))
def test_more_voters_make_an_interval_narrower(number: int) -> None:
    few, many = interval(number, 2 * number), interval(10 * number, 20 * number)
    assert many[1] - many[0] < few[1] - few[0]


def test_two_colleges_that_say_the_opposite_differ_and_two_alike_do_not() -> None:
    assert differ([exact((34, 66)), exact((81, 19))]) == [0, 1]
    assert differ([exact((50, 50)), exact((55, 45))]) == []


def test_of_small_colleges_only_opposed_bands_differ() -> None:
    assert differ([banded((9, 1)), banded((2, 8))]) == [0, 1]
    assert differ([banded((9, 1)), banded((6, 4))]) == []


def test_a_college_that_is_hidden_tells_nothing() -> None:
    assert differ([exact((34, 66)), HIDDEN]) == []
    assert differ([]) == []


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=2, max_size=6))
def test_each_college_weighs_the_same_however_many_it_is(rows: list[tuple[int, int]]) -> None:
    shares = equal_weights([exact(row) for row in rows])
    ten_times = [
        exact((10 * a, 10 * b)) if place else exact((a, b)) for place, (a, b) in enumerate(rows)
    ]
    again = equal_weights(ten_times)
    assert shares is not None
    assert again is not None
    assert isclose(sum(shares), 1)
    assert all(isclose(one, other) for one, other in zip(shares, again, strict=True))


@pytest.mark.parametrize(
    "rows", [[], [exact((5, 5))], [exact((30, 30)), HIDDEN], [exact((30, 30)), banded((6, 4))]]
)
def test_no_weight_is_told_where_a_college_may_not_be(rows: list[Row]) -> None:
    assert equal_weights(rows) is None
    assert all(row.shown in Shown for row in rows)
