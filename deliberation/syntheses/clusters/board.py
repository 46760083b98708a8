"""The clusters of a topic as they are kept, and each act as it is written down."""

import json
from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, delete, select

from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution
from deliberation.syntheses.clusters.models import Cluster, ClusterKind, ClusterMember
from deliberation.syntheses.clusters.rules import Board, Change, Face, Step


def board_of(session: Session, topic_id: int, kind: ClusterKind) -> Board:
    """The clusters of one kind; a contribution stands for all its versions, under its newest."""
    rows = session.exec(
        select(ClusterMember.contribution_id, ClusterMember.cluster_id)
        .join(Cluster, col(Cluster.id) == ClusterMember.cluster_id)
        .where(Cluster.topic_id == topic_id, ClusterMember.kind == kind)
    ).all()
    newest = newest_of(session, [words for words, _ in rows])
    of_kind = select(Cluster).where(Cluster.topic_id == topic_id, Cluster.kind == kind)
    return Board(
        {newest[words].id or words: cluster for words, cluster in rows},
        {one.id or 0: face_of(one) for one in session.exec(of_kind)},
    )


def face_of(cluster: Cluster) -> Face:
    return Face(cluster.name, cluster.is_open, cluster.into_id)


def keep_change(session: Session, kind: ClusterKind, change: Change) -> None:
    """Write what an act changes; whoever calls has asked the rule."""
    versions = _versions_of(session, change.places)
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
            cluster = session.get_one(Cluster, number)
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


def read_again(session: Session, text: str) -> Change:
    """The change that was kept, about the newest versions of its words."""
    kept: dict[str, dict[str, list[Any]]] = json.loads(text)
    places = {int(words): Step(*ends) for words, ends in kept["places"].items()}
    newest = newest_of(session, places)
    return Change(
        {newest[words].id or words: step for words, step in places.items()},
        {
            int(cluster): Step(Face(**before), Face(**after))
            for cluster, (before, after) in kept["faces"].items()
        },
    )


def _versions_of(session: Session, newest: Collection[int]) -> set[int]:
    """These words, in all the versions that came before."""
    found = latest = set(newest)
    while latest:
        older = select(Contribution.corrects_id).where(
            col(Contribution.id).in_(latest), col(Contribution.corrects_id).is_not(None)
        )
        latest = {number for number in session.exec(older) if number} - found
        found = found | latest
    return found
