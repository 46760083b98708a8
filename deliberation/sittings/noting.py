"""The page of a table's device: its step, its notes, its priorities; and what is done there."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import NoResultFound
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from deliberation.errors import Refused
from deliberation.forms import number_of, read
from deliberation.live import View, partial, turn_away
from deliberation.sittings import notes, opening, photographs, reading_back, table_booth
from deliberation.sittings.access import table_at
from deliberation.sittings.devices import device_of
from deliberation.sittings.models import Sitting, SittingState, Table
from deliberation.sittings.note_rules import lines_of
from deliberation.sittings.note_sheets import (
    CorrectedForm,
    HelpForm,
    NotesForm,
    PriorityForm,
    RemovedForm,
)
from deliberation.sittings.noted import (
    NoteView,
    Work,
    college_picks,
    nature_picks,
    photographs_of,
    table_context,
)
from deliberation.sittings.notes import Noted
from deliberation.sittings.reading import day_view
from deliberation.sittings.rules import DayRefusal
from deliberation.web import database, fragment, is_htmx, page, refusal_words, see_other, write

CARD = ("table_step", "table_feed", "table_priorities")
PULSE = "table_pulse"


def table(request: Request) -> Response:
    """What the scribe has before her, all day long."""
    try:
        table_at(request)
    except HTTPException:
        # Another device holds the table, or this one never did: it is told how to come back.
        return page(request, "sittings/table.html", 403, lost=True, over=_over(request))
    return _shown(request)


def _over(request: Request) -> bool:
    with database(request).reading() as session:
        mine = session.get_one(Table, request.path_params["table_id"])
        return session.get_one(Sitting, mine.sitting_id).state is SittingState.OVER


def _shown(request: Request, status: int = 200, words: str = "", sentence: str = "") -> Response:
    """The page of this table; with a refusal, the words that were not kept are back in the box."""
    mine, view = table_at(request)
    with database(request).reading() as session:
        context = table_context(session, mine, view, database(request).key)
        segments = [work.segment.id for work in context["works"]]
        pictures = photographs_of(session, mine, [id for id in segments if id])
        colleges = college_picks(session, view)
    return page(
        request,
        "sittings/table.html",
        status,
        words=words,
        sentence=sentence,
        new=_just_kept(request, context["works"]),
        natures=nature_picks(),
        colleges=colleges,
        college=str(mine.college_id or 0),
        photographs=pictures,
        **context,
    )


def _just_kept(request: Request, works: list[Work]) -> list[NoteView]:
    """The notes that this device has just sent: they are told aloud, so they must be its own."""
    ids = request.query_params.getlist("note")[:1]
    drafts = [note for work in works for note in work.drafts]
    first = next((place for place, note in enumerate(drafts) if [str(note.id)] == ids), None)
    count = number_of(request.query_params.get("combien", ""), 1)
    return drafts[first : first + count] if first is not None else []


async def enter_notes(request: Request) -> Response:
    form = await read(request, NotesForm)
    device, table_id = device_of(request), request.path_params["table_id"]
    noted = Noted(tuple(lines_of(form.words)), form.nature, form.college or None, form.said_by)
    details = (table_id, device, form.segment, noted, datetime.now(UTC))
    try:
        first, count = await write(request, notes.enter_notes, *details, form=form)
    except Refused as refused:
        if refused.reason is not DayRefusal.STEP_OVER or is_htmx(request):
            raise
        # The words are back in the box of the present step: one more tap adds them there.
        sentence = refusal_words(refused.reason, **refused.about)
        return await run_in_threadpool(_shown, request, 409, form.words, sentence)
    return see_other(f"/tables/{table_id}?note={first}&combien={count}")


async def correct_note(request: Request) -> Response:
    form = await read(request, CorrectedForm)
    return await _change(request, form.back, notes.correct_note, form.words, datetime.now(UTC))


async def remove_note(request: Request) -> Response:
    form = await read(request, RemovedForm)
    return await _change(request, form.back, notes.remove_note, form.removed, datetime.now(UTC))


async def choose_priority(request: Request) -> Response:
    form = await read(request, PriorityForm)
    return await _change(request, form.back, notes.choose_priority, form.rank)


async def call_for_help(request: Request) -> Response:
    form = await read(request, HelpForm)
    device, table_id = device_of(request), request.path_params["table_id"]
    await write(request, notes.ask_help, table_id, device, form.asked, datetime.now(UTC))
    return see_other(f"/tables/{table_id}")


async def _change(request: Request, to_reading: bool, command: Any, *what: Any) -> Response:
    """Do something to the draft of this address, and go back to where it was."""
    table_id, note_id = (request.path_params[name] for name in ("table_id", "note_id"))
    segment_id = await write(request, command, table_id, device_of(request), note_id, *what)
    where = f"/relecture?etape={segment_id}" if to_reading else ""
    return see_other(f"/tables/{table_id}{where}#note-{note_id}")


def step(request: Request) -> Response:
    """The present step alone, for a device whose socket does not open."""
    device = device_of(request)
    return HTMLResponse(fragment("sittings/_table_step.html", **_live(request, device)))


async def watch_table(socket: WebSocket) -> None:
    """The table follows its day, and what becomes of its own notes."""
    try:
        mine, view = await run_in_threadpool(table_at, socket)
        device = device_of(socket)
    except (HTTPException, NoResultFound):
        await turn_away(socket)
        return

    def render() -> View:
        context = _live(socket, device)
        card, pulse = [
            "".join(partial(name, fragment(f"sittings/_{name}.html", **context)) for name in names)
            for names in (CARD, (PULSE,))
        ]
        return View(card, pulse, (mine.channel,))

    # A device that loses its table goes on following it, and is told so.
    audience = f"{mine.channel} {device}"
    await socket.app.state.hub.follow(socket, view.sitting.channel, audience, render)


def _live(connection: HTTPConnection, device: str) -> dict[str, Any]:
    """What the live parts show to one device of a table, were it the one of before."""
    db = database(connection)
    with db.reading() as session:
        mine = session.get_one(Table, connection.path_params["table_id"])
        view = day_view(session, mine.sitting_id)
        context = table_context(session, mine, view, db.key)
    if mine.device_hash != device:
        context |= {"lost": True, "works": [], "writes": False}
    return context


routes: list[BaseRoute] = [
    *opening.routes,
    *reading_back.routes,
    *photographs.routes,
    *table_booth.routes,
    Route("/tables/{table_id:id}", table),
    Route("/tables/{table_id:id}/etape", step),
    Route("/tables/{table_id:id}/notes", enter_notes, methods=["POST"]),
    Route("/tables/{table_id:id}/aide", call_for_help, methods=["POST"]),
    Route("/tables/{table_id:id}/notes/{note_id:id}", correct_note, methods=["POST"]),
    Route("/tables/{table_id:id}/notes/{note_id:id}/retrait", remove_note, methods=["POST"]),
    Route("/tables/{table_id:id}/notes/{note_id:id}/rang", choose_priority, methods=["POST"]),
    WebSocketRoute("/tables/{table_id:id}/direct", watch_table),
]
