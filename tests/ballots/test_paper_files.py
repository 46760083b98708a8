"""Files of papers: what is read of them, and at which line they are refused, in French."""

from pathlib import Path

import pytest

from deliberation.ballots.counting import count
from deliberation.ballots.methods import METHODS, OF_RANKINGS
from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Rankings
from deliberation.ballots.models import Method
from deliberation.ballots.papers.files import read_papers
from deliberation.ballots.papers.published import publish
from deliberation.ballots.papers.reading import FileRefusal, Unreadable, why_not_count_by
from deliberation.ballots.sheets import Counting, PaperRefusal, Sheet
from deliberation.errors import Refusal

WORDS = {17: "le bus", 19: "la navette", 4: "le vélo"}
OPTIONS = (17, 19, 4)
GRADES = ("bien", "passable", "à rejeter")


def a_file(
    folder: Path, kind: str, *lines: str, voters: int | None = None, names: str = "ABC"
) -> Path:
    """A file of PrefLib with three options, whose votes begin at line 6 (9 with categories)."""
    told = [f"# DATA TYPE: {kind}", f"# NUMBER ALTERNATIVES: {len(names)}"]
    if voters is not None:
        told.append(f"# NUMBER VOTERS: {voters}")
    if kind == "cat":
        told += ["# NUMBER CATEGORIES: 2", "# CATEGORY NAME 1: oui", "# CATEGORY NAME 2: non"]
    told += [f"# ALTERNATIVE NAME {n}: {name}" for n, name in enumerate(names, 1)]
    path = folder / f"votes.{kind}"
    path.write_text("\n".join([*told, *lines, ""]), "utf-8")
    return path


def counted(path: Path, method: str) -> Result:
    return METHODS[method](read_papers(path).shapes[method])


def refusal(path: Path) -> tuple[Refusal, int | None]:
    with pytest.raises(Unreadable) as refused:
        read_papers(path)
    assert str(refused.value) and "{" not in str(refused.value)
    return refused.value.reason, refused.value.line


# PrefLib


def test_ties_share_a_place_and_what_is_not_ranked_is_last(tmp_path: Path) -> None:
    path = a_file(tmp_path, "toi", "2: {1,3}", "1: 2,{1,3}", "4: 3", "1:", voters=8)
    papers = read_papers(path).shapes["schulze"]
    assert isinstance(papers, Rankings)
    last = 65535
    assert papers.places.T.tolist() == [[1, last, 1], [2, 1, 2], [last, last, 1], [last] * 3]
    assert papers.times.tolist() == [2, 1, 4, 1] and papers.voters == 8 and papers.expressed == 7


def test_many_papers_are_read_as_few_are(tmp_path: Path) -> None:
    lines = ["1: 2,1", "1: {1,2},3", "1: 3"] * 3000
    path = a_file(tmp_path, "toi", *lines, voters=9000)
    assert [score.score for score in counted(path, "plurality").steps] == [0, 3000, 3000]
    duels = counted(path, "schulze").steps[:3]
    assert [row.before for row in duels] == [(0, 0, 6000), (3000, 0, 6000), (3000, 3000, 0)]


def test_categories_are_approvals_or_grades_and_a_silent_paper_gives_the_last(
    tmp_path: Path,
) -> None:
    path = a_file(tmp_path, "cat", "3: 1,{2,3}", "2: {1,2}", "1: {},{1,2,3}", voters=6)
    approval, judgment = counted(path, "approval"), counted(path, "majority-judgment")
    assert [score.score for score in approval.steps] == [5, 2, 0]
    assert [tuple(g.people for g in m.profile) for m in judgment.steps[:3]] == [
        (5, 1),
        (2, 4),
        (0, 6),
    ]
    assert approval.winners == judgment.winners == ("A",)


def test_one_category_is_an_approval_and_no_grade(tmp_path: Path) -> None:
    path = a_file(tmp_path, "cat", "3: {1,3}", "2: 3", "1: {}", voters=6)
    text = path.read_text("utf-8").replace("CATEGORIES: 2", "CATEGORIES: 1")
    path.write_text(text.replace("# CATEGORY NAME 2: non\n", ""), "utf-8")
    assert [score.score for score in counted(path, "approval").steps] == [3, 0, 5]
    assert set(read_papers(path).shapes) == {"approval"}


def test_a_file_without_votes_is_a_vote_of_nobody(tmp_path: Path) -> None:
    result = counted(a_file(tmp_path, "soc", voters=0), "schulze")
    assert (result.voters, result.winners, result.ranking) == (0, (), (("A", "B", "C"),))


