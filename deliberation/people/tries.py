"""How many wrong answers may come from one place: errors alone count, for a room shares a place."""

from ipaddress import IPv6Address, IPv6Network

from limits import RateLimitItem
from starlette.exceptions import HTTPException
from starlette.requests import Request

from deliberation.people.hashing import from_key


async def may_try(request: Request, limit: RateLimitItem, *what: str) -> None:
    """Stop here when too many wrong answers came from this place lately."""
    if await request.app.state.quotas.exceeded(limit, *_who(request, what)):
        raise HTTPException(429)


async def take_try(request: Request, limit: RateLimitItem, *what: str) -> None:
    """Count a try before its answer is known: of many sent together, no more pass than in turn."""
    if not await request.app.state.quotas.count(limit, *_who(request, what)):
        raise HTTPException(429)


async def was_right(request: Request, limit: RateLimitItem, *what: str) -> None:
    """Give back a try that was taken: the right answer is never counted."""
    await request.app.state.quotas.give_back(limit, *_who(request, what))


async def was_wrong(request: Request, limit: RateLimitItem, *what: str) -> None:
    await request.app.state.quotas.count(limit, *_who(request, what))


def _who(request: Request, what: tuple[str, ...]) -> list[str]:
    # A counter outlives the visit, in memory or in another server: it holds no address.
    place = neighbourhood(request.client.host) if request.client else ""
    key = request.app.state.settings.key
    return [from_key(key, "tries", part).hex() for part in (place, *what)]


def neighbourhood(host: str) -> str:
    """One place for all the addresses of one subscriber: in IPv6, a network of 64 bits."""
    if host.count(":") < 2:
        return host
    address = IPv6Address(host)
    return str(address.ipv4_mapped or IPv6Network((int(address) >> 64 << 64, 64)))
