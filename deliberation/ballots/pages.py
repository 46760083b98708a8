"""What people see of a ballot: the voter's phone, and the room's projector."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.assembly.reading import TopicView, topic_view
from deliberation.ballots import commands, reading
from deliberation.ballots.commands import VoteCall
from deliberation.ballots.models import Ballot, BallotState, Choice
from deliberation.ballots.results import results_of, stakes, standing, turnout
from deliberation.ballots.rules import LABELS, BallotRefusal, why_not_vote
from deliberation.forms import Form, RowNumber, Words, long_field, read
from deliberation.i18n import N_, gettext, local_day
from deliberation.journal import Event
from deliberation.live import partial, turn_away
from deliberation.people import codes
from deliberation.people.models import RoomCode
from deliberation.roles import Action
from deliberation.web import (
    database,
    fragment,
    is_htmx,
    page,
    participant_of,
    see_other,
    viewer_of,
    write,
)

LONGEST_CONDITION = 280


class VoteForm(Form):
    choice: Choice
    sitting: RowNumber | None = None


class ConditionForm(Form):
    words: Words = long_field(min_length=1, max_length=LONGEST_CONDITION, title=N_("Ma condition"))
    sitting: RowNumber | None = None


class ChoiceView(NamedTuple):
    """One button."""

    value: str
    label: str


CHOICES = tuple(ChoiceView(choice.value, label) for choice, label in LABELS.items())


def _now() -> datetime:
    return datetime.now(UTC)


def _id(connection: HTTPConnection) -> int:
    return int(connection.path_params["ballot_id"])


def _view(session: Session, ballot: Ballot) -> TopicView:
    return topic_view(session, ballot.topic_id, local_day(_now()))


def _shown(session: Session, connection: HTTPConnection) -> tuple[Ballot, TopicView]:
    """The ballot of this address, once it was opened; before, only its makers know of it."""
    ballot = session.get_one(Ballot, _id(connection))
    view = _view(session, ballot)
    if ballot.state is BallotState.DRAFT or not view.is_public:
        raise HTTPException(404)
    return ballot, view


def _tally(session: Session, ballot_id: int) -> dict[str, Any]:
    """What the live part shows: the same for everyone."""
    ballot = session.get_one(Ballot, ballot_id)
    answers = reading.answers(session, ballot)
    reopened = select(Event.id).where(
        Event.name == "ballot.reopened", Event.channel == ballot.channel
    )
    return {
        "ballot": ballot,
        "answered": turnout(session, ballot),
        "answers": answers,
        "picture": results_of(session, ballot_id),
        "standing": standing(session, ballot),
        "reopened": session.exec(reopened.limit(1)).first() is not None,
    }


def buttons(
    ballot_id: int,
    mine: str | None,
    belongs: bool = True,
    refusal: BallotRefusal | None = None,
    sitting: int | None = None,
) -> dict[str, Any]:
    """What the buttons show: her own choice, and whether she may still change it.

    During a day (`sitting`) they stand on its page, and lead back there.
    """
    return {
        "ballot_id": ballot_id,
        "choices": CHOICES,
        "mine": mine,
        "belongs": belongs,
        "refusal": gettext(refusal.value) if refusal else "",
        "limit": LONGEST_CONDITION,
        "sitting": sitting,
    }


def _back(ballot_id: int, sitting: int | None) -> str:
    """The page on which the buttons were."""
    return f"/journees/{sitting}/suivre" if sitting else f"/scrutins/{ballot_id}"


def _hers(session: Session, request: Request, ballot: Ballot, view: TopicView) -> dict[str, Any]:
    participant = viewer_of(request).participant
    refusal = why_not_vote(ballot.state, ballot.closes_at, _now())
    if participant is None or participant.committee_id != view.committee.id:
        return buttons(_id(request), None, False, refusal)
    mine = reading.choice_of(session, _id(request), participant.id)
    return buttons(_id(request), mine, True, refusal)


def show(request: Request) -> Response:
    """A ballot, for whoever votes and for whoever reads its result."""
    with database(request).reading() as session:
        ballot, view = _shown(session, request)
        context = _hers(session, request, ballot, view) | _tally(session, _id(request))
        said = "condition" in request.query_params
        return page(
            request, "ballots/show.html", view=view, stakes=stakes(ballot), said=said, **context
        )


async def cast(request: Request) -> Response:
    """One tap is the vote. She gets her own buttons back; every screen hears after the commit."""
    participant = participant_of(request)
    form = await read(request, VoteForm)
    call = VoteCall(_id(request), participant.id, form.choice, _now())
    mine = await write(request, commands.cast_votes, call)
    if not is_htmx(request):
        return see_other(_back(call.ballot_id, form.sitting))
    if mine is Choice.AGREE_IF:  # the form of her condition is hers alone
        shown = buttons(call.ballot_id, mine, sitting=form.sitting)
        return page(request, "ballots/_choices.html", **shown)
    return HTMLResponse(_chosen(call.ballot_id, mine, form.sitting))


@lru_cache(maxsize=1024)
def _chosen(ballot_id: int, mine: str, sitting: int | None) -> str:
    """The buttons once someone has voted: the same for all who chose the same, drawn once."""
    return fragment("ballots/_choices.html", **buttons(ballot_id, mine, sitting=sitting))


async def say_condition(request: Request) -> Response:
    participant = participant_of(request)
    form = await read(request, ConditionForm)
    details = _id(request), participant.id, form.words, _now()
    await write(request, commands.say_condition, *details, form=form)
    return see_other(f"{_back(_id(request), form.sitting)}?condition=1")


def tally(request: Request) -> Response:
    """The live part alone, for those whom the socket does not reach."""
    with database(request).reading() as session:
        _shown(session, request)
        return HTMLResponse(fragment("ballots/_tally.html", **_tally(session, _id(request))))


def screen(request: Request) -> Response:
    """What a projector shows: no names, huge letters, the code in sight of those who are inside.

    Anyone may look, even from far away: the code, which admits voters, is not told to strangers.
    """
    settings, viewer = request.app.state.settings, viewer_of(request)
    with database(request).reading() as session:
        ballot, view = _shown(session, request)
        participant = viewer.participant
        inside = participant is not None and participant.committee_id == view.committee.id
        shows = inside or viewer.may(Action.ISSUE_CARDS, view.place)
        room = _room(session, ballot.topic_id) if shows else None
        context = _tally(session, _id(request))
    door = f"{settings.address}/e/{room.code}" if room else ""
    return page(
        request,
        "ballots/screen.html",
        view=view,
        code=codes.spaced(room.code) if room else "",
        svg=codes.qr(door, door) if room else "",
        address=f"{settings.address}/entrer",
        **context,
    )


def _room(session: Session, topic_id: int) -> RoomCode | None:
    """The newest code that still admits people to a topic."""
    codes = select(RoomCode).where(RoomCode.topic_id == topic_id, col(RoomCode.expires_at) > _now())
    return session.exec(codes.order_by(col(RoomCode.id).desc())).first()


def screen_tally(request: Request) -> Response:
    """The projector's live part alone."""
    with database(request).reading() as session:
        _shown(session, request)
        context = _tally(session, _id(request))
        return HTMLResponse(fragment("ballots/_screen_tally.html", **context))


