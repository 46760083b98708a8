"""The load generator without a compiler: same words in, same words out as `wsload.c`."""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from functools import partial

MOST_SOCKETS, LONGEST = 10_000, 20.0
MASKED_B = b"\x81\x81\0\0\0\0B"
PONG = b"\x8a\x80\0\0\0\0"


class Follower(asyncio.Protocol):
    """One socket: counts whole text frames, and answers pings."""

    def __init__(self, path: str, on_frame: Callable[[], None], on_close: Callable[[], None]):
        self.path, self.on_frame, self.on_close = path, on_frame, on_close
        self.rest = b""
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        data = self.rest + data
        if not self.open.done():
            head, blank, data = data.partition(b"\r\n\r\n")
            if not blank:
                self.rest = head
                return
            self.open.set_result(None)
        at = 0
        while len(data) >= at + 2:
            start, size = at + 2, data[at + 1]
            if size == 126:
                start, size = at + 4, int.from_bytes(data[at + 2 : at + 4], "big")
            if len(data) < start + size:
                break
            if data[at] == 0x81:
                self.on_frame()
            elif data[at] == 0x89:
                self.transport.write(PONG)
            at = start + size
        self.rest = data[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        self.on_close()


class Load:
    def __init__(self, sockets: int) -> None:
        self.sockets = sockets
        self.received = self.closed = 0
        self.frames = [0] * sockets
        self.round = 0
        self.all_have_it = asyncio.Event()

    def got(self, number: int) -> None:
        self.frames[number] += 1
        self.received += 1
        if self.received == self.sockets * self.round:
            self.all_have_it.set()

    def lost(self) -> None:
        self.closed += 1
        self.all_have_it.set()

    async def open(self, port: int) -> None:
        async def one(path: str, number: int) -> Follower:
            make = partial(Follower, path, partial(self.got, number), self.lost)
            _, follower = await asyncio.get_running_loop().create_connection(
                make, "127.0.0.1", port
            )
            await follower.open
            return follower

        for start in range(0, self.sockets, 50):
            numbers = range(start, min(start + 50, self.sockets))
            await asyncio.gather(*(one("/follow", number) for number in numbers))
        self.control = await one("/control", 0)
        await asyncio.sleep(0.3)

    async def broadcast(self, seconds: float) -> dict[str, float]:
        self.received, self.round, self.frames = 0, 0, [0] * self.sockets
        cpu, start, durations = time.process_time(), time.monotonic(), []
        while (began := time.monotonic()) < start + seconds and not self.closed:
            self.all_have_it.clear()
            self.round += 1
            self.control.transport.write(MASKED_B)
            async with asyncio.timeout(LONGEST):
                await self.all_have_it.wait()
            durations.append(time.monotonic() - began)
        lasted = time.monotonic() - start
        durations.sort()
        return {
            "rounds": self.round,
            "deliveries": self.received,
            "seconds": lasted,
            "client_seconds": time.process_time() - cpu,
            "round_ms_p50": durations[len(durations) // 2] * 1e3,
            "round_ms_p99": durations[len(durations) * 99 // 100] * 1e3,
            "errors": sum(frames != self.round for frames in self.frames),
            "closed": self.closed,
        }


async def main(port: int, sockets: int) -> None:
    load = Load(min(sockets, MOST_SOCKETS))
    await load.open(port)
    print(json.dumps({"open": load.sockets - load.closed}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await load.broadcast(min(float(line), LONGEST))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
