"""Proposals are made out of words, and each reader sees the words meant for her."""

import re

from starlette.testclient import TestClient

from deliberation.debate import commands
from deliberation.debate.models import Argument, Scope
from deliberation.records.imports import put_forward
from deliberation.roles import Role
from tests.debate.speaking import (
    a_proposal,
    a_speaker,
    an_account,
    id_in,
    said,
    who,
)
from tests.world import (
    NOON,
    World,
    a_member,
    a_participant,
    enter,
    leave,
    sign_in,
)


def test_a_moderator_makes_joins_and_rewrites_proposals(client: TestClient, world: World) -> None:
    author = a_speaker(world)
    sources = [said(world, author, "Un guichet."), said(world, author, "Le papier.")]
    said(world, author, "Tout bas.", scope=Scope.TABLE)
    sign_in(client, a_member(world, Role.MODERATOR))
    desk = f"/gestion/sujets/{world.topic_id}/propositions"
    page = client.get(desk).text
    assert "Un guichet." in page
    assert "Tout bas." not in page
    empty = client.post(desk, data={"words": "De nulle part."})
    assert empty.status_code == 409
    assert "De nulle part." in empty.text
    made = []
    for source in sources:
        form = {"sources": [str(source)], "words": f"Proposition {source}.", "title": "Accueil"}
        made.append(client.post(desk, data=form).headers["location"])
    page = client.get(made[0]).text
    assert f"Proposition {sources[0]}." in page
    assert "Un guichet." in page
    form = {"sources": [str(id_in(address)) for address in made], "words": "Les deux."}
    parent = client.post(f"{desk}/fusion", data=form).headers["location"]
    joined = client.get(parent).text
    assert all(address in joined for address in made)
    assert parent in client.get(made[0]).text
    client.post(f"{parent}/versions", data={"words": "Les deux, et vite."})
    changed = client.get(parent).text
    assert "Les deux, et vite." in changed
    assert "Les deux.<" in re.sub(r"\s+<", "<", changed).replace(" <span", "<span")


def test_words_that_no_proposal_takes_up_are_found_apart(client: TestClient, world: World) -> None:
    author = a_speaker(world)
    used = said(world, author, "Déjà repris.")
    said(world, author, "Pas encore repris.")
    a_proposal(world, an_account(world), [used])
    world.db.do(commands.correct_contribution, used, author, "Déjà repris, et corrigé.", NOON)
    sign_in(client, a_member(world, Role.MODERATOR))
    for desk in ("propositions", "contributions"):
        page = client.get(f"/gestion/sujets/{world.topic_id}/{desk}?reste=yes").text
        assert "Pas encore repris." in page
        assert "Déjà repris" not in page


def test_what_was_said_for_and_against_a_proposal_is_shown_unless_hidden(
    client: TestClient, world: World
) -> None:
    id = a_proposal(world, an_account(world), [said(world, a_speaker(world))])
    for words, hidden in (("Parce que oui.", False), ("Une insulte.", True)):
        own = world.keep(put_forward(world.topic_id, words, None, hidden, NOON))
        world.keep(Argument(proposal_id=id, contribution_id=own.id, side="for"))
    page = client.get(f"/propositions/{id}").text
    assert "Parce que oui." in page
    assert "Une insulte." not in page


def test_a_list_in_which_the_oldest_come_first_does_not_say_that_its_next_page_is_older(
    client: TestClient, world: World
) -> None:
    id = a_proposal(world, an_account(world), [said(world, a_speaker(world))])
    for number in range(31):
        own = world.keep(put_forward(world.topic_id, f"Raison {number}", None, False, NOON))
        world.keep(Argument(proposal_id=id, contribution_id=own.id, side="for"))
    first, second = (client.get(f"/propositions/{id}?page={page}").text for page in (1, 2))
    assert "Raison 0" in first and "Raison 30" in second
    assert "Page suivante" in first and "Page précédente" in second
    assert "Plus anciennes" not in first and "Plus récentes" not in second


def test_a_proposal_shows_each_reader_only_the_words_meant_for_her(
    client: TestClient, world: World
) -> None:
    secret = a_participant(world)
    author = who(world, secret)
    entrusted = [said(world, author, f"Confié {n}.") for n in range(3)]
    public = said(world, a_speaker(world, 2), "Pour tous.", scope=Scope.PUBLIC)
    address = f"/propositions/{a_proposal(world, an_account(world), [*entrusted, public])}"
    page = client.get(address).text
    assert "Pour tous." in page
    assert "3 contributions confiées aux rédacteurs" in page
    assert "Confié" not in page
    enter(client, secret)
    assert "Confié 2." in client.get(address).text
    leave(client)
    sign_in(client, a_member(world, Role.TECHNICAL))
    page = client.get(address).text
    assert "Confié 2." in page
    assert "confiées aux rédacteurs" not in page
