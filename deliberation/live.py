"""Live screens. A change marks its channel as stale; screens are then sent what is true now.

Nothing is queued, so nothing can pile up, arrive out of order or be missed by a late joiner.
"""

import asyncio
import threading
import traceback
from collections.abc import Callable, Coroutine, Iterable
from contextvars import Context, copy_context
from typing import Any, NamedTuple

import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.websockets import WebSocket

from deliberation.bus import EVERYTHING, Bus
from deliberation.frames import State, partial, state_after
from deliberation.screens import RESTARTING, Screen, screen_of

__all__ = ["Hub", "View", "partial", "turn_away"]

REFUSED = 4403  # htmx gives up on this code; on a refused handshake it would try for ever
COST = 8e-6  # seconds to write one frame to one socket
SHARE = 0.25  # of a processor that a busy room may take
FASTEST, SLOWEST = 0.025, 0.250  # seconds
BREATH = 128  # sockets written to before others have a turn
RENDERERS = 4  # threads
FAREWELL = 5.0  # seconds

log = structlog.get_logger(__name__)


def tick(screens: int, spent: float) -> float:
    """Seconds from one frame of a busy room to the next; `spent` are those that the last one took.

    An idle room waits for nothing: its next change is shown at once.
    """
    return min(max(max(screens * COST, spent) / SHARE, FASTEST), SLOWEST)


class View(NamedTuple):
    """What a room shows, in two parts: a screen that has the card is sent the pulse alone.

    Both are partials, and always of the same elements: an empty one leaves the page as it is.
    """

    card: str  # long, and seldom another
    pulse: str  # short, and another at each change
    also: tuple[str, ...] = ()  # channels that make this room stale too, until the next view


class Room:
    """The screens of one audience that follow one channel, and the state that they all show."""

    def __init__(
        self,
        channel: str,
        tick: Callable[[int, float], float],
        listeners: dict[str, set["Room"]],
    ) -> None:
        self.channel = channel
        self.tick = tick
        self.render: Callable[[], str | View] = str
        self.screens: set[Screen] = set()
        self.state: State | None = None
        self._channels: set[str] = set()
        self._listeners = listeners
        self._stale = True
        self._stir = asyncio.Event()

    def listen(self, *channels: str) -> None:
        """Be marked by these channels from now on, and by no other.

        What was announced on a new channel before this may be missing from the last drawing, and
        has marked nothing. It was committed before: a drawing that begins after this shows it.
        """
        new, old = set(channels) - self._channels, self._channels.difference(channels)
        for channel in new:
            self._listeners.setdefault(channel, set()).add(self)
        for channel in old:
            self._listeners[channel].remove(self)
            if not self._listeners[channel]:
                del self._listeners[channel]
        self._channels = set(channels)
        if new:
            self.mark()

    def mark(self) -> None:
        """What is shown is no longer true."""
        self._stale = True
        self._stir.set()

    def join(self, screen: Screen, render: Callable[[], str | View]) -> None:
        self.render = render
        self.screens.add(screen)
        self._stir.set()

    def leave(self, screen: Screen) -> None:
        self.screens.discard(screen)
        if not self.screens:
            self._stir.set()

    async def run(self, renderers: CapacityLimiter) -> None:
        """Keep every screen up to date, until the last one has left."""
        clock = asyncio.get_running_loop().time
        while True:
            await self._stir.wait()
            self._stir.clear()
            if not self.screens:
                return
            start = clock()
            if self._stale:
                await self._draw(renderers)
            if self.state and not await self._show(self.state, start):
                self._stir.set()
            spent = clock() - start
            await asyncio.sleep(max(self.tick(len(self.screens), spent) - spent, 0))

    async def _draw(self, renderers: CapacityLimiter) -> None:
        """Render what is true now; the same as before stays the same state, and is not sent."""
        self._stale = False
        try:
            view = await run_sync(self.render, limiter=renderers)
            await self._send_away(renderers)
        except Exception as failure:
            # Never the failure's own words: they may be somebody's. The next change tries again.
            where = traceback.extract_tb(failure.__traceback__)[-1]
            log.error(
                "a live fragment could not be rendered",
                channel=self.channel,
                failure=type(failure).__name__,
                where=f"{where.filename}:{where.lineno}",
            )
            self._stale = True
        else:
            card, pulse, also = view if isinstance(view, View) else View("", view)
            self.state = state_after(self.state, card, pulse)
            self.listen(self.channel, *also)

    async def _send_away(self, renderers: CapacityLimiter) -> None:
        """Close the screens of whoever may not look any more, before they are shown what was drawn:
        asked after the drawing, so that it shows nothing that came later.
        """
        for screen in tuple(self.screens):
            if screen.stays and not await run_sync(screen.stays, limiter=renderers):
                self.screens.discard(screen)
                screen.end(REFUSED)

    async def _show(self, state: State, now: float) -> bool:
        """Give the state to the screens that lack it; false if some could not take it."""
        all_shown = True
        for number, screen in enumerate(tuple(self.screens), 1):
            if screen.shown is not state and not screen.show(state, now):
                all_shown = False
            if not number % BREATH:
                await asyncio.sleep(0)
        return all_shown


