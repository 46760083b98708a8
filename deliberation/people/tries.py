"""How many wrong answers one device may give, and one place: a whole room shares a place. How
many people may be registered from there.
"""

from ipaddress import IPv6Address, IPv6Network

from limits import RateLimitItem
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from deliberation.people.hashing import from_key
from deliberation.security import TRIES_COOKIE, WRONG_FROM_A_DEVICE, cookie, new_token, set_cookie


async def may_try(request: Request, ceiling: RateLimitItem, *what: str) -> None:
    """Stop here when this device, or all those of its place, guessed wrong too often lately."""
    quotas = request.app.state.quotas
    for limit, who in _guessers(request, ceiling, what):
        if await quotas.exceeded(limit, *who):
            raise _must_wait(await quotas.seconds_left(limit, *who))


async def was_wrong(request: Request, ceiling: RateLimitItem, *what: str) -> None:
    """Count a wrong answer; a right one never counts."""
    for limit, who in _guessers(request, ceiling, what):
        await request.app.state.quotas.count(limit, *who)


async def take_turn(
    request: Request, own: RateLimitItem, ceiling: RateLimitItem, *what: str
) -> int:
    """Count what only so many people do from one device, and from one place. Returns how many
    seconds to wait: none when it is this one's turn.
    """
    quotas = request.app.state.quotas
    counters = _guessers(request, ceiling, what, own)
    waits = [
        await quotas.seconds_left(limit, *who)
        for limit, who in counters
        if not await quotas.count(limit, *who)
    ]
    if waits:
        await give_turn_back(request, own, ceiling, *what)
    return max(waits, default=0)


async def give_turn_back(
    request: Request, own: RateLimitItem, ceiling: RateLimitItem, *what: str
) -> None:
    """Nothing came of a turn that was taken."""
    for limit, who in _guessers(request, ceiling, what, own):
        await request.app.state.quotas.give_back(limit, *who)


def mark_device(request: Request, response: Response) -> Response:
    """Let a device be told from its neighbours, so that it alone waits for its own mistakes.

    The cookie is a random number that dies with the browser: it holds nothing else, it is tied to
    no person, and nothing keeps it but the counters of what it did lately, as a keyed hash.
    """
    if not cookie(request, TRIES_COOKIE):
        set_cookie(request, response, TRIES_COOKIE, _device(request))
    return response


def _device(request: Request) -> str:
    known = cookie(request, TRIES_COOKIE) or getattr(request.state, "device", "")
    request.state.device = known or new_token()
    return str(request.state.device)


def _guessers(
    request: Request,
    ceiling: RateLimitItem,
    what: tuple[str, ...],
    own: RateLimitItem = WRONG_FROM_A_DEVICE,
) -> list[tuple[RateLimitItem, list[str]]]:
    device = from_key(request.app.state.settings.key, "device", _device(request)).hex()
    return [(own, [device]), (ceiling, _who(request, what))]


def _must_wait(seconds: int) -> HTTPException:
    return HTTPException(429, headers={"retry-after": str(seconds)})


async def take_try(request: Request, limit: RateLimitItem, *what: str) -> None:
    """Count a try before its answer is known: of many sent together, no more pass than in turn."""
    quotas, who = request.app.state.quotas, _who(request, what)
    if not await quotas.count(limit, *who):
        raise _must_wait(await quotas.seconds_left(limit, *who))


async def was_right(request: Request, limit: RateLimitItem, *what: str) -> None:
    """Give back a try that was taken: the right answer is never counted."""
    await request.app.state.quotas.give_back(limit, *_who(request, what))


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
