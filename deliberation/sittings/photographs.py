"""Photographs of paperboards: sent by a table's device, seen by it and by who runs the day."""

from asyncio import get_running_loop
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from sqlmodel import Session, func, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.errors import Refused, refuse
from deliberation.forms import INVISIBLE, SENTENCES, Form, number_of
from deliberation.i18n import N_, gettext
from deliberation.journal import record, touch
from deliberation.roles import Action
from deliberation.security import cookie, token_hash
from deliberation.sittings import rules
from deliberation.sittings.access import table_at
from deliberation.sittings.agreeing import is_sealed, label_of
from deliberation.sittings.devices import device_of
from deliberation.sittings.doors import DEVICE_COOKIE
from deliberation.sittings.models import Segment, Table
from deliberation.sittings.note_rules import MOST_PHOTOGRAPHS, TableRefusal
from deliberation.sittings.notes import held, step_of
from deliberation.sittings.pictures import HEAVIEST, PhotographRefusal, redrawn
from deliberation.sittings.reading import day_view
from deliberation.sittings.registers import Photograph
from deliberation.text import clean, unwanted
from deliberation.uploads import received
from deliberation.web import database, page, refusal_words, see_other, viewer_of, write

LONGEST_DESCRIPTION = 300
# To draw a picture takes memory and time: however many tables send one, the pages stay quick.
ONE_AT_A_TIME = ThreadPoolExecutor(1, thread_name_prefix="pictures")
NOT_DESCRIBED = N_("Dites en quelques mots ce que montre la photo : tout le monde ne la voit pas.")


class Sent(NamedTuple):
    """What a device sent, not yet looked at; no data when they were too heavy to be kept."""

    segment_id: int
    once: str
    description: str
    data: bytes | None


def keep_photograph(
    session: Session, table_id: int, device: str, segment_id: int, description: str, image: bytes
) -> int:
    """A table keeps a picture of its paperboard, with the words that say what it shows."""
    table, sitting = held(session, table_id, device)
    refuse(rules.why_not_run(sitting))
    step_of(session, sitting, segment_id, to_change=True)
    kept = select(func.count()).where(
        Photograph.table_id == table_id, Photograph.segment_id == segment_id
    )
    if session.exec(kept).one() >= MOST_PHOTOGRAPHS:
        refuse(TableRefusal.TOO_MANY_PHOTOGRAPHS)
    photograph = Photograph(
        segment_id=segment_id, table_id=table_id, description=description, image=image
    )
    session.add(photograph)
    session.flush()
    assert photograph.id is not None
    record(session, "photograph.kept", sitting.desk_channel, table=table_id)
    touch(session, table.channel)
    return photograph.id


def remove_photograph(session: Session, photograph_id: int, device: str) -> int:
    """A table takes its picture back. Returns the number of the table."""
    photograph = session.get_one(Photograph, photograph_id)
    table, sitting = held(session, photograph.table_id, device)
    refuse(rules.why_not_run(sitting))
    session.delete(photograph)
    record(session, "photograph.removed", sitting.desk_channel, table=table.id)
    touch(session, table.channel)
    return photograph.table_id


def table_photo(request: Request) -> Response:
    """Where a table sends the picture of its paperboard."""
    return _asked(request)


def _asked(
    request: Request, status: int = 200, description: str = "", sentence: str = "", error: str = ""
) -> Response:
    """The form; when the picture was refused, with the words that described it."""
    mine, view = table_at(request)
    begun = view.segments[: view.step]
    return page(
        request,
        "sittings/table_photo.html",
        status,
        label=label_of(mine),
        table=mine,
        segments=list(reversed(begun)),
        description=description,
        sentence=sentence,
        error=error,
        limit=LONGEST_DESCRIPTION,
    )


async def send_photograph(request: Request) -> Response:
    device, table_id = device_of(request), request.path_params["table_id"]
    await run_in_threadpool(table_at, request)
    sent = await _read(request)
    if error := wrong_description(sent.description):
        return await run_in_threadpool(_asked, request, 422, clean(sent.description), "", error)
    try:
        if sent.data is None:
            raise Refused(PhotographRefusal.TOO_HEAVY)
        image = await get_running_loop().run_in_executor(ONE_AT_A_TIME, redrawn, sent.data)
        details = (table_id, device, sent.segment_id, clean(sent.description), image)
        await write(request, keep_photograph, *details, form=Form(once=sent.once[:64]))
    except Refused as refused:
        return await _refused(request, refused, sent.description)
    return see_other(f"/tables/{table_id}#photos")


async def _refused(request: Request, refused: Refused, description: str) -> Response:
    sentence = refusal_words(refused.reason, **refused.about)
    return await run_in_threadpool(_asked, request, 409, clean(description), sentence)


def wrong_description(description: str) -> str:
    """What is to be changed in the words that say what a picture shows; nothing if they will do."""
    if unwanted(description):
        return gettext(INVISIBLE)
    if not clean(description):
        return gettext(NOT_DESCRIBED)
    if len(clean(description)) > LONGEST_DESCRIPTION:
        return gettext(SENTENCES["string_too_long"]).format(max_length=LONGEST_DESCRIPTION)
    return ""


async def _read(request: Request) -> Sent:
    """The picture and its words."""
    upload = await received(request, "photo", HEAVIEST)
    segment, once, words = (
        upload.fields.get(name, "") for name in ("segment", "once", "description")
    )
    return Sent(number_of(segment, 0), once, words, upload.data)


def photo(request: Request) -> Response:
    """A photograph, for the device of its table and for those who run the day; no one else."""
    secret = cookie(request, DEVICE_COOKIE)
    with database(request).reading() as session:
        photograph = session.get_one(Photograph, request.path_params["photograph_id"])
        table = session.get_one(Table, photograph.table_id)
        view = day_view(session, table.sitting_id)
        sealed = is_sealed(session, session.get_one(Segment, photograph.segment_id))
    hers = bool(secret) and table.device_hash == token_hash(secret or "")
    if not hers and (sealed or not viewer_of(request).may(Action.RUN_SITTING, view.place)):
        raise HTTPException(403)
    return Response(photograph.image, media_type="image/jpeg")


async def take_back(request: Request) -> Response:
    id = request.path_params["photograph_id"]
    table_id = await write(request, remove_photograph, id, device_of(request))
    return see_other(f"/tables/{table_id}#photos")


routes: list[BaseRoute] = [
    Route("/tables/{table_id:id}/photo", table_photo),
    Route("/tables/{table_id:id}/photo", send_photograph, methods=["POST"]),
    Route("/photos/{photograph_id:id}", photo),
    Route("/photos/{photograph_id:id}/retrait", take_back, methods=["POST"]),
]
