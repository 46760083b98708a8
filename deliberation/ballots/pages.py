"""What everyone sees of a ballot, live: how many have answered, then the result."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.assembly.reading import TopicView, topic_view
from deliberation.ballots import reading
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.publishing import published_papers
from deliberation.ballots.results import reasons, results_of, turnout
from deliberation.ballots.standing import standing
from deliberation.debate.access import is_shown_to
from deliberation.debate.rules import Audience
from deliberation.i18n import local_day
from deliberation.journal import Event
from deliberation.live import partial, turn_away
from deliberation.people import codes
from deliberation.people.models import RoomCode
from deliberation.roles import Action
from deliberation.web import (
    database,
    fragment,
    page,
    viewer_of,
)


def _now() -> datetime:
    return datetime.now(UTC)


def ballot_id_of(connection: HTTPConnection) -> int:
    return int(connection.path_params["ballot_id"])


def _view(session: Session, ballot: Ballot) -> TopicView:
    return topic_view(session, ballot.topic_id, local_day(_now()))


def shown_ballot(session: Session, connection: HTTPConnection) -> tuple[Ballot, TopicView]:
    """The ballot of this address, once it was opened; before, only its makers know of it."""
    ballot = session.get_one(Ballot, ballot_id_of(connection))
    view = _view(session, ballot)
    shown = view.is_public and is_shown_to(view, viewer_of(connection))
    if ballot.state is BallotState.DRAFT or not shown:
        raise HTTPException(404)
    return ballot, view


def tally_of(session: Session, ballot_id: int) -> dict[str, Any]:
    """What the live part shows: the same for everyone."""
    ballot = session.get_one(Ballot, ballot_id)
    answers = reading.answers(session, ballot)
    reopened = select(Event.id).where(
        Event.name == "ballot.reopened", Event.channel == ballot.channel
    )
    picture = results_of(session, ballot_id)
    return {
        "ballot": ballot,
        "answered": turnout(session, ballot),
        "answers": answers,
        "picture": picture,
        "reasons": reasons(reading.reasons_of(session, ballot, Audience.PUBLIC)) if picture else [],
        "standing": standing(session, ballot),
        "with_papers": bool(picture and picture.exact) and ballot.state is BallotState.PUBLISHED,
        "reopened": session.exec(reopened.limit(1)).first() is not None,
    }


def tally(request: Request) -> Response:
    """The live part alone, for those whom the socket does not reach."""
    with database(request).reading() as session:
        shown_ballot(session, request)
        return HTMLResponse(
            fragment("ballots/_tally.html", **tally_of(session, ballot_id_of(request)))
        )


def screen(request: Request) -> Response:
    """What a projector shows: no names, huge letters, the code in sight of those who are inside.

    Anyone may look, even from far away: the code, which admits voters, is not told to strangers.
    """
    settings, viewer = request.app.state.settings, viewer_of(request)
    with database(request).reading() as session:
        ballot, view = shown_ballot(session, request)
        participant = viewer.participant
        inside = participant is not None and participant.committee_id == view.committee.id
        shows = inside or viewer.may(Action.ISSUE_CARDS, view.place)
        room = _room(session, ballot.topic_id) if shows else None
        context = tally_of(session, ballot_id_of(request))
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
        shown_ballot(session, request)
        context = tally_of(session, ballot_id_of(request))
        return HTMLResponse(fragment("ballots/_screen_tally.html", **context))


async def watch(socket: WebSocket) -> None:
    """Phones follow the tally."""
    await _follow(socket, "tally")


async def watch_screen(socket: WebSocket) -> None:
    """The projector follows it in its own letters."""
    await _follow(socket, "screen_tally")


async def _follow(socket: WebSocket, name: str) -> None:
    ballot_id, db = ballot_id_of(socket), database(socket)

    def find() -> str | None:
        with db.reading() as session:
            ballot = session.get(Ballot, ballot_id)
            hidden = ballot is None or ballot.state is BallotState.DRAFT
            if ballot is None or hidden or not _view(session, ballot).is_public:
                return None
            return ballot.channel

    def render() -> str:
        with db.reading() as session:
            context = tally_of(session, ballot_id)
        return partial(name, fragment(f"ballots/_{name}.html", **context))

    channel = await run_in_threadpool(find)
    if channel is None:
        await turn_away(socket)
    else:
        await socket.app.state.hub.follow(socket, channel, name, render)


def papers_file(request: Request) -> Response:
    """The anonymous papers of a published ballot, so that anyone counts again; where the numbers
    themselves may not all be printed, there is no such file.
    """
    with database(request).reading() as session:
        ballot, _ = shown_ballot(session, request)
        lines = published_papers(session, ballot)
    if lines is None:
        raise HTTPException(404)
    kept = {"content-disposition": f'attachment; filename="scrutin-{ballot.id}.jsonl"'}
    text = "".join(f"{line}\n" for line in lines)
    return Response(text, media_type="application/x-ndjson; charset=utf-8", headers=kept)


routes: list[BaseRoute] = [
    Route("/scrutins/{ballot_id:id}/resultat", tally),
    Route("/scrutins/{ballot_id:id}/ecran", screen),
    Route("/scrutins/{ballot_id:id}/ecran/resultat", screen_tally),
    Route("/scrutins/{ballot_id:id}/bulletins.jsonl", papers_file),
    WebSocketRoute("/scrutins/{ballot_id:id}/direct", watch),
    WebSocketRoute("/scrutins/{ballot_id:id}/ecran/direct", watch_screen),
]
