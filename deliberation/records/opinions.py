"""Opinion groups from the votes of a topic, for who administers the instance: people by number."""

from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.ballots.agreement import Asked, Voted, asked_in, votes_of
from deliberation.ballots.opinions.consensus import consensus, group_votes
from deliberation.ballots.opinions.groups import Opinions, opinions_of
from deliberation.people.models import Participant


def opinion_groups(session: Session, topic_id: int, k: int | None = None) -> dict[str, Any]:
    """Who answers alike, and what joins all the groups: the best proposals first.

    People and proposals have the names of the platform from which they came, or their numbers
    here. Without enough answers there is no group: k is 0.
    """
    session.get_one(Topic, topic_id)
    table = votes_of(session, asked_in(session, topic_id))
    found = opinions_of(table, k)
    if found is None:
        return {"k": 0, "silhouette": None, "groups": [], "consensus": []}
    names = _names(session, table, topic_id)
    return {
        "k": found.k,
        "silhouette": round(found.silhouette, 4),
        "groups": [_group(names, found, group) for group in range(found.k)],
        "consensus": _joined(table, found),
    }


def _names(session: Session, table: Voted, topic_id: int) -> list[str]:
    """Each person of the table by her name elsewhere, or by her number."""
    elsewhere = select(Participant.id, Participant.external_id).where(
        col(Participant.external_id).is_not(None)
    )
    known = {id: name for id, name in session.exec(elsewhere) if name}
    people = table.people.tolist()
    return [known.get(id, str(id)).removeprefix(f"{topic_id}/") for id in people]


def _group(names: list[str], found: Opinions, group: int) -> dict[str, Any]:
    members = [names[place] for place in np.flatnonzero(found.groups == group).tolist()]
    return {"id": group, "size": len(members), "members": members}


def _joined(table: Voted, found: Opinions) -> list[str]:
    joined = consensus(group_votes(table, found.groups, found.k))
    order = sorted(
        np.flatnonzero(~table.hidden).tolist(), key=lambda place: (-joined[place], place)
    )
    return [_name(table.asked[place]) for place in order]


def _name(asked: Asked) -> str:
    ballot, proposal = asked.ballot, asked.proposal
    return ballot.external_id or (proposal.external_id if proposal else None) or str(ballot.id)
