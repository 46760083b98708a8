"""The home page and a topic's page, as a stranger, a participant and a member of staff see them."""

import pytest
from starlette.testclient import TestClient

from deliberation.assembly.models import Phase
from deliberation.ballots.models import BallotState
from deliberation.council.commands import send_transmission
from deliberation.council.reading import Asked
from deliberation.debate.models import Scope
from deliberation.roles import Role
from tests.ballots.voting import an_open_ballot
from tests.debate.speaking import a_neighbour, a_proposal, a_speaker, an_account, said
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    published,
    sections,
)
from tests.world import NOON, World, a_member, a_participant, a_topic, enter, leave, sign_in


def test_a_topic_is_read_from_its_question_to_what_became_of_it(
    client: TestClient, world: World
) -> None:
    words = said(world, a_speaker(world), "Un guichet.", scope=Scope.PUBLIC)
    proposal = a_proposal(world, an_account(world), [words], "Garder un guichet.")
    ballot = a_counted_ballot(world, proposal)
    synthesis = a_synthesis(world, "Un accueil humain")
    a_statement(world, sections(world, synthesis)[0])
    address = f"/sujets/{world.topic_id}"
    before = client.get(address).text
    assert "Comment garder un accueil humain" in before and "Qui décide" in before
    assert "Garder un guichet." in before and f'href="/scrutins/{ballot}"' in before
    assert "Un accueil humain" not in before  # a draft is not announced
    published(world, synthesis)
    assert f'href="/syntheses/{synthesis}"' in client.get(address).text
    number = world.db.do(send_transmission, synthesis, [Asked("Une ?")], "", None, PEN, NOON)
    assert f'href="/transmissions/{number}"' in client.get(address).text


def test_words_that_are_not_public_are_not_counted(client: TestClient, world: World) -> None:
    speaker = a_speaker(world)
    for scope in (Scope.TABLE, Scope.DRAFTERS, Scope.COUNCIL):
        said(world, speaker, scope=scope)
    assert "Aucune parole n’est publique" in client.get(f"/sujets/{world.topic_id}").text


def test_a_stranger_is_invited_in_and_a_participant_to_speak(
    client: TestClient, world: World
) -> None:
    address = f"/sujets/{world.topic_id}"
    assert 'href="/entrer"' in client.get(address).text
    enter(client, a_participant(world))
    assert f'href="{address}/contributions"' in client.get(address).text
    assert "J’ajoute mes mots" in client.get(address).text
    enter(client, a_neighbour(world))
    assert "J’ajoute mes mots" not in client.get(address).text


def test_an_open_vote_comes_first_and_a_vote_being_prepared_is_not_told(
    client: TestClient, world: World
) -> None:
    opened = a_counted_ballot(world, state=BallotState.OPEN)
    closed = a_counted_ballot(world)
    draft = a_counted_ballot(world, state=BallotState.DRAFT)
    enter(client, a_participant(world))
    page = client.get(f"/sujets/{world.topic_id}").text
    assert "Je vote" in page
    assert page.index(f"/scrutins/{opened}") < page.index(f"/scrutins/{closed}")
    assert f"/scrutins/{draft}" not in page


@pytest.mark.parametrize("secret", [False, True])
def test_several_open_votes_are_given_one_after_the_other(
    client: TestClient, world: World, secret: bool
) -> None:
    first, second, third = (an_open_ballot(world, secret=secret) for _ in range(3))
    address, box = f"/sujets/{world.topic_id}", "bulletins" if secret else "votes"
    enter(client, a_participant(world))
    page = client.get(address).text
    assert "3 votes m’attendent" in page
    assert page.index(f'href="/scrutins/{first}"') < page.index("Ce qui a été dit")
    for ballot, following in ((first, second), (second, third)):
        client.post(f"/scrutins/{ballot}/{box}", data={"choice": "agree"})
        page = client.get(f"/scrutins/{ballot}").text
        assert f'href="/scrutins/{following}"' in page
        assert "Passer au vote suivant" in page
    assert "ouvert, vous avez répondu" in client.get(address).text
    client.post(f"/scrutins/{third}/{box}", data={"choice": "agree"})
    assert "Passer au vote suivant" not in client.get(f"/scrutins/{third}").text
    assert "Je vote" not in client.get(address).text


@pytest.mark.parametrize("phase", [Phase.SUGGESTED, Phase.FRAMED, Phase.DECLINED])
def test_a_topic_being_prepared_is_its_moderators_alone(
    client: TestClient, world: World, phase: Phase
) -> None:
    hidden = world.keep(a_topic(world.group_id, question="Un sujet qui se prépare ?", phase=phase))
    address = f"/sujets/{hidden.id}"
    assert client.get(address).status_code == 404
    assert "se prépare" not in client.get("/").text
    enter(client, a_participant(world))
    assert client.get(address).status_code == 404
    leave(client)
    sign_in(client, a_member(world, Role.MODERATOR))
    page = client.get(address)
    assert page.status_code == 200 and f'href="/gestion{address}"' in page.text


def test_the_home_page_shows_the_open_topics_and_the_way_in(
    client: TestClient, world: World
) -> None:
    world.keep(a_topic(world.group_id, question="Un sujet fermé ?", phase=Phase.CLOSED))
    page = client.get("/").text
    assert "Comment garder un accueil humain" in page and "Un sujet fermé" not in page
    assert 'action="/entrer"' in page
    enter(client, a_participant(world))
    assert 'href="/ma-parole"' in client.get("/").text


@pytest.mark.parametrize(
    "role", [Role.MODERATOR, Role.RAPPORTEUR, Role.TECHNICAL, Role.SECRETARIAT]
)
def test_whoever_works_on_syntheses_finds_them_from_the_topic(
    client: TestClient, world: World, role: Role
) -> None:
    sign_in(client, a_member(world, role))
    address = f"/gestion/sujets/{world.topic_id}"
    assert f'href="{address}/syntheses"' in client.get(address).text
    page = client.get(f"{address}/syntheses")
    assert page.status_code == 200
    writes = role in (Role.MODERATOR, Role.RAPPORTEUR)
    assert ("Je commence" in page.text) is writes


@pytest.mark.parametrize("number", ["0", "-1", "999", "18446744073709551617"])
def test_an_unknown_topic_is_not_found(client: TestClient, number: str) -> None:
    assert client.get(f"/sujets/{number}").status_code == 404
