"""The laws of what is shorter than the whole text: one page, an easy-read sheet, slides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliberation.documents.short import (
    Deck,
    EasySheet,
    Page,
    Part,
    Slide,
    Unit,
    easy_read_pdf,
    page_pdf,
    slides_pdf,
)
from tests.documents.screen_reader import farthest, structure
from tests.documents.world import TRAPS, a_picture, texts

DAY = date(2026, 3, 29)
MORE = "La suite est dans le texte complet."
SMALLEST_EASY, SMALLEST_SHOWN = 16, 28
FOOT = {12, 16}  # what every page repeats may be smaller


def a_page(*units: Unit, title: str = "Un accueil humain", bulleted: bool = False) -> Page:
    others = (Part("Demandes", (Unit("Un guichet par canton\u202f?"),), True),)
    first = Part("L'essentiel", units or (Unit("Les démarches écartent."),), bulleted)
    return Page(title, "La question", DAY, ("n° 2026-4", "29 mars 2026"), (first, *others), MORE)


def an_easy_sheet(*lines: str) -> EasySheet:
    lines = lines or ("Internet est difficile.", "", "On veut parler à quelqu'un.")
    return EasySheet("Un accueil humain", "Version facile à lire.", DAY, lines, "n° 2026-4")


def a_deck(*lines: str) -> Deck:
    picture = Slide("Le vote", svg=a_picture().svg, alt="Une barre : 16, 6 et 8.")
    slides = (Slide("L'essentiel", lines or ("Un guichet.",)), picture)
    return Deck("Un accueil humain", "La question", DAY, "n° 2026-4", slides)


ALL = ((page_pdf, a_page()), (easy_read_pdf, an_easy_sheet()), (slides_pdf, a_deck()))


def opened(made: bytes) -> Any:
    return pikepdf.open(BytesIO(made))


def sizes(made: bytes) -> set[int]:
    """How large the letters of each run are, drawings apart."""
    found = set()
    with opened(made) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    found.add(round(float(operands[1])))
    return found


@pytest.mark.parametrize(("made", "short"), ALL)
def test_each_is_tagged_titled_dated_in_french_and_without_a_fault(
    made: Callable[[Any], bytes], short: Any, tmp_path: Path
) -> None:
    content = made(short)
    assert made(short) == content
    path = tmp_path / "short.pdf"
    path.write_bytes(content)
    assert [finding.message for finding in pdfua.validate(str(path)).findings] == []
    with opened(content) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("fr")
        metadata = pdf.open_metadata()
        assert metadata["dc:title"] == "Un accueil humain"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["xmp:CreateDate"].startswith("2026-03-29")
    [title] = structure(content).every("H1")
    assert title.said == "Un accueil humain"


def test_a_page_is_read_in_order_and_cuts_nothing_that_fits() -> None:
    unit = Unit("Un guichet.", remark="Vote. Sur 30 réponses\u00a0: 20 « d'accord ».")
    said = structure(page_pdf(a_page(unit, Unit("Relire."), bulleted=True))).said
    for words in ("La question", "Un accueil humain", "L'essentiel", "Un guichet.", "Vote.",
                  "Relire.", "Demandes", "par canton"):  # fmt: skip
        _, found, said = said.partition(words)
        assert found, words
    assert MORE not in said


@pytest.mark.parametrize("length", [30, 200, 1500])
def test_a_text_too_long_for_a_page_is_cut_at_a_sentence_and_the_page_says_so(length: int) -> None:
    units = [Unit(f"Voici la phrase numéro {n}, qui dit quelque chose.") for n in range(length)]
    content = page_pdf(a_page(*units))
    said = structure(content).said
    with opened(content) as pdf:
        assert len(pdf.pages) == 1
    kept = [unit.text for unit in units if unit.text in said]
    assert kept == [unit.text for unit in units][: len(kept)]
    assert said.count("Voici") == len(kept)  # and no half of a sentence
    assert (MORE in said) == (len(kept) < length)
    assert len(kept) > 20
    assert "Un guichet par canton" in said


def test_a_sentence_longer_than_a_page_leaves_word_of_itself() -> None:
    content = page_pdf(a_page(Unit("mot " * 3000 + "."), title="W" * 200))
    with opened(content) as pdf:
        assert len(pdf.pages) == 1
    assert MORE in structure(content).said


def test_an_easy_sheet_has_large_letters_one_idea_a_line_and_its_label_first() -> None:
    content = easy_read_pdf(an_easy_sheet())
    lines = [part.said for part in structure(content).every("P")]
    assert lines == [
        "Version facile à lire.",
        "Internet est difficile.",
        "On veut parler à quelqu'un.",
    ]
    assert min(sizes(content) - FOOT) >= SMALLEST_EASY


def test_slides_are_wide_large_and_one_idea_each() -> None:
    content = slides_pdf(a_deck(*["Une phrase assez longue pour prendre une ligne."] * 5))
    with opened(content) as pdf:
        assert len(pdf.pages) == 3
        left, bottom, right, top = map(float, pdf.pages[0].MediaBox)
        assert (right - left) / (top - bottom) == pytest.approx(16 / 9)
    words = replace(a_deck(), slides=a_deck().slides[:1])  # a drawing's letters grow with it
    assert min(sizes(slides_pdf(words)) - FOOT) >= SMALLEST_SHOWN
    tree = structure(content)
    assert [heading.said for heading in tree.every("H2")] == ["L'essentiel", "Le vote"]
    assert tree.every("Figure")[0].attributes["/Alt"] == "Une barre : 16, 6 et 8."


@pytest.mark.parametrize("trap", TRAPS[:4])
def test_what_people_write_is_never_read_as_source(trap: str) -> None:
    for content in (
        page_pdf(a_page(Unit(trap, remark=trap))),
        easy_read_pdf(an_easy_sheet(trap)),
        slides_pdf(a_deck(trap)),
    ):
        assert trap in structure(content).said


@pytest.mark.parametrize("word", ["W" * 300, "https://exemple.org/" + "chemin/" * 60])
def test_a_word_wider_than_the_page_stays_on_it(word: str) -> None:
    for content, width in (
        (page_pdf(a_page(Unit(word, remark=word), title=word)), 595),
        (easy_read_pdf(an_easy_sheet(word)), 595),
        (slides_pdf(a_deck(word)), 960),
    ):
        assert farthest(content)[1] < width - 30


@settings(max_examples=12)
@given(st.lists(texts, max_size=4))
def test_no_text_breaks_the_printing(words: list[str]) -> None:
    first = (words or ["Un"])[0]
    page = a_page(*(Unit(text, opens=False, remark=text) for text in words), title=first)
    with opened(page_pdf(page)) as pdf:
        assert len(pdf.pages) == 1
    assert easy_read_pdf(an_easy_sheet(*words))
    assert slides_pdf(a_deck(*words))