async def watch(socket: WebSocket) -> None:
    """Phones follow the tally."""
    await _follow(socket, "tally")


async def watch_screen(socket: WebSocket) -> None:
    """The projector follows it in its own letters."""
    await _follow(socket, "screen_tally")


async def _follow(socket: WebSocket, name: str) -> None:
    ballot_id, db = _id(socket), database(socket)

    def find() -> str | None:
        with db.reading() as session:
            ballot = session.get(Ballot, ballot_id)
            hidden = ballot is None or ballot.state is BallotState.DRAFT
            if ballot is None or hidden or not _view(session, ballot).is_public:
                return None
            return ballot.channel

    def render() -> str:
        with db.reading() as session:
            context = _tally(session, ballot_id)
        return partial(name, fragment(f"ballots/_{name}.html", **context))

    channel = await run_in_threadpool(find)
    if channel is None:
        await turn_away(socket)
    else:
        await socket.app.state.hub.follow(socket, channel, name, render)


routes: list[BaseRoute] = [
    Route("/scrutins/{ballot_id:id}", show),
    Route("/scrutins/{ballot_id:id}/votes", cast, methods=["POST"]),
    Route("/scrutins/{ballot_id:id}/condition", say_condition, methods=["POST"]),
    Route("/scrutins/{ballot_id:id}/resultat", tally),
    Route("/scrutins/{ballot_id:id}/ecran", screen),
    Route("/scrutins/{ballot_id:id}/ecran/resultat", screen_tally),
    WebSocketRoute("/scrutins/{ballot_id:id}/direct", watch),
    WebSocketRoute("/scrutins/{ballot_id:id}/ecran/direct", watch_screen),
]
