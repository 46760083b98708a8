"""The facilitator's desk: the page from which a day is driven, on a laptop or on a phone."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from pydantic import Field
from sqlalchemy.exc import NoResultFound
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.forms import Form, read
from deliberation.live import View, partial, turn_away
from deliberation.people.commands import FOR_ONCE, make_link
from deliberation.roles import Action
from deliberation.security import new_token
from deliberation.sittings import hosting, steering
from deliberation.sittings.access import staff_at, still_staff
from deliberation.sittings.conducting import conduct
from deliberation.sittings.driving import LINK_MINUTES, answer, desk_page, shown
from deliberation.sittings.hosting import HERE, LARGEST_TURN
from deliberation.sittings.models import Act, Scene
from deliberation.web import database, fragment, see_other, write

MOST_PAGES = 999
# What seldom changes, and what a note, a hand or a vote changes.
CARD, PULSE = ("desk_live", "desk_plan"), ("desk_room", "desk_views")


class ActForm(Form):
    act: Act
    turn: int = Field(ge=0, le=LARGEST_TURN)
    scene: Scene = Scene.AUTO
    page: int = Field(default=1, ge=1, le=MOST_PAGES)


def pilotage(request: Request) -> Response:
    """The desk."""
    return desk_page(request)


def desk_state(request: Request) -> Response:
    """The live part alone, for those whom the socket does not reach."""
    staff_at(request, Action.RUN_SITTING)
    with database(request).reading() as session:
        return HTMLResponse(fragment("sittings/_desk.html", **shown(session, request)))


async def act(request: Request) -> Response:
    """One act upon the day as this device saw it. Pressing twice is pressing once."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, ActForm)
    pressed = f"{form.act} {form.turn} {form.scene} {form.page}"
    once = form.model_copy(update={"once": pressed})
    seen = form.turn, account.actor, datetime.now(UTC), form.scene, form.page
    return await answer(request, conduct, view.sitting.id, form.act, *seen, form=once)


async def hand_over(request: Request) -> Response:
    """Let this very account drive from a phone: a link that signs her in once, within minutes."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    await read(request, Form)
    token, now = FOR_ONCE + new_token(), datetime.now(UTC)
    await write(request, make_link, account.id, token, 0, now, minutes=LINK_MINUTES)
    wanted = urlencode({"suite": f"/journees/{view.sitting.id}/pilotage"})
    link = f"{request.app.state.settings.address}/lien/{token}?{wanted}"
    return await run_in_threadpool(desk_page, request, link=link)


async def change_addresses(request: Request) -> Response:
    """New addresses for the room screen and for the tables."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, Form)
    details = view.sitting.id, account.actor
    await write(request, steering.change_screen_key, *details, form=form)
    return see_other(f"/journees/{view.sitting.id}/pilotage#ouvrir")


async def watch_desk(socket: WebSocket) -> None:
    """All who drive a day follow it together."""
    db = database(socket)
    try:
        _, view = await run_in_threadpool(staff_at, socket, Action.RUN_SITTING)
    except (HTTPException, NoResultFound):
        await turn_away(socket)
        return

    def render() -> View:
        with db.reading() as session:
            context = shown(session, socket)
        card, pulse = (
            "".join(partial(name, fragment(f"sittings/_{name}.html", **context)) for name in names)
            for names in (CARD, PULSE)
        )
        sitting, vote, left = context["day"].sitting, context["vote"], context["left_open"]
        votes = [one.channel for one in ([vote.ballot, *left] if vote else left)]
        also = (sitting.channel, sitting.wall_channel, *votes)
        return View(card, pulse, also)

    stays = still_staff(socket, Action.RUN_SITTING, view.place)
    await socket.app.state.hub.follow(socket, view.sitting.desk_channel, "desk", render, stays)


routes: list[BaseRoute] = [
    Route(HERE, pilotage),
    Route(f"{HERE}/etat", desk_state),
    Route(f"{HERE}/gestes", act, methods=["POST"]),
    Route(f"{HERE}/telephone", hand_over, methods=["POST"]),
    Route(f"{HERE}/adresses", change_addresses, methods=["POST"]),
    *hosting.routes,
    WebSocketRoute(f"{HERE}/direct", watch_desk),
]
