"""Where the writers see the disagreements of a topic, and say how they took each into account."""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.debate.rules import Audience
from deliberation.forms import Form, Option, RowNumber, Words, long_field, read
from deliberation.i18n import N_, day
from deliberation.roles import Action, Place
from deliberation.security import SeenAccount
from deliberation.syntheses import rules
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.dissents import commands
from deliberation.syntheses.dissents.reading import EMPTY, Protected, protected
from deliberation.syntheses.dissents.rules import Holders
from deliberation.syntheses.models import Synthesis
from deliberation.web import database, page, see_other, staff_of, viewer_of, write


class AnswerForm(Form):
    words: Words = long_field(
        default="", max_length=1000, title=N_("Comment nous l'avons pris en compte")
    )


class ClosingForm(Form):
    sitting: RowNumber = Field(title=N_("La rencontre"))


def dissents(request: Request) -> Response:
    """Each block with its words, who may close it and why, and where it stands."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        place = place_of(session, found.topic_id)
        _at_work(request, place)
        blocks, now = protected(session, found), datetime.now(UTC)
        drafter = viewer_of(request).may(Action.WRITE_SYNTHESIS, place)
        return page(
            request,
            "syntheses/dissents.html",
            synthesis=found,
            blocks=blocks,
            days={one.key: _days(session, found, one, now) for one in blocks},
            drafters=Audience.DRAFTERS,
            empty=EMPTY,
            writable=drafter and rules.why_not_write(found.state) is None,
        )


def _days(session: Session, synthesis: Synthesis, one: Protected, now: datetime) -> list[Option]:
    """The days on which the group that holds a block met again."""
    if one.closed or one.found.holders is not Holders.GROUP:
        return []
    held = commands.days_after(session, synthesis, one, now)
    return [
        Option(str(sitting.id), f"{sitting.title}, {day(sitting.starts_at)}") for sitting in held
    ]


async def answer_dissent(request: Request) -> Response:
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    form = await read(request, AnswerForm)
    number, key = _named(request)
    await write(request, commands.answer_dissent, number, key, form.words, account.actor, form=form)
    return see_other(_address(number, key))


async def record_closing(request: Request) -> Response:
    """What a group said when it met again, told by someone who wrote nothing of the text."""
    account = await run_in_threadpool(_worker, request)
    form = await read(request, ClosingForm)
    number, key = _named(request)
    now = datetime.now(UTC)
    command = commands.record_closing
    await write(request, command, number, key, form.sitting, account.actor, now, form=form)
    return see_other(_address(number, key))


def _worker(request: Request) -> SeenAccount:
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        return _at_work(request, place_of(session, found.topic_id))


def _at_work(request: Request, place: Place) -> SeenAccount:
    """Whoever writes, signs off, publishes or sends the syntheses of a place."""
    viewer = viewer_of(request)
    mine = next((one for one in rules.WORK if viewer.may(one, place)), Action.WRITE_SYNTHESIS)
    return staff_of(request, mine, place)


def _named(request: Request) -> tuple[int, str]:
    params = request.path_params
    return params["synthesis_id"], f"{params['kind']}/{params['number']}"


def _address(synthesis_id: int, key: str) -> str:
    return f"/gestion/syntheses/{synthesis_id}/divergences#{key.replace('/', '-')}"


PAGE = "/gestion/syntheses/{synthesis_id:id}/divergences"
routes: list[BaseRoute] = [
    Route(PAGE, dissents),
    Route(PAGE + "/{kind}/{number:id}/reponse", answer_dissent, methods=["POST"]),
    Route(PAGE + "/{kind}/{number:id}/rencontre", record_closing, methods=["POST"]),
]
