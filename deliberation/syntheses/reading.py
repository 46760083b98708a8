"""What a synthesis says and stands on, as its desk, its page and its document need it."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot
from deliberation.debate.commands import lineage_of, visible_contributions
from deliberation.debate.models import Contribution, ProposalVersion
from deliberation.debate.proposals import current_version, sources_of
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext
from deliberation.syntheses import rules
from deliberation.syntheses.models import (
    Citation,
    Section,
    SetAside,
    Snapshot,
    Statement,
    Synthesis,
    SynthesisState,
    Validation,
    Verdict,
)

BY_GROUP = N_("rédaction du groupe")


class Source(NamedTuple):
    """One thing that a statement stands on: its short name, and where to read it."""

    name: str
    address: str = ""


class Said(NamedTuple):
    """A statement with its sources."""

    statement: Statement
    citations: list[Citation]
    sources: list[Source]


class Part(NamedTuple):
    """A section with its statements."""

    section: Section
    said: list[Said]


def parts_of(session: Session, synthesis_id: int) -> list[Part]:
    """The whole text in order, each statement with its sources."""
    sections = session.exec(
        select(Section).where(Section.synthesis_id == synthesis_id).order_by(col(Section.position))
    ).all()
    statements = session.exec(
        select(Statement)
        .where(col(Statement.section_id).in_([section.id for section in sections]))
        .order_by(col(Statement.position))
    ).all()
    citations = citations_of(session, [statement.id or 0 for statement in statements])
    said: dict[int, list[Said]] = {}
    for statement in statements:
        cited = citations.get(statement.id or 0, [])
        sources = [source_of(citation) for citation in cited]
        if statement.by_group:
            sources.append(Source(gettext(BY_GROUP)))
        said.setdefault(statement.section_id, []).append(Said(statement, cited, sources))
    return [Part(section, said.get(section.id or 0, [])) for section in sections]


def citations_of(session: Session, statement_ids: Sequence[int]) -> dict[int, list[Citation]]:
    wanted = select(Citation).where(col(Citation.statement_id).in_(statement_ids))
    found: dict[int, list[Citation]] = {}
    for citation in session.exec(wanted.order_by(col(Citation.id))):
        found.setdefault(citation.statement_id, []).append(citation)
    return found


def source_of(citation: Citation) -> Source:
    """A citation in a few words; only what everyone may open has an address."""
    if citation.contribution_id:
        return Source(gettext(N_("contribution {n}")).format(n=citation.contribution_id))
    if citation.proposal_id:
        name = gettext(N_("proposition {n}")).format(n=citation.proposal_id)
        return Source(name, f"/propositions/{citation.proposal_id}")
    if citation.ballot_id:
        name = gettext(N_("vote {n}")).format(n=citation.ballot_id)
        return Source(name, f"/scrutins/{citation.ballot_id}")
    return Source(citation.reference)


def coverage_of(session: Session, synthesis: Synthesis) -> rules.Coverage:
    """What became of each contribution that the drafters may use.

    What a cited proposal was made of is used too, and so is what a cited vote was about.
    """
    told = visible_contributions(session, synthesis.topic_id, Audience.DRAFTERS)
    ids = [contribution.id or 0 for contribution in told]
    cited = used_by(session, synthesis.id or 0)
    lineage = lineage_of(session, ids)
    used = {newest for version, newest in lineage.items() if version in cited}
    aside = session.exec(
        select(SetAside.contribution_id).where(SetAside.synthesis_id == synthesis.id)
    )
    return rules.coverage(ids, used, list(aside))


def used_by(session: Session, synthesis_id: int) -> set[int]:
    """The contributions on which a synthesis stands, directly or through a proposal or a vote."""
    citations = session.exec(
        select(Citation)
        .join(Statement, col(Statement.id) == Citation.statement_id)
        .join(Section, col(Section.id) == Statement.section_id)
        .where(Section.synthesis_id == synthesis_id)
    ).all()
    return {number for citation in citations for number in contributions_under(session, citation)}


def contributions_under(session: Session, citation: Citation) -> Iterable[int]:
    """The words under one citation."""
    if citation.contribution_id:
        return [citation.contribution_id]
    if citation.proposal_id:
        return sources_of(session, citation.proposal_id)
    if citation.ballot_id:
        ballot = session.get_one(Ballot, citation.ballot_id)
        if ballot.proposal_version_id:
            version = session.get_one(ProposalVersion, ballot.proposal_version_id)
            return sources_of(session, version.proposal_id)
    return []


def reasons_of(session: Session, synthesis_id: int) -> dict[str, int]:
    """How many contributions were set aside for each reason, the most frequent first."""
    rows = session.exec(select(SetAside.reason).where(SetAside.synthesis_id == synthesis_id)).all()
    counted = {reason: rows.count(reason) for reason in rows}
    return dict(sorted(counted.items(), key=lambda pair: -pair[1]))


def set_asides(session: Session, synthesis_id: int) -> list[tuple[Contribution, str]]:
    """The contributions set aside, each with its reason."""
    wanted = (
        select(Contribution, SetAside.reason)
        .join(SetAside, col(SetAside.contribution_id) == Contribution.id)
        .where(SetAside.synthesis_id == synthesis_id)
    )
    return list(session.exec(wanted.order_by(SetAside.reason, col(Contribution.id))))


def last_return(session: Session, synthesis: Synthesis) -> list[Validation]:
    """Why it was returned, when it is the writers' turn again."""
    if synthesis.state is not SynthesisState.RETURNED:
        return []
    wanted = select(Validation).where(
        Validation.synthesis_id == synthesis.id,
        Validation.round == synthesis.round,
        Validation.verdict == Verdict.RETURN,
    )
    return list(session.exec(wanted.order_by(col(Validation.id))))


def snapshot_of(session: Session, synthesis_id: int) -> Snapshot | None:
    """The frozen form of a published synthesis."""
    return session.exec(select(Snapshot).where(Snapshot.synthesis_id == synthesis_id)).first()


def statements_on(session: Session, contribution_ids: Iterable[int]) -> dict[int, list[Statement]]:
    """For each of these contributions, the statements that stand on it, directly or not."""
    wanted = set(contribution_ids)
    lineage = lineage_of(session, wanted)
    found: dict[int, list[Statement]] = {}
    topics = select(Contribution.topic_id).where(col(Contribution.id).in_(wanted))
    for synthesis_id in session.exec(
        select(Synthesis.id).where(col(Synthesis.topic_id).in_(topics))
    ):
        for part in parts_of(session, synthesis_id or 0):
            for said in part.said:
                under = {n for c in said.citations for n in contributions_under(session, c)}
                for number in {lineage[n] for n in under if n in lineage}:
                    found.setdefault(number, []).append(said.statement)
    return found


def proposal_words(session: Session, proposal_id: int) -> str:
    """What a proposal says now, on one line."""
    version = current_version(session, proposal_id)
    return version.title or version.words
