"""How people register for a day, choose workshops, and change their minds.

No account and no e-mail: whoever registers keeps an address, which is hers alone.
"""

import math
from collections.abc import Collection
from datetime import UTC, datetime

from sqlmodel import Session, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.errors import Refused
from deliberation.forms import Form, read
from deliberation.i18n import gettext
from deliberation.people import codes
from deliberation.people.hashing import from_key
from deliberation.people.tries import give_turn_back, mark_device, take_turn
from deliberation.security import (
    REGISTERED_FROM_A_DEVICE,
    REGISTERED_FROM_A_PLACE,
    new_token,
    token_hash,
)
from deliberation.sittings import enrolling
from deliberation.sittings.access import day_of
from deliberation.sittings.enrol_forms import RegistrationForm
from deliberation.sittings.enrol_rules import EnrolRefusal, forgotten_on, why_not_register
from deliberation.sittings.enrolled import hours_of, person_of, workshops_of
from deliberation.sittings.reading import day_view
from deliberation.sittings.registers import Registration
from deliberation.web import database, page, refusal_words, see_other, write

NOBODY: dict[str, object] = {
    "name": "",
    "contact": "",
    "needs": "",
    "wishes": "",
    "refunded": False,
}


def register(request: Request) -> Response:
    """The form with which anyone says that she comes."""
    return _register(request)


def _register(
    request: Request,
    typed: RegistrationForm | None = None,
    refusal: str = "",
    status: int = 409,
) -> Response:
    """The same; after a refusal, with the reason and all that was typed."""
    with database(request).reading() as session:
        view = day_of(request, session)
        hours = hours_of(workshops_of(session, view))
    closed = why_not_register(view.sitting, datetime.now(UTC))
    return page(
        request,
        "sittings/register.html",
        status if refusal else 200,
        view=view,
        sitting=view.sitting,
        closed=gettext(closed.value) if closed else "",
        refusal=refusal,
        waits=status == 429,
        typed=typed.words() if typed else NOBODY,
        given_back=typed is not None,
        ticked=set(typed.workshop) if typed else set(),
        hours=hours,
        forgotten_on=forgotten_on(view.sitting.starts_at),
        cancelled="annulee" in request.query_params,
    )


async def register_person(request: Request) -> Response:
    """The same words sent twice register once: the secret of her address is made from them.

    A form that was sent, then used again with the name of somebody else, registers that one too.
    """
    sitting_id = request.path_params["sitting_id"]
    await run_in_threadpool(_public, request)
    form = await read(request, RegistrationForm)
    seed = form.once or new_token()
    made = (sitting_id, seed, form.name, form.contact)
    secret = from_key(database(request).key, "registration", *made).hex()[:32]
    sent = form.model_copy(update={"once": secret})
    turn = (REGISTERED_FROM_A_DEVICE, REGISTERED_FROM_A_PLACE, "registered", str(sitting_id))
    if seconds := await take_turn(request, *turn):
        told = refusal_words(EnrolRefusal.TOO_MANY_HERE, minutes=math.ceil(seconds / 60))
        return await run_in_threadpool(_register, request, form, told, 429)
    details = (sitting_id, form.words(), form.workshop, secret, datetime.now(UTC))
    try:
        await write(request, enrolling.register, *details, form=sent)
    except Refused as refused:
        await give_turn_back(request, *turn)
        told = refusal_words(refused.reason, **refused.about)
        return await run_in_threadpool(_register, request, form, told)
    return mark_device(request, see_other(f"/inscriptions/{secret}?nouveau=1"))


def _public(request: Request) -> None:
    """A day that is still being prepared has no door yet."""
    with database(request).reading() as session:
        day_of(request, session)


def registration(request: Request) -> Response:
    """What someone answered, and her workshops: behind the address that she keeps."""
    return _registration(request)


def _registration(
    request: Request, typed: RegistrationForm | None = None, refusal: str = ""
) -> Response:
    secret = request.path_params["token"]
    with database(request).reading() as session:
        kept = _kept(session, secret)
        view = day_view(session, kept.sitting_id)
        workshops = workshops_of(session, view)
        person = person_of(session, kept, workshops)
    closed = why_not_register(view.sitting, datetime.now(UTC))
    address = f"{request.app.state.settings.address}/inscriptions/{secret}"
    mine: Collection[int | None] = {one.view.workshop.id for one in person.chosen}
    return page(
        request,
        "sittings/registration.html",
        409 if refusal else 200,
        view=view,
        sitting=view.sitting,
        closed=gettext(closed.value) if closed else "",
        refusal=refusal,
        person=person,
        typed=typed.words() if typed else kept.model_dump(include=set(NOBODY)),
        given_back=typed is not None,
        ticked=set(typed.workshop) if typed else mine,
        hours=hours_of(workshops),
        forgotten_on=forgotten_on(view.sitting.starts_at),
        address=address,
        svg=codes.qr(address, gettext("Votre inscription")),
        here=f"/inscriptions/{secret}",
        new="nouveau" in request.query_params,
    )


def _kept(session: Session, secret: str) -> Registration:
    mine = select(Registration).where(Registration.token_hash == token_hash(secret))
    return session.exec(mine).one()


async def change_registration(request: Request) -> Response:
    secret = request.path_params["token"]
    form = await read(request, RegistrationForm)
    details = (secret, form.words(), form.workshop, datetime.now(UTC))
    try:
        await write(request, enrolling.change_registration, *details, form=form)
    except Refused as refused:
        told = refusal_words(refused.reason, **refused.about)
        return await run_in_threadpool(_registration, request, form, told)
    return see_other(f"/inscriptions/{secret}?nouveau=1")


async def cancel_registration(request: Request) -> Response:
    form = await read(request, Form)
    details = (request.path_params["token"],)
    sitting_id = await write(request, enrolling.cancel_registration, *details, form=form)
    return see_other(f"/journees/{sitting_id}/inscription?annulee=1")


routes: list[BaseRoute] = [
    Route("/journees/{sitting_id:id}/inscription", register),
    Route("/journees/{sitting_id:id}/inscription", register_person, methods=["POST"]),
    Route("/inscriptions/{token}", registration),
    Route("/inscriptions/{token}", change_registration, methods=["POST"]),
    Route("/inscriptions/{token}/annulation", cancel_registration, methods=["POST"]),
]
