"""How people come in: a room's code, a printed card, or the four words of their own card."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import Field
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Committee
from deliberation.assembly.reading import TopicView, topic_view
from deliberation.errors import Refused
from deliberation.forms import Form, Line, read
from deliberation.i18n import N_, local_day
from deliberation.people import cards, codes, commands
from deliberation.people.hashing import slowly
from deliberation.people.identity import find_participant
from deliberation.people.models import AccessCard, College, RoomCode
from deliberation.people.rules import NoEntry, is_replay, why_not_enter, why_not_use
from deliberation.people.speech import SpeechCard, card_of, card_with_code, code_hash, new_card
from deliberation.people.tries import mark_device, may_try, was_wrong
from deliberation.security import (
    PARTICIPANT_COOKIE,
    WRONG_ANSWERS,
    WRONG_WORDS,
    SeenParticipant,
    Viewer,
    cookie,
    new_token,
    set_cookie,
    token_hash,
)
from deliberation.web import database, page, refusal_words, see_other, viewer_of, write


class CodeForm(Form):
    code: Line = Field(default="", title=N_("Le code"), max_length=100)


class CollegeForm(Form):
    college: int = Field(default=0, ge=0, le=2**63 - 1)  # 0: prefers not to say


class WordsForm(Form):
    words: Line = Field(default="", title=N_("Vos quatre mots"), max_length=200)


@dataclass(frozen=True)
class Door:
    """A way into a committee as it stands now; `refusal` says why it is shut."""

    code: str
    refusal: NoEntry | None
    committee: Committee | None = None
    view: TopicView | None = None
    colleges: tuple[College, ...] = ()
    card: AccessCard | None = None
    sitting_id: int | None = None

    @property
    def leads_to(self) -> str:
        if self.sitting_id:
            return f"/journees/{self.sitting_id}/suivre"
        if self.view and self.view.is_public:
            return f"/sujets/{self.view.topic.id}"
        return f"/comites/{self.committee.slug}" if self.committee else "/"


def _room_door(request: Request, typed: str) -> Door:
    code, now = codes.understand(typed), datetime.now(UTC)
    with database(request).reading() as session:
        room = session.exec(select(RoomCode).where(RoomCode.code == code)).first()
        refusal = why_not_enter(room, now)
        if room is None or refusal:
            return Door(code, refusal)
        view = topic_view(session, room.topic_id, local_day(now)) if room.topic_id else None
        committee = session.get_one(Committee, room.committee_id)
        asked = _colleges(session, room.committee_id)
        return Door(code, None, committee, view, asked, sitting_id=room.sitting_id)


def _card_door(request: Request) -> Door:
    code = codes.understand(request.path_params["code"])
    hashed = code_hash(request.app.state.settings.key, code)
    with database(request).reading() as session:
        card = session.exec(select(AccessCard).where(AccessCard.code_hash == hashed)).first()
        if card is None:
            return Door(code, why_not_use(card))
        committee = session.get_one(Committee, card.committee_id)
        asked = () if card.college_id else _colleges(session, card.committee_id)
        return Door(code, why_not_use(card), committee, None, asked, card)


def _colleges(session: Session, committee_id: int) -> tuple[College, ...]:
    found = select(College).where(College.committee_id == committee_id)
    return tuple(session.exec(found.order_by(col(College.position))))


async def _shut(request: Request, refusal: NoEntry, typed: str, status: int) -> Response:
    """The page that asks for a code, with the reason why this one does not open."""
    await was_wrong(request, WRONG_ANSWERS)
    error = refusal_words(refusal)
    shown = page(request, "assembly/enter.html", status, typed=typed, error=error)
    return mark_device(request, shown)


def enter(request: Request) -> Response:
    return mark_device(request, page(request, "assembly/enter.html", typed="", error=""))


async def find_door(request: Request) -> Response:
    """A code was typed: it is a room's, or a printed card's."""
    form = await read(request, CodeForm)
    await may_try(request, WRONG_ANSWERS)
    code = codes.understand(form.code)
    if len(code) == codes.CARD_LENGTH:
        return see_other(f"/c/{code}")
    door = await run_in_threadpool(_room_door, request, code)
    if door.refusal:
        return await _shut(request, door.refusal, form.code, 409)
    return see_other(f"/e/{code}")


async def join(request: Request) -> Response:
    """« Je suis… »: the only thing that is asked, and it may be left unsaid."""
    await may_try(request, WRONG_ANSWERS)
    typed = request.path_params["code"]
    door = await run_in_threadpool(_room_door, request, typed)
    if door.refusal:
        return await _shut(request, door.refusal, typed, 404)
    participant = viewer_of(request).participant
    if participant and door.committee and participant.committee_id == door.committee.id:
        return see_other(door.leads_to)
    return page(request, "assembly/join.html", door=door, card=None)


async def join_room(request: Request) -> Response:
    form = await read(request, CollegeForm)
    await may_try(request, WRONG_ANSWERS)
    typed = request.path_params["code"]
    door = await run_in_threadpool(_room_door, request, typed)
    if door.refusal:
        return await _shut(request, door.refusal, typed, 409)
    card = await slowly(new_card, _key(request), form.once or new_token())
    college, now = form.college or None, datetime.now(UTC)
    details: tuple[Any, ...] = (door.code, college, card.hash, cards.pseudonym, now)
    first = await write(request, commands.join_room, *details, form=form)
    return await _let_in(request, "assembly/join.html", card, first, door)


async def poster(request: Request) -> Response:
    """The code on a wall or in a hand, with the square that phones read."""
    return await _shown(request, "assembly/poster.html")


async def room_screen(request: Request) -> Response:
    """The same, for the last row of a room."""
    return await _shown(request, "assembly/room_screen.html")


async def _shown(request: Request, template: str) -> Response:
    await may_try(request, WRONG_ANSWERS)
    typed, ours = request.path_params["code"], request.app.state.settings.address
    door = await run_in_threadpool(_room_door, request, typed)
    if door.refusal:
        return await _shut(request, door.refusal, typed, 404)
    return page(
        request,
        template,
        door=door,
        code=codes.spaced(door.code),
        address=f"{ours}/entrer",
        svg=codes.qr(f"{ours}/e/{door.code}", f"{ours}/e/{door.code}"),
    )


async def use_card(request: Request) -> Response:
    """A printed card was scanned: it lets someone in, or becomes the card of who is in already."""
    await may_try(request, WRONG_ANSWERS)
    door = await run_in_threadpool(_card_door, request)
    if door.card is None:
        return await _shut(request, NoEntry.NO_SUCH_CARD, request.path_params["code"], 404)
    return page(
        request,
        "assembly/use_card.html",
        409 if door.refusal else 200,
        door=door,
        card=None,
        error=refusal_words(door.refusal) if door.refusal else "",
        attaches=_holder(request, door.card) is not None,
    )


async def spend_card(request: Request) -> Response:
    form = await read(request, CollegeForm)
    await may_try(request, WRONG_ANSWERS)
    door = await run_in_threadpool(_card_door, request)
    if door.card is None:
        return await _shut(request, NoEntry.NO_SUCH_CARD, request.path_params["code"], 409)
    card = await slowly(card_with_code, _key(request), door.code)
    now = datetime.now(UTC)
    if holder := _holder(request, door.card):
        details: tuple[Any, ...] = (door.card.id, holder.id, now)
        first = await write(request, commands.attach_card, *details, form=form)
        request.app.state.memory.forget(token_hash(cookie(request, PARTICIPANT_COOKIE) or ""))
    else:
        details = (door.card.id, form.college or None, cards.pseudonym, now)
        first = await write(request, commands.enter_with_card, *details, form=form)
    return await _let_in(request, "assembly/use_card.html", card, first, door)


def _holder(request: Request, card: AccessCard) -> SeenParticipant | None:
    """Whoever is in already, on this device and in the committee of this card."""
    participant = viewer_of(request).participant
    return participant if participant and participant.committee_id == card.committee_id else None


async def _let_in(
    request: Request, template: str, card: SpeechCard, first: str, door: Door
) -> Response:
    """Show the four words, once; the device keeps their secret."""
    participant = await run_in_threadpool(_find, request, card)
    same_tap = is_replay(datetime.fromisoformat(first), datetime.now(UTC))
    if participant is None or not (same_tap or participant == viewer_of(request).participant):
        raise Refused(NoEntry.ALREADY_IN)
    request.state.viewer = Viewer(participant, viewer_of(request).account)
    response = page(request, template, door=door, card=card, next=door.leads_to)
    set_cookie(request, response, PARTICIPANT_COOKIE, card.secret)
    return response


def _find(request: Request, card: SpeechCard) -> SeenParticipant | None:
    with database(request).reading() as session:
        return find_participant(session, card.hash)


def come_back(request: Request) -> Response:
    return mark_device(request, page(request, "assembly/come_back.html", typed="", error=""))


async def return_with_words(request: Request) -> Response:
    """The four words of a card bring its holder back, on any device."""
    form = await read(request, WordsForm)
    await may_try(request, WRONG_WORDS)
    read_card = cards.recognise(form.words)
    if isinstance(read_card, cards.Unrecognised):
        error = refusal_words(read_card.refusal, **read_card.about)
        return page(request, "assembly/come_back.html", 422, typed=form.words, error=error)
    card = await slowly(card_of, _key(request), read_card.words)
    if await run_in_threadpool(_find, request, card) is None:
        await was_wrong(request, WRONG_WORDS)
        unused = await run_in_threadpool(_is_unused, request, card)
        error = refusal_words(NoEntry.CARD_UNUSED if unused else NoEntry.NO_SUCH_WORDS)
        shown = page(request, "assembly/come_back.html", 409, typed=form.words, error=error)
        return mark_device(request, shown)
    response = see_other("/ma-parole")
    set_cookie(request, response, PARTICIPANT_COOKIE, card.secret)
    return response


def _is_unused(request: Request, card: SpeechCard) -> bool:
    with database(request).reading() as session:
        printed = select(AccessCard).where(AccessCard.card_hash == card.hash)
        return session.exec(printed.where(~col(AccessCard.spent))).first() is not None


def _key(request: Request) -> bytes:
    key: bytes = request.app.state.settings.key
    return key


routes: list[BaseRoute] = [
    Route("/entrer", enter),
    Route("/entrer", find_door, methods=["POST"]),
    Route("/entrer/carte", come_back),
    Route("/entrer/carte", return_with_words, methods=["POST"]),
    Route("/e/{code}", join),
    Route("/e/{code}", join_room, methods=["POST"]),
    Route("/e/{code}/affiche", poster),
    Route("/e/{code}/ecran", room_screen),
    Route("/c/{code}", use_card),
    Route("/c/{code}", spend_card, methods=["POST"]),
]