class Hub:
    """Every room of this process; the bus, if there is one, joins those of the other processes."""

    def __init__(
        self, bus_url: str | None = None, *, tick: Callable[[int, float], float] = tick
    ) -> None:
        self._bus_url = bus_url
        self._tick = tick
        self._bus: Bus | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: Context
        self._renderers: CapacityLimiter
        self._rooms: dict[tuple[str, str], Room] = {}  # by channel and audience
        self._listeners: dict[str, set[Room]] = {}  # by each channel that makes them stale
        self._announced: set[str] = set()
        self._lock = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._followers: set[asyncio.Future[None]] = set()

    async def start(self) -> None:
        # Fragments are rendered in the context of the hub, never in that of whoever came first.
        self._context = copy_context()
        self._renderers = CapacityLimiter(RENDERERS)
        self._loop = asyncio.get_running_loop()
        if self._bus_url:
            self._bus = Bus(self._bus_url, self._mark)
            self._keep(self._bus.run())
            await self._bus.tried.wait()

    async def stop(self) -> None:
        """Tell every screen to come back later, and wait until they have been told."""
        with self._lock:
            self._loop = None
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))
        if self._followers:
            await asyncio.wait(tuple(self._followers), timeout=FAREWELL)

    def announce(self, channels: Iterable[str]) -> None:
        """Mark channels as stale. Called from any thread, after a commit."""
        if not self._bus_url:
            channels = [channel for channel in channels if channel in self._listeners]
        with self._lock:
            if not self._loop:
                return
            waking = not self._announced
            self._announced.update(channels)
            if waking and self._announced:
                self._loop.call_soon_threadsafe(self._spread)

    async def follow(
        self,
        socket: WebSocket,
        channel: str,
        audience: str,
        render: Callable[[], str | View],
        stays: Callable[[], bool] | None = None,
    ) -> None:
        """Keep one socket up to date until it goes away.

        `render` gives the HTML for everyone in this audience, whole or as a `View`. It is called
        in a thread, once for all of them, and knows nobody: the audience says all that changes it
        (role, language). `stays` tells whether this very screen may be shown more: it is asked in a
        thread at each drawing, so it is for the few screens that someone may be denied.
        """
        await socket.accept()
        if self._loop is None:
            await socket.close(RESTARTING)
            return
        screen, room = screen_of(socket), self._room(channel, audience)
        screen.stays = stays
        gone = self._loop.create_future()
        self._followers.add(gone)
        room.join(screen, render)
        if self._bus and not self._bus.connected:
            room.mark()  # who knows what happened elsewhere
        try:
            await screen.listen()
        finally:
            room.leave(screen)
            self._followers.discard(gone)
            gone.set_result(None)

    def _spread(self) -> None:
        with self._lock:
            channels, self._announced = self._announced, set()
        self._mark(channels)
        if self._bus:
            self._bus.tell(channels)

    def _mark(self, channels: Iterable[str]) -> None:
        if EVERYTHING in channels:
            channels = self._listeners
        for channel in channels:
            for room in self._listeners.get(channel, ()):
                room.mark()

    def _room(self, channel: str, audience: str) -> Room:
        if room := self._rooms.get((channel, audience)):
            return room
        room = self._rooms[channel, audience] = Room(channel, self._tick, self._listeners)
        room.listen(channel)
        self._keep(self._run(room, audience))
        return room

    async def _run(self, room: Room, audience: str) -> None:
        try:
            await room.run(self._renderers)
        finally:
            del self._rooms[room.channel, audience]
            room.listen()
            for screen in tuple(room.screens):
                screen.end(RESTARTING)

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, context=self._context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def turn_away(socket: WebSocket, code: int = REFUSED) -> None:
    """Accept, then close: a page that is told so does not try again for ever."""
    await socket.accept()
    await socket.close(code)
