"""What a statement stands on: what it may cite, what each citation is called, what is under it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot
from deliberation.ballots.reading import SHOWN
from deliberation.debate.commands import newest_of, provenance, visible_contributions
from deliberation.debate.models import Contribution, ProposalVersion
from deliberation.debate.proposals import proposals_of, sources_of
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext
from deliberation.syntheses.models import Citation, Section, Statement

# That a sentence is in the text: a removed one is in no reading of it.
IN_TEXT = col(Statement.removed).is_(False)
QUOTED = N_("citation de la contribution {n}")
NAMES = {
    "contribution": N_("contribution {n}"),
    "proposal": N_("proposition {n}"),
    "ballot": N_("vote {n}"),
}


class Material(NamedTuple):
    """All that the statements of a topic may cite: what drafters read, and results."""

    contributions: list[Contribution]
    proposals: list[ProposalVersion]
    ballots: list[Ballot]


def material_of(session: Session, topic_id: int) -> Material:
    """What may be cited, oldest first; of the ballots, those that have a result."""
    return Material(
        visible_contributions(session, topic_id, Audience.DRAFTERS),
        proposals_of(session, topic_id, with_merged=True),
        counted_ballots(session, topic_id),
    )


def counted_ballots(session: Session, topic_id: int) -> list[Ballot]:
    """The votes of a topic that have a result."""
    counted = select(Ballot).where(Ballot.topic_id == topic_id, SHOWN)
    return list(session.exec(counted.order_by(col(Ballot.id))))


def name_of(citation: Citation) -> str:
    """A citation in a few words."""
    kind, number = _target(citation)
    return gettext(NAMES[kind]).format(n=number) if number else citation.reference


def names_of(cited: Mapping[str, Any]) -> list[str]:
    """The short names of what one version of a sentence cited."""
    kinds = (("contributions", "contribution"), ("proposals", "proposal"), ("ballots", "ballot"))
    names = [gettext(NAMES[kind]).format(n=n) for many, kind in kinds for n in cited[many]]
    quoted = [gettext(QUOTED).format(n=place[0]) for place in cited.get("quotes", [])]
    return names + quoted + [cited["reference"]] * bool(cited["reference"])


def key_of(citation: Citation) -> str:
    """A citation as a machine calls it."""
    kind, number = _target(citation)
    return f"{kind}:{number}" if number else f"reference:{citation.reference}"


def addresses_of(
    citations: Iterable[Citation], readable: Collection[int], page: str = ""
) -> dict[str, str]:
    """Where to read each cited thing, by its name: only what the reader may open has an address.

    `page` is the synthesis, at whose foot the readable words are given.
    """
    found = {}
    for citation in citations:
        if citation.contribution_id in readable:
            found[name_of(citation)] = f"{page}#parole-{citation.contribution_id}"
        elif citation.proposal_id:
            found[name_of(citation)] = f"/propositions/{citation.proposal_id}"
        elif citation.ballot_id:
            found[name_of(citation)] = f"/scrutins/{citation.ballot_id}"
    return found


def readable_words(
    session: Session, citations: Iterable[Citation], audience: Audience
) -> dict[int, Contribution]:
    """The words cited directly that an audience may read, in their newest version."""
    cited = sorted({c.contribution_id for c in citations if c.contribution_id})
    told = {row.id for row in provenance(session, cited, audience).words}
    newest = newest_of(session, cited)
    return {n: newest[n] for n in cited if newest[n].id in told}


def citations_of(session: Session, synthesis_id: int) -> list[Citation]:
    """All the citations of the text of a synthesis."""
    wanted = select(Citation).join(Statement).join(Section)
    wanted = wanted.where(Section.synthesis_id == synthesis_id, IN_TEXT)
    return list(session.exec(wanted.order_by(col(Citation.id))))


def contributions_under(
    session: Session, citations: Collection[Citation]
) -> dict[int | None, set[int]]:
    """The words under each citation: those of a proposal, those of what was voted on."""
    voted_on = dict(
        session.exec(
            select(Ballot.id, ProposalVersion.proposal_id)
            .join(ProposalVersion, col(ProposalVersion.id) == Ballot.proposal_version_id)
            .where(col(Ballot.id).in_([one.ballot_id for one in citations]))
        ).all()
    )
    proposals = {one.id: one.proposal_id or voted_on.get(one.ballot_id) for one in citations}
    sources = sources_of(session, {number for number in proposals.values() if number})
    return {
        one.id: {one.contribution_id}
        if one.contribution_id
        else sources.get(proposals[one.id] or 0, set())
        for one in citations
    }


def _target(citation: Citation) -> tuple[str, int]:
    if citation.contribution_id:
        return "contribution", citation.contribution_id
    if citation.proposal_id:
        return "proposal", citation.proposal_id
    return "ballot", citation.ballot_id or 0
