"""The clusters of a topic as they are kept, and each act as it is written down."""

import json
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, delete, select

from deliberation.debate.models import Contribution
from deliberation.syntheses.clusters.models import Cluster, ClusterKind, ClusterMember
from deliberation.syntheses.clusters.rules import Board, Change, Face, Step


def board_of(session: Session, topic_id: int, kind: ClusterKind) -> Board:
    """The clusters of one kind; a contribution stands for all its versions, under its newest.

    Numbers and names alone: a topic of thousands of words is read at each view.
    """
    rows = session.exec(
        select(ClusterMember.contribution_id, ClusterMember.cluster_id)
        .join(Cluster, col(Cluster.id) == ClusterMember.cluster_id)
        .where(Cluster.topic_id == topic_id, ClusterMember.kind == kind)
    )
    newest = newest_in(session, topic_id)
    of_kind = select(Cluster.id, Cluster.name, Cluster.is_open, Cluster.into_id).where(
        Cluster.topic_id == topic_id, Cluster.kind == kind
    )
    return Board(
        {newest.get(words, words): cluster for words, cluster in rows},
        {n: Face(name, is_open, into) for n, name, is_open, into in session.exec(of_kind) if n},
    )


def newest_in(session: Session, topic_id: int) -> dict[int, int]:
    """Of the words of a topic that were corrected, the newest version of each version."""
    rows = select(Contribution.corrects_id, Contribution.id).where(
        Contribution.topic_id == topic_id, col(Contribution.corrects_id).is_not(None)
    )
    later = {old: new for old, new in session.exec(rows) if old and new}
    # A correction is younger than what it corrects: what follows each one is known before it.
    for old in sorted(later, reverse=True):
        later[old] = later.get(later[old], later[old])
    return later


def keep_change(session: Session, topic_id: int, kind: ClusterKind, change: Change) -> None:
    """Write what an act changes; whoever calls has asked the rule."""
    newest = newest_in(session, topic_id)
    versions = {old for old, new in newest.items() if new in change.places} | {*change.places}
    session.exec(
        delete(ClusterMember).where(
            col(ClusterMember.contribution_id).in_(versions), col(ClusterMember.kind) == kind
        )
    )
    session.add_all(
        ClusterMember(contribution_id=words, kind=kind, cluster_id=step.after)
        for words, step in change.places.items()
        if isinstance(step.after, int)
    )
    for number, step in change.faces.items():
        if isinstance(step.after, Face):
            cluster = session.get_one(Cluster, number, populate_existing=True)
            cluster.name, cluster.is_open = step.after.name, step.after.is_open
            cluster.into_id = step.after.into
    session.flush()


def written(change: Change) -> str:
    """A change as it is kept: numbers, and names of clusters."""
    places = {words: [step.before, step.after] for words, step in change.places.items()}
    faces = {
        cluster: [vars(step.before), vars(step.after)] for cluster, step in change.faces.items()
    }
    return json.dumps({"places": places, "faces": faces}, ensure_ascii=False, sort_keys=True)


def read_again(text: str, newest: Mapping[int, int]) -> Change:
    """The change that was kept, about the newest versions of its words."""
    kept: dict[str, dict[str, list[Any]]] = json.loads(text)
    return Change(
        {newest.get(int(words), int(words)): Step(*ends) for words, ends in kept["places"].items()},
        {
            int(cluster): Step(Face(**before), Face(**after))
            for cluster, (before, after) in kept["faces"].items()
        },
    )
