"""The ways of seeing, as drafters read them: from closed votes alone, and never of one person."""

import re

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.ballots.agreement import votes_of
from deliberation.ballots.lifecycle import publish_ballot
from deliberation.debate.models import Proposal, ProposalVersion
from deliberation.roles import Role
from deliberation.syntheses import opinions
from tests.ballots.voting import MODERATOR, an_open_ballot, close, vote, words
from tests.syntheses.camps import NO, YES, two_camps, voted
from tests.world import NOON, World, a_member, a_participant, enter, leave, sign_in


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client


def seen(desk: TestClient, world: World) -> str:
    answer = desk.get(f"/gestion/sujets/{world.topic_id}/opinions")
    assert answer.status_code == 200
    return words(answer)


def test_twenty_people_in_two_camps_are_told_without_a_number(
    desk: TestClient, world: World
) -> None:
    two_camps(world)
    page = seen(desk, world)
    assert "Deux façons de voir" in page
    assert "Au moins 20 personnes" in page
    assert re.search(r'role="img" aria-label="Deux façons de voir : Groupe A : [^"]+"', page)
    assert page.partition('class="drawn"')[2].count("<circle") == 2
    assert "dans chaque groupe, au moins quatre sur cinq" in page
    assert "d'accord : au moins quatre sur cinq" in page
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.partition("<h1>")[2].partition("</main")[0])
    assert set(re.findall(r"\d+", text)) == {"20"}  # at least


def test_fewer_people_are_told_what_is_missing(desk: TestClient, world: World) -> None:
    two_camps(world, 19)
    page = seen(desk, world)
    assert "Il faut au moins 20 personnes" in page
    assert "Deux façons" not in page


@pytest.mark.parametrize("kind", ["open", "secret", "held"])
def test_an_open_a_secret_or_a_held_vote_is_not_in_it(
    desk: TestClient, world: World, kind: str
) -> None:
    voters = two_camps(world)
    ballot = an_open_ballot(world, secret=kind == "secret", held=kind == "held")
    if kind != "secret":
        for person in voters:
            vote(world, ballot, person, YES)
    if kind != "open":
        close(world, ballot)
    assert "Deux façons de voir" in seen(desk, world)
    with world.db.reading() as session:
        asked = opinions.asked_in(session, world.topic_id, opinions.SHOWN)
    assert ballot not in [one.ballot.id for one in asked]
    if kind == "held":
        world.db.do(publish_ballot, ballot, MODERATOR)
        with world.db.reading() as session:
            asked = opinions.asked_in(session, world.topic_id, opinions.SHOWN)
        assert ballot in [one.ballot.id for one in asked]


def test_it_is_computed_again_only_once_votes_have_changed(
    desk: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    voters = two_camps(world)
    computed = []

    def counting(*details: object) -> object:
        computed.append(details)
        return votes_of(*details)  # type: ignore[arg-type]

    monkeypatch.setattr(opinions, "votes_of", counting)
    for _ in range(2):
        assert "Deux façons de voir" in seen(desk, world)
    assert len(computed) == 1
    still_open = voted(world, voters, [YES] * len(voters))
    seen(desk, world)
    assert len(computed) == 1
    close(world, still_open)
    seen(desk, world)
    assert len(computed) == 2


def hide(session: Session, proposal_id: int) -> None:
    session.get_one(Proposal, proposal_id).hidden = True


def test_a_proposal_that_moderation_hid_is_not_told(desk: TestClient, world: World) -> None:
    voters = two_camps(world)
    proposal = world.keep(Proposal(topic_id=world.topic_id))
    words = {"proposal_id": proposal.id, "words": "Un guichet par canton", "at": NOON}
    version = world.keep(ProposalVersion(**words))
    camps = [YES] * 10 + [NO] * 10
    close(world, voted(world, voters, camps, proposal_version_id=version.id))
    assert "Un guichet par canton" in seen(desk, world)
    world.db.do(hide, proposal.id)
    assert "Un guichet par canton" not in seen(desk, world)


def test_strangers_speakers_and_other_roles_do_not_see_it(client: TestClient, world: World) -> None:
    address = f"/gestion/sujets/{world.topic_id}/opinions"
    assert client.get(address).status_code == 401
    enter(client, a_participant(world))
    assert client.get(address).status_code == 401
    for role, status in ((Role.SCRIBE, 403), (Role.SECRETARIAT, 403), (Role.TECHNICAL, 200)):
        leave(client)
        sign_in(client, a_member(world, role, email=f"{role}@example.org"))
        assert client.get(address).status_code == status
