"""How a board gets better: a tabu search among those who are ill at ease, then a descent."""

from collections.abc import Iterator
from random import Random

from deliberation.sittings.seating_board import NOWHERE, WISH, Board

MOST_LOOKS = 60_000  # moves and swaps that one search looks at; fewer in a small room
SHORTEST_BAN = 4

Change = tuple[int, int, int]  # who moves, to which table, and who takes her place or NOWHERE


def settle(board: Board, rng: Random) -> None:
    """Take away what can be of wishes broken and meetings again, then go down to a place where no
    move and no swap is better (or until it has looked enough). Never ends worse than it began."""
    seek(board, rng)
    descend(board)


def seek(board: Board, rng: Random) -> None:
    """Tabu search by swaps of people in conflict (Dotú and Van Hentenryck, Scheduling social
    golfers locally, 2005; to mend one conflict at a time is min-conflicts, Minton et al., 1992).

    Someone ill at ease makes her best move or swap, even if it makes things worse; whoever left a
    table may not come back for a while, unless the whole becomes better than ever.
    """
    best, gained, now, turn = list(board.place), 0, 0, 0
    looks = min(MOST_LOOKS, 30 * board.number**2)
    bans: dict[tuple[int, int], int] = {}
    while looks > 0 and (ill := ill_at_ease(board)):
        turn += 1
        options = changes(board, rng.choice(ill))
        looks -= 1 + len(options) + board.number // 4  # to see who is ill takes time as well
        gains = [(gain_of(board, option), option) for option in options]
        allowed = [
            (gain, option)
            for gain, option in gains
            if now + gain < gained or all(bans.get(seat, 0) < turn for seat in goals(board, option))
        ]
        if not allowed:
            continue
        least = min(gain for gain, _ in allowed)
        chosen = rng.choice([option for gain, option in allowed if gain == least])
        until = turn + SHORTEST_BAN + rng.randrange(2 * SHORTEST_BAN)
        leaving = [(person, board.place[person]) for person, _ in goals(board, chosen)]
        bans.update(dict.fromkeys(leaving, until))
        apply(board, chosen)
        now += least
        if now < gained:
            gained, best = now, list(board.place)
    board.restore(best)


def goals(board: Board, change: Change) -> list[tuple[int, int]]:
    """Who would sit where."""
    person, table, other = change
    here = board.place[person]
    return [(person, table)] if other == NOWHERE else [(person, table), (other, here)]


def ill_at_ease(board: Board) -> list[int]:
    """Those whose wish is broken; if there are none, those who meet someone again."""
    trouble = {p: much for p in board.free if (much := board.trouble(p))}
    worst = [person for person, much in trouble.items() if much >= WISH]
    return worst or list(trouble)


def changes(board: Board, person: int) -> list[Change]:
    """All that she can do: go to a table with room, or take the place of anybody else."""
    return [*moves(board, person), *swaps(board, person)]


def moves(board: Board, person: int) -> Iterator[Change]:
    here = board.place[person]
    return (
        (person, table, NOWHERE)
        for table in board.tables
        if table != here and board.has_room(table)
    )


def swaps(board: Board, person: int) -> Iterator[Change]:
    here = board.place[person]
    return (
        (person, board.place[other], other) for other in board.free if board.place[other] != here
    )


def gain_of(board: Board, change: Change) -> int:
    person, table, other = change
    if other == NOWHERE:
        return board.move_gain(person, table)
    return board.swap_gain(person, other)


def apply(board: Board, change: Change) -> None:
    person, table, other = change
    here = board.place[person]
    board.leave(person)
    if other != NOWHERE:
        board.leave(other)
        board.sit(other, here)
    board.sit(person, table)


def descend(board: Board) -> None:
    """Every move or swap that is strictly better, until there is none or it has looked enough."""
    looks, better = MOST_LOOKS, True
    while better:
        better = False
        for person in board.free:
            options = changes(board, person) if looks > 0 else list(moves(board, person))
            looks -= len(options)
            gain, change = min(
                ((gain_of(board, option), option) for option in options), default=(0, None)
            )
            if gain < 0 and change:
                apply(board, change)
                better = True
