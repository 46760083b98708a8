"""Laws of the votes of a day at its desk: opened once read aloud, and none is left open behind."""

import pytest
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.models import BallotState
from deliberation.errors import Refused
from deliberation.roles import Role
from deliberation.sittings.commands import close_sitting
from deliberation.sittings.plan_rules import PlanRefusal
from tests.ballots.voting import MODERATOR, words
from tests.ballots.voting import state as ballot_state
from tests.sittings.days import VOTE, a_day, go_to, view_of
from tests.sittings.driving import a_ballot_in_the_day, desk, drive, press
from tests.world import World, a_member, sign_in


@pytest.fixture
def day(client: TestClient, world: World) -> int:
    """A day that this browser may drive."""
    sign_in(client, a_member(world, Role.FACILITATOR))
    return a_day(world)


def test_a_vote_is_read_aloud_opened_and_closed_before_the_day_goes_on(
    client: TestClient, world: World, day: int
) -> None:
    ballot = a_ballot_in_the_day(world, day)
    seen = go_to(world, day, VOTE) and view_of(world, day).number
    html = words(client.get(desk(day)))
    assert "Garder un guichet ?" in html
    assert "Je l'ai lue à voix haute : j'ouvre le vote" in html
    opening = {"step": "open", "turn": str(seen)}
    assert client.post(desk(day, "/vote"), data=opening).status_code == 303
    assert ballot_state(world, ballot) is BallotState.OPEN
    html = words(client.get(desk(day)))
    assert "0 personne a répondu" in html
    assert "Je ferme le vote" in html
    answer = press(client, day, "next", seen)
    assert answer.status_code == 409
    assert "Le vote est encore ouvert" in words(answer)
    assert client.post(desk(day, "/vote"), data={"step": "close", "turn": str(seen)}).is_redirect
    assert ballot_state(world, ballot) is BallotState.CLOSED
    html = client.get(desk(day)).text
    assert f'href="/scrutins/{ballot}"' in html
    drive(client, world, day, "next")


def test_a_vote_is_opened_only_by_who_sees_its_step(
    client: TestClient, world: World, day: int
) -> None:
    ballot = a_ballot_in_the_day(world, day)
    go_to(world, day, VOTE)
    for data, status in (
        ({"step": "open", "turn": "1"}, 409),
        ({"step": "danser", "turn": "4"}, 422),
        ({"step": "open", "turn": "quatre"}, 422),
    ):
        assert client.post(desk(day, "/vote"), data=data).status_code == status
    drive(client, world, day, "back")
    data = {"step": "open", "turn": str(view_of(world, day).number)}
    assert client.post(desk(day, "/vote"), data=data).status_code == 409
    assert ballot_state(world, ballot) is BallotState.DRAFT


def an_open_vote_left_behind(client: TestClient, world: World, day: int) -> int:
    """Two acts were undone while the vote was open: the day is in the step before it."""
    ballot = a_ballot_in_the_day(world, day)
    go_to(world, day, VOTE)
    opening = {"step": "open", "turn": str(view_of(world, day).number)}
    assert client.post(desk(day, "/vote"), data=opening).is_redirect
    drive(client, world, day, "undo")
    return ballot


def test_a_vote_that_was_left_open_is_closed_from_the_desk_wherever_the_day_is(
    client: TestClient, world: World, day: int
) -> None:
    ballot = an_open_vote_left_behind(client, world, day)
    html = words(client.get(desk(day)))
    assert "Un vote est encore ouvert" in html
    assert "Garder un guichet ?" in html
    for _ in range(2):  # pressing twice is pressing once
        assert client.post(desk(day, f"/votes/{ballot}/fermer")).is_redirect
    assert ballot_state(world, ballot) is BallotState.CLOSED
    assert "Un vote est encore ouvert" not in words(client.get(desk(day)))


def test_a_day_neither_ends_nor_closes_while_one_of_its_votes_is_open(
    client: TestClient, world: World, day: int
) -> None:
    ballot = an_open_vote_left_behind(client, world, day)
    assert 'id="act-end"' not in client.get(desk(day)).text
    answer = press(client, day, "end", view_of(world, day).number)
    assert answer.status_code == 409
    assert "Un vote de cette journée est encore ouvert" in words(answer)
    drive(client, world, day, *["undo"] * VOTE)  # before it began, a day may be closed
    with pytest.raises(Refused) as refused:
        world.db.do(close_sitting, day, MODERATOR)
    assert refused.value.reason is PlanRefusal.VOTE_OPEN
    assert client.post(desk(day, f"/votes/{ballot}/fermer")).is_redirect
    world.db.do(close_sitting, day, MODERATOR)


def test_a_vote_that_was_reopened_is_closed_again_from_the_desk(
    client: TestClient, world: World, day: int
) -> None:
    ballot = a_ballot_in_the_day(world, day)
    go_to(world, day, VOTE)
    turn = str(view_of(world, day).number)
    for step in ("open", "close"):
        assert client.post(desk(day, "/vote"), data={"step": step, "turn": turn}).is_redirect
    world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    assert client.post(desk(day, "/vote"), data={"step": "close", "turn": turn}).is_redirect
    assert ballot_state(world, ballot) is BallotState.CLOSED


def test_a_vote_of_another_day_is_not_closed_from_here(
    client: TestClient, world: World, day: int
) -> None:
    ballot = an_open_vote_left_behind(client, world, a_day(world))
    assert client.post(desk(day, f"/votes/{ballot}/fermer")).status_code == 409
    assert ballot_state(world, ballot) is BallotState.OPEN
