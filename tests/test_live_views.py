"""Laws of the screens that show a card and a pulse: what each is sent, whatever it has missed."""

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocket
from websockets.sync.client import ClientConnection

from deliberation.frames import FRAMED, State, framed, state_after
from deliberation.live import View
from deliberation.screens import MOST_UNREAD, PlainScreen, Screen, screen_of
from tests.hall import SOON, Hall, open_hall, shown
from tests.test_bus import announce_elsewhere
from tests.test_rooms import Telephone, view


@pytest.fixture(params=["framed", "plain"])
def hall(request: pytest.FixtureRequest) -> Iterator[Hall]:
    with open_hall(framed=request.param == "framed") as hall:
        yield hall


class Page:
    """A page that takes what it is sent, as htmx does: each part in its place."""

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.parts: dict[str, str] = {}

    def take(self, message: str) -> None:
        self.messages.append(message)
        self.parts |= dict(part.split("=") for part in message.split(";")[:-1])

    def shows(self, true: View) -> bool:
        return self.parts.items() >= seen(true).items()


def seen(true: View) -> dict[str, str]:
    page = Page()
    page.take(true.card + true.pulse)
    return page.parts


def sent(screen: ClientConnection) -> str:
    return str(screen.recv(SOON))


def test_a_newcomer_is_sent_both_at_once_and_then_only_what_changes(hall: Hall) -> None:
    hall.words["sitting:1"] = view("écrire", 0)
    with hall.follow("sitting:1") as screen:
        assert sent(screen) == "card=écrire;pulse=0;"
        hall.say("sitting:1", view("écrire", 1))
        assert sent(screen) == "pulse=1;"
        hall.say("sitting:1", view("voter", 1))
        assert sent(screen) == "card=voter;pulse=1;"
        hall.say("sitting:1", view("voter", 2))
        assert sent(screen) == "pulse=2;"


def test_who_comes_late_or_back_is_sent_both_and_the_others_only_the_pulse(hall: Hall) -> None:
    hall.words["sitting:1"] = view("voter", 0)
    with hall.follow("sitting:1") as early:
        sent(early)
        for number in range(1, 3):
            hall.say("sitting:1", view("voter", number))
            assert sent(early) == f"pulse={number};"
            with hall.follow("sitting:1") as late:
                assert sent(late) == f"card=voter;pulse={number};"


def test_nothing_is_sent_when_neither_changes(hall: Hall) -> None:
    with hall.follow("sitting:1") as screen:
        sent(screen)
        hall.say("sitting:1", view("voter", 1))
        assert sent(screen) == "card=voter;pulse=1;"
        hall.say("sitting:1", view("voter", 1))
        hall.wait_for_renders("sitting:1", 3)
        hall.say("sitting:1", view("voter", 2))
        assert sent(screen) == "pulse=2;"


def test_a_card_that_comes_back_is_sent_again(hall: Hall) -> None:
    with hall.follow("sitting:1") as screen:
        sent(screen)
        for card in ("un", "deux", "un"):
            hall.say("sitting:1", view(card, 0))
            assert sent(screen) == f"card={card};pulse=0;"


def test_a_screen_that_was_slow_ends_with_the_present_card_and_pulse(hall: Hall) -> None:
    with hall.follow("sitting:1") as slow:
        sent(slow)
        with hall.follow("sitting:1") as quick:
            sent(quick)
            for number in range(40):  # far more than what the system keeps for a reader
                hall.say("sitting:1", view("long" * 100_000 + str(number), number))
                while f"pulse={number};" not in sent(quick):
                    pass
            for number in range(40, 43):
                hall.say("sitting:1", view("la fin", number))
                while f"pulse={number};" not in sent(quick):
                    pass
        page = Page()
        while not page.shows(view("la fin", 42)):
            page.take(sent(slow))
        assert len(page.messages) <= 43


def test_a_screen_that_reads_nothing_delays_nobody(hall: Hall) -> None:
    hall.words["sitting:1"] = view("voter", -1)
    with hall.silent_follower("sitting:1"), hall.follow("sitting:1") as screen:
        sent(screen)
        for number in range(20):
            card = "long" * 100_000 + str(number)
            hall.say("sitting:1", view(card, 0))
            while sent(screen) != f"card={card};pulse=0;":
                pass
            hall.say("sitting:1", view(card, 1))
            assert sent(screen) == "pulse=1;"


def test_a_view_and_a_fragment_may_follow_each_other(hall: Hall) -> None:
    with hall.follow("sitting:1") as screen:
        assert shown(screen) is None
        hall.say("sitting:1", view("voter", 1))
        assert sent(screen) == "card=voter;pulse=1;"
        hall.say("sitting:1", "des mots")
        assert shown(screen) == "des mots"


def test_a_server_that_is_not_uvicorn_sends_the_same() -> None:
    hall = Hall()
    hall.words["sitting:1"] = view("voter", 0)
    with TestClient(hall.app) as client, client.websocket_connect("/sitting:1/all") as screen:
        assert screen.receive_text() == "card=voter;pulse=0;"
        hall.say("sitting:1", view("voter", 1))
        assert screen.receive_text() == "pulse=1;"
        hall.say("sitting:1", view("lire", 1))
        assert screen.receive_text() == "card=lire;pulse=1;"


