"""Laws of the rooms that no phone can see: what they cost, when they end, whom they let go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket

from deliberation.frames import FRAMED, FramedProtocol, state_after
from deliberation.live import Hub, View
from deliberation.screens import MOST_UNREAD, PATIENCE, FramedScreen


class CountingLoop(asyncio.SelectorEventLoop):
    """An event loop that counts how often another thread could have woken it."""

    woken = 0

    def call_soon_threadsafe(self, *args: Any, **details: Any) -> asyncio.Handle:
        self.woken += 1
        return super().call_soon_threadsafe(*args, **details)


@pytest.fixture
def run() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    def run(work: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=CountingLoop) as runner:
            return runner.run(asyncio.wait_for(work, 10))

    return run


Run = Callable[[Coroutine[Any, Any, Any]], Any]


@asynccontextmanager
async def following(
    hub: Hub, channel: str, render: Callable[[], str | View] = str
) -> AsyncIterator[None]:
    """Someone follows the channel, and has been shown it."""
    said, shown = asyncio.Queue[Any](), asyncio.Event()

    async def show(message: Message) -> None:
        if message["type"] == "websocket.send":
            shown.set()

    said.put_nowait({"type": "websocket.connect"})
    socket = WebSocket({"type": "websocket"}, said.get, show)
    follower = asyncio.create_task(hub.follow(socket, channel, "all", render))
    await shown.wait()
    yield
    said.put_nowait({"type": "websocket.disconnect"})
    await follower


def test_a_thousand_announcements_wake_the_server_once_and_none_if_nobody_follows(run: Run) -> None:
    async def wakings(channel: str, *also: str) -> int:
        hub = Hub()
        await hub.start()
        async with following(hub, "ballot:1", lambda: View("", "", also)):
            loop = cast(CountingLoop, asyncio.get_running_loop())
            loop.woken = 0
            for _ in range(1000):
                hub.announce([channel])
            woken = loop.woken
        await hub.stop()
        return woken

    assert run(wakings("ballot:1")) == 1
    assert run(wakings("ballot:2")) == 0
    assert run(wakings("ballot:2", "ballot:2")) == 1
    assert run(wakings("ballot:2", "ballot:3")) == 0


def test_a_room_that_everyone_has_left_goes_away(run: Run) -> None:
    async def scenario() -> None:
        hub = Hub()
        await hub.start()
        before = asyncio.all_tasks()
        async with following(hub, "ballot:1"), following(hub, "ballot:1"):
            room = asyncio.all_tasks() - before
            assert room
        await asyncio.wait(room)

    run(scenario())


@pytest.mark.parametrize("end", ["everyone leaves", "the hub stops"])
def test_a_room_that_ends_leaves_no_trace(run: Run, end: str) -> None:
    async def scenario() -> None:
        hub = Hub()
        await hub.start()
        before = asyncio.all_tasks()
        view = View("", "", ("ballot:1", "ballot:2"))
        async with following(hub, "sitting:1", lambda: view), following(hub, "ballot:2"):
            rooms = asyncio.all_tasks() - before
            assert {"sitting:1", "ballot:1", "ballot:2"} == set(hub._listeners)
            assert len(hub._rooms) == 2
            if end == "the hub stops":
                await hub.stop()
        await asyncio.wait(rooms)
        assert (hub._rooms, hub._listeners) == ({}, {})

    run(scenario())


class Telephone(asyncio.Transport):
    """The near end of a phone that may stop reading."""

    def __init__(self) -> None:
        super().__init__()
        self.unread = 0
        self.gone = False
        self.sent = asyncio.Queue[bytes]()

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.gone

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.gone
        self.sent.put_nowait(bytes(data))

    async def read(self) -> str:
        """The next message, which is short."""
        return (await self.sent.get())[2:].decode()

    def abort(self) -> None:
        self.gone = True


def test_patience_starts_anew_with_a_phone_that_reads_again(run: Run) -> None:
    async def scenario() -> None:
        phone = Telephone()
        protocol = cast(FramedProtocol, SimpleNamespace(transport=phone))
        screen = FramedScreen(
            WebSocket({"type": "websocket"}, cast(Any, 0), cast(Any, 0)), protocol
        )
        state = state_after(None, "", "douze voix")
        phone.unread = MOST_UNREAD + 1
        assert not screen.show(state, 0.0)
        phone.unread = MOST_UNREAD
        assert screen.show(state, PATIENCE - 1)
        phone.unread = MOST_UNREAD + 1
        assert not screen.show(state, PATIENCE)
        assert not screen.show(state, PATIENCE * 2 - 1)
        assert not phone.gone
        assert not screen.show(state, PATIENCE * 2 + 1)
        assert phone.gone
        phone.unread = 0
        assert screen.show(state, PATIENCE * 2 + 2)

    run(scenario())


def follow(hub: Hub, phone: Telephone, render: Callable[[], View]) -> asyncio.Task[None]:
    """This phone follows a room, until the hub stops."""
    said = asyncio.Queue[Any]()
    said.put_nowait({"type": "websocket.connect"})
    writable = asyncio.Event()
    writable.set()
    scope = {
        "type": "websocket",
        "extensions": {FRAMED: SimpleNamespace(transport=phone, writable=writable)},
    }

    async def send(message: Message) -> None:
        assert message["type"] != "websocket.send"

    return asyncio.create_task(
        hub.follow(WebSocket(scope, said.get, send), "sitting:1", "phone", render)
    )


def view(card: object, pulse: object, *also: str) -> View:
    return View(f"card={card};", f"pulse={pulse};", also)


def at_once(screens: int, spent: float) -> float:
    return 0.0


def test_what_is_announced_while_a_channel_is_first_named_is_not_missed(run: Run) -> None:
    """The change comes after the room has read, and before it listens: the hub lets it pass."""

    async def scenario() -> None:
        hub, phone, votes, drawn = Hub(tick=at_once), Telephone(), [0], list[int]()

        def render() -> View:
            drawn.append(votes[0])
            if len(drawn) == 1:
                votes[0] += 1
                hub.announce(["ballot:1"])
                assert not hub._announced
            return view("voter", drawn[-1], "ballot:1")

        await hub.start()
        follower = follow(hub, phone, render)
        assert [await phone.read(), await phone.read()] == ["card=voter;pulse=0;", "pulse=1;"]
        await hub.stop()
        await follower
        assert drawn == [0, 1]

    run(scenario())


def test_a_screen_that_reads_again_is_sent_what_it_lacks_in_the_same_bytes(run: Run) -> None:
    async def scenario() -> None:
        hub, quick, slow, true = Hub(tick=at_once), Telephone(), Telephone(), [view("un", 0)]

        async def say(card: str, pulse: int) -> str:
            true[0] = view(card, pulse)
            hub.announce(["sitting:1"])
            return await quick.read()

        await hub.start()
        followers = [follow(hub, phone, lambda: true[0]) for phone in (quick, slow)]
        assert await quick.sent.get() is await slow.sent.get()
        slow.unread = MOST_UNREAD + 1
        assert await say("deux", 1) == "card=deux;pulse=1;"
        assert await say("un", 1) == "card=un;pulse=1;"
        assert await say("un", 2) == "pulse=2;"
        assert slow.sent.empty()
        slow.unread = 0
        assert await slow.read() == "card=un;pulse=2;"
        slow.unread = MOST_UNREAD + 1
        assert [await say("un", 3), await say("un", 4)] == ["pulse=3;", "pulse=4;"]
        assert slow.sent.empty()
        slow.unread = 0
        assert await slow.read() == "pulse=4;"
        true[0] = view("un", 5)
        hub.announce(["sitting:1"])
        assert await quick.sent.get() is await slow.sent.get()
        await hub.stop()
        await asyncio.wait(followers)

    run(scenario())
