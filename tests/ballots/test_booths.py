"""The forms of a ballot, method by method, as a phone without script fills them."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.ballots.models import Method, Paper
from deliberation.ballots.rules import WITH_OPTIONS
from tests.ballots.voting import a_ballot_of, choices, close, option_ids, words
from tests.world import HTMX, World, a_participant, enter

OPTIONS = ("Le guichet", "Le bus", "La maison")
SAVED = "C'est enregistré"
SENT: dict[Method, Any] = {
    Method.AGREEMENT: {"choice": "agree"},
    Method.CONSENT: {"choice": "no_objection"},
    Method.MOVING: {"choice": "2"},
    Method.CHOICE: {"choice": "{0}"},
    Method.APPROVAL: {"pick": ["{0}", "{2}"]},
    Method.DOTS: {"mark-{0}": "2", "mark-{1}": "1", "mark-{2}": "0"},
    Method.JUDGMENT: {"mark-{0}": "0", "mark-{1}": "3", "mark-{2}": "3"},
    Method.RANKING: {"mark-{0}": "2", "mark-{1}": "1", "mark-{2}": ""},
}
KEPT = {
    Method.AGREEMENT: "agree",
    Method.CONSENT: "no_objection",
    Method.MOVING: "2>2",
    Method.CHOICE: "{0}",
    Method.APPROVAL: "{0} {2}",
    Method.DOTS: "{0}:2 {1}:1",
    Method.JUDGMENT: "{0}:0 {1}:3 {2}:3",
    Method.RANKING: "{0}:2 {1}:1",
}
# What each method refuses, and the sentence that says why.
REFUSED: list[tuple[Method, dict[str, Any], str]] = [
    (Method.AGREEMENT, {"choice": "peut-être"}, "Choisissez une des réponses"),
    (Method.AGREEMENT, {}, "Il manque votre réponse"),
    (Method.CONSENT, {"choice": "agree"}, "Choisissez une des réponses"),
    (Method.MOVING, {"choice": "6"}, "pas dans ce vote"),
    (Method.CHOICE, {"choice": "999"}, "pas dans ce vote"),
    (Method.APPROVAL, {"pick": ["{0}", "999"]}, "pas dans ce vote"),
    (Method.APPROVAL, {"pick": ["{0}", "{0}"]}, "cochée deux fois"),
    (Method.DOTS, {"mark-{0}": "2", "mark-{1}": "2"}, "trop de gommettes"),
    (Method.DOTS, {"mark-{0}": "3"}, "sur une même proposition"),
    (Method.DOTS, {"mark-{0}": "-1"}, "pas possible ici"),
    (Method.DOTS, {"mark-999": "1"}, "pas dans ce vote"),
    (Method.JUDGMENT, {"mark-{0}": "0", "mark-{1}": "1"}, "Il manque une mention"),
    (Method.JUDGMENT, {}, "Il manque une mention"),
    (Method.JUDGMENT, {"mark-{0}": "4", "mark-{1}": "1", "mark-{2}": "1"}, "pas possible ici"),
    (Method.RANKING, {"mark-{0}": "4"}, "pas possible ici"),
    (Method.RANKING, {"mark-{0}": "0"}, "pas possible ici"),
    (Method.RANKING, {"mark-{0}": "1", "mark-{1}": "1"}, "Deux propositions ont le même rang"),
    (Method.RANKING, {"mark-x": "1"}, "pas dans ce vote"),
]


def filled(form: dict[str, Any], ids: Sequence[int]) -> dict[str, Any]:
    """A form with the numbers of this ballot's options."""
    return {
        name.format(*ids): [one.format(*ids) for one in said]
        if isinstance(said, list)
        else said.format(*ids)
        for name, said in form.items()
    }


def a_ballot(world: World, method: Method, **details: Any) -> tuple[int, list[int]]:
    options = OPTIONS if method in WITH_OPTIONS else ()
    ballot = a_ballot_of(world, method, *options, **details)
    return ballot, option_ids(world, ballot)


@pytest.mark.parametrize("method", Method)
def test_a_phone_without_script_answers_in_every_method(
    client: TestClient, world: World, method: Method
) -> None:
    ballot, ids = a_ballot(world, method)
    enter(client, a_participant(world))
    page = words(client.get(f"/scrutins/{ballot}"))
    assert all(option in page for option in OPTIONS) or method not in WITH_OPTIONS
    answer = client.post(f"/scrutins/{ballot}/votes", data=filled(SENT[method], ids))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/scrutins/{ballot}")
    assert SAVED in words(client.get(f"/scrutins/{ballot}"))
    assert list(choices(world, ballot).values()) == [KEPT[method].format(*ids)]


