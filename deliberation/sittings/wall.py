"""Where a facilitator groups the cards of the tables, and makes proposals and ballots of them."""

from sqlalchemy.exc import NoResultFound
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.live import View, partial, turn_away
from deliberation.roles import Action
from deliberation.sittings import wall_acts
from deliberation.sittings.access import staff_at, still_staff
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.scenes import scene
from deliberation.sittings.wall_board import board
from deliberation.web import database, fragment, page


def wall_desk(request: Request) -> Response:
    """The wall, for who runs the day."""
    _, view = staff_at(request, Action.RUN_SITTING)
    with database(request).reading() as session:
        told = board(session, view)
        preview = scene(session, view, request.app.state.settings.address, database(request).key)
    return page(request, "sittings/wall_desk.html", view=view, **told, **preview)


def wall_board(request: Request) -> Response:
    """The cards alone, for those whom the socket does not reach."""
    _, view = staff_at(request, Action.RUN_SITTING)
    return HTMLResponse(_board(request, view))


async def watch_wall(socket: WebSocket) -> None:
    """All who run a day see the same wall."""
    db, id = database(socket), socket.path_params["sitting_id"]
    try:
        _, view = await run_in_threadpool(staff_at, socket, Action.RUN_SITTING)
    except (HTTPException, NoResultFound):
        await turn_away(socket)
        return

    def render() -> View:
        with db.reading() as session:
            view = day_view(session, id)
        return View(partial("wall_board", _board(socket, view)), "", (view.sitting.channel,))

    stays = still_staff(socket, Action.RUN_SITTING, view.place)
    await socket.app.state.hub.follow(socket, view.sitting.wall_channel, "wall desk", render, stays)


def _board(connection: HTTPConnection, view: DayView) -> str:
    settings, db = connection.app.state.settings, database(connection)
    with db.reading() as session:
        told = board(session, view) | scene(session, view, settings.address, db.key)
    return fragment("sittings/_wall_board.html", **told)


routes: list[BaseRoute] = [
    Route("/journees/{sitting_id:id}/mur", wall_desk),
    Route("/journees/{sitting_id:id}/mur/cartes", wall_board),
    WebSocketRoute("/journees/{sitting_id:id}/mur/direct", watch_wall),
    *wall_acts.routes,
]
