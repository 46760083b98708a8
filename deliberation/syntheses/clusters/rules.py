"""The law of clusters: what each act changes, what may be undone, what may be proposed. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from deliberation.errors import Refusal
from deliberation.i18n import N_


class ClusterRefusal(Refusal):
    """Why words are not put together in that way."""

    NOTHING_CHOSEN = N_("Choisissez au moins une parole.")
    UNKNOWN_WORDS = N_("Une des paroles choisies n'est pas dans ce sujet, ou n'est plus montrée.")
    NO_NAME = N_("Donnez un nom à ce regroupement, ou choisissez-en un qui existe.")
    CLOSED = N_("Ce regroupement a été réuni à un autre entre-temps. Revenez à la liste.")
    TWO_AT_LEAST = N_("Choisissez au moins deux regroupements à réunir.")
    TWO_KINDS = N_("Des paroles presque pareilles et un thème ne se réunissent pas.")
    ALL_LEAVE = N_("Si toutes les paroles partent, ce n'est plus une séparation : renommez-le.")
    NOT_IN_IT = N_("Une des paroles choisies n'est plus dans ce regroupement. Revoyez la liste.")
    MOVED_SINCE = N_(
        "Ces paroles ont été rangées autrement depuis : cela ne se défait plus d'un coup. "
        "Rien n'a changé."
    )
    GONE = N_("Cette proposition n'est plus à faire : les paroles ont changé, ou sont rangées.")


@dataclass(frozen=True)
class Face:
    """What a cluster shows: its name, whether it is open, and where it went if it was joined."""

    name: str
    is_open: bool = True
    into: int | None = None


@dataclass(frozen=True)
class Board:
    """All the clusters of one kind: the place of each contribution, the face of each cluster."""

    places: Mapping[int, int] = field(default_factory=dict)
    faces: Mapping[int, Face] = field(default_factory=dict)

    def members(self, cluster: int) -> frozenset[int]:
        return frozenset(words for words, place in self.places.items() if place == cluster)


class Step(NamedTuple):
    """One thing that an act changes, before and after it."""

    before: int | Face | None
    after: int | Face | None


@dataclass(frozen=True)
class Change:
    """All that one act changes: places of words (none: in no cluster), and faces."""

    places: Mapping[int, Step] = field(default_factory=dict)
    faces: Mapping[int, Step] = field(default_factory=dict)

    @property
    def reversed(self) -> "Change":
        return Change(_turned(self.places), _turned(self.faces))


def _turned(steps: Mapping[int, Step]) -> dict[int, Step]:
    return {key: Step(step.after, step.before) for key, step in steps.items()}


def changed(board: Board, change: Change) -> Board:
    """The board once the change is made."""
    places, faces = dict(board.places), dict(board.faces)
    for words, step in change.places.items():
        if isinstance(step.after, int):
            places[words] = step.after
        else:
            places.pop(words, None)
    for cluster, step in change.faces.items():
        if isinstance(step.after, Face):
            faces[cluster] = step.after
    return Board(places, faces)


def why_not_change(board: Board, change: Change) -> ClusterRefusal | None:
    """A change is made, undone or done again only on what it knew, and hides no words: those that
    joined a cluster since keep it open.
    """
    known = all(board.places.get(key) == step.before for key, step in change.places.items())
    same = all(board.faces.get(key) == step.before for key, step in change.faces.items())
    if not (known and same):
        return ClusterRefusal.MOVED_SINCE
    after = changed(board, change)
    touched = {*change.faces, *(after.places[key] for key in change.places if key in after.places)}
    closed = {cluster for cluster in touched if not after.faces[cluster].is_open}
    lost = closed and any(place in closed for place in after.places.values())
    return ClusterRefusal.MOVED_SINCE if lost else None


def why_not_undo(
    board: Board, change: Change, undone: bool, later: Iterable[Change]
) -> ClusterRefusal | None:
    """What was done since (`later`) on the same words or clusters is undone first: or else what
    they were before it would be lost.
    """
    for one in later:
        if one.places.keys() & change.places.keys() or one.faces.keys() & change.faces.keys():
            return ClusterRefusal.MOVED_SINCE
    return why_not_change(board, change.reversed if undone else change)


def making(board: Board, cluster: int, name: str, chosen: Iterable[int]) -> Change:
    """A new cluster, and some words in it, wherever they were. It exists, empty and closed."""
    face = board.faces[cluster]
    return Change(_moves(board, chosen, cluster), {cluster: Step(face, Face(name))})


def adding(board: Board, cluster: int, chosen: Iterable[int]) -> Change:
    return Change(_moves(board, chosen, cluster))


def taking_out(board: Board, chosen: Iterable[int]) -> Change:
    return Change(_moves(board, chosen, None))


def renaming(board: Board, cluster: int, name: str) -> Change:
    face = board.faces[cluster]
    return Change(
        faces={cluster: Step(face, replace(face, name=name))} if name != face.name else {}
    )


def merging(board: Board, clusters: Collection[int], cluster: int, name: str) -> Change:
    """Several clusters go into a new one, with all their words; each says where it went."""
    made = making(board, cluster, name, set().union(*map(board.members, clusters)))
    closed = {
        one: Step(board.faces[one], replace(board.faces[one], is_open=False, into=cluster))
        for one in clusters
    }
    return Change(made.places, {**closed, **made.faces})


def _moves(board: Board, chosen: Iterable[int], to: int | None) -> dict[int, Step]:
    moves = {words: Step(board.places.get(words), to) for words in chosen}
    return {words: step for words, step in moves.items() if step.before != step.after}


def why_not_place(
    board: Board, chosen: Collection[int], known: Collection[int], cluster: int | None, named: bool
) -> ClusterRefusal | None:
    """Words of this topic go to an open cluster, or to a new one that has a name."""
    if not chosen:
        return ClusterRefusal.NOTHING_CHOSEN
    if not set(chosen) <= set(known):
        return ClusterRefusal.UNKNOWN_WORDS
    if cluster is None:
        return None if named else ClusterRefusal.NO_NAME
    return why_not_touch(board, [cluster])


def why_not_accept(board: Board, chosen: Collection[int]) -> ClusterRefusal | None:
    """What is proposed is about words that nobody has placed meanwhile."""
    return ClusterRefusal.GONE if board.places.keys() & set(chosen) else None


def why_not_touch(board: Board, clusters: Iterable[int]) -> ClusterRefusal | None:
    is_open = all(one in board.faces and board.faces[one].is_open for one in clusters)
    return None if is_open else ClusterRefusal.CLOSED


def why_not_merge(board: Board, clusters: Collection[int], named: bool) -> ClusterRefusal | None:
    if len(set(clusters)) < 2:
        return ClusterRefusal.TWO_AT_LEAST
    if not named:
        return ClusterRefusal.NO_NAME
    return why_not_touch(board, clusters)


def why_not_split(
    board: Board, cluster: int, chosen: Collection[int], named: bool
) -> ClusterRefusal | None:
    """Some of its words leave for a new cluster, and some stay."""
    if refusal := why_not_take_out(board, cluster, chosen):
        return refusal
    if not named:
        return ClusterRefusal.NO_NAME
    return ClusterRefusal.ALL_LEAVE if set(chosen) == board.members(cluster) else None


def why_not_take_out(board: Board, cluster: int, chosen: Collection[int]) -> ClusterRefusal | None:
    if not chosen:
        return ClusterRefusal.NOTHING_CHOSEN
    if refusal := why_not_touch(board, [cluster]):
        return refusal
    return None if set(chosen) <= board.members(cluster) else ClusterRefusal.NOT_IN_IT


class Wanted(NamedTuple):
    """What is left of a proposal: the words to move, and the cluster that they would join."""

    members: tuple[int, ...]
    joins: int | None


def left_of(
    members: Iterable[int],
    board: Board,
    refused: Iterable[frozenset[int]],
    fewest: int,
) -> Wanted | None:
    """A proposal is about words that are in no cluster of its kind, and that nobody parted.

    Where one cluster holds some of them already, the others are proposed to join it; where two do,
    somebody has decided.
    """
    every = tuple(members)
    if any(set(every) <= parted for parted in refused):
        return None
    free = tuple(words for words in every if words not in board.places)
    homes = {board.places[words] for words in every if words in board.places}
    if not free or len(homes) > 1:
        return None
    if homes:
        return Wanted(free, homes.pop())
    return Wanted(free, None) if len(free) >= fewest else None
