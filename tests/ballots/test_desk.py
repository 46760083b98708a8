"""The desk where a moderator prepares, opens, closes and publishes ballots."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Phase
from deliberation.ballots.models import BallotState, Choice, Grouping
from deliberation.roles import Role
from tests.ballots.voting import an_open_ballot, close, people, state, vote, words
from tests.world import World, a_member, a_topic, sign_in


def moderator(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.MODERATOR))


def prepare(client: TestClient, world: World, **data: str) -> str:
    answer = client.post(f"/gestion/sujets/{world.topic_id}/scrutins", data=data)
    assert answer.status_code == 303
    return answer.headers["location"]


def test_a_moderator_prepares_opens_closes_and_publishes(client: TestClient, world: World) -> None:
    moderator(client, world)
    desk = prepare(
        client, world, question="Garder un guichet ?", closes_at="2099-03-29T14:30", proposal="0"
    )
    ballot = int(desk.rsplit("/", 1)[1])
    assert "14 h 30" in words(client.get(desk))
    for step, after in (
        ("open", BallotState.OPEN),
        ("close", BallotState.CLOSED),
        ("reopen", BallotState.OPEN),
        ("close", BallotState.CLOSED),
        ("publish", BallotState.PUBLISHED),
    ):
        assert client.post(f"{desk}/etapes", data={"step": step}).status_code == 303
        assert state(world, ballot) is after
        assert client.get(desk).status_code == 200
    assert client.post(f"{desk}/etapes", data={"step": "reopen"}).status_code == 409
    assert "Garder un guichet" in client.get(f"/gestion/sujets/{world.topic_id}/scrutins").text


def test_the_desk_offers_to_reopen_only_what_showed_nothing(
    client: TestClient, world: World
) -> None:
    moderator(client, world)
    for voters, offered in ((4, True), (5, False)):
        ballot = an_open_ballot(world)
        for person in people(world, voters):
            vote(world, ballot, person, Choice.AGREE)
        close(world, ballot)
        assert ("Je rouvre le vote" in words(client.get(f"/gestion/scrutins/{ballot}"))) is offered


def test_a_form_sent_twice_prepares_one_ballot(client: TestClient, world: World) -> None:
    moderator(client, world)
    first = prepare(client, world, question="Une fois ?", once="a" * 32)
    assert prepare(client, world, question="Une fois ?", once="a" * 32) == first


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"question": ""}, 409),
        ({"question": "?", "proposal": "9999"}, 404),
        ({"question": "?", "closes_at": "demain"}, 422),
        ({"question": "x" * 501}, 422),
    ],
)
def test_a_ballot_that_cannot_be_is_refused(
    client: TestClient, world: World, data: dict[str, str], status: int
) -> None:
    moderator(client, world)
    answer = client.post(f"/gestion/sujets/{world.topic_id}/scrutins", data=data)
    assert answer.status_code == status
    assert 'role="alert"' in words(answer)


def test_a_ballot_waits_for_its_topic(client: TestClient, world: World) -> None:
    moderator(client, world)
    framed = world.keep(a_topic(world.group_id, phase=Phase.FRAMED))
    answer = client.post(f"/gestion/sujets/{framed.id}/scrutins", data={"question": "?"})
    desk = answer.headers["location"]
    assert "Ouvrez d'abord le sujet" in words(client.get(desk))
    assert client.post(f"{desk}/etapes", data={"step": "open"}).status_code == 409


def test_the_moderator_is_told_which_groups_will_not_show_and_groups_them(
    client: TestClient, world: World
) -> None:
    moderator(client, world)
    for college, number in (("concerned", 25), ("professionals", 3), ("institutions", 3)):
        people(world, number, college)
    desk = prepare(client, world, question="Quels groupes ?")
    assert "ne sera pas montré" in words(client.get(desk))
    pair = [str(world.colleges[code]) for code in ("professionals", "institutions")]
    grouped = client.post(f"{desk}/groupes", data={"name": "Les équipes", "college": pair})
    assert grouped.status_code == 303
    html = words(client.get(desk))
    assert "Les équipes" in html
    assert "ne sera pas montré" not in html
    alone = client.post(f"{desk}/groupes", data={"name": "Seul", "college": pair[:1]})
    assert alone.status_code == 409
    assert client.post(f"{desk}/groupes/separer").status_code == 303
    with world.db.reading() as session:
        assert session.exec(select(Grouping)).all() == []


@pytest.mark.parametrize("role", [None, Role.TECHNICAL, Role.SCRIBE])
def test_the_desk_is_for_those_who_run_ballots(
    client: TestClient, world: World, role: Role | None
) -> None:
    ballot = an_open_ballot(world)
    if role:
        sign_in(client, a_member(world, role))
    status = 403 if role else 401
    assert client.get(f"/gestion/scrutins/{ballot}").status_code == status
    assert client.get(f"/gestion/sujets/{world.topic_id}/scrutins").status_code == status
    step = client.post(f"/gestion/scrutins/{ballot}/etapes", data={"step": "close"})
    assert step.status_code == status
    assert state(world, ballot) is BallotState.OPEN
