"""The laws of a printed document: anyone can hear it, nothing said breaks it, nothing moves."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pytest
from hypothesis import given, settings

from deliberation.documents.pdf import pdf
from deliberation.documents.tree import Bullets, Document, Paragraph, Quote, Section, Table
from tests.documents.screen_reader import Role, farthest, structure
from tests.documents.world import TRAPS, a_document, documents

A4_WIDTH, RIGHT_MARGIN = 595.3, 93.6


def one_section(*blocks: object) -> Document:
    return a_document(sections=(Section("Titre", 1, blocks),))


def the_last(role: str, document: Document) -> Role:
    return structure(pdf(document)).every(role)[-1]


def test_a_document_is_tagged_titled_dated_and_in_french() -> None:
    with pikepdf.open(BytesIO(pdf(a_document()))) as made:
        assert made.Root.MarkInfo.Marked
        assert str(made.Root.Lang).startswith("fr")
        assert made.Root.ViewerPreferences.DisplayDocTitle
        metadata = made.open_metadata()
        assert metadata["dc:title"] == "Un accueil humain"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["xmp:CreateDate"].startswith("2026-03-29")
        assert float(made.pages[0].MediaBox[2]) == pytest.approx(A4_WIDTH, abs=0.1)


def test_a_checker_of_accessibility_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf(a_document()))
    assert [finding.message for finding in pdfua.validate(str(path)).findings] == []


def test_a_document_is_read_aloud_in_the_order_in_which_it_was_written() -> None:
    said = structure(pdf(a_document())).said
    order = [
        "Synthèse du comité des Deux-Vals",
        "Un accueil humain",
        "Groupe de travail",
        "Numérique et accès aux droits",
        "2026-4",
        "29 mars 2026",
        "a3f29c01" * 8,
        "Personnes non vérifiées.",
        "Sommaire",
        "Comment garder un accueil humain\u202f? [contribution\u00a012] [scrutin\u00a03]",
        "«\u202fJe n'ai plus de forfait le 15 du mois.\u202f»",
        "— contribution 12",
        "Un texte n'est pas cité.",
        "Garder une voie papier.",
        "Qui a parlé",
        "Associations",
        "Groupes de 5.",
        "La plupart sont d'accord.",
        "3. Points de divergence",
    ]
    for words in order:
        _, found, said = said.partition(words)
        assert found, f"« {words} » is not read after what stands before it"


def test_headings_are_numbered_and_skip_no_level() -> None:
    sections = [("Un", 1), ("Deux", 4), ("Trois", 2), ("Quatre", 1), ("Cinq", 0)]
    document = a_document(sections=tuple(Section(name, level) for name, level in sections))
    headings = structure(pdf(document)).every("H1", "H2", "H3", "H4", "H5")
    assert [(heading.name, heading.said) for heading in headings] == [
        ("H1", "Un accueil humain"),
        ("H2", "1. Un"),
        ("H3", "1.1. Deux"),
        ("H3", "1.2. Trois"),
        ("H2", "2. Quatre"),
        ("H2", "3. Cinq"),
    ]


def test_a_reader_can_jump_to_every_section() -> None:
    with pikepdf.open(BytesIO(pdf(a_document()))) as made, made.open_outline() as outline:
        [question, recommendations, divergence] = outline.root
        assert question.title == "1. La question posée"
        assert [child.title for child in question.children] == [
            "1.1. Ce que disent les professionnels"
        ]
        assert recommendations.title == "2. Préconisations"
        assert divergence.title == "3. Points de divergence"


def test_the_first_row_of_a_table_names_its_columns_aloud() -> None:
    table = the_last("Table", a_document())
    assert [(cell.said, cell.attributes["/Scope"]) for cell in table.every("TH")] == [
        ("Collège", "/Column"),
        ("Nombre", "/Column"),
    ]
    assert [cell.said for cell in table.every("TD")] == ["Associations", "6"]


def test_a_table_without_equal_rows_is_still_a_table() -> None:
    table = the_last("Table", one_section(Table("", ("a",), (("b", "c"), ()))))
    assert [len(row.held) for row in table.every("TR")] == [2, 2, 2]
    assert the_last("Table", one_section(Table("Vide", (), ()))).said == "Vide"


def test_a_picture_says_what_it_shows() -> None:
    assert the_last("Figure", a_document()).attributes["/Alt"] == "Une barre : 16, 6 et 8."


def test_a_quotation_is_set_apart_from_what_the_group_says() -> None:
    document = one_section(Quote("« Déjà cité. »"), Quote("Un.\n\nDeux."))
    first, second = structure(pdf(document)).every("BlockQuote")
    assert first.said == "« Déjà cité. »"
    assert [part.said for part in second.every("P")] == ["«\u202fUn.", "Deux.\u202f»"]


def test_what_every_page_repeats_is_printed_and_not_read_aloud() -> None:
    long = one_section(Bullets(("Une phrase.",) * 120))
    made = pdf(long)
    with pikepdf.open(BytesIO(made)) as pages:
        assert len(pages.pages) > 2
    said = structure(made).said
    assert "page 2 sur" not in said
    assert "n° 2026-4" not in said
    assert said.count("Une phrase.") == 120


def test_the_same_document_is_the_same_file() -> None:
    assert pdf(a_document()) == pdf(a_document())
    assert pdf(a_document()) != pdf(a_document(digest="b" * 64))
    assert pdf(a_document()) != pdf(a_document(date=date(2026, 3, 30)))


@pytest.mark.parametrize("trap", TRAPS[:4])
def test_what_people_write_is_never_read_as_source(trap: str) -> None:
    assert the_last("P", one_section(Paragraph(trap))).said == trap


def test_a_sign_that_cannot_be_drawn_leaves_a_square_and_a_remark() -> None:
    whole = structure(pdf(one_section(Paragraph("Entier"))))
    lacking = structure(pdf(one_section(Paragraph("Bravo 😀 漢字 !"))))
    assert lacking.every("P")[-1].said == "Bravo □ □□ !"
    assert "remplacé par □" in lacking.said
    assert "remplacé par □" not in whole.said


def test_arabic_hebrew_and_cyrillic_words_keep_their_letters() -> None:
    for words in ("سلام", "שלום", "Доброго дня"):
        said = the_last("P", one_section(Paragraph(words))).said
        assert sorted(said) == sorted(words)


@pytest.mark.parametrize(
    "word", ["W" * 900, "W" * 27, "https://exemple.org/" + "chemin/" * 60, "a\u00a0" * 400]
)
def test_a_word_wider_than_the_page_stays_on_the_page(word: str) -> None:
    row = (word, "b", word)
    document = a_document(
        title=word,
        subtitle=word,
        notice=word,
        identity=((word, word),),
        sections=(
            Section(word, 1, (Paragraph(word, (word,)), Quote(word, word), Bullets((word,)))),
            Section("Tableaux", 2, (Table(word, row, (row,), word),)),
            Section("Colonnes", 2, (Table("", (word,) * 14, (), ""),)),
        ),
    )
    left, right = farthest(pdf(document))
    assert left > 90
    assert right < A4_WIDTH - RIGHT_MARGIN + 15


def test_three_hundred_statements_are_all_there() -> None:
    statements = [f"Énoncé numéro {n}, avec ses mots." for n in range(300)]
    document = one_section(
        *(Paragraph(words, (f"contribution {n}",)) for n, words in enumerate(statements))
    )
    said = structure(pdf(document)).said
    assert [words for words in statements if words not in said] == []


@settings(max_examples=60)
@given(documents)
def test_no_text_breaks_the_printing(document: Document) -> None:
    made = pdf(document)
    assert pdf(document) == made
    assert structure(made).every("H1")
