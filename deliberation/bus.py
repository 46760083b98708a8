"""Carries the names of stale channels between processes, through Redis or Valkey.

Only names travel, never words nor figures. A message may be lost with a connection: whoever
finds the bus again takes everything for stale.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError

TOPIC = "deliberation:stale"
EVERYTHING = "*"
LONGEST_LIST = 500  # beyond, the message says that everything is stale
PACE = 0.025  # seconds between two messages, however much happens
SILENCE = 10.0  # seconds after which the bus is asked whether it is there
FIRST_RETRY, LAST_RETRY = 0.25, 5.0  # seconds

log = structlog.get_logger(__name__)


class Bus:
    """One process's end of the bus; `heard` is told what went stale in the others."""

    def __init__(self, url: str, heard: Callable[[Iterable[str]], None]) -> None:
        self.connected = False
        self.tried = asyncio.Event()
        self._heard = heard
        self._name = secrets.token_hex(8)
        self._waiting: set[str] = set()
        self._stir = asyncio.Event()
        self._redis: Redis = Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=5,
            socket_timeout=5,
            retry=Retry(NoBackoff(), 0),  # `run` tries again, and knows that it has missed some
        )

    async def run(self) -> None:
        """Listen and speak until cancelled; what was told by then is still said."""
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._listen())
                both.create_task(self._speak())
        finally:
            try:
                await self._publish()
            except RedisError as failure:
                log.warning("the bus was not told the last changes", failure=type(failure).__name__)
            await self._redis.aclose()

    def tell(self, channels: Iterable[str]) -> None:
        """Let the other processes know, in the next message."""
        self._waiting.update(channels)
        if len(self._waiting) > LONGEST_LIST:
            self._waiting = {EVERYTHING}
        self._stir.set()

    async def _speak(self) -> None:
        while True:
            await self._stir.wait()
            self._stir.clear()
            pause = PACE
            try:
                await self._publish()
            except RedisError:
                pause = FIRST_RETRY
            await asyncio.sleep(pause)

    async def _publish(self) -> None:
        channels, self._waiting = self._waiting, set()
        try:
            if channels:
                await self._redis.publish(TOPIC, " ".join([self._name, *channels]))
        except BaseException:
            self.tell(channels)
            raise

    async def _listen(self) -> None:
        pause = FIRST_RETRY
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.subscribe(TOPIC)
                    while True:
                        self._hear(await _next(subscription))
                        pause = FIRST_RETRY
            except RedisError as failure:
                self.connected = False
                self.tried.set()
                log.warning("the bus is out of reach", failure=type(failure).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LAST_RETRY)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            self.connected = True
            self.tried.set()
            self._heard([EVERYTHING])
        elif message["type"] == "message":
            sender, *channels = message["data"].split(" ")
            if sender != self._name:
                self._heard(channels)


async def _next(subscription: PubSub) -> dict[str, Any]:
    """The next message. A bus that says nothing for long, and does not answer either, is lost."""
    for _ in range(2):
        message: dict[str, Any] | None = await subscription.get_message(timeout=SILENCE)
        if message:
            return message
        await subscription.ping()
    raise Unreachable
