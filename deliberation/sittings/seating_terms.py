"""What a seating is made of: people, tables, a rule, and what could not be kept, as plain data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from deliberation.i18n import N_, ngettext


class Rule(StrEnum):
    """How people are spread over the tables."""

    MIX = "mix"  # every college at every table, as evenly as numbers allow
    APART = "apart"  # at each table, one college alone
    TOGETHER = "together"  # everybody at the table of the turn before
    RANDOM = "random"
    ROTATE = "rotate"  # nobody meets again someone met before


class Person(NamedTuple):
    """Who has to sit, by badge number. Without a college, she counts as a college of its own."""

    badge: int
    college: int | None = None
    stays_at: int | None = None  # the table that she must not leave: a scribe's own


class Table(NamedTuple):
    """Where people sit. Its college matters under `Rule.APART` only."""

    id: int
    capacity: int
    college: int | None = None


@dataclass(frozen=True)
class Turn:
    """One turn of tables to fill. Badges are distinct, and so are the tables' ids.

    `apart`: the badges of two people who must not share a table; private. The order, a pair given
    twice, with oneself or with someone absent change nothing.
    `before`: the seatings of the turns before, oldest first, each from badge to table id.
    `seed`: the same turn with the same seed gives the same seating.
    """

    people: Sequence[Person]
    tables: Sequence[Table]
    rule: Rule = Rule.MIX
    apart: Collection[tuple[int, int]] = ()
    before: Sequence[Mapping[int, int]] = ()
    seed: int | str = 0


class Kind(StrEnum):
    """What may not be satisfied."""

    STANDING = "standing"  # people without a seat: all the tables are full
    WISH = "wish"  # pairs at one table all the same
    MOVED = "moved"  # people away from the table where they stay
    ELSEWHERE = "elsewhere"  # people at a table of another college
    UNEVEN = "uneven"  # how many more sit at one table than at another with room
    MEETING = "meeting"  # pairs that meet again


class Unmet(NamedTuple):
    """Something that could not be satisfied, and how many times. It never says who."""

    kind: Kind
    number: int


class Seating(NamedTuple):
    """Who sits where, from badge to table id; who has no seat; what is not satisfied."""

    places: dict[int, int]
    standing: tuple[int, ...]
    unmet: tuple[Unmet, ...]


SENTENCES: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        Kind.STANDING: (
            N_("{n} personne n'a pas de place : ajoutez une table ou des chaises."),
            N_("{n} personnes n'ont pas de place : ajoutez une table ou des chaises."),
        ),
        Kind.WISH: (
            N_("{n} souhait « pas à la même table » n'a pas pu être respecté."),
            N_("{n} souhaits « pas à la même table » n'ont pas pu être respectés."),
        ),
        Kind.MOVED: (
            N_("{n} personne n'a pas pu rester à sa table."),
            N_("{n} personnes n'ont pas pu rester à leur table."),
        ),
        Kind.ELSEWHERE: (
            N_("{n} personne est à la table d'un autre collège."),
            N_("{n} personnes sont à la table d'un autre collège."),
        ),
        Kind.UNEVEN: (
            N_("Les tables sont inégales : {n} personne de plus à l'une qu'à l'autre."),
            N_("Les tables sont inégales : {n} personnes de plus à l'une qu'à l'autre."),
        ),
        Kind.MEETING: (
            N_("{n} rencontre a déjà eu lieu à un tour précédent."),
            N_("{n} rencontres ont déjà eu lieu à un tour précédent."),
        ),
    }
)


def sentence(unmet: Unmet) -> str:
    """What a facilitator reads: how many, never who."""
    return ngettext(*SENTENCES[unmet.kind], unmet.number).format(n=unmet.number)
