"""Proposals: made out of words or of other proposals, in numbered versions, never deleted."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from deliberation.assembly.models import Topic
from deliberation.debate import rules
from deliberation.debate.commands import lineage_of, newest_of, told
from deliberation.debate.models import (
    Argument,
    Contribution,
    ContributionState,
    Link,
    LinkKind,
    Proposal,
    ProposalVersion,
)
from deliberation.debate.rules import Audience
from deliberation.errors import refuse
from deliberation.journal import record


class Text(NamedTuple):
    """What a proposal says. The title is optional."""

    words: str
    title: str = ""


def make_proposal(
    session: Session,
    topic_id: int,
    contribution_ids: Collection[int],
    text: Text,
    account_id: int,
    now: datetime,
) -> int:
    """A proposal is written out of one or several contributions, and keeps its links to them."""
    topic = session.get_one(Topic, topic_id)
    wanted = set(contribution_ids)
    # A box may hold a version that its author has corrected meanwhile: her last words are taken.
    found = [
        row.id
        for row in newest_of(session, wanted).values()
        if row.topic_id == topic_id and rules.is_readable(row, Audience.DRAFTERS)
    ]
    refuse(rules.why_not_propose(topic.phase, len(wanted), len(found)))
    sources = sorted(id for id in set(found) if id is not None)
    links = [Link(kind=LinkKind.INSPIRED, contribution_id=id, to_id=0) for id in sources]
    return _keep(session, topic_id, text, links, account_id, now)


def merge_proposals(
    session: Session,
    topic_id: int,
    proposal_ids: Collection[int],
    text: Text,
    account_id: int,
    now: datetime,
) -> int:
    """Several proposals are joined under a parent; each stays readable as it was."""
    topic = session.get_one(Topic, topic_id)
    wanted = set(proposal_ids)
    found = select(func.count()).where(
        Proposal.topic_id == topic_id, col(Proposal.id).in_(wanted), col(Proposal.hidden).is_(False)
    )
    merged = select(func.count()).where(
        Link.kind == LinkKind.MERGED, col(Link.proposal_id).in_(wanted)
    )
    refuse(
        rules.why_not_merge(
            topic.phase, len(wanted), session.exec(found).one(), session.exec(merged).one()
        )
    )
    links = [Link(kind=LinkKind.MERGED, proposal_id=id, to_id=0) for id in sorted(wanted)]
    return _keep(session, topic_id, text, links, account_id, now)


def change_proposal(
    session: Session, proposal_id: int, text: Text, account_id: int, now: datetime
) -> int:
    """A proposal is written again: a new version, and the old ones stay. Returns its number."""
    proposal = session.get_one(Proposal, proposal_id, with_for_update=True)
    topic = session.get_one(Topic, proposal.topic_id)
    last = current_version(session, proposal_id)
    refuse(rules.why_not_change(topic.phase, same=text == (last.words, last.title)))
    number = last.number + 1
    _write(session, proposal_id, number, text, now)
    _tell(session, "proposal.changed", proposal, account_id)
    return number


def current_version(session: Session, proposal_id: int) -> ProposalVersion:
    """What a proposal says now."""
    return session.exec(_current().where(ProposalVersion.proposal_id == proposal_id)).one()


def proposals_of(
    session: Session, topic_id: int, with_merged: bool = False, with_hidden: bool = False
) -> list[ProposalVersion]:
    """What the proposals of a topic say now, in the order in which they were made.

    Not those that were joined under a parent, unless `with_merged`, nor those that are hidden,
    unless `with_hidden`, which is for the administrator's console.
    """
    shown = _current().join(Proposal).where(Proposal.topic_id == topic_id)
    if not with_hidden:
        shown = shown.where(col(Proposal.hidden).is_(False))
    if not with_merged:
        merged = select(Link.proposal_id).where(Link.kind == LinkKind.MERGED)
        shown = shown.where(
            ~merged.where(Link.proposal_id == Proposal.id).exists(),
        )
    return list(session.exec(shown.order_by(col(Proposal.id))))


def versions_of(session: Session, proposal_id: int) -> list[ProposalVersion]:
    """Every version of a proposal, newest first."""
    versions = select(ProposalVersion).where(ProposalVersion.proposal_id == proposal_id)
    return list(session.exec(versions.order_by(col(ProposalVersion.number).desc())))


def children_of(session: Session, proposal_id: int) -> list[ProposalVersion]:
    """The proposals that were joined under this one."""
    return _linked(session, Link.proposal_id, Link.to_id, proposal_id)


def parents_of(session: Session, proposal_id: int) -> list[ProposalVersion]:
    """The proposal under which this one was joined to others, if it was."""
    return _linked(session, Link.to_id, Link.proposal_id, proposal_id)


def sources_of(
    session: Session, proposal_ids: Collection[int], founding: bool = True
) -> dict[int, set[int]]:
    """For each proposal, the contributions from which it comes, directly or through children.

    Without `founding`, not those that say the proposal itself.
    """
    above = {id: {id} for id in proposal_ids}  # for each proposal met, those of which it is part
    reached = dict(above)
    while reached:
        children = select(Link.proposal_id, Link.to_id).where(
            Link.kind == LinkKind.MERGED, col(Link.to_id).in_(reached)
        )
        below = {child: reached[parent] for child, parent in session.exec(children) if child}
        for child, parts in below.items():
            above[child] = above.get(child, set()) | parts
        reached = below
    sources: dict[int, set[int]] = {id: set() for id in proposal_ids}
    links = select(Link.to_id, Link.contribution_id).where(col(Link.to_id).in_(above))
    if not founding:
        links = links.where(Link.kind != LinkKind.FOUNDED)
    for member, contribution_id in session.exec(links):
        if contribution_id is not None:
            for id in above[member]:
                sources[id].add(contribution_id)
    return sources


def inspired_by(
    session: Session, contribution_ids: Collection[int]
) -> dict[int, list[ProposalVersion]]:
    """For each of these contributions, the proposals that were made out of it."""
    lineage = lineage_of(session, contribution_ids)
    inspired = (
        select(Link.contribution_id, ProposalVersion)
        .join(Proposal, col(Link.to_id) == Proposal.id)
        .join(ProposalVersion, col(ProposalVersion.proposal_id) == Proposal.id)
        .where(
            col(Link.contribution_id).in_(lineage),
            col(ProposalVersion.number) == _last_number(),
            col(Proposal.hidden).is_(False),
        )
        .order_by(col(Proposal.id))
    )
    found: dict[int, list[ProposalVersion]] = {}
    for contribution_id, version in session.exec(inspired):
        if contribution_id is not None:
            found.setdefault(lineage[contribution_id], []).append(version)
    return found


def used_in(session: Session, topic_id: int) -> set[int]:
    """The contributions of a topic out of which a proposal was made, in their newest version."""
    links = select(Link.contribution_id).join(Proposal, col(Link.to_id) == Proposal.id)
    used = session.exec(links.where(Proposal.topic_id == topic_id).distinct())
    newest = newest_of(session, [id for id in used if id is not None])
    return {row.id for row in newest.values() if row.id is not None}


def arguments_of(session: Session, proposal_id: int) -> list[tuple[Argument, Contribution]]:
    """What was said for and against a proposal, with its words for everyone, oldest first."""
    shown = (
        select(Argument, Contribution)
        .join(Contribution)
        .where(
            Argument.proposal_id == proposal_id, told(Audience.PUBLIC, {ContributionState.SHOWN})
        )
    )
    return list(session.exec(shown.order_by(col(Argument.id))))


def _current() -> SelectOfScalar[ProposalVersion]:
    return select(ProposalVersion).where(col(ProposalVersion.number) == _last_number())


def _last_number() -> Any:
    every = aliased(ProposalVersion)
    return (
        select(func.max(every.number))
        .where(every.proposal_id == ProposalVersion.proposal_id)
        .correlate(ProposalVersion)
        .scalar_subquery()
    )


def _linked(session: Session, shown: Any, known: Any, proposal_id: int) -> list[ProposalVersion]:
    ids = select(shown).where(Link.kind == LinkKind.MERGED, known == proposal_id)
    found = _current().where(col(ProposalVersion.proposal_id).in_(ids))
    return list(session.exec(found.order_by(col(ProposalVersion.proposal_id))))


def _keep(
    session: Session,
    topic_id: int,
    text: Text,
    links: Iterable[Link],
    account_id: int,
    now: datetime,
) -> int:
    proposal = Proposal(topic_id=topic_id)
    session.add(proposal)
    session.flush()
    assert proposal.id is not None
    _write(session, proposal.id, 1, text, now)
    for link in links:
        link.to_id = proposal.id
        session.add(link)
    _tell(session, "proposal.made", proposal, account_id)
    return proposal.id


def _write(session: Session, proposal_id: int, number: int, text: Text, now: datetime) -> None:
    session.add(
        ProposalVersion(
            proposal_id=proposal_id, number=number, title=text.title, words=text.words, at=now
        )
    )


def _tell(session: Session, event: str, proposal: Proposal, account_id: int) -> None:
    actor = f"account:{account_id}"
    record(session, event, f"topic:{proposal.topic_id}", actor=actor, proposal=proposal.id)
