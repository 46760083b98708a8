"""The page on which drafters write the easy-read twin, and say who tested it."""

from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.forms import Form, Line, OptionalDay, Words, long_field, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.syntheses import easy
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.models import EasyRead, Synthesis
from deliberation.web import database, page, see_other, staff_of, write

LONGEST = 6000
EASY = "/gestion/syntheses/{synthesis_id:id}/facile-a-lire"


class EasyReadForm(Form):
    words: Words = long_field(min_length=1, max_length=LONGEST, title=N_("Le texte facile à lire"))
    seen: str = Field(default="", max_length=16)


class TestForm(Form):
    tested_by: Line = Field(default="", max_length=200, title=N_("Le groupe qui a relu"))
    tested_on: OptionalDay = Field(default=None, title=N_("Le jour de la relecture"))


def easy_read(request: Request) -> Response:
    """The twin, its label, and the two forms."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, found.topic_id))
        kept = session.get(EasyRead, found.id)
    return page(
        request,
        "syntheses/easy_read.html",
        synthesis=found,
        easy=kept,
        label=easy.label_of(kept) if kept else "",
        seen=easy.seen(kept),
        longest=LONGEST,
    )


async def keep_easy_read(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, EasyReadForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    told = form.words, form.seen, account.actor, datetime.now(UTC)
    await write(request, easy.write_easy_read, number, *told, form=form)
    return see_other(f"/gestion/syntheses/{number}/facile-a-lire")


async def keep_test(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, TestForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    told = form.tested_by, form.tested_on, account.actor, datetime.now(UTC)
    await write(request, easy.record_test, number, *told, form=form)
    return see_other(f"/gestion/syntheses/{number}/facile-a-lire")


routes: list[BaseRoute] = [
    Route(EASY, easy_read),
    Route(EASY, keep_easy_read, methods=["POST"]),
    Route(EASY + "/relecture", keep_test, methods=["POST"]),
]
