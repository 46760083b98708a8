"""What each group says, what joins them all, what divides them. Pure.

Group-informed consensus is Polis's: the product over groups of the chance that one of them agrees,
(agreements + 1) / (answers + 2), so that what a single group refuses joins nobody. What a group
says is what it answers more than the others do, by the test of two proportions that Polis uses.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from deliberation.ballots.opinions.clusters import Labels
from deliberation.ballots.opinions.table import Reals, VoteTable

Counts = NDArray[np.int64]
SURE = 1.2816  # a standard normal passes it once in ten


class GroupVotes(NamedTuple):
    """How many people of each group agree, disagree, and answered: shape (groups, proposals)."""

    agree: Counts
    disagree: Counts
    answered: Counts


class Saying(NamedTuple):
    """A proposal on which a group stands out: it agrees (1) or disagrees (-1) more than others."""

    proposal: int
    side: int
    strength: float


def group_votes(table: VoteTable, groups: Labels, k: int) -> GroupVotes:
    """What each of k groups answered; who is in no group is not counted."""
    member = groups == np.arange(k)[:, None]
    counts = [
        np.stack([(what[rows]).sum(axis=0) for rows in member])
        for what in (table.said == 1, table.said == -1, table.seen)
    ]
    return GroupVotes(*counts)


def agreement(votes: GroupVotes) -> Reals:
    """The chance that someone of a group agrees: shape (groups, proposals), never 0 nor 1."""
    return (votes.agree + 1) / (votes.answered + 2)


def consensus(votes: GroupVotes) -> Reals:
    """How much each proposal joins all groups, from 0 to 1: shape (proposals,)."""
    joined: Reals = agreement(votes).prod(axis=0)
    return joined


def division(votes: GroupVotes) -> Reals:
    """How far apart the groups stand on each proposal, from 0 to 1: shape (proposals,)."""
    chances = agreement(votes)
    apart: Reals = chances.max(axis=0) - chances.min(axis=0)
    return apart


def sayings(votes: GroupVotes, group: int, most: int = 5) -> list[Saying]:
    """What a group says that the others do not say as much, the strongest first."""
    found = []
    for side, said in ((1, votes.agree), (-1, votes.disagree)):
        own, tried = said[group], votes.answered[group]
        rest, others = said.sum(axis=0) - own, votes.answered.sum(axis=0) - tried
        most_of_them = _sure(own, tried, 0.5)
        more = _surer(own, tried, rest, others)
        strength = most_of_them * more
        found += [
            Saying(int(n), side, float(strength[n]))
            for n in np.flatnonzero((most_of_them > SURE) & (more > SURE))
        ]
    return sorted(found, key=lambda one: (-one.strength, one.proposal))[:most]


def _sure(successes: Counts, trials: Counts, chance: float) -> Reals:
    """How far a proportion is above a chance, in standard deviations, with one more of each."""
    tried = trials + 1
    above: Reals = (successes + 1 - tried * chance) / np.sqrt(tried * chance * (1 - chance))
    return above


def _surer(own: Counts, tried: Counts, rest: Counts, others: Counts) -> Reals:
    """How far a proportion is above another one, in standard deviations, with one more of each."""
    a, b = own + 1, rest + 1
    n, m = tried + 1, others + 1
    pooled = (a + b) / (n + m)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    gap: Reals = a / n - b / m
    surer: Reals = np.divide(gap, spread, out=np.zeros_like(gap), where=spread > 0)
    return surer
