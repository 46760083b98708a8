"""Where the writers have their text read back: until when, and what people answered so far."""

from datetime import UTC, date, datetime, timedelta

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.forms import Form, read
from deliberation.i18n import N_, today
from deliberation.roles import Action
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.models import Synthesis, SynthesisState
from deliberation.syntheses.reading_back import asking, commands, rules, telling
from deliberation.syntheses.rules import STATE_NAMES, STEPS, Step
from deliberation.web import database, page, see_other, staff_of, write

USUAL = timedelta(days=14)


class BeginForm(Form):
    ends_on: date = Field(title=N_("Dernier jour pour répondre"))


def reading_back(request: Request) -> Response:
    """Until when people are asked, how many they are, and what the writers may do now."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        place = place_of(session, found.topic_id)
        staff_of(request, Action.WRITE_SYNTHESIS, place)
        number = found.id or 0
        held = asking.reading_backs(session, number)
        told = telling.told_of(session, found)
        return page(
            request,
            "syntheses/reading_back.html",
            synthesis=found,
            asked=len(asking.asked_of(session, number)),
            told=told,
            lines=telling.lines(told),
            current=held[-1] if held else None,
            stand=told.stand,
            Reread=rules.Reread,
            reading=found.state is SynthesisState.READING_BACK,
            may_begin=(found.state, Step.READ_BACK) in STEPS,
            usual=today() + USUAL,
            soonest=today() + timedelta(days=1),
            latest=today() + rules.LONGEST,
            state_name=STATE_NAMES[found.state],
        )


async def begin(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    form = await read(request, BeginForm)
    now = datetime.now(UTC)
    command = commands.begin_reading_back
    await write(request, command, number, form.ends_on, account.actor, now, form=form)
    return see_other(f"/gestion/syntheses/{number}/relecture")


async def take_back(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, Form)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    now = datetime.now(UTC)
    await write(request, commands.take_text_back, number, account.actor, now, form=form)
    return see_other(f"/gestion/syntheses/{number}")


PAGE = "/gestion/syntheses/{synthesis_id:id}/relecture"
routes: list[BaseRoute] = [
    Route(PAGE, reading_back),
    Route(PAGE, begin, methods=["POST"]),
    Route(PAGE + "/reprendre", take_back, methods=["POST"]),
]
