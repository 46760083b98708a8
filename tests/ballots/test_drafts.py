"""A draft is said better, or goes; once anyone could answer, it is asked again instead."""

from threading import Thread
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.ballots import drafts, lifecycle
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, BallotState, Eligibility, Grouping, Method, Option
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.sheets import Sheet, read_sheet
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.roles import Role
from tests.ballots.voting import MODERATOR, a_ballot_of, option_ids, people, recount, vote, words
from tests.sittings.days import VOTE, a_day, view_of
from tests.sittings.desks import Wall, a_desk, post, rows
from tests.sittings.test_wall_together import groups_on
from tests.world import NOON, World, a_member, sign_in


@pytest.fixture
def moderator(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.MODERATOR))
    return client


def kept(world: World, ballot: int) -> Ballot:
    with world.db.reading() as session:
        return session.get_one(Ballot, ballot)


def named(world: World, ballot: int) -> list[str]:
    with world.db.reading() as session:
        mine = select(Option).where(Option.ballot_id == ballot).order_by(Option.place)  # type: ignore[arg-type]
        return [one.words for one in session.exec(mine)]


def correct(world: World, ballot: int, *options: str, **said: Any) -> None:
    draft = Ballot(topic_id=world.topic_id, **{"question": "Que garder ?"} | said)
    sheet = Sheet(Method.DOTS, dots=3, each=2)
    texts = [OptionText(one) for one in options]
    world.db.do(drafts.correct_draft, ballot, draft, MODERATOR, sheet, texts)


def test_a_moderator_finds_the_form_as_it_was_and_says_it_better(
    moderator: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Trin", is_open=False, quorum=40)
    page = moderator.get(f"/gestion/scrutins/{ballot}/corriger")
    assert page.status_code == 200
    for said in ("Que garder ?", "Bus\nTrin", 'value="3"', 'value="40"'):
        assert said in page.text
    form = {
        "method": "dots",
        "question": "Que garder d'abord ?",
        "options": "Bus\nTrain\nVélo",
        "dots": "4",
        "each": "2",
        "eligibility": "cards",
        "closes_at": "2030-01-02T10:30",
    }
    answer = moderator.post(f"/gestion/scrutins/{ballot}/corriger", data=form)
    assert answer.headers["location"] == f"/gestion/scrutins/{ballot}"
    draft = kept(world, ballot)
    assert (draft.question, draft.eligibility) == ("Que garder d'abord ?", Eligibility.CARDS)
    assert draft.quorum == 0
    assert named(world, ballot) == ["Bus", "Train", "Vélo"]
    sheet = read_sheet(draft.sheet)
    assert (sheet.dots, list(sheet.options)) == (4, option_ids(world, ballot))
    assert 'value="2030-01-02T10:30"' in moderator.get(f"/gestion/scrutins/{ballot}/corriger").text


def test_an_option_whose_words_stay_keeps_its_number(world: World) -> None:
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Train", is_open=False)
    bus, train = option_ids(world, ballot)
    correct(world, ballot, "Train", "Vélo", "Bus")
    first, second, third = option_ids(world, ballot)
    assert (first, third) == (train, bus)
    assert second not in (bus, train)
    assert named(world, ballot) == ["Train", "Vélo", "Bus"]
    lifecycle_open(world, ballot)
    vote(world, ballot, people(world, 1)[0], f"{first}:2")
    assert recount(world) == []


def lifecycle_open(world: World, ballot: int) -> None:
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)


def test_a_secret_draft_stays_secret_and_its_method_stays(world: World) -> None:
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Train", is_open=False, secret=True)
    correct(world, ballot, "Bus", "Train", secret=False)
    assert kept(world, ballot).secret
    assert kept(world, ballot).method is Method.DOTS


