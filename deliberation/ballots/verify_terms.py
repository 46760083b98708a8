"""What a ballot asked, who was counted by hand and who was there: is it what the journal sealed?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot, Grouping, HandCount, Option
from deliberation.ballots.terms import mark_of_presence, mark_of_terms, marks_of_sources
from deliberation.journal import IN_PIECES, Event

STEPS = (
    "ballot.opened",
    "ballot.closed",
    "ballot.untied",
    "ballot.published",
    "ballot.brought",
    "hands.counted",
    "voices.given_back",
    "present.declared",
)
AS_NEW = ("ballot.untied", "ballot.brought")  # what a ballot asks has another mark from here on


@dataclass
class Told:
    """What the journal says of one ballot. A line from before there were such marks has none."""

    terms: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)
    presence: str | None = None


def findings(session: Session, key: bytes) -> Iterator[str]:
    """Each ballot whose question, hands or people present are not those that were sealed."""
    told = _told(session)
    options, groupings, hands = (
        _by_ballot(session, kind) for kind in (Option, Grouping, HandCount)
    )
    ballots = select(Ballot).order_by(col(Ballot.id)).execution_options(**IN_PIECES)
    for ballot in session.exec(ballots):
        assert ballot.id is not None
        sealed = told.get(ballot.channel)
        if sealed is None:
            continue
        now = mark_of_terms(key, ballot, options[ballot.id], groupings[ballot.id])
        if sealed.terms - {now}:
            yield f"ballot:{ballot.id}: what it asks is not what people answered"
        if sealed.presence not in (None, mark_of_presence(key, ballot)):
            yield f"ballot:{ballot.id}: the people present are not those that were declared"
        marks = marks_of_sources(key, ballot.id, hands[ballot.id])
        for who in sorted(marks.keys() | sealed.sources.keys()):
            if marks.get(who) != sealed.sources.get(who):
                yield f"hand_count:{ballot.id}/{who}: not what was declared"


def _told(session: Session) -> dict[str, Told]:
    told: dict[str, Told] = defaultdict(Told)
    lines = select(Event.name, Event.channel, Event.details).where(col(Event.name).in_(STEPS))
    for name, channel, details in session.exec(lines.order_by(col(Event.id))):
        _hear(told[channel], name, details)
    return told


def _hear(told: Told, name: str, details: Mapping[str, Any]) -> None:
    if name in AS_NEW:
        told.terms.clear()
    if "terms" in details:
        told.terms.add(details["terms"])
    told.presence = details.get("presence", told.presence)
    if "sealed" in details:
        source = details.get("source")  # none where all that was declared came from elsewhere
        others = {w: m for w, m in told.sources.items() if source and w.split("/", 2)[2] != source}
        told.sources = others | details["sealed"]


def _by_ballot(session: Session, kind: type[Any]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in session.exec(select(kind)):
        rows[row.ballot_id].append(row)
    return rows
