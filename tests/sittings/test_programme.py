"""What anyone sees of a day: its hours, its words, its file for a calendar, who sees a draft."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from deliberation.assembly.models import Phase
from deliberation.sittings.models import Room, Segment, SegmentKind, Sitting, SittingState
from deliberation.sittings.plan_words import long_time
from deliberation.sittings.programme import registers, sorted_days
from deliberation.sittings.registers import Workshop
from tests.sittings.days import MORNING, a_day
from tests.sittings.planning import SOON, a_plan, facilitator, said
from tests.world import World, a_participant, a_topic, enter, leave


def test_the_programme_tells_hours_minutes_and_words_twice(
    client: TestClient, world: World
) -> None:
    sitting = a_day(world, practical="Un bus part à 9 h.", about="On parle de l'accueil.")
    page = said(client.get(f"/journees/{sitting}"))
    assert "Le 29 mars 2026 de 10 h 00 à 10 h 55" in page  # Paris is two hours ahead of UTC
    hours = [page.index(f"{one} ") for one in ("10 h 10", "10 h 30", "10 h 40", "10 h 45")]
    assert hours == sorted(hours)
    assert "Petits groupes On écrit 20 min Qu'est-ce qui bloque ?" in page
    assert "Facile à lire Dites ce qui bloque." in page
    assert "Salle des fêtes" in page and "Un bus part à 9 h." in page
    assert f'href="/sujets/{world.topic_id}"' in client.get(f"/journees/{sitting}").text


def test_a_draft_is_unknown_but_to_those_who_prepare_it(client: TestClient, world: World) -> None:
    sitting = a_plan(world)
    addresses = [f"/journees/{sitting}", f"/journees/{sitting}/agenda.ics"]
    assert {client.get(one).status_code for one in addresses} == {404}
    for page in ("/comites/deux-vals", f"/sujets/{world.topic_id}"):
        assert "Une heure" not in client.get(page).text
    enter(client, a_participant(world))
    assert {client.get(one).status_code for one in addresses} == {404}
    leave(client)
    facilitator(client, world)
    assert {client.get(one).status_code for one in addresses} == {200}
    assert "vous seuls" in said(client.get(addresses[0]))


def test_the_topic_of_a_day_is_told_where_everyone_may_read_it(
    client: TestClient, world: World
) -> None:
    hidden = world.keep(a_topic(world.group_id, phase=Phase.FRAMED, question="En secret ?"))
    sitting = a_day(world, topic_id=hidden.id)
    assert "En secret" not in client.get(f"/journees/{sitting}").text


@pytest.mark.parametrize(
    ("state", "until", "open"),
    [
        (SittingState.ANNOUNCED, timedelta(minutes=1), True),
        (SittingState.ANNOUNCED, timedelta(0), False),
        (SittingState.ANNOUNCED, None, False),
        (SittingState.DRAFT, timedelta(days=1), False),
        (SittingState.OVER, timedelta(days=1), False),
    ],
)
def test_people_register_until_the_moment_that_is_told(
    state: SittingState, until: timedelta | None, open: bool
) -> None:
    now = datetime.now(UTC)
    moment = now + until if until is not None else None
    day = Sitting(group_id=1, title="J", starts_at=SOON, state=state, registers_until=moment)
    assert registers(day, now) is open


def test_people_find_their_way_in_and_only_theirs(client: TestClient, world: World) -> None:
    sitting = a_day(world, starts_at=SOON, registers_until=SOON)
    here = f"/journees/{sitting}"
    page = client.get(here).text
    assert f'href="{here}/inscription"' in page and f'href="{here}/agenda.ics"' in page
    assert f"{here}/suivre" not in page and "/gestion" not in page
    enter(client, a_participant(world))
    assert f'href="{here}/suivre"' in client.get(here).text
    over = a_day(world, state=SittingState.OVER, registers_until=SOON)
    page = client.get(f"/journees/{over}")
    assert "inscription" not in page.text and "est terminée" in said(page)


def test_workshops_are_told_with_their_rooms_and_places(client: TestClient, world: World) -> None:
    sitting = a_day(world)
    room = world.keep(Room(sitting_id=sitting, name="Préau"))
    world.keep(Workshop(sitting_id=sitting, room_id=room.id, title="Conter", capacity=12))
    world.keep(Workshop(sitting_id=sitting, title="Écouter", capacity=1))
    page = said(client.get(f"/journees/{sitting}"))
    assert "Conter Préau 12 places" in page and "Écouter 1 place" in page


def test_a_calendar_takes_the_day_and_knows_nobody(client: TestClient, world: World) -> None:
    sitting = a_day(world, practical="Un bus ; il part à 9 h, de la gare\nou du port")
    enter(client, a_participant(world))
    address = f"/journees/{sitting}/agenda.ics"
    reply = client.get(address)
    assert reply.headers["content-type"].startswith("text/calendar")
    [event] = Calendar.from_ical(reply.content).walk("VEVENT")
    assert event.decoded("dtstart") == MORNING
    assert event.decoded("dtend") == MORNING + timedelta(minutes=55)
    assert (event["summary"], event["location"]) == ("Demain, ensemble", "Salle des fêtes")
    assert "de la gare\nou du port" in event["description"]
    assert str(event["url"]).endswith(f"/journees/{sitting}")
    assert event["uid"] == Calendar.from_ical(client.get(address).content).walk("VEVENT")[0]["uid"]
    assert not {"ORGANIZER", "ATTENDEE", "CONTACT"} & set(event)
    assert "Voix" not in reply.text


def test_the_uid_of_a_day_outlives_its_words(client: TestClient, world: World) -> None:
    first, other = a_day(world), a_day(world)
    uid = {
        Calendar.from_ical(client.get(f"/journees/{one}/agenda.ics").content).walk("VEVENT")[0][
            "uid"
        ]
        for one in (first, first, other)
    }
    assert len(uid) == 2


def test_a_place_tells_its_days_those_to_come_first(client: TestClient, world: World) -> None:
    a_day(world, title="Hier", starts_at=SOON - timedelta(days=90))
    a_day(world, title="Plus tard", starts_at=SOON + timedelta(days=9))
    a_day(world, title="Bientôt", starts_at=SOON)
    other = a_day(world, title="Ailleurs", topic_id=None, starts_at=SOON)
    page = said(client.get("/comites/deux-vals"))
    places = [page.index(one) for one in ("Bientôt", "Plus tard", "Hier")]
    assert places == sorted(places) and "Ailleurs" in page
    topic = f"/sujets/{world.topic_id}"
    assert "Bientôt" in said(client.get(topic)) and "Ailleurs" not in said(client.get(topic))

    world.keep(
        Segment(
            sitting_id=other,
            position=9,
            kind=SegmentKind.PLENARY,
            title="Un autre sujet",
            minutes=5,
            topic_id=world.topic_id,
        )
    )
    assert "Ailleurs" in said(client.get(topic))


def test_a_day_of_this_morning_is_still_to_come_and_one_that_is_over_is_not() -> None:
    now = datetime(2026, 3, 29, 16, tzinfo=UTC)
    today = Sitting(group_id=1, title="A", starts_at=MORNING, state=SittingState.ANNOUNCED)
    over = Sitting(group_id=1, title="B", starts_at=MORNING, state=SittingState.OVER)
    days = sorted_days([over, today], now)
    assert (days.coming, days.past) == ([today], [over])


def test_an_address_that_leads_to_no_day_says_so(client: TestClient, world: World) -> None:
    for address in ("/journees/99", "/journees/0", "/journees/99/agenda.ics"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "words"), [(5, "5 min"), (60, "1 h"), (65, "1 h 05"), (200, "3 h 20")]
)
def test_a_length_is_told_as_people_say_it(minutes: int, words: str) -> None:
    assert long_time(minutes).replace("\u202f", " ") == words
