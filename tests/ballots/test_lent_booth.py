"""Someone votes on a lent screen: alone on it, counted once, and nothing of hers stays."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.ballots.lending import LENT_FOR, Loan, sealed
from deliberation.ballots.models import (
    Ballot,
    Choice,
    Condition,
    Method,
    Paper,
    Vote,
)
from deliberation.ballots.secrecy import key_of
from deliberation.security import BOOTH_COOKIE, PARTICIPANT_COOKIE
from tests.ballots.lending import (
    helped,
    holds,
    lend,
    secret_of_words,
)
from tests.ballots.voting import a_ballot_of, choices, recount, words
from tests.world import World, enter, leave


def test_she_votes_alone_and_the_screen_comes_back_empty(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    assert "Pour l'aidant" in words(helper.get(f"/scrutins/{ballot}/aide"))
    lend(helper, ballot)
    booth = f"/scrutins/{ballot}/isoloir"
    page = helper.get(booth)
    assert "Pour vous : l'aidant ne regarde pas" in words(page)
    assert "Mon espace" not in page.text
    sent = helper.post(booth, data={"choice": Choice.DISAGREE})
    assert sent.headers["location"] == f"{booth}?compte=1"
    done = helper.get(sent.headers["location"])
    assert "C'est compté" in words(done)
    assert "Pas d'accord" not in words(done)
    assert choices(world, ballot) == {person: Choice.DISAGREE}
    back = helper.post(f"{booth}/fin")
    assert back.headers["location"] == f"/scrutins/{ballot}/aide?rendu=1"
    assert not holds(helper, BOOTH_COOKIE)
    assert not holds(helper, PARTICIPANT_COOKIE)
    assert helper.get(booth).status_code == 401
    assert "Rien de sa réponse n'y est resté" in words(helper.get(back.headers["location"]))


def test_her_answer_is_not_shown_again_even_to_change_it(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    lend(helper, ballot)
    booth = f"/scrutins/{ballot}/isoloir"
    helper.post(booth, data={"choice": Choice.AGREE})
    assert 'aria-pressed="true"' not in helper.get(booth).text
    helper.post(booth, data={"choice": Choice.UNSURE})
    assert choices(world, ballot) == {person: Choice.UNSURE}


def test_one_person_is_one_voice_however_she_votes(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for choice in (Choice.AGREE, Choice.DISAGREE):
        lend(helper, ballot)
        helper.post(f"/scrutins/{ballot}/isoloir", data={"choice": choice})
        helper.post(f"/scrutins/{ballot}/isoloir/fin")
    assert helped(world, ballot) == 1
    leave(helper)
    enter(helper, secret_of_words(world))
    helper.post(f"/scrutins/{ballot}/votes", data={"choice": Choice.UNSURE})
    assert choices(world, ballot) == {person: Choice.UNSURE}
    assert recount(world) == []


def test_a_secret_paper_is_that_of_her_own_card(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, secret=True)
    lend(helper, ballot)
    helper.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
    with world.db.reading() as session:
        assert [paper.key for paper in session.exec(select(Paper))] == [
            key_of(secret_of_words(world), ballot)
        ]
        assert session.exec(select(Vote)).all() == []


def test_a_lent_screen_ends_by_itself(helper: TestClient, world: World, person: int) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    lend(helper, ballot)
    later = datetime.now(UTC) + timedelta(seconds=LENT_FOR + 1)
    with time_machine.travel(later):
        answer = helper.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
    assert answer.status_code == 401
    assert choices(world, ballot) == {}


def test_a_screen_lent_for_one_ballot_votes_in_no_other(
    helper: TestClient, world: World, person: int
) -> None:
    ballot, other = (a_ballot_of(world, Method.AGREEMENT) for _ in range(2))
    lend(helper, ballot)
    answer = helper.post(f"/scrutins/{other}/isoloir", data={"choice": Choice.AGREE})
    assert answer.status_code == 401
    assert choices(world, other) == {}


def test_a_loan_that_was_made_up_opens_nothing(helper: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    forged = sealed(b"another key" * 3, Loan(ballot, secret_of_words(world), "/"))
    for token in ("", "x", forged):
        helper.cookies.set(BOOTH_COOKIE, token)
        assert helper.get(f"/scrutins/{ballot}/isoloir").status_code == 401


def test_what_is_no_answer_is_said_with_what_she_had_marked(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.DOTS, "Bus", "Train")
    with world.db.reading() as session:
        one = session.get_one(Ballot, ballot).sheet
    assert one
    lend(helper, ballot)
    answer = helper.post(f"/scrutins/{ballot}/isoloir", data={"mark-1": "2", "mark-2": "2"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert answer.text.count("selected") == 2
    assert choices(world, ballot) == {}


def test_her_reason_is_kept_like_that_of_anyone(
    helper: TestClient, world: World, person: int
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    lend(helper, ballot)
    booth = f"/scrutins/{ballot}/isoloir"
    helper.post(booth, data={"choice": Choice.AGREE_IF})
    assert "à quelle condition" in words(helper.get(f"{booth}?compte=1"))
    said = helper.post(f"{booth}/raison", data={"words": "Si le guichet reste."})
    assert said.status_code == 303
    assert "Votre raison est gardée" in words(helper.get(said.headers["location"]))
    with world.db.reading() as session:
        assert session.exec(select(Condition.words)).all() == ["Si le guichet reste."]
