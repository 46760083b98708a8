"""What the platform does by itself, again and again, while people are served."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger(__name__)
type_of_pause = Callable[[float], Awaitable[None]]


@asynccontextmanager
async def repeating(
    name: str,
    work: Callable[[], Awaitable[object]],
    seconds: float,
    pause: type_of_pause = asyncio.sleep,
) -> AsyncIterator[None]:
    """Do some work before anyone is served, then each so many seconds for as long as people are.

    A failure is said, and the work tried again the next time: people are served meanwhile.
    """

    async def attempt() -> None:
        try:
            await work()
        except Exception as failure:
            log.error(f"{name} failed", failure=type(failure).__name__)

    async def repeat() -> None:
        while True:
            await pause(seconds)
            await attempt()

    await attempt()
    task = asyncio.create_task(repeat(), name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
