"""A phone during a day: one card, hers alone what is hers, and every act with or without script."""

import re

import pytest
from sqlalchemy import event
from sqlmodel import Session, select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.ballots.models import Choice
from deliberation.debate.models import Contribution
from deliberation.people.models import Participant
from deliberation.security import token_hash
from deliberation.sittings.models import (
    Act,
    Badge,
    Opens,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Table,
)
from deliberation.sittings.registers import Raised, Speaker
from tests.assembly.doors import another_committee
from tests.ballots.voting import close, people, vote, words
from tests.sittings.days import (
    GROUPS,
    REPORT,
    STEPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    seat,
    view_of,
)
from tests.sittings.phones import a_voting_day, open_vote
from tests.world import HTMX, World, a_participant, enter, leave

MOST_QUESTIONS = 12  # for what is hers, all included
SIGNS = {
    "before": "elle changera toute seule",
    "listening": "Écoutez, le micro est dans la salle.",
    "talking": "Parlez ensemble, à votre table.",
    "writing": 'name="words"',
    "choosing": "Votre table choisit ses trois priorités",
    "awaiting": "La question va être lue à voix haute.",
    "voting": 'aria-label="Votre réponse"',
    "result": 'class="result-table"',
    "break": "Pause. Reprise vers",
    "after": "Merci d'avoir pris part à cette journée.",
}
OTHER_STEPS = (
    {"kind": SegmentKind.SMALL_GROUPS, "title": "Échanges", "opens": Opens.LISTENING, "minutes": 5},
    {"kind": SegmentKind.SMALL_GROUPS, "title": "Choix", "opens": Opens.CHOOSING, "minutes": 5},
    {"kind": SegmentKind.BREAK, "title": "Pause", "opens": Opens.LISTENING, "minutes": 5},
)


@pytest.fixture
def card(client: TestClient, world: World) -> str:
    """Someone holds this browser."""
    secret = a_participant(world)
    enter(client, secret)
    return secret


def me(world: World, card: str) -> int:
    with world.db.reading() as session:
        found = select(Participant.id).where(Participant.card_hash == token_hash(card))
        return session.exec(found).one() or 0


def look(client: TestClient, day: int) -> str:
    """What the page says."""
    answer = client.get(f"/journees/{day}/suivre")
    assert answer.status_code == 200
    return words(answer)


def shows(html: str) -> list[str]:
    return [name for name, sign in SIGNS.items() if sign in html]


def key_of(html: str) -> str:
    [key] = re.findall(r'data-turn="([^"]+)"', html)
    return str(key)


def rows(world: World, kind: type) -> list:
    with world.db.reading() as session:
        return list(session.exec(select(kind)))


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


# --- her words ------------------------------------------------------------------------------


