"""A topic as a file that `import contributions` reads back to the same content.

No author, no college, and of what was said here the day alone: a file that travels must not let
anyone be recognised. Nothing that stays at a table, is held, or was withdrawn is in it.
"""

import csv
import json
from collections.abc import Collection, Iterable, Iterator
from io import StringIO
from typing import Any

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.ballots.closing import counts_of
from deliberation.ballots.models import Ballot, Method
from deliberation.ballots.reading import SHOWN, answers
from deliberation.debate.commands import listed, told
from deliberation.debate.models import (
    Argument,
    Contribution,
    ContributionState,
    Link,
    LinkKind,
    Proposal,
    ProposalVersion,
)
from deliberation.debate.proposals import proposals_of, sources_of
from deliberation.debate.rules import Audience
from deliberation.records.lines import TOTALS, Kind
from deliberation.records.results import exact_counts
from deliberation.text import defused

COLUMNS = (
    *("kind", "id", "parent", "title", "words", "nature", "voice", "scope", "channel"),
    *("said_by", "side", "votes", "hidden", "at", *TOTALS, "sources"),
)
Row = dict[str, Any]


def rows_of(session: Session, topic_id: int, public: bool = False) -> Iterator[Row]:
    """The lines of a topic: itself, its contributions, its proposals, their arguments."""
    topic = session.get_one(Topic, topic_id)
    yield {
        "kind": Kind.TOPIC,
        "id": topic.external_id or f"topic:{topic.id}",
        "words": topic.question,
    }
    yield from _contributions(session, topic_id, public)
    totals = _totals(session, topic_id, public)
    proposals = proposals_of(session, topic_id, with_merged=True, with_hidden=not public)
    sources = _sources(session, [version.proposal_id for version in proposals])
    for version in proposals:
        proposal = session.get_one(Proposal, version.proposal_id)
        yield _known(
            kind=Kind.PROPOSAL,
            id=_number(proposal),
            title=version.title,
            words=version.words,
            hidden=proposal.hidden,
            at=version.at.isoformat(),
            sources=sources[version.proposal_id],
            **totals.get(version.proposal_id, {}),
        )
        yield from _arguments(session, proposal, public)


def _contributions(session: Session, topic_id: int, public: bool) -> Iterator[Row]:
    """Words that stand by themselves; those of a proposal or of an argument are in its line."""
    audience = Audience.PUBLIC if public else Audience.DRAFTERS
    states = {ContributionState.SHOWN, *(() if public else [ContributionState.HIDDEN])}
    elsewhere = select(Link.contribution_id).where(Link.kind == LinkKind.FOUNDED)
    said = listed(topic_id, audience, states).where(
        ~elsewhere.where(Link.contribution_id == Contribution.id).exists(),
        ~select(Argument.id).where(Argument.contribution_id == Contribution.id).exists(),
    )
    for one in session.exec(said.order_by(col(Contribution.id))):
        yield _known(
            kind=Kind.CONTRIBUTION,
            id=_number(one),
            words=one.words,
            nature=one.nature,
            voice=one.voice,
            scope=one.scope,
            channel=one.channel,
            said_by=one.said_by,
            hidden=one.state is ContributionState.HIDDEN,
            at=one.at.isoformat() if one.external_id else one.at.date().isoformat(),
        )


def _arguments(session: Session, proposal: Proposal, public: bool) -> Iterator[Row]:
    audience = Audience.PUBLIC if public else Audience.DRAFTERS
    states = {ContributionState.SHOWN, *(() if public else [ContributionState.HIDDEN])}
    wanted = select(Argument, Contribution).join(Contribution)
    wanted = wanted.where(Argument.proposal_id == proposal.id, told(audience, states))
    for one, said in session.exec(wanted.order_by(col(Argument.id))):
        yield _known(
            kind=Kind.ARGUMENT,
            id=_number(one),
            parent=_number(proposal),
            title=one.title,
            words=said.words,
            side=one.side,
            votes=one.votes,
            hidden=said.state is ContributionState.HIDDEN,
            at=said.at.isoformat(),
        )


def _totals(session: Session, topic_id: int, public: bool) -> dict[int, Row]:
    """The totals of each proposal whose vote is closed; a vote still open tells nothing, nor does
    in `public` one whose numbers no page may print.
    """
    ballots = session.exec(
        select(Ballot, ProposalVersion.proposal_id)
        .join(ProposalVersion, col(ProposalVersion.id) == Ballot.proposal_version_id)
        .where(Ballot.topic_id == topic_id, SHOWN, Ballot.method == Method.AGREEMENT)
        .order_by(col(Ballot.id))
    ).all()
    counts = exact_counts(session, [ballot.id or 0 for ballot, _ in ballots])
    return {
        proposal_id: {name: counts[ballot.id or 0, choice] for name, choice in TOTALS.items()}
        for ballot, proposal_id in ballots
        if not public or _is_printed(session, ballot)
    }


def _is_printed(session: Session, ballot: Ballot) -> bool:
    """Whether a page may print the numbers of a ballot; those declared elsewhere are no secret."""
    return not answers(session, ballot) or counts_of(session, ballot) is not None


def _sources(session: Session, proposal_ids: Collection[int]) -> dict[int, list[str]]:
    sources = sources_of(session, proposal_ids, founding=False)
    wanted = col(Contribution.id).in_(set().union(*sources.values()))
    numbers = {one.id: _number(one) for one in session.exec(select(Contribution).where(wanted))}
    return {id: [numbers[one] for one in sorted(found)] for id, found in sources.items()}


def _number(row: Contribution | Proposal | Argument) -> str:
    """What a line is called: its number elsewhere, or else ours."""
    return row.external_id or f"n{row.id}"


def _known(**fields: Any) -> Row:
    """A line without its empty fields."""
    return {
        name: value
        for name, value in fields.items()
        if not (value is None or value is False or value in ("", []))
    }


def as_json(rows: Iterable[Row]) -> str:
    """One JSON array, a line for each object."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def as_csv(rows: Iterable[Row]) -> str:
    """A table for a French spreadsheet: semicolons, and no cell that looks like a formula."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: defused(_cell(value)) for name, value in row.items()})
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return "true" if value is True else str(value)
