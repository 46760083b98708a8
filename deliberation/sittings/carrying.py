"""« Emporter » and « Ramener la journée »: the page, the file to keep, the file that comes back."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.errors import Refused, refuse
from deliberation.forms import Form, read
from deliberation.roles import Action
from deliberation.sittings import bundle, carriage
from deliberation.sittings.access import staff_at
from deliberation.sittings.carriage import CarriageRefusal, Way
from deliberation.sittings.reading import DayView
from deliberation.web import database, page, see_other, write

LARGEST_REQUEST = bundle.HEAVIEST + 10_000


class Step(StrEnum):
    """What one does to a day that travels."""

    TAKE = "take"
    GIVE_UP = "give_up"
    SEND = "send"


class StepForm(Form):
    step: Step


COMMANDS = {
    Step.TAKE: carriage.take_away,
    Step.GIVE_UP: carriage.give_up,
    Step.SEND: carriage.send_home,
}


def carry_day(request: Request) -> Response:
    """Where the day is held now, and how it travels."""
    _, view = staff_at(request, Action.RUN_SITTING)
    with database(request).reading() as session:
        journey = carriage.last_journey(session, view.sitting.id or 0)
    way = Way(journey.way) if journey else None
    return page(request, "sittings/carry_day.html", view=view, journey=journey, way=way, Way=Way)


async def take_step(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, StepForm)
    details = (view.sitting.id, account.actor, datetime.now(UTC))
    await write(request, COMMANDS[form.step], *details, form=form)
    return see_other(_address(view))


def day_file(request: Request) -> Response:
    """The file of a day that left: the same day however often it is asked for."""
    _, view = staff_at(request, Action.RUN_SITTING)
    with database(request).reading() as session:
        content = carriage.content_of(session, view.sitting.id or 0)
    name = f"journee-{view.sitting.id}-{content['way']}.parole"
    return Response(
        bundle.packed(database(request).key, content),
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def bring_back(request: Request) -> Response:
    """The day comes home, from the file that the laptop gave."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    content = await run_in_threadpool(_unpacked, request, await _sent(request))
    returns = content["sitting"] == view.sitting.id and content["way"] == Way.RETURNED
    refuse(None if returns else CarriageRefusal.OTHER_FILE)
    now = datetime.now(UTC)
    await write(request, carriage.bring, content, account.actor, now)
    return see_other(_address(view))


def _unpacked(request: Request, data: bytes) -> dict[str, Any]:
    return bundle.unpacked(database(request).key, data)


async def _sent(request: Request) -> bytes:
    """The file that was sent; one that is too heavy is not even read."""
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or int(size) > LARGEST_REQUEST:
        raise HTTPException(413, headers={"connection": "close"})
    async with request.form(max_files=1, max_fields=5) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.size:
            raise Refused(CarriageRefusal.NO_FILE)
        return await sent.read()


def _address(view: DayView) -> str:
    return f"/journees/{view.sitting.id}/emporter"


DAY = "/journees/{sitting_id:id}/emporter"
routes: list[BaseRoute] = [
    Route(DAY, carry_day),
    Route(DAY, take_step, methods=["POST"]),
    Route(f"{DAY}/fichier", day_file),
    Route(f"{DAY}/retour", bring_back, methods=["POST"]),
]