def test_a_channel_that_a_view_names_makes_its_room_stale_until_another_view(hall: Hall) -> None:
    hall.words["sitting:1"] = view("voter", 0, "ballot:1", "ballot:2")
    with hall.follow("sitting:1") as screen:
        sent(screen)
        for number, channel in enumerate(["ballot:1", "ballot:2", "ballot:1", "sitting:1"], 1):
            hall.words["sitting:1"] = view("voter", number, "ballot:1", "ballot:2")
            hall.hub.announce([channel])
            assert sent(screen) == f"pulse={number};"
        hall.say("sitting:1", view("lire", 5, "ballot:2"))
        assert sent(screen) == "card=lire;pulse=5;"
        assert set(hall.hub._listeners) == {"sitting:1", "ballot:2"}
        hall.words["sitting:1"] = view("lire", 6, "ballot:2")
        hall.hub.announce(["ballot:2"])
        assert sent(screen) == "pulse=6;"


def test_a_channel_makes_every_room_stale_that_names_it(hall: Hall) -> None:
    hall.words |= {"sitting:1": view("un", 0, "ballot:1"), "sitting:2": view("deux", 0, "ballot:1")}
    with (
        hall.follow("sitting:1", "phone") as phone,
        hall.follow("sitting:1", "room") as room,
        hall.follow("sitting:2", "phone") as other,
        hall.follow("ballot:1") as ballot,
    ):
        sent(phone), sent(room), sent(other), sent(ballot)
        hall.words["sitting:1"] = view("un", 1, "ballot:1")
        hall.words["sitting:2"] = view("deux", 1, "ballot:1")
        hall.say("ballot:1", "une voix")
        assert sent(phone) == sent(room) == sent(other) == "pulse=1;"
        assert shown(ballot) == "une voix"


def test_what_another_process_announces_on_a_named_channel_is_shown_here(valkey_url: str) -> None:
    with open_hall(valkey_url) as hall:
        hall.words["sitting:1"] = view("voter", 0, "ballot:1")
        with hall.follow("sitting:1") as screen:
            sent(screen)
            hall.wait_for_renders("sitting:1", 2)  # the channel is listened to
            hall.words["sitting:1"] = view("voter", 1, "ballot:1")
            announce_elsewhere(valkey_url, "ballot:1")
            assert sent(screen) == "pulse=1;"


# What becomes true, and whether the screen reads at that moment.
days = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 2), st.booleans()), min_size=1)


@given(days)
def test_whatever_a_screen_missed_it_ends_with_what_is_true(
    day: list[tuple[str, int, bool]],
) -> None:
    async def scenario() -> None:
        phone, page = Telephone(), Page()
        scope = {"type": "websocket", "extensions": {FRAMED: SimpleNamespace(transport=phone)}}
        screen = screen_of(WebSocket(scope, cast(Any, 0), cast(Any, 0)))
        state = None
        for card, pulse, reads in [*day, (*day[-1][:2], True)]:
            phone.unread = 0 if reads else MOST_UNREAD + 1
            state = offer(screen, state, view(card, pulse))
        while not phone.sent.empty():
            page.take(await phone.read())
        assert page.parts == seen(view(*day[-1][:2]))
        assert len(page.messages) <= len(day)

    asyncio.run(scenario())


@given(days)
def test_it_is_so_on_any_other_server(day: list[tuple[str, int, bool]]) -> None:
    async def scenario() -> None:
        page, reading = Page(), asyncio.Event()

        async def send(message: Message) -> None:
            if message["type"] == "websocket.send":
                await reading.wait()
                page.take(message["text"])

        said = asyncio.Queue[Any]()
        said.put_nowait({"type": "websocket.connect"})
        socket = WebSocket({"type": "websocket"}, said.get, send)
        await socket.accept()
        screen = screen_of(socket)
        assert isinstance(screen, PlainScreen)
        listening = asyncio.create_task(screen.listen())
        state = None
        for card, pulse, reads in [*day, (*day[-1][:2], True)]:
            state = offer(screen, state, view(card, pulse))
            reading.set() if reads else reading.clear()
            for _ in range(5):  # others have their turns
                await asyncio.sleep(0)
        assert page.parts == seen(view(*day[-1][:2]))
        assert len(page.messages) <= len(day)
        said.put_nowait({"type": "websocket.disconnect"})
        await listening

    asyncio.run(asyncio.wait_for(scenario(), SOON))


def offer(screen: Screen, before: State | None, true: View) -> State:
    """What a room does at each tick."""
    state = state_after(before, true.card, true.pulse)
    if screen.shown is not state:
        screen.show(state, 0.0)
    return state


@given(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3), st.text(max_size=3))
def test_a_state_sends_no_empty_message_and_the_card_only_to_who_lacks_it(
    card: str, pulse: str, next_card: str, next_pulse: str
) -> None:
    before = state_after(None, card, pulse)
    after = state_after(before, next_card, next_pulse)
    assert before.lacking(None) == framed(card + pulse)
    assert after.lacking(None) == framed(next_card + next_pulse)
    if (card, pulse) == (next_card, next_pulse):
        assert after is before
    elif card == next_card and next_pulse:
        assert after.lacking(before) == framed(next_pulse)
    else:
        assert after.lacking(before) == framed(next_card + next_pulse)
