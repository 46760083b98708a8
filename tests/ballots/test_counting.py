"""The papers of a ballot, as they are kept, brought together and counted."""

from hypothesis import given
from hypothesis import strategies as st

from deliberation.ballots.counting import COUNTED_BY, brought_together, count, rankings_of, tokens
from deliberation.ballots.methods import METHODS
from deliberation.ballots.methods.shapes import UNRANKED
from deliberation.ballots.models import Method
from deliberation.ballots.sheets import Counting, Sheet, marks_of, settle, why_not_count

OPTIONS = (30, 7, 12)
WORDS = {30: "le bus", 7: "la navette", 12: "le vélo"}
GRADES = ("bien", "passable", "à rejeter")


def ranks() -> st.SearchStrategy[str]:
    marks = st.dictionaries(st.sampled_from(OPTIONS), st.integers(1, 3))
    return marks.map(lambda said: " ".join(f"{o}:{rank}" for o, rank in said.items()) or "none")


@given(papers=st.dictionaries(ranks(), st.integers(1, 5), max_size=10))
def test_a_ranking_is_read_as_its_paper_says(papers: dict[str, int]) -> None:
    sheet = Sheet(Method.RANKING, OPTIONS)
    found = rankings_of(sheet, ("a", "b", "c"), papers)
    read = [[marks_of(paper).get(option, UNRANKED) for option in OPTIONS] for paper in papers]
    assert found.places.T.tolist() == read and found.times.tolist() == list(papers.values())


@given(papers=st.dictionaries(ranks(), st.integers(1, 5), max_size=6))
def test_a_paper_and_the_same_one_settled_are_counted_alike(papers: dict[str, int]) -> None:
    for counting in Counting:
        sheet = Sheet(Method.RANKING, OPTIONS, counting=counting)
        settled: dict[str, int] = {}
        for paper, people in papers.items():
            assert why_not_count(sheet, paper) is None
            settled[settle(sheet, paper)] = settled.get(settle(sheet, paper), 0) + people
        assert count(sheet, WORDS, settled) == count(sheet, WORDS, papers)


def test_many_papers_are_read_piece_by_piece() -> None:
    options = tuple(range(1, 31))
    sheet, words = Sheet(Method.RANKING, options), {o: f"option {o}" for o in options}
    papers = {f"{one}:1 {other}:2": 1 for one in options for other in options if one != other}
    papers |= {f"{paper} {third}:3": 1 for paper in list(papers) for third in (1, 2, 3, 4, 5)}
    legal = {paper: n for paper, n in papers.items() if why_not_count(sheet, paper) is None}
    assert len(legal) > 4096
    found = rankings_of(sheet, tuple(words.values()), legal)
    assert found.places[:, -1].tolist().count(UNRANKED) == 27
    last = marks_of(list(legal)[-1])
    assert {o: int(found.places[o - 1, -1]) for o in last} == last


def test_a_ranking_is_counted_in_the_way_that_its_sheet_names() -> None:
    given_ = {"30:1 12:2": 3, "7:1 12:2": 3, "12:1": 1}
    for counting in Counting:
        result = count(Sheet(Method.RANKING, OPTIONS, counting=counting), WORDS, given_)
        assert result.method == counting and result.voters == 7


def test_an_option_left_without_a_mark_has_no_dot() -> None:
    sheet = Sheet(Method.DOTS, OPTIONS, dots=4, each=3)
    result = count(sheet, WORDS, {"30:3 12:1": 2, "7:1": 1, "none": 4})
    assert [score.score for score in result.steps] == [6, 1, 2]
    assert (result.voters, result.winners) == (7, ("le bus",))


def test_a_choice_of_none_is_a_voter_and_no_option() -> None:
    result = count(Sheet(Method.CHOICE, OPTIONS), WORDS, {"none": 5, "7": 2})
    assert (result.voters, result.winners) == (7, ("la navette",))


def test_every_grade_of_every_paper_is_in_the_profile() -> None:
    sheet = Sheet(Method.JUDGMENT, OPTIONS, GRADES)
    result = count(sheet, WORDS, {"30:0 7:2 12:1": 2, "30:1 7:2 12:0": 1})
    profiles = [[grade.people for grade in merit.profile] for merit in result.steps[:3]]
    assert profiles == [[2, 1, 0], [0, 0, 3], [1, 2, 0]]
    assert result.winners == ("le bus",)


def test_an_option_left_without_a_grade_has_the_worst_one() -> None:
    sheet = Sheet(Method.JUDGMENT, OPTIONS, GRADES)
    silent, *_ = count(sheet, WORDS, {"7:0 12:1": 1, "30:0 7:0 12:0": 1}).steps
    assert [grade.people for grade in silent.profile] == [1, 0, 1]


def test_one_single_answer_is_counted_by_its_method() -> None:
    assert count(Sheet(), {}, {"agree": 2, "disagree": 1}).winners == ("agree",)
    consent = count(Sheet(Method.CONSENT), {}, {"no_objection": 9, "reserve": 1})
    assert consent.winners == ("reserve",)
    moved = count(Sheet(Method.MOVING), {}, {"1>3": 2, "5>5": 1})
    assert [(p.first, p.last) for p in moved.steps] == [(2, 0), (0, 0), (0, 2), (0, 0), (1, 1)]


def test_every_method_of_a_sheet_is_one_that_we_count() -> None:
    assert set(COUNTED_BY) == set(Method)
    for method, names in COUNTED_BY.items():
        sheet = Sheet(method, OPTIONS, GRADES, dots=3, each=2)
        for name in names:
            result = METHODS[name](brought_together(sheet, WORDS, {}))
            assert (result.method, result.voters, result.winners) == (name, 0, ())


def test_words_of_papers_given_once_or_often_are_added_alike() -> None:
    assert tokens({"1:2 3:4": 1, "1:2": 5, "none": 1}) == {"1:2": 6, "3:4": 1, "none": 1}
