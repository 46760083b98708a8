"""One device's browser: its cookies, one connection that is kept, and no page that is drawn.

A rehearsal has hundreds of them beside the server that it looks at: they must cost little.
"""

import asyncio
import zlib
from contextlib import suppress
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from httptools import HttpResponseParser

from deliberation.rehearsal.forms import Fields

LONGEST_WAIT = 60.0  # seconds for one answer
LARGEST_READ = 1 << 16
GUNZIP = 47  # zlib finds the gzip header by itself


class Unreachable(Exception):
    """The server gave no answer."""


class Answer(NamedTuple):
    """What the server said."""

    status: int
    text: str
    location: str


class Server(NamedTuple):
    """Where the server is."""

    host: str
    port: int

    @classmethod
    def at(cls, url: str) -> "Server":
        """The server of an address; `ValueError` where it is none."""
        parts = urlsplit(url if "//" in url else f"//{url}")
        if parts.scheme not in ("", "http") or not parts.hostname:
            raise ValueError(url)
        return cls(parts.hostname, parts.port or 80)

    @property
    def name(self) -> str:
        return f"{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


class _Reply:
    """What httptools tells of an answer."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.headers: list[tuple[str, str]] = []
        self.whole = False

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.decode("latin-1").lower(), value.decode("latin-1")))

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.whole = True

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known == name), "")


class Browser:
    """Asks for pages and sends forms, one after the other."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies: dict[str, str] = {}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str, by_script: bool = False) -> Answer:
        """A page; `by_script`: the piece of it that a script asks for."""
        return await self._ask("GET", path, None, by_script)

    async def post(self, path: str, fields: Fields, by_script: bool = False) -> Answer:
        """Send a form."""
        return await self._ask("POST", path, urlencode(fields), by_script)

    async def post_and_leave(self, path: str, fields: Fields) -> None:
        """Send a form, and lose the network before the answer."""
        with suppress(OSError):
            await self._send(self._request("POST", path, urlencode(fields), False))
        self.hang_up()

    def hang_up(self) -> None:
        """Lose the network."""
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _ask(self, method: str, path: str, body: str | None, by_script: bool) -> Answer:
        request = self._request(method, path, body, by_script)
        kept = self._writer is not None
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                try:
                    return await self._answer(request)
                except (OSError, EOFError):
                    if not kept:
                        raise
                    # The server had closed a connection that was kept: ask again, on a new one.
                    self.hang_up()
                    return await self._answer(request)
        except (OSError, EOFError) as failure:  # a wait that was too long is one of them
            self.hang_up()
            raise Unreachable from failure
        except asyncio.CancelledError:
            self.hang_up()
            raise

    def _request(self, method: str, path: str, body: str | None, by_script: bool) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"host: {self.server.name}",
            "accept-encoding: gzip",
            "sec-fetch-site: same-origin",
        ]
        if by_script:
            lines.append("hx-request: true")
        if self.cookies:
            lines.append(f"cookie: {self.cookie}")
        if body is not None:
            lines += [
                "content-type: application/x-www-form-urlencoded",
                f"content-length: {len(body)}",
            ]
        return "\r\n".join([*lines, "", body or ""]).encode("latin-1")

    async def _send(self, request: bytes) -> None:
        if self._writer is None:
            where = self.server.host, self.server.port
            self._reader, self._writer = await asyncio.open_connection(*where)
        self._writer.write(request)
        await self._writer.drain()

    async def _answer(self, request: bytes) -> Answer:
        await self._send(request)
        assert self._reader is not None
        reply = _Reply()
        parser = HttpResponseParser(reply)
        while not reply.whole:
            data = await self._reader.read(LARGEST_READ)
            if not data:
                raise EOFError
            parser.feed_data(data)
        if not parser.should_keep_alive():
            self.hang_up()
        self._keep_cookies(reply)
        body = bytes(reply.body)
        if reply.header("content-encoding") == "gzip":
            body = zlib.decompress(body, GUNZIP)
        text = body.decode("utf-8", "replace")
        return Answer(parser.get_status_code(), text, reply.header("location"))

    def _keep_cookies(self, reply: _Reply) -> None:
        for name, value in reply.headers:
            if name == "set-cookie":
                self.cookies |= {key: kept.value for key, kept in SimpleCookie(value).items()}
