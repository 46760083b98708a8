"""The laws of an editable document: it opens again, holds every word, and speaks French."""

from datetime import datetime
from io import BytesIO
from typing import Any

import docx as word
import time_machine
from docx.document import Document as File
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings

from deliberation.documents.docx import docx
from deliberation.documents.stationery import BODY, widths
from deliberation.documents.tree import Document, cleaned
from tests.documents.world import a_document, documents, every_text


def reopened(document: Document) -> File:
    return word.Document(BytesIO(docx(document)))


def the(file: File, path: str) -> Any:
    [found] = file.element.xpath(path)
    return found


def held(file: File) -> str:
    """All the letters of a file in reading order, tables included."""
    return letters("".join(paragraph.text for paragraph in file.element.body.iter(qn("w:p"))))


def letters(text: str) -> str:
    return "".join(text.split())


def test_headings_are_headings_numbered_as_in_print() -> None:
    file = reopened(a_document())
    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Head")]
    assert headings == [
        ("Heading 1", "1. La question posée"),
        ("Heading 2", "1.1. Ce que disent les professionnels"),
        ("Heading 1", "2. Préconisations"),
        ("Heading 1", "3. Points de divergence"),
    ]
    assert [p.text for p in file.paragraphs if p.style.name == "Title"] == ["Un accueil humain"]


def test_the_file_speaks_french_and_names_itself() -> None:
    file = reopened(a_document())
    [language] = file.styles.element.xpath("w:docDefaults//w:lang")
    assert language.get(qn("w:val")) == "fr-FR"
    about = file.core_properties
    assert (about.title, about.language) == ("Un accueil humain", "fr")
    assert about.created == about.modified == datetime.fromisoformat("2026-03-29T00:00:00+00:00")
    assert "python" not in f"{about.author}{about.comments}{about.last_modified_by}"


def test_the_letters_are_legible_and_another_font_may_stand_in() -> None:
    file = reopened(a_document())
    [font] = file.styles.element.xpath("w:docDefaults//w:rFonts")
    assert font.get(qn("w:ascii")) == "Atkinson Hyperlegible"
    fonts = [p for p in file.part.package.iter_parts() if p.partname == "/word/fontTable.xml"]
    assert b'altName w:val="Verdana' in fonts[0].blob


def test_a_table_names_its_columns_on_every_page_and_says_what_it_is() -> None:
    card, table = reopened(a_document()).tables
    assert card._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Fiche d’identité"
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Qui a parlé"
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for row in table.rows for cell in row.cells] == [
        *("Collège", "Nombre"),
        *("Associations", "6"),
    ]


def test_pages_number_themselves() -> None:
    [page] = reopened(a_document()).sections
    for footer in (page.footer, page.first_page_footer):
        fields = footer._element.xpath(".//w:fldSimple/@w:instr")
        assert fields == ["PAGE", "NUMPAGES"]
    assert page.header.paragraphs[0].text == "n° 2026-4\tempreinte a3f29c01"


def test_a_picture_is_told_in_words() -> None:
    told = [paragraph.text for paragraph in reopened(a_document()).paragraphs]
    assert "La plupart sont d'accord." in told
    assert "Une barre : 16, 6 et 8." in told


def test_the_same_document_is_the_same_file_whatever_the_hour() -> None:
    with time_machine.travel("2026-04-01 08:00", tick=False):
        morning = docx(a_document())
    with time_machine.travel("2027-12-31 23:00", tick=False):
        night = docx(a_document())
    assert morning == night
    assert morning != docx(a_document(digest="b" * 64))


def test_no_word_of_a_table_is_broken_while_there_is_room() -> None:
    header = ("Groupe", "D'accord", "D'accord si…", "Pas d'accord", "Je ne veux pas répondre")
    row = ("institutions, associations, étudiants et élus", *["la moitié ou moins"] * 4)
    shares = widths([header, row])
    assert sum(shares) <= BODY < sum(shares) + 100
    for cells, width in zip(zip(header, row, strict=True), shares, strict=True):
        longest = max(len(word) for cell in cells for word in cell.split())
        assert Pt(longest * 6.5) < width


@settings(max_examples=40)
@given(documents)
def test_the_file_opens_again_and_holds_every_word(document: Document) -> None:
    file = held(reopened(document))
    texts = map(letters, every_text(cleaned(document)))
    assert [text for text in texts if text not in file] == []
