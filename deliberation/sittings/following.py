"""What a phone shows during a day: the one thing that is open, and what is its holder's.

The card and the line above it are the same for everybody, and anyone may look at them; what is
hers is fetched by her own phone alone.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.debate.commands import Said
from deliberation.debate.models import Scope
from deliberation.debate.privacy import held_because
from deliberation.debate.rules import LONGEST_CARD
from deliberation.debate.sheets import YOUR_WORDS
from deliberation.errors import Refused
from deliberation.forms import Form, RowNumber, Words, long_field, read
from deliberation.i18n import N_
from deliberation.live import View, partial, turn_away
from deliberation.people.models import Channel
from deliberation.security import SeenParticipant
from deliberation.sittings import arriving, taking_part
from deliberation.sittings.access import day_of, person_at
from deliberation.sittings.cards import Card, card, outline
from deliberation.sittings.mine import mine
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.phone_rules import LARGEST_BADGE
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.registers import Colour
from deliberation.sittings.whereabouts import badge_worn_by
from deliberation.web import card_of, database, fragment, is_htmx, page, see_other, write

BADGE_NUMBER = N_("Le numéro du badge")


class SayForm(Form):
    segment: RowNumber
    words: Words = long_field(title=YOUR_WORDS, min_length=1, max_length=LONGEST_CARD)
    scope: Scope = Scope.DRAFTERS


class BadgeForm(Form):
    number: int | None = Field(default=None, title=BADGE_NUMBER, ge=1, le=LARGEST_BADGE)


class ColourForm(Form):
    colour: Colour
    up: bool = False


class SpeakForm(Form):
    by: Literal["badge", "table", "nobody"]


class ApartForm(Form):
    number: int = Field(title=N_("Le numéro de l'autre badge"), ge=1, le=LARGEST_BADGE)


def follow(request: Request) -> Response:
    """The page that stays open on a phone all day long."""
    said = "condition" in request.query_params
    return page(request, "sittings/follow.html", said=said, **_hers(request, card))


def show_again(request: Request, sitting_id: int, **filled: Any) -> Response:
    """Her page with her vote as she had filled it, when it could not be counted (`filled` says
    why). The room of ballots, which knows no day, asks for it: see app.py.
    """
    participant, view = person_at(request, sitting_id)
    with database(request).reading() as session:
        shown = card(session, view)
        ballot = shown["ballot"]
        if shown["shown"] is not Card.VOTING or ballot.id != request.path_params["ballot_id"]:
            raise Refused(filled["alert"])  # another step has come: its card has no such form
        context = shown | mine(session, shown, participant, card_of(request), **filled)
        return page(request, "sittings/follow.html", 422, said=False, **context)


def what_is_mine(request: Request) -> Response:
    """What is hers alone, for the card that has just arrived."""
    return page(request, "sittings/_mine.html", **_hers(request, outline))


def _hers(request: Request, around: Callable[[Session, DayView], dict[str, Any]]) -> dict[str, Any]:
    participant, view = person_at(request)
    with database(request).reading() as session:
        shown = around(session, view)
        return shown | mine(
            session, shown, participant, card_of(request), request.query_params.get("envoye", "")
        )


def card_alone(request: Request) -> Response:
    """The card, for those whom the socket does not reach."""
    return _piece(request, "card")


def pulse_alone(request: Request) -> Response:
    """The line above it, for the same."""
    return _piece(request, "pulse")


def _piece(request: Request, name: str) -> Response:
    with database(request).reading() as session:
        shown = card(session, day_of(request, session))
        return HTMLResponse(fragment(f"sittings/_{name}.html", **shown))


async def watch(socket: WebSocket) -> None:
    """Phones follow the day. What they are all shown holds nothing of anybody."""
    sitting_id, db = socket.path_params["sitting_id"], database(socket)

    def find() -> str | None:
        with db.reading() as session:
            sitting = session.get(Sitting, sitting_id)
            announced = sitting is not None and sitting.state is not SittingState.DRAFT
            return sitting.channel if sitting and announced else None

    def render() -> View:
        with db.reading() as session:
            return phones(session, day_view(session, sitting_id))

    channel = await run_in_threadpool(find)
    if channel is None:
        await turn_away(socket)
    else:
        await socket.app.state.hub.follow(socket, channel, "phone", render)


def phones(session: Session, view: DayView) -> View:
    """What all the phones of a day show; during a vote, its ballot makes it stale too."""
    shown = card(session, view)
    card_part = partial("card", fragment("sittings/_card.html", **shown))
    pulse_part = partial("pulse", fragment("sittings/_pulse.html", **shown))
    return View(card_part, pulse_part, (shown["ballot"].channel,) if shown["ballot"] else ())


async def say(request: Request) -> Response:
    """Her words, said in the step that is open."""
    participant, view = await run_in_threadpool(person_at, request)
    form = await read(request, SayForm)
    said = Said(form.words, scope=form.scope, channel=Channel.PHONE)
    details = view.sitting.id, form.segment, participant.id, said, datetime.now(UTC)
    await write(request, taking_part.say_here, *details, form=form)
    sent = "a-relire" if held_because(form.words) else "1"
    if not is_htmx(request):
        return see_other(f"/journees/{view.sitting.id}/suivre?envoye={sent}")
    return await run_in_threadpool(_again, request, participant, view, sent)


async def wear_badge(request: Request) -> Response:
    """« Mon badge porte le numéro 12 », or « je n'ai pas de badge »."""
    participant, view = await run_in_threadpool(person_at, request)
    form = await read(request, BadgeForm)
    number = form.number
    await write(request, arriving.wear_badge, view.sitting.id, participant.id, number, form=form)
    return await _back(request, participant, view)


