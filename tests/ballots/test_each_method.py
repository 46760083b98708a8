"""What each voting method promises alone: its own definition, counted another way."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given

from deliberation.ballots.methods import METHODS
from deliberation.ballots.methods.majority_judgment import Parting
from deliberation.ballots.methods.shapes import Profile, ticked
from tests.ballots.polling import (
    DOTS,
    GRADES,
    NAMES,
    TICKS,
    Row,
    marked,
    of,
    rows_of,
    sheets_of,
    step,
)

# Borda


def points(rows: list[Row], option: int) -> Fraction:
    """The mean of the points of the places that tied options share, place by place."""
    total = Fraction(0)
    for places, people in rows:
        filled = [len(places) + 1 if place is None else place for place in places]
        tied = [n for n, place in enumerate(sorted(filled)) if place == filled[option]]
        shared = [len(places) - 1 - n for n in tied]
        total += people * Fraction(sum(shared), len(shared))
    return total


@given(rows=rows_of())
def test_borda_gives_tied_options_the_mean_of_their_places(rows: list[Row]) -> None:
    result = of("borda", rows)
    for option, name in enumerate(NAMES[: len(rows[0][0])]):
        assert step(result, name).score == points(rows, option)


# Instant run-off


def test_a_run_off_moves_papers_until_one_option_stays() -> None:
    rows: list[Row] = [((1, 2, 3), 4), ((3, 1, 2), 3), ((3, 2, 1), 2)]
    result = of("instant-runoff", rows)
    assert result.winners == ("b",) and result.ranking == (("b",), ("a",), ("c",))
    assert [r.leave for r in result.steps] == [("c",), ("a",)]
    assert [[s.score for s in r.votes] for r in result.steps] == [[4, 3, 2], [4, 5]]


def test_all_that_are_tied_for_fewest_leave_together() -> None:
    rows: list[Row] = [((1, 2, 3, 4), 3), ((2, 1, 3, 4), 2), ((4, 3, 1, 2), 1), ((4, 3, 2, 1), 1)]
    result = of("instant-runoff", rows)
    assert result.steps[0].leave == ("c", "d")
    assert result.ranking == (("b",), ("a",), ("c", "d"))


def test_a_paper_that_reaches_a_tie_is_exhausted_for_ever() -> None:
    # c leaves first; the paper then reaches a and b together, and counts for none, even alone.
    rows: list[Row] = [((2, 2, 1), 1), ((1, 3, 2), 3), ((3, 1, 2), 2)]
    result = of("instant-runoff", rows)
    assert [r.exhausted for r in result.steps] == [0, 1]
    assert result.winners == ("a",)


def test_a_tie_exhausts_a_paper_even_when_one_of_the_tied_has_left() -> None:
    # b leaves first; the tie of b and c was written before anyone left.
    rows: list[Row] = [((2, 1, 3), 1), ((1, None, None), 3), ((None, 2, 2), 4), ((3, 2, 1), 3)]
    result = of("instant-runoff", rows)
    assert result.steps[0].leave == ("b",) and result.steps[1].exhausted == 4
    assert result.winners == ("a",)


@given(rows=rows_of(whole=True))
def test_who_has_a_majority_of_first_places_wins_the_run_off(rows: list[Row]) -> None:
    voters = sum(people for _, people in rows)
    for option, name in enumerate(NAMES[: len(rows[0][0])]):
        if 2 * sum(people for places, people in rows if places[option] == 1) > voters:
            assert of("instant-runoff", rows).winners == (name,)


# Schulze


@given(rows=rows_of())
def test_who_wins_all_her_duels_is_the_only_winner_of_schulze(rows: list[Row]) -> None:
    number = len(rows[0][0])

    def margin(one: int, other: int) -> int:
        total = 0
        for places, people in rows:
            first, second = (places[option] or number + 1 for option in (one, other))
            total += people * ((first < second) - (second < first))
        return total

    for option, name in enumerate(NAMES[:number]):
        if all(margin(option, other) > 0 for other in range(number) if other != option):
            winners = of("schulze", rows).winners
            assert winners in ((name,), ()) and (winners or number == 1)


def test_schulze_finds_the_winner_of_the_example_of_its_paper() -> None:
    # Schulze 2011, example 1: 21 people, four options, the winner is d and the order d, a, c, b.
    papers = {"acdb": 8, "badc": 2, "cdba": 4, "dbac": 4, "dcba": 3}
    rows: list[Row] = [(tuple(said.index(o) + 1 for o in "abcd"), n) for said, n in papers.items()]
    assert of("schulze", rows).ranking == (("d",), ("a",), ("c",), ("b",))


@given(rows=rows_of(whole=True))
def test_schulze_turned_upside_down_turns_its_ranking_where_it_has_no_tie(rows: list[Row]) -> None:
    number = len(rows[0][0])
    turned: list[Row] = [
        (tuple(number + 1 - (place or 0) for place in places), people) for places, people in rows
    ]
    ranking = of("schulze", rows).ranking
    if len(ranking) == number:
        assert of("schulze", turned).ranking == ranking[::-1]


# Majority judgment


def test_the_better_median_wins_and_an_even_number_takes_the_worse_middle() -> None:
    result = METHODS["majority-judgment"](marked([(0, 1), (2, 1)], GRADES))
    assert step(result, "a").median == "passable" and step(result, "b").median == "bien"
    assert result.winners == ("b",)


def test_of_equal_medians_one_grade_is_taken_from_each_until_they_part() -> None:
    # a: très bien, bien, bien; b: bien, bien, passable.
    result = METHODS["majority-judgment"](marked([(0, 1), (1, 1), (1, 2)], GRADES))
    assert result.ranking == (("a",), ("b",))
    parting = result.steps[-1]
    assert (parting.ahead, parting.behind, parting.taken) == ("a", "b", 1)
    assert (parting.median_ahead, parting.median_behind) == ("bien", "passable")


def slow_value(grades: list[int]) -> list[int]:
    """The medians, as Balinski and Laraki define them: take one away, look again."""
    left, taken = sorted(grades), []
    while left:
        taken.append(left.pop(len(left) // 2))
    return taken


@given(sheets=sheets_of(len(GRADES)))
def test_judgments_are_in_the_order_of_medians_taken_one_by_one(
    sheets: list[tuple[int, ...]],
) -> None:
    values = {
        name: slow_value(list(row))
        for name, row in zip(NAMES, zip(*sheets, strict=True), strict=False)
    }
    result = METHODS["majority-judgment"](marked(sheets, GRADES))
    for tier in result.ranking:
        assert len({tuple(values[name]) for name in tier}) == 1
    for better, worse in pairwise(result.ranking):
        assert values[better[0]] < values[worse[0]]
    for part in (one for one in result.steps if isinstance(one, Parting)):
        ahead, behind = values[part.ahead], values[part.behind]
        assert ahead[: part.taken] == behind[: part.taken]
        medians = GRADES[ahead[part.taken]], GRADES[behind[part.taken]]
        assert medians == (part.median_ahead, part.median_behind)


# Answers


def test_one_objection_is_enough() -> None:
    answers = ("pas d'objection", "réserve", "objection")
    result = METHODS["consent"](ticked(answers, (29, 4, 1), 34))
    assert result.winners == ("objection",)
    assert METHODS["consent"](ticked(answers, (29, 4, 0), 33)).winners == ("réserve",)


def test_a_moving_debate_tells_first_and_last_positions_and_no_winner() -> None:
    result = METHODS["moving"](Profile(("first", "last"), ("pour", "contre"), ((3, 1), (1, 3)), 4))
    assert [(p.option, p.first, p.last) for p in result.steps] == [("pour", 3, 1), ("contre", 1, 3)]
    assert result.winners == () and result.ranking == (("contre",), ("pour",))


def test_dots_are_added_up_and_options_named_as_often_are_tied() -> None:
    result = METHODS["dots"](marked([(3, 0, 2), (0, 1, 1)], DOTS))
    assert [s.score for s in result.steps] == [3, 1, 3]
    assert result.winners == ("a", "c") and result.ranking == (("a", "c"), ("b",))


def test_a_ranking_that_puts_several_options_first_names_none_of_them() -> None:
    result = of("plurality", [((1, 1, 2), 5), ((2, 1, None), 1)])
    assert [s.score for s in result.steps] == [0, 1, 0] and result.voters == 6


def test_a_profile_whose_papers_do_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="one mark"):
        Profile(("a",), TICKS, ((1, 1),), 3)
