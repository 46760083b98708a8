"""Laws of the rooms that no phone can see: what they cost, when they end, whom they let go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.types import Message
from starlette.websockets import WebSocket

from deliberation.frames import FramedProtocol, state_after
from deliberation.live import Hub
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
async def following(hub: Hub, channel: str) -> AsyncIterator[None]:
    """Someone follows the channel, and has been shown it."""
    said, shown = asyncio.Queue[Any](), asyncio.Event()

    async def show(message: Message) -> None:
        if message["type"] == "websocket.send":
            shown.set()

    said.put_nowait({"type": "websocket.connect"})
    socket = WebSocket({"type": "websocket"}, said.get, show)
    follower = asyncio.create_task(hub.follow(socket, channel, "all", str))
    await shown.wait()
    yield
    said.put_nowait({"type": "websocket.disconnect"})
    await follower


def test_a_thousand_announcements_wake_the_server_once_and_none_if_nobody_follows(run: Run) -> None:
    async def wakings(channel: str) -> int:
        hub = Hub()
        await hub.start()
        async with following(hub, "ballot:1"):
            loop = cast(CountingLoop, asyncio.get_running_loop())
            loop.woken = 0
            for _ in range(1000):
                hub.announce([channel])
            woken = loop.woken
        await hub.stop()
        return woken

    assert run(wakings("ballot:1")) == 1
    assert run(wakings("ballot:2")) == 0


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


class Telephone(asyncio.Transport):
    """The near end of a phone that may stop reading."""

    def __init__(self) -> None:
        super().__init__()
        self.unread = 0
        self.gone = False

    def get_write_buffer_size(self) -> int:
        return self.unread

    def is_closing(self) -> bool:
        return self.gone

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.gone

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
