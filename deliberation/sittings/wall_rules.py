"""The law of the wall: which colleges are told, what they share, how cards fill pages. Pure."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.ballots.models import NO_COLLEGE
from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings.groupings import PairingKind

# A page is two cards wide. These fit the smallest projector (1024 × 768, 1280 × 720) in the
# smallest letters (28 px); larger ones have room to spare.
LINE = 35  # letters
ROOM = 14.2  # lines
HEADING = 1.7  # lines, as all heights below
FRAME = 0.8
LARGER = 1.4  # times, where a page has few words
WIDE = re.compile(r"[^\W\da-zß-öø-ÿœ_]|[mwœæ@%…—]")  # twice as wide as others, to be safe
LONGEST_PIECE = ROOM - HEADING - FRAME - 1


class WallRefusal(Refusal):
    """What the wall answers when it says no."""

    NO_CARD = N_("Choisissez au moins une carte.")
    GONE = N_("Ces mots ne peuvent plus être montrés : ils ont été retirés ou masqués.")
    NOTHING_SHOWN = N_("Il n'y a rien à retirer de l'écran.")
    NOTHING_TO_PUT_BACK = N_("Il n'y a rien à remettre à l'écran.")
    HAS_PROPOSAL = N_("Une proposition vient déjà de ce groupe de cartes.")
    NO_PROPOSAL = N_("Faites d'abord une proposition de ce groupe de cartes.")
    HAS_BALLOT = N_("Cette proposition est déjà mise au vote.")
    FEW_GROUPS = N_("Cochez au moins deux groupes qui ont des cartes.")
    IN_A_VOTE = N_("Ce groupe est mis au vote avec d'autres : il reste comme il est.")
    ELSEWHERE = N_("Cette carte n'est pas de cette journée.")
    NOT_A_PAIR = N_("Choisissez deux cartes de deux collèges différents, de la même étape.")
    NOT_A_BALLOT = N_("Ce vote n'est pas de cette journée.")
    NOT_A_CANDIDATE = N_("Un de ces mots n'est plus assez partagé pour être montré.")


class Confrontation(NamedTuple):
    """What peer groups said, side by side; differences are results too."""

    shared: tuple[tuple[int, ...], ...]
    contrary: tuple[tuple[int, int], ...]
    only: dict[int, tuple[int, ...]]  # by college


def nameable(people_by_college: Mapping[int, int]) -> frozenset[int]:
    """The colleges that may be told on a card, given how many people of each could have said it.

    A college is told when at least five people are of it. Those who are not told, with those of
    no college (`NO_COLLEGE`), are none or at least five: otherwise the smallest college that was
    told is told no more, so that a card without a college is never that of fewer than five.
    """
    told = sorted(
        (
            college
            for college, people in people_by_college.items()
            if college != NO_COLLEGE and people >= SMALLEST_SHOWN
        ),
        key=lambda college: (people_by_college[college], college),
        reverse=True,
    )
    others = sum(people_by_college.values()) - sum(people_by_college[one] for one in told)
    if told and 0 < others < SMALLEST_SHOWN:
        told.pop()
    return frozenset(told)


def tellable(
    people_by_college: Mapping[int, int], tables: Iterable[Mapping[int, int]]
) -> frozenset[int]:
    """The colleges that may be told on the cards of a step, whatever is known of their tables.

    Minutes tell tables, and numbers follow each other: a college is told only if it is nameable
    in the step, and at each of these tables where some of it sat.
    """
    by_table = [(people, nameable(people)) for people in tables]
    return frozenset(
        college
        for college in nameable(people_by_college)
        if all(college in told for people, told in by_table if people.get(college))
    )


def confront(
    colleges: Mapping[int, int], pairs: Iterable[tuple[int, int, PairingKind]]
) -> Confrontation:
    """What several colleges say alike, what they say against each other, and all the rest.

    `colleges` tells whose each card is. Every card is somewhere: nothing that differs is lost.
    """
    known = [(a, b, kind) for a, b, kind in pairs if a in colleges and b in colleges]
    leader = {card: card for card in colleges}

    def first(card: int) -> int:
        while leader[card] != card:
            card = leader[card]
        return card

    for a, b, kind in known:
        if kind is PairingKind.SAME:
            leader[first(b)] = first(a)
    alike: dict[int, list[int]] = {}
    for card in colleges:
        alike.setdefault(first(card), []).append(card)
    shared = tuple(tuple(cards) for cards in alike.values() if len(cards) > 1)
    contrary = tuple((a, b) for a, b, kind in known if kind is PairingKind.CONTRARY)
    paired = {card for cards in (*shared, *contrary) for card in cards}
    only: dict[int, list[int]] = {}
    for card, college in colleges.items():
        if card not in paired:
            only.setdefault(college, []).append(card)
    return Confrontation(shared, contrary, {one: tuple(cards) for one, cards in only.items()})


def why_not_pair(
    first: tuple[int, int | None], second: tuple[int, int | None]
) -> WallRefusal | None:
    """Two cards go together when their colleges differ, in one step. Each is (step, college)."""
    apart = first[0] == second[0] and None not in (first[1], second[1]) and first[1] != second[1]
    return None if apart else WallRefusal.NOT_A_PAIR


def why_not_propose_group(cards: int, readable: int, proposed: bool) -> WallRefusal | None:
    """One proposal comes from a group, out of words that can still be read."""
    if proposed:
        return WallRefusal.HAS_PROPOSAL
    if not cards:
        return WallRefusal.NO_CARD
    return None if readable else WallRefusal.GONE


def why_not_put_to_vote(proposed: bool, prepared: bool) -> WallRefusal | None:
    """A group is voted on once, after it became a proposal."""
    if not proposed:
        return WallRefusal.NO_PROPOSAL
    return WallRefusal.HAS_BALLOT if prepared else None


def lines(words: str, larger: float = 1) -> int:
    """How many lines some words take on a card, in letters that many times larger."""
    width = int(LINE / larger)
    told = (WIDE.sub(r"\g<0>\g<0>", line) for line in words.splitlines() if line.strip())
    return sum(len(textwrap.wrap(line, width, break_on_hyphens=False)) for line in told) or 1


def pieces(words: str, room: float = LONGEST_PIECE) -> list[str]:
    """The same words, cut at blanks so that each piece fits a card. Nothing is lost or altered."""
    found = [""]
    for token in re.findall(rf"\S{{1,{LINE}}}\s*|\s+", words):
        if found[-1] and lines(found[-1] + token) > room:
            found.append("")
        found[-1] += token
    return found


def row_height(cards: Sequence[str], larger: float = 1) -> float:
    """How high cards side by side are: as high as the longest of them, two by two."""
    pairs = [cards[place : place + 2] for place in range(0, len(cards), 2)]
    return sum(max(lines(words, larger) for words in pair) + FRAME for pair in pairs)


def pages(
    parts: Sequence[Sequence[float]], room: float = ROOM, heading: float = HEADING
) -> list[list[tuple[int, list[int]]]]:
    """How parts, each with a heading over rows of some heights, fill pages in their order.

    Each page tells which rows of which parts it holds. A part that goes on has its heading again.
    """
    told: list[list[tuple[int, list[int]]]] = []
    left = 0.0
    for part, heights in enumerate(parts):
        fresh = True
        for row, height in enumerate(heights):
            needed = height + (heading if fresh else 0)
            if not told or needed > left:
                told.append([])
                left, fresh = room, True
                needed = height + heading
            if fresh:
                told[-1].append((part, []))
            told[-1][-1][1].append(row)
            left, fresh = left - needed, False
    return told


def why_not_put_together(groups: int) -> WallRefusal | None:
    """One chooses among several groups."""
    return None if groups > 1 else WallRefusal.FEW_GROUPS


def why_not_undo_group(proposed: bool, voted: bool) -> WallRefusal | None:
    """What a proposal or a vote comes from is not undone."""
    if proposed:
        return WallRefusal.HAS_PROPOSAL
    return WallRefusal.IN_A_VOTE if voted else None
