"""The drawing of a method says what its table says, wherever it is shown, and nothing more."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pdfua
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from deliberation.ballots.details import detail_of, grades_of
from deliberation.ballots.drawings import ON_SCREEN, Drawing, drawing_of
from deliberation.ballots.methods import METHODS
from deliberation.ballots.methods.result import Result
from deliberation.ballots.models import Method
from deliberation.ballots.printed import printed
from deliberation.ballots.results import results_of
from deliberation.documents import tree
from deliberation.documents.pdf import pdf
from tests.ballots.polling import DOTS, GRADES, Row, marked, of, ranked, rows_of, sheets_of
from tests.ballots.voting import a_ballot_of, close, option_ids, people, vote, words
from tests.documents.screen_reader import structure
from tests.documents.world import a_document
from tests.world import World

RANKED = ("borda", "instant-runoff", "schulze")
SVG = "{http://www.w3.org/2000/svg}"
CELL = r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)"
ROUNDS = [((1, 2, 3), 4), ((2, 1, 3), 3), ((3, 2, 1), 2)]


def drawn(result: Result) -> Drawing:
    drawing = drawing_of(result)
    assert drawing is not None
    return Drawing(*(one.replace("\u00a0", " ") for one in drawing))


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def numbers(words: str) -> set[str]:
    return set(re.findall(r"\d+", words.replace("\u202f", "")))


def is_inside(svg: str) -> None:
    """Every box, disc and line of words begins inside the frame."""
    frame = ElementTree.fromstring(svg)
    assert "nan" not in svg
    width, height = map(float, frame.attrib["viewBox"].split()[2:])
    assert width > 0
    assert height > 0
    for one in frame.iter(f"{SVG}rect"):
        assert float(one.attrib["width"]) >= 0
        assert float(one.attrib["x"]) + float(one.attrib["width"]) <= width + 0.2
        assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height + 0.2
    for one in frame.iter(f"{SVG}circle"):
        assert 0 < float(one.attrib["cx"]) < width
        assert 0 < float(one.attrib["cy"]) < height
    for one in frame.iter(f"{SVG}text"):
        assert 0 <= float(one.attrib["x"]) <= width
        assert 0 < float(one.attrib["y"]) <= height
    for one in frame.iter(f"{SVG}path"):
        for across, down, wide, tall in re.findall(CELL, one.attrib["d"]):
            assert 0 <= float(across) <= float(across) + float(wide) <= width + 0.2
            assert 0 <= float(down) <= float(down) + float(tall) <= height + 0.2


@pytest.mark.parametrize("method", RANKED)
@given(rows=rows_of())
def test_a_ranking_is_drawn_inside_its_frame_whatever_was_voted(
    method: str, rows: list[Row]
) -> None:
    result = of(method, rows)
    is_inside(drawn(result).svg)
    is_inside(drawn(result).brief)


@given(sheets=sheets_of(len(DOTS)), times=st.integers(1, 5000))
def test_a_wall_of_dots_holds_any_number_of_them(sheets: list[tuple[int, ...]], times: int) -> None:
    result = METHODS["dots"](marked(sheets * min(times, 40), DOTS))
    is_inside(drawn(result).svg)


@pytest.mark.parametrize("method", RANKED)
@given(rows=rows_of(whole=True))
def test_a_drawing_has_no_number_that_its_table_has_not(method: str, rows: list[Row]) -> None:
    result = of(method, rows)
    detail = detail_of(result)
    assert detail is not None
    table = numbers(" ".join(cell for row in (detail.header, *detail.rows) for cell in row))
    places = {str(place) for place in range(len(rows[0][0]) + 1)}
    said = {found for one in texts(drawn(result).svg) for found in numbers(one)}
    assert said <= table | places


def test_rounds_say_who_leaves_and_who_stays() -> None:
    drawing = drawn(of("instant-runoff", ROUNDS))
    assert "Tour 1 : « c » part." in drawing.sentence
    assert "À la fin, il reste « b »." in drawing.sentence
    assert any("part" in one for one in texts(drawing.svg))
    assert "stroke-dasharray" in drawing.svg  # who leaves is not told by a colour alone


def test_rounds_say_whom_the_voices_of_who_leaves_go_to() -> None:
    said = drawn(of("instant-runoff", ROUNDS)).sentence
    assert said.startswith("Tour 1 : « c » part. Des voix passent à « b ». Tour 2 : ")
    # A paper that ranks nobody else goes to nobody.
    alone: list[Row] = [((1, None, None), 3), ((None, 1, None), 2), ((None, None, 1), 1)]
    assert "Des voix" not in drawn(of("instant-runoff", alone)).sentence


@pytest.mark.parametrize("method", RANKED)
@pytest.mark.parametrize("count", [1, 2, 9, 10, 23, 40])
@pytest.mark.parametrize("voters", [0, 1, 12_345])
def test_any_number_of_options_is_drawn_inside_the_frame(
    method: str, count: int, voters: int
) -> None:
    names = tuple(f"Proposition {place}" for place in range(count))
    for places in (tuple(range(1, count + 1)), (1,) * count):
        result = METHODS[method](ranked([(places, voters)] if voters else [], names))
        drawing = drawing_of(result)
        assert drawing is None or not result.steps or is_inside(drawing.svg) is None
        assert drawing is None or len(drawing.svg) < 80_000


def test_half_a_point_is_drawn_as_the_table_prints_it() -> None:
    drawing = drawn(of("borda", [((1, 2, 2), 1), ((1, 2, 3), 1)]))
    assert "1,5" in texts(drawing.svg)
    assert "1,5 point" in drawing.sentence


@given(sheets=sheets_of(len(GRADES)))
def test_each_option_is_given_the_grade_that_its_table_says(sheets: list[tuple[int, ...]]) -> None:
    result = METHODS["majority-judgment"](marked(sheets, GRADES))
    detail = detail_of(result)
    assert detail is not None
    assert grades_of(result) == {row[0]: row[1] for row in detail.rows}


def test_a_merit_profile_says_the_grade_of_the_majority_and_marks_the_middle(
    client: TestClient, world: World
) -> None:
    """And neither, where too few have voted for it to be told."""
    for voters in (30, 4):
        ballot = a_ballot_of(world, Method.JUDGMENT, "Bus", "Train")
        one, other = option_ids(world, ballot)
        for person in people(world, voters):
            vote(world, ballot, person, f"{one}:0 {other}:2")
        close(world, ballot)
        with world.db.reading() as session:
            picture = results_of(session, ballot)
        assert picture is not None
        seen = voters >= 5
        said = {line.label: line.grade for line in picture.rows if line.total}
        assert (len(set(said.values()) - {""}) == 2) is seen
        page = client.get(f"/scrutins/{ballot}").text
        assert ('class="result-grade"' in page) is seen
        drawings = [block.svg for block in printed(picture) if isinstance(block, tree.Picture)]
        drawings = [svg.replace("\u00a0", " ") for svg in drawings]
        assert any(f"Mention majoritaire : {said['Bus']}<" in svg for svg in drawings) is seen
        assert any("stroke-dasharray" in svg for svg in drawings) is seen


def test_many_rounds_show_the_first_and_the_last() -> None:
    names = "abcdefghij"
    rows: list[Row] = [
        (tuple((other - place) % 10 + 1 for other in range(10)), 2**place) for place in range(10)
    ]
    result = of("instant-runoff", rows, tuple(names))
    drawing = drawn(result)
    assert any("voir le tableau" in one for one in texts(drawing.svg))
    assert "Tour 1" in texts(drawing.svg)
    is_inside(drawing.svg)


def test_a_duel_that_is_won_is_dark_and_says_its_number() -> None:
    drawing = drawn(of("schulze", ROUNDS))
    frame = ElementTree.fromstring(drawing.svg)
    titles = [one.text or "" for one in frame.iter(f"{SVG}title")]
    assert "5 mettent « b » avant « a »" in titles
    assert "« b » : 2 duels gagnés sur 2" in drawing.sentence


def test_a_long_name_is_cut_and_told_whole_to_who_points_at_it() -> None:
    long = "Une proposition dont le nom ne tient sur aucun téléphone tenu droit"
    svg = drawn(of("borda", [((1, 2), 3)], (long, "b"))).svg
    assert any(one.endswith("…") for one in texts(svg))
    assert long in svg


def test_a_name_is_never_markup() -> None:
    svg = drawn(of("borda", [((1, 2), 3)], ("<script>alert(1)</script>", "b"))).svg
    assert "<script" not in svg


def test_the_room_sees_what_its_last_row_can_read() -> None:
    names = tuple("abcdefghij")
    rows: list[Row] = [(tuple(range(1, 11)), 3)]
    for method in RANKED:
        brief = drawn(of(method, rows, names)).brief
        shown = [one for one in texts(brief) if one in names]
        assert 0 < len(shown) <= ON_SCREEN


def test_a_document_with_drawings_is_read_aloud_without_a_fault(tmp_path: Path) -> None:
    blocks = []
    for method in RANKED:
        drawing = drawn(of(method, ROUNDS))
        blocks.append(tree.Picture(drawing.svg, drawing.sentence, method, drawing.sentence))
    wall = drawn(METHODS["dots"](marked([(2, 1), (0, 3)], DOTS)))
    blocks.append(tree.Picture(wall.svg, wall.sentence, "dots", wall.sentence))
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf(a_document(sections=(tree.Section("Votes", 1, tuple(blocks)),))))
    assert [finding.message for finding in pdfua.validate(str(path)).findings] == []
    figures = structure(path.read_bytes()).every("Figure")
    assert len(figures) == len(blocks)


@pytest.mark.parametrize("voters", [4, 30])
def test_the_same_drawing_is_on_the_page_the_screen_and_in_documents(
    client: TestClient, world: World, voters: int
) -> None:
    """And nowhere, where too few have voted for the numbers to be printed."""
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Train")
    one, other = option_ids(world, ballot)
    for place, person in enumerate(people(world, voters)):
        vote(world, ballot, person, f"{one}:2 {other}:1" if place % 2 else f"{other}:2")
    close(world, ballot)
    with world.db.reading() as session:
        picture = results_of(session, ballot)
    assert picture is not None
    seen = voters >= 5
    assert (picture.drawing is not None) is seen
    pages = [client.get(f"/scrutins/{ballot}"), client.get(f"/scrutins/{ballot}/ecran")]
    for page in pages:
        assert ('class="drawn" role="img"' in page.text) is seen
        assert ("« Train » : 45 gommettes" in words(page)) is seen
    pictures = [block for block in printed(picture) if isinstance(block, tree.Picture)]
    assert (
        picture.drawing is not None and picture.drawing.svg in [p.svg for p in pictures]
    ) is seen
