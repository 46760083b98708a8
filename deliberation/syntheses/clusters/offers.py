"""What a machine proposes for a topic: computed when somebody asks, never applied by itself."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.debate.commands import listed
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext
from deliberation.syntheses.clusters.board import board_of
from deliberation.syntheses.clusters.models import ClusterKind, TurnedDown
from deliberation.syntheses.clusters.reading import shortened
from deliberation.syntheses.clusters.rules import Board, left_of
from deliberation.syntheses.likeness.meaning import Meaning, sentence_model
from deliberation.syntheses.likeness.near import near_duplicates
from deliberation.syntheses.likeness.themes import FEWEST, themes

KEPT = 4  # topics of which the proposals stay in memory
PLAIN = N_("D'après les mots eux-mêmes.")
SEMANTIC = N_("D'après les mots, et d'après un modèle de langue qui tourne ici, sans réseau.")

Texts = tuple[tuple[int, str], ...]


class Found(NamedTuple):
    """Words that look as if they went together, and why."""

    kind: ClusterKind
    members: tuple[int, ...]
    name: str
    why: str


class Offer(NamedTuple):
    """A proposal as it stands today: the words to move, and the cluster that they would join."""

    kind: ClusterKind
    members: tuple[int, ...]
    name: str
    why: str
    words: list[tuple[int, str]]
    joins: int | None
    joins_name: str

    @property
    def key(self) -> str:
        """What a form calls it."""
        return str(self.members[0])


def offers_of(session: Session, topic_id: int, kind: ClusterKind) -> list[Offer]:
    """What is proposed for a topic, but what was refused or done already."""
    texts = _texts(session, topic_id)
    told = dict(texts)
    board = board_of(session, topic_id, kind)
    refused = _refused(session, topic_id, kind)
    found = _near(texts) if kind is ClusterKind.ALIKE else _themes(texts)
    offers = (_offer(one, told, board, refused) for one in found)
    return [one for one in offers if one]


def _texts(session: Session, topic_id: int) -> Texts:
    """All that may be put together, without what a page does not need."""
    shown = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN})
    columns = shown.with_only_columns(col(Contribution.id), col(Contribution.words))
    rows = session.connection().execute(columns.order_by(col(Contribution.id)))
    return tuple((number, words) for number, words in rows if number)


def way() -> str:
    """How the proposals were made, in a sentence."""
    return gettext(SEMANTIC if _meaning() else PLAIN)


def _offer(
    found: Found,
    told: Mapping[int, str],
    board: Board,
    refused: Collection[frozenset[int]],
) -> Offer | None:
    fewest = 2 if found.kind is ClusterKind.ALIKE else FEWEST
    wanted = left_of(found.members, board, refused, fewest)
    if wanted is None:
        return None
    return Offer(
        kind=found.kind,
        members=found.members,
        name=found.name,
        why=found.why,
        words=[(number, told[number]) for number in wanted.members],
        joins=wanted.joins,
        joins_name=board.faces[wanted.joins].name if wanted.joins else "",
    )


def _refused(session: Session, topic_id: int, kind: ClusterKind) -> list[frozenset[int]]:
    rows = select(TurnedDown.members).where(
        TurnedDown.topic_id == topic_id, TurnedDown.kind == kind
    )
    return [frozenset(map(int, text.split())) for text in session.exec(rows)]


@lru_cache(maxsize=1)
def _meaning() -> Meaning | None:
    return sentence_model()[0]


@lru_cache(maxsize=KEPT)
def _near(texts: Texts) -> tuple[Found, ...]:
    said = dict(texts)
    return tuple(
        Found(ClusterKind.ALIKE, one.members, shortened(said[one.first]), one.why)
        for one in near_duplicates(said, _meaning())
    )


@lru_cache(maxsize=KEPT)
def _themes(texts: Texts) -> tuple[Found, ...]:
    return tuple(
        Found(ClusterKind.THEME, one.members, ", ".join(one.words[:3]).capitalize(), one.why)
        for one in themes(dict(texts), _meaning())
    )
