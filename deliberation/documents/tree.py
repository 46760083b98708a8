"""What a document says, as a frozen tree: every string is plain text, never markup."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import TypeVar, cast

from deliberation.i18n import day, gettext
from deliberation.text import NO_BREAK, clean

DEEPEST = 4
SHORT_SOURCE = 24
Node = TypeVar("Node")


@dataclass(frozen=True)
class Paragraph:
    """A statement, and short names for what it rests on ("contribution 12").

    `keys` name the same sources for a machine ("contribution:12"), one for each.
    """

    text: str
    sources: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quote:
    """Someone's own words; the guillemets are added in print."""

    text: str
    attribution: str = ""


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The first row names the columns; a shorter row is filled with empty cells."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A drawing that needs no style sheet, what it shows, and the same said in a sentence."""

    svg: str
    alt: str
    caption: str
    sentence: str
    key: str = ""  # what it is a picture of, as a statement cites it ("ballot:3")


@dataclass(frozen=True)
class Note:
    """A remark set apart from what the group says."""

    text: str


Block = Paragraph | Quote | Bullets | Table | Picture | Note


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; without a heading, it continues the section before."""

    heading: str
    level: int
    blocks: tuple[Block, ...] = ()
    purpose: str = ""  # what it is for, whatever its heading: shorter documents look for it


@dataclass(frozen=True)
class Document:
    """A synthesis, a transmission, an answer: what is printed, whatever the kind of file."""

    title: str
    subtitle: str
    number: str
    digest: str
    date: date
    language: str = "fr"
    identity: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    notice: str = ""
    # What the text says in words already, as machines and shorter documents read it.
    facts: tuple[tuple[str, str], ...] = ()


def each_string(node: Node, change: Callable[[str], str]) -> Node:
    """The same tree, with every string of it changed."""
    if isinstance(node, str):
        return cast(Node, change(node))
    if isinstance(node, tuple):
        return cast(Node, tuple(each_string(child, change) for child in node))
    if is_dataclass(node) and not isinstance(node, type):
        changed = {f.name: each_string(getattr(node, f.name), change) for f in fields(node)}
        return cast(Node, replace(node, **changed))
    return node


def cleaned(document: Document) -> Document:
    """The same document without the characters that no file can hold."""
    return each_string(document, clean)


def identity_card(document: Document) -> list[tuple[str, str]]:
    """The identity of a document, its number, date and hash included."""
    own = [
        (gettext("Numéro"), document.number),
        (gettext("Date"), day(document.date)),
        (gettext("Empreinte"), document.digest),
    ]
    given = [row for row in document.identity if any(row)]
    return given + [(label, value) for label, value in own if value]


def running_header(document: Document) -> tuple[str, str]:
    """What every page repeats: the number and the beginning of the hash."""
    number = gettext("n° {number}").format(number=document.number)
    digest = gettext("empreinte {digest}").format(digest=document.digest[:8])
    return (
        number if document.number else gettext("Projet, sans numéro"),
        digest if document.digest else "",
    )


def numbered(sections: tuple[Section, ...]) -> Iterator[tuple[int, str, Section]]:
    """Each section with its depth (no depth is skipped) and its heading, number included."""
    counts: list[int] = []
    for section in sections:
        if not section.heading:
            yield len(counts), "", section
            continue
        depth = max(1, min(section.level, len(counts) + 1, DEEPEST))
        counts = [*counts[:depth], *[0] * (depth - len(counts))]
        counts[-1] += 1
        yield depth, ".".join(map(str, counts)) + ". " + one_line(section.heading), section


def one_line(text: str) -> str:
    """A title, which no line break cuts."""
    return re.sub(r"\s*\n\s*", " ", text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, parted by its empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def rectangle(table: Table) -> list[list[str]]:
    """The header and the rows of a table, all of one width, which is never nothing."""
    lines = [list(table.header), *map(list, table.rows)]
    width = max(1, *map(len, lines))
    return [line + [""] * (width - len(line)) for line in lines]


def bracketed(source: str) -> str:
    """What a statement rests on, as it is printed; short, it stays on one line."""
    return f"[{source.replace(' ', NO_BREAK) if len(source) <= SHORT_SOURCE else source}]"


def quoted(text: str) -> str:
    """The words between guillemets, unless they already are."""
    return text if text.startswith("«") else f"«\u202f{text}\u202f»"


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the sign that ends it."""
    ends = re.sub(r"([.!?…])(\s+)(?=[A-ZÀ-Ý«0-9])", "\\1\n\n", one_line(text))
    return paragraphs(ends)


def statements(document: Document) -> Iterator[tuple[str, Section, Paragraph]]:
    """What stands on sources, each with its number: the second one of part 4 is « 4.2 »."""
    number, rank = "", 0
    for _, heading, section in numbered(document.sections):
        if heading:
            number, rank = heading.split(" ")[0].rstrip("."), 0
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.sources:
                rank += 1
                yield f"{number}.{rank}".lstrip("."), section, block
