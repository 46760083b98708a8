"""Where the rooms, the tables and the badges of a day are prepared, and badges are printed."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.forms import Form, read
from deliberation.i18n import gettext
from deliberation.people.models import College
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.sittings import furnishing
from deliberation.sittings.access import staff_at
from deliberation.sittings.day_forms import (
    BadgesForm,
    KeptTablesForm,
    RoomForm,
    TableForm,
    TablesForm,
)
from deliberation.sittings.models import Badge, Room, Table
from deliberation.sittings.plan_rules import why_not_prepare
from deliberation.sittings.reading import DayView
from deliberation.web import database, page, see_other, write


class BadgeBatch(NamedTuple):
    """Badges whose numbers follow each other, for one college or for anyone."""

    college: College | None
    first: int
    last: int


def furniture_desk(request: Request) -> Response:
    """The rooms, the tables and the badges of a day."""
    _, view = staff_at(request, Action.PREPARE_SITTING)
    refusal = why_not_prepare(view.sitting)
    with database(request).reading() as session:
        return page(
            request,
            "sittings/furniture_desk.html",
            view=view,
            rooms=_rooms(session, view),
            tables=_tables(session, view),
            colleges=_colleges(session, view),
            batches=_batches(session, view),
            fixed=gettext(refusal.value) if refusal else "",
        )


def _rooms(session: Session, view: DayView) -> Sequence[Room]:
    mine = select(Room).where(Room.sitting_id == view.sitting.id)
    return session.exec(mine.order_by(col(Room.id))).all()


def _tables(session: Session, view: DayView) -> Sequence[Table]:
    mine = select(Table).where(Table.sitting_id == view.sitting.id)
    return session.exec(mine.order_by(col(Table.number))).all()


def _colleges(session: Session, view: DayView) -> dict[int | None, College]:
    mine = select(College).where(College.committee_id == view.committee.id)
    return {one.id: one for one in session.exec(mine.order_by(col(College.position)))}


def _batches(session: Session, view: DayView) -> list[BadgeBatch]:
    """The badges of a day in order: those of one college that follow each other are together."""
    mine = select(Badge.number, Badge.college_id).where(Badge.sitting_id == view.sitting.id)
    rows = session.exec(mine.order_by(col(Badge.number))).all()
    colleges = _colleges(session, view)
    # Numbers and their rank differ by as much for as long as the numbers follow each other.
    runs = groupby(enumerate(rows), key=lambda one: (one[1][1], one[1][0] - one[0]))
    batches = []
    for (college_id, _), run in runs:
        numbers = [row[0] for _, row in run]
        batches.append(BadgeBatch(colleges.get(college_id), numbers[0], numbers[-1]))
    return batches


def table_desk(request: Request) -> Response:
    """One table: its name, its places, its room, and whose it is in peer groups."""
    table, view = _table_at(request)
    with database(request).reading() as session:
        return page(
            request,
            "sittings/table_desk.html",
            view=view,
            table=table,
            rooms=_rooms(session, view),
            colleges=_colleges(session, view),
        )


def _table_at(request: Request) -> tuple[Table, DayView]:
    with database(request).reading() as session:
        table = session.get_one(Table, request.path_params["table_id"])
    _, view = staff_at(request, Action.PREPARE_SITTING, table.sitting_id)
    return table, view


def print_badges(request: Request) -> Response:
    """The badges of a day, to print and to cut: a number, and nothing of who will wear it."""
    _, view = staff_at(request, Action.PREPARE_SITTING)
    with database(request).reading() as session:
        batches = _batches(session, view)
    return page(request, "sittings/print_badges.html", view=view, batches=batches)


def _who(request: Request) -> tuple[SeenAccount, int]:
    """Who prepares, and the day of the thing that is asked for."""
    path = request.path_params
    with database(request).reading() as session:
        if "table_id" in path:
            sitting_id = session.get_one(Table, path["table_id"]).sitting_id
        elif "room_id" in path:
            sitting_id = session.get_one(Room, path["room_id"]).sitting_id
        else:
            sitting_id = path["sitting_id"]
    account, _ = staff_at(request, Action.PREPARE_SITTING, sitting_id)
    return account, sitting_id


def _back(sitting_id: int, to: str) -> Response:
    return see_other(f"/gestion/journees/{sitting_id}/salle#{to}")


async def add_room(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, RoomForm)
    words = {"name": form.name, "access": form.access}
    await write(request, furnishing.add_room, sitting_id, words, account.actor, form=form)
    return _back(sitting_id, "salles")


async def change_room(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, RoomForm)
    words = {"name": form.name, "access": form.access}
    details = (request.path_params["room_id"], words, account.actor)
    await write(request, furnishing.change_room, *details, form=form)
    return _back(sitting_id, "salles")


async def add_tables(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, TablesForm)
    words = {"capacity": form.capacity, "room_id": form.room or None}
    details = (sitting_id, form.number, form.naming, words, account.actor)
    await write(request, furnishing.add_tables, *details, form=form)
    return _back(sitting_id, "tables")


async def keep_tables(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, KeptTablesForm)
    details = (sitting_id, form.first, form.last, form.college or None, account.actor)
    await write(request, furnishing.keep_tables, *details, form=form)
    return _back(sitting_id, "tables")


async def change_table(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, TableForm)
    details = (request.path_params["table_id"], form.words(), account.actor)
    await write(request, furnishing.change_table, *details, form=form)
    return _back(sitting_id, "tables")


async def make_badges(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, BadgesForm)
    details = (sitting_id, form.number, form.college or None, account.actor)
    await write(request, furnishing.make_badges, *details, form=form)
    return _back(sitting_id, "badges")


async def remove_room(request: Request) -> Response:
    return await _remove(request, furnishing.remove_room, "room_id", "salles")


async def remove_table(request: Request) -> Response:
    return await _remove(request, furnishing.remove_table, "table_id", "tables")


async def _remove(request: Request, command: Callable[..., Any], id: str, to: str) -> Response:
    account, sitting_id = await run_in_threadpool(_who, request)
    form = await read(request, Form)
    await write(request, command, request.path_params[id], account.actor, form=form)
    return _back(sitting_id, to)


routes: list[BaseRoute] = [
    Route("/gestion/journees/{sitting_id:id}/salle", furniture_desk),
    Route("/gestion/journees/{sitting_id:id}/badges", print_badges),
    Route("/gestion/journees/{sitting_id:id}/salles", add_room, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/tables", add_tables, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/tables/college", keep_tables, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/badges", make_badges, methods=["POST"]),
    Route("/gestion/salles/{room_id:id}", change_room, methods=["POST"]),
    Route("/gestion/salles/{room_id:id}/retrait", remove_room, methods=["POST"]),
    Route("/gestion/tables/{table_id:id}", table_desk),
    Route("/gestion/tables/{table_id:id}", change_table, methods=["POST"]),
    Route("/gestion/tables/{table_id:id}/retrait", remove_table, methods=["POST"]),
]
