"""The wall and the confrontation as the room sees them: pages of cards that fit, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlmodel import Session

from deliberation.ballots.models import NO_COLLEGE
from deliberation.i18n import N_, gettext, ngettext
from deliberation.sittings.models import SegmentKind
from deliberation.sittings.reading import DayView
from deliberation.sittings.wall_cards import WallCard, cards_of, groups_of, pairs_of
from deliberation.sittings.wall_rules import (
    HEADING,
    LARGER,
    ROOM,
    confront,
    pages,
    pieces,
    row_height,
)

FROM_TABLES = N_("Les cartes des tables")
BOTH = N_("Dit par les deux groupes")
SEVERAL = N_("Dit par plusieurs groupes")
CONTRARY = N_("Contradictoire")
ONLY = N_("Seulement ici : {college}")
ONLY_ONE = N_("Seulement ici")
ANOTHER = N_("un autre groupe")
NOTHING_YET = N_("Les cartes des tables arriveront ici, une fois lues par l'équipe.")
WALL_SAID = N_("Le mur : {cards}. Page {page} sur {last}.")
CONFRONTATION_SAID = N_("Ce que les groupes ont dit : {cards}. Page {page} sur {last}.")


class Face(NamedTuple):
    """A card on the screen, or a piece of one that is too long for a page."""

    words: str
    college: str = ""
    shape: str = ""
    goes_on: bool = False


class Block(NamedTuple):
    """Some rows of cards under a heading."""

    title: str
    shape: str
    rows: list[list[Face]]
    paired: bool = False


@dataclass(frozen=True)
class Group:
    """Whose cards stand together in a confrontation; without a name, of those not told."""

    key: int
    name: str
    shape: str


def wall(session: Session, view: DayView, page: int) -> dict[str, Any]:
    """The cards that were let through, under the names of their groups."""
    cards = [card for card in cards_of(session, view) if card.shown]
    names = {group.id: group.name for group in groups_of(session, _id(view))}
    blocks = [
        Block(name, "", _rows(card for card in cards if card.group_id == id))
        for id, name in names.items()
    ]
    loose = Block(
        gettext(FROM_TABLES), "", _rows(card for card in cards if card.group_id not in names)
    )
    return _paged([*blocks, loose], len(cards), page, WALL_SAID)


def confrontation(session: Session, view: DayView, page: int) -> dict[str, Any]:
    """Said by both, only here, contradictory: of what was let through."""
    steps = peer_steps(view)
    cards = [card for card in cards_of(session, view) if card.segment_id in steps]
    blocks = blocks_of(session, cards)
    return _paged(blocks, sum(card.shown for card in cards), page, CONFRONTATION_SAID)


def peer_steps(view: DayView) -> set[int | None]:
    """The last steps so far in which colleges met apart, one after the other but for breaks:
    what was written in the first of them may have been chosen in the next.
    """
    steps: set[int | None] = set()
    for one in reversed(view.segments[: view.step]):
        if one.kind is SegmentKind.PEER_GROUPS:
            steps.add(one.id)
        elif steps and one.kind is not SegmentKind.BREAK:
            break
    return steps


def blocks_of(session: Session, cards: Sequence[WallCard]) -> list[Block]:
    """The blocks of a confrontation. What is not on the screen yet counts, and does not show."""
    kept = {card.id: card for card in cards if not card.marker}
    groups = {id: group_of(card) for id, card in kept.items()}
    told = confront({id: group.key for id, group in groups.items()}, pairs_of(session, cards))
    both = BOTH if len({card.college_id for card in kept.values()}) == 2 else SEVERAL
    blocks = [Block(gettext(both), "", _together(kept, told.shared), paired=True)]
    blocks += _apart(kept, told.only, {group.key: group for group in groups.values()})
    return [*blocks, Block(gettext(CONTRARY), "", _together(kept, told.contrary), paired=True)]


def _apart(
    kept: dict[int, WallCard], only: dict[int, tuple[int, ...]], groups: dict[int, Group]
) -> list[Block]:
    """What only one group says: two groups that are told stand face to face."""
    told = [group for group in groups.values() if group.name]
    shown = {key: [kept[id] for id in ids if kept[id].shown] for key, ids in only.items()}
    if len(told) == len(groups) == 2:
        sides = [[_pieces(card, True) for card in shown.get(one.key, [])] for one in told]
        left, right = ([face for faces in side for face in faces] for side in sides)
        rows = [list(row) for row in zip_longest(left, right, fillvalue=Face(""))]
        return [Block(gettext(ONLY_ONE), "", rows)]
    blocks = []
    for key in sorted(shown, key=lambda key: (key == NO_COLLEGE, key)):
        college = groups[key].name or gettext(ANOTHER)
        title = gettext(ONLY).format(college=college) if told else gettext(ONLY_ONE)
        blocks.append(Block(title, groups[key].shape, _rows(shown[key], labelled=False)))
    return blocks


def group_of(card: WallCard) -> Group:
    """Where a card stands: with its college where that may be told, else with all the others."""
    if card.college and card.college_id is not None:
        return Group(card.college_id, card.college, card.shape)
    return Group(NO_COLLEGE, "", "")


def _together(kept: dict[int, WallCard], sets: Iterable[Sequence[int]]) -> list[list[Face]]:
    """Each set of cards that belong together is a row of its own, in the order that was drawn:
    that of colleges that are told, then that of the wall.
    """
    places = {id: place for place, id in enumerate(kept)}
    drawn = sorted(sets, key=lambda ids: min(places[id] for id in ids))
    rows = []
    for ids in drawn:
        in_order = sorted(ids, key=lambda id: (group_of(kept[id]).key, places[id]))
        rows += _faces([kept[id] for id in in_order if kept[id].shown])
    return rows


def _rows(cards: Iterable[WallCard], labelled: bool = True) -> list[list[Face]]:
    """Cards two by two."""
    faces = [face for card in cards for face in _pieces(card, labelled)]
    return [faces[place : place + 2] for place in range(0, len(faces), 2)]


def _faces(cards: Sequence[WallCard]) -> list[list[Face]]:
    """One row for cards that belong together; several rows where one of them is too long."""
    faces = [_pieces(card, True) for card in cards]
    most = max(map(len, faces), default=0)
    return [[pieces[place] for pieces in faces if place < len(pieces)] for place in range(most)]


def _pieces(card: WallCard, labelled: bool) -> list[Face]:
    cut = pieces(card.words)
    college, shape = (card.college, card.shape) if labelled else ("", "")
    return [Face(words, college, shape, words is not cut[-1]) for words in cut]


def _height(row: Sequence[Face], larger: float = 1) -> float:
    labels = any(face.college for face in row) * -(-len(row) // 2)
    return row_height([face.words for face in row], larger) + labels


def _may_be_larger(blocks: Iterable[Block]) -> bool:
    heights = (HEADING + sum(_height(row, LARGER) for row in block.rows) for block in blocks)
    return sum(heights) * LARGER <= ROOM


def _paged(blocks: Sequence[Block], count: int, page: int, said: str) -> dict[str, Any]:
    """The page that is wanted, or the nearest one; `said` is the sentence that is read aloud."""
    blocks = [block for block in blocks if block.rows]
    told = pages([[_height(row) for row in block.rows] for block in blocks]) or [[]]
    number = min(max(page, 1), len(told))
    shown = [
        blocks[part]._replace(rows=[blocks[part].rows[row] for row in rows])
        for part, rows in told[number - 1]
    ]
    cards = ngettext("{n} carte", "{n} cartes", count).format(n=count)
    sentence = gettext(said).format(cards=cards, page=number, last=len(told))
    return {
        "blocks": shown,
        "large": _may_be_larger(shown),
        "empty": "" if shown else gettext(NOTHING_YET),
        "page": number,
        "last": len(told),
        "said": sentence if shown else gettext(NOTHING_YET),
    }


def _id(view: DayView) -> int:
    assert view.sitting.id is not None
    return view.sitting.id
