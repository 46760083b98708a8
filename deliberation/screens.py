"""The two kinds of screen: behind our own protocol, or on any other server.

Neither is ever waited for by a room, nor keeps more than the newest state waiting.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from deliberation.frames import FRAMED, FramedProtocol, State

PATIENCE = 15.0  # seconds that a phone may take nothing before it is let go
MOST_UNREAD = 64 * 1024  # bytes
GOODBYE = 1.0  # seconds
RESTARTING = 1012
TRY_LATER = 1013


class Screen(ABC):
    """One socket that follows a room, and what it shows."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.shown: State | None = None
        self.stays: Callable[[], bool] | None = None  # None: nobody is ever denied
        self._code: int | None = None
        self._following = asyncio.timeout(None)

    @abstractmethod
    def show(self, state: State, now: float) -> bool:
        """Have what it lacks sent, without waiting; false if it has to be offered again."""

    async def listen(self) -> None:
        """Stay until the socket is closed, from there or from here."""
        try:
            async with self._following:
                # A server that is not asked for what a screen says stops hearing its pongs.
                while (await self.socket.receive())["type"] != "websocket.disconnect":
                    pass
        except TimeoutError:
            # Who has just left, or takes nothing any more, has nobody to say goodbye to.
            with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
                async with asyncio.timeout(GOODBYE):
                    await self.socket.close(self._code or RESTARTING)

    def end(self, code: int) -> None:
        """Close the socket, without waiting for it."""
        if self._code is None:
            self._code = code
            self._following.reschedule(asyncio.get_running_loop().time())


class FramedScreen(Screen):
    """Behind our own protocol, a frame is written to the transport as it is."""

    def __init__(self, socket: WebSocket, protocol: FramedProtocol) -> None:
        super().__init__(socket)
        self._protocol = protocol
        self._transport = protocol.transport
        self._stalled_since: float | None = None

    def show(self, state: State, now: float) -> bool:
        transport = self._transport
        if transport.get_write_buffer_size() > MOST_UNREAD:
            return self._skip(now)
        frame = state.lacking(self.shown)
        self.shown = state  # what was written arrives in its order, or not at all
        self._stalled_since = None
        if not transport.is_closing():
            transport.write(frame.data)
        return True

    def _skip(self, now: float) -> bool:
        if self._stalled_since is None:
            self._stalled_since = now
        if now - self._stalled_since > PATIENCE:
            self._transport.abort()
        return False

    def end(self, code: int) -> None:
        if self._protocol.writable.is_set():
            super().end(code)
        else:
            self._transport.abort()


class PlainScreen(Screen):
    """On any other server, the newest state waits in one slot, and a task of its own sends it."""

    def __init__(self, socket: WebSocket) -> None:
        super().__init__(socket)
        self._stir = asyncio.Event()
        self._sender = asyncio.create_task(self._send())

    def show(self, state: State, now: float) -> bool:
        self.shown = state
        self._stir.set()
        return True

    async def listen(self) -> None:
        try:
            await super().listen()
        finally:
            self._sender.cancel()

    def end(self, code: int) -> None:
        self._sender.cancel()
        super().end(code)

    async def _send(self) -> None:
        sent: State | None = None  # older than what is shown, while it waits
        try:
            while True:
                await self._stir.wait()
                self._stir.clear()
                if state := self.shown:
                    async with asyncio.timeout(PATIENCE):
                        await self.socket.send_text(state.lacking(sent).text)
                    sent = state
        except WebSocketDisconnect:
            return  # `listen` hears of it too
        except TimeoutError:
            self.end(TRY_LATER)


def screen_of(socket: WebSocket) -> Screen:
    protocol = (socket.scope.get("extensions") or {}).get(FRAMED)
    return FramedScreen(socket, protocol) if protocol else PlainScreen(socket)
