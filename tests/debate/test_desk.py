"""What drafters and moderators see of the words of a topic, and what they may not."""

import pytest
from starlette.testclient import TestClient

from deliberation.debate.models import ContributionState, Scope
from deliberation.people.models import Channel
from deliberation.roles import Role
from tests.debate.speaking import (
    PHONE,
    a_speaker,
    row,
    said,
)
from tests.world import (
    World,
    a_member,
    leave,
    sign_in,
)


def test_an_author_reads_why_her_words_were_hidden(
    client: TestClient, world: World, speaker: int, words: str
) -> None:
    id = said(world, speaker, "Des mots durs.", scope=Scope.PUBLIC)
    sign_in(client, a_member(world, Role.MODERATOR))
    desk = f"/gestion/contributions/{id}"
    assert client.post(desk, data={"act": "hide"}).status_code == 409
    assert client.post(desk, data={"act": "hide", "reason": "Trop blessant"}).status_code == 303
    assert "Trop blessant" in client.get(f"/contributions/{id}").text
    leave(client)
    public = client.get(words).text
    assert "Trop blessant" in public
    assert "Des mots durs." not in public


def test_the_desk_does_not_tell_strangers_which_words_stay_at_a_table(
    client: TestClient, world: World, speaker: int
) -> None:
    desks = [
        f"/gestion/contributions/{said(world, speaker, 'Des mots.', scope=scope)}"
        for scope in (Scope.TABLE, Scope.PUBLIC)
    ]
    leave(client)
    assert [client.get(desk).status_code for desk in desks] == [401, 401]
    sign_in(client, a_member(world, Role.SCRIBE))
    assert [client.get(desk).status_code for desk in desks] == [403, 403]


def test_the_desk_shows_held_words_first_and_to_moderators_only(
    client: TestClient, world: World
) -> None:
    author = a_speaker(world)
    held = said(world, author, PHONE)
    said(world, author, "Après.")
    said(world, author, "Restera à la table.", scope=Scope.TABLE)
    desk = f"/gestion/sujets/{world.topic_id}/contributions"
    sign_in(client, a_member(world, Role.MODERATOR))
    page = client.get(desk).text
    assert page.index("06 12 34") < page.index("Après.")
    assert "Restera à la table." not in page
    client.post(f"/gestion/contributions/{held}", data={"act": "release"})
    assert row(world, held).state is ContributionState.SHOWN
    leave(client)
    held = said(world, author, "Écrivez à quelquun@example.org")
    sign_in(client, a_member(world, Role.TECHNICAL, email="technique@example.org"))
    page = client.get(desk).text
    assert "Après." in page
    assert "quelquun" not in page
    assert client.get(f"/gestion/contributions/{held}").status_code == 403
    assert client.get(f"{desk}?state=held").text.count("quelquun") == 0


def test_a_moderator_finds_hidden_words_again_and_nobody_else_does(
    client: TestClient, world: World
) -> None:
    id = said(world, a_speaker(world), "Des mots durs.", scope=Scope.PUBLIC)
    desk = f"/gestion/sujets/{world.topic_id}/contributions"
    sign_in(client, a_member(world, Role.MODERATOR))
    client.post(f"/gestion/contributions/{id}", data={"act": "hide", "reason": "Blessant"})
    assert "Des mots durs." in client.get(desk).text
    assert f"/gestion/contributions/{id}" in client.get(desk).text
    leave(client)
    sign_in(client, a_member(world, Role.RAPPORTEUR, email="rapporteur@example.org"))
    assert "Des mots durs." not in client.get(desk).text
    assert "Blessant" in client.get(desk).text


def test_the_desk_filters_by_state_nature_and_channel(client: TestClient, world: World) -> None:
    author = a_speaker(world)
    said(world, author, "Une idée dite ici.", nature="idea")
    said(world, author, "Un constat dit ici.", nature="finding", channel=Channel.PAPER)
    sign_in(client, a_member(world, Role.MODERATOR))
    desk = f"/gestion/sujets/{world.topic_id}/contributions"
    idea = client.get(f"{desk}?nature=idea&state=shown").text
    assert "Une idée dite ici." in idea
    assert "Un constat dit ici." not in idea
    paper = client.get(f"{desk}?channel=paper&nature=").text
    assert "Un constat dit ici." in paper
    assert "Une idée dite ici." not in paper
    assert client.get(f"{desk}?nature=nothing").status_code == 200


def test_what_stays_at_a_table_cannot_be_reached_by_a_moderator(
    client: TestClient, world: World
) -> None:
    id = said(world, a_speaker(world), scope=Scope.TABLE)
    sign_in(client, a_member(world, Role.MODERATOR))
    assert client.get(f"/gestion/contributions/{id}").status_code == 404
    answer = client.post(f"/gestion/contributions/{id}", data={"act": "hide", "reason": "Non"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    "address",
    [
        "/gestion/sujets/{}/contributions",
        "/gestion/sujets/{}/propositions",
        "/gestion/sujets/{}/propositions/fusion",
        "/sujets/{}/notes",
    ],
)
def test_a_desk_is_for_those_whose_role_allows_it(
    client: TestClient, world: World, speaker: int, address: str
) -> None:
    address = address.format(world.topic_id)
    assert client.get(address).status_code == 401
    sign_in(client, a_member(world, Role.STEERING))
    assert client.get(address).status_code == 403
