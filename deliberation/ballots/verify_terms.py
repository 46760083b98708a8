"""How far a ballot went, what it asked, who was counted by hand and who was there: is it what the
journal sealed?
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot, BallotState, Grouping, HandCount, Option
from deliberation.ballots.terms import mark_of_presence, mark_of_terms, marks_of_sources
from deliberation.journal import IN_PIECES, Event

STATES = {
    "ballot.opened": BallotState.OPEN,
    "ballot.closed": BallotState.CLOSED,
    "ballot.reopened": BallotState.OPEN,
    "ballot.published": BallotState.PUBLISHED,
}
STEPS = (
    *STATES,
    "ballot.untied",
    "ballot.brought",
    "hands.counted",
    "voices.given_back",
    "present.declared",
)
AS_NEW = ("ballot.untied", "ballot.brought")  # what a ballot asks has another mark from here on


@dataclass
class Told:
    """What the journal says of one ballot. A line from before there were such marks has none."""

    state: BallotState = BallotState.DRAFT
    terms: set[str] = field(default_factory=set)
    sources: dict[str, str] = field(default_factory=dict)
    altered: set[str] = field(default_factory=set)  # sources found changed by their next line
    unmarked: set[str] = field(default_factory=set)  # sources that have a line without marks
    presence: str | None = None

    def of(self, source: str) -> dict[str, str]:
        return {who: mark for who, mark in self.sources.items() if who.split("/", 2)[2] == source}


def findings(session: Session, key: bytes) -> Iterator[str]:
    """Each ballot whose question, hands or people present are not those that were sealed."""
    told = _told(session)
    options, groupings, hands = (
        _by_ballot(session, kind) for kind in (Option, Grouping, HandCount)
    )
    ballots = select(Ballot).order_by(col(Ballot.id)).execution_options(**IN_PIECES)
    for ballot in session.exec(ballots):
        assert ballot.id is not None
        sealed = told[ballot.channel]
        if ballot.state is not sealed.state:
            yield f"ballot:{ballot.id}: {ballot.state}, the journal says {sealed.state}"
        if sealed.state is BallotState.DRAFT:
            continue
        now = mark_of_terms(key, ballot, options[ballot.id], groupings[ballot.id])
        if sealed.terms - {now}:
            yield f"ballot:{ballot.id}: what it asks is not what people answered"
        if sealed.presence not in (None, mark_of_presence(key, ballot)):
            yield f"ballot:{ballot.id}: the people present are not those that were declared"
        marks = marks_of_sources(key, ballot.id, hands[ballot.id])
        for who in sorted(marks.keys() | sealed.sources.keys() | sealed.altered):
            changed = who in sealed.altered or marks.get(who) != sealed.sources.get(who)
            if changed and who.split("/", 2)[2] not in sealed.unmarked:
                yield f"hand_count:{ballot.id}/{who}: not what was declared"


def _told(session: Session) -> dict[str, Told]:
    told: dict[str, Told] = defaultdict(Told)
    lines = select(Event.name, Event.channel, Event.details).where(col(Event.name).in_(STEPS))
    for name, channel, details in session.exec(lines.order_by(col(Event.id))):
        _hear(told[channel], name, details)
    return told


def _hear(told: Told, name: str, details: Mapping[str, Any]) -> None:
    told.state = BallotState(details.get("state", STATES.get(name, told.state)))
    if name in AS_NEW:
        told.terms -= {details["was"]} if "was" in details else set(told.terms)
    if "terms" in details:
        told.terms.add(details["terms"])
    told.presence = details.get("presence", told.presence)
    if name == "hands.counted" and "sealed" not in details:
        told.unmarked.add(details["source"])
    if "sealed" in details:
        _hear_declared(told, details)


def _hear_declared(told: Told, details: Mapping[str, Any]) -> None:
    if "source" not in details:  # all that was declared came from elsewhere
        told.sources = dict(details["sealed"])
        return
    mine = told.of(details["source"])
    was = details.get("was", mine)
    told.altered |= {who for who in mine.keys() | was.keys() if mine.get(who) != was.get(who)}
    told.sources = {who: m for who, m in told.sources.items() if who not in mine}
    told.sources |= details["sealed"]


def _by_ballot(session: Session, kind: type[Any]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in session.exec(select(kind)):
        rows[row.ballot_id].append(row)
    return rows
