"""Puts the pieces together: routes, middleware, listeners, and what starts and stops with them."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from sqlalchemy.exc import NoResultFound
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from deliberation import journal, web
from deliberation.assembly import pages as assembly
from deliberation.ballots import assisted, hands_desk, lent_booth, preparing, voting
from deliberation.ballots import desk as ballots_desk
from deliberation.ballots import pages as ballots
from deliberation.ballots.clock import keeping_hours
from deliberation.ballots.secrecy import bar_new_card
from deliberation.config import Settings
from deliberation.council import pages as council
from deliberation.db import Database
from deliberation.debate import pages as debate
from deliberation.errors import BadForm, Overloaded, Refused
from deliberation.forgetting import forgetting
from deliberation.live import Hub, turn_away
from deliberation.people import pages as people
from deliberation.people.identity import find_account, find_participant
from deliberation.records import about, parole, topic
from deliberation.security import CrossSite, Identify, Memory, Quotas, SafeHeaders
from deliberation.sittings import following, hall, wall_ballots, wall_commands
from deliberation.sittings import pages as sittings
from deliberation.sittings.away import DECIDED, wait_for_the_day
from deliberation.sittings.own_cards import bar_own_cards
from deliberation.syntheses import pages as syntheses
from deliberation.syntheses.corrections import CLOSED, drop_closed_quotations
from deliberation.syntheses.dissents.commands import forget_lifts
from deliberation.syntheses.opinions import Maps
from deliberation.weight import PAGES

FONTS = Path(str(files("fontpkg_atkinson_hyperlegible") / "files"))
ROUTES: list[BaseRoute] = [
    *voting.routes,  # routes are tried in order, and votes come together
    *ballots.routes,
    *people.routes,
    *assembly.routes,
    *debate.routes,
    *syntheses.routes,
    *council.routes,
    *ballots_desk.routes,
    *assisted.routes,
    *lent_booth.routes,
    *preparing.routes,
    *hands_desk.routes,
    *sittings.routes,
    *hall.routes,
    *topic.routes,
    *parole.routes,
    *about.routes,
]
LISTENERS: dict[str, list[Callable[..., None]]] = {
    **{
        name: [
            *([wall_commands.take_changed_cards_off] if name in wall_commands.CHANGED else []),
            *([drop_closed_quotations] if name in CLOSED else []),
        ]
        for name in {*wall_commands.CHANGED, *CLOSED}
    },
    **{name: [wait_for_the_day] for name in DECIDED},
    "card.attached": [bar_new_card],
    "ballot.opened": [wait_for_the_day, bar_own_cards],
    "ballot.untied": [wait_for_the_day, forget_lifts],
    "ballot.discarded": [wait_for_the_day, wall_ballots.leave_no_hole],
    "options.dropped": [wall_ballots.let_groups_go],
}


def open_database(
    settings: Settings, announce: Callable[[Iterable[str]], None] = lambda channels: None
) -> Database:
    """The database as every part of the platform must open it: sealed, with its listeners."""
    return Database(settings.database, settings.key, journal.seal, announce, LISTENERS)


async def refuse_stranger(scope: Scope, receive: Receive, send: Send) -> None:
    """What another site asked for in a visitor's name is not done."""
    if scope["type"] == "websocket":
        await turn_away(WebSocket(scope, receive, send))
    else:
        await web.problem(Request(scope, receive), 403)(scope, receive, send)


def build(settings: Settings) -> Starlette:
    """The whole application, for these settings."""
    hub = Hub(settings.bus_url)
    db = open_database(settings, hub.announce)
    memory = Memory()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await hub.start()
        await db.start()
        async with forgetting(db), keeping_hours(db):
            yield
        await db.stop()
        await hub.stop()

    app = Starlette(
        routes=[
            *ROUTES,
            Mount("/static/fonts", web.Assets(directory=FONTS)),
            Mount("/static", web.Assets(directory=web.ROOT / "static")),
        ],
        middleware=[
            Middleware(SafeHeaders),
            Middleware(GZipMiddleware, **PAGES),
            Middleware(CrossSite, refuse=refuse_stranger),
            Middleware(
                Identify,
                db=db,
                memory=memory,
                find_participant=find_participant,
                find_account=find_account,
                now=lambda: datetime.now(UTC),
            ),
        ],
        exception_handlers={
            Refused: web.on_refused,
            BadForm: web.on_bad_form,
            Overloaded: web.on_overload,
            NoResultFound: web.on_missing,
            HTTPException: web.on_http,
            Exception: web.on_failure,
        },
        lifespan=lifespan,
    )
    app.state.settings, app.state.db, app.state.hub = settings, db, hub
    app.state.memory, app.state.quotas = memory, Quotas(settings.bus_url)
    app.state.faces, app.state.show_day = {}, following.show_again
    app.state.opinions = Maps()
    return app
