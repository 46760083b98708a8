"""Clusters as pages tell of them: what is in each, what was done, what may be undone."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.debate.commands import listed
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext
from deliberation.syntheses.clusters.board import board_of
from deliberation.syntheses.clusters.models import ActKind, Cluster, ClusterAct, ClusterKind
from deliberation.syntheses.clusters.rules import Board

KIND_NAMES: dict[ClusterKind, str] = {
    ClusterKind.THEME: N_("un thème"),
    ClusterKind.ALIKE: N_("des paroles presque pareilles"),
}
ACT_NAMES: dict[ActKind, str] = {
    ActKind.MAKE: N_("créer « {name} »"),
    ActKind.ACCEPT: N_("accepter « {name} »"),
    ActKind.ADD: N_("ajouter des paroles à « {name} »"),
    ActKind.TAKE_OUT: N_("sortir des paroles de « {name} »"),
    ActKind.RENAME: N_("renommer « {name} »"),
    ActKind.MERGE: N_("réunir dans « {name} »"),
    ActKind.SPLIT: N_("séparer « {name} »"),
}


class Gathered(NamedTuple):
    """A cluster, the words in it that drafters may read, and how many are not shown any more."""

    cluster: Cluster
    words: list[Contribution]
    unseen: int


class Fold(NamedTuple):
    """Words that are read once: the first of them, and the others that say nearly the same."""

    first: int
    others: list[Contribution]


def clusters_of(session: Session, topic_id: int, kind: ClusterKind) -> list[Gathered]:
    """The open clusters of a topic, the largest first."""
    board = board_of(session, topic_id, kind)
    told = _told(session, topic_id, board)
    is_open = select(Cluster).where(
        Cluster.topic_id == topic_id, Cluster.kind == kind, col(Cluster.is_open)
    )
    found = [_gathered(one, board, told) for one in session.exec(is_open.order_by(col(Cluster.id)))]
    return sorted(found, key=lambda one: -len(one.words))


def cluster_at(session: Session, cluster_id: int) -> Gathered:
    """One cluster, open or not."""
    cluster = session.get_one(Cluster, cluster_id)
    board = board_of(session, cluster.topic_id, cluster.kind)
    return _gathered(cluster, board, _told(session, cluster.topic_id, board))


def members_of(session: Session, cluster_id: int) -> list[int]:
    """The contributions of a cluster that drafters may use, oldest first."""
    return [one.id for one in cluster_at(session, cluster_id).words if one.id]


def folds_of(session: Session, topic_id: int) -> list[Fold]:
    """What is read once in the list of all that was said."""
    alike = clusters_of(session, topic_id, ClusterKind.ALIKE)
    return [Fold(one.words[0].id or 0, one.words[1:]) for one in alike if len(one.words) > 1]


def names_by_words(session: Session, topic_id: int) -> dict[int, list[str]]:
    """For each contribution that is in a theme, the name of the theme."""
    board = board_of(session, topic_id, ClusterKind.THEME)
    return {words: [board.faces[cluster].name] for words, cluster in board.places.items()}


def parents_of(session: Session, cluster_id: int) -> list[Cluster]:
    """Where a cluster comes from: those that were joined into it, and the one it left."""
    joined = select(Cluster).where(Cluster.into_id == cluster_id)
    found = list(session.exec(joined.order_by(col(Cluster.id))))
    left = session.get_one(Cluster, cluster_id).from_id
    return [*found, *([session.get_one(Cluster, left)] if left else [])]


def last_act(session: Session, topic_id: int, undone: bool) -> tuple[ClusterAct, str] | None:
    """The act that may be undone now, or done again, with its name.

    Undone acts come back from the oldest: a new act puts an end to what could be done again.
    """
    acts = select(ClusterAct).where(ClusterAct.topic_id == topic_id)
    done = session.exec(
        acts.where(col(ClusterAct.undone).is_(False)).order_by(col(ClusterAct.id).desc())
    ).first()
    found = done
    if undone:
        after = acts.where(col(ClusterAct.undone), col(ClusterAct.id) > (done.id if done else 0))
        found = session.exec(after.order_by(col(ClusterAct.id))).first()
    if found is None:
        return None
    name = session.get_one(Cluster, found.cluster_id).name
    return found, gettext(ACT_NAMES[found.act]).format(name=name)


def _told(session: Session, topic_id: int, board: Board) -> dict[int, Contribution]:
    shown = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN})
    shown = shown.where(col(Contribution.id).in_(board.places))
    return {one.id or 0: one for one in session.exec(shown.order_by(col(Contribution.id)))}


def _gathered(cluster: Cluster, board: Board, told: dict[int, Contribution]) -> Gathered:
    members = board.members(cluster.id or 0)
    words = [told[number] for number in sorted(members) if number in told]
    return Gathered(cluster, words, len(members) - len(words))
