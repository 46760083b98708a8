"""The socket of one screen of a rehearsal: what it is sent, and when."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from deliberation.rehearsal.browser import Browser

LARGEST_FRAME = 1 << 20
FIRST_RETRY, LAST_RETRY = 0.5, 8.0  # seconds, as the pages' own script does
LONGEST_OPENING = 30.0
REFUSED = 4403

type_of_listener = Callable[[bytes, float], None]  # a frame, and when it came


class Screen:
    """Follows one address until it is told to stop; a socket that is lost is opened again."""

    def __init__(self, browser: Browser, path: str, listen: type_of_listener) -> None:
        self._browser, self._path, self._listen = browser, path, listen
        self._transport: asyncio.Transport | None = None
        self.refused = False
        self.losses = 0

    async def run(self) -> None:
        """Stay open."""
        pause = FIRST_RETRY
        while not self.refused:
            socket = _Socket(self._browser, self._path, self._listen)
            try:
                await self._follow(socket)
            except OSError:
                pass
            else:
                pause = FIRST_RETRY
            self.refused = socket.code == REFUSED
            self.losses += 1
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))
            pause = min(pause * 2, LAST_RETRY)

    async def _follow(self, socket: "_Socket") -> None:
        server, loop = self._browser.server, asyncio.get_running_loop()
        self._transport, _ = await loop.create_connection(lambda: socket, server.host, server.port)
        try:
            async with asyncio.timeout(LONGEST_OPENING):
                await socket.opened
            await socket.closed
        finally:
            self._transport.abort()

    def drop(self) -> None:
        """Lose the network, without a word to the server."""
        if self._transport:
            self._transport.abort()


class _Socket(asyncio.Protocol):
    def __init__(self, browser: Browser, path: str, listen: type_of_listener) -> None:
        name = browser.server.name
        self._listen = listen
        self._protocol = ClientProtocol(parse_uri(f"ws://{name}{path}"), max_size=LARGEST_FRAME)
        self._request = self._protocol.connect()
        self._request.headers["Origin"] = f"http://{name}"
        if browser.cookies:
            self._request.headers["Cookie"] = browser.cookie
        self._now = asyncio.get_running_loop().time
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def code(self) -> int | None:
        return self._protocol.close_code

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._protocol.send_request(self._request)
        self._write()

    def data_received(self, data: bytes) -> None:
        at = self._now()
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                self._listen(bytes(event.data), at)
        if self._protocol.state is State.OPEN and not self.opened.done():
            self.opened.set_result(None)
        self._write()

    def eof_received(self) -> None:
        self._protocol.receive_eof()
        self._write()

    def connection_lost(self, exc: Exception | None) -> None:
        with suppress(asyncio.InvalidStateError):
            self.opened.set_exception(ConnectionError())
            self.opened.exception()  # whoever waited has left already, perhaps
        if not self.closed.done():
            self.closed.set_result(None)

    def _write(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
            else:
                self._transport.close()
