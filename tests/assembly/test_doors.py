"""Coming in with the code of a room, and what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Phase
from deliberation.db import Database
from deliberation.journal import Event
from deliberation.people import codes, commands
from deliberation.people.models import College
from deliberation.people.rules import NoEntry
from deliberation.security import PARTICIPANT_COOKIE, WRONG_FROM_A_DEVICE, token_hash
from tests.assembly.doors import CODE, a_room_code, another_committee, participants, says, words_on
from tests.world import World, a_topic, leave

LATER = timedelta(minutes=5)


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
    for shown in (address, f"{address}/affiche", f"{address}/ecran"):
        reply = client.get(shown)
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
    for _ in range(WRONG_FROM_A_DEVICE.amount + 1):
        assert client.post("/entrer", data={"code": code}).status_code == 303
    for _ in range(WRONG_FROM_A_DEVICE.amount):
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


@pytest.mark.parametrize("shown", ["affiche", "ecran"])
def test_the_poster_shows_a_square_for_phones_and_its_code_beside(
    client: TestClient, code: str, shown: str
) -> None:
    poster = client.get(f"/e/{code}/{shown}").text
    assert "<svg" in poster and codes.spaced(code) in poster and "/entrer" in poster


def test_the_journal_says_that_someone_joined_and_nothing_about_her(
    client: TestClient, db: Database, world: World, code: str
) -> None:
    client.post(f"/e/{code}", data={"college": world.colleges["concerned"]})
    with db.reading() as session:
        [event] = session.exec(select(Event).where(Event.name == "participant.joined"))
    assert (event.channel, event.details) == (f"committee:{world.committee_id}", {})
