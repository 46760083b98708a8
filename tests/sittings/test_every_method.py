"""Laws of a day's vote: in every method, on the room screen, on the phones and on paper."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot, Method
from deliberation.ballots.rules import WITH_OPTIONS
from deliberation.documents.kit import Kit, Slips, kit_pdf
from deliberation.sittings.kit_sheets import kit_of
from deliberation.sittings.models import Scene
from tests.ballots.test_booths import KEPT, OPTIONS, SENT, a_ballot, filled
from tests.ballots.voting import a_ballot_of, choices, words
from tests.sittings.days import VOTE, a_day, go_to, view_of
from tests.sittings.phones import tie_vote
from tests.sittings.test_kit import heard
from tests.sittings.walls import every_page, look, screen
from tests.world import HTMX, World, a_participant, enter

LONG = "Une permanence le samedi matin, dans chaque maison de quartier, avec quelqu'un qui écoute"
HOW = {
    Method.AGREEMENT: "Je ne veux pas répondre",
    Method.CONSENT: "Une réserve, sans bloquer",
    Method.MOVING: "Prenez position",
    Method.CHOICE: "Aucune de ces réponses",
    Method.APPROVAL: "Choisissez tout ce qui vous convient.",
    Method.DOTS: "3 gommettes par personne, 2 au plus sur une même proposition.",
    Method.JUDGMENT: "Donnez une mention à chaque proposition : Très bien, Bien, Passable et À",
    Method.RANKING: "Classez : 1 pour celle que vous préférez.",
}
ON_PAPER = {
    Method.AGREEMENT: "Cochez une seule case.",
    Method.CONSENT: "Cochez une seule case.",
    Method.MOVING: "Cochez une seule case.",
    Method.CHOICE: "Cochez une seule case.",
    Method.APPROVAL: "Cochez tout ce qui vous convient.",
    Method.DOTS: "Noircissez 3 ronds au plus, 2 au plus sur une même ligne.",
    Method.JUDGMENT: "Cochez une mention pour chaque proposition, sans en oublier.",
    Method.RANKING: "Écrivez 1 devant votre préférée, puis 2, puis 3…",
}


def a_day_at(world: World, method: Method, **details: Any) -> tuple[int, int, list[int]]:
    """A day that stands at a vote of this method; the vote and its options."""
    day = a_day(world)
    ballot, ids = a_ballot(world, method, **details)
    tie_vote(world, day, ballot)
    go_to(world, day, VOTE)
    return day, ballot, ids


@pytest.mark.parametrize("method", Method)
def test_the_room_reads_how_to_answer_and_among_what(
    client: TestClient, world: World, method: Method
) -> None:
    day, _, _ = a_day_at(world, method)
    seen = screen(client, world, day)
    assert HOW[method] in seen
    assert all(option in seen for option in OPTIONS) or method not in WITH_OPTIONS
    assert ("D'accord si…" in seen) is (method is Method.AGREEMENT)
    assert "secret" not in seen


def test_the_room_is_told_that_a_vote_is_secret(client: TestClient, world: World) -> None:
    day, _, _ = a_day_at(world, Method.DOTS, secret=True)
    assert "Le vote est ouvert, et secret" in screen(client, world, day)


def test_many_options_are_turned_page_by_page_and_none_is_lost(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    options = [f"A{number} {LONG}" for number in range(1, 21)]
    tie_vote(world, day, a_ballot_of(world, Method.RANKING, *options))
    go_to(world, day, VOTE)
    assert "Page 1 sur" in screen(client, world, day)
    told = every_page(client, world, day, Scene.VOTE)
    assert all(told.count(option) == 1 for option in options)
    look(world, day, Scene.VOTE, 90)
    assert options[-1] in screen(client, world, day)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("by_script", [True, False])
def test_a_phone_answers_from_the_card_of_the_day(
    client: TestClient, world: World, method: Method, by_script: bool
) -> None:
    day, ballot, ids = a_day_at(world, method)
    enter(client, a_participant(world))
    assert 'aria-label="Votre réponse"' in client.get(f"/journees/{day}/suivre").text
    form = filled(SENT[method], ids) | {"sitting": str(day)}
    headers = HTMX if by_script else {}
    answer = client.post(f"/scrutins/{ballot}/votes", data=form, headers=headers)
    if not by_script:
        assert answer.headers["location"] == f"/journees/{day}/suivre"
        answer = client.get(f"/journees/{day}/suivre")
    assert "C'est enregistré" in words(answer)
    assert list(choices(world, ballot).values()) == [KEPT[method].format(*ids)]


def test_a_form_that_is_refused_comes_back_on_the_day_as_it_was_filled(
    client: TestClient, world: World
) -> None:
    day, ballot, ids = a_day_at(world, Method.JUDGMENT)
    enter(client, a_participant(world))
    form = {f"mark-{ids[1]}": "3", "sitting": str(day)}
    answer = client.post(f"/scrutins/{ballot}/votes", data=form)
    assert answer.status_code == 422
    assert f'data-mine="/journees/{day}/suivre/moi"' in answer.text
    assert "Il manque une mention" in words(answer)
    assert answer.text.count(" checked") == 1
    assert f'name="mark-{ids[1]}" value="3" required checked' in answer.text
    assert choices(world, ballot) == {}


def test_a_refused_secret_paper_comes_back_on_the_day_too(client: TestClient, world: World) -> None:
    day, ballot, ids = a_day_at(world, Method.DOTS, secret=True)
    enter(client, a_participant(world))
    form = {f"mark-{ids[0]}": "2", f"mark-{ids[1]}": "2", "sitting": str(day)}
    answer = client.post(f"/scrutins/{ballot}/bulletins", data=form)
    assert answer.status_code == 422
    assert "trop de gommettes" in words(answer)
    assert answer.text.count('value="2" selected') == 2


def test_a_form_of_a_step_that_is_over_is_refused_in_words(
    client: TestClient, world: World
) -> None:
    day, _, _ = a_day_at(world, Method.DOTS)
    other, ids = a_ballot(world, Method.JUDGMENT)
    enter(client, a_participant(world))
    form = {f"mark-{ids[1]}": "3", "sitting": str(day)}
    answer = client.post(f"/scrutins/{other}/votes", data=form)
    assert answer.status_code == 409
    assert "Il manque une mention" in words(answer)


@pytest.mark.parametrize("method", Method)
def test_each_method_has_its_slip_of_paper(world: World, method: Method) -> None:
    secret = method is Method.RANKING
    day, ballot, _ = a_day_at(world, method, secret=secret)
    with world.db.reading() as session:
        kit = kit_of(session, view_of(world, day), "http://ici", world.db.key)
        question = session.get_one(Ballot, ballot).question
    [sheet] = [
        one
        for one in kit.sheets
        if isinstance(one, Slips) and any(slip.question == question for slip in one.slips)
    ]
    said = heard(kit_pdf(Kit("Essai", kit.date, (sheet,))))
    assert ON_PAPER[method] in said
    assert ("secret" in said) is secret
    assert all(said.count(option) == 2 for option in OPTIONS) or method not in WITH_OPTIONS
    assert (said.count("Passable") == 6) is (method is Method.JUDGMENT)


def test_a_slip_longer_than_a_page_goes_on_and_loses_nothing(world: World) -> None:
    options = [f"A{number} {LONG}" for number in range(1, 41)]
    day = a_day(world)
    tie_vote(world, day, a_ballot_of(world, Method.JUDGMENT, *options))
    with world.db.reading() as session:
        kit = kit_of(session, view_of(world, day), "http://ici", world.db.key)
    said = heard(kit_pdf(kit))
    assert all(said.count(option) == 2 for option in options)
