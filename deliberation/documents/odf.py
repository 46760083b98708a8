"""What an OpenDocument text is made of: elements, styles from those of Word, and its package."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as Xml

from docx.shared import Length

from deliberation.documents.stationery import (
    BODY,
    EDGES,
    FONT,
    INDENTED,
    KEPT_WITH_NEXT,
    LOOKS,
    MUTED,
)
from deliberation.documents.tree import Document, one_line, running_header
from deliberation.i18n import gettext

SCHEMAS = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = {
    **{name: f"{SCHEMAS}{name}:1.0" for name in ("office", "text", "table", "style", "meta")},
    "fo": f"{SCHEMAS}xsl-fo-compatible:1.0",
    "svg": f"{SCHEMAS}svg-compatible:1.0",
    "manifest": f"{SCHEMAS}manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}
KIND = "application/vnd.oasis.opendocument.text"
EPOCH = (1980, 1, 1, 0, 0, 0)
STYLE = f"{{{SPACES['text']}}}style-name"
SIDE = "3cm"
FALLBACK = f"'{FONT}', Verdana, 'DejaVu Sans', Arial"
# A style of ours -> its name in OpenDocument, where that has one of its own.
NAMES = {
    "Normal": "Text body",
    "List Bullet": "List Contents",
    "Quote": "Quotations",
    "Cell": "Table Contents",
    "Column": "Table Heading",
}


def element(tag: str, inside: Iterable[Any] = (), **attributes: str) -> Xml.Element:
    """An element; in its attributes' names, `_` stands for `:` and `__` for `-`."""
    named = {key.replace("__", "-").replace("_", ":", 1): said for key, said in attributes.items()}
    made = Xml.Element(_full(tag), {_full(key): said for key, said in named.items()})
    for child in inside:
        if isinstance(child, Xml.Element):
            made.append(child)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + child
        else:
            made.text = (made.text or "") + child
    return made


def style_name(name: str) -> str:
    """What a style of ours is called in a file."""
    return NAMES.get(name, name).replace(" ", "_20_")


