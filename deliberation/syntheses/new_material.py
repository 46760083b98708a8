"""Notes kept elsewhere are brought in: pasted, or read in a file; seen again before they enter."""

from asyncio import get_running_loop
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate.access import staff_at
from deliberation.errors import BadForm, Refused, refuse
from deliberation.forms import Form, Words, long_field, number_of, read
from deliberation.i18n import N_, gettext
from deliberation.roles import Action
from deliberation.sittings.photographs import ONE_AT_A_TIME
from deliberation.syntheses.entering import Entering, enter_material
from deliberation.syntheses.entry_desk import EntryForm, Sent, first_shown, notes_in, shown
from deliberation.syntheses.entry_rules import (
    Note,
    Standing,
    lines_of,
    why_not_bring,
    why_not_keep,
    why_not_read,
)
from deliberation.syntheses.incoming import HEAVIEST, FileRefusal, paragraphs_of
from deliberation.text import sequence
from deliberation.uploads import received
from deliberation.web import CHECK_FIELDS, refusal_words, see_other, write

LINE = N_("la ligne {n}")


class NotesForm(Form):
    text: Words = long_field(default="", title=N_("Les notes, une par ligne"))


def new_material(request: Request) -> Response:
    """Three ways in for what was said elsewhere: pasted notes, a file, a photograph."""
    staff_at(request, Action.WRITE_SYNTHESIS)
    return shown(request, request.path_params["topic_id"])


async def preview_notes(request: Request) -> Response:
    await run_in_threadpool(staff_at, request, Action.WRITE_SYNTHESIS)
    form = await read(request, NotesForm)
    return await previewed(request, request.path_params["topic_id"], form.text.split("\n"))


async def preview_file(request: Request) -> Response:
    await run_in_threadpool(staff_at, request, Action.WRITE_SYNTHESIS)
    upload = await received(request, "file", HEAVIEST)
    if upload.data is None:
        raise Refused(FileRefusal.TOO_HEAVY)
    found = await get_running_loop().run_in_executor(
        ONE_AT_A_TIME, paragraphs_of, upload.name, upload.data
    )
    return await previewed(request, request.path_params["topic_id"], found)


async def previewed(request: Request, topic_id: int, sent: list[str], board: int = 0) -> Response:
    """What these lines would bring in. Nothing is kept yet."""

    def preview() -> Response:
        lines = lines_of(sent)
        refuse(why_not_read(lines.values()), n=len(lines))
        return shown(request, topic_id, first_shown(request, topic_id, lines), board)

    return await run_in_threadpool(preview)


async def enter_notes(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.WRITE_SYNTHESIS)
    topic_id, notes = request.path_params["topic_id"], list[Note]()
    try:
        form = await read(request, EntryForm)
        notes = [note for note in notes_in(request.state.typed) if note.keep]
        refuse(why_not_bring(view.topic.phase))
        refuse(why_not_keep(notes), lines=_long(notes))
        sent = [Entering(note.words, note.standing is Standing.THERE) for note in notes]
        details = (topic_id, account.id, sent, form.origin(), datetime.now(UTC))
        entered = await write(request, enter_material, *details, form=form)
    except BadForm as bad:
        return await _again(request, 422, gettext(CHECK_FIELDS), bad.errors)
    except Refused as refused:
        return await _again(request, 409, refusal_words(refused.reason, **refused.about), {})
    place = f"/gestion/sujets/{topic_id}/matiere/ajouter"
    if form.board:
        place = f"/gestion/photographies/{form.board}"
    return see_other(f"{place}?entrees={entered}&relues={len(notes)}")


async def _again(request: Request, status: int, sentence: str, errors: dict[str, str]) -> Response:
    """The same page, with all that was typed and what is wrong with it."""
    typed = request.state.typed
    sent = Sent(notes_in(typed), typed, errors, sentence)
    board = number_of(str(typed.get("board", "")), 0)
    topic_id = request.path_params["topic_id"]
    return await run_in_threadpool(shown, request, topic_id, sent, board, status)


def _long(notes: list[Note]) -> str:
    long = (note.number for note in notes if note.standing is Standing.TOO_LONG)
    return sequence([gettext(LINE).format(n=number) for number in long])


MATERIAL = "/gestion/sujets/{topic_id:id}/matiere/ajouter"
routes: list[BaseRoute] = [
    Route(MATERIAL, new_material),
    Route(MATERIAL, preview_notes, methods=["POST"]),
    Route(MATERIAL + "/fichier", preview_file, methods=["POST"]),
    Route(MATERIAL + "/entree", enter_notes, methods=["POST"]),
]