@pytest.mark.parametrize("method", [one for one in Method if one is not Method.MOVING])
def test_a_secret_booth_tells_only_that_a_paper_is_counted(
    client: TestClient, world: World, method: Method
) -> None:
    ballot, ids = a_ballot(world, method, secret=True)
    enter(client, a_participant(world))
    address = f"/scrutins/{ballot}/bulletins"
    assert client.post(address, data=filled(SENT[method], ids)).status_code == 303
    for answer in (
        client.get(f"/scrutins/{ballot}"),
        client.post(address, data=filled(SENT[method], ids), headers=HTMX),
    ):
        assert "votre bulletin est compté" in words(answer)
        for told in ('aria-pressed="true"', " checked", "selected>2", "Votre réponse est comptée"):
            assert told not in answer.text
    close(world, ballot)
    shown = words(client.get(f"/scrutins/{ballot}"))
    assert "Votre bulletin est compté" in shown
    assert "Votre réponse est comptée" not in shown


@pytest.mark.parametrize(("method", "form", "sentence"), REFUSED)
def test_what_cannot_be_counted_is_refused_in_words_and_loses_nothing(
    client: TestClient, world: World, method: Method, form: dict[str, Any], sentence: str
) -> None:
    details: dict[str, Any] = {"ties": False} if method is Method.RANKING else {}
    ballot, ids = a_ballot(world, method, **details)
    enter(client, a_participant(world))
    answer = client.post(f"/scrutins/{ballot}/votes", data=filled(form, ids))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert sentence in words(answer)
    assert choices(world, ballot) == {}
    live = client.post(f"/scrutins/{ballot}/votes", data=filled(form, ids), headers=HTMX)
    assert live.status_code == 409
    assert sentence in words(live)


def test_a_refused_form_comes_back_as_it_was_filled(client: TestClient, world: World) -> None:
    ballot, ids = a_ballot(world, Method.JUDGMENT)
    enter(client, a_participant(world))
    answer = client.post(f"/scrutins/{ballot}/votes", data={f"mark-{ids[1]}": "3"})
    assert answer.text.count(" checked") == 1
    assert f'name="mark-{ids[1]}" value="3" required checked' in answer.text


def test_a_position_that_moves_keeps_the_first(client: TestClient, world: World) -> None:
    ballot, _ = a_ballot(world, Method.MOVING)
    enter(client, a_participant(world))
    for position in ("2", "5", "4"):
        client.post(f"/scrutins/{ballot}/votes", data={"choice": position})
    assert list(choices(world, ballot).values()) == ["2>4"]


def test_a_form_replayed_counts_once(client: TestClient, world: World) -> None:
    ballot, ids = a_ballot(world, Method.APPROVAL)
    enter(client, a_participant(world))
    for _ in range(3):
        client.post(f"/scrutins/{ballot}/votes", data={"pick": [str(ids[0])]})
    assert len(choices(world, ballot)) == 1


def test_a_checking_key_shows_once_and_finds_the_paper_after_the_close(
    client: TestClient, world: World
) -> None:
    ballot, ids = a_ballot(world, Method.CHOICE, secret=True)
    enter(client, a_participant(world))
    form = {"choice": str(ids[1]), "checking": "yes"}
    answer = words(client.post(f"/scrutins/{ballot}/bulletins", data=form))
    key = answer.split("Votre clé de contrôle : ")[1][:14]
    assert key not in words(client.get(f"/scrutins/{ballot}"))
    with world.db.reading() as session:
        [paper] = session.exec(select(Paper)).all()
    assert key.replace(" ", "") not in paper.checked
    address = f"/scrutins/{ballot}/controle"
    assert client.post(address, data={"key": key}).status_code == 409  # it is still open
    close(world, ballot)
    found = client.post(address, data={"key": key.lower()})
    assert "Le bus" in words(found)
    wrong = client.post(address, data={"key": "ZZZZ ZZZZ ZZZZ"})
    assert wrong.status_code == 409
    assert "Aucun bulletin" in words(wrong)


def test_the_condition_of_an_objection_is_asked_and_kept(client: TestClient, world: World) -> None:
    ballot, _ = a_ballot(world, Method.CONSENT)
    enter(client, a_participant(world))
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "objection"})
    page = words(client.get(f"/scrutins/{ballot}"))
    assert "Pourquoi cette objection" in page
    reason = {"words": "Le guichet ferme à midi."}
    assert client.post(f"/scrutins/{ballot}/condition", data=reason).status_code == 303
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "no_objection"})
    assert client.post(f"/scrutins/{ballot}/condition", data=reason).status_code == 409
