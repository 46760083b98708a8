"""Editing the headings: those of a committee's next syntheses, and those of one synthesis."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import Field
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.reading import committee_called
from deliberation.errors import Refusal
from deliberation.forms import Form, Line, read
from deliberation.i18n import N_
from deliberation.roles import Action, Place
from deliberation.syntheses import planning, rules
from deliberation.syntheses.models import Section, Synthesis
from deliberation.syntheses.planning import Named, Of, Plan
from deliberation.syntheses.template import Heading
from deliberation.web import database, page, see_other, staff_of, write

MOVES: dict[str, tuple[Callable[..., None], dict[str, Any]]] = {
    "monter": (planning.move_heading, {"up": True}),
    "descendre": (planning.move_heading, {"up": False}),
    "retirer": (planning.remove_heading, {}),
}


class HeadingForm(Form):
    heading: Line = Field(min_length=1, max_length=120, title=N_("Le titre de la partie"))
    guide: Line = Field(default="", max_length=300, title=N_("Ce qu'on y attend"))
    asks_council: bool = Field(default=False, title=N_("Ses phrases sont des questions posées"))
    was: Line = Field(default="", max_length=200)

    def named(self) -> Named:
        return Named(self.heading, self.guide, self.asks_council)


class WasForm(Form):
    """The heading that was seen at its place."""

    was: Line = Field(default="", max_length=200)


def committee_plan(request: Request) -> Response:
    """With what the next syntheses of a committee begin."""
    with database(request).reading() as session:
        committee = committee_called(session, request.path_params["slug"])
        staff_of(request, Action.SHAPE_SYNTHESES, Place(committee.id))
        headings = planning.headings_of(session, committee.id or 0)
        return _shown(request, "syntheses/committee_plan.html", headings, committee=committee)


def plan(request: Request) -> Response:
    """The headings of one synthesis."""
    with database(request).reading() as session:
        synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, synthesis.topic_id))
        mine = select(Section).where(Section.synthesis_id == synthesis.id)
        headings = session.exec(mine.order_by(col(Section.position))).all()
        refusal = rules.why_not_write(synthesis.state)
        name = "syntheses/plan.html"
        return _shown(request, name, headings, refusal, synthesis=synthesis)


def _shown(
    request: Request,
    name: str,
    headings: Sequence[Heading | Section],
    refusal: Refusal | None = None,
    **about: Any,
) -> Response:
    action = request.url.path
    return page(request, name, headings=headings, refusal=refusal, action=action, **about)


async def add(request: Request) -> Response:
    form = await read(request, HeadingForm)
    whose, actor = await run_in_threadpool(_edited, request)
    await write(request, planning.add_heading, whose, form.named(), actor, form=form)
    return see_other(_desk(request))


async def change(request: Request) -> Response:
    form = await read(request, HeadingForm)
    whose, actor = await run_in_threadpool(_edited, request)
    position: int = request.path_params["position"]
    command = planning.change_heading
    await write(request, command, whose, position, form.was, form.named(), actor, form=form)
    return see_other(f"{_desk(request)}#partie-{position}")


async def move(request: Request) -> Response:
    """Up, down, or out."""
    if request.path_params["way"] not in MOVES:
        raise HTTPException(404)
    command, details = MOVES[request.path_params["way"]]
    form = await read(request, WasForm)
    whose, actor = await run_in_threadpool(_edited, request)
    position: int = request.path_params["position"]
    await write(request, command, whose, position, form.was, actor=actor, form=form, **details)
    return see_other(_desk(request))


def _edited(request: Request) -> tuple[Plan, str]:
    """Whose headings this address edits, and who edits them."""
    with database(request).reading() as session:
        if "slug" in request.path_params:
            committee = committee_called(session, request.path_params["slug"])
            account = staff_of(request, Action.SHAPE_SYNTHESES, Place(committee.id))
            return Plan(Of.COMMITTEE, committee.id or 0), account.actor
        return _of_synthesis(request, session)


def _of_synthesis(request: Request, session: Session) -> tuple[Plan, str]:
    synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
    account = staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, synthesis.topic_id))
    return Plan(Of.SYNTHESIS, synthesis.id or 0), account.actor


def _desk(request: Request) -> str:
    """The page of these headings."""
    known = request.path_params
    if "slug" in known:
        return f"/gestion/comites/{known['slug']}/modele"
    return f"/gestion/syntheses/{known['synthesis_id']}/plan"


PAGES = (
    ("/gestion/comites/{slug}/modele", committee_plan),
    ("/gestion/syntheses/{synthesis_id:id}/plan", plan),
)
routes: list[BaseRoute] = [
    route
    for address, shown in PAGES
    for route in (
        Route(address, shown),
        Route(address, add, methods=["POST"]),
        Route(address + "/{position:id}", change, methods=["POST"]),
        Route(address + "/{position:id}/{way}", move, methods=["POST"]),
    )
]
