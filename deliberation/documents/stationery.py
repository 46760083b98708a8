"""The blank Word file that documents are written on: page, letters, language, styles, numbers."""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import cast

import docx
from docx.document import Document as File
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.section import Section as Page
from docx.shared import Cm, Length, Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from deliberation.documents.tree import Document, one_line, running_header
from deliberation.i18n import gettext

SIDE = Cm(3)
BODY = Length(Mm(210) - 2 * SIDE)
FONT = "Atkinson Hyperlegible"
SIGNS = 72  # on a line of a table, whatever the letters
INK, MUTED, ACTION, WARM = "1C2333", "555E70", "0B5D66", "A63D17"
# Style -> size, colour, bold, space before and after.
LOOKS = {
    "Normal": (11, INK, False, 0, 8),
    "Title": (23, INK, True, 6, 16),
    "Subtitle": (11, MUTED, False, 0, 6),
    "Heading 1": (15, ACTION, True, 24, 8),
    "Heading 2": (12.5, INK, True, 18, 6),
    "Heading 3": (11, MUTED, True, 14, 6),
    "Heading 4": (11, MUTED, True, 14, 6),
    "List Bullet": (11, INK, False, 0, 4),
    "Caption": (10, INK, True, 14, 4),
    "Quote": (11, INK, False, 8, 2),
    "Attribution": (9.5, MUTED, False, 0, 12),
    "Cell": (9.5, INK, False, 2, 2),
    "Column": (9.5, INK, True, 2, 2),
    "Remark": (9, MUTED, False, 4, 12),
    "Note": (11, INK, False, 12, 12),
    "Notice": (11, INK, False, 12, 12),
    "Header": (8.5, MUTED, False, 0, 0),
    "Footer": (8.5, MUTED, False, 0, 0),
}
# Style -> colour of the line on its left, and of its ground.
EDGES = {
    "Quote": (ACTION, ""),
    "Note": (ACTION, "E8F1F0"),
    "Notice": (WARM, "FAF1EC"),
}
INDENTED = ("Quote", "Attribution", "Note", "Notice")
KEPT_WITH_NEXT = ("Caption", "Quote")
# Style of a table -> is its first row a heading.
TABLES = {"Card": False, "Sheet": True}
# What python-docx's own blank file carries and ours does not need: parts, and all but these styles.
DEFAULTS = ("Default Paragraph Font", "Normal Table", "No List")
LUGGAGE = ("stylesWithEffects", "customXml", "thumbnail")
# A machine without our font takes the first of these that it has.
LETTERS = f"""<w:fonts {nsdecls("w")}><w:font w:name="{FONT}">
<w:altName w:val="Verdana,DejaVu Sans,Arial"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>
</w:font></w:fonts>"""
FIELD = f"""<w:fldSimple {nsdecls("w")} w:instr="{{}}"><w:r><w:t>1</w:t></w:r></w:fldSimple>"""


def blank(document: Document) -> File:
    """An empty file with the language, the title, the date and the running lines of a document."""
    file = docx.Document()
    _unpack(file)
    _speak(file, "fr-FR" if document.language == "fr" else document.language)
    for name in LOOKS:
        _dress(file, name)
    for name, headed in TABLES.items():
        _rule(file, name, headed)
    source = file.styles.add_style("Source", WD_STYLE_TYPE.CHARACTER)
    source.font.size, source.font.color.rgb = Pt(8.5), RGBColor.from_string(MUTED)
    _lay_out(file.sections[0], document)
    _describe(file, document)
    return file


def widths(lines: Sequence[Sequence[str]]) -> list[Length]:
    """A column is as wide as its longest word, within reason, and takes its share of the rest."""
    columns = list(zip(*lines, strict=True))
    least = [_longest(" ".join(column).split(), 24) for column in columns]
    wanted = [_longest(column, 44) for column in columns]
    more = [max(want - need, 0.1) for need, want in zip(least, wanted, strict=True)]
    spare = max(SIGNS - sum(least), 0) / sum(more)
    shares = [need + spare * extra for need, extra in zip(least, more, strict=True)]
    return [Length(int(BODY * share / sum(shares))) for share in shares]


def _longest(texts: Sequence[str], most: int) -> float:
    """In signs, with the room that a cell and bold letters need."""
    return min(max(map(len, texts), default=0), most) * 1.2 + 2