def package(content: Xml.Element, document: Document) -> bytes:
    """The file: its kind first and uncompressed, then each part, named in the manifest."""
    parts = {
        "content.xml": content,
        "styles.xml": _styles(document),
        "meta.xml": _meta(document),
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(zipfile.ZipInfo("mimetype", EPOCH), KIND)
        for name, part in (*parts.items(), ("META-INF/manifest.xml", _manifest(parts))):
            written = zipfile.ZipInfo(name, EPOCH)
            file.writestr(written, _bytes(part), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _full(name: str) -> str:
    space, _, local = name.partition(":")
    return f"{{{SPACES[space]}}}{local}"


def _bytes(part: Xml.Element) -> bytes:
    for prefix, space in SPACES.items():
        Xml.register_namespace(prefix, space)
    return b"<?xml version='1.0' encoding='UTF-8'?>\n" + Xml.tostring(part, "unicode").encode()


def _manifest(parts: Iterable[str]) -> Xml.Element:
    entries = [("/", KIND), *((name, "text/xml") for name in parts)]
    return element(
        "manifest:manifest",
        (
            element("manifest:file-entry", manifest_full__path=path, manifest_media__type=kind)
            for path, kind in entries
        ),
        manifest_version="1.3",
    )


def _meta(document: Document) -> Xml.Element:
    day = datetime.combine(document.date, time()).isoformat()
    about = {
        "dc:title": one_line(document.title),
        "dc:subject": one_line(document.subtitle),
        "dc:language": document.language,
        "dc:date": day,
        "meta:creation-date": day,
    }
    told = [element(name, [said]) for name, said in about.items()]
    return element("office:document-meta", [element("office:meta", told)], office_version="1.3")


def _styles(document: Document) -> Xml.Element:
    return element(
        "office:document-styles",
        [
            fonts(),
            element("office:styles", [_default(document), *map(_paragraph, LOOKS), _source()]),
            element("office:automatic-styles", [_page(), _tabs("Header"), _tabs("Footer")]),
            element("office:master-styles", _masters(document)),
        ],
        office_version="1.3",
    )


def fonts() -> Xml.Element:
    """Our letters; a machine without them takes the first of the others that it has."""
    face = element(
        "style:font-face",
        style_name=FONT,
        svg_font__family=FALLBACK,
        style_font__family__generic="swiss",
        style_font__pitch="variable",
    )
    return element("office:font-face-decls", [face])


def _default(document: Document) -> Xml.Element:
    language, _, country = document.language.partition("-")
    if language == "fr":
        country = country or "FR"
    letters = element(
        "style:text-properties",
        style_font__name=FONT,
        fo_language=language,
        fo_country=country or "none",
    )
    lines = element("style:paragraph-properties", fo_orphans="2", fo_widows="2")
    return element("style:default-style", [lines, letters], style_family="paragraph")


def _paragraph(name: str) -> Xml.Element:
    size, colour, bold, before, after = LOOKS[name]
    shape = {
        "fo_margin__top": f"{before}pt",
        "fo_margin__bottom": f"{after}pt",
        "fo_line__height": "110%" if size > 11 else "125%",
    }
    if name in INDENTED:
        shape |= {"fo_margin__left": "0.4cm", "fo_margin__right": "0.4cm"}
    if name in KEPT_WITH_NEXT or name.startswith("Heading"):
        shape["fo_keep__with__next"] = "always"
    if name in EDGES:
        line, ground = EDGES[name]
        shape |= {"fo_border__left": f"2.25pt solid #{line}", "fo_padding": "0.28cm"}
        shape |= {"fo_background__color": f"#{ground}"} if ground else {}
    letters = element(
        "style:text-properties",
        fo_font__size=f"{size}pt",
        fo_color=f"#{colour}",
        fo_font__weight="bold" if bold else "normal",
    )
    given = {"style_default__outline__level": name[-1]} if name.startswith("Heading") else {}
    return element(
        "style:style",
        [element("style:paragraph-properties", **shape), letters],
        style_name=style_name(name),
        style_display__name=NAMES.get(name, name),
        style_family="paragraph",
        **given,
    )


def _source() -> Xml.Element:
    letters = element("style:text-properties", fo_font__size="8.5pt", fo_color=f"#{MUTED}")
    return element("style:style", [letters], style_name="Source", style_family="text")


def _page() -> Xml.Element:
    margin = dict.fromkeys(("fo_margin__left", "fo_margin__right"), SIDE)
    margin |= dict.fromkeys(("fo_margin__top", "fo_margin__bottom"), "1.6cm")
    size = {"fo_page__width": "21cm", "fo_page__height": "29.7cm"}
    around = {"fo_min__height": "1.2cm"}
    return element(
        "style:page-layout",
        [
            element("style:page-layout-properties", **size, **margin),
            element(
                "style:header-style",
                [element("style:header-footer-properties", fo_margin__bottom="0.6cm", **around)],
            ),
            element(
                "style:footer-style",
                [element("style:header-footer-properties", fo_margin__top="0.6cm", **around)],
            ),
        ],
        style_name="Page",
    )


def _tabs(name: str) -> Xml.Element:
    stop = element("style:tab-stop", style_position=centimetres(BODY), style_type="right")
    stops = element("style:paragraph-properties", [element("style:tab-stops", [stop])])
    return element(
        "style:style",
        [stops],
        style_name=f"{name}_20_line",
        style_family="paragraph",
        style_parent__style__name=name,
    )


def _masters(document: Document) -> list[Xml.Element]:
    """The first page says its number only; the next ones repeat what the document is."""
    number, digest = running_header(document)
    first = element(
        "style:master-page",
        [_line("header", []), _line("footer", _page_number())],
        style_name="First_20_Page",
        style_display__name="First Page",
        style_page__layout__name="Page",
        style_next__style__name="Standard",
    )
    others = element(
        "style:master-page",
        [
            _line("header", [number, element("text:tab"), digest]),
            _line("footer", _page_number()),
        ],
        style_name="Standard",
        style_page__layout__name="Page",
    )
    return [others, first]


def _line(place: str, words: Iterable[Any]) -> Xml.Element:
    style = f"{place.capitalize()}_20_line"
    return element(f"style:{place}", [element("text:p", words, text_style__name=style)])


def _page_number() -> Iterator[Any]:
    fields = {"{page}": "text:page-number", "{pages}": "text:page-count"}
    yield element("text:tab")
    for piece in re.split(r"(\{pages?\})", gettext("page {page} sur {pages}")):
        yield element(fields[piece], ["1"]) if piece in fields else piece


def centimetres(length: Length) -> str:
    """A length as OpenDocument writes it."""
    return f"{length.cm:.3f}cm"
