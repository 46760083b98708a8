"""The platform's own hub, protocol and server settings, without the tick that slows it down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from bench.servers import listener, words
from deliberation.frames import SERVER
from deliberation.live import Hub

numbers = count()
# The tick spares the processor; here the question is how fast the hub is when it must be.
hub = Hub(tick=lambda screens, spent: 0.0)


def render() -> str:
    return words(next(numbers))


async def follow(socket: WebSocket) -> None:
    await hub.follow(socket, "bench:1", "everyone", render)


async def control(socket: WebSocket) -> None:
    await socket.accept()
    async for _ in socket.iter_text():
        hub.announce(["bench:1"])


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    await hub.start()
    yield
    await hub.stop()


app = Starlette(
    routes=[WebSocketRoute("/follow", follow), WebSocketRoute("/control", control)],
    lifespan=lifespan,
)

if __name__ == "__main__":
    config = uvicorn.Config(app, **SERVER, loop="uvloop", log_level="warning")
    uvicorn.Server(config).run(sockets=[listener()])
