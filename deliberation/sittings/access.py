"""Who comes in where on a live day: staff by their roles, people by their committee, a table by
its device, the room screen by its token."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from deliberation.people.identity import find_account
from deliberation.roles import Action, Place
from deliberation.security import (
    STAFF_COOKIE,
    SeenAccount,
    SeenParticipant,
    Viewer,
    cookie,
    token_hash,
)
from deliberation.sittings.doors import DEVICE_COOKIE, opens, screen_token
from deliberation.sittings.models import Table
from deliberation.sittings.reading import DayView, day_view
from deliberation.web import database, participant_of, staff_of, viewer_of


def day_of(request: HTTPConnection, session: Session, sitting_id: int = 0) -> DayView:
    """The day of this address, if it is for the eyes of whoever asks: a rehearsal copies a day that
    may not be announced yet, and only those who play it see the copy.
    """
    view, viewer = (
        day_view(session, sitting_id or request.path_params["sitting_id"]),
        viewer_of(request),
    )
    plays = viewer.participant and viewer.participant.committee_id == view.committee.id
    shown = view.is_public and (plays or not view.committee.rehearsal)
    if not shown and not viewer.may(Action.PREPARE_SITTING, view.place):
        raise HTTPException(404)
    return view


def staff_at(
    request: HTTPConnection, action: Action, sitting_id: int = 0
) -> tuple[SeenAccount, DayView]:
    """The member of staff who asks, if her roles allow it on this day."""
    with database(request).reading() as session:
        view = day_view(session, sitting_id or request.path_params["sitting_id"])
    return staff_of(request, action, view.place), view


def still_staff(connection: HTTPConnection, action: Action, place: Place) -> Callable[[], bool]:
    """Whether she who opened this socket is still signed in and may still do that: read anew each
    time, for a socket stays open longer than a role or a session.
    """
    secret, db = cookie(connection, STAFF_COOKIE) or "", database(connection)

    def stays() -> bool:
        with db.reading() as session:
            account = find_account(session, token_hash(secret), datetime.now(UTC))
        return Viewer(account=account).may(action, place)

    return stays


def person_at(request: Request, sitting_id: int = 0) -> tuple[SeenParticipant, DayView]:
    """The participant who asks, if the day is one of her committee's."""
    participant = participant_of(request)
    with database(request).reading() as session:
        view = day_of(request, session, sitting_id)
    if participant.committee_id != view.committee.id:
        raise HTTPException(403)
    return participant, view


def table_at(request: HTTPConnection) -> tuple[Table, DayView]:
    """The table of this address, if this very device writes for it."""
    secret = cookie(request, DEVICE_COOKIE)
    with database(request).reading() as session:
        table = session.get_one(Table, request.path_params["table_id"])
        view = day_view(session, table.sitting_id)
    if not secret or table.device_hash != token_hash(secret):
        raise HTTPException(403, "table")
    return table, view


def screen_at(request: HTTPConnection) -> DayView:
    """The day whose room screen is asked for, with its token, or by those who run it."""
    with database(request).reading() as session:
        view = day_view(session, request.path_params["sitting_id"])
    if holds_token(request, view) or viewer_of(request).may(Action.RUN_SITTING, view.place):
        return view
    raise HTTPException(403)


def holds_token(request: HTTPConnection, view: DayView) -> bool:
    """Whether this address is one that now opens the room screen, whoever has it."""
    expected = screen_token(database(request).key, view.sitting)
    return opens(expected, request.query_params.get("jeton", ""))
