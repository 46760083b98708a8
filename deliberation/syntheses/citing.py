"""What a sentence stands on, as it is written: checked, in its newest version, kept as links."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlmodel import Session, col, delete, select

from deliberation.debate.commands import newest_of
from deliberation.errors import refuse
from deliberation.syntheses import quotes, writing_rules
from deliberation.syntheses.models import Citation, Statement, StatementVersion, Synthesis
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.sources import Material, material_of


@dataclass(frozen=True)
class Written:
    """A statement as it is written: its words, and what it stands on."""

    words: str
    by_group: bool = False
    contributions: tuple[int, ...] = ()
    proposals: tuple[int, ...] = ()
    ballots: tuple[int, ...] = ()
    reference: str = ""
    # Passages of what is cited, to be given word for word: the contribution, and the passage.
    quotes: tuple[tuple[int, str], ...] = ()

    @property
    def sources(self) -> int:
        cited = len(self.contributions) + len(self.proposals) + len(self.ballots)
        return cited + bool(self.reference)


def known(session: Session, synthesis: Synthesis, written: Written) -> Written:
    """The same, on the newest words; refused if it cites what drafters may not, or what is not
    in the topic."""
    written = newest(session, written)
    material = material_of(session, synthesis.topic_id)
    every = _among(material, written)
    refuse(None if every == written else SynthesisRefusal.UNKNOWN_SOURCE)
    said = {one.id: one for one in material.contributions}
    for number, words in written.quotes:
        fits = quotes.passage(said[number].words, words) is not None
        refuse(writing_rules.why_not_quote(quotes.may_be_quoted(said[number]), fits), n=number)
    if repeated := quotes.copied(written.words, material.contributions):
        refuse(writing_rules.why_not_copy(quotes.may_be_quoted(repeated)), n=repeated.id)
    return written


def newest(session: Session, written: Written) -> Written:
    """The same, with each contribution in its newest version."""
    latest = newest_of(session, written.contributions)
    now = {n: latest[n].id or 0 if n in latest else n for n in written.contributions}
    quoted = {now[n]: words for n, words in written.quotes if n in now}
    return replace(
        written,
        contributions=tuple(dict.fromkeys(now.values())),
        quotes=tuple(quoted.items()),
    )


def living(session: Session, synthesis: Synthesis, written: Written) -> Written:
    """The same, without the sources that its drafters may not cite, or not any more."""
    material = material_of(session, synthesis.topic_id)
    said = {one.id: one for one in material.contributions}
    kept = [
        (n, words)
        for n, words in written.quotes
        if n in said and quotes.may_be_quoted(said[n]) and quotes.passage(said[n].words, words)
    ]
    return _among(material, replace(written, quotes=tuple(kept)))


def _among(material: Material, written: Written) -> Written:
    contributions = {one.id for one in material.contributions}
    proposals = {one.proposal_id for one in material.proposals}
    ballots = {one.id for one in material.ballots}
    return replace(
        written,
        contributions=tuple(n for n in written.contributions if n in contributions),
        proposals=tuple(n for n in written.proposals if n in proposals),
        ballots=tuple(n for n in written.ballots if n in ballots),
        quotes=tuple(one for one in written.quotes if one[0] in contributions),
    )


def written_of(session: Session, statement: Statement) -> Written:
    """A statement as it was written, its words cited in their newest version."""
    return _as_written(session, statement.words, statement.by_group, _cited_by(session, statement))


def written_in(session: Session, version: StatementVersion) -> Written:
    """A statement as it was written in this version; what is not quoted any more is not there."""
    cited, quoting = version.cited, {q[0]: q[1:] for q in version.cited.get("quotes", [])}
    rows = _links(version.statement_id, cited, quoting)
    for number, row in enumerate(rows):
        row.id = number
    return _as_written(session, version.words, version.by_group, rows)


def cite(session: Session, statement: Statement, written: Written) -> None:
    """Keep what a sentence stands on, in place of what it stood on; of a quotation, its place."""
    session.exec(delete(Citation).where(col(Citation.statement_id) == statement.id))
    said = newest_of(session, written.contributions)
    quoting = {
        n: (*span, len(said[n].words))
        for n, words in written.quotes
        if (span := quotes.passage(said[n].words, words))
    }
    session.add_all(_links(statement.id or 0, asdict(written), quoting))
    session.flush()


def cited_in(session: Session, statement: Statement) -> dict[str, Any]:
    """What a version keeps of what its sentence stands on: numbers and places, nobody's words."""
    rows = _cited_by(session, statement)
    return {
        "contributions": [one.contribution_id for one in rows if one.contribution_id],
        "proposals": [one.proposal_id for one in rows if one.proposal_id],
        "ballots": [one.ballot_id for one in rows if one.ballot_id],
        "reference": "".join(one.reference for one in rows),
        "quotes": [
            [one.contribution_id, one.starts, one.ends, one.length]
            for one in rows
            if one.starts is not None
        ],
    }


def _links(
    number: int, written: Mapping[str, Any], quoting: Mapping[int, Sequence[int]]
) -> list[Citation]:
    """What the sentence of this number stands on, with the places of what it quotes."""
    places = {n: quoting.get(n, (None, None, None)) for n in written["contributions"]}
    rows = [
        *(
            Citation(statement_id=number, contribution_id=n, starts=a, ends=b, length=length)
            for n, (a, b, length) in places.items()
        ),
        *(Citation(statement_id=number, proposal_id=n) for n in written["proposals"]),
        *(Citation(statement_id=number, ballot_id=n) for n in written["ballots"]),
    ]
    if written["reference"]:
        rows.append(Citation(statement_id=number, reference=written["reference"]))
    return rows


def _cited_by(session: Session, statement: Statement) -> list[Citation]:
    wanted = select(Citation).where(Citation.statement_id == statement.id)
    return list(session.exec(wanted.order_by(col(Citation.id))))


def _as_written(session: Session, words: str, by_group: bool, rows: Sequence[Citation]) -> Written:
    said = newest_of(session, [one.contribution_id for one in rows if one.contribution_id])
    told = quotes.quotes_of(session, rows)
    contributions = [said[n].id or 0 for one in rows if (n := one.contribution_id)]
    return Written(
        words,
        by_group,
        tuple(dict.fromkeys(contributions)),
        tuple(one.proposal_id for one in rows if one.proposal_id),
        tuple(one.ballot_id for one in rows if one.ballot_id),
        "".join(one.reference for one in rows),
        tuple(
            (said[one.contribution_id or 0].id or 0, text)
            for one in rows
            if (text := told.get(one.id or 0))
        ),
    )
