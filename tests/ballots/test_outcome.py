"""What a result says, method by method: who is first, ties, nobody, and what may not be told."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.ballots import channels, lifecycle
from deliberation.ballots.models import Choice, Eligibility, Method
from deliberation.ballots.results import results_of
from deliberation.ballots.rules import WITH_OPTIONS
from deliberation.ballots.sheets import Counting
from deliberation.roles import Role
from tests.ballots.voting import (
    MODERATOR,
    a_ballot_of,
    close,
    option_ids,
    people,
    vote,
    words,
)
from tests.world import World, a_member, sign_in

OPTIONS = ("Bus", "Train", "Vélo")


def told(world: World, ballot: int) -> Any:
    close(world, ballot)
    with world.db.reading() as session:
        picture = results_of(session, ballot)
    assert picture is not None
    return picture


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def voted(world: World, method: Method, papers: list[str], **details: Any) -> Any:
    """The result of these papers, whose {0}, {1}… are the options; 40 people give each in turn."""
    options = OPTIONS if method in WITH_OPTIONS else ()
    ballot = a_ballot_of(world, method, *options, **details)
    ids = option_ids(world, ballot)
    for place, person in enumerate(people(world, 40)):
        vote(world, ballot, person, papers[place % len(papers)].format(*ids))
    return told(world, ballot)


FIRST = [
    (Method.CHOICE, ["{0}", "{1}", "{0}"], {}, "« Bus » arrive en tête."),
    (Method.APPROVAL, ["{0} {1}", "{1}", "{1} {2}"], {}, "« Train » arrive en tête."),
    (Method.DOTS, ["{2}:2", "{2}:1 {0}:1"], {}, "« Vélo » arrive en tête."),
    (
        Method.JUDGMENT,
        ["{0}:1 {1}:0 {2}:3", "{0}:1 {1}:3 {2}:3", "{0}:1 {1}:3 {2}:2"],
        {},
        "« Bus » arrive en tête.",
    ),
    (
        Method.RANKING,
        ["{0}:1 {1}:2 {2}:3", "{1}:1 {0}:2 {2}:3", "{2}:1 {0}:2 {1}:3"],
        {},
        "« Bus » arrive en tête : aucune autre ne la bat en duel.",
    ),
    (
        Method.RANKING,
        ["{0}:1 {1}:2 {2}:3", "{1}:1 {0}:2 {2}:3", "{2}:1 {0}:2 {1}:3", "{2}:1 {1}:2 {0}:3"],
        {"counting": Counting.RUN_OFF},
        "« Vélo »",
    ),
    (Method.CONSENT, ["no_objection", "reserve"], {}, "il y a consentement, avec des réserves"),
    (Method.CONSENT, ["no_objection", "objection"], {}, "le texte est à revoir"),
    (Method.CHOICE, ["{0}", "{1}"], {}, "« Bus » et « Train » arrivent en tête, à égalité."),
]


@pytest.mark.parametrize(("method", "papers", "details", "sentence"), FIRST)
def test_a_result_says_who_comes_first(
    world: World, method: Method, papers: list[str], details: dict[str, Any], sentence: str
) -> None:
    picture = voted(world, method, papers, **details)
    assert sentence in plain(picture.sentence)
    assert sentence in plain(picture.lead)


@pytest.mark.parametrize("method", Method)
def test_nobody_voted_is_said_and_nothing_breaks(
    client: TestClient, world: World, method: Method
) -> None:
    options = OPTIONS if method in WITH_OPTIONS else ()
    ballot = a_ballot_of(world, method, *options)
    close(world, ballot)
    for address in ("", "/ecran", "/resultat"):
        assert "Personne n'a répondu." in words(client.get(f"/scrutins/{ballot}{address}"))
    world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)
    assert client.get(f"/scrutins/{ballot}").status_code == 200


def test_nobody_who_chose_anything_makes_no_winner(world: World) -> None:
    picture = voted(world, Method.CHOICE, ["none", "none", "{0}"])
    assert "« Bus » arrive en tête." in plain(picture.sentence)
    blank = voted(world, Method.DOTS, ["none"], dots=2, each=1)
    assert "Aucune réponse n'a été choisie." in plain(blank.sentence)


def test_options_come_in_the_order_of_the_result(world: World) -> None:
    picture = voted(world, Method.APPROVAL, ["{2}", "{2} {1}", "{2} {1} {0}"])
    assert [row.label for row in picture.rows if row.total] == ["Vélo", "Train", "Bus"]


def test_a_ranking_that_nearly_everyone_shares_is_not_told_where_a_college_is_small(
    world: World,
) -> None:
    ballot = a_ballot_of(world, Method.RANKING, *OPTIONS)
    ids = option_ids(world, ballot)
    orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2)]  # all put the first before the last
    for place, person in enumerate(people(world, 9)):
        ranks = {option: rank for rank, option in enumerate(orders[place % 3], 1)}
        vote(world, ballot, person, " ".join(f"{id}:{ranks[at]}" for at, id in enumerate(ids)))
    picture = told(world, ballot)
    assert not picture.exact
    assert "arrive en tête" not in plain(picture.sentence)


def test_where_anyone_may_vote_colleges_are_not_compared_and_it_is_said(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, eligibility=Eligibility.ALL)
    for college in ("concerned", "professionals"):
        for place, person in enumerate(people(world, 30, college)):
            vote(world, ballot, person, Choice.AGREE if place % 3 else Choice.DISAGREE)
    picture = told(world, ballot)
    assert [row.label for row in picture.rows] == ["Ensemble"]
    assert "Personnes non vérifiées." in plain(picture.note)


def test_colleges_that_differ_are_marked_with_the_test_that_says_so(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, weighted=True)
    for college, agree in (("concerned", 10), ("professionals", 33)):
        for place, person in enumerate(people(world, 40 if agree > 20 else 30, college)):
            vote(world, ballot, person, Choice.AGREE if place < agree else Choice.DISAGREE)
    picture = told(world, ballot)
    note = plain(picture.note)
    assert "Regards différents : les groupes ne disent pas la même chose de « d'accord »" in note
    assert "intervalles de Wilson" in note
    equal = next(row for row in picture.rows if row.label == "Un collège, un poids")
    assert equal.cells[0].share == pytest.approx((10 / 30 + 33 / 40) / 2)


@pytest.mark.parametrize(
    ("agree", "sentence"), [(21, "Elle est atteinte."), (19, "Elle n'est pas atteinte.")]
)
def test_a_majority_is_of_those_who_choose(world: World, agree: int, sentence: str) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, threshold=50)
    for place, person in enumerate(people(world, 60)):
        said = Choice.AGREE if place < agree else Choice.DISAGREE if place < 40 else Choice.UNSURE
        vote(world, ballot, person, said)
    note = plain(told(world, ballot).note)
    assert "Majorité demandée : 50 % de celles et ceux qui se prononcent." in note
    assert sentence in note


def test_a_quorum_without_the_room_counted_says_what_is_missing(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, quorum=50)
    note = plain(told(world, ballot).note)
    assert "Le nombre de personnes présentes n'est pas encore dit." in note
    world.db.do(channels.declare_present, ballot, 0, MODERATOR)


BAD = [
    ({"method": "choice", "question": "Que garder ?", "options": "Bus"}, "au moins deux réponses"),
    ({"method": "choice", "question": "Que garder ?", "options": ""}, "au moins deux réponses"),
    ({"method": "approval", "question": "?", "options": "Bus\nbus "}, "la même chose"),
    (
        {"method": "dots", "question": "?", "options": "A\nB", "dots": "0", "each": "1"},
        "au moins une gommette",
    ),
    (
        {"method": "dots", "question": "?", "options": "A\nB", "dots": "2", "each": "3"},
        "pas plus de gommettes",
    ),
    (
        {"method": "judgment", "question": "?", "options": "A\nB", "grades": "Bien"},
        "entre 2 et 7 mentions",
    ),
    ({"method": "moving", "question": "?", "secret": "yes"}, "ne peut pas être secret"),
    (
        {"method": "ranking", "question": "?", "options": "A\nB", "threshold": "50"},
        "Une majorité se demande",
    ),
    (
        {"method": "agreement", "question": "?", "eligibility": "all", "weighted": "yes"},
        "même poids",
    ),
    ({"method": "agreement", "question": ""}, "besoin d'une question"),
    (
        {"method": "choice", "question": "?", "options": "\n".join(map(str, range(41)))},
        "40 au plus",
    ),
    (
        {
            "method": "agreement",
            "question": "?",
            "opens_at": "2098-01-02T10:00",
            "closes_at": "2098-01-01T10:00",
        },
        "fermerait avant",
    ),
]


@pytest.mark.parametrize(("form", "sentence"), BAD)
def test_a_ballot_that_could_not_be_answered_is_refused_and_given_back(
    client: TestClient, world: World, form: dict[str, str], sentence: str
) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))
    answer = client.post(f"/gestion/sujets/{world.topic_id}/scrutins", data=form)
    assert answer.status_code == 409
    assert sentence in words(answer)
    if form.get("options"):
        assert form["options"].splitlines()[0] in answer.text


@pytest.mark.parametrize("method", Method)
def test_a_moderator_prepares_a_ballot_of_each_method_without_script(
    client: TestClient, world: World, method: Method
) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))
    new = f"/gestion/sujets/{world.topic_id}/scrutins/nouveau?methode={method}"
    assert client.get(new).status_code == 200
    form = {"method": method.value, "question": "Que garder ?", "options": "Bus\nTrain"}
    form |= {"dots": "3", "each": "1", "grades": "Bien\nMal", "quorum": "", "threshold": ""}
    answer = client.post(f"/gestion/sujets/{world.topic_id}/scrutins", data=form)
    assert answer.status_code == 303
    desk = words(client.get(answer.headers["location"]))
    assert "Que garder ?" in desk
    assert ("Train" in desk) == (method in WITH_OPTIONS)


DETAILS = [
    (Method.RANKING, {}, "Chaque case dit combien de personnes"),
    (Method.RANKING, {"counting": Counting.RUN_OFF}, "Bulletins épuisés"),
    (Method.RANKING, {"counting": Counting.BORDA}, "Points"),
    (Method.JUDGMENT, {}, "Mention majoritaire"),
    (Method.DOTS, {}, "On additionne les gommettes."),
]


@pytest.mark.parametrize(("method", "details", "sentence"), DETAILS)
def test_the_steps_of_a_count_are_there_to_follow(
    client: TestClient, world: World, method: Method, details: dict[str, Any], sentence: str
) -> None:
    papers = {
        Method.RANKING: ["{0}:1 {1}:2 {2}:3", "{1}:1 {0}:2 {2}:3", "{2}:1 {1}:2 {0}:3"],
        Method.JUDGMENT: ["{0}:0 {1}:1 {2}:2", "{0}:2 {1}:1 {2}:0", "{0}:1 {1}:3 {2}:0"],
        Method.DOTS: ["{0}:2 {1}:1", "{2}:1", "{1}:2"],
    }[method]
    picture = voted(world, method, papers, **details)
    assert picture.detail is not None
    assert len({len(row) for row in picture.detail.rows} | {len(picture.detail.header)}) == 1
    page = words(client.get("/scrutins/1"))
    assert "Comment c'est compté" in page
    assert sentence in page
