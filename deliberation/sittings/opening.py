"""How a device begins to write for a table: by the address that is printed on the table's sign."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.forms import read
from deliberation.i18n import N_, gettext
from deliberation.people.hashing import from_key
from deliberation.people.tries import mark_device, may_try, was_wrong
from deliberation.security import (
    WRONG_ANSWERS,
    cookie,
    new_token,
    set_cookie,
    token_hash,
)
from deliberation.sittings import doors, notes
from deliberation.sittings.agreeing import label_of
from deliberation.sittings.doors import DEVICE_COOKIE
from deliberation.sittings.models import Table
from deliberation.sittings.note_sheets import OpenForm
from deliberation.sittings.reading import DayView, day_view
from deliberation.web import database, decline, page, see_other, write

NO_SUCH_TABLE = N_("Cette adresse n'ouvre aucune table.")
ASK_FOR_IT = N_(
    "Lisez à nouveau le QR code posé sur la table. S'il ne marche plus, "
    "demandez le nouveau à l'animateur."
)


async def open_table(request: Request) -> Response:
    """« Cet appareil écrit pour la table 4 »: one button, and the page of the table follows."""
    await may_try(request, WRONG_ANSWERS, "table")
    found = await run_in_threadpool(_found, request)
    if found is None:
        return await _unknown(request)
    table, view = found
    secret = cookie(request, DEVICE_COOKIE)
    if secret and table.device_hash == token_hash(secret):
        return see_other(f"/tables/{table.id}")
    return page(
        request,
        "sittings/open_table.html",
        view=view,
        label=label_of(table),
        taken=table.device_hash is not None,
    )


async def take_table(request: Request) -> Response:
    form = await read(request, OpenForm)
    await may_try(request, WRONG_ANSWERS, "table")
    found = await run_in_threadpool(_found, request)
    if found is None:
        return await _unknown(request)
    table, _ = found
    # A form that is sent twice gives the same secret twice: its cookie holds, whichever comes last.
    key = database(request).key
    secret = from_key(key, "device of a table", table.id, form.once or new_token()).hex()
    await write(request, notes.open_table, table.id, token_hash(secret), form.takes_over)
    response = see_other(f"/tables/{table.id}")
    set_cookie(request, response, DEVICE_COOKIE, secret)
    return response


def _found(request: Request) -> tuple[Table, DayView] | None:
    """The table of this address, if its code is the right one: nobody learns which tables are."""
    with database(request).reading() as session:
        table = session.get(Table, request.path_params["table_id"])
        if table is None:
            return None
        view = day_view(session, table.sitting_id)
    expected = doors.table_token(database(request).key, view.sitting, table)
    return (table, view) if doors.opens(expected, request.path_params["code"]) else None


async def _unknown(request: Request) -> Response:
    await was_wrong(request, WRONG_ANSWERS, "table")
    shown = decline(request, 404, gettext(NO_SUCH_TABLE), gettext(ASK_FOR_IT))
    return mark_device(request, shown)


routes: list[BaseRoute] = [
    Route("/t/{table_id:id}/{code}", open_table),
    Route("/t/{table_id:id}/{code}", take_table, methods=["POST"]),
]