def _unpack(file: File) -> None:
    for relations in (file.part.rels, file.part.package.rels):
        for key in [key for key, rel in relations.items() if rel.reltype.endswith(LUGGAGE)]:
            del relations[key]
    for style in list(file.styles):
        if style.name not in LOOKS and style.name not in DEFAULTS:
            style.delete()
    for link in file.styles.element.xpath("w:style/w:link"):
        link.getparent().remove(link)
    file.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = LETTERS.encode()


def _speak(file: File, language: str) -> None:
    """python-docx's blank file says that it is in American English."""
    [defaults] = file.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    [fonts], [tongue] = defaults.xpath("w:rFonts"), defaults.xpath("w:lang")
    fonts.attrib.clear()
    for letters in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(letters), FONT)
    tongue.set(qn("w:val"), language)
    [theme] = file.settings.element.xpath("w:themeFontLang")
    theme.set(qn("w:val"), language)


def _dress(file: File, name: str) -> None:
    size, colour, bold, before, after = LOOKS[name]
    if name not in file.styles:
        file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = file.styles["Normal"]
    style = cast(ParagraphStyle, file.styles[name])
    for stale in style.element.xpath(
        "w:rPr | w:pPr/w:pBdr | w:pPr/w:tabs | w:pPr/w:contextualSpacing"
    ):
        stale.getparent().remove(stale)
    style.font.size, style.font.color.rgb, style.font.bold = (
        Pt(size),
        RGBColor.from_string(colour),
        bold,
    )
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = (
        Pt(before),
        Pt(after),
        1.1 if size > 11 else 1.25,
    )
    if name in KEPT_WITH_NEXT:
        shape.keep_with_next = True
    if name in INDENTED:
        shape.left_indent = shape.right_indent = Cm(0.4)
    if name in EDGES:
        _edge(style, *EDGES[name])


def _edge(style: BaseStyle, line: str, ground: str) -> None:
    """A thick line on the left; with a ground, a border of the same colour gives it air."""
    spacing = style.element.get_or_add_pPr().find(qn("w:spacing"))
    border = '<w:{} w:val="single" w:sz="{}" w:space="8" w:color="{}"/>'
    air = border.format("{}", 4, ground) if ground else ""
    borders = air.format("top") + border.format("left", 18, line) + air.format("bottom")
    spacing.addprevious(parse_xml(f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>"))
    if ground:
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{ground}"/>'
        spacing.addprevious(parse_xml(shade))


def _rule(file: File, name: str, headed: bool) -> None:
    """A table with a thin line under each row, and a shaded first row if it names the columns."""
    style = file.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    line = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="C3C6CD"/>'
    side = '<w:{} w:w="100" w:type="dxa"/>'
    heading = """<w:tblStylePr w:type="firstRow"><w:tcPr>
        <w:shd w:val="clear" w:color="auto" w:fill="E8F1F0"/></w:tcPr></w:tblStylePr>"""
    looks = parse_xml(f"""<w:style {nsdecls("w")}><w:tblPr>
        <w:tblBorders>{line.format("bottom")}{line.format("insideH")}</w:tblBorders>
        <w:tblCellMar>{side.format("left")}{side.format("right")}</w:tblCellMar>
        </w:tblPr>{heading if headed else ""}</w:style>""")
    style.element.extend(list(looks))


def _lay_out(page: Page, document: Document) -> None:
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = SIDE
    page.top_margin = page.bottom_margin = Cm(2.8)
    page.different_first_page_header_footer = True
    line = page.header.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(BODY, WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("\t".join(running_header(document)))
    for footer in (page.footer, page.first_page_footer):
        line = footer.paragraphs[0]
        line.style = "Footer"
        line.paragraph_format.tab_stops.add_tab_stop(BODY, WD_TAB_ALIGNMENT.RIGHT)
        _number_pages(line)


def _number_pages(line: Paragraph) -> None:
    line.add_run("\t")
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    for piece in re.split(r"(\{pages?\})", gettext("page {page} sur {pages}")):
        if piece in fields:
            line._p.append(parse_xml(FIELD.format(fields[piece])))
        else:
            line.add_run(piece)


def _describe(file: File, document: Document) -> None:
    about, day = file.core_properties, datetime.combine(document.date, time())
    about.title, about.subject = one_line(document.title)[:255], one_line(document.subtitle)[:255]
    about.author = about.last_modified_by = about.comments = ""
    about.language = document.language
    about.created = about.modified = day
