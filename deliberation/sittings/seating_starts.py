"""Where a search starts: people dealt, kept, walked on or coloured onto an empty board."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from random import Random

from deliberation.sittings.seating_board import NOWHERE, Board, spread
from deliberation.sittings.seating_terms import Rule

MOST_LOOKS = 100_000  # tables that the complete search looks at
MOST_WISHING = 400  # people with wishes, beyond which it is not tried


def deal(board: Board, rng: Random) -> None:
    """Everyone who waits, over the seats left: under `Rule.APART`, first at her college's tables.
    Under `Rule.RANDOM`, in no order; else sorted by college, so that the tables are mixed."""
    waiting = board.waiting()
    rng.shuffle(waiting)
    if board.turn.rule is Rule.APART:
        for college in range(board.colleges):
            mates = [person for person in waiting if board.college[person] == college]
            own = [t for t in board.tables if mates and not board.fit[mates[0]][t]]
            deal_over(board, mates, own, rng)
        waiting = [person for person in waiting if board.place[person] == NOWHERE]
    if board.turn.rule is not Rule.RANDOM:
        ranks = list(range(board.colleges))
        rng.shuffle(ranks)
        waiting.sort(key=lambda person: ranks[board.college[person]])
    deal_over(board, waiting, list(board.tables), rng)


def deal_over(board: Board, people: list[int], tables: list[int], rng: Random) -> None:
    """People in their order over evenly filled tables, by systematic sampling (Madow and Madow,
    On the theory of systematic sampling, 1944): the j-th of a table's s seats comes at
    (j + 1/2) / s. Seats of two tables of the same size, or of s and s + 1, come in turns: of any
    people who follow one another, such as a college, the numbers at the two differ by one at most.
    """
    extra = spread(
        len(people), [board.size[t] for t in tables], [board.capacity[t] for t in tables], rng
    )
    ranks = list(range(len(tables)))
    rng.shuffle(ranks)
    seats = sorted(
        ((2 * seat + 1) / more, rank, table)
        for table, more, rank in zip(tables, extra, ranks, strict=True)
        for seat in range(more)
    )
    for person, (_, _, table) in zip(people, seats, strict=False):
        board.sit(person, table)


def keep(board: Board, rng: Random) -> None:
    """Everyone at the table of the turn before, while it has room."""
    people = board.waiting()
    rng.shuffle(people)
    for person in people:
        board.sit_home(person)


def walk(board: Board, rng: Random) -> None:
    """Everyone walks on round the tables by a step of her own, different from her neighbours'.

    With m tables, people of steps g and h who leave from tables i and j sit together at the turns
    r where i + g r = j + h r modulo m: once at most if m is prime, or if there are few turns. They
    are the lines of an affine plane (Bose, On the application of the properties of Galois fields
    to the problem of construction of hyper-Graeco-Latin squares, 1938).
    """
    ids = {table.id: index for index, table in enumerate(board.turn.tables)}
    past = [
        {board.badges[b]: ids[t] for b, t in seating.items() if b in board.badges and t in ids}
        for seating in board.turn.before[-2:]
    ]
    last, earlier = past[-1], past[0] if len(past) > 1 else {}
    steps = {p: (last[p] - earlier[p]) % len(ids) for p in last if p in earlier}
    new_steps(board, last, steps)
    people = [person for person in board.waiting() if person in last]
    rng.shuffle(people)
    for person in people:
        table = (last[person] + steps[person]) % len(ids)
        if board.has_room(table):
            board.sit(person, table)


def new_steps(board: Board, last: dict[int, int], steps: dict[int, int]) -> None:
    """A step for each person without one: the first that nobody at her last table has, from 1."""
    taken = defaultdict(set)
    for person, step in steps.items():
        taken[last[person]].add(step)
    for person in sorted(last):
        if person not in steps and person not in board.fixed:
            steps[person] = next(step for step in count(1) if step not in taken[last[person]])
            taken[last[person]].add(steps[person])


def part(board: Board) -> bool:
    """Seat those who have wishes so that all are kept, by complete search: True unless there is
    no way, or none was found in `MOST_LOOKS`. Next comes whoever has fewest tables left, as in
    DSATUR (Brélaz, New methods to color the vertices of a graph, 1979)."""
    wishing = {person for person in board.free if board.foes[person]}
    looks = MOST_LOOKS

    def colour() -> bool:
        nonlocal looks
        if not wishing:
            return True
        looks -= len(wishing) * len(board.tables)
        chosen, tables = tightest(board, wishing)
        wishing.discard(chosen)
        for table in tables:
            board.sit(chosen, table)
            if colour():
                return True
            board.leave(chosen)
            if looks < 0:
                break
        wishing.add(chosen)
        return False

    return len(wishing) <= MOST_WISHING and colour()


def tightest(board: Board, wishing: Iterable[int]) -> tuple[int, list[int]]:
    """Who has fewest tables left (then most wishes), and these tables, the best for her first. Of
    empty tables with as many seats, one is enough to try."""
    shapes = {
        t: (board.members[t], board.capacity[t] if not board.members[t] else t)
        for t in board.tables
        if board.has_room(t)
    }
    left = {
        person: [t for t, (there, _) in shapes.items() if not board.foes[person] & there]
        for person in wishing
    }
    chosen = min(left, key=lambda p: (len(left[p]), -board.foes[p].bit_count(), p))
    best_first = sorted(left[chosen], key=lambda table: board.price(chosen, table))
    kinds = {shapes[table]: table for table in reversed(best_first)}
    return chosen, sorted(kinds.values(), key=best_first.index)
