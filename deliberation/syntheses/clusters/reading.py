"""Clusters as pages tell of them: what is in each, what was done, what may be undone."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.debate.commands import visible_ids
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext
from deliberation.syntheses.clusters.board import board_of
from deliberation.syntheses.clusters.models import ActKind, Cluster, ClusterAct, ClusterKind
from deliberation.syntheses.likeness.near import near_duplicates

KIND_NAMES: dict[ClusterKind, str] = {
    ClusterKind.THEME: N_("un thème"),
    ClusterKind.ALIKE: N_("des paroles presque pareilles"),
}
NAMELESS = N_("Presque pareilles")
FEW = 3  # words of a cluster that a list shows
NAME_LENGTH = 60
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
    """A cluster, the words in it that drafters may read (their numbers, oldest first), and how many
    are not shown any more.
    """

    cluster: Cluster
    numbers: list[int]
    unseen: int


class Told(NamedTuple):
    """A cluster as it is shown: what it is called, the first of its words, how many it has."""

    gathered: Gathered
    name: str
    words: list[Contribution]


def clusters_of(session: Session, topic_id: int, kind: ClusterKind) -> list[Gathered]:
    """The open clusters of a topic, the largest first. Their words are not read."""
    is_open = select(Cluster).where(
        Cluster.topic_id == topic_id, Cluster.kind == kind, col(Cluster.is_open)
    )
    found = session.exec(is_open.order_by(col(Cluster.id))).all()
    gathered = _gathered(session, topic_id, kind, found)
    return sorted(gathered, key=lambda one: -len(one.numbers))


def cluster_at(session: Session, cluster_id: int) -> Gathered:
    """One cluster, open or not."""
    cluster = session.get_one(Cluster, cluster_id)
    [found] = _gathered(session, cluster.topic_id, cluster.kind, [cluster])
    return found


def members_of(session: Session, cluster_id: int) -> list[int]:
    """The contributions of a cluster that drafters may use, oldest first; none if there is no such
    cluster.
    """
    return cluster_at(session, cluster_id).numbers if session.get(Cluster, cluster_id) else []


def told(session: Session, found: Iterable[Gathered], few: int = FEW) -> list[Told]:
    """Some clusters as they are shown, with the first of their words."""
    found = list(found)
    words = words_of(session, {number for one in found for number in one.numbers[:few]})
    return [
        Told(one, _name(one, words), [words[number] for number in one.numbers[:few]])
        for one in found
    ]


def words_of(session: Session, numbers: Collection[int]) -> dict[int, Contribution]:
    """These contributions, which drafters may read."""
    rows = session.exec(select(Contribution).where(col(Contribution.id).in_(numbers)))
    return {one.id: one for one in rows if one.id}


def why_together(words: Collection[Contribution]) -> str:
    """Why near duplicates are said to be so, from their words of today."""
    alike = near_duplicates({one.id: one.words for one in words if one.id})
    return alike[0].why if alike and len(alike[0].members) == len(words) else ""


def folds_of(session: Session, topic_id: int) -> dict[int, list[int]]:
    """What is read once in the list of all that was said: under the first of some words, the others
    that say nearly the same.
    """
    alike = clusters_of(session, topic_id, ClusterKind.ALIKE)
    return {one.numbers[0]: one.numbers[1:] for one in alike if len(one.numbers) > 1}


def names_by_words(session: Session, topic_id: int) -> dict[int, str]:
    """For each contribution that is in a theme, the name of the theme."""
    board = board_of(session, topic_id, ClusterKind.THEME)
    return {words: board.faces[cluster].name for words, cluster in board.places.items()}


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
    name = session.get_one(Cluster, found.cluster_id).name or gettext(NAMELESS)
    return found, gettext(ACT_NAMES[found.act]).format(name=name)


def _gathered(
    session: Session, topic_id: int, kind: ClusterKind, clusters: Iterable[Cluster]
) -> list[Gathered]:
    board = board_of(session, topic_id, kind)
    shown = set(visible_ids(session, topic_id, Audience.DRAFTERS))
    members: dict[int, list[int]] = {}
    for words, cluster in sorted(board.places.items()):
        members.setdefault(cluster, []).append(words)
    found = []
    for one in clusters:
        mine = members.get(one.id or 0, [])
        numbers = [words for words in mine if words in shown]
        found.append(Gathered(one, numbers, len(mine) - len(numbers)))
    return found


def _name(found: Gathered, words: Mapping[int, Contribution]) -> str:
    first = words.get(found.numbers[0]) if found.numbers else None
    return found.cluster.name or (shortened(first.words) if first else gettext(NAMELESS))


def shortened(words: str) -> str:
    """The beginning of some words, cut between two of them."""
    line = " ".join(words.split())
    if len(line) <= NAME_LENGTH:
        return line
    return (line[:NAME_LENGTH].rpartition(" ")[0] or line[:NAME_LENGTH]) + "…"