def test_what_could_not_be_prepared_is_no_correction(moderator: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Train", is_open=False)
    form = {"method": "dots", "question": "Que garder ?", "options": "Bus\nBus", "dots": "3"}
    answer = moderator.post(f"/gestion/scrutins/{ballot}/corriger", data=form | {"each": "1"})
    assert answer.status_code == 409
    assert "Bus" in answer.text
    assert named(world, ballot) == ["Bus", "Train"]


def test_once_opened_it_is_asked_again_and_neither_corrected_nor_discarded(
    moderator: TestClient, world: World
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    desk = f"/gestion/scrutins/{ballot}"
    assert "Corriger ce vote" not in words(moderator.get(desk))
    assert "ne changent plus" in words(moderator.get(f"{desk}/corriger"))
    form = {"method": "agreement", "question": "Autre chose ?"}
    for further, fields in (("corriger", form), ("supprimer", {})):
        answer = moderator.post(f"{desk}/{further}", data=fields)
        assert answer.status_code == 409
        assert "a déjà été ouvert" in words(answer)
    assert kept(world, ballot).question == "Que garder ?"


def test_a_draft_goes_with_all_that_was_only_its_own(moderator: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.CHOICE, "Bus", "Train", is_open=False)
    colleges = list(world.colleges.values())[:2]
    world.db.do(lifecycle.group_colleges, ballot, "Ensemble", colleges, MODERATOR)
    answer = moderator.post(f"/gestion/scrutins/{ballot}/supprimer")
    assert answer.headers["location"] == f"/gestion/sujets/{world.topic_id}/scrutins"
    assert rows(world, Ballot) == rows(world, Option) == rows(world, Grouping) == []
    assert "ballot.discarded" in [event.name for event in rows(world, Event)]
    assert moderator.get(f"/gestion/scrutins/{ballot}").status_code == 404
    assert recount(world) == []


def test_a_step_whose_draft_goes_waits_for_another(moderator: TestClient, world: World) -> None:
    day = a_day(world)
    ballot = a_ballot_of(world, Method.AGREEMENT, is_open=False)
    step = view_of(world, day).segments[VOTE].id
    world.db.do(lambda session: _attach(session, step, ballot))
    moderator.post(f"/gestion/scrutins/{ballot}/supprimer")
    assert view_of(world, day).segments[VOTE].ballot_id is None


def _attach(session: Any, step: int | None, ballot: int) -> None:
    from deliberation.sittings.models import Segment  # noqa: PLC0415

    session.get_one(Segment, step).ballot_id = ballot


@pytest.fixture
def wall(client: TestClient, world: World) -> Wall:
    return a_desk(client, world)


def test_groups_of_cards_that_were_options_are_groups_again(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    groups = groups_on(client, world, wall)
    post(client, day, "ensemble", group=groups, method="dots")
    [draft] = rows(world, Ballot)
    correct(world, draft.id, "L'accueil", "Autre chose")
    post(client, day, f"groupes/{groups[1]}/defaire")
    world.db.do(drafts.discard_draft, draft.id, MODERATOR)
    post(client, day, f"groupes/{groups[0]}/defaire")


def test_who_corrects_and_who_opens_at_the_same_moment_do_not_mix(world: World) -> None:
    """Either the correction came first and is what opens, or it is refused and nothing changed."""
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Train", is_open=False)
    refusals: list[object] = []

    def attempt() -> None:
        try:
            correct(world, ballot, "Bus", "Vélo", question="Quoi d'abord ?")
        except Refused as refused:
            refusals.append(refused.reason)

    threads = [Thread(target=attempt), Thread(target=lifecycle_open, args=(world, ballot))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    opened = kept(world, ballot)
    assert opened.state is BallotState.OPEN
    corrected = (opened.question, named(world, ballot)) == ("Quoi d'abord ?", ["Bus", "Vélo"])
    assert corrected is (refusals == [])
    assert refusals in ([], [BallotRefusal.NOT_A_DRAFT])
    assert list(read_sheet(opened.sheet).options) == option_ids(world, ballot)
