"""Files are a stranger's: their text is read, and nothing that they do is done."""

from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from deliberation.errors import Refused
from deliberation.syntheses.incoming import (
    HEAVIEST,
    LONGEST_TEXT,
    MOST_ENTRIES,
    FileRefusal,
    paragraphs_of,
)

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">{}</office:document-content>'
)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "{}"><!ENTITY b SYSTEM "file:///etc/hostname">]>'.format(
    "ha" * 9
)


def packed(kind: int = ZIP_DEFLATED, **parts: str | bytes) -> bytes:
    """A file of these parts; « word/document.xml » is written word__document_xml."""
    file = BytesIO()
    with ZipFile(file, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


def a_word_file() -> bytes:
    document = Document()
    document.add_heading("Atelier du matin")
    document.add_paragraph("Un guichet ouvert", style="List Bullet")
    document.add_paragraph("")
    paragraph = document.add_paragraph("En deux ")
    paragraph.add_run("morceaux").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Une case", "Une autre\nsur deux lignes"
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_word_file_is_read_a_paragraph_and_a_cell_at_a_time() -> None:
    assert paragraphs_of("Notes du 3 mars.DOCX", a_word_file()) == [
        "Atelier du matin",
        "Un guichet ouvert",
        "En deux morceaux",
        "Une case",
        "Une autre sur deux lignes",
    ]


def test_what_was_taken_out_of_a_word_file_is_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>Reste</w:t><w:instrText>PAGE</w:instrText></w:r>"
        "<w:del><w:r><w:t>Parti</w:t><w:delText>Parti</w:delText></w:r></w:del></w:p>"
    )
    data = packed(word__document_xml=WORD.format(body))
    assert paragraphs_of("a.docx", data) == ["Reste"]


def test_an_opendocument_file_is_read_likewise() -> None:
    body = (
        "<office:body><text:tracked-changes><text:p>Parti</text:p></text:tracked-changes>"
        "<text:h>Titre</text:h><text:list><text:list-item><text:p>Un <text:span>guichet</text:span>"
        "<text:s/>ouvert<office:annotation><text:p>En marge</text:p></office:annotation></text:p>"
        "</text:list-item></text:list><table:table-cell><text:p>Une case</text:p>"
        "</table:table-cell></office:body>"
    )
    data = packed(content_xml=ODT.format(body))
    assert paragraphs_of("a.odt", data) == ["Titre", "Un guichet ouvert", "Une case"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_writing_of_any_machine(encoding: str) -> None:
    data = "Un été\r\n\r\n- Là-bas, « ici » à 5 €".encode(encoding)
    assert paragraphs_of("a.txt", data) == ["Un été", "- Là-bas, « ici » à 5 €"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", FileRefusal.NONE),
        ("a.txt", b" \n \n", FileRefusal.EMPTY),
        ("a.txt", b"a" * (HEAVIEST + 1), FileRefusal.TOO_HEAVY),
        ("a.txt", bytes(range(256)), FileRefusal.UNREADABLE),
        ("a.md", a_word_file(), FileRefusal.UNREADABLE),
        ("a.pdf", b"%PDF-1.7", FileRefusal.KIND),
        ("a.docm", a_word_file(), FileRefusal.KIND),
        ("a", b"des mots", FileRefusal.KIND),
        ("a.doc", b"\xd0\xcf\x11\xe0", FileRefusal.OLD_WORD),
        ("a.docx", b"des mots", FileRefusal.UNREADABLE),
        ("a.docx", a_word_file()[:900], FileRefusal.UNREADABLE),
        ("a.odt", a_word_file(), FileRefusal.UNREADABLE),
        ("a.docx", packed(content_xml=ODT.format("")), FileRefusal.UNREADABLE),
        ("a.docx", packed(word__document_xml="<w:p>"), FileRefusal.UNREADABLE),
        ("a.docx", packed(word__document_xml=WORD.format("<w:p/>")), FileRefusal.EMPTY),
        ("a.docx", packed(word__document_xml=b"<\x00>"), FileRefusal.UNREADABLE),
        (
            "a.docx",
            packed(word__document_xml=ENTITIES + WORD.format("<w:p>&a;&b;</w:p>")),
            FileRefusal.ENTITIES,
        ),
        ("a.odt", packed(content_xml=ENTITIES + ODT.format("&a;&b;")), FileRefusal.ENTITIES),
        (
            "a.docx",
            packed(word__document_xml=WORD.format(""), word__vbaProject_bin="x"),
            FileRefusal.RUNS,
        ),
        (
            "a.odt",
            packed(content_xml=ODT.format(""), Basic__Standard__Module1_xml="x"),
            FileRefusal.RUNS,
        ),
        (
            "a.docx",
            packed(word__document_xml=b" " * (LONGEST_TEXT + 1)),
            FileRefusal.SWOLLEN,
        ),
        (
            "a.odt",
            packed(content_xml=ODT, **{f"p{n}": b"" for n in range(MOST_ENTRIES)}),
            FileRefusal.SWOLLEN,
        ),
        ("a.docx", packed(ZIP_BZIP2, word__document_xml=WORD), FileRefusal.UNREADABLE),
    ],
)
def test_what_cannot_be_read_is_refused_in_clear_words(
    name: str, data: bytes, reason: FileRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        paragraphs_of(name, data)
    assert refused.value.reason is reason


def test_a_file_that_lies_about_its_size_or_is_locked_is_not_unpacked() -> None:
    text = WORD.format("<w:p><w:r><w:t>" + "ha" * 5_000_000 + "</w:t></w:r></w:p>").encode()
    data = packed(word__document_xml=text)
    lying = data.replace(len(text).to_bytes(4, "little"), (400).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(Refused) as refused:
        paragraphs_of("a.docx", lying)
    assert refused.value.reason is FileRefusal.UNREADABLE
    small = packed(word__document_xml=WORD.format(""))
    start = small.rindex(b"PK\x01\x02") + 8
    with pytest.raises(Refused) as refused:
        paragraphs_of("a.docx", small[:start] + b"\x01" + small[start + 1 :])
    assert refused.value.reason is FileRefusal.LOCKED
