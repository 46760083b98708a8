"""The board on which a seating is sought: who sits where, and what a move or a swap would gain.

People and tables are positions; a set of people is the bits of an integer. What is not satisfied
has one price, in which each concern outweighs all the lesser ones together: wishes, then the rule,
then even sizes, then meetings again. Under `Rule.MIX` even sizes come before an even mix, for a
mix is even at tables of equal size.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace
from random import Random

from deliberation.sittings.seating_colleges import allot
from deliberation.sittings.seating_count import home, met_before, wishes
from deliberation.sittings.seating_terms import Person, Rule, Turn

NOWHERE = -1
MEETING, MIXED, EVEN, RULE, WISH = 1, 1 << 24, 1 << 64, 1 << 96, 1 << 120
FORGETFUL = (Rule.TOGETHER, Rule.RANDOM)  # the rules for which it does not matter who has met


class Board:
    """Seats for these people, who are no more than the seats. Nobody sits there yet but those who
    stay at a table (`fixed`), the first ones if it has too few seats."""

    def __init__(self, turn: Turn, people: Sequence[Person]) -> None:
        self.turn, self.people = turn, people
        self.number, self.tables = len(people), range(len(turn.tables))
        self.capacity = [max(0, table.capacity) for table in turn.tables]
        self.badges = {person.badge: index for index, person in enumerate(people)}
        names = {college: index for index, college in enumerate({p.college: 0 for p in people})}
        self.college = [names[person.college] for person in people]
        self.colleges = len(names)
        ids = {table.id: index for index, table in enumerate(turn.tables)}
        self.home = [ids.get(home(turn, person), NOWHERE) for person in people]  # type: ignore[arg-type]
        self.foes = self.masks(wishes(turn))
        self.met = self.masks(set() if turn.rule in FORGETFUL else met_before(turn))
        self.fixed: set[int] = set()
        self.clear()
        for index, person in enumerate(people):
            if person.stays_at is not None and self.sit_home(index):
                self.fixed.add(index)
        self.free = [index for index in range(self.number) if index not in self.fixed]
        self.unit = 2 * self.number * MIXED if turn.rule is Rule.MIX else 0
        self.fit = self.prices()

    def masks(self, pairs: set[tuple[int, int]]) -> list[int]:
        """For each person, the others of her pairs."""
        others = [0] * self.number
        for a, b in pairs:
            if a in self.badges and b in self.badges:
                others[self.badges[a]] |= 1 << self.badges[b]
                others[self.badges[b]] |= 1 << self.badges[a]
        return others

    def prices(self) -> list[list[int]]:
        """What each table costs a person, whoever sits there.

        With `unit` for each of her college there, the price of a mix is how far the number of
        each college at each table is from its share of that table, squared.
        """
        rule = self.turn.rule
        if rule is Rule.APART:
            owner = allot(self.people, self.turn.tables)
            return [[RULE * (college != p.college) for college in owner] for p in self.people]
        if rule is Rule.MIX:
            total = [self.college.count(college) for college in range(self.colleges)]
            sizes = self.even_sizes()
            return [
                [MIXED * (self.number - 2 * total[college] * size) for size in sizes]
                for college in self.college
            ]
        return [
            [
                RULE * (rule is Rule.TOGETHER and home not in (NOWHERE, table))
                for table in self.tables
            ]
            for home in self.home
        ]

    def even_sizes(self, rng: Random | None = None) -> list[int]:
        """How many would sit at each table, with everybody seated, as evenly as can be."""
        sizes = list(self.size)
        extra = spread(self.number - sum(sizes), sizes, self.capacity, rng)
        return [size + more for size, more in zip(sizes, extra, strict=True)]

    def clear(self) -> None:
        """Nobody sits any more, but those who stay."""
        self.place = [NOWHERE] * self.number
        self.members, self.size = [0] * len(self.tables), [0] * len(self.tables)
        self.count = [[0] * self.colleges for _ in self.tables]
        for person in sorted(self.fixed):
            self.sit(person, self.home[person])

    def restore(self, place: Sequence[int]) -> None:
        """Everybody where she was."""
        for person in self.free:
            self.leave(person)
        for person in self.free:
            self.sit(person, place[person])

    def sit(self, person: int, table: int) -> None:
        self.place[person] = table
        self.members[table] |= 1 << person
        self.size[table] += 1
        self.count[table][self.college[person]] += 1

    def leave(self, person: int) -> None:
        table = self.place[person]
        if table != NOWHERE:
            self.place[person] = NOWHERE
            self.members[table] &= ~(1 << person)
            self.size[table] -= 1
            self.count[table][self.college[person]] -= 1

    def has_room(self, table: int) -> bool:
        return self.size[table] < self.capacity[table]

    def sit_home(self, person: int) -> bool:
        """Whether she sits where she stays, if it has room."""
        table = self.home[person]
        if table == NOWHERE or not self.has_room(table):
            return False
        self.sit(person, table)
        return True

    def constrained(self) -> bool:
        """Whether anything but the rule and the seats counts: a stay, a wish, a meeting."""
        return bool(self.fixed) or any(self.foes) or any(self.met)

    def waiting(self) -> list[int]:
        return [person for person in self.free if self.place[person] == NOWHERE]

    def price(self, person: int, table: int) -> int:
        """What this table costs her, with those who sit there (she does not)."""
        there = self.members[table]
        return (
            WISH * (self.foes[person] & there).bit_count()
            + (self.met[person] & there).bit_count()
            + self.unit * self.count[table][self.college[person]]
            + self.fit[person][table]
            + 2 * EVEN * self.size[table]
        )

    def move_gain(self, person: int, table: int) -> int:
        """How much the price changes if she moves there; less than zero is better."""
        origin = self.place[person]
        now = self.price(person, origin) - self.unit - 2 * EVEN
        return self.price(person, table) - now

    def swap_gain(self, one: int, other: int) -> int:
        """How much the price changes if two people of two tables change places."""
        here, there = self.place[one], self.place[other]
        left, right = self.members[here] ^ (1 << one), self.members[there] ^ (1 << other)
        foe, foes = self.foes[one], self.foes[other]
        fit, fits = self.fit[one], self.fit[other]
        gain = fit[there] - fit[here] + fits[here] - fits[there]
        if foe or foes:
            gain += WISH * (
                (foe & right).bit_count()
                - (foe & left).bit_count()
                + (foes & left).bit_count()
                - (foes & right).bit_count()
            )
        met, mets = self.met[one], self.met[other]
        if met or mets:
            gain += (
                (met & right).bit_count()
                - (met & left).bit_count()
                + (mets & left).bit_count()
                - (mets & right).bit_count()
            )
        mine, hers = self.college[one], self.college[other]
        if self.unit and mine != hers:
            at, across = self.count[here], self.count[there]
            gain += self.unit * (across[mine] - at[mine] + at[hers] - across[hers] + 2)
        return gain

    def trouble(self, person: int) -> int:
        """The wishes and the meetings that her table goes against; wishes weigh more."""
        there = self.members[self.place[person]]
        broken = (self.foes[person] & there).bit_count()
        return WISH * broken + (self.met[person] & there).bit_count()

    def total(self) -> int:
        """The price of the whole board."""
        people = range(self.number)
        pairs = sum(self.trouble(person) for person in people) // 2
        alike = sum(x * (x - 1) // 2 for count in self.count for x in count)
        return (
            pairs
            + self.unit * alike
            + sum(self.fit[person][self.place[person]] for person in people)
            + EVEN * sum(size * (size - 1) for size in self.size)
        )


def spread(
    people: int, sizes: Sequence[int], capacity: Sequence[int], rng: Random | None = None
) -> list[int]:
    """How many more sit at each table, the emptiest first, if so many people come."""
    ranks = list(range(len(sizes)))
    if rng:
        rng.shuffle(ranks)
    heap = [(sizes[t], ranks[t], t) for t in range(len(sizes)) if sizes[t] < capacity[t]]
    heapify(heap)
    extra = [0] * len(sizes)
    for _ in range(people):
        if not heap:
            break
        size, rank, table = heap[0]
        extra[table] += 1
        if size + 1 < capacity[table]:
            heapreplace(heap, (size + 1, rank, table))
        else:
            heappop(heap)
    return extra
