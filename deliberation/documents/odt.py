"""A document as an OpenDocument text (LibreOffice) that can be edited and read aloud."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as Xml

from deliberation.documents import tree
from deliberation.documents.odf import STYLE, centimetres, element, fonts, package, style_name
from deliberation.documents.stationery import widths
from deliberation.documents.tree import Block, Document
from deliberation.i18n import gettext

GAP = re.compile(r"(\n|\t| {2,})")
LINE = "0.5pt solid #c3c6cd"
HEADED = "#e8f1f0"


def odt(document: Document) -> bytes:
    """The document as ODT: the same bytes each time; a picture is told by its sentence."""
    document = tree.cleaned(document)
    written = Written()
    cover = list(written.cover(document))
    told = [
        piece
        for depth, heading, section in tree.numbered(document.sections)
        for piece in (
            *written.heading(depth, heading),
            *(made for block in section.blocks for made in written.block(block)),
        )
    ]
    opening = cover[0].get(STYLE, "")
    cover[0].set(STYLE, "Opening")
    body = element("office:body", [element("office:text", [*cover, *told])])
    content = element(
        "office:document-content",
        [
            fonts(),
            element("office:automatic-styles", [_opening(opening), *AUTOMATIC, *written.columns]),
            body,
        ],
        office_version="1.3",
    )
    return package(content, document)


def paragraph(words: Sequence[Any], style: str = "Normal") -> Xml.Element:
    """A paragraph in one of our styles."""
    return element("text:p", words, text_style__name=style_name(style))


def letters(text: str) -> Iterator[Any]:
    """A text with its ends of line, tabs and blanks as OpenDocument writes them."""
    for piece in GAP.split(text):
        if piece == "\n":
            yield element("text:line-break")
        elif piece == "\t":
            yield element("text:tab")
        elif piece.startswith("  "):
            yield " "
            yield element("text:s", text_c=str(len(piece) - 1))
        elif piece:
            yield piece


def said(text: str, style: str = "Normal") -> Iterator[Xml.Element]:
    """A paragraph for each part of a text."""
    for part in tree.paragraphs(text):
        yield paragraph(list(letters(part)), style)


class Written:
    """The pieces of one file; its columns each have a style of their own, as wide as they are."""

    def __init__(self) -> None:
        self.columns: list[Xml.Element] = []
        self.tables = 0

    def cover(self, document: Document) -> Iterator[Xml.Element]:
        """What stands before the first section; its first words open the file."""
        title = list(letters(tree.one_line(document.title)))
        yield from said(document.subtitle, "Subtitle")
        yield paragraph(title, "Title")
        yield self.table(tree.identity_card(document), gettext("Fiche d'identité"), False)
        yield from said(document.notice, "Notice")

    def heading(self, depth: int, words: str) -> Iterator[Xml.Element]:
        if words:
            style = style_name(f"Heading {depth}")
            yield element(
                "text:h",
                list(letters(words)),
                text_style__name=style,
                text_outline__level=str(depth),
            )

    def block(self, block: Block) -> Iterator[Xml.Element]:
        match block:
            case tree.Paragraph(text):
                *before, last = tree.paragraphs(text) or [""]
                for part in before:
                    yield paragraph(list(letters(part)))
                yield paragraph([*letters(last), *_sources(block.sources)])
            case tree.Quote(text, attribution):
                yield from said(tree.quoted(text), "Quote")
                yield from said(attribution and f"— {attribution}", "Attribution")
            case tree.Bullets(items):
                yield element(
                    "text:list",
                    [
                        element("text:list-item", [paragraph(list(letters(item)), "List Bullet")])
                        for item in items
                        if item
                    ],
                    text_style__name="Bullets",
                )
            case tree.Table(caption, _, _, note):
                yield from said(caption, "Caption")
                yield self.table(tree.rectangle(block), caption, True)
                yield from said(note, "Remark")
            case tree.Picture(_, alt, caption, sentence):
                yield from said(caption, "Caption")
                yield from said(sentence)
                yield from said(alt if alt != sentence else "", "Remark")
            case tree.Note(text):
                yield from said(text, "Note")

    def table(self, lines: Sequence[Sequence[str]], name: str, headed: bool) -> Xml.Element:
        """A table of text, with the name that a screen reader says."""
        self.tables += 1
        columns = []
        for place, width in enumerate(widths(lines), 1):
            style = f"Table{self.tables}.{place}"
            shape = element("style:table-column-properties", style_column__width=centimetres(width))
            self.columns.append(
                element("style:style", [shape], style_name=style, style_family="table-column")
            )
            columns.append(element("table:table-column", table_style__name=style))
        first = [element("table:table-header-rows", [_row(lines[0], "Column")])] if headed else []
        rows = [_row(line, "Cell") for line in (lines[1:] if headed else lines)]
        return element(
            "table:table",
            [element("table:title", [name]), *columns, *first, *rows],
            table_name=gettext("Tableau {n}").format(n=self.tables),
            table_style__name="Table",
        )


def _row(line: Sequence[str], style: str) -> Xml.Element:
    cells = (
        element(
            "table:table-cell",
            [paragraph(list(letters(words)), style)],
            table_style__name=f"{style}.shape",
            office_value__type="string",
        )
        for words in line
    )
    return element("table:table-row", cells, table_style__name="Row")


def _sources(sources: Sequence[str]) -> Iterator[Xml.Element]:
    for source in sources:
        words = [" ", *letters(tree.bracketed(source))]
        yield element("text:span", words, text_style__name="Source")


def _opening(style: str) -> Xml.Element:
    """The style of the very first words: theirs, on the page without a running header."""
    return element(
        "style:style",
        style_name="Opening",
        style_family="paragraph",
        style_parent__style__name=style,
        style_master__page__name="First_20_Page",
    )


def _cell(name: str, ground: str) -> Xml.Element:
    shape = element(
        "style:table-cell-properties",
        fo_border__bottom=LINE,
        fo_padding="0.1cm",
        fo_background__color=ground,
    )
    return element("style:style", [shape], style_name=f"{name}.shape", style_family="table-cell")


BULLET = element(
    "text:list-level-style-bullet",
    [
        element(
            "style:list-level-properties",
            [
                element(
                    "style:list-level-label-alignment",
                    text_label__followed__by="listtab",
                    fo_text__indent="-0.5cm",
                    fo_margin__left="0.9cm",
                )
            ],
            text_list__level__position__and__space__mode="label-alignment",
        )
    ],
    text_level="1",
    text_bullet__char="•",
)
# The looks of tables and bullets.
AUTOMATIC = (
    element(
        "style:style",
        [element("style:table-properties", table_align="left", fo_margin__bottom="0.3cm")],
        style_name="Table",
        style_family="table",
    ),
    element(
        "style:style",
        [element("style:table-row-properties", fo_keep__together="always")],
        style_name="Row",
        style_family="table-row",
    ),
    _cell("Cell", "transparent"),
    _cell("Column", HEADED),
    element("text:list-style", [BULLET], style_name="Bullets"),
)
