"""The baseline of fan-out: the `websockets` library at its best, on uvloop, uncompressed."""

from contextlib import suppress
from itertools import count

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

from bench.servers import listener, words

numbers = count()
followers: set[ServerConnection] = set()


async def attend(connection: ServerConnection) -> None:
    assert connection.request
    if connection.request.path == "/control":
        with suppress(ConnectionClosed):
            async for _ in connection:
                broadcast(followers, words(next(numbers)))
        return
    followers.add(connection)
    try:
        await connection.wait_closed()
    finally:
        followers.discard(connection)


async def main() -> None:
    async with serve(attend, sock=listener(), compression=None) as server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
