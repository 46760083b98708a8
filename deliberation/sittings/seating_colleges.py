"""Which table is for which college, where each college sits alone."""

from collections.abc import Sequence

from deliberation.sittings.seating_count import colleges
from deliberation.sittings.seating_terms import Person, Table

MOST_TRIES = 2_000
MOST_TABLES = 200  # beyond, no choice is taken back

College = int | None
Needs = dict[College, int]


def allot(people: Sequence[Person], tables: Sequence[Table]) -> list[College]:
    """The college of each table, by position: its own, or the one that needs it.

    The largest need takes the largest free table. If that leaves somebody without a table of her
    college, choices are taken back until nobody is (complete search, up to `MOST_TRIES`). Tables
    that remain go where people would sit most numerous.
    """
    numbers: Needs = dict(colleges(people).most_common())
    needs, held = dict(numbers), dict.fromkeys(numbers, 0)
    for table in tables:
        if table.college is not None and table.college in needs:
            needs[table.college] -= table.capacity
            held[table.college] += 1
    free = [index for index, table in enumerate(tables) if table.college is None]
    free.sort(key=lambda index: -tables[index].capacity)
    capacities = [tables[index].capacity for index in free]
    given = greedily(needs, capacities)
    if left_over(needs, capacities, given) and len(free) <= MOST_TABLES:
        given = fully(needs, capacities) or given
    for college in given:
        held[college] += 1
    while numbers and len(given) < len(free):
        crowded = max(numbers, key=lambda college: numbers[college] / max(1, held[college]))
        given.append(crowded)
        held[crowded] += 1
    owner = dict(zip(free, given, strict=False))
    return [owner.get(index, table.college) for index, table in enumerate(tables)]


def greedily(needs: Needs, capacities: Sequence[int]) -> list[College]:
    """Each table in turn to the college that needs most, until nobody needs any."""
    left, given = dict(needs), list[College]()
    for capacity in capacities:
        college = max(left, key=lambda one: left[one], default=None)
        if not left or left[college] <= 0:
            break
        left[college] -= capacity
        given.append(college)
    return given


def left_over(needs: Needs, capacities: Sequence[int], given: Sequence[College]) -> bool:
    """Whether somebody has no table of her college."""
    left = dict(needs)
    for college, capacity in zip(given, capacities, strict=False):
        left[college] -= capacity
    return any(need > 0 for need in left.values())


def fully(needs: Needs, capacities: Sequence[int]) -> list[College] | None:
    """The same with choices taken back, so that nobody is left; None if no way is found."""
    tries = MOST_TRIES

    def give(left: Needs, given: list[College]) -> list[College] | None:
        nonlocal tries
        tries -= 1
        lacking = sorted((one for one in left if left[one] > 0), key=lambda one: -left[one])
        if not lacking:
            return given
        rest = capacities[len(given) :]
        if tries < 0 or sum(left[college] for college in lacking) > sum(rest):
            return None
        for college in {left[one]: one for one in reversed(lacking)}.values():
            found = give({**left, college: left[college] - rest[0]}, [*given, college])
            if found is not None:
                return found
        return None

    return give(needs, [])
