"""Keeping a file of contributions, proposals, arguments and totals in a closed topic of its own."""

from collections import Counter as Counted
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.ballots.closing import close_imported
from deliberation.ballots.models import Ballot, HandCount
from deliberation.debate.models import (
    Argument,
    Contribution,
    ContributionState,
    Link,
    LinkKind,
    Proposal,
    ProposalVersion,
)
from deliberation.debate.privacy import findings
from deliberation.debate.rules import first_state
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.records import imports
from deliberation.records.lines import BadLine, Kind, Line, understood
from deliberation.records.sheets import Refusal, Unreadable, read_sheet

ELSEWHERE = "autre plateforme"


class Batch(NamedTuple):
    """All that was understood of a file."""

    topic: str
    title: str
    lines: list[Line]
    refused: list[Refusal]
    encoding: str

    def numbers(self) -> dict[str, int]:
        """How many lines of each kind were understood."""
        kinds = Counted(line.kind for line in self.lines)
        return {
            "contributions": kinds[Kind.CONTRIBUTION],
            "proposals": kinds[Kind.PROPOSAL],
            "arguments": kinds[Kind.ARGUMENT],
        }


class Kept(NamedTuple):
    """What an import left: the topic, and how much was new."""

    topic_id: int
    contributions: int
    proposals: int
    arguments: int
    totals: int


def read_batch(path: Path) -> Batch:
    """Read a file whole. One of its lines may name the topic; else the file does."""
    sheet = read_sheet(path)
    lines: list[Line] = []
    refused = list(sheet.refused)
    seen: set[tuple[Kind, str, str]] = set()
    for row in sheet.rows:
        try:
            found = understood(row.fields)
            keys = [(line.kind, line.parent, line.id) for line in found]
            if seen.intersection(keys) or len(set(keys)) < len(keys):
                raise BadLine("cette ligne est déjà dans le fichier")
        except BadLine as bad:
            refused.append(Refusal(path.name, row.line, str(bad)))
            continue
        seen.update(keys)
        lines += found
    if not lines:
        raise Unreadable(f"{path} ne contient aucune ligne lisible.")
    topic = next((line for line in lines if line.kind is Kind.TOPIC), None)
    name = topic.id if topic else f"file:{path.stem}"
    title = topic.words if topic else path.stem
    said = [line for line in lines if line.kind is not Kind.TOPIC]
    refused += _orphans(path, said)
    return Batch(name, title, said, sorted(refused, key=lambda one: one.line), sheet.encoding)


def _orphans(path: Path, lines: Iterable[Line]) -> list[Refusal]:
    """Arguments whose proposal is in no line of the file."""
    lines = list(lines)
    proposals = {line.id for line in lines if line.kind is Kind.PROPOSAL}
    return [
        Refusal(path.name, 0, f"l'argument {line.id} parle d'une proposition absente")
        for line in lines
        if line.kind is Kind.ARGUMENT and line.parent not in proposals
    ]


def keep_batch(session: Session, batch: Batch, now: datetime, topic_id: int | None = None) -> Kept:
    """Keep what is new of a file. The same one, read again, adds nothing."""
    if topic_id is None:
        topic = imports.imported_topic(session, batch.topic, batch.title)
    else:
        topic = session.get_one(Topic, topic_id, with_for_update=True)
    assert topic.id
    authors = sorted({line.author for line in batch.lines if line.author})
    people, _ = imports.known_participants(session, topic, authors, local_day(now))
    said = {kind: [line for line in batch.lines if line.kind is kind] for kind in Kind}
    contributions = _contributions(session, topic.id, said[Kind.CONTRIBUTION], people, now)
    proposals = _proposals(session, topic.id, said[Kind.PROPOSAL], people, now)
    arguments = _arguments(session, topic.id, said[Kind.ARGUMENT], people, now)
    totals = _totals(session, topic.id, said[Kind.PROPOSAL], now)
    kept = Kept(topic.id, contributions, proposals, arguments, totals)
    if any(kept[1:]):
        record(session, "contributions.imported", topic.channel, **kept._asdict())
    return kept


