"""The recount of a seating: whatever made it, by rule or by hand, what it does not satisfy."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from deliberation.sittings.seating_terms import Kind, Person, Rule, Table, Turn, Unmet

Pair = tuple[int, int]


def recount(turn: Turn, places: Mapping[int, int]) -> tuple[Unmet, ...]:
    """What these places (badge to table id) leave unsatisfied, worst first; nothing at zero."""
    sitting = groups_of(turn, places)
    numbers = {
        Kind.STANDING: sum(person.badge not in places for person in turn.people),
        Kind.WISH: sum(a in places and places[a] == places.get(b) for a, b in wishes(turn)),
        Kind.MOVED: sum(moved(turn, person, places) for person in turn.people),
        Kind.ELSEWHERE: elsewhere(turn, sitting),
        Kind.UNEVEN: unevenness(turn, sitting),
        Kind.MEETING: meetings(turn, sitting),
    }
    return tuple(Unmet(kind, number) for kind, number in numbers.items() if number)


def wishes(turn: Turn) -> set[Pair]:
    """The pairs to keep apart, each once, of two people who are both here."""
    here = {person.badge for person in turn.people}
    pairs = {(min(pair), max(pair)) for pair in turn.apart}
    return {(a, b) for a, b in pairs if a != b and a in here and b in here}


def met_before(turn: Turn) -> set[Pair]:
    """The pairs who shared a table at one turn before, or more."""
    pairs: set[Pair] = set()
    for seating in turn.before:
        tables = defaultdict(list)
        for badge, table in sorted(seating.items()):
            tables[table].append(badge)
        for badges in tables.values():
            pairs.update(combinations(badges, 2))
    return pairs


def home(turn: Turn, person: Person) -> int | None:
    """The table that she should not leave, if she has one."""
    if person.stays_at is not None or turn.rule is not Rule.TOGETHER or not turn.before:
        return person.stays_at
    return turn.before[-1].get(person.badge)


def groups_of(turn: Turn, places: Mapping[int, int]) -> dict[int, list[Person]]:
    """The people of each table, empty tables included."""
    sitting: dict[int, list[Person]] = {table.id: [] for table in turn.tables}
    for person in turn.people:
        if places.get(person.badge) in sitting:
            sitting[places[person.badge]].append(person)
    return sitting


def colleges(people: Iterable[Person]) -> Counter[int | None]:
    return Counter(person.college for person in people)


def owner_of(table: Table, there: Sequence[Person]) -> int | None:
    """The college of a table where someone sits: the one it is for, or the most numerous."""
    if table.college is not None or not there:
        return table.college
    return colleges(there).most_common(1)[0][0]


def owners(turn: Turn, sitting: Mapping[int, list[Person]]) -> dict[int, int | None]:
    """The college of each table where someone sits, or that is for one."""
    return {
        table.id: owner_of(table, sitting[table.id])
        for table in turn.tables
        if sitting[table.id] or table.college is not None
    }


def moved(turn: Turn, person: Person, places: Mapping[int, int]) -> bool:
    """Whether she sits, but not where she stays."""
    stays_at = home(turn, person)
    return stays_at is not None and places.get(person.badge, stays_at) != stays_at


def elsewhere(turn: Turn, sitting: Mapping[int, list[Person]]) -> int:
    """Under `Rule.APART`, how many people sit at a table of another college."""
    if turn.rule is not Rule.APART:
        return 0
    owner = owners(turn, sitting)
    return sum(person.college != owner[table] for table, at in sitting.items() for person in at)


def unevenness(turn: Turn, sitting: Mapping[int, list[Person]]) -> int:
    """The greatest difference, two or more, with a table that has room (and, where colleges sit
    apart, is of the same college)."""
    owner = owners(turn, sitting) if turn.rule is Rule.APART else dict.fromkeys(sitting)
    size = {table: len(people) for table, people in sitting.items()}
    with_room = [t.id for t in turn.tables if size[t.id] < t.capacity and t.id in owner]
    gaps = [
        size[full] - size[table]
        for table in with_room
        for full in owner
        if owner[full] == owner[table]
    ]
    return max((gap for gap in gaps if gap > 1), default=0)


def meetings(turn: Turn, sitting: Mapping[int, list[Person]]) -> int:
    """Under `Rule.ROTATE`, how many pairs share a table once more."""
    if turn.rule is not Rule.ROTATE:
        return 0
    met = met_before(turn)
    return sum(
        pair in met
        for people in sitting.values()
        for pair in combinations(sorted(person.badge for person in people), 2)
    )
