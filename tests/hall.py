"""A hall of screens: a real uvicorn server in a thread, whose rooms show what the tests write."""

import asyncio
import json
import os
import socket
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import ClientConnection, connect

from deliberation.frames import SERVER
from deliberation.live import Hub, View, turn_away

SOON = 10.0  # seconds: what must happen has happened long before

who = ContextVar("who", default="nobody")


class Hall:
    """What is written per channel is what every screen of that channel shows.

    Words come in a fragment that tests can read; a view is shown as it is.
    """

    def __init__(self, bus_url: str | None = None, routes: Sequence[BaseRoute] = ()) -> None:
        self.hub = Hub(bus_url)
        self.words: dict[str, Any] = {}
        self.renders: Counter[str] = Counter()
        self.barred: set[str] = set()  # who may not look any more, as they say in their address
        self.left = threading.Event()
        self._rendered = threading.Condition()
        self.port = 0
        self.loop: asyncio.AbstractEventLoop
        self.app = Starlette(
            routes=[
                *routes,
                WebSocketRoute("/closed", turn_away),
                WebSocketRoute("/{channel}/{audience}", self._follow),
            ],
            lifespan=self._live,
        )

    def say(self, channel: str, words: Any) -> None:
        """Change what is true, then announce it."""
        self.words[channel] = words
        self.hub.announce([channel])

    def follow(self, channel: str, audience: str = "all") -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}/{channel}/{audience}", max_size=None)

    def silent_follower(self, channel: str) -> socket.socket:
        """A telephone that connects, and then reads nothing at all."""
        phone = socket.socket()
        phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        phone.connect(("127.0.0.1", self.port))
        phone.sendall(
            f"GET /{channel}/all HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert phone.recv(12) == b"HTTP/1.1 101"
        return phone

    def wait_for_renders(self, channel: str, count: int) -> None:
        with self._rendered:
            assert self._rendered.wait_for(lambda: self.renders[channel] >= count, SOON)

    def start_hub(self) -> None:
        asyncio.run_coroutine_threadsafe(self.hub.start(), self.loop).result(SOON)

    def stop_hub(self) -> None:
        asyncio.run_coroutine_threadsafe(self.hub.stop(), self.loop).result(SOON)

    def html(self, channel: str, audience: str) -> str:
        """The fragment; here, so that tests can read it."""
        return json.dumps([channel, audience, self.words.get(channel), who.get()])

    async def _follow(self, screen: WebSocket) -> None:
        channel, audience = screen.path_params["channel"], screen.path_params["audience"]
        who.set(audience)

        def render() -> str | View:
            with self._rendered:
                self.renders[channel] += 1
                self._rendered.notify_all()
            if isinstance(words := self.words.get(channel), Exception):
                raise words
            if isinstance(words, View):
                return words
            return self.html(channel, audience)

        name = screen.query_params.get("who", "")
        await self.hub.follow(
            screen, channel, audience, render, stays=lambda: name not in self.barred
        )
        self.left.set()

    @asynccontextmanager
    async def _live(self, app: Starlette) -> AsyncIterator[None]:
        self.loop = asyncio.get_running_loop()
        await self.hub.start()
        yield
        await self.hub.stop()


AnyHall = TypeVar("AnyHall", bound=Hall)


def shown(screen: ClientConnection) -> Any:
    """The words of the next frame."""
    return json.loads(screen.recv(SOON))[2]


@contextmanager
def open_hall(bus_url: str | None = None, framed: bool = True) -> Iterator[Hall]:
    with serving(Hall(bus_url), framed) as hall:
        yield hall


@contextmanager
def serving(hall: AnyHall, framed: bool = True) -> Iterator[AnyHall]:
    options = SERVER if framed else SERVER | {"ws": "websockets-sansio"}
    server = uvicorn.Server(uvicorn.Config(hall.app, **options, log_config=None))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(os.cpu_count() or 1)
        hall.port = listener.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield hall
        finally:
            server.should_exit = True
            thread.join()
