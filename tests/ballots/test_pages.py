"""A ballot as people meet it: a phone, a projector, a moderator's desk."""

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.assembly.models import Committee, Phase, Topic
from deliberation.ballots.models import Ballot, Choice, HandCount
from deliberation.people.models import Participant, RoomCode
from deliberation.roles import Role
from deliberation.security import token_hash
from tests.ballots.voting import an_open_ballot, choices, close, people, vote, words
from tests.world import HTMX, NOON, World, a_member, a_participant, enter, leave, sign_in

SAVED = "C'est enregistré"


def id_of(world: World, secret: str) -> int:
    with world.db.reading() as session:
        found = select(Participant.id).where(Participant.card_hash == token_hash(secret))
        id = session.exec(found).one()
    assert id is not None
    return id


def test_one_tap_is_the_vote_without_script(client: TestClient, world: World) -> None:
    ballot, card = an_open_ballot(world), a_participant(world)
    enter(client, card)
    answer = client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/scrutins/{ballot}")
    assert SAVED in words(client.get(f"/scrutins/{ballot}"))
    assert choices(world, ballot) == {id_of(world, card): Choice.AGREE}


def test_with_script_a_tap_gives_the_buttons_back(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    enter(client, a_participant(world))
    html = client.post(f"/scrutins/{ballot}/votes", data={"choice": "disagree"}, headers=HTMX).text
    assert html.count('aria-pressed="true"') == 1
    assert 'id="choices"' in html
    assert "<html" not in html


def test_the_field_for_a_condition_appears_after_the_tap(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    enter(client, a_participant(world))
    address = f"/scrutins/{ballot}/condition"
    assert address not in words(client.get(f"/scrutins/{ballot}"))
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree_if"})
    assert address in words(client.get(f"/scrutins/{ballot}"))
    answer = client.post(address, data={"words": "si on garde le guichet"})
    assert answer.status_code == 303
    assert "Ce que vous avez écrit est gardé" in words(client.get(answer.headers["location"]))


def test_a_refused_condition_gives_the_words_back(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    enter(client, a_participant(world))
    answer = client.post(f"/scrutins/{ballot}/condition", data={"words": "si on m'écoute"})
    assert answer.status_code == 409
    assert "si on m'écoute" in words(answer)
    assert (
        client.post(f"/scrutins/{ballot}/condition", data={"words": "x" * 281}).status_code == 422
    )


def test_a_closed_ballot_says_so_and_keeps_nothing(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    close(world, ballot)
    enter(client, a_participant(world))
    answer = client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    assert answer.status_code == 409
    assert 'role="alert"' in words(answer)
    assert "pas été comptée" in words(answer)
    assert choices(world, ballot) == {}


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"choice": "maybe"}, 422),
        ({}, 422),
        ({"choice": "agree\x00"}, 422),
        ({"choice": "agree"}, 401),
    ],
)
def test_what_is_not_a_vote_is_refused(
    client: TestClient, world: World, data: dict[str, str], status: int
) -> None:
    ballot = an_open_ballot(world)
    if status != 401:
        enter(client, a_participant(world))
    assert client.post(f"/scrutins/{ballot}/votes", data=data).status_code == status
    assert choices(world, ballot) == {}


@pytest.mark.parametrize("number", ["0", "-1", "99999", "9" * 30])
def test_an_unknown_ballot_is_not_found(client: TestClient, world: World, number: str) -> None:
    for address in ("", "/ecran", "/resultat", "/ecran/resultat"):
        assert client.get(f"/scrutins/{number}{address}").status_code == 404


def test_a_draft_is_seen_by_nobody(client: TestClient, world: World) -> None:
    draft = world.keep(Ballot(topic_id=world.topic_id, question="?"))
    enter(client, a_participant(world))
    assert client.get(f"/scrutins/{draft.id}").status_code == 404
    assert client.get(f"/scrutins/{draft.id}/resultat").status_code == 404
    with (
        client.websocket_connect(f"/scrutins/{draft.id}/direct") as socket,
        pytest.raises(WebSocketDisconnect) as gone,
    ):
        socket.receive_text()
    assert gone.value.code == 4403


def test_while_it_is_open_only_the_number_of_answers_shows(
    client: TestClient, world: World
) -> None:
    ballot = an_open_ballot(world)
    for person in people(world, 30):
        vote(world, ballot, person, Choice.AGREE)
    for address in ("", "/ecran", "/resultat", "/ecran/resultat"):
        html = words(client.get(f"/scrutins/{ballot}{address}"))
        assert "30 personnes ont répondu" in html
        assert "result-table" not in html


