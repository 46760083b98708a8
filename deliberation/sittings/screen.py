"""What the room sees: one scene at a time, without names, paged and never scrolled."""

from typing import Any
from urllib.parse import urlencode

from sqlalchemy.exc import NoResultFound
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.live import View, partial, turn_away
from deliberation.people import codes
from deliberation.roles import Action
from deliberation.sittings.access import holds_token, screen_at, still_staff
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.scenes import channels, scene
from deliberation.web import database, fragment, page

BLANK = {"kind": "dark", "said": "", "poll": ""}


def day_screen(request: Request) -> Response:
    """The room screen, for whoever holds its address or runs the day."""
    view = screen_at(request)
    return page(
        request,
        "sittings/day_screen.html",
        socket=_address(request, view, "/direct"),
        **_scene(request, view),
    )


def day_scene(request: Request) -> Response:
    """The scene alone, for a screen that the socket does not reach."""
    return HTMLResponse(fragment("sittings/_scene.html", **_scene(request, screen_at(request))))


async def watch_day_screen(socket: WebSocket) -> None:
    """The room screen follows the day, and what its scene is about."""
    try:
        view = await run_in_threadpool(screen_at, socket)
    except (HTTPException, NoResultFound):
        await turn_away(socket)
        return
    by_token, id = holds_token(socket, view), socket.path_params["sitting_id"]

    def render() -> View:
        with database(socket).reading() as session:
            view = day_view(session, id)
        if by_token and not holds_token(socket, view):  # its address was changed meanwhile
            return View(partial("scene", fragment("sittings/_scene.html", scene=BLANK)), "")
        with database(socket).reading() as session:
            also = channels(session, view)
        html = fragment("sittings/_scene.html", **_scene(socket, view))
        return View(partial("scene", html), "", also)

    # Each address has an audience of its own: a frame never tells a newer address to an older one.
    # Who came in by her role is another audience: an address that is revoked is so for all others.
    door = "scene" if by_token else "scene of staff"
    # However it was typed, one token is one audience: nobody makes more of them than there are.
    audience = f"{door}:{codes.understand(socket.query_params.get('jeton', ''))}"
    stays = None if by_token else still_staff(socket, Action.RUN_SITTING, view.place)
    await socket.app.state.hub.follow(socket, view.sitting.channel, audience, render, stays)


def _scene(connection: HTTPConnection, view: DayView) -> dict[str, Any]:
    settings, db = connection.app.state.settings, database(connection)
    with db.reading() as session:
        told = scene(session, view, settings.address, db.key)
    told["scene"]["poll"] = _address(connection, view, "/scene")
    return told


def _address(connection: HTTPConnection, view: DayView, further: str) -> str:
    """Where this screen asks for more, with the token that it was opened with."""
    typed = {"jeton": token} if (token := connection.query_params.get("jeton")) else {}
    query = f"?{urlencode(typed)}" if typed else ""
    return f"/journees/{view.sitting.id}/ecran{further}{query}"


routes: list[BaseRoute] = [
    Route("/journees/{sitting_id:id}/ecran", day_screen),
    Route("/journees/{sitting_id:id}/ecran/scene", day_scene),
    WebSocketRoute("/journees/{sitting_id:id}/ecran/direct", watch_day_screen),
]
