"""Seating, without database, clock or request: people spread over tables by a rule.

    seat(turn)                                    -> Seating
    seat_late(turn, places, person)               -> table id, or None if no table has room
    why_not_move(turn, places, badge, table)      -> SeatingRefusal or None
    doubts_of_move(turn, places, badge, table)    -> tuple of Doubt
    recount(turn, places)                         -> tuple of Unmet
    sentence(unmet)                               -> what a facilitator reads

`places` goes from badge to table id. A capacity is never exceeded: when seats are too few, tables
are filled and the others are told, as `Seating.standing`; they sit as late arrivals once there is
a chair. Wishes outweigh the rule, the rule outweighs even sizes (but see `Rule.MIX`), even sizes
outweigh meetings again; whoever stays at a table stays, even against a wish.
"""

from collections.abc import Callable, Iterator
from random import Random

from deliberation.sittings.seating_board import WISH, Board
from deliberation.sittings.seating_count import home, recount
from deliberation.sittings.seating_moves import (
    Doubt,
    SeatingRefusal,
    doubts_of_move,
    seat_late,
    why_not_move,
)
from deliberation.sittings.seating_search import settle
from deliberation.sittings.seating_starts import deal, keep, part, walk
from deliberation.sittings.seating_terms import (
    Kind,
    Person,
    Rule,
    Seating,
    Table,
    Turn,
    Unmet,
    sentence,
)

__all__ = [
    "Doubt",
    "Kind",
    "Person",
    "Rule",
    "Seating",
    "SeatingRefusal",
    "Table",
    "Turn",
    "Unmet",
    "doubts_of_move",
    "recount",
    "seat",
    "seat_late",
    "sentence",
    "why_not_move",
]

Start = Callable[[Board, Random], object]


def seat(turn: Turn) -> Seating:
    """Who sits where, who has no seat, and what is not satisfied. The same turn gives the same.

    Each start (`seating_starts`) gets better by local search (`seating_search`), and the best of
    them is kept; wishes that are still broken are then sought by complete search (`part`).
    ValueError if two people have one badge, or two tables one id.
    """
    badges, ids = {p.badge for p in turn.people}, {table.id for table in turn.tables}
    if len(badges) < len(turn.people) or len(ids) < len(turn.tables):
        raise ValueError("a badge, or the id of a table, is given twice")
    rng = Random(turn.seed)
    seated, standing = who_sits(turn, rng)
    board = Board(turn, seated)
    fill(board, rng)
    tables = [turn.tables[index].id for index in board.place]
    badge_to_table = {p.badge: table for p, table in zip(seated, tables, strict=True)}
    return Seating(badge_to_table, standing, recount(turn, badge_to_table))


def who_sits(turn: Turn, rng: Random) -> tuple[list[Person], tuple[int, ...]]:
    """Those who have a seat, and the badges of those who have none: the last ones drawn, after
    those who have a table to stay at. Their wishes count for nothing in this."""
    seats = sum(max(0, table.capacity) for table in turn.tables)
    ids = {table.id for table in turn.tables}
    drawn = list(turn.people)
    rng.shuffle(drawn)
    drawn.sort(key=lambda person: (person.stays_at not in ids, home(turn, person) not in ids))
    standing = {person.badge for person in drawn[seats:]}
    seated = [person for person in turn.people if person.badge not in standing]
    return seated, tuple(person.badge for person in turn.people if person.badge in standing)


def starts(turn: Turn) -> Iterator[tuple[Start, ...]]:
    """The ways to begin, the most promising first."""
    if turn.rule is Rule.ROTATE and turn.before:
        yield walk, deal
    yield (keep, deal) if turn.rule is Rule.TOGETHER else (deal,)


def fill(board: Board, rng: Random) -> None:
    """Everybody on the board at the best places found."""
    best, least = list(board.place), None
    for steps in starts(board.turn):
        price = attempt(board, steps, rng)
        if least is None or price < least:
            best, least = list(board.place), price
        if not any(map(board.trouble, board.free)):
            break
    board.restore(best)
    if any(board.trouble(person) >= WISH for person in board.free):
        board.clear()
        if not part(board) or attempt(board, steps, rng, afresh=False) >= (least or 0):
            board.restore(best)


def attempt(board: Board, steps: tuple[Start, ...], rng: Random, *, afresh: bool = True) -> int:
    """The price of the board, filled in these steps then settled."""
    if afresh:
        board.clear()
    for step in steps:
        step(board, rng)
    if board.constrained():
        settle(board, rng)
    return board.total()
