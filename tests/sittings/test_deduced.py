"""Laws of what nobody deduces: from a badge, a list of wishes, a late table, a screen left on."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise

import pytest
from docx import Document
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.debate.models import Contribution
from deliberation.errors import Refused
from deliberation.sittings import arriving, commands, seats, taking_part
from deliberation.sittings.models import (
    Act,
    Apart,
    Badge,
    Saying,
    Scene,
    Seating,
    Sitting,
    TableNote,
)
from deliberation.sittings.phone_rules import LARGEST_BADGE, LARGEST_NEW, PhoneRefusal
from deliberation.sittings.registers import Speaker
from deliberation.sittings.rules import DayRefusal
from tests.ballots.voting import people
from tests.sittings.days import FACILITATOR, GROUPS, a_badge, a_day, a_table, act, go_to, seat
from tests.sittings.endings import public, read, shown, to_the_end
from tests.sittings.noting import agree, peers, release, write
from tests.sittings.phones import rows
from tests.sittings.walls import a_card, a_wall, address, look, screen, seated
from tests.world import NOON, World, a_participant, enter, leave


def test_a_wish_told_to_a_facilitator_is_on_no_phone_that_later_wears_its_badge(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    for number in (12, 30, 41, 52):
        a_badge(world, day, number)
    world.db.do(seats.part_badges, day, 12, 30, FACILITATOR)
    card = a_participant(world)
    enter(client, card)
    page = f"/journees/{day}/separement"
    client.post(f"/journees/{day}/badge", data={"number": "12"})
    assert "badge 30" not in client.get(page).text
    client.post(page, data={"number": "41"})
    assert "badge 41" in client.get(page).text
    client.post(f"/journees/{day}/badge", data={"number": "52"})
    numbers = {one.id: one.number for one in rows(world, Badge)}
    kept = {(numbers[one.badge_id], numbers[one.other_id]) for one in rows(world, Apart)}
    assert kept == {(12, 30), (52, 41)}, "her own wish goes with her; the other stays on its badge"


def test_a_wish_that_she_takes_back_is_forgotten_whoever_had_been_told(world: World) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    for number in (12, 30):
        a_badge(world, day, number)
    world.db.do(arriving.wear_badge, day, person, 12)
    world.db.do(seats.part_badges, day, 12, 30, FACILITATOR)
    world.db.do(arriving.keep_apart, day, person, 30)
    world.db.do(arriving.forget_wish, day, person, 30)
    assert rows(world, Apart) == []


def test_when_a_day_is_over_no_number_leads_to_who_asked_to_speak(world: World) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    act(world, day, Act.START)
    world.db.do(arriving.wear_badge, day, person, 12)
    world.db.do(taking_part.ask_to_speak, day, person)
    act(world, day, Act.END)
    world.db.do(commands.close_sitting, day, FACILITATOR)
    assert [(one.badge, one.participant_id) for one in rows(world, Speaker)] == [(12, None)]
    assert [(one.number, one.participant_id) for one in rows(world, Badge)] == [(12, None)]


def test_a_phone_that_tries_one_number_after_the_other_is_one_person_on_one_chair(
    world: World,
) -> None:
    """Else five numbers would make five people of her college, and fill the tables."""
    day = a_day(world)
    [person] = people(world, 1)
    groups, table = go_to(world, day, GROUPS), a_table(world, day)
    seat(world, groups, a_badge(world, day, 5), table)
    for number in (101, 102, 103, 5, 104):
        world.db.do(arriving.wear_badge, day, person, number)
    numbers = {one.id: one.number for one in rows(world, Badge)}
    assert sorted(numbers[one.badge_id] for one in rows(world, Seating)) == [5, 104]
    assert sorted(one.number for one in rows(world, Badge) if one.present) == [5, 104]


def test_a_number_that_a_phone_makes_up_leaves_room_for_those_that_follow(world: World) -> None:
    day = a_day(world)
    one, two = people(world, 2)
    with pytest.raises(Refused) as refused:
        world.db.do(arriving.wear_badge, day, one, LARGEST_BADGE)
    assert refused.value.reason is PhoneRefusal.NO_SUCH_BADGE
    world.db.do(arriving.wear_badge, day, one, LARGEST_NEW)
    assert world.db.do(arriving.wear_badge, day, two) <= LARGEST_BADGE


def test_nobody_finds_a_chair_at_a_day_that_is_elsewhere(world: World) -> None:
    day = a_day(world)
    [person] = people(world, 1)
    groups, table = go_to(world, day, GROUPS), a_table(world, day)
    world.db.do(arriving.wear_badge, day, person, 12)
    seat(world, groups, a_badge(world, day, 5), table)

    def leave(session) -> None:  # type: ignore[no-untyped-def]
        session.get_one(Sitting, day).away = True

    world.db.do(leave)
    with pytest.raises(Refused) as refused:
        world.db.do(arriving.find_seat, day, person)
    assert refused.value.reason is DayRefusal.AWAY
    assert len(rows(world, Seating)) == 1


def test_while_a_table_has_notes_to_read_back_no_card_of_the_step_bears_a_college(
    client: TestClient, world: World
) -> None:
    """Its cards come last, and the room knows which table is late."""
    day, groups, table = a_wall(world, concerned=6, professionals=6)
    a_card(world, groups, table, "Un guichet le soir", "concerned", on_screen=True)
    late = a_table(world, day, 9)
    note = world.keep(
        TableNote(
            table_id=late,
            segment_id=groups,
            topic_id=world.topic_id,
            number=1,
            words="Un bus",
            at=datetime.now(UTC),
        )
    )
    look(world, day, Scene.WALL)
    college = "personnes accompagnées"
    assert college not in screen(client, world, day)

    def put_aside(session) -> None:  # type: ignore[no-untyped-def]
        session.get_one(TableNote, note.id).removed = True

    world.db.do(put_aside)
    assert college in screen(client, world, day)


def test_in_the_minutes_no_number_tells_the_table_that_the_words_do_not(
    client: TestClient, world: World
) -> None:
    """The words of a table have numbers that follow one another."""
    day = a_day(world)
    step, table = go_to(world, day, GROUPS), a_table(world, day)
    seated(world, day, step, table, concerned=5, professionals=5)
    seated(world, day, step, a_table(world, day, 2), start=20, professionals=5)
    chosen = public(world, "Une priorité", "concerned")
    other = public(world, "Pas une priorité", "concerned")
    shown(world, step, table, chosen)
    shown(world, step, 2, public(world, "Une autre", "professionals"))
    world.keep(Saying(segment_id=step, contribution_id=other, table_id=table))
    to_the_end(world, day)
    leave(client)
    minutes = read(client, day, "compte-rendu").replace("\u00a0", " ")
    assert "sans dire de quelle table" in minutes
    assert f"Parole n° {other}" in minutes
    assert f"Parole n° {chosen}" not in minutes
    file = client.get(f"/journees/{day}/compte-rendu/docx").content
    said = "\n".join(one.text for one in Document(BytesIO(file)).paragraphs)
    assert f"parole {other}" in said and f"parole {chosen}" not in said


def test_words_of_peers_open_in_an_order_that_tells_no_college(world: World) -> None:
    segment_id, tables = peers(world)
    for table in tables:
        for number in range(14):
            write(world, *table, segment_id, f"Note {number}.")
        agree(world, *table, segment_id)
        assert rows(world, Contribution) == [], "the other has its device, and has not said yes"
        release(world, *table, segment_id)
    told = [one.college_id for one in rows(world, Contribution)]
    assert len(told) == 28
    changes = sum(one != other for one, other in pairwise(told))
    assert changes > 1, "one college after the other"


def test_a_screen_left_on_after_the_day_is_closed_shows_nothing_that_was_said(
    client: TestClient, world: World
) -> None:
    day, groups, table = a_wall(world)
    a_card(world, groups, table, "Un guichet le soir", on_screen=True)
    act(world, day, Act.END, NOON)
    look(world, day, Scene.WALL)
    with client.websocket_connect(address(world, day, "/direct")) as socket:
        assert "guichet" in socket.receive_text()
        world.db.do(commands.close_sitting, day, FACILITATOR)
        closed = socket.receive_text()
    assert "guichet" not in closed
    assert "Merci" in closed


def test_the_device_of_a_table_that_is_not_there_is_turned_away(client: TestClient) -> None:
    path = "/tables/999/direct"
    with client.websocket_connect(path) as socket, pytest.raises(WebSocketDisconnect) as gone:
        socket.receive_text()
    assert gone.value.code == 4403
