"""A rehearsal answers each vote as that of the real day will be: in any method, secret or not."""

import random
from collections import Counter
from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot, Method, Paper, Vote
from deliberation.ballots.sheets import read_sheet, settle, why_not_count
from deliberation.config import Settings
from deliberation.records.verifying import altered
from deliberation.rehearsal.answering import an_answer, another_answer, answered, paper_in
from deliberation.rehearsal.book import Book, Choice
from deliberation.rehearsal.forms import Form, form_to, forms_in
from deliberation.rehearsal.recount import missing
from deliberation.sittings.models import Opens, Segment, SegmentKind
from tests.ballots.test_booths import KEPT, SENT, a_ballot, filled
from tests.ballots.voting import choices
from tests.sittings.days import STEPS, a_code_for, a_day, view_of
from tests.sittings.test_rehearsal import a_server, rehearse
from tests.world import World, a_participant, enter

MANY = 30  # answers that a form is asked for
PEOPLE = 3
KINDS: list[tuple[Method, dict[str, Any]]] = [
    *((method, {}) for method in Method),
    (Method.RANKING, {"ties": False}),
    *((method, {"secret": True}) for method in Method if method is not Method.MOVING),
]


def form_of(client: TestClient, ballot: int, secret: bool) -> Form:
    page = client.get(f"/scrutins/{ballot}").text
    form = form_to(forms_in(page), "/bulletins" if secret else "/votes")
    assert form is not None
    return form


@pytest.mark.parametrize(("method", "details"), KINDS)
def test_whatever_a_phone_answers_is_counted_as_she_meant_it(
    client: TestClient, world: World, method: Method, details: dict[str, Any]
) -> None:
    ballot, _ = a_ballot(world, method, **details)
    enter(client, a_participant(world))
    form, chance = form_of(client, ballot, "secret" in details), random.Random(1)
    with world.db.reading() as session:
        sheet = read_sheet(session.get_one(Ballot, ballot).sheet)
    said = set()
    for _ in range(MANY):
        answer = an_answer(form, chance)
        assert why_not_count(sheet, paper_in(answer)) is None
        other = another_answer(form, answer, chance)
        assert other is not None
        assert settle(sheet, paper_in(other)) != settle(sheet, paper_in(answer))
        said.add(paper_in(answer))
    assert len(said) > 1
    answer = an_answer(form, chance)
    for sent in (answer, another_answer(form, answer, chance) or []):
        again = form_of(client, ballot, "secret" in details)  # it is filled with what was answered
        assert client.post(form.action, data=_as_data(again, sent)).status_code == 303
        assert _kept(world, ballot) == settle(sheet, paper_in(sent))


def _as_data(form: Form, answer: list[tuple[str, str]]) -> dict[str, list[str]]:
    fields = answered(form, answer)
    return {name: [value for key, value in fields if key == name] for name, _ in fields}


def _kept(world: World, ballot: int) -> str:
    with world.db.reading() as session:
        kept = select(Paper.choice).where(Paper.ballot_id == ballot)
        papers = [*session.exec(kept), *choices(world, ballot).values()]
    [paper] = papers
    return paper.rpartition(">")[2]


VOTES: tuple[dict[str, Any], ...] = tuple(
    {"kind": SegmentKind.VOTE, "title": f"Vote {n}", "opens": Opens.VOTING, "minutes": 5}
    for n in range(len(Method) + 1)
)


@pytest.mark.timeout(240)  # a whole day is played, however busy the machine is
def test_a_day_with_a_vote_of_each_method_is_rehearsed_and_nothing_is_lost(
    settings: Settings,
) -> None:
    with a_server(settings) as (url, world):
        day = a_day(world, STEPS[:1] + VOTES)
        a_code_for(world, day)
        models = [a_ballot(world, method, is_open=False)[0] for method in Method]
        models.append(a_ballot(world, Method.DOTS, secret=True, is_open=False)[0])
        tie(world, day, models)
        code, told = rehearse(settings, url, day, PEOPLE, 1)
        assert (code, told["errors"], told["acts_lost"]) == (0, [], 0)
        kinds = told["acts_by_kind"]
        assert kinds["vote"] == 2 * PEOPLE * len(Method)
        assert kinds["secret vote"] == 2 * PEOPLE
        with world.db.reading() as session:
            copies = session.exec(select(Ballot).where(col(Ballot.id).not_in(models))).all()
            asked = Counter((one.method, one.secret) for one in copies)
            assert asked == Counter([*((one, False) for one in Method), (Method.DOTS, True)])
            for one in copies:
                kind = Paper if one.secret else Vote
                mine = session.exec(select(kind).where(kind.ballot_id == one.id)).all()
                assert len(mine) == PEOPLE, one.method
            assert session.exec(select(Vote).where(col(Vote.ballot_id).in_(models))).all() == []
            assert altered(session, world.db.key) == []


def tie(world: World, day: int, ballots: list[int]) -> None:
    """Each vote of the day has its own ballot."""
    steps = [one.id for one in view_of(world, day).segments if one.opens is Opens.VOTING]

    def tied(session: Any) -> None:
        for step, ballot in zip(steps, ballots, strict=True):
            session.get_one(Segment, step).ballot_id = ballot

    world.db.do(tied)


@pytest.mark.parametrize("secret", [False, True])
def test_an_answer_that_was_acknowledged_and_is_not_kept_is_told(
    client: TestClient, world: World, secret: bool
) -> None:
    ballot, ids = a_ballot(world, Method.DOTS, secret=secret)
    card = a_participant(world)
    enter(client, card)
    form = form_of(client, ballot, secret)
    client.post(form.action, data=filled(SENT[Method.DOTS], ids))
    kept = KEPT[Method.DOTS].format(*ids)
    kind = "secret vote" if secret else "vote"
    assert losses(world, kind, Choice(card, ballot), kept) == 0
    assert losses(world, kind, Choice(card, ballot), f"{ids[2]}:1") == 1


def losses(world: World, kind: str, choice: Choice, paper: str) -> int:
    """How many acts are missing, for someone who was told that this is counted."""
    book = Book(choices={choice: paper})
    book.acknowledged[kind] = book.tried[kind] = 1
    nowhere: Any = type("Nowhere", (), {"committee_id": 0, "sitting_id": 0})
    with world.db.reading() as session:
        return missing(session, nowhere, book)