def test_words_are_sent_from_the_page_or_without_leaving_it(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus.", "once": "a"}
    answer = client.post(f"/journees/{day}/mots", data=form)
    assert answer.headers["location"] == f"/journees/{day}/suivre?envoye=1"
    assert "C'est enregistré." in words(client.get(answer.headers["location"]))
    form |= {"once": "b", "words": "Appelez-moi au 06 12 34 56 78.", "scope": "public"}
    piece = client.post(f"/journees/{day}/mots", data=form, headers=HTMX)
    assert "un modérateur les relira" in words(piece)
    assert piece.text.lstrip().startswith('<div id="mine-')
    assert [said.scope for said in rows(world, Contribution)] == ["drafters", "public"]


def test_a_form_that_is_sent_twice_says_its_words_once(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus.", "once": "a"}
    for _ in range(3):
        assert client.post(f"/journees/{day}/mots", data=form).status_code == 303
    assert len(rows(world, Contribution)) == 1


def test_a_step_that_ends_while_she_types_keeps_nothing_and_gives_her_words_back(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus."}
    act(world, day, Act.NEXT)
    answer = client.post(f"/journees/{day}/mots", data=form)
    assert answer.status_code == 409
    assert "L'étape « En petits groupes » est finie" in words(answer)
    assert "Le bus ne passe plus." in words(answer)
    piece = client.post(f"/journees/{day}/mots", data=form, headers=HTMX)
    assert (piece.status_code, piece.headers["hx-retarget"]) == (409, "#alert")
    assert rows(world, Contribution) == []


def test_a_step_of_another_day_is_not_a_step_of_this_one(
    client: TestClient, world: World, card: str
) -> None:
    day, other = a_day(world), a_day(world)
    go_to(world, day, GROUPS)
    step = go_to(world, other, GROUPS)
    form = {"segment": str(step), "words": "Le bus ne passe plus."}
    assert client.post(f"/journees/{day}/mots", data=form).status_code == 404
    form = {"segment": str(view_of(world, day).segments[GROUPS].id), "words": "x" * 281}
    assert client.post(f"/journees/{day}/mots", data=form).status_code == 422


# --- her answer -----------------------------------------------------------------------------


def test_her_answer_is_pressed_on_her_own_page_and_stays_so_after_the_close(
    client: TestClient, world: World, card: str
) -> None:
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    assert 'aria-pressed="true"' not in look(client, day).split('class="signals"')[0]
    client.post(f"/scrutins/{ballot}/votes", data={"choice": "agree"})
    assert look(client, day).count('aria-pressed="true"') == 1
    close(world, ballot)
    assert "Votre réponse est comptée : « D'accord »" in look(client, day)


# --- her table ------------------------------------------------------------------------------


def test_she_is_told_her_table_now_or_next_and_again_when_she_comes_back(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    table = a_table(world, day, 4, name="Les Pins")
    step = view_of(world, day).segments[GROUPS].id or 0
    seat(world, step, a_badge(world, day, 12), table)
    assert "Quel est le numéro de votre badge ?" in look(client, day)
    assert client.post(f"/journees/{day}/badge", data={"number": "12"}).status_code == 303
    assert "À l'étape « En petits groupes », vous serez à la table 4, Les Pins." in look(
        client, day
    )
    go_to(world, day, GROUPS)
    assert "Vous êtes à la table 4, Les Pins." in look(client, day)
    leave(client)
    enter(client, card)
    assert "Vous êtes à la table 4, Les Pins." in look(client, day)
    assert "Les Pins" not in client.get(f"/journees/{day}/suivre/carte").text


def test_who_arrives_late_has_a_table_and_who_came_without_one_can_ask(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    seat(world, step, a_badge(world, day, 12), table)
    piece = client.post(f"/journees/{day}/badge", data={}, headers=HTMX)
    assert "Vous êtes à la table 4." in words(piece)
    enter(client, a_participant(world, number=2))
    a_badge(world, day, 14, participant_id=2)
    assert "Trouver ma table" in look(client, day)
    assert client.post(f"/journees/{day}/place").status_code == 303
    assert "Vous êtes à la table 4." in look(client, day)


def test_a_badge_that_another_phone_wears_is_refused_in_plain_words(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    [other] = people(world, 1)
    a_badge(world, day, 12, participant_id=other)
    answer = client.post(f"/journees/{day}/badge", data={"number": "12"})
    assert answer.status_code == 409
    assert "Le badge 12 est déjà celui d'un autre téléphone." in words(answer)
    assert client.post(f"/journees/{day}/badge", data={"number": ""}).status_code == 422
    assert client.post(f"/journees/{day}/badge", data={}).status_code == 303
    assert "Votre badge : 13" in look(client, day)


def test_her_wishes_are_on_her_own_page_and_she_can_take_them_back(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    a_badge(world, day, 61)
    address = f"/journees/{day}/separement"
    assert client.post(address, data={"number": "61"}).status_code == 409
    client.post(f"/journees/{day}/badge", data={"number": "5"})
    assert client.post(address, data={"number": "61"}).headers["location"] == address
    html = words(client.get(address))
    assert "Pas avec le badge 61" in html
    assert "Seul le calcul des tables s'en sert" in html
    assert "Il est effacé à la fin de la journée." in html
    enter(client, a_participant(world, number=2))
    client.post(f"/journees/{day}/badge", data={"number": "61"})
    assert "Pas avec" not in words(client.get(address))
    enter(client, card)
    client.post(f"{address}/retrait", data={"number": "61"})
    assert "Pas avec" not in words(client.get(address))


# --- the signs that she makes ---------------------------------------------------------------


def test_she_raises_a_card_sees_it_raised_and_takes_it_down(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    assert "Moins vite" not in look(client, day)
    go_to(world, day, REPORT)
    address = f"/journees/{day}/cartons"
    piece = client.post(address, data={"colour": "slower", "up": "yes"}, headers=HTMX)
    assert "Carton levé" in words(piece)
    assert len(rows(world, Raised)) == 1
    assert client.post(address, data={"colour": "slower"}).status_code == 303
    assert "Carton levé" not in look(client, day)
    assert client.post(address, data={"colour": "red"}).status_code == 422
    assert rows(world, Raised) == []


def test_she_asks_for_the_word_as_she_chooses_and_lowers_her_hand(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    seat(world, step, a_badge(world, day, 12), table)
    client.post(f"/journees/{day}/badge", data={"number": "12"})
    assert "Je veux parler" not in look(client, day)
    act(world, day, Act.NEXT)
    html = look(client, day)
    assert "Je veux parler (badge 12)" in html
    assert "Je veux parler (table 4)" in html
    client.post(f"/journees/{day}/parole", data={"by": "table"})
    [speaker] = rows(world, Speaker)
    assert (speaker.badge, speaker.table_id) == (None, table)
    assert "on appellera votre table" in look(client, day)
    client.post(f"/journees/{day}/parole", data={"by": "nobody"})
    assert rows(world, Speaker) == []


def test_she_calls_someone_to_her_table(client: TestClient, world: World, card: str) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    assert "Levez la main, ou allez à l'accueil" in look(client, day)
    assert client.post(f"/journees/{day}/aide").status_code == 409
    seat(world, step, a_badge(world, day, 12, participant_id=me(world, card)), table)
    client.post(f"/journees/{day}/aide")
    assert "Quelqu'un va venir à votre table." in look(client, day)
    assert [row.id for row in rows(world, Table) if row.help_asked_at] == [table]


def test_a_day_that_was_closed_thanks_everybody_and_takes_nothing_more(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world, STEPS)
    step = go_to(world, day, GROUPS)

    def end(session: Session) -> None:
        session.get_one(Sitting, day).state = SittingState.OVER

    world.db.do(end)
    html = look(client, day)
    assert shows(html) == ["after"]
    assert f"/journees/{day}/a-chaud" in html
    assert "Moins vite" not in html
    form = {"segment": str(step), "words": "Trop tard."}
    assert client.post(f"/journees/{day}/mots", data=form).status_code == 409
    assert client.post(f"/journees/{day}/badge", data={}).status_code == 409
    assert (rows(world, Badge), len(rows(world, Segment))) == ([], len(STEPS))