def test_a_small_group_is_on_no_screen(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    groups = (("concerned", 22), ("professionals", 15), ("institutions", 3))
    for college, number in groups:
        for place, person in enumerate(people(world, number, college)):
            vote(world, ballot, person, list(Choice)[place % 3])
    close(world, ballot)
    html = words(client.get(f"/scrutins/{ballot}"))
    assert "Sur 40 réponses" in html
    assert "Trop peu de réponses dans un groupe" in html
    assert "la moitié ou moins" in html
    assert "Personnes non vérifiées" in html
    assert "Avis" in html


def test_a_phone_votes_and_the_projector_follows(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    enter(client, a_participant(world))
    with client.websocket_connect(f"/scrutins/{ballot}/ecran/direct") as screen:
        assert "0 personne a répondu" in screen.receive_text()
        client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
        assert "1 personne a répondu" in screen.receive_text()
        close(world, ballot)
        assert "Trop peu de réponses" in screen.receive_text()


def test_the_projector_names_nobody_and_shows_the_code_to_those_who_are_inside(
    client: TestClient, world: World
) -> None:
    ballot = an_open_ballot(world)
    card = a_participant(world)
    enter(client, card)
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    world.keep(
        RoomCode(
            code="K7M2QX",
            committee_id=world.committee_id,
            topic_id=world.topic_id,
            expires_at=NOON.replace(year=2099),
        )
    )
    html = client.get(f"/scrutins/{ballot}/ecran").text
    assert "Voix 1001" not in html
    assert "K7M" in html
    leave(client)
    assert "K7M" not in client.get(f"/scrutins/{ballot}/ecran").text
    sign_in(client, a_member(world, Role.SCRIBE))
    assert "K7M" not in client.get(f"/scrutins/{ballot}/ecran").text
    sign_in(client, a_member(world, Role.FACILITATOR, email="f@example.org"))
    assert "K7M" in client.get(f"/scrutins/{ballot}/ecran").text


def test_a_ballot_says_that_it_has_no_easy_version_yet(client: TestClient, world: World) -> None:
    plain, easy = an_open_ballot(world), an_open_ballot(world, easy_read="On garde le guichet ?")
    assert "pas encore en version simple" in words(client.get(f"/scrutins/{plain}"))
    assert "pas encore en version simple" not in words(client.get(f"/scrutins/{easy}"))


def test_no_screen_says_that_this_vote_is_secret(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    html = words(client.get(f"/scrutins/{ballot}"))
    assert "secret" not in html.lower()
    assert "sous votre pseudonyme" in html


def test_a_decision_says_whose_it_is(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world, decision_of="La plénière")
    close(world, ballot)
    assert "Décision de : La plénière" in words(client.get(f"/scrutins/{ballot}"))


def test_declared_numbers_stand_beside_the_votes(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    for choice, number in ((Choice.AGREE, 1200), (Choice.DISAGREE, 300)):
        world.keep(HandCount(ballot_id=ballot, source="République", choice=choice, number=number))
    close(world, ballot)
    html = words(client.get(f"/scrutins/{ballot}"))
    assert "Comptes déclarés : République" in html
    assert "Sur 1 500 réponses : 1 200 « d'accord » et 300 « pas d'accord »" in html


def test_a_ballot_that_nobody_answered_says_so(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    close(world, ballot)
    assert "Personne n'a répondu." in words(client.get(f"/scrutins/{ballot}"))


def test_a_moderator_votes_only_as_a_participant(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    sign_in(client, a_member(world, Role.MODERATOR))
    assert client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"}).status_code == 401


def test_someone_of_another_committee_reads_and_does_not_vote(
    client: TestClient, world: World
) -> None:
    ballot = an_open_ballot(world)
    enter(client, a_participant(world))

    def move(session: Session) -> None:
        other = Committee(slug="x", name="X", territories="", bearers="", term="")
        session.add(other)
        session.flush()
        person = session.get_one(Participant, 1)
        person.committee_id, person.college_id = other.id or 0, None

    world.db.do(move)
    assert "réservé aux personnes entrées" in words(client.get(f"/scrutins/{ballot}"))
    answer = client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    assert answer.status_code == 409
    leave(client)
    assert "entrez avec un code" in words(client.get(f"/scrutins/{ballot}"))


def test_a_ballot_of_a_topic_in_preparation_is_not_shown(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)

    def hide(session: Session) -> None:
        session.get_one(Topic, world.topic_id).phase = Phase.DECLINED

    world.db.do(hide)
    assert client.get(f"/scrutins/{ballot}").status_code == 404
