"""Who is asking, from where, and how often: pure ASGI, before any page runs."""

import hashlib
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import FixedWindowRateLimiter
from sqlmodel import Field, Session, SQLModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deliberation.db import Database
from deliberation.roles import Action, Grant, Place, may

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
REMEMBERED = 20_000  # participants kept in memory, so that a vote does not look up its voter
MEMORY_SECONDS = 60.0


class StaffSession(SQLModel, table=True):
    """A member of staff signed in on one device; the cookie's secret is kept only as a hash."""

    __tablename__ = "staff_session"

    token_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SeenParticipant:
    """A participant, as pages know her: never a name, never her college's name."""

    id: int
    committee_id: int
    college_id: int | None
    pseudonym: str

    @property
    def actor(self) -> str:
        return f"participant:{self.id}"


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """A member of staff, with the roles held."""

    id: int
    name: str
    grants: tuple[Grant, ...]

    @property
    def actor(self) -> str:
        return f"account:{self.id}"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking: a participant, a member of staff, both on one device, or a stranger."""

    participant: SeenParticipant | None = None
    account: SeenAccount | None = None

    def may(self, action: Action, place: Place) -> bool:
        return self.account is not None and may(self.account.grants, action, place)


STRANGER = Viewer()
type_of_finder = Callable[[Session, str], SeenParticipant | None]
type_of_staff_finder = Callable[[Session, str, datetime], SeenAccount | None]


def token_hash(token: str) -> str:
    """What the database keeps of a 128-bit secret: enough to recognise it, not to guess it."""
    return hashlib.sha256(b"token\x1f" + token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_hex(16)


@dataclass
class Memory:
    """The participants seen lately, by the hash of their card."""

    seen: OrderedDict[str, tuple[float, SeenParticipant]] = field(default_factory=OrderedDict)

    def recall(self, card: str) -> SeenParticipant | None:
        until, participant = self.seen.get(card, (0.0, None))
        return participant if time.monotonic() < until else None

    def keep(self, card: str, participant: SeenParticipant) -> None:
        self.seen[card] = (time.monotonic() + MEMORY_SECONDS, participant)
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)

    def forget(self, card: str) -> None:
        self.seen.pop(card, None)


PARTICIPANT_COOKIE = "parole"
STAFF_COOKIE = "gestion"
TABLE_COOKIE = "table"
TRIES_COOKIE = "essais"
BOOTH_COOKIE = "isoloir"
COOKIES = (PARTICIPANT_COOKIE, STAFF_COOKIE, TABLE_COOKIE, TRIES_COOKIE, BOOTH_COOKIE)


def cookie(connection: HTTPConnection, name: str) -> str | None:
    return connection.cookies.get(_cookie_name(connection, name))


def _cookie_name(connection: HTTPConnection, name: str) -> str:
    # Over plain HTTP, in a hall without internet, a browser refuses the stronger form.
    return f"__Host-{name}" if connection.scope["scheme"] in ("https", "wss") else name


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """A cookie that dies with the browser, that no script reads and no other site sends."""
    secure = request.scope["scheme"] == "https"
    name = _cookie_name(request, name)
    response.set_cookie(name, value, httponly=True, samesite="lax", secure=secure)


def delete_cookie(request: Request, response: Response, name: str) -> None:
    secure = request.scope["scheme"] == "https"
    name = _cookie_name(request, name)
    response.delete_cookie(name, httponly=True, samesite="lax", secure=secure)


@dataclass
class Identify:
    """Give each request its viewer. Nothing about the visit is written down."""

    app: ASGIApp
    db: Database
    memory: Memory
    find_participant: type_of_finder
    find_account: type_of_staff_finder
    now: Callable[[], datetime]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            connection = HTTPConnection(scope)
            scope.setdefault("state", {})["viewer"] = await self.viewer(connection)
        await self.app(scope, receive, send)

    async def viewer(self, connection: HTTPConnection) -> Viewer:
        card, staff = (cookie(connection, name) for name in (PARTICIPANT_COOKIE, STAFF_COOKIE))
        known = card and self.memory.recall(token_hash(card))
        if known and not staff:
            return Viewer(known)
        if card or staff:
            return await run_in_threadpool(self.look_up, card, staff)
        return STRANGER

    def look_up(self, card: str | None, staff: str | None) -> Viewer:
        with self.db.reading() as session:
            participant = card and self.find_participant(session, token_hash(card))
            account = staff and self.find_account(session, token_hash(staff), self.now())
        if card and participant:
            self.memory.keep(token_hash(card), participant)
        return Viewer(participant or None, account or None)


@dataclass
class CrossSite:
    """Refuse what another site makes a browser send, forms and sockets alike."""

    app: ASGIApp
    refuse: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        acts = scope["type"] == "websocket" or scope.get("method") in ("POST", "PUT", "DELETE")
        stranger = acts and is_cross_site(Headers(scope=scope))
        await (self.refuse if stranger else self.app)(scope, receive, send)


def is_cross_site(headers: Headers) -> bool:
    """Browsers say where a request comes from; in a hall without TLS only `Origin` says it."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


@dataclass
class SafeHeaders:
    """Each answer says what a browser may do with it; pages are never kept in a shared cache."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # Our own files are no pages: on a poor line, what only a page needs is left out.
                ours = "immutable" in headers.get("cache-control", "")
                for name in ("x-content-type-options",) if ours else HEADERS:
                    headers.setdefault(name, HEADERS[name])
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


WRONG_FROM_A_DEVICE = RateLimitItemPerMinute(8, 5)  # codes and words: only errors count
WRONG_PASSWORDS = RateLimitItemPerMinute(8, 5)
WRONG_NOTES = RateLimitItemPerMinute(60, 5)  # the letters of notes, from one place
# A whole hall shares one place, and mistypes: these stop only a machine that drops its cookies.
# Room codes: 29^6 = 6e8. A day of 576 000 tries has one chance in 100 to hit one of ten open codes,
# and behind it a door that a whole hall goes through.
# Four words: 1024^4 = 1e12. A day of 86 400 has one chance in 2 500 to hit one of 5 000 cards.
WRONG_ANSWERS = RateLimitItemPerMinute(2_000, 5)
WRONG_WORDS = RateLimitItemPerMinute(300, 5)
# Someone registers a group from one device; a whole hall does from one place. A machine fills no
# workshop with the first, nor, where it drops its cookies, a day's register with the second.
REGISTERED_FROM_A_DEVICE = RateLimitItemPerHour(12, namespace="registered")
REGISTERED_FROM_A_PLACE = RateLimitItemPerHour(300, namespace="registered")


class Quotas:
    """How many wrong codes, cards or passwords one device or place may try before it must wait."""

    def __init__(self, bus_url: str | None = None) -> None:
        storage = (
            RedisStorage(f"async+{bus_url}", implementation="redispy")
            if bus_url
            else MemoryStorage()
        )
        self.limiter = FixedWindowRateLimiter(storage)

    async def exceeded(self, limit: RateLimitItem, *who: str) -> bool:
        return not await self.limiter.test(limit, *who)

    async def seconds_left(self, limit: RateLimitItem, *who: str) -> int:
        """How long it has to wait, once it must."""
        ends, _ = await self.limiter.get_window_stats(limit, *who)
        return max(math.ceil(ends - time.time()), 1)

    async def count(self, limit: RateLimitItem, *who: str) -> bool:
        """Count one try; false when it is one too many."""
        return await self.limiter.hit(limit, *who)

    async def give_back(self, limit: RateLimitItem, *who: str) -> None:
        await self.limiter.hit(limit, *who, cost=-1)
