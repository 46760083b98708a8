"""Opinion groups from the votes of a topic, for who administers the instance: people by number."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot, Choice, Method, Vote
from deliberation.ballots.opinions.consensus import consensus, group_votes
from deliberation.ballots.opinions.groups import Opinions, opinions_of
from deliberation.ballots.opinions.table import UNSEEN, VoteTable
from deliberation.debate.models import Proposal, ProposalVersion
from deliberation.people.models import Participant

# « D'accord si » waits for its condition, and is neither; who will not answer has not answered.
SAID = {Choice.AGREE: 1, Choice.DISAGREE: -1, Choice.AGREE_IF: 0, Choice.UNSURE: 0}


class Voted(VoteTable):
    """The degrees of agreement of a topic, with the names of its rows and of its columns."""

    def __init__(self, people: Sequence[str], proposals: Sequence[str], *details: Any) -> None:
        super().__init__(*details)
        self.people, self.proposals = people, proposals


def opinion_groups(session: Session, topic_id: int, k: int | None = None) -> dict[str, Any]:
    """Who answers alike, and what joins all the groups: the best proposals first.

    People and proposals have the names of the platform from which they came, or their numbers
    here. Without enough answers there is no group: k is 0.
    """
    session.get_one(Topic, topic_id)
    table = votes_of(session, topic_id)
    found = opinions_of(table, k)
    if found is None:
        return {"k": 0, "silhouette": None, "groups": [], "consensus": []}
    return {
        "k": found.k,
        "silhouette": round(found.silhouette, 4),
        "groups": [_group(table, found, group) for group in range(found.k)],
        "consensus": _joined(table, found),
    }


def votes_of(session: Session, topic_id: int) -> Voted:
    """What each person answered to each degree of agreement of a topic, hidden proposals told."""
    asked = session.exec(
        select(Ballot, Proposal)
        .join(ProposalVersion, col(ProposalVersion.id) == Ballot.proposal_version_id, isouter=True)
        .join(Proposal, col(Proposal.id) == ProposalVersion.proposal_id, isouter=True)
        .where(
            Ballot.topic_id == topic_id,
            Ballot.method == Method.AGREEMENT,
            col(Ballot.secret).is_(False),
        )
        .order_by(col(Ballot.id))
    ).all()
    columns = {ballot.id: place for place, (ballot, _) in enumerate(asked)}
    cast = select(Vote.participant_id, Vote.ballot_id, Vote.choice)
    votes = session.exec(cast.where(col(Vote.ballot_id).in_(columns))).all()
    named = select(Participant.id, Participant.external_id).where(
        col(Participant.id).in_(select(Vote.participant_id).where(col(Vote.ballot_id).in_(columns)))
    )
    people = session.exec(named.order_by(col(Participant.id))).all()
    rows = {id: place for place, (id, _) in enumerate(people)}
    answers = np.full((len(people), len(asked)), UNSEEN, np.int8)
    for participant_id, ballot_id, choice in votes:
        answers[rows[participant_id], columns[ballot_id]] = SAID.get(Choice(choice), UNSEEN)
    hidden = np.array([bool(proposal and proposal.hidden) for _, proposal in asked], np.bool_)
    return Voted(
        [(name or str(id)).removeprefix(f"{topic_id}/") for id, name in people],
        [_name(ballot, proposal) for ballot, proposal in asked],
        answers,
        hidden,
    )


def _name(ballot: Ballot, proposal: Proposal | None) -> str:
    return ballot.external_id or (proposal.external_id if proposal else None) or str(ballot.id)


def _group(table: Voted, found: Opinions, group: int) -> dict[str, Any]:
    members = [table.people[place] for place in np.flatnonzero(found.groups == group).tolist()]
    return {"id": group, "size": len(members), "members": members}


def _joined(table: Voted, found: Opinions) -> list[str]:
    joined = consensus(group_votes(table, found.groups, found.k))
    order = sorted(
        np.flatnonzero(~table.hidden).tolist(), key=lambda place: (-joined[place], place)
    )
    return [table.proposals[place] for place in order]
