"""What drafters do to clusters. Each act is kept with all that it changed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.debate.commands import visible_ids
from deliberation.debate.rules import Audience
from deliberation.errors import refuse
from deliberation.journal import record
from deliberation.syntheses.clusters import rules
from deliberation.syntheses.clusters.board import (
    board_of,
    keep_change,
    newest_in,
    read_again,
    written,
)
from deliberation.syntheses.clusters.models import (
    ActKind,
    Cluster,
    ClusterAct,
    ClusterKind,
    TurnedDown,
)
from deliberation.syntheses.clusters.rules import Board, Change


class Hand(NamedTuple):
    """Who acts, and when."""

    account_id: int
    at: datetime

    @property
    def actor(self) -> str:
        return f"account:{self.account_id}"


def place_words(
    session: Session,
    topic_id: int,
    chosen: Collection[int],
    cluster_id: int | None,
    name: str,
    hand: Hand,
    kind: ClusterKind = ClusterKind.THEME,
    proposed: bool = False,
) -> int:
    """Put some words in a cluster, or in a new one. Returns its id.

    What was `proposed` is about words that are in none; near duplicates need no name.
    """
    board = _taken(session, topic_id, kind)
    chosen = _newest(session, topic_id, chosen)
    known = visible_ids(session, topic_id, Audience.DRAFTERS)
    named = bool(name) or kind is ClusterKind.ALIKE
    refuse(rules.why_not_place(board, chosen, known, cluster_id, named))
    refuse(rules.why_not_accept(board, chosen) if proposed else None)
    if cluster_id is None:
        cluster, board = _new(session, topic_id, kind, board, name, proposed)
        act, change = ActKind.MAKE, rules.making(board, _number(cluster), name, chosen)
    else:
        cluster = session.get_one(Cluster, cluster_id)
        act, change = ActKind.ADD, rules.adding(board, cluster_id, chosen)
    return _do(session, cluster, board, ActKind.ACCEPT if proposed else act, change, hand)


def take_words_out(session: Session, cluster_id: int, chosen: Collection[int], hand: Hand) -> int:
    """Some words leave a cluster, for none."""
    cluster, board = _at(session, cluster_id)
    chosen = _newest(session, cluster.topic_id, chosen)
    refuse(rules.why_not_take_out(board, cluster_id, chosen))
    change = rules.taking_out(board, chosen)
    return _do(session, cluster, board, ActKind.TAKE_OUT, change, hand)


def rename_cluster(session: Session, cluster_id: int, name: str, hand: Hand) -> int:
    cluster, board = _at(session, cluster_id)
    refuse(rules.why_not_touch(board, [cluster_id]))
    refuse(None if name else rules.ClusterRefusal.NO_NAME)
    change = rules.renaming(board, cluster_id, name)
    return _do(session, cluster, board, ActKind.RENAME, change, hand)


def merge_clusters(
    session: Session, topic_id: int, clusters: Collection[int], name: str, hand: Hand
) -> int:
    """Several clusters become one; each stays, closed, and says where it went."""
    kinds = {session.get_one(Cluster, one).kind for one in clusters}
    refuse(rules.ClusterRefusal.TWO_KINDS if len(kinds) > 1 else None)
    kind = next(iter(kinds), ClusterKind.THEME)
    board = _taken(session, topic_id, kind)
    refuse(rules.why_not_merge(board, clusters, bool(name) or kind is ClusterKind.ALIKE))
    made, board = _new(session, topic_id, kind, board, name)
    change = rules.merging(board, sorted(set(clusters)), _number(made), name)
    return _do(session, made, board, ActKind.MERGE, change, hand)


def split_cluster(
    session: Session, cluster_id: int, chosen: Collection[int], name: str, hand: Hand
) -> int:
    """Some words leave a cluster for a new one, which says where it comes from."""
    cluster, board = _at(session, cluster_id)
    chosen = _newest(session, cluster.topic_id, chosen)
    named = bool(name) or cluster.kind is ClusterKind.ALIKE
    refuse(rules.why_not_split(board, cluster_id, chosen, named))
    made, board = _new(session, cluster.topic_id, cluster.kind, board, name, from_id=cluster_id)
    change = rules.making(board, _number(made), name, chosen)
    return _do(session, made, board, ActKind.SPLIT, change, hand)


def undo_act(session: Session, act_id: int, undone: bool, hand: Hand) -> int:
    """Undo an act, or do it again, if what it changed has not moved since. Returns the topic."""
    act = session.get_one(ClusterAct, act_id)
    topic_id, kind = act.topic_id, session.get_one(Cluster, act.cluster_id).kind
    board = _taken(session, topic_id, kind)
    session.refresh(act)  # it was read before the wait
    if act.undone is undone:
        return topic_id
    newest = newest_in(session, topic_id)
    change = read_again(act.change, newest)
    since = [read_again(text, newest) for text in _done_since(session, act, kind)]
    refuse(rules.why_not_undo(board, change, undone, since))
    keep_change(session, topic_id, kind, change.reversed if undone else change)
    act.undone = undone
    event = "cluster.undone" if undone else "cluster.redone"
    record(session, event, f"topic:{topic_id}", actor=hand.actor, act=act_id)
    return topic_id


def turn_down(
    session: Session, topic_id: int, kind: ClusterKind, members: Collection[int], hand: Hand
) -> None:
    """Refuse a proposal: these words are not proposed together again."""
    text = " ".join(map(str, sorted(set(members))))
    session.add(
        TurnedDown(
            topic_id=topic_id, kind=kind, members=text, account_id=hand.account_id, at=hand.at
        )
    )
    record(session, "cluster.turned_down", f"topic:{topic_id}", actor=hand.actor)


def _taken(session: Session, topic_id: int, kind: ClusterKind) -> Board:
    """The board, in the hands of one person at a time."""
    session.get_one(Topic, topic_id, with_for_update=True)
    return board_of(session, topic_id, kind)


def _at(session: Session, cluster_id: int) -> tuple[Cluster, Board]:
    cluster = session.get_one(Cluster, cluster_id)
    return cluster, _taken(session, cluster.topic_id, cluster.kind)


def _newest(session: Session, topic_id: int, chosen: Collection[int]) -> list[int]:
    """A box may hold a version that its author has corrected meanwhile."""
    newest = newest_in(session, topic_id)
    return sorted({newest.get(one, one) for one in chosen})


def _done_since(session: Session, act: ClusterAct, kind: ClusterKind) -> Iterable[str]:
    """The changes of the acts on clusters of this kind that came after one, and still stand."""
    after = select(ClusterAct.change).join(Cluster, col(Cluster.id) == ClusterAct.cluster_id)
    return session.exec(
        after.where(
            ClusterAct.topic_id == act.topic_id,
            Cluster.kind == kind,
            col(ClusterAct.id) > act.id,
            col(ClusterAct.undone).is_(False),
        )
    )


def _new(
    session: Session,
    topic_id: int,
    kind: ClusterKind,
    board: Board,
    name: str,
    proposed: bool = False,
    from_id: int | None = None,
) -> tuple[Cluster, Board]:
    """A cluster that is not open yet: opening it is what an act does, and undoes."""
    cluster = Cluster(
        topic_id=topic_id, kind=kind, name=name, proposed=proposed, is_open=False, from_id=from_id
    )
    session.add(cluster)
    session.flush()
    faces = {**board.faces, _number(cluster): rules.Face(name, is_open=False)}
    return cluster, Board(board.places, faces)


def _number(cluster: Cluster) -> int:
    assert cluster.id
    return cluster.id


def _do(
    session: Session, cluster: Cluster, board: Board, act: ActKind, change: Change, hand: Hand
) -> int:
    """Make a change that its rule allows, and keep it as an act. Where nothing changes, no act."""
    number, topic_id = _number(cluster), cluster.topic_id
    if not (change.places or change.faces):
        return number
    keep_change(session, topic_id, cluster.kind, change)
    session.add(
        ClusterAct(
            topic_id=topic_id,
            cluster_id=number,
            act=act,
            change=written(change),
            account_id=hand.account_id,
            at=hand.at,
        )
    )
    channel = f"topic:{topic_id}"
    record(session, "cluster.changed", channel, actor=hand.actor, cluster=number, act=act)
    return number