@pytest.mark.parametrize(
    ("kind", "line", "reason"),
    [
        ("soc", "1: 3,1", FileRefusal.INCOMPLETE),
        ("soc", "1: 3,1,{2,2}", FileRefusal.TIED),
        ("soi", "1: 3,{1,2}", FileRefusal.TIED),
        ("toc", "1: 3,1", FileRefusal.INCOMPLETE),
        ("soi", "1: 3,1,3", FileRefusal.TWICE),
        ("toi", "1: {3,3}", FileRefusal.TWICE),
        ("toi", "1: 1,4", FileRefusal.UNKNOWN_OPTION),
        ("toi", "1: 0", FileRefusal.UNKNOWN_OPTION),
        ("toi", "1: 1,{},2", FileRefusal.NOT_A_LINE),
        ("toi", "1: {1,2", FileRefusal.NOT_A_LINE),
        ("toi", "1: -1", FileRefusal.NOT_A_LINE),
        ("toi", "0: 1", FileRefusal.NOT_A_LINE),
        ("toi", "1,2,3", FileRefusal.NOT_A_LINE),
        ("toi", "1.5: 1", FileRefusal.NOT_A_LINE),
        ("toi", "# TITLE: late", FileRefusal.HEADER_LATE),
    ],
)
def test_a_line_that_its_kind_does_not_allow_is_named(
    tmp_path: Path, kind: str, line: str, reason: FileRefusal
) -> None:
    good = "2: 1,2,3"
    assert refusal(a_file(tmp_path, kind, good, good, line, good)) == (reason, 8)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1: 1,{2},3", FileRefusal.TOO_MANY_CATEGORIES),
        ("1: {1,2},{2,3}", FileRefusal.TWICE),
        ("1: {1,7}", FileRefusal.UNKNOWN_OPTION),
        ("1: oui", FileRefusal.NOT_A_LINE),
    ],
)
def test_a_line_of_categories_that_cannot_be_is_named(
    tmp_path: Path, line: str, reason: FileRefusal
) -> None:
    assert refusal(a_file(tmp_path, "cat", "1: 1,{2,3}", line)) == (reason, 10)


def test_what_the_beginning_promises_is_asked(tmp_path: Path) -> None:
    assert refusal(a_file(tmp_path, "soi", "2: 1", voters=3))[0] is FileRefusal.VOTERS
    assert refusal(a_file(tmp_path, "cat", "2: 1", voters=3))[0] is FileRefusal.VOTERS
    path = a_file(tmp_path, "toi", "2: 1")
    for line, reason in {
        "# DATA TYPE: toi": FileRefusal.ANOTHER_KIND,
        "# NUMBER ALTERNATIVES: 3": FileRefusal.NOT_A_NUMBER,
        "# ALTERNATIVE NAME 2: B": FileRefusal.HEADER_MISSING,
    }.items():
        name, _, value = line.partition(": ")
        broken = "" if value == "B" else f"{name}: soc" if value == "toi" else f"{name}: trois"
        other = tmp_path / "other.toi"
        other.write_text(path.read_text("utf-8").replace(line, broken), "utf-8")
        assert refusal(other)[0] is reason


def test_a_name_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, "soi", "1: 1")
    path.write_text("# ALTERNATIVE NAME 1: X\n" + path.read_text("utf-8"), "utf-8")
    assert refusal(path) == (FileRefusal.HEADER_TWICE, 4)


def test_names_may_hold_colons_marks_and_accents(tmp_path: Path) -> None:
    path = a_file(tmp_path, "soi", "1: 1")
    named = path.read_text("utf-8").replace("NAME 1: A", "NAME 1: Élu·e : [b]A[/b] # 1")
    path.write_text(named, "utf-8-sig")
    assert counted(path, "plurality").winners == ("Élu·e : [b]A[/b] # 1",)


def test_a_file_that_is_not_one_of_papers_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent.soi")[0] is FileRefusal.NO_FILE
    assert refusal(tmp_path / "votes.docx")[0] is FileRefusal.UNKNOWN_KIND
    (tmp_path / "latin.soi").write_bytes("# TITLE: Élection".encode("latin-1"))
    assert refusal(tmp_path / "latin.soi")[0] is FileRefusal.NOT_TEXT


def test_a_grade_is_not_a_rank_nor_a_rank_a_grade(tmp_path: Path) -> None:
    ranked = read_papers(a_file(tmp_path, "soi", "1: 1"))
    sorted_ = read_papers(a_file(tmp_path, "cat", "1: 1"))
    assert {m for m in METHODS if why_not_count_by(ranked, m) is None} == set(OF_RANKINGS)
    fitting = {m for m in METHODS if why_not_count_by(sorted_, m) is None}
    assert fitting == {"approval", "majority-judgment"}
    assert why_not_count_by(ranked, "approval") is FileRefusal.FOREIGN
    assert why_not_count_by(ranked, "copeland") is FileRefusal.UNKNOWN_METHOD


# What we publish


def published(folder: Path, sheet: Sheet, given: dict[str, int]) -> Path:
    path = folder / "bulletins.jsonl"
    path.write_text("\n".join(publish("Comment venir ?", sheet, WORDS, given)), "utf-8")
    return path


