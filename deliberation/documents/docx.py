"""A document as a Word file that can be edited and read aloud."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

from docx.document import Document as File
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.table import Table as Grid

from deliberation.documents import tree
from deliberation.documents.stationery import blank, widths
from deliberation.documents.tree import Block, Document
from deliberation.i18n import gettext

EPOCH = (1980, 1, 1, 0, 0, 0)


def docx(document: Document) -> bytes:
    """The document as DOCX: the same bytes each time; a picture is told by its sentence."""
    document = tree.cleaned(document)
    file = blank(document)
    _cover(file, document)
    for depth, heading, section in tree.numbered(document.sections):
        if heading:
            file.add_heading(heading, depth)
        for block in section.blocks:
            _write(file, block)
    made = BytesIO()
    file.save(made)
    return _undated(made)


def _cover(file: File, document: Document) -> None:
    _said(file, document.subtitle, "Subtitle")
    file.add_paragraph(tree.one_line(document.title), "Title")
    _grid(file, tree.identity_card(document), gettext("Fiche d'identité"), "Card")
    _said(file, document.notice, "Notice")


def _write(file: File, block: Block) -> None:
    match block:
        case tree.Paragraph(text, sources):
            *before, last = tree.paragraphs(text) or [""]
            for part in before:
                file.add_paragraph(part)
            statement = file.add_paragraph(last)
            for source in sources:
                statement.add_run(" " + tree.bracketed(source), "Source")
        case tree.Quote(text, attribution):
            _said(file, tree.quoted(text), "Quote")
            _said(file, attribution and f"— {attribution}", "Attribution")
        case tree.Bullets(items):
            for item in filter(None, items):
                file.add_paragraph(item, "List Bullet")
        case tree.Table(caption, _, _, note):
            _said(file, caption, "Caption")
            _name_columns(_grid(file, tree.rectangle(block), caption, "Sheet"))
            _said(file, note, "Remark")
        case tree.Picture(_, alt, caption, sentence):
            _said(file, caption, "Caption")
            _said(file, sentence)
            _said(file, alt if alt != sentence else "", "Remark")
        case tree.Note(text):
            _said(file, text, "Note")


def _said(file: File, text: str, style: str = "Normal") -> None:
    for part in tree.paragraphs(text):
        file.add_paragraph(part, style)


def _grid(file: File, lines: Sequence[Sequence[str]], name: str, style: str) -> Grid:
    """A table of text, with the name that a screen reader says."""
    grid: Grid = file.add_table(len(lines), len(lines[0]), style)
    shares = widths(lines)
    grid.autofit = False
    for column, width in zip(grid.columns, shares, strict=True):
        column.width = width
    for row, line in zip(grid.rows, lines, strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, words, width in zip(row.cells, line, shares, strict=True):
            cell.width = width
            cell.paragraphs[0].style = "Cell"
            cell.paragraphs[0].add_run(words)
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), name)
    grid._tbl.tblPr.append(caption)
    return grid


def _name_columns(grid: Grid) -> None:
    """The first row is a heading, repeated on each page."""
    heading = grid.rows[0]
    heading._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in heading.cells:
        cell.paragraphs[0].style = "Column"


def _undated(made: BytesIO) -> bytes:
    """The same package without the hour at which each part was written."""
    copy = BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(copy, "w") as undated:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, EPOCH)
            undated.writestr(part, parts.read(name), zipfile.ZIP_DEFLATED)
    return copy.getvalue()
