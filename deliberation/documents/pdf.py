"""A document as a PDF that a screen reader can follow (PDF/UA-1), typeset by typst."""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from deliberation.documents import tree
from deliberation.documents.tree import Block, Document, Node
from deliberation.i18n import gettext

HERE = Path(__file__).parent
ABSENT = "□"
UNSEEN = {"Cf", "Me", "Mn"}
REFUSED = re.compile(r'the (?:text|text contains the disallowed codepoint) `"((?:\\.|[^"\\])*)"`')


def pdf(document: Document) -> bytes:
    """The document as PDF: the same bytes each time, whatever people wrote in it."""
    return drawable(tree.cleaned(document), _typeset)


def drawable(whole: Node, made: Callable[[Node, bool], bytes]) -> bytes:
    """What is `made` of a tree, less the signs that cannot be drawn; told whether it is whole."""
    shown = whole
    while True:
        try:
            return made(shown, shown == whole)
        except typst.TypstError as error:
            lessened = _without(shown, _refused(error))
            if lessened == shown:
                raise
            shown = lessened


def typeset(template: str, name: str, data: dict[str, Any], day: date) -> bytes:
    """Some data on the pages of a template, where it has this name."""
    compiler = typst.Compiler(
        HERE / template,
        root=HERE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={name: json.dumps(data)},
    )
    midnight = datetime.combine(day, time(), UTC)
    made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=midnight)
    assert isinstance(made, bytes)  # a list only where several images are asked for
    return made


def _typeset(document: Document, complete: bool) -> bytes:
    return typeset("template.typ", "document", _data(document, complete), document.date)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Our font and those that typst carries; never those of the machine, which differ."""
    ours = str(files("fontpkg_atkinson_hyperlegible") / "files")
    return typst.Fonts(include_system_fonts=False, font_paths=[ours])


def _refused(error: typst.TypstError) -> set[str]:
    """The signs that no font at hand can draw: PDF/UA forbids to print them as nothing."""
    return {_unescaped(sign) for sign in REFUSED.findall(error.diagnostic)}


def _unescaped(sign: str) -> str:
    named = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), sign)
    return re.sub(r'\\(["\'\\])', r"\1", named)


def _without(node: Node, signs: set[str]) -> Node:
    """The same tree with an empty square for each sign, and nothing for an unseen one."""
    if not signs:
        return node
    longest_first = sorted(signs, key=len, reverse=True)
    any_sign = re.compile("|".join(map(re.escape, longest_first)))
    return tree.each_string(node, lambda text: any_sign.sub(_stand_in, text))


def _stand_in(sign: re.Match[str]) -> str:
    seen = "".join(c for c in sign[0] if unicodedata.category(c) not in UNSEEN)
    return ABSENT if seen == sign[0] else seen


def _data(document: Document, complete: bool) -> dict[str, Any]:
    """All that the template reads."""
    language, _, region = document.language.partition("-")
    remark = gettext("Un signe que la police ne sait pas dessiner est remplacé par □.")
    return {
        "title": tree.one_line(document.title or document.number or gettext("Document")),
        "subtitle": document.subtitle,
        "date": {part: getattr(document.date, part) for part in ("year", "month", "day")},
        "language": {"lang": language, "region": region or None},
        "header": tree.running_header(document),
        "identity": tree.identity_card(document),
        "notice": tree.paragraphs(document.notice) + ([] if complete else [remark]),
        "sections": [
            {"depth": depth, "heading": heading, "blocks": [_block(b) for b in section.blocks]}
            for depth, heading, section in tree.numbered(document.sections)
        ],
        "words": {
            "contents": gettext("Sommaire"),
            "page": gettext("page {page} sur {pages}"),
        },
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case tree.Paragraph(text, sources):
            parts, cited = tree.paragraphs(text) or [""], list(map(tree.bracketed, sources))
            return {"kind": "paragraph", "parts": parts, "sources": cited}
        case tree.Quote(text, attribution):
            parts = tree.paragraphs(tree.quoted(text))
            return {"kind": "quote", "parts": parts, "attribution": attribution}
        case tree.Bullets(items):
            return {"kind": "bullets", "items": [item for item in items if item]}
        case tree.Table(caption, _, _, note):
            lines = tree.rectangle(block)
            return {"kind": "table", "caption": caption, "lines": lines, "note": note}
        case tree.Picture(svg, alt, caption, sentence):
            return {
                "kind": "picture",
                "svg": svg,
                "alt": alt or sentence or caption,
                "caption": caption,
                "parts": tree.paragraphs(sentence),
            }
        case tree.Note(text):
            return {"kind": "note", "parts": tree.paragraphs(text)}
