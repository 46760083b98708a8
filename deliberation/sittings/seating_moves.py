"""Seats given by hand, or late: where someone who arrives sits, and what may be said of a move."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings.seating_count import groups_of, home, met_before, owner_of, wishes
from deliberation.sittings.seating_terms import Person, Rule, Table, Turn


class SeatingRefusal(Refusal):
    """Why a person may not move to a table."""

    FULL = N_("Cette table est pleine. Déplacez d'abord quelqu'un, ou ajoutez une chaise.")
    NO_SUCH_TABLE = N_("Cette table n'existe pas.")
    NO_SUCH_PERSON = N_("Ce badge n'est pas dans cette salle.")


class Doubt(StrEnum):
    """What a facilitator is told of a move that is allowed all the same."""

    WISH = N_("Un souhait « pas à la même table » n'est pas respecté à cette table.")
    ELSEWHERE = N_("Cette table est celle d'un autre collège.")
    LEAVES = N_("Cette personne quitte la table où elle reste d'habitude.")


def why_not_move(
    turn: Turn, places: Mapping[int, int], badge: int, table: int
) -> SeatingRefusal | None:
    """None when there is a chair; to sit where one sits already is no move."""
    capacity = {one.id: one.capacity for one in turn.tables}
    if all(person.badge != badge for person in turn.people):
        return SeatingRefusal.NO_SUCH_PERSON
    if table not in capacity:
        return SeatingRefusal.NO_SUCH_TABLE
    others = sum(at == table for other, at in places.items() if other != badge)
    return SeatingRefusal.FULL if others >= capacity[table] else None


def doubts_of_move(
    turn: Turn, places: Mapping[int, int], badge: int, table: int
) -> tuple[Doubt, ...]:
    """What this move goes against. A broken wish is told without saying whose: show it to the
    facilitator who moves people, on no other screen. Ask `why_not_move` first: KeyError or
    StopIteration for a table or a badge that is not of this turn."""
    person = next(person for person in turn.people if person.badge == badge)
    others = {other: at for other, at in places.items() if other != badge}
    there, stays_at = groups_of(turn, others)[table], home(turn, person)
    goes_to = next(one for one in turn.tables if one.id == table)
    foes = foes_of(wishes(turn), badge)
    doubts = {
        Doubt.WISH: any(one.badge in foes for one in there),
        Doubt.ELSEWHERE: is_elsewhere(turn, goes_to, there, person),
        Doubt.LEAVES: stays_at not in (None, table),
    }
    return tuple(doubt for doubt, there in doubts.items() if there)


def seat_late(turn: Turn, places: Mapping[int, int], person: Person) -> int | None:
    """The id of the table where someone who arrives sits, among those that have room, or None.

    Whoever sits already, or stays at a table, has her own. Else: where fewest wishes are broken;
    then at the table to keep under `Rule.TOGETHER`, or at one of her college, or empty, under
    `Rule.APART`; then with fewest people, fewest of her college, fewest whom she has met; then
    the first. She need not be in `turn.people`.
    """
    people = [one for one in turn.people if one.badge != person.badge]
    turn = replace(turn, people=[*people, person])
    others = {badge: table for badge, table in places.items() if badge != person.badge}
    sitting, occupied = groups_of(turn, others), Counter(others.values())
    foes, met = foes_of(wishes(turn), person.badge), foes_of(met_before(turn), person.badge)
    owns, stays_at = (places.get(person.badge), person.stays_at), home(turn, person)

    def cost(table: Table) -> tuple[int, ...]:
        there = sitting[table.id]
        return (
            table.id not in owns,
            sum(one.badge in foes for one in there),
            table.id != stays_at,
            is_elsewhere(turn, table, there, person),
            occupied[table.id],
            sum(one.college == person.college for one in there),
            sum(one.badge in met for one in there),
        )

    with_room = [table for table in turn.tables if occupied[table.id] < table.capacity]
    return min(with_room, key=cost).id if with_room else None


def is_elsewhere(turn: Turn, table: Table, there: Sequence[Person], person: Person) -> bool:
    """Whether, where colleges sit apart, this table is for another, or already another's."""
    owner = owner_of(table, there) if there or table.college is not None else person.college
    return turn.rule is Rule.APART and owner != person.college


def foes_of(pairs: Iterable[tuple[int, int]], badge: int) -> set[int]:
    """The others of this badge's pairs."""
    return {a if b == badge else b for a, b in pairs if badge in (a, b)}
