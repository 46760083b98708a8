"""A phone during a day: one card, hers alone what is hers, and every act with or without script."""

import re

import pytest
from sqlalchemy import event
from sqlmodel import Session
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.models import Choice
from deliberation.sittings.models import (
    Act,
    Opens,
    SegmentKind,
    SittingState,
)
from tests.assembly.doors import another_committee
from tests.ballots.voting import close, people, vote
from tests.sittings.days import (
    GROUPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    seat,
    view_of,
)
from tests.sittings.phones import a_voting_day, key_of, look, me, open_vote, shows
from tests.world import World, a_participant, enter, leave

MOST_QUESTIONS = 9  # for what is hers, all included
OTHER_STEPS = (
    {"kind": SegmentKind.SMALL_GROUPS, "title": "Échanges", "opens": Opens.LISTENING, "minutes": 5},
    {"kind": SegmentKind.SMALL_GROUPS, "title": "Choix", "opens": Opens.CHOOSING, "minutes": 5},
    {"kind": SegmentKind.BREAK, "title": "Pause", "opens": Opens.LISTENING, "minutes": 5},
)


# --- one card at a time -----------------------------------------------------------------


def test_each_step_shows_its_card_and_only_it(client: TestClient, world: World, card: str) -> None:
    day, ballot = a_voting_day(world)
    assert shows(look(client, day)) == ["before"]
    act(world, day, Act.START)
    assert shows(look(client, day)) == ["listening"]
    act(world, day, Act.NEXT)
    html = look(client, day)
    assert shows(html) == ["writing"]
    assert "Qu'est-ce qui bloque ?" in html
    assert "Dites ce qui bloque." in html
    act(world, day, Act.NEXT)
    assert shows(look(client, day)) == ["listening"]
    act(world, day, Act.NEXT)
    assert shows(look(client, day)) == ["awaiting"]
    assert "Garder un guichet ?" not in look(client, day)
    open_vote(world, ballot)
    assert shows(look(client, day)) == ["voting"]
    close(world, ballot)
    assert shows(look(client, day)) == ["result"]
    act(world, day, Act.END)
    assert shows(look(client, day)) == ["after"]
    act(world, day, Act.BACK)
    assert shows(look(client, day)) == ["listening"]


def test_talking_choosing_and_resting_have_their_card_too(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world, OTHER_STEPS)
    act(world, day, Act.START)
    seen = [shows(look(client, day))]
    for _ in OTHER_STEPS[1:]:
        act(world, day, Act.NEXT)
        seen.append(shows(look(client, day)))
    assert seen == [["talking"], ["choosing"], ["break"]]
    act(world, day, Act.PAUSE)
    html = look(client, day)
    assert "Reprise vers" not in html
    assert "En pause" in html


def test_the_line_above_says_the_step_and_its_end_by_the_servers_clock(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS)
    html = look(client, day)
    assert "Étape 2 sur 5" in html
    turn = view_of(world, day).turn
    assert turn is not None
    assert turn.ends_at is not None
    assert f'data-until="{turn.ends_at.isoformat()}"' in html
    assert re.search(r'data-now="\d{13}"', html)
    act(world, day, Act.PAUSE)
    html = look(client, day)
    assert "En pause" in html
    assert "data-until" not in html


# --- who comes in -----------------------------------------------------------------------


