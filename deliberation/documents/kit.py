"""All that is printed for a day, as one PDF: sheets of a few kinds, typeset by typst (PDF/UA-1)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from deliberation.documents import tree
from deliberation.documents.pdf import drawable, typeset
from deliberation.i18n import gettext
from deliberation.text import clean


@dataclass(frozen=True)
class Mark:
    """A shape, by its name, and the word that doubles it."""

    shape: str
    word: str


@dataclass(frozen=True)
class Door:
    """An address, and the drawing that a phone reads instead."""

    address: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Task:
    """Something to do with the sheets from one to another, counted from 0; none without them."""

    words: str
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Cover:
    """What this is, the facts of the day, blanks to fill by hand, and what to print and place."""

    heading: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    blanks: tuple[str, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Poster:
    """How people come in: a code in huge letters, an address, a drawing. Or what lacks."""

    heading: str
    lines: tuple[str, ...]
    code: str
    door: Door | None
    blanks: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True)
class Sign:
    """What stands on a table."""

    heading: str
    name: str
    lines: tuple[str, ...]
    door: Door


@dataclass(frozen=True)
class Cards:
    """Cards to cut out, two by two."""

    heading: str
    lead: str
    cards: tuple[Mark, ...]


@dataclass(frozen=True)
class Filled:
    """One thing among others, and what is filled beside it: dots, a grade, or a rank."""

    shape: str
    words: str
    dots: int = 0
    grades: tuple[str, ...] = ()
    ranked: bool = False


@dataclass(frozen=True)
class Slip:
    """A paper to fill by hand: a question, lines to write on, boxes to tick, things to mark."""

    title: str
    question: str = ""
    easy_read: str = ""
    ruled: int = 0
    ask: str = ""
    boxes: tuple[Mark, ...] = ()
    wide: bool = False  # large drawings side by side
    filled: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Slips:
    """Slips to cut out; as many as there are here go on one sheet, if their words let them."""

    heading: str
    lead: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True)
class NoteSheet:
    """Where a table writes when it has no device: a line for each note."""

    heading: str
    lead: str
    columns: tuple[str, ...]
    natures: tuple[str, ...]
    rows: int
    foot: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """What to do when something fails: each trouble, and the steps one by one."""

    heading: str
    lead: str
    troubles: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Programme:
    """The day for who leads it: hour, what it is, length; then what is said."""

    heading: str
    lead: str
    columns: tuple[str, ...]
    steps: tuple[tuple[str, str, str, tuple[str, ...]], ...]


Sheet = Cover | Poster | Sign | Cards | Slips | NoteSheet | Advice | Programme


@dataclass(frozen=True)
class Kit:
    """All the sheets of a day, in the order in which they are printed."""

    title: str
    date: date
    sheets: tuple[Sheet, ...]


def kit_pdf(kit: Kit) -> bytes:
    """The kit as PDF: the same bytes each time, whatever people wrote in it."""
    return drawable(tree.each_string(kit, clean), _typeset)


def _typeset(kit: Kit, complete: bool) -> bytes:
    data = {
        "title": tree.one_line(kit.title),
        "date": {part: getattr(kit.date, part) for part in ("year", "month", "day")},
        "sheets": [_sheet(sheet) for sheet in kit.sheets],
        "words": {
            "page": gettext("page {page} sur {pages}"),
            "one": gettext("page {first}"),
            "several": gettext("pages {first} à {last}"),
            "replaced": ""
            if complete
            else gettext("Un signe que la police ne sait pas dessiner est remplacé par □."),
        },
    }
    return typeset("kit.typ", "kit", data, kit.date)


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return {"kind": type(sheet).__name__.lower(), **asdict(sheet)}
