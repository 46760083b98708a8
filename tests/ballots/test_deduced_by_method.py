"""Law 2, attacked method by method: whoever reads the whole outcome of a ballot (every question,
the count with all its steps, the sentence) and knows how many voted in each college tries every way
in which they could have voted, and is never sure of what a small college said.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from functools import partial
from itertools import combinations, combinations_with_replacement, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.ballots.disclosure import SMALLEST_EXACT, SMALLEST_SHOWN
from deliberation.ballots.models import Choice, Consent, Method
from deliberation.ballots.outcome import outcome
from deliberation.ballots.questions import questions_of
from deliberation.ballots.sheets import Counting, Sheet, marks_of

Papers = Counter[str]
World = tuple[Papers, ...]  # the papers of each college
Asked = Callable[[str], Hashable]  # what one paper answers to one question
WORDS = {1: "Bus", 2: "Train", 3: "Vélo"}
OPTIONS = (1, 2)
RANKS = ("none", "1:1", "2:1", "1:1 2:2", "1:2 2:1")
# Each sheet, with all its papers or, where there are many, some that differ in every way.
SHEETS: dict[str, tuple[Sheet, tuple[str, ...]]] = {
    "agreement": (Sheet(), (Choice.AGREE, Choice.DISAGREE, Choice.UNSURE)),
    "consent": (Sheet(Method.CONSENT), tuple(Consent)),
    "choice": (Sheet(Method.CHOICE, OPTIONS), ("1", "2", "none")),
    "approval": (Sheet(Method.APPROVAL, OPTIONS), ("none", "1", "2", "1 2")),
    "dots": (Sheet(Method.DOTS, OPTIONS, dots=2, each=1), ("none", "1:1", "2:1", "1:1 2:1")),
    "judgment": (
        Sheet(Method.JUDGMENT, OPTIONS, ("Bien", "Mal")),
        ("1:0 2:0", "1:0 2:1", "1:1 2:0", "1:1 2:1"),
    ),
    "borda": (Sheet(Method.RANKING, OPTIONS, counting=Counting.BORDA, ties=False), RANKS),
    "instant-runoff": (
        Sheet(Method.RANKING, OPTIONS, counting=Counting.RUN_OFF, ties=False),
        RANKS,
    ),
    "schulze": (Sheet(Method.RANKING, OPTIONS, ties=False), RANKS),
    "schulze of three": (
        Sheet(Method.RANKING, (1, 2, 3), ties=False),
        tuple(f"{a}:1 {b}:2 {c}:3" for a, b, c in permutations((1, 2, 3))),
    ),
    "moving": (Sheet(Method.MOVING), ("1>1", "1>5", "5>1", "5>5")),
}
MOST_WORLDS = 4_000


def ways(size: int, papers: tuple[str, ...]) -> list[Papers]:
    """All that so many people can say together."""
    return [Counter(said) for said in combinations_with_replacement(papers, size)]


def worlds(sizes: tuple[int, ...], papers: tuple[str, ...]) -> Iterator[World]:
    return product(*(ways(size, papers) for size in sizes))


def printed(sheet: Sheet, world: World) -> Hashable:
    """All that anyone can read of this count, in the order in which it is shown."""
    told = outcome(sheet, WORDS, dict(enumerate(world)))
    shown = [
        (one.label, d.voters, d.total, tuple(sorted(d.groups.items()))) for one, d in told.told
    ]
    return tuple(shown), repr(told.result), told.sentence


def asked(sheet: Sheet) -> list[Asked]:
    """What could be learned of a paper: each answer, and which of two options it puts first."""
    found: list[Asked] = [question.read for question in questions_of(sheet, WORDS)]
    if sheet.method is Method.RANKING:
        found += [partial(_duel, *pair) for pair in combinations(sheet.options, 2)]
    return found


def _duel(one: int, other: int, paper: str) -> int:
    """Which of two options comes first, or 0 for neither."""
    first, second = (marks_of(paper).get(option, 99) for option in (one, other))
    return 0 if first == second else one if first < second else other


def answers(read: Asked, papers: Papers) -> Counter[Hashable]:
    said: Counter[Hashable] = Counter()
    for paper, times in papers.items():
        said[read(paper)] += times
    return said


def sure_of(sheet: Sheet, sizes: tuple[int, ...], papers: tuple[str, ...]) -> list[object]:
    """What is certain of a small college, though somebody at all said it; in a larger one, that all
    say the same.
    """
    alike: dict[Hashable, list[World]] = defaultdict(list)
    for world in worlds(sizes, papers):
        alike[printed(sheet, world)].append(world)
    found: list[object] = []
    for same in alike.values():
        for read in asked(sheet):
            told = [[answers(read, college) for college in world] for world in same]
            values = {value for world in told for college in world for value in college}
            for college, size in enumerate(sizes):
                for value in values if size < SMALLEST_EXACT else ():
                    numbers = {world[college][value] for world in told}
                    sure = len(numbers) == 1 and size > 0
                    if sure and (size < SMALLEST_SHOWN or size in numbers):
                        found.append((same[0], college, value))
    return found


def how_many(sizes: tuple[int, ...], papers: tuple[str, ...]) -> int:
    count = 1
    for size in sizes:
        count *= len(ways(size, papers))
    return count


KNOWN = [(3, 5), (2, 6), (1, 5), (5, 5), (1, 1, 5)]


@pytest.mark.parametrize("method", SHEETS)
@pytest.mark.parametrize("sizes", KNOWN)
def test_no_outcome_tells_what_a_small_college_said(method: str, sizes: tuple[int, ...]) -> None:
    sheet, papers = SHEETS[method]
    if how_many(sizes, papers) <= 3 * MOST_WORLDS:
        assert sure_of(sheet, sizes, papers) == []


@given(
    st.sampled_from(sorted(SHEETS)),
    st.lists(st.integers(0, 7), min_size=1, max_size=3).map(tuple),
)
@settings(max_examples=25)
def test_nor_does_any_other_mixture_of_colleges(method: str, sizes: tuple[int, ...]) -> None:
    sheet, papers = SHEETS[method]
    if how_many(sizes, papers) <= MOST_WORLDS:
        assert sure_of(sheet, sizes, papers) == []