def test_a_stranger_is_shown_the_way_in_and_another_committee_is_kept_out(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    address = f"/journees/{day}/suivre"
    answer = client.get(address)
    assert answer.status_code == 401
    assert 'href="/entrer"' in answer.text
    here, world.committee_id = world.committee_id, another_committee(world)
    enter(client, a_participant(world, None, 7))
    world.committee_id = here
    for path in (address, f"{address}/moi", f"/journees/{day}/separement"):
        assert client.get(path).status_code == 403
    for path in ("mots", "badge", "place", "cartons", "parole", "aide", "separement"):
        data = {"segment": "1", "words": "x", "colour": "lost", "by": "badge", "number": "3"}
        assert client.post(f"/journees/{day}/{path}", data=data).status_code == 403


def test_a_day_that_is_not_announced_is_on_no_phone(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world, state=SittingState.DRAFT)
    for path in ("suivre", "suivre/carte", "suivre/etat", "suivre/moi"):
        assert client.get(f"/journees/{day}/{path}").status_code == 404
    with (
        client.websocket_connect(f"/journees/{day}/suivre/direct") as socket,
        pytest.raises(WebSocketDisconnect) as gone,
    ):
        socket.receive_text()
    assert gone.value.code == 4403


# --- live ---------------------------------------------------------------------------------


def test_two_people_are_sent_the_same_bytes_and_a_late_one_the_present_card(
    client: TestClient, world: World, card: str
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    address = f"/journees/{day}/suivre/direct"
    with client.websocket_connect(address) as hers:
        first = hers.receive_text()
        enter(client, a_participant(world, "professionals", 2))
        with client.websocket_connect(address) as his:
            assert his.receive_text() == first
            leave(client)
            with client.websocket_connect(address) as nobodys:
                assert nobodys.receive_text() == first
    assert first.count("<hx-partial") == 2
    assert "Garder un guichet ?" in first
    assert 'aria-pressed="true"' not in first


def test_a_phone_follows_the_steps_and_the_number_of_answers(
    client: TestClient, world: World
) -> None:
    day, ballot = a_voting_day(world)
    [person] = people(world, 1)
    with client.websocket_connect(f"/journees/{day}/suivre/direct") as phone:
        assert "elle changera toute seule" in phone.receive_text()
        act(world, day, Act.START)
        assert "le micro est dans la salle" in phone.receive_text()
        for _ in range(VOTE):
            act(world, day, Act.NEXT)
            frame = phone.receive_text()
        assert "lue à voix haute" in frame
        open_vote(world, ballot)
        assert "Garder un guichet" in phone.receive_text()
        vote(world, ballot, person, Choice.AGREE)
        frame = phone.receive_text()
        assert "1 personne a répondu" in frame
        assert 'id="card"' not in frame
        close(world, ballot)
        assert "Trop peu de réponses" in phone.receive_text()


def test_what_is_hers_is_fetched_again_for_another_step_and_not_for_more_time(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS)
    first = key_of(look(client, day))
    act(world, day, Act.MORE)
    act(world, day, Act.PAUSE)
    assert key_of(look(client, day)) == first
    assert key_of(client.get(f"/journees/{day}/suivre/carte").text) == first
    act(world, day, Act.NEXT)
    assert key_of(look(client, day)) != first


def test_the_pieces_hold_nothing_of_who_asks_for_them(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS)
    hers = [client.get(f"/journees/{day}/suivre/{piece}").text for piece in ("carte", "etat")]
    leave(client)
    assert hers == [
        client.get(f"/journees/{day}/suivre/{piece}").text for piece in ("carte", "etat")
    ]
    assert client.get(f"/journees/{day}/suivre/moi").status_code == 401


@pytest.mark.parametrize("phase", Phase)
def test_a_card_shows_of_a_vote_only_what_its_topic_lets_anyone_read(
    client: TestClient, world: World, card: str, phase: Phase
) -> None:
    day, ballot = a_voting_day(world)
    go_to(world, day, VOTE)
    open_vote(world, ballot)

    def move(session: Session) -> None:
        session.get_one(Topic, world.topic_id).phase = phase

    world.db.do(move)
    public = phase not in (Phase.SUGGESTED, Phase.FRAMED, Phase.DECLINED)
    for step in (lambda *_: None, close):  # while it is open, then once it is counted
        step(world, ballot)
        with client.websocket_connect(f"/journees/{day}/suivre/direct") as phone:
            told = [phone.receive_text()]
        told += [client.get(f"/journees/{day}/suivre{more}").text for more in ("", "/carte")]
        assert ["Garder un guichet" in html for html in told] == [public] * 3
        page = client.get(f"/journees/{day}/suivre").text
        assert ("awaiting" in shows(page)) is not public


def test_what_is_hers_asks_the_database_few_questions(
    client: TestClient, world: World, card: str
) -> None:
    day, ballot = a_voting_day(world)
    table = a_table(world, day)
    step = go_to(world, day, GROUPS)
    seat(world, step, a_badge(world, day, 12, participant_id=me(world, card)), table)
    asked: list[str] = []

    def hear(*said: object) -> None:
        asked.extend([str(said[2])] if str(said[2]).startswith("SELECT") else [])

    def questions() -> int:
        client.get(f"/journees/{day}/suivre/moi")
        asked.clear()
        event.listen(world.db.readers, "before_cursor_execute", hear)
        assert client.get(f"/journees/{day}/suivre/moi").status_code == 200
        event.remove(world.db.readers, "before_cursor_execute", hear)
        return len(asked)

    assert 0 < questions() <= MOST_QUESTIONS
    act(world, day, Act.NEXT)
    act(world, day, Act.NEXT)
    open_vote(world, ballot)
    assert 0 < questions() <= MOST_QUESTIONS
