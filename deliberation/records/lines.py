"""What a line of a contributions file says: understood, or refused with its reason. Pure.

Columns, in CSV or JSON Lines (all optional but the words):

    kind       contribution, proposal, argument or topic; guessed where it is missing
    id         its number elsewhere; without one, it is recognised by its words
    parent     for an argument: the id of its proposal
    words      also `body`, `body_html` (turned into text), `text`, `texte`
    title      for a proposal or an argument
    author     a pseudonym from elsewhere
    at         a date (ISO 8601); also `created_at`, `date`
    nature, voice, scope, channel, said_by, side    as this platform writes them
    hidden     true for what was moderated out; also `trashed`
    votes_for, votes_against, votes_mixed, votes_if, votes_no_answer   totals counted elsewhere
    sources    for a proposal: the ids of the contributions from which it comes
    arguments  in JSON Lines: a list of objects with the same columns
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from deliberation.ballots.models import Choice
from deliberation.debate.models import Nature, Scope, Side, Voice
from deliberation.people.models import Channel
from deliberation.records.html_text import text_of
from deliberation.text import clean

LONGEST = 100_000
WORDS = ("words", "body_html", "body", "text", "texte")
TOTALS = {
    "votes_for": Choice.AGREE,
    "votes_against": Choice.DISAGREE,
    "votes_mixed": Choice.UNSURE,
    "votes_if": Choice.AGREE_IF,
    "votes_no_answer": Choice.NO_ANSWER,
}
E = TypeVar("E", bound=StrEnum)


class Kind(StrEnum):
    """What a line holds."""

    CONTRIBUTION = "contribution"
    PROPOSAL = "proposal"
    ARGUMENT = "argument"
    TOPIC = "topic"


class BadLine(Exception):
    """Why a line is not taken."""


@dataclass(frozen=True)
class Line:
    """One thing said elsewhere, ready to be kept."""

    kind: Kind
    id: str
    words: str
    title: str = ""
    parent: str = ""
    author: str = ""
    at: datetime | None = None
    nature: Nature | None = None
    voice: Voice | None = None
    scope: Scope = Scope.DRAFTERS
    channel: Channel = Channel.IMPORT
    said_by: int = 1
    side: Side | None = None
    votes: int = 0
    hidden: bool = False
    totals: dict[Choice, int] = field(default_factory=dict)
    sources: tuple[str, ...] = ()


def understood(fields: dict[str, Any]) -> list[Line]:
    """What one line of a file says: itself, then the arguments nested in it."""
    line = _line(fields)
    nested = fields.get("arguments") or []
    if not isinstance(nested, list):
        raise BadLine("« arguments » n'est pas une liste")
    arguments = [
        _line({"kind": Kind.ARGUMENT, **_object(argument), "parent": line.id})
        for argument in nested
    ]
    return [line, *arguments]


def _line(fields: dict[str, Any]) -> Line:
    words = _words(fields)
    kind = _one_of(Kind, fields, "kind") or _guess(fields)
    side = _one_of(Side, fields, "side")
    parent = _text(fields, "parent")
    if kind is Kind.ARGUMENT and not (side and parent):
        raise BadLine("un argument dit sa proposition (parent) et son côté (for ou against)")
    number = _text(fields, "id") or hashlib.sha256(words.encode()).hexdigest()[:20]
    return Line(
        kind=kind,
        id=number,
        words=words,
        title=clean(_text(fields, "title"))[:500],
        parent=parent,
        author=_text(fields, "author")[:100],
        at=_moment(fields),
        nature=_one_of(Nature, fields, "nature"),
        voice=_one_of(Voice, fields, "voice"),
        scope=_one_of(Scope, fields, "scope") or Scope.DRAFTERS,
        channel=_one_of(Channel, fields, "channel") or Channel.IMPORT,
        said_by=max(1, _count(fields, "said_by") or 1),
        side=side,
        votes=_count(fields, "votes") or 0,
        hidden=_is_true(fields, "hidden") or _is_true(fields, "trashed"),
        totals=_totals(fields),
        sources=tuple(_text(fields, "sources").split()) if kind is Kind.PROPOSAL else (),
    )


def _guess(fields: dict[str, Any]) -> Kind:
    if _text(fields, "side") and _text(fields, "parent"):
        return Kind.ARGUMENT
    counted = any(_text(fields, name) for name in TOTALS)
    return Kind.PROPOSAL if counted or fields.get("arguments") else Kind.CONTRIBUTION


def _words(fields: dict[str, Any]) -> str:
    for name in WORDS:
        if written := _text(fields, name):
            words = clean(text_of(written) if name == "body_html" else written)
            if len(words) > LONGEST:
                raise BadLine(f"le texte dépasse {LONGEST} signes")
            if words:
                return words
    if title := clean(_text(fields, "title")):
        return title
    raise BadLine("il n'y a pas de texte")


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return " ".join(map(str, value))
    if isinstance(value, dict | list):
        return ""
    return "" if value is None else str(value).strip()


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadLine("un argument n'est pas un objet")
    return {str(name).casefold(): inside for name, inside in value.items()}


def _one_of(kind: type[E], fields: dict[str, Any], name: str) -> E | None:
    written = _text(fields, name).casefold()
    if not written:
        return None
    try:
        return kind(written)
    except ValueError:
        known = ", ".join(kind)
        raise BadLine(f"« {name} » vaut « {written[:40]} », et non {known}") from None


def _count(fields: dict[str, Any], name: str) -> int | None:
    written = _text(fields, name)
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise BadLine(f"« {name} » vaut « {written[:40]} », et non un nombre")
    return int(written)


def _totals(fields: dict[str, Any]) -> dict[Choice, int]:
    counts = {choice: _count(fields, name) for name, choice in TOTALS.items()}
    return {choice: number for choice, number in counts.items() if number is not None}


def _is_true(fields: dict[str, Any], name: str) -> bool:
    return _text(fields, name).casefold() in ("true", "1", "oui", "yes")


def _moment(fields: dict[str, Any]) -> datetime | None:
    written = next(filter(None, (_text(fields, n) for n in ("at", "created_at", "date"))), "")
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise BadLine(f"« {written[:40]} » n'est pas une date ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
