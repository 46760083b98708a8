"""A photograph of a paperboard, with the words that are typed from it: for drafters alone."""

from asyncio import get_running_loop
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.debate.access import staff_at
from deliberation.errors import Refused
from deliberation.forms import Form, Line, read
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.sittings.photographs import ONE_AT_A_TIME, wrong_description
from deliberation.sittings.pictures import HEAVIEST, PhotographRefusal, redrawn
from deliberation.syntheses.boards import Board, keep_board, remove_board
from deliberation.syntheses.entry_desk import Described, shown
from deliberation.syntheses.new_material import MATERIAL, NotesForm, previewed
from deliberation.text import clean
from deliberation.uploads import Upload, received
from deliberation.web import database, refusal_words, see_other, staff_of, write


class RemovalForm(Form):
    reason: Line = ""


async def send_board(request: Request) -> Response:
    """A picture comes in; next, one types what it says beside it."""
    account, _ = await run_in_threadpool(staff_at, request, Action.WRITE_SYNTHESIS)
    upload = await received(request, "photo", HEAVIEST)
    described = clean(upload.fields.get("description", ""))
    if error := wrong_description(upload.fields.get("description", "")):
        return await _refused(request, 422, Described(described, error=error))
    topic_id = request.path_params["topic_id"]
    try:
        image = await _redrawn(upload)
        details = (topic_id, account.id, described, image, datetime.now(UTC))
        once = Form(once=upload.fields.get("once", "")[:64])
        number = await write(request, keep_board, *details, form=once)
    except Refused as refused:
        sentence = refusal_words(refused.reason, **refused.about)
        return await _refused(request, 409, Described(described, sentence=sentence))
    return see_other(f"/gestion/photographies/{number}")


async def _redrawn(upload: Upload) -> bytes:
    if upload.data is None:
        raise Refused(PhotographRefusal.TOO_HEAVY)
    return await get_running_loop().run_in_executor(ONE_AT_A_TIME, redrawn, upload.data)


async def _refused(request: Request, status: int, described: Described) -> Response:
    topic_id = request.path_params["topic_id"]
    return await run_in_threadpool(shown, request, topic_id, status=status, described=described)


def board(request: Request) -> Response:
    """The picture, what was typed from it, and a box to type more while one looks at it."""
    _, found = _held(request)
    return shown(request, found.topic_id, board=found.id or 0)


def board_image(request: Request) -> Response:
    _, found = _held(request)
    if not found.is_there:
        raise HTTPException(404)
    return Response(found.image, media_type="image/jpeg")


async def preview_board(request: Request) -> Response:
    _, found = await run_in_threadpool(_held, request)
    form = await read(request, NotesForm)
    return await previewed(request, found.topic_id, form.text.split("\n"), found.id or 0)


async def take_board_away(request: Request) -> Response:
    account, found = await run_in_threadpool(_held, request)
    form = await read(request, RemovalForm)
    await write(request, remove_board, found.id, account.id, form.reason, form=form)
    return see_other(f"/gestion/photographies/{found.id}")


def _held(request: Request) -> tuple[SeenAccount, Board]:
    """Who asks, if she writes the syntheses of the topic of this photograph."""
    with database(request).reading() as session:
        found = session.get_one(Board, request.path_params["board_id"])
        place = place_of(session, found.topic_id)
    return staff_of(request, Action.WRITE_SYNTHESIS, place), found


BOARD = "/gestion/photographies/{board_id:id}"
routes: list[BaseRoute] = [
    Route(MATERIAL + "/photo", send_board, methods=["POST"]),
    Route(BOARD, board),
    Route(BOARD, preview_board, methods=["POST"]),
    Route(BOARD + "/image", board_image),
    Route(BOARD + "/retrait", take_board_away, methods=["POST"]),
]
