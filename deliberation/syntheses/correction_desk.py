"""Where a published text is corrected: one sentence, and the notice that everyone reads."""

from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.forms import Form, Words, long_field, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.syntheses import reading
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.corrections import correct_statement, formers_of
from deliberation.syntheses.models import Synthesis
from deliberation.web import database, page, see_other, staff_of, write


class CorrectionForm(Form):
    statement: int = Field(default=0, ge=0, le=999_999_999)
    words: Words = long_field(default="", max_length=2000, title=N_("La phrase corrigée"))
    notice: Words = long_field(default="", max_length=600, title=N_("Ce qui change, et pourquoi"))


def correction(request: Request) -> Response:
    """First the sentence, then its correction; and what was corrected before."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.PUBLISH_SYNTHESIS, place_of(session, found.topic_id))
        snapshot = reading.snapshot_of(session, found.id or 0)
        if snapshot is None:
            raise HTTPException(404)
        parts = reading.parts_of(session, found.id or 0)
        asked = request.query_params.get("phrase", "")
        every = [said.statement for part in parts for said in part.said]
        return page(
            request,
            "syntheses/correction.html",
            synthesis=found,
            snapshot=snapshot,
            parts=[part for part in parts if part.said],
            chosen=next((one for one in every if str(one.id) == asked), None),
            formers=formers_of(session, found.id or 0),
        )


async def correct(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, CorrectionForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.PUBLISH_SYNTHESIS)
    await write(
        request,
        correct_statement,
        number,
        form.statement,
        form.words,
        form.notice,
        account.actor,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/syntheses/{number}")


ADDRESS = "/gestion/syntheses/{synthesis_id:id}/correction"
routes: list[BaseRoute] = [
    Route(ADDRESS, correction),
    Route(ADDRESS, correct, methods=["POST"]),
]
