"""The laws of a LibreOffice document: sound, whole, in French, and the same bytes each time."""

import zipfile
from io import BytesIO
from xml.etree import ElementTree as Xml

import time_machine
from hypothesis import given, settings

from deliberation.documents.odf import KIND, SPACES
from deliberation.documents.odt import odt
from deliberation.documents.tree import Bullets, Document, Paragraph, Section, cleaned
from tests.documents.world import a_document, documents, every_text


def opened(document: Document) -> dict[str, Xml.Element]:
    """The parts of a file, by their names."""
    with zipfile.ZipFile(BytesIO(odt(document))) as file:
        return {name: Xml.fromstring(file.read(name)) for name in file.namelist()[1:]}


def full(name: str) -> str:
    space, _, local = name.partition(":")
    return f"{{{SPACES[space]}}}{local}"


def every(part: Xml.Element, name: str) -> list[Xml.Element]:
    return list(part.iter(full(name)))


def said(node: Xml.Element) -> str:
    """The words of an element; an end of line is one, and blanks are as many as it says."""
    words = node.text or ""
    for child in node:
        if child.tag == full("text:s"):
            words += " " * int(child.get(full("text:c"), "1"))
        elif child.tag in (full("text:line-break"), full("text:tab")):
            words += "\n"
        words += said(child) + (child.tail or "")
    return words


def letters(text: str) -> str:
    return "".join(text.split())


def test_the_package_says_its_kind_first_and_names_every_part() -> None:
    with zipfile.ZipFile(BytesIO(odt(a_document()))) as file:
        first, *others = file.infolist()
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert file.read("mimetype").decode() == KIND
    manifest = opened(a_document())["META-INF/manifest.xml"]
    named = {e.get(full("manifest:full-path")) for e in every(manifest, "manifest:file-entry")}
    assert named == {"/", *(o.filename for o in others)} - {"META-INF/manifest.xml"}


def test_headings_are_headings_numbered_as_in_print() -> None:
    content = opened(a_document())["content.xml"]
    assert [(h.get(full("text:outline-level")), said(h)) for h in every(content, "text:h")] == [
        ("1", "1. La question posée"),
        ("2", "1.1. Ce que disent les professionnels"),
        ("1", "2. Préconisations"),
        ("1", "3. Points de divergence"),
    ]


def test_every_style_that_is_used_is_there() -> None:
    parts = opened(a_document())
    used = {
        value
        for part in parts.values()
        for node in part.iter()
        for key, value in node.attrib.items()
        if key.endswith("style-name") and not node.tag.endswith("}style")
    }
    kept = {
        node.get(full("style:name"))
        for part in parts.values()
        for kind in ("style:style", "text:list-style", "style:master-page")
        for node in every(part, kind)
    }
    assert used - kept == set()


def test_the_file_speaks_french_and_names_itself() -> None:
    parts = opened(a_document())
    [default] = every(parts["styles.xml"], "style:default-style")
    [letters_of] = every(default, "style:text-properties")
    assert letters_of.get(full("fo:language")) == "fr"
    assert letters_of.get(full("fo:country")) == "FR"
    about = {child.tag: child.text for child in parts["meta.xml"][0]}
    assert about[full("dc:title")] == "Un accueil humain"
    assert about[full("dc:language")] == "fr"
    assert about[full("dc:date")] == "2026-03-29T00:00:00"


def test_a_table_names_its_columns_on_every_page_and_says_what_it_is() -> None:
    card, table = every(opened(a_document())["content.xml"], "table:table")
    assert every(card, "table:table-header-rows") == []
    [heading] = every(table, "table:table-header-rows")
    assert [said(cell) for cell in every(heading, "text:p")] == ["Collège", "Nombre"]
    assert [said(title) for title in every(table, "table:title")] == ["Qui a parlé"]


def test_pages_number_themselves_and_repeat_what_they_belong_to() -> None:
    first, others = sorted(
        every(opened(a_document())["styles.xml"], "style:master-page"),
        key=lambda page: page.get(full("style:name")) != "First_20_Page",
    )
    assert letters(said(others)) == "n°2026-4empreintea3f29c01page1sur1"
    assert letters(said(first)) == "page1sur1"


def test_what_people_write_is_never_read_as_markup_and_keeps_its_lines() -> None:
    trap = "<text:h>Titre</text:h> &amp; <script>\nun  deux\ttrois"
    document = a_document(sections=(Section("", 1, (Paragraph(trap), Bullets((trap,)))),))
    content = opened(document)["content.xml"]
    assert every(content, "text:h") == []
    assert [said(p) for p in every(content, "text:p")[-2:]] == [trap.replace("\t", "\n")] * 2


def test_the_same_document_is_the_same_file_whatever_the_hour() -> None:
    with time_machine.travel("2026-04-01 08:00", tick=False):
        morning = odt(a_document())
    with time_machine.travel("2027-12-31 23:00", tick=False):
        night = odt(a_document())
    assert morning == night
    assert morning != odt(a_document(digest="b" * 64))


@settings(max_examples=30)
@given(documents)
def test_the_file_opens_again_and_holds_every_word(document: Document) -> None:
    file = letters(said(opened(document)["content.xml"]))
    texts = map(letters, every_text(cleaned(document)))
    assert [text for text in texts if text not in file] == []
