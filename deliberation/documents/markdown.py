"""A document as Markdown: plain text that people and machines can both read."""

import re
from collections.abc import Iterable

from deliberation.documents import tree
from deliberation.documents.tree import Block, Document

MARKS = re.compile(r"([\\`*_\[\]<>#|~&$])")
START = re.compile(r"^(\d*)([-+=.)])", re.MULTILINE)
LINE_END = re.compile(r"[ \t]*\n\s*")


def markdown(document: Document) -> str:
    """The document as CommonMark with tables; what people wrote is never read as markup."""
    document = tree.cleaned(document)
    card = [f"- {_bold(name)} {_words(said)}" for name, said in tree.identity_card(document)]
    pieces = [
        f"# {_words(document.title)}",
        _paragraphs(document.subtitle),
        "\n".join(card),
        _set_apart(_paragraphs(document.notice)),
    ]
    for depth, heading, section in tree.numbered(document.sections):
        pieces.append(heading and f"{'#' * (depth + 1)} {_words(heading)}")
        pieces += map(_block, section.blocks)
    return _joined(pieces) + "\n"


def _block(block: Block) -> str:
    match block:
        case tree.Paragraph(text, sources):
            return " ".join(
                [_paragraphs(text), *(_words(tree.bracketed(source)) for source in sources)]
            )
        case tree.Quote(text, attribution):
            author = attribution and f"— {_words(attribution)}"
            return _set_apart(_joined([_paragraphs(tree.quoted(text)), author]))
        case tree.Bullets(items):
            return "\n".join(f"- {_line(item)}" for item in items if item)
        case tree.Table(caption, _, _, note):
            return _joined([_bold(caption), _table(tree.rectangle(block)), _paragraphs(note)])
        case tree.Picture(_, alt, caption, sentence):
            told = alt if alt != sentence else ""
            return _joined([_bold(caption), _paragraphs(sentence), _paragraphs(told)])
        case tree.Note(text):
            return _set_apart(_paragraphs(text))


def _table(lines: list[list[str]]) -> str:
    head, *rows = [[_words(cell) for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _paragraphs(text: str) -> str:
    return "\n\n".join(_line(part, "\\\n") for part in tree.paragraphs(text))


def _line(text: str, end: str = " ") -> str:
    """A line of its own, which must not begin like an item or an underlined title."""
    return START.sub(r"\1\\\2", _words(text, end))


def _words(text: str, end: str = " ") -> str:
    return LINE_END.sub(lambda _: end, MARKS.sub(r"\\\1", text))


def _bold(text: str) -> str:
    return text and f"**{_words(text)}**"


def _set_apart(said: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in said.split("\n")) if said else ""


def _joined(pieces: Iterable[str]) -> str:
    return "\n\n".join(filter(None, pieces))
