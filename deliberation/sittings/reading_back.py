"""The reading back: a table hears its notes, corrects them, says who may read them, agrees."""

from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate.models import Scope
from deliberation.debate.reading import council_of, scope_options
from deliberation.debate.rules import LONGEST_WORDS
from deliberation.forms import number_of, read
from deliberation.sittings import agreeing, notes
from deliberation.sittings.access import table_at
from deliberation.sittings.devices import device_of
from deliberation.sittings.models import Segment, SegmentKind
from deliberation.sittings.note_sheets import AgreedForm, NoteScopeForm, StepForm
from deliberation.sittings.noted import work_of
from deliberation.sittings.notes import WRITES
from deliberation.sittings.reading import DayView
from deliberation.web import database, page, see_other, write


def read_back(request: Request) -> Response:
    """The notes of one step in large letters, to be read aloud."""
    mine, view = table_at(request)
    segment = _asked(request, view)
    with database(request).reading() as session:
        work = work_of(session, mine, view, segment, database(request).key)
        scopes = scope_options(council_of(session, view.committee))
    return page(
        request,
        "sittings/read_back.html",
        view=view,
        table=mine,
        label=agreeing.label_of(mine),
        work=work,
        peers=segment.kind is SegmentKind.PEER_GROUPS,
        scopes=scopes,
        at_table=Scope.TABLE,
        limit=LONGEST_WORDS,
    )


def _asked(request: Request, view: DayView) -> Segment:
    """The step to read back: the one that is asked for, or the newest one in which people wrote."""
    asked = number_of(request.query_params.get("etape", ""), 0)
    if asked:
        segment = view.segment_of(asked)
    else:
        so_far = [one for one in view.segments[: view.step] if one.opens in WRITES]
        segment = so_far[-1] if so_far else None
    if segment is None:
        raise HTTPException(404)
    return segment


async def choose_scope(request: Request) -> Response:
    """« Qui peut lire ces mots ? » is asked aloud: one tap is the answer of the table."""
    form = await read(request, NoteScopeForm)
    path = request.path_params
    what = (path["note_id"], form.scope, datetime.now(UTC))
    segment_id = await write(
        request, notes.choose_scope, path["table_id"], device_of(request), *what
    )
    return see_other(f"{_address(request, segment_id)}#note-{path['note_id']}")


async def agree_notes(request: Request) -> Response:
    form = await read(request, AgreedForm)
    what = (form.segment, form.disagreement, datetime.now(UTC))
    heard = await _act(request, agreeing.agree_notes, *what, form=form)
    return see_other(f"/tables/{request.path_params['table_id']}?relues={heard}")


async def release_notes(request: Request) -> Response:
    form = await read(request, StepForm)
    await _act(request, agreeing.release_notes, form.segment, datetime.now(UTC))
    return see_other(_address(request, form.segment))


async def _act(request: Request, command: Any, *what: Any, **more: Any) -> Any:
    table_id = request.path_params["table_id"]
    return await write(request, command, table_id, device_of(request), *what, **more)


def _address(request: Request, segment_id: int) -> str:
    return f"/tables/{request.path_params['table_id']}/relecture?etape={segment_id}"


routes: list[BaseRoute] = [
    Route("/tables/{table_id:id}/relecture", read_back),
    Route("/tables/{table_id:id}/relecture", agree_notes, methods=["POST"]),
    Route("/tables/{table_id:id}/ouverture", release_notes, methods=["POST"]),
    Route("/tables/{table_id:id}/notes/{note_id:id}/portee", choose_scope, methods=["POST"]),
]