SHEETS = {
    "plurality": (Sheet(Method.CHOICE, OPTIONS), {"17": 3, "none": 2, "4": 1}),
    "approval": (Sheet(Method.APPROVAL, OPTIONS), {"17 4": 3, "none": 2, "19": 1}),
    "dots": (Sheet(Method.DOTS, OPTIONS, dots=4, each=3), {"17:3 4:1": 2, "none": 1, "19:2": 1}),
    "majority-judgment": (
        Sheet(Method.JUDGMENT, OPTIONS, GRADES),
        {"17:0 19:2 4:1": 2, "17:1 19:1 4:1": 1},
    ),
    "borda": (Sheet(Method.RANKING, OPTIONS, counting=Counting.BORDA), {"17:1 4:1": 2, "19:1": 1}),
    "instant-runoff": (
        Sheet(Method.RANKING, OPTIONS, counting=Counting.RUN_OFF),
        {"17:1 19:2 4:3": 2, "19:1": 1, "none": 1},
    ),
    "schulze": (Sheet(Method.RANKING, OPTIONS), {"17:2 19:1 4:3": 2, "19:1 4:2": 1}),
}


@pytest.mark.parametrize("method", SHEETS)
def test_what_is_published_is_counted_as_the_ballot_was(tmp_path: Path, method: str) -> None:
    sheet, given = SHEETS[method]
    again = counted(published(tmp_path, sheet, given), method)
    assert again == count(sheet, WORDS, given) and again.method == method
    assert again.voters == sum(given.values()) and again.winners


def test_answers_and_positions_are_published_with_their_words(tmp_path: Path) -> None:
    agreed = published(tmp_path, Sheet(), {"agree": 3, "unsure": 1})
    assert counted(agreed, "agreement").winners == ("D’accord",)
    consent = published(tmp_path, Sheet(Method.CONSENT), {"no_objection": 5, "objection": 1})
    assert counted(consent, "consent").winners == ("Une objection",)
    moving = published(tmp_path, Sheet(Method.MOVING), {"1>1": 2, "1>5": 1})
    steps = counted(moving, "moving").steps
    assert [(p.first, p.last) for p in steps] == [(3, 2), (0, 0), (0, 0), (0, 0), (0, 1)]


@pytest.mark.parametrize("method", ["approval", "dots", "majority-judgment"])
def test_a_published_file_never_tells_what_one_person_gave_to_two_options(
    tmp_path: Path, method: str
) -> None:
    sheet, given = SHEETS[method]
    _, *lines = published(tmp_path, sheet, given).read_text("utf-8").splitlines()
    assert all('"question"' in line and '"paper"' not in line for line in lines)


def test_a_published_file_does_not_tell_in_which_order_papers_came(tmp_path: Path) -> None:
    sheet, given = SHEETS["schulze"]
    turned = dict(reversed(given.items()))
    one = published(tmp_path, sheet, given).read_text("utf-8")
    assert published(tmp_path, sheet, turned).read_text("utf-8") == one


@pytest.mark.parametrize(
    ("method", "line", "reason"),
    [
        ("schulze", '{"paper":"17:1 17:2","people":1}', PaperRefusal.TWICE),
        ("schulze", '{"paper":"17:9","people":1}', PaperRefusal.NOT_A_MARK),
        ("schulze", '{"paper":"18:1","people":1}', PaperRefusal.ANOTHER_OPTION),
        ("dots", '{"paper":"17:3 19:3","people":1}', PaperRefusal.TOO_MANY_DOTS),
        ("dots", '{"paper":"17:4","people":1}', PaperRefusal.TOO_MANY_HERE),
        ("majority-judgment", '{"paper":"17:0","people":1}', PaperRefusal.GRADE_MISSING),
        ("majority-judgment", '{"paper":"17:3 19:0 4:0","people":1}', PaperRefusal.NOT_A_MARK),
        ("plurality", '{"paper":"18","people":1}', PaperRefusal.ANOTHER_OPTION),
        ("schulze", '{"question":"17","mark":1,"people":1}', FileRefusal.MIXED),
        ("schulze", '{"paper":"17:1","people":0}', FileRefusal.NOT_A_LINE),
        ("schulze", '{"paper":"17:1","people":true}', FileRefusal.NOT_A_LINE),
        ("schulze", "17:1", FileRefusal.NOT_A_LINE),
    ],
)
def test_a_paper_that_the_sheet_does_not_allow_is_named(
    tmp_path: Path, method: str, line: str, reason: Refusal
) -> None:
    header = next(publish("?", SHEETS[method][0], WORDS, {}))
    path = tmp_path / "bulletins.jsonl"
    path.write_text(f"{header}\n{line}\n", "utf-8")
    assert refusal(path) == (reason, 2)


def test_a_published_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    for method in ("schulze", "dots"):
        path = published(tmp_path, *SHEETS[method])
        lines = path.read_text("utf-8").splitlines()
        path.write_text("\n".join(lines[:-1]), "utf-8")
        assert refusal(path)[0] is FileRefusal.VOTERS
    path.write_text('{"format":"autre"}', "utf-8")
    assert refusal(path) == (FileRefusal.NOT_OURS, 1)
    path.write_text("", "utf-8")
    assert refusal(path) == (FileRefusal.NOT_OURS, 1)
