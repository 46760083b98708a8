"""Coming in with a printed card, coming back with four words, and what each refuses."""

from html import unescape

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.db import Database
from deliberation.journal import Event
from deliberation.people import codes
from deliberation.people.models import AccessCard, Participant
from deliberation.people.rules import NoEntry
from deliberation.security import PARTICIPANT_COOKIE, WRONG_FROM_A_DEVICE
from tests.assembly.doors import a_printed_card, another_committee, participants, says, words_on
from tests.world import World, a_participant, enter, leave


def test_four_words_bring_back_on_any_device_in_any_order_and_with_slips(
    client: TestClient, code: str
) -> None:
    words = words_on(client.post(f"/e/{code}", data={"once": "t"}))
    secret = client.cookies[PARTICIPANT_COOKIE]
    leave(client)
    typed = " ".join(reversed(words)).upper()
    reply = client.post("/entrer/carte", data={"words": typed})
    assert (reply.status_code, reply.headers["location"]) == (303, "/ma-parole")
    assert client.cookies[PARTICIPANT_COOKIE] == secret


def test_the_words_and_their_secret_are_nowhere_in_the_database(
    client: TestClient, db: Database, code: str
) -> None:
    words = words_on(client.post(f"/e/{code}", data={"once": "t"}))
    secret = client.cookies[PARTICIPANT_COOKIE]
    with db.reading() as session:
        kept = repr(session.exec(select(Participant)).all()) + repr(
            session.exec(select(Event)).all()
        )
    assert not [secretive for secretive in (*words, secret) if secretive in kept]


def test_an_unknown_word_is_named_and_a_wrong_card_is_said_to_be(
    client: TestClient, code: str
) -> None:
    words = words_on(client.post(f"/e/{code}", data={"once": "t"}))
    unknown = client.post("/entrer/carte", data={"words": " ".join([*words[:3], "zzyzxqq"])})
    assert unknown.status_code == 422
    assert "zzyzxqq" in unknown.text and 'role="alert"' in unknown.text
    leave(client)
    other = words_on(client.post(f"/e/{code}", data={"once": "u"}))
    leave(client)
    fresh = next(word for word in other if word not in words)
    mixed = [*words[:3], fresh]
    wrong = client.post("/entrer/carte", data={"words": " ".join(mixed)})
    assert wrong.status_code == 409 and says(wrong, NoEntry.NO_SUCH_WORDS)
    assert all(word in unescape(wrong.text) for word in mixed)
    assert PARTICIPANT_COOKIE not in client.cookies


@pytest.mark.parametrize("typed", ["", "un", "x" * 201, "a\x00b", "🂡 🂱 🃁 🃑"])
def test_what_is_not_four_words_is_kindly_refused(client: TestClient, typed: str) -> None:
    reply = client.post("/entrer/carte", data={"words": typed})
    assert reply.status_code == 422 and 'role="alert"' in reply.text


def test_cards_cannot_be_guessed_for_long(client: TestClient, world: World, code: str) -> None:
    words = words_on(client.post(f"/e/{code}", data={"once": "t"}))
    leave(client)
    for _ in range(WRONG_FROM_A_DEVICE.amount):
        client.get("/e/AAAAAA")
    assert client.post("/entrer/carte", data={"words": " ".join(words)}).status_code == 429


def test_a_card_lets_one_person_in_and_its_words_become_hers(
    client: TestClient, db: Database, world: World
) -> None:
    card = a_printed_card(world)
    assert "Je suis" not in client.get(f"/c/{card.code}").text
    reply = client.post(f"/c/{card.code}", data={"college": world.colleges["institutions"]})
    assert words_on(reply) == list(card.speech.words)
    [joined] = participants(db)
    assert joined.vouched and joined.college_id == world.colleges["concerned"]
    assert client.cookies[PARTICIPANT_COOKIE] == card.speech.secret
    leave(client)
    back = client.post("/entrer/carte", data={"words": " ".join(card.speech.words)})
    assert back.status_code == 303


def test_a_card_s_code_may_be_typed_at_the_door(client: TestClient, world: World) -> None:
    card = a_printed_card(world)
    reply = client.post("/entrer", data={"code": codes.spaced(card.code).lower()})
    assert reply.headers["location"] == f"/c/{card.code}"


def test_a_card_of_no_college_asks(client: TestClient, db: Database, world: World) -> None:
    card = a_printed_card(world, college=None)
    assert "Je suis" in client.get(f"/c/{card.code}").text
    client.post(f"/c/{card.code}", data={"college": world.colleges["professionals"]})
    assert participants(db)[0].college_id == world.colleges["professionals"]


