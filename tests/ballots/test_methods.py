"""What every voting method promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.methods import METHODS, OF_RANKINGS
from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Profile, rankings
from tests.ballots.polling import DOTS, GRADES, NAMES, TICKS, Row, marked, of, rows_of, sheets_of

OF_PROFILES = {
    "plurality": TICKS,
    "approval": TICKS,
    "dots": DOTS,
    "majority-judgment": GRADES,
    "agreement": TICKS,
    "consent": TICKS,
}
# Of those that count rankings, the run-off alone may punish a better place.
MONOTONE = ("plurality", "borda", "schulze")

by_ranking = pytest.mark.parametrize("method", OF_RANKINGS)
by_profile = pytest.mark.parametrize("method", OF_PROFILES)


def as_sets(result: Result) -> list[set[str]]:
    return [set(tier) for tier in result.ranking]


@by_ranking
@given(data=st.data(), rows=rows_of())
def test_who_gave_a_ranking_and_when_changes_nothing(
    method: str, data: st.DataObject, rows: list[Row]
) -> None:
    one_by_one = [(places, 1) for places, people in rows for _ in range(people)]
    shuffled = data.draw(st.permutations(one_by_one))
    assert of(method, shuffled) == of(method, rows)


@by_ranking
@given(data=st.data(), rows=rows_of())
def test_the_order_of_the_options_on_the_sheet_favours_none_of_them(
    method: str, data: st.DataObject, rows: list[Row]
) -> None:
    order = data.draw(st.permutations(range(len(rows[0][0]))))
    turned = [(tuple(places[option] for option in order), people) for places, people in rows]
    names = [NAMES[option] for option in order]
    assert as_sets(of(method, turned, names)) == as_sets(of(method, rows))


@by_profile
@given(data=st.data())
def test_the_order_of_marked_options_favours_none_of_them(method: str, data: st.DataObject) -> None:
    if method == "consent":
        return  # its answers are in order of gravity: that is its law
    sheets = data.draw(sheets_of(len(OF_PROFILES[method])))
    order = data.draw(st.permutations(range(len(sheets[0]))))
    turned = [tuple(sheet[option] for option in order) for sheet in sheets]
    plain = METHODS[method](marked(sheets, OF_PROFILES[method]))
    moved = METHODS[method](
        marked(turned, OF_PROFILES[method], [NAMES[option] for option in order])
    )
    assert as_sets(moved) == as_sets(plain)


@by_ranking
@given(rows=rows_of())
def test_a_ranking_has_every_option_once_and_its_first_tier_wins(
    method: str, rows: list[Row]
) -> None:
    result = of(method, rows)
    named = [name for tier in result.ranking for name in tier]
    assert sorted(named) == sorted(NAMES[: len(rows[0][0])])
    assert result.winners in ((), result.ranking[0])
    assert result.voters == sum(people for _, people in rows)


@pytest.mark.parametrize("method", MONOTONE)
@given(data=st.data(), rows=rows_of())
def test_a_better_place_for_a_winner_never_makes_it_lose(
    method: str, data: st.DataObject, rows: list[Row]
) -> None:
    winners = of(method, rows).winners
    if not winners:
        return
    option = NAMES.index(data.draw(st.sampled_from(winners)))
    which = data.draw(st.integers(0, len(rows) - 1))
    places, people = rows[which]
    raised = list(places)
    raised[option] = 0  # alone before all the others
    better = [*rows[:which], (tuple(raised), people), *rows[which + 1 :]]
    assert NAMES[option] in of(method, better).winners


@pytest.mark.parametrize("method", ["plurality", "approval", "dots", "majority-judgment"])
@given(data=st.data())
def test_a_better_mark_for_a_winner_never_makes_it_lose(method: str, data: st.DataObject) -> None:
    marks = OF_PROFILES[method]
    sheets = data.draw(sheets_of(len(marks)))
    winners = METHODS[method](marked(sheets, marks)).winners
    if not winners:
        return
    option = NAMES.index(data.draw(st.sampled_from(winners)))
    which = data.draw(st.integers(0, len(sheets) - 1))
    raised = list(sheets[which])
    raised[option] = 0 if method == "majority-judgment" else len(marks) - 1
    better = [*sheets[:which], tuple(raised), *sheets[which + 1 :]]
    assert NAMES[option] in METHODS[method](marked(better, marks)).winners


@by_ranking
def test_when_nobody_voted_nobody_wins(method: str) -> None:
    result = METHODS[method](rankings(("a", "b"), []))
    assert (result.voters, result.winners, result.ranking) == (0, (), (("a", "b"),))


@by_profile
def test_when_nobody_marked_anything_nobody_wins(method: str) -> None:
    marks = OF_PROFILES[method]
    nothing = Profile(("a", "b"), marks, ((0,) * len(marks),) * 2, 0)
    result = METHODS[method](nothing)
    assert (result.voters, result.winners, result.ranking) == (0, (), (("a", "b"),))


@by_ranking
def test_papers_that_rank_nothing_are_voters_who_choose_nobody(method: str) -> None:
    result = METHODS[method](rankings(("a", "b"), [((None, None), 3)]))
    assert (result.voters, result.winners, result.ranking) == (3, (), (("a", "b"),))


@by_ranking
def test_a_ballot_with_no_option_or_one_is_counted(method: str) -> None:
    none = METHODS[method](rankings((), [((), 2)]))
    assert (none.voters, none.winners, none.ranking) == (2, (), ())
    one = METHODS[method](rankings(("a",), [((1,), 2), ((None,), 1)]))
    assert (one.voters, one.winners, one.ranking) == (3, ("a",), (("a",),))
    if method == "plurality":
        assert one.steps[0].score == 2


@by_profile
def test_marks_of_no_option_or_one_are_counted(method: str) -> None:
    marks = OF_PROFILES[method]
    none = METHODS[method](Profile((), marks, (), 2))
    assert (none.voters, none.winners, none.ranking) == (2, (), ())
    one = METHODS[method](Profile(("a",), marks, ((0, 2, *(0,) * (len(marks) - 2)),), 2))
    assert (one.voters, one.winners, one.ranking) == (2, ("a",), (("a",),))


@pytest.mark.parametrize("method", ["plurality", "borda", "instant-runoff", "schulze"])
def test_where_all_are_tied_all_win(method: str) -> None:
    turning = [((1, 2, 3), 2), ((3, 1, 2), 2), ((2, 3, 1), 2)]
    result = of(method, turning)
    assert result.winners == ("a", "b", "c") and result.ranking == (("a", "b", "c"),)
