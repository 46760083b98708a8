"""What is about to enter, shown once more: each note with what is to be known of it, and the form
that says where they come from.
"""

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from deliberation.assembly.reading import TopicView, topic_view
from deliberation.debate.models import Scope
from deliberation.debate.reading import (
    CHANNEL_NAMES,
    NATURE_NAMES,
    council_of,
    options,
    scope_options,
)
from deliberation.debate.rules import LONGEST_WORDS
from deliberation.debate.sheets import type_of_nature, unsaid
from deliberation.forms import Form, Line, Option, RowNumber, number_of, numbered_field
from deliberation.i18n import N_, gettext, number, today
from deliberation.people.models import Channel
from deliberation.syntheses.boards import Board, boards_of, typed_from
from deliberation.syntheses.colleges import nameable_colleges
from deliberation.syntheses.entering import Origin, already_there
from deliberation.syntheses.entry_rules import (
    MOST_NOTES,
    Note,
    Standing,
    proposed,
    standing_of,
    why_not_bring,
)
from deliberation.text import clean
from deliberation.web import database, page

CHANNELS = (Channel.PAPER, Channel.TABLE, Channel.VOICE, Channel.ONLINE, Channel.IMPORT)
SCOPES = (Scope.DRAFTERS, Scope.COUNCIL, Scope.PUBLIC)
START = {"channel": Channel.PAPER, "scope": Scope.DRAFTERS, "nature": "", "table_name": ""} | {
    "said_by": "1",
    "college": "",
    "people": "",
}
NOT_SAID = N_("Non dit")
STANDINGS: dict[Standing, str] = {
    Standing.NEW: "",
    Standing.HELD: N_("Elle semble désigner quelqu'un : un modérateur la relira avant."),
    Standing.TWICE: N_("Les mêmes mots sont plus haut : cochez si ce sont deux paroles."),
    Standing.THERE: N_("Les mêmes mots sont déjà entrés : cochez si c'est une autre parole."),
    Standing.TOO_LONG: N_("Trop longue, {n} signes de trop : raccourcissez, ou coupez en deux."),
}


Told = Annotated[int, BeforeValidator(lambda typed: typed or 0), Field(ge=0, le=500)]


class EntryForm(Form):
    """Where the notes come from, then each of them by the number of its line."""

    channel: Literal[Channel.PAPER, Channel.TABLE, Channel.VOICE, Channel.ONLINE, Channel.IMPORT]
    scope: Literal[Scope.DRAFTERS, Scope.COUNCIL, Scope.PUBLIC] = Scope.DRAFTERS
    nature: type_of_nature = None
    table_name: Line = Field(default="", max_length=60)
    said_by: int = Field(default=1, ge=1, le=500)
    college: Annotated[RowNumber | None, unsaid] = None
    people: Told = 0
    board: Annotated[RowNumber | None, unsaid] = None
    note: list[str] = numbered_field(default=[])
    keep: list[str] = numbered_field(default=[])
    there: list[str] = numbered_field(default=[])

    def origin(self) -> Origin:
        return Origin(
            self.channel,
            self.scope,
            self.nature,
            self.table_name,
            self.said_by,
            self.college,
            self.people,
            self.board,
        )


class Described(NamedTuple):
    """A photograph that was refused: the words that say what it shows, and what is wrong."""

    words: str = ""
    error: str = ""
    sentence: str = ""


NOT_REFUSED = Described()


class Sent(NamedTuple):
    """What is about to enter: its notes, what is said of them, and what is wrong with it."""

    notes: list[Note]
    typed: Mapping[str, Any] = MappingProxyType({})
    errors: Mapping[str, str] = MappingProxyType({})
    sentence: str = ""


def first_shown(request: Request, topic_id: int, lines: dict[int, str]) -> Sent:
    """The notes of some lines, before anything is said of them."""
    with database(request).reading() as session:
        there = already_there(session, topic_id, lines.values())
    return Sent(proposed(lines, there))


def notes_in(typed: Mapping[str, Any]) -> list[Note]:
    """The notes that come back from the form, as they were corrected there."""
    words = {n: clean(said) for n, said in _numbered(typed.get("note", [])) if clean(said)}
    kept, told = ({n for n, _ in _numbered(typed.get(name, []))} for name in ("keep", "there"))
    notes, seen = [], set[str]()
    for n, said in words.items():
        standing = standing_of(said, seen, {said} if n in told else ())
        notes.append(Note(n, said, standing, n in kept))
        seen.add(said)
    return notes


def _numbered(typed: list[str]) -> list[tuple[int, str]]:
    """The fields « note-3 », « note-4 »… as they are read: by their number, in its order."""
    pairs = (one.partition(":") for one in typed)
    return sorted((number_of(place, 0), said) for place, _, said in pairs)


def shown(
    request: Request,
    topic_id: int,
    sent: Sent | None = None,
    board: int = 0,
    status: int = 200,
    described: Described = NOT_REFUSED,
) -> Response:
    """The page on which notes are brought in: that of the topic, or of a photograph beside them."""
    with database(request).reading() as session:
        view = topic_view(session, topic_id, today())
        context: dict[str, Any] = {
            "topic": view.topic,
            "refusal": why_not_bring(view.topic.phase),
            "entry": _entry(session, view, sent, board) if sent else None,
            **_entered(request),
            "limit": MOST_NOTES,
        }
        if board:
            context["board"] = session.get_one(Board, board)
            context["given"] = typed_from(session, board)
            return page(request, "syntheses/board.html", status, **context)
        return page(
            request,
            "syntheses/new_material.html",
            status,
            boards=boards_of(session, topic_id),
            described=described,
            **context,
        )


def _entered(request: Request) -> dict[str, int | None]:
    """How many notes have just entered, and how many were there already."""
    asked = request.query_params
    entered, sent = (number_of(asked.get(name, ""), 0) for name in ("entrees", "relues"))
    return {"entered": entered if sent else None, "already": max(sent - entered, 0)}


def _entry(session: Session, view: TopicView, sent: Sent, board: int) -> dict[str, Any]:
    colleges = nameable_colleges(session, view.topic.id or 0)
    council = council_of(session, view.committee)
    nobody = Option("", gettext(NOT_SAID))
    return {
        "notes": [(note, _told(note)) for note in sent.notes],
        "typed": {**START, **sent.typed},
        "errors": defaultdict(str, sent.errors),
        "sentence": sent.sentence,
        "board": board,
        "channels": [Option(one.value, gettext(CHANNEL_NAMES[one])) for one in CHANNELS],
        "scopes": [one for one in scope_options(council) if one.value in SCOPES],
        "natures": options(NATURE_NAMES),
        "colleges": [nobody, *(Option(str(id), name) for id, name in colleges.items())],
        "keeping": sum(note.keep for note in sent.notes),
        "held": sum(note.standing is Standing.HELD for note in sent.notes),
    }


def _told(note: Note) -> str:
    over = number(len(note.words) - LONGEST_WORDS)
    return gettext(STANDINGS[note.standing]).format(n=over) if STANDINGS[note.standing] else ""
