"""Where the staff of a day finds the notes that no table has heard, once it is over."""

from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.forms import Form, Line, RowNumber, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.sittings import unheard
from deliberation.sittings.access import staff_at
from deliberation.sittings.models import SittingState
from deliberation.web import database, page, see_other, write


class HeardForm(Form):
    table: RowNumber
    segment: RowNumber


class AsideForm(Form):
    note: RowNumber
    reason: Line = Field(min_length=3, max_length=200, title=N_("Pourquoi cette note est écartée"))


def unheard_notes(request: Request) -> Response:
    """The notes that wait, table by table."""
    _, view = staff_at(request, Action.RUN_SITTING)
    with database(request).reading() as session:
        waiting = unheard.unheard_of(session, view.sitting.id or 0)
    return page(
        request,
        "sittings/unheard_notes.html",
        view=view,
        waiting=waiting,
        told=unheard.told(waiting),
        over=view.sitting.state is SittingState.OVER,
    )


async def hear_late(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, HeardForm)
    details = view.sitting.id, form.table, form.segment, account.actor, datetime.now(UTC)
    await write(request, unheard.hear_late, *details, form=form)
    return see_other(_address(view.sitting.id))


async def set_aside(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, AsideForm)
    details = view.sitting.id, form.note, form.reason, account.actor
    await write(request, unheard.set_aside, *details, form=form)
    return see_other(_address(view.sitting.id))


def _address(sitting_id: int | None) -> str:
    return f"/gestion/journees/{sitting_id}/notes-a-relire"


routes: list[BaseRoute] = [
    Route("/gestion/journees/{sitting_id:id}/notes-a-relire", unheard_notes),
    Route("/gestion/journees/{sitting_id:id}/notes-a-relire", hear_late, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/notes-ecartees", set_aside, methods=["POST"]),
]