def _contributions(
    session: Session, topic_id: int, lines: list[Line], people: dict[str, int], now: datetime
) -> int:
    known = imports.known_rows(session, Contribution, topic_id)
    rows = [
        Contribution(
            topic_id=topic_id,
            participant_id=people.get(line.author),
            words=line.words,
            nature=line.nature,
            voice=line.voice,
            channel=line.channel,
            scope=line.scope,
            said_by=line.said_by,
            state=ContributionState.HIDDEN if line.hidden else first_state(findings(line.words)),
            at=line.at or now,
            external_id=line.id,
        )
        for line in lines
        if line.id not in known
    ]
    return imports.keep_rows(session, rows)


def _proposals(
    session: Session, topic_id: int, lines: list[Line], people: dict[str, int], now: datetime
) -> int:
    known = imports.known_rows(session, Proposal, topic_id)
    new = [line for line in lines if line.id not in known]
    proposals = [
        Proposal(
            topic_id=topic_id,
            participant_id=people.get(line.author),
            hidden=line.hidden,
            external_id=line.id,
        )
        for line in new
    ]
    imports.keep_rows(session, proposals)
    sources = imports.known_rows(session, Contribution, topic_id)
    for proposal, line in zip(proposals, new, strict=True):
        number = proposal.id or 0
        session.add(
            ProposalVersion(
                proposal_id=number, title=line.title, words=line.words, at=line.at or now
            )
        )
        session.add_all(
            Link(kind=LinkKind.INSPIRED, contribution_id=sources[source], to_id=number)
            for source in line.sources
            if source in sources
        )
    own = [_put_forward(topic_id, line, people, now) for line in new if not line.sources]
    founded = [one for one, line in zip(proposals, new, strict=True) if not line.sources]
    imports.found(session, founded, own)
    return len(proposals)


def _put_forward(topic_id: int, line: Line, people: dict[str, int], now: datetime) -> Contribution:
    """The words of a proposal or of an argument, which were read by everyone."""
    return imports.put_forward(
        topic_id, line.words, people.get(line.author), line.hidden, line.at or now
    )


def _arguments(
    session: Session, topic_id: int, lines: list[Line], people: dict[str, int], now: datetime
) -> int:
    proposals = imports.known_rows(session, Proposal, topic_id)
    known = set(
        session.exec(
            select(Argument.proposal_id, Argument.external_id)
            .join(Proposal, col(Proposal.id) == Argument.proposal_id)
            .where(Proposal.topic_id == topic_id)
        )
    )
    new = [
        line
        for line in lines
        if line.parent in proposals and (proposals[line.parent], line.id) not in known
    ]
    said = [_put_forward(topic_id, line, people, now) for line in new]
    imports.keep_rows(session, said)
    rows = [
        Argument(
            proposal_id=proposals[line.parent],
            contribution_id=words.id or 0,
            side=line.side,
            title=line.title,
            votes=line.votes,
            external_id=line.id,
        )
        for line, words in zip(new, said, strict=True)
        if line.side
    ]
    return imports.keep_rows(session, rows)


def _totals(session: Session, topic_id: int, lines: list[Line], now: datetime) -> int:
    """A closed ballot for each proposal that was voted on elsewhere, with its declared totals."""
    voted = [line for line in lines if line.totals]
    known = imports.known_rows(session, Ballot, topic_id)
    new = [line for line in voted if line.id not in known]
    versions = imports.first_versions(session, topic_id)
    ballots = [imports.closed_ballot(topic_id, versions[line.id], line.id, now) for line in new]
    imports.keep_rows(session, ballots)
    counts = [
        HandCount(ballot_id=ballot.id or 0, source=ELSEWHERE, choice=choice, number=number)
        for ballot, line in zip(ballots, new, strict=True)
        for choice, number in sorted(line.totals.items())
    ]
    imports.keep_rows(session, counts)
    close_imported(session, [ballot.id or 0 for ballot in ballots])
    return len(ballots)
