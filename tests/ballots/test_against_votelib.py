"""Our counts against those of votelib, a library of the field, wherever it defines the same."""

from collections import Counter
from itertools import combinations

import votelib.convert
import votelib.evaluate.cardinal
import votelib.evaluate.condorcet
import votelib.evaluate.core
from hypothesis import given
from votelib.component.rankscore import Borda

from deliberation.ballots.methods import METHODS
from tests.ballots.polling import GRADES, NAMES, TICKS, Row, marked, of, rows_of, sheets_of


def best(order: list[object]) -> set[object]:
    """Whom votelib puts first."""
    first = order[0]
    return set(first) if isinstance(first, votelib.evaluate.core.Tie) else {first}


def in_order(rows: list[Row]) -> dict[tuple[str, ...], int]:
    """Complete rankings without ties, as votelib reads them."""
    votes: Counter[tuple[str, ...]] = Counter()
    for places, people in rows:
        ranked = sorted(zip(places, NAMES, strict=False), key=lambda pair: pair[0] or 0)
        votes[tuple(name for _, name in ranked)] += people
    return dict(votes)


@given(sheets=sheets_of(len(GRADES)))
def test_of_every_two_options_the_same_one_has_the_better_judgment(
    sheets: list[tuple[int, ...]],
) -> None:
    # Two by two: with more of them tied, votelib's tie-break also takes back those left behind.
    ranking = METHODS["majority-judgment"](marked(sheets, GRADES)).ranking
    tier = {name: place for place, names in enumerate(ranking) for name in names}
    judged = votelib.evaluate.cardinal.MajorityJudgment()
    for one, other in combinations(tier, 2):
        votes = Counter(
            frozenset((name, -sheet[NAMES.index(name)]) for name in (one, other))
            for sheet in sheets
        )
        try:
            (winner,) = best(judged.evaluate(dict(votes), 1))
        except votelib.evaluate.core.VotingSystemError:  # its way to say that they are tied
            assert tier[one] == tier[other]
        else:
            loser = other if winner == one else one
            assert tier[str(winner)] < tier[loser]


@given(sheets=sheets_of(len(TICKS)))
def test_the_same_options_are_approved_most(sheets: list[tuple[int, ...]]) -> None:
    votes = Counter(
        frozenset(name for name, tick in zip(NAMES, sheet, strict=False) if tick)
        for sheet in sheets
    )
    ticks = votelib.convert.ApprovalToSimpleVotes().convert(dict(votes))
    winners = set(METHODS["approval"](marked(sheets, TICKS)).winners)
    assert winners == (best(votelib.evaluate.core.get_n_best(ticks, 1)) if ticks else set())


@given(rows=rows_of(whole=True))
def test_complete_rankings_give_the_same_winners_by_borda(rows: list[Row]) -> None:
    points = votelib.convert.RankedToPositionalVotes(Borda(base=0)).convert(in_order(rows))
    assert set(of("borda", rows).winners) == best(votelib.evaluate.core.get_n_best(points, 1))


@given(rows=rows_of(whole=True))
def test_complete_rankings_give_the_same_winners_by_first_choices(rows: list[Row]) -> None:
    firsts = votelib.convert.RankedToFirstPreference().convert(in_order(rows))
    winners = best(votelib.evaluate.core.get_n_best(firsts, 1))
    assert set(of("plurality", rows).winners) == winners


@given(rows=rows_of(whole=True))
def test_complete_rankings_have_the_same_strongest_paths(rows: list[Row]) -> None:
    result = of("schulze", rows)
    number = len(result.steps) // 2
    if number < 2:
        return
    duels = votelib.convert.RankedToCondorcetVotes().convert(in_order(rows))
    widest = votelib.evaluate.condorcet.Schulze.widest_paths(duels)
    voters = result.voters
    for row in result.steps[number:]:
        for other, strength in zip(NAMES, row.strength, strict=False):
            if other != row.option:
                # It tells the winners' votes, we tell the margin: 2 × votes - voters.
                votes = widest.get((row.option, other), 0)
                assert strength == (2 * votes - voters if votes else 0)
