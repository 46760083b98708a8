"""The laws of a result drawn for paper."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliberation.documents.bars import BAR, LOOKS, WIDTH, bars
from deliberation.documents.strokes import contrast, written_on
from tests.documents.world import Choice, Group, a_group

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_every_group_and_every_choice_has_its_word() -> None:
    said = words(bars([a_group("Professionnels", 12, 2, 6), a_group("Tous", 30, 5, 15)]))
    assert said[0] == "Professionnels"
    assert {"12", "6", "Tous", "30", "D'accord", "D'accord si…", "Pas d'accord"} <= set(said)


def test_a_group_too_small_is_named_and_not_drawn() -> None:
    drawn = bars([a_group("Institutions")])
    assert words(drawn)[:2] == ["Institutions", "Non montré"]
    [frame] = re.findall(r'<rect[^>]*width="600.0"[^>]*>', drawn)
    assert 'fill="none"' in frame


def test_no_two_answers_of_a_question_look_alike() -> None:
    for start in ("grade-", "dots-", ""):
        kept = [name.startswith(start) if start else "-" not in name for name in LOOKS]
        looks = [look for look, mine in zip(LOOKS.values(), kept, strict=True) if mine]
        assert len(set(looks)) == len(looks) >= 4


def test_the_five_answers_each_have_their_colour_and_their_pattern() -> None:
    five = [LOOKS[one] for one in ("agree", "agree_if", "disagree", "unsure", "no_answer")]
    assert len({colour for colour, _ in five}) == len({pattern for _, pattern in five}) == 5


@pytest.mark.parametrize("ground", sorted({colour for colour, _ in LOOKS.values()}))
def test_a_number_is_read_on_every_colour(ground: str) -> None:
    assert contrast(written_on(ground), ground) >= 4.5


def test_a_bar_of_grades_marks_its_middle_and_says_the_grade_of_the_majority() -> None:
    cells = (Choice("Bien", "grade-0", 0.7, "7"), Choice("À rejeter", "grade-6", 0.3, "3"))
    long = "Un nom qui ne tient pas sur la ligne " * 4
    drawn = bars([Group(long, cells, "Bien")])
    assert f"M{WIDTH / 2} " in drawn
    label, grade = words(drawn)[:2]
    assert label.endswith("…")
    assert grade.replace("\u00a0", " ") == "Mention majoritaire : Bien"
    assert f"<title>{long}</title>" in drawn
    assert "dasharray" not in bars([a_group("Tous", 1, 2, 3)])


def test_a_topic_without_an_answer_says_so() -> None:
    assert words(bars([])) == ["Aucune réponse"]


@given(st.lists(st.integers(0, 500), min_size=3, max_size=3).filter(any), st.text("<>&\"'é●a"))
def test_bars_fill_the_width_and_names_stay_text(counts: list[int], name: str) -> None:
    shown = zip(LOOKS, counts, strict=False)
    cells = [Choice(name, shape, count / sum(counts), str(count)) for shape, count in shown]
    svg = bars([Group(name, tuple(cells))])
    assert words(svg)[0] == name
    boxes = [box.attrib for box in ElementTree.fromstring(svg).iter(f"{SVG}rect")]
    ends = [float(box["x"]) + float(box["width"]) for box in boxes if box["height"] == str(BAR)]
    assert max(ends) == pytest.approx(WIDTH, abs=0.2)
    assert "style=" not in svg