def test_a_spent_card_lets_nobody_else_in(client: TestClient, db: Database, world: World) -> None:
    card = a_printed_card(world)
    client.post(f"/c/{card.code}", data={"once": "hers"})
    leave(client)
    page = client.get(f"/c/{card.code}")
    for reply in (page, client.post(f"/c/{card.code}", data={"once": "x"})):
        assert reply.status_code == 409 and says(reply, NoEntry.CARD_SPENT)
        assert not words_on(reply)
    assert "/entrer/carte" in page.text
    assert len(participants(db)) == 1


def test_a_double_tap_on_a_card_is_one_tap(client: TestClient, db: Database, world: World) -> None:
    card = a_printed_card(world)
    first = client.post(f"/c/{card.code}", data={"once": "one tap"})
    leave(client)
    assert words_on(client.post(f"/c/{card.code}", data={"once": "one tap"})) == words_on(first)
    assert len(participants(db)) == 1


def test_who_is_in_already_makes_a_card_her_own(
    client: TestClient, db: Database, world: World, code: str
) -> None:
    old = words_on(client.post(f"/e/{code}", data={"college": world.colleges["concerned"]}))
    card = a_printed_card(world)
    assert "devient la vôtre" in client.get(f"/c/{card.code}").text
    reply = client.post(f"/c/{card.code}", data={"once": "t"})
    assert words_on(reply) == list(card.speech.words)
    [joined] = participants(db)
    assert joined.vouched and joined.pseudonym in reply.text
    assert client.get(f"/e/{code}").status_code == 303  # the device still knows her
    leave(client)
    for words, status in ((old, 409), (card.speech.words, 303)):
        reply = client.post("/entrer/carte", data={"words": " ".join(words)})
        assert reply.status_code == status


def test_attaching_a_card_changes_no_college_and_vouches_for_no_other(
    client: TestClient, db: Database, world: World, code: str
) -> None:
    client.post(f"/e/{code}", data={"college": world.colleges["professionals"]})
    card = a_printed_card(world, college="concerned")
    client.post(f"/c/{card.code}", data={})
    [joined] = participants(db)
    assert (joined.college_id, joined.vouched) == (world.colleges["professionals"], False)


def test_the_old_words_stop_at_once_on_the_other_devices(
    client: TestClient, world: World, code: str
) -> None:
    client.post(f"/e/{code}", data={})
    old = client.cookies[PARTICIPANT_COOKIE]
    client.post(f"/c/{a_printed_card(world).code}", data={})
    leave(client)
    enter(client, old)
    assert "Je suis" in client.get(f"/e/{code}").text


def test_a_card_of_another_committee_is_another_entry(
    client: TestClient, db: Database, world: World
) -> None:
    enter(client, a_participant(world))
    elsewhere = another_committee(world)
    card = a_printed_card(world, college=None, committee_id=elsewhere, structure_id=None)
    page = client.get(f"/c/{card.code}").text
    assert "autre comité" in page and "devient la vôtre" not in page
    client.post(f"/c/{card.code}", data={})
    assert [p.committee_id for p in participants(db)] == [world.committee_id, elsewhere]


def test_the_words_of_a_card_that_never_served_ask_for_its_code(
    client: TestClient, world: World
) -> None:
    card = a_printed_card(world)
    reply = client.post("/entrer/carte", data={"words": " ".join(card.speech.words)})
    assert reply.status_code == 409 and says(reply, NoEntry.CARD_UNUSED)


@pytest.mark.parametrize("card", ["AAAABBBBCCCC", "0", "-1", str(2**70), "%00", "été"])
def test_an_unknown_card_says_so(client: TestClient, db: Database, world: World, card: str) -> None:
    page, reply = client.get(f"/c/{card}"), client.post(f"/c/{card}", data={})
    assert (page.status_code, reply.status_code) == (404, 409)
    assert says(page, NoEntry.NO_SUCH_CARD) and says(reply, NoEntry.NO_SUCH_CARD)
    assert not participants(db)


def test_no_card_code_is_kept_and_the_journal_ties_no_card_to_a_person(
    client: TestClient, db: Database, world: World
) -> None:
    card = a_printed_card(world)
    client.post(f"/c/{card.code}", data={})
    with db.reading() as session:
        events = list(session.exec(select(Event).where(Event.name == "card.spent")))
        kept = repr(session.exec(select(AccessCard)).all())
    assert [(event.actor, event.details) for event in events] == [(None, {})]
    assert card.code not in kept and card.speech.secret not in kept
