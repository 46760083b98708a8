"""A table's device is passed round: each votes alone with it, and leaves nothing there."""

import pytest
from httpx2 import Response
from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.ballots.models import Choice, Method, Paper, Vote
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.security import BOOTH_COOKIE, PARTICIPANT_COOKIE, token_hash
from tests.ballots.lending import TYPED, UNKNOWN, a_holder, holds, secret_of_words
from tests.ballots.voting import (
    a_ballot_of,
    choices,
    words,
)
from tests.sittings.desks import rows
from tests.sittings.table_voting import at_table, raise_hands
from tests.world import World


def test_a_secret_vote_has_no_hands_and_its_device_goes_round(
    client: TestClient, world: World
) -> None:
    ballot, table, here = at_table(client, world, secret=True)
    assert "on n'y lève pas la main" in words(client.get(f"/tables/{table}/vote"))
    assert "on n'y lève pas la main" in raise_hands(client, table, ballot, 409, agree=3)
    on_this_device(client, world, table, ballot, here[0])
    assert len(rows(world, Paper)) == 1
    assert rows(world, Vote) == []


def on_this_device(client: TestClient, world: World, table: int, ballot: int, person: int) -> None:
    """She types her four words, votes, and the device is the table's again."""

    def give(session: Session) -> None:
        session.get_one(Participant, person).card_hash = token_hash(secret_of_words(world))

    world.db.do(give)
    form = {"ballot": str(ballot), "words": TYPED}
    lent = client.post(f"/tables/{table}/vote/isoloir", data=form)
    assert lent.headers["location"] == f"/scrutins/{ballot}/isoloir"
    booth = client.get(lent.headers["location"])
    assert "Pour vous : personne d'autre ne regarde" in words(booth)
    assert booth.headers["cache-control"] == "no-store"
    voted = client.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
    done = client.get(voted.headers["location"])
    assert "C'est compté, passez l'appareil" in words(done)
    assert 'aria-pressed="true"' not in done.text
    back = client.post(f"/scrutins/{ballot}/isoloir/fin")
    assert back.headers["location"] == f"/tables/{table}/vote?rendu=1"
    assert "à la personne suivante" in words(client.get(back.headers["location"]))
    assert not holds(client, BOOTH_COOKIE)
    assert not holds(client, PARTICIPANT_COOKIE)
    assert (
        client.get(f"/scrutins/{ballot}/isoloir").status_code == 401
    )  # the way back shows nothing


def test_each_votes_in_turn_on_the_device_and_nothing_of_hers_stays(
    client: TestClient, world: World
) -> None:
    ballot, table, here = at_table(client, world)
    on_this_device(client, world, table, ballot, here[1])
    assert choices(world, ballot) == {here[1]: Choice.AGREE}
    begun = [event for event in rows(world, Event) if event.name == "assistance.begun"]
    assert begun == []  # nobody helped her: the device went round


def lend_to(client: TestClient, table: int, ballot: int) -> Response:
    form = {"ballot": str(ballot), "words": TYPED}
    return client.post(f"/tables/{table}/vote/isoloir", data=form)


def test_after_hands_the_device_is_lent_to_nobody_who_may_have_raised_one(
    client: TestClient, world: World
) -> None:
    """Whose phone is of the table is counted already; of a stranger nobody knows."""
    ballot, table, _ = at_table(client, world)
    a_holder(world)
    raise_hands(client, table, ballot, agree=5)
    refused = lend_to(client, table, ballot)
    assert refused.status_code == 409
    assert "la vôtre en est peut-être" in words(refused)
    client.post(f"/tables/{table}/vote/reprise", data={"ballot": str(ballot)})
    assert lend_to(client, table, ballot).status_code == 303


def test_a_device_is_lent_for_the_vote_of_the_step_alone(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    a_holder(world)
    refused = lend_to(client, table, a_ballot_of(world, Method.AGREEMENT))
    assert refused.status_code == 409
    assert "Aucun vote n'est ouvert à cette étape" in words(refused)
    assert lend_to(client, table, ballot).status_code == 303


@pytest.mark.parametrize(("typed", "status"), [("", 422), (UNKNOWN, 409)])
def test_words_that_open_nothing_are_told(
    client: TestClient, world: World, typed: str, status: int
) -> None:
    ballot, table, _ = at_table(client, world)
    form = {"ballot": str(ballot), "words": typed}
    answer = client.post(f"/tables/{table}/vote/isoloir", data=form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
