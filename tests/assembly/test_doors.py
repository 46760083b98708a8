"""Coming in: a room's code, a printed card, four words; and what each way refuses."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Committee, Phase
from deliberation.db import Database
from deliberation.journal import Event
from deliberation.people import codes, commands
from deliberation.people.models import AccessCard, College, Participant, RoomCode, Structure
from deliberation.people.models import StructureKind as Kind
from deliberation.people.rules import NoEntry
from deliberation.people.speech import PrintedCard, printed_cards
from deliberation.security import PARTICIPANT_COOKIE, WRONG_ANSWERS, token_hash
from deliberation.web import refusal_words
from tests.world import World, a_participant, a_topic, enter, leave

CODE = "K7M4PX"
LATER = timedelta(minutes=5)


@pytest.fixture
def code(world: World) -> str:
    return a_room_code(world)


def a_room_code(world: World, **details: object) -> str:
    expires_at = datetime.now(UTC) + timedelta(hours=2)
    row = {
        "code": CODE,
        "committee_id": world.committee_id,
        "topic_id": world.topic_id,
        "expires_at": expires_at,
    }
    world.keep(RoomCode(**row | details))
    return str((row | details)["code"])


def a_printed_card(
    world: World, college: str | None = "concerned", **details: object
) -> PrintedCard:
    """A card printed beforehand and handed out by a structure, not used yet."""
    [card] = printed_cards(world.db.key, "a form", 1)
    structure = world.keep(
        Structure(committee_id=world.committee_id, name="Les Voix du Val", kind=Kind.CONCERNED)
    )
    row = {
        "committee_id": world.committee_id,
        "college_id": world.colleges[college] if college else None,
        "structure_id": structure.id,
        "batch": "29 mars 2026",
        "code_hash": card.code_hash,
        "card_hash": card.speech.hash,
    }
    world.keep(AccessCard(**row | details))
    return card


def another_committee(world: World) -> int:
    details = {"slug": "ailleurs", "name": "Ailleurs", "territories": "", "bearers": "", "term": ""}
    return int(world.keep(Committee(**details)).id)


def participants(db: Database) -> list[Participant]:
    with db.reading() as session:
        return list(session.exec(select(Participant).order_by(Participant.id)))


def words_on(reply: Response) -> list[str]:
    """The four words that a page shows."""
    block = re.search(r'class="speech-card-words"[^>]*>(.*?)</p>', reply.text, re.S)
    return re.findall(r"<span>(.*?)</span>", unescape(block[1])) if block else []


def says(reply: Response, refusal: NoEntry) -> bool:
    return refusal_words(refusal) in unescape(reply.text) and 'role="alert"' in reply.text


# --- the code of a room -----------------------------------------------------------------


def test_a_person_comes_in_without_account_or_script_and_gets_four_words(
    client: TestClient, db: Database, world: World, code: str
) -> None:
    found = client.post("/entrer", data={"code": " k7m-4 px "})
    assert (found.status_code, found.headers["location"]) == (303, f"/e/{code}")
    assert "personnes accompagnées" in client.get(f"/e/{code}").text
    college = world.colleges["concerned"]
    reply = client.post(f"/e/{code}", data={"college": college, "once": "t"})
    assert reply.status_code == 200 and len(words_on(reply)) == 4
    [joined] = participants(db)
    assert (joined.college_id, joined.vouched) == (college, False)
    assert joined.pseudonym in reply.text and f"/sujets/{world.topic_id}" in reply.text
    assert joined.card_hash == token_hash(client.cookies[PARTICIPANT_COOKIE])


def test_a_college_is_never_shown_back(client: TestClient, world: World, code: str) -> None:
    reply = client.post(f"/e/{code}", data={"college": world.colleges["concerned"]})
    assert "accompagnées" not in reply.text
    again = client.get(f"/e/{code}")
    assert again.headers["location"] == f"/sujets/{world.topic_id}"


@pytest.mark.parametrize("said", [{}, {"college": "0"}])
def test_one_may_prefer_not_to_say(
    client: TestClient, db: Database, code: str, said: dict[str, str]
) -> None:
    assert client.post(f"/e/{code}", data=said).status_code == 200
    assert participants(db)[0].college_id is None


def test_a_code_admits_many_people_each_with_her_own_name_and_words(
    client: TestClient, db: Database, code: str
) -> None:
    words = set()
    for number in range(4):
        leave(client)
        words.add(tuple(words_on(client.post(f"/e/{code}", data={"once": str(number)}))))
    joined = participants(db)
    assert len(words) == len({p.pseudonym for p in joined}) == len(joined) == 4


def test_two_people_never_have_the_same_pseudonym(db: Database, world: World, code: str) -> None:
    names = iter(["Voix 2222", "Voix 2222", "Voix 3333"])
    for number in range(2):
        now = datetime.now(UTC)
        db.do(commands.join_room, code, None, f"hash {number}", lambda: next(names), now)
    assert [p.pseudonym for p in participants(db)] == ["Voix 2222", "Voix 3333"]


def test_a_committee_where_all_pseudonyms_are_taken_still_admits(
    db: Database, world: World, code: str
) -> None:
    for number in range(3):
        now = datetime.now(UTC)
        db.do(commands.join_room, code, None, f"hash {number}", lambda: "Voix 2222", now)
    assert len({p.pseudonym for p in participants(db)}) == 3


def test_the_same_form_sent_twice_lets_one_person_in_with_the_same_words(
    client: TestClient, db: Database, code: str
) -> None:
    first = client.post(f"/e/{code}", data={"once": "one tap"})
    leave(client)  # the second tap left before the first answer came
    second = client.post(f"/e/{code}", data={"once": "one tap"})
    assert words_on(first) == words_on(second) != []
    assert client.cookies[PARTICIPANT_COOKIE]
    assert len(participants(db)) == 1


def test_going_back_on_a_lent_phone_does_not_show_the_words_of_the_one_before(
    client: TestClient, code: str
) -> None:
    with time_machine.travel(datetime.now(UTC), tick=True) as clock:
        first = client.post(f"/e/{code}", data={"once": "one tap"})
        leave(client)
        clock.shift(LATER)
        again = client.post(f"/e/{code}", data={"once": "one tap"})
    assert again.status_code == 409 and says(again, NoEntry.ALREADY_IN)
    assert not set(words_on(first)) & set(words_on(again))
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("typed", ["", "!!", "AAAAAA", "x" * 90, "K7M4P", "☃" * 6, "K7M4PX2"])
def test_a_wrong_code_says_so_and_is_given_back(client: TestClient, code: str, typed: str) -> None:
    reply = client.post("/entrer", data={"code": typed})
    assert reply.status_code == 409 and says(reply, NoEntry.NO_SUCH_CODE)
    assert f'value="{typed}"' in reply.text


@pytest.mark.parametrize("address", ["/e/AAAAAA", "/e/0", "/e/-1", f"/e/{2**70}", "/e/%00x"])
def test_an_address_with_a_wrong_code_says_so(
    client: TestClient, db: Database, world: World, address: str
) -> None:
    for reply in (client.get(address), client.get(f"{address}/affiche")):
        assert reply.status_code == 404 and says(reply, NoEntry.NO_SUCH_CODE)
    reply = client.post(address, data={"college": "0"})
    assert reply.status_code == 409 and says(reply, NoEntry.NO_SUCH_CODE)
    assert not participants(db)


def test_an_expired_code_says_so(client: TestClient, db: Database, world: World) -> None:
    a_room_code(world, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    for reply in (
        client.post("/entrer", data={"code": CODE}),
        client.get(f"/e/{CODE}"),
        client.post(f"/e/{CODE}", data={"college": "0"}),
    ):
        assert says(reply, NoEntry.CODE_EXPIRED)
    assert not participants(db)


def test_too_many_wrong_codes_must_wait_but_right_ones_never_do(
    client: TestClient, code: str
) -> None:
    for _ in range(WRONG_ANSWERS.amount + 1):
        assert client.post("/entrer", data={"code": code}).status_code == 303
    for _ in range(WRONG_ANSWERS.amount):
        assert client.post("/entrer", data={"code": "AAAAAA"}).status_code == 409
    reply = client.post("/entrer", data={"code": code})
    assert reply.status_code == 429 and code in reply.text and 'role="alert"' in reply.text


@pytest.mark.parametrize("college", ["-1", "douze", str(2**70), "1 000"])
def test_a_college_that_makes_no_sense_lets_nobody_in(
    client: TestClient, db: Database, code: str, college: str
) -> None:
    assert client.post(f"/e/{code}", data={"college": college}).status_code == 422
    assert not participants(db)


def test_a_college_of_another_committee_is_refused(
    client: TestClient, db: Database, world: World, code: str
) -> None:
    elsewhere = another_committee(world)
    other = world.keep(College(committee_id=elsewhere, code="x", name="x", shape="circle"))
    for college in (other.id, 999_999):
        reply = client.post(f"/e/{code}", data={"college": str(college)})
        assert reply.status_code == 409 and says(reply, NoEntry.ELSEWHERE)
    assert not participants(db)


def test_a_code_for_a_topic_in_preparation_leads_to_the_committee(
    client: TestClient, world: World
) -> None:
    framed = world.keep(a_topic(world.group_id, question="Secret ?", phase=Phase.FRAMED))
    code = a_room_code(world, topic_id=framed.id)
    reply = client.post(f"/e/{code}", data={"college": "0"})
    assert "/comites/deux-vals" in reply.text and "Secret" not in reply.text
    assert "Secret" not in client.get(f"/e/{code}/affiche").text


def test_the_poster_shows_a_square_for_phones_and_its_code_beside(
    client: TestClient, code: str
) -> None:
    poster = client.get(f"/e/{code}/affiche").text
    assert "<svg" in poster and codes.spaced(code) in poster and "/entrer" in poster


def test_the_journal_says_that_someone_joined_and_nothing_about_her(
    client: TestClient, db: Database, world: World, code: str
) -> None:
    client.post(f"/e/{code}", data={"college": world.colleges["concerned"]})
    with db.reading() as session:
        [event] = session.exec(select(Event).where(Event.name == "participant.joined"))
    assert (event.channel, event.details) == (f"committee:{world.committee_id}", {})


# --- four words ---------------------------------------------------------------------------


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
    for _ in range(WRONG_ANSWERS.amount):
        client.get("/e/AAAAAA")
    assert client.post("/entrer/carte", data={"words": " ".join(words)}).status_code == 429


# --- a printed card -------------------------------------------------------------------------


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
