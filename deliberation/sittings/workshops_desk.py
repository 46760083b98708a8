"""Where the workshops of a day are prepared. Those who prepare see numbers here, and no name."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.forms import read
from deliberation.i18n import gettext, hour
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.sittings import workshops
from deliberation.sittings.access import staff_at
from deliberation.sittings.enrol_forms import EachForm, SeenForm, WorkshopForm
from deliberation.sittings.enrolled import hours_of, workshops_of
from deliberation.sittings.models import Room
from deliberation.sittings.plan_rules import why_not_prepare
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Workshop
from deliberation.web import database, page, see_other, write


def workshops_desk(request: Request) -> Response:
    """The workshops of a day: what they are, how many people chose them, what else to add."""
    _, view = staff_at(request, Action.PREPARE_SITTING)
    refusal = why_not_prepare(view.sitting)
    with database(request).reading() as session:
        found = workshops_of(session, view)
        return page(
            request,
            "sittings/workshops_desk.html",
            view=view,
            sitting=view.sitting,
            workshops=found,
            hours=hours_of(found),
            fixed=gettext(refusal.value) if refusal else "",
            **_places(session, view),
        )


def workshop_desk(request: Request) -> Response:
    """One workshop."""
    _, view = _at(request)
    with database(request).reading() as session:
        found = workshops_of(session, view)
        refusal = why_not_prepare(view.sitting)
        return page(
            request,
            "sittings/workshop_desk.html",
            view=view,
            one=next(one for one in found if one.workshop.id == request.path_params["workshop_id"]),
            fixed=gettext(refusal.value) if refusal else "",
            **_places(session, view),
        )


def _places(session: Session, view: DayView) -> dict[str, Any]:
    """The rooms and the steps where a workshop may be held."""
    mine = select(Room).where(Room.sitting_id == view.sitting.id)
    rooms: Sequence[Room] = session.exec(mine.order_by(col(Room.id))).all()
    steps = [{"id": step.id, "name": f"{hour(at)} · {step.title}"} for step, at in view.hours()]
    return {"rooms": rooms, "steps": steps}


def _at(request: Request) -> tuple[SeenAccount, DayView]:
    with database(request).reading() as session:
        workshop = session.get_one(Workshop, request.path_params["workshop_id"])
    return staff_at(request, Action.PREPARE_SITTING, workshop.sitting_id)


def _back(sitting_id: int) -> Response:
    return see_other(f"/gestion/journees/{sitting_id}/ateliers")


async def add_workshop(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, WorkshopForm)
    sitting_id = view.sitting.id or 0
    details = (sitting_id, form.words(), account.actor)
    await write(request, workshops.add_workshop, *details, form=form)
    return _back(sitting_id)


async def set_workshops_each(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, EachForm)
    sitting_id = view.sitting.id or 0
    details = (sitting_id, form.each, account.actor)
    await write(request, workshops.set_workshops_each, *details, form=form)
    return _back(sitting_id)


async def change_workshop(request: Request) -> Response:
    account, view = await run_in_threadpool(_at, request)
    form = await read(request, WorkshopForm)
    details = (request.path_params["workshop_id"], form.words(), account.actor)
    await write(request, workshops.change_workshop, *details, form=form)
    return _back(view.sitting.id or 0)


async def remove_workshop(request: Request) -> Response:
    account, view = await run_in_threadpool(_at, request)
    form = await read(request, SeenForm)
    details = (request.path_params["workshop_id"], form.seen, account.actor)
    await write(request, workshops.remove_workshop, *details, form=form)
    return _back(view.sitting.id or 0)


routes: list[BaseRoute] = [
    Route("/gestion/journees/{sitting_id:id}/ateliers", workshops_desk),
    Route("/gestion/journees/{sitting_id:id}/ateliers", add_workshop, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/ateliers/choix", set_workshops_each, methods=["POST"]),
    Route("/gestion/ateliers/{workshop_id:id}", workshop_desk),
    Route("/gestion/ateliers/{workshop_id:id}", change_workshop, methods=["POST"]),
    Route("/gestion/ateliers/{workshop_id:id}/retrait", remove_workshop, methods=["POST"]),
]
