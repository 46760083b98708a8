"""What is shorter than the whole text, as PDF/UA: one page, an easy-read sheet, slides."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from deliberation.documents import tree
from deliberation.documents.pdf import drawable, typeset
from deliberation.i18n import N_, day, gettext
from deliberation.text import clean

REPLACED = N_("Un signe que la police ne sait pas dessiner est remplacé par □.")


@dataclass(frozen=True)
class Unit:
    """A sentence, which is printed whole or not at all; it opens a paragraph or follows on."""

    text: str
    opens: bool = True
    remark: str = ""


@dataclass(frozen=True)
class Part:
    """A heading of the page, and its sentences."""

    heading: str
    units: tuple[Unit, ...]
    bulleted: bool = False


@dataclass(frozen=True)
class Page:
    """A text on one page: what does not fit is cut at a sentence, and the page says so."""

    title: str
    subtitle: str
    date: date
    card: tuple[str, ...]
    parts: tuple[Part, ...]
    more: str
    language: str = "fr"


@dataclass(frozen=True)
class EasySheet:
    """Short sentences in large letters, one idea a line; `label` says who tested them, or nobody.

    A blank line parts what is said of one thing from the next.
    """

    title: str
    label: str
    date: date
    lines: tuple[str, ...]
    foot: str = ""
    language: str = "fr"


@dataclass(frozen=True)
class Slide:
    """One idea: a heading, a few lines, or a drawing."""

    heading: str
    lines: tuple[str, ...] = ()
    svg: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Deck:
    """Slides for a room; the first one is the title."""

    title: str
    subtitle: str
    date: date
    foot: str
    slides: tuple[Slide, ...]
    language: str = "fr"


Short = TypeVar("Short", Page, EasySheet, Deck)


def page_pdf(page: Page) -> bytes:
    """The page as PDF; never two."""
    return _printed("page.typ", page)


def easy_read_pdf(sheet: EasySheet) -> bytes:
    """The easy-read sheet as PDF."""
    return _printed("easy_read.typ", sheet)


def slides_pdf(deck: Deck) -> bytes:
    """The slides as PDF, 16:9."""
    return _printed("slides.typ", deck)


def _printed(template: str, short: Short) -> bytes:
    return drawable(tree.each_string(short, clean), _typesetter(template))


def _typesetter(template: str) -> Callable[[Short, bool], bytes]:
    def typesetter(short: Short, complete: bool) -> bytes:
        return typeset(template, "short", _data(short, complete), short.date)

    return typesetter


def _data(short: Short, complete: bool) -> dict[str, Any]:
    """All that a template reads."""
    language, _, region = short.language.partition("-")
    return asdict(short) | {
        "title": tree.one_line(short.title) or gettext("Document"),
        "date": {part: getattr(short.date, part) for part in ("year", "month", "day")},
        "day": day(short.date),
        "language": {"lang": language, "region": region or None},
        "replaced": "" if complete else gettext(REPLACED),
        "page": gettext("page {page} sur {pages}"),
    }
