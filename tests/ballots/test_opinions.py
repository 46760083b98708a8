"""Opinion groups: what the field finds in the same votes, and what holds of any votes."""

import csv
import json
from collections import Counter
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deliberation.ballots.opinions.axes import axes_of, places_of
from deliberation.ballots.opinions.clusters import clusters_of, silhouette_of
from deliberation.ballots.opinions.consensus import (
    agreement,
    consensus,
    division,
    group_votes,
    sayings,
)
from deliberation.ballots.opinions.groups import NOWHERE, SMALLEST, opinions_of
from deliberation.ballots.opinions.table import UNSEEN, VoteTable


def rand_index(one: list[Any], other: list[Any]) -> float:
    """How alike two ways of grouping are (Hubert and Arabie 1985): 1 the same, 0 by chance."""
    both = sum(comb(n, 2) for n in Counter(zip(one, other, strict=True)).values())
    rows, columns = (sum(comb(n, 2) for n in Counter(side).values()) for side in (one, other))
    expected = rows * columns / comb(len(one), 2)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def published(folder: Path) -> tuple[VoteTable, list[str]]:
    """A conversation as Polis published it, and the group of each voter, if she has one."""
    with (folder / "participants-votes.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    start = head.index("n-disagree") + 1
    with (folder / "comments.csv").open(encoding="utf-8") as file:
        out = {row["comment-id"] for row in csv.DictReader(file) if row["moderated"] == "-1"}
    answers = [[UNSEEN if cell == "" else int(cell) for cell in row[start:]] for row in rows]
    hidden = np.array([comment in out for comment in head[start:]], np.bool_)
    return VoteTable(np.array(answers, np.int8), hidden), [row[1] for row in rows]


def likeness(folder: Path) -> float:
    """How alike our groups and theirs are, among those who are in both, with as many groups."""
    table, theirs = published(folder)
    found = opinions_of(table, len(set(theirs) - {""}))
    assert found is not None
    both = [n for n, group in enumerate(theirs) if group and found.groups[n] != NOWHERE]
    return rand_index([theirs[n] for n in both], [int(found.groups[n]) for n in both])


@pytest.mark.parametrize("name", ["brexit-consensus", "15-per-hour-seattle"])
def test_groups_are_those_that_polis_published(shared_data: Path, name: str) -> None:
    assert likeness(shared_data / "polis" / name) >= 0.8


def fixture(folder: Path) -> tuple[VoteTable, list[int], dict[str, Any]]:
    """A conversation of Polis with its own mathematics: the table, the voters, and the answer."""
    told: dict[str, Any] = json.loads((folder / "math-pca2.json").read_text("utf-8"))
    votes = json.loads((folder / "votes.json").read_text("utf-8"))
    votes.sort(key=lambda vote: int(vote.get("modified", 0)))
    who = [vote.get("participant_id", vote.get("pid")) for vote in votes]
    what = [vote.get("statement_id", vote.get("tid")) for vote in votes]
    people = sorted(set(who))
    places = {tid: place for place, tid in enumerate(told["tids"])}
    answers = np.full((len(people), len(places)), UNSEEN, np.int8)
    for person, statement, vote in zip(who, what, votes, strict=True):
        answers[people.index(person), places[statement]] = vote["vote"]
    return VoteTable(answers), people, told


FIXTURES = ["25ptpt-3gp-no-strict-with-meta", "below-100-ptpts"]


@pytest.mark.parametrize("name", FIXTURES)
def test_group_informed_consensus_is_that_of_polis(shared_data: Path, name: str) -> None:
    table, people, told = fixture(shared_data / "polis-math" / name)
    members = dict(zip(told["base-clusters"]["id"], told["base-clusters"]["members"], strict=True))
    groups = np.full(len(people), NOWHERE)
    for number, group in enumerate(told["group-clusters"]):
        for cluster in group["members"]:
            for person in members[cluster]:
                groups[people.index(person)] = number
    found = consensus(group_votes(table, groups, len(told["group-clusters"])))
    theirs = told["group-aware-consensus"]
    for place, tid in enumerate(told["tids"]):
        assert found[place] == pytest.approx(theirs[str(tid)])


@pytest.mark.parametrize("name", FIXTURES)
def test_our_own_groups_agree_with_the_same_proposals(shared_data: Path, name: str) -> None:
    table, _, told = fixture(shared_data / "polis-math" / name)
    found = opinions_of(table, len(told["group-clusters"]))
    assert found is not None
    joined = consensus(group_votes(table, found.groups, found.k))
    theirs: dict[str, float] = told["group-aware-consensus"]
    best = sorted(theirs, key=lambda tid: (-theirs[tid], int(tid)))[:10]
    ours = [str(told["tids"][place]) for place in np.argsort(-joined, kind="stable")[:10]]
    assert len(set(best) & set(ours)) >= 7


@pytest.mark.parametrize("name", FIXTURES)
def test_axes_and_places_are_those_of_polis(shared_data: Path, name: str) -> None:
    """Up to the side on which the map is drawn: it has no name."""
    folder = shared_data / "polis-math" / name
    plain, people, told = fixture(folder)
    hidden = np.isin(told["tids"], [*told["mod-out"], *told["meta-tids"]])
    answers = np.where(plain.seen, plain.said, UNSEEN).astype(np.int8)
    table = VoteTable(answers, hidden)
    axes = axes_of(table)
    for ours, theirs in zip(axes.T, told["pca"]["comps"], strict=True):
        assert abs(ours @ np.array(theirs)) == pytest.approx(1.0, abs=1e-9)
    places = np.abs(places_of(table, axes))
    base = told["base-clusters"]
    for members, x, y in zip(base["members"], base["x"], base["y"], strict=True):
        [person] = members
        row = places[people.index(person)]
        assert row == pytest.approx([abs(x), abs(y)], abs=1e-5)


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    shape = draw(st.tuples(st.integers(2, 12), st.integers(2, 6)))
    cells = st.sampled_from([-1, 0, 1, UNSEEN])
    return draw(arrays(np.int8, shape, elements=cells))


@given(tables(), st.data())
def test_sums_kept_change_after_change_are_those_of_a_new_count(
    answers: np.ndarray, data: st.DataObject
) -> None:
    table = VoteTable(answers)
    now = answers.copy()
    for _ in range(data.draw(st.integers(1, 4))):
        people = data.draw(st.lists(st.integers(0, len(now) - 1), unique=True, max_size=3))
        cells = st.sampled_from([-1, 0, 1, UNSEEN])
        fresh = data.draw(arrays(np.int8, (len(people), now.shape[1]), elements=cells))
        now[people] = fresh
        table.answer(people, fresh)
    more = data.draw(arrays(np.int8, (2, now.shape[1]), elements=st.sampled_from([-1, 0, 1])))
    table.join(more)
    again = VoteTable(np.concatenate([now, more]))
    for kept, counted in ((table.vv, again.vv), (table.vm, again.vm), (table.mm, again.mm)):
        assert (kept == counted).all()
    assert (table.covariance == again.covariance).all()


@given(tables())
def test_the_covariance_is_that_of_answers_with_their_mean_where_none_was_given(
    answers: np.ndarray,
) -> None:
    table = VoteTable(answers)
    seen = answers != UNSEEN
    mean = np.where(seen, answers, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    filled = np.where(seen, answers, mean) - mean
    assert table.covariance == pytest.approx(filled.T @ filled, abs=1e-9)


def three_groups(people: int = 90, proposals: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """People who think alike in three groups, but for some noise and some silence."""
    draw = np.random.default_rng(3)
    sides = draw.choice([-1, 1], (3, proposals))
    group = np.arange(people) % 3
    answers = np.where(draw.random((people, proposals)) < 0.9, sides[group], 0)
    answers[draw.random((people, proposals)) < 0.3] = UNSEEN
    return answers.astype(np.int8), group


def test_three_ways_of_thinking_are_three_groups_found_without_being_told() -> None:
    answers, group = three_groups()
    found = opinions_of(VoteTable(answers))
    assert found is not None
    assert found.k == 3
    assert rand_index(list(group), list(found.groups)) > 0.9
    assert np.bincount(found.groups).min() >= SMALLEST


def test_the_order_of_people_changes_nobodys_group() -> None:
    answers, _ = three_groups()
    order = np.random.default_rng(5).permutation(len(answers))
    one, other = opinions_of(VoteTable(answers)), opinions_of(VoteTable(answers[order]))
    assert one is not None
    assert other is not None
    assert rand_index(list(one.groups[order]), list(other.groups)) == 1.0


def test_a_few_new_votes_keep_the_groups_and_turn_no_map_over() -> None:
    answers, _ = three_groups()
    table = VoteTable(answers)
    before = opinions_of(table)
    assert before is not None
    answers[0] = -answers[0] * (answers[0] != UNSEEN) + UNSEEN * (answers[0] == UNSEEN)
    table.answer([0], answers[:1])
    after = opinions_of(table, before=before)
    assert after is not None
    assert after.k == before.k
    assert (after.groups[1:] == before.groups[1:]).mean() > 0.95
    assert ((after.axes * before.axes).sum(axis=0) > 0.9).all()
    cold = opinions_of(table)
    assert cold is not None
    assert rand_index(list(cold.groups), list(after.groups)) > 0.9


def test_too_few_people_are_no_group_and_none_is_smaller_than_five() -> None:
    answers, _ = three_groups(people=9)
    assert opinions_of(VoteTable(answers)) is None
    nobody = VoteTable(np.full((40, 10), UNSEEN, np.int8))
    assert opinions_of(nobody) is None


def test_who_answered_too_little_is_nowhere() -> None:
    answers, _ = three_groups()
    answers[0, 2:] = UNSEEN
    found = opinions_of(VoteTable(answers))
    assert found is not None
    assert found.groups[0] == NOWHERE


@given(tables())
@settings(max_examples=50)
def test_any_votes_give_groups_that_are_told_in_full_or_none(answers: np.ndarray) -> None:
    found = opinions_of(VoteTable(answers), 2)
    if found is None:
        return
    assert set(found.groups.tolist()) <= {NOWHERE, 0, 1}
    assert -1 <= found.silhouette <= 1
    assert np.isfinite(found.places).all()
    votes = group_votes(VoteTable(answers), found.groups, 2)
    assert ((agreement(votes) > 0) & (agreement(votes) < 1)).all()
    assert ((consensus(votes) > 0) & (consensus(votes) < 1)).all()
    assert ((division(votes) >= 0) & (division(votes) < 1)).all()


def test_what_a_group_says_is_what_the_others_do_not() -> None:
    answers, group = three_groups()
    table = VoteTable(answers)
    votes = group_votes(table, group, 3)
    for number in range(3):
        for saying in sayings(votes, number):
            chosen = votes.agree if saying.side == 1 else votes.disagree
            own = chosen[number] / np.maximum(votes.answered[number], 1)
            rest = np.delete(chosen, number, 0).sum(axis=0)
            others = np.delete(votes.answered, number, 0).sum(axis=0)
            assert own[saying.proposal] > rest[saying.proposal] / others[saying.proposal]


def test_people_who_all_say_the_same_are_at_one_place() -> None:
    points = np.zeros((20, 2))
    labels, _ = clusters_of(points, 2)
    assert len(set(labels.tolist())) == 1
    assert silhouette_of(points, labels) == 0.0
