"""How long opinion groups take: from nothing, and after some people have changed their minds.

Votes are drawn as three ways of thinking with noise, one answer in ten given. Memory is what numpy
asked for at most, from the answers as bytes to the groups. There is no server and no database.
"""

import tracemalloc
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from bench.profiles import Profile
from bench.report import Sample, Samples
from deliberation.ballots.opinions.groups import Opinions, opinions_of
from deliberation.ballots.opinions.table import UNSEEN, VoteTable

PEOPLE, PROPOSALS, CHANGED = 20_000, 500, 300
DENSE = PEOPLE * PROPOSALS * 8 / 2**20  # MiB of the same answers as real numbers
GOALS = (
    ("opinions_cold", "seconds", "cold", 1.0),
    ("opinions_changed", "seconds", "changed", 0.15),
)


def run(profile: Profile) -> Samples:
    """Both in each round: the changes come to the groups that were just made."""
    people = max(int(PEOPLE * min(profile.sockets / 1000, 1.0)), 200)
    answers = _answers(people)
    result = Samples()
    for number in range(1, profile.rounds + 1):
        table, found, cold = _cold(answers)
        again, changed = _changed(table, found, number)
        for variant, seconds, groups in (("cold", cold, found), ("changed", changed, again)):
            fault = None if groups and groups.k == 3 else "these are not the three groups"
            metrics = {"people": people, "seconds": round(seconds, 4)}
            result.samples.append(Sample("opinions", variant, number, metrics, fault))
        peak = {"people": people, "mib": round(_peak(answers), 1)}
        result.samples.append(Sample("opinions", "memory", number, peak, None))
    for id, metric, variant, goal in GOALS:
        result.hold(id, metric, variant, goal)
    result.hold("opinions_memory_of_20000_x_500", "mib", "memory", DENSE)
    return result


def _answers(people: int) -> NDArray[np.int8]:
    draw = np.random.default_rng(1)
    sides = draw.normal(size=(3, PROPOSALS))
    answers = np.empty((people, PROPOSALS), np.int8)
    for start in range(0, people, 1000):
        rows = slice(start, min(start + 1000, people))
        group = np.arange(rows.start, rows.stop) % 3
        noise = draw.normal(size=(len(group), PROPOSALS)) * 1.5
        part = np.sign(sides[group] + noise).astype(np.int8)
        part[draw.random(part.shape) > 0.1] = UNSEEN
        answers[rows] = part
    return answers


def _cold(answers: NDArray[np.int8]) -> tuple[VoteTable, Opinions | None, float]:
    started = perf_counter()
    table = VoteTable(answers)
    found = opinions_of(table)
    return table, found, perf_counter() - started


def _changed(
    table: VoteTable, found: Opinions | None, number: int
) -> tuple[Opinions | None, float]:
    people = range(min(CHANGED, len(table.said)))
    fresh = np.where(table.seen[: len(people)], table.said[: len(people)], UNSEEN).astype(np.int8)
    fresh[:, number % PROPOSALS] = 1
    started = perf_counter()
    table.answer(people, fresh)
    again = opinions_of(table, before=found)
    return again, perf_counter() - started


def _peak(answers: NDArray[np.int8]) -> float:
    tracemalloc.start()
    opinions_of(VoteTable(answers))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20