async def find_seat(request: Request) -> Response:
    return await _do(request, arriving.find_seat)


async def call_help(request: Request) -> Response:
    return await _do(request, taking_part.call_help, datetime.now(UTC))


async def raise_card(request: Request) -> Response:
    """A card goes up or down."""
    participant, view = await run_in_threadpool(person_at, request)
    form = await read(request, ColourForm)
    command = taking_part.raise_card if form.up else taking_part.lower_card
    await write(request, command, view.sitting.id, participant.id, form.colour)
    return await _back(request, participant, view)


async def ask_to_speak(request: Request) -> Response:
    """« Je veux parler », by her number or by her table; or not any more."""
    participant, view = await run_in_threadpool(person_at, request)
    form = await read(request, SpeakForm)
    who = view.sitting.id, participant.id
    if form.by == "nobody":
        await write(request, taking_part.withdraw_from_speaking, *who)
    else:
        await write(request, taking_part.ask_to_speak, *who, form.by == "table")
    return await _back(request, participant, view)


async def _do(request: Request, command: Callable[..., Any], *details: Any) -> Response:
    participant, view = await run_in_threadpool(person_at, request)
    await write(request, command, view.sitting.id, participant.id, *details)
    return await _back(request, participant, view)


async def _back(request: Request, participant: SeenParticipant, view: DayView) -> Response:
    """To the page; with htmx, what is hers, as it is now."""
    if not is_htmx(request):
        return see_other(f"/journees/{view.sitting.id}/suivre")
    return await run_in_threadpool(_again, request, participant, view)


def _again(
    request: Request, participant: SeenParticipant, view: DayView, sent: str = ""
) -> Response:
    with database(request).reading() as session:
        shown = outline(session, day_view(session, view.sitting.id or 0))
        context = shown | mine(session, shown, participant, card_of(request), sent)
        return page(request, "sittings/_mine.html", **context)


def apart(request: Request) -> Response:
    """« Pas à la même table que »: her own list, who reads it, and until when."""
    participant, view = person_at(request)
    with database(request).reading() as session:
        badge = badge_worn_by(session, view.sitting.id or 0, participant.id)
        wishes = arriving.wishes_of(session, badge.id) if badge and badge.id else []
        return page(request, "sittings/apart.html", view=view, badge=badge, wishes=wishes)


async def keep_apart(request: Request) -> Response:
    return await _wish(request, arriving.keep_apart)


async def forget_wish(request: Request) -> Response:
    return await _wish(request, arriving.forget_wish)


async def _wish(request: Request, command: Callable[..., None]) -> Response:
    participant, view = await run_in_threadpool(person_at, request)
    form = await read(request, ApartForm)
    await write(request, command, view.sitting.id, participant.id, form.number, form=form)
    return see_other(f"/journees/{view.sitting.id}/separement")


DAY = "/journees/{sitting_id:id}"
routes: list[BaseRoute] = [
    Route(f"{DAY}/suivre", follow),
    Route(f"{DAY}/suivre/carte", card_alone),
    Route(f"{DAY}/suivre/etat", pulse_alone),
    Route(f"{DAY}/suivre/moi", what_is_mine),
    WebSocketRoute(f"{DAY}/suivre/direct", watch),
    Route(f"{DAY}/mots", say, methods=["POST"]),
    Route(f"{DAY}/badge", wear_badge, methods=["POST"]),
    Route(f"{DAY}/place", find_seat, methods=["POST"]),
    Route(f"{DAY}/cartons", raise_card, methods=["POST"]),
    Route(f"{DAY}/parole", ask_to_speak, methods=["POST"]),
    Route(f"{DAY}/aide", call_help, methods=["POST"]),
    Route(f"{DAY}/separement", apart),
    Route(f"{DAY}/separement", keep_apart, methods=["POST"]),
    Route(f"{DAY}/separement/retrait", forget_wish, methods=["POST"]),
]
