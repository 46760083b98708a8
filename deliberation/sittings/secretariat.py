"""What the secretariat keeps of a day: who registered, who came, what she needs. Nobody else
reads any of it.
"""

import csv
from io import StringIO
from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.forms import Form, number_of, read
from deliberation.i18n import N_, gettext, today
from deliberation.roles import Action
from deliberation.security import SeenAccount, new_token
from deliberation.sittings import enrolling, workshops_desk
from deliberation.sittings.access import staff_at
from deliberation.sittings.enrol_forms import PersonForm, PresenceForm
from deliberation.sittings.enrol_rules import forgotten_on, why_not_add
from deliberation.sittings.enrolled import (
    Hour,
    Person,
    WorkshopView,
    hours_of,
    people_of,
    workshops_of,
)
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Registration
from deliberation.text import defused, plain
from deliberation.web import database, page, see_other, write

COLUMNS = (
    *(N_("Nom"), N_("Contact"), N_("Besoins"), N_("Souhaits"), N_("Défraiement")),
    *(N_("Présence"), N_("Ateliers"), N_("Liste d'attente"), N_("Date d'inscription")),
)


class Register(NamedTuple):
    """The register of a day, for its secretariat."""

    view: DayView
    workshops: list[WorkshopView]
    people: list[Person]

    @property
    def hours(self) -> list[Hour]:
        return hours_of(self.workshops)

    def choosers(self, workshop_id: int, waiting: bool) -> list[Person]:
        """Who has a place in a workshop, by name; or who waits for one, first come first."""
        found = [
            (chosen.place, person)
            for person in self.people
            for chosen in person.chosen
            if chosen.view.workshop.id == workshop_id and bool(chosen.place) is waiting
        ]
        return [person for _, person in sorted(found, key=lambda one: one[0])]


def _register(request: Request) -> Register:
    """The register of this day, if the roles of who asks allow it."""
    _, view = staff_at(request, Action.KEEP_REGISTRATIONS)
    with database(request).reading() as session:
        workshops = workshops_of(session, view)
        return Register(view, workshops, people_of(session, view, workshops))


def registrations_desk(request: Request) -> Response:
    """Who registered: a name to tick at the door, lists to print, needs to answer."""
    register = _register(request)
    refusal = why_not_add(register.view.sitting, today())
    sought = request.query_params.get("nom", "")[:120]
    found = [one for one in register.people if plain(sought) in plain(one.registration.name)]
    return page(
        request,
        "sittings/registrations_desk.html",
        view=register.view,
        sitting=register.view.sitting,
        register=register,
        people=found,
        sought=sought,
        present=sum(one.registration.present for one in register.people),
        fixed=gettext(refusal.value) if refusal else "",
        forgotten_on=forgotten_on(register.view.sitting.starts_at),
    )


def registration_desk(request: Request) -> Response:
    """What one person answered, to change it at her request."""
    _, view = _at(request)
    with database(request).reading() as session:
        workshops = workshops_of(session, view)
        people = people_of(session, view, workshops)
    wanted = request.path_params["registration_id"]
    person = next((one for one in people if one.registration.id == wanted), None)
    if person is None:  # she has just left
        raise HTTPException(404)
    return page(
        request,
        "sittings/registration_desk.html",
        view=view,
        sitting=view.sitting,
        person=person,
        hours=hours_of(workshops),
        ticked={one.view.workshop.id for one in person.chosen},
    )


def _at(request: Request) -> tuple[SeenAccount, DayView]:
    with database(request).reading() as session:
        one = session.get_one(Registration, request.path_params["registration_id"])
    return staff_at(request, Action.KEEP_REGISTRATIONS, one.sitting_id)


async def add_person(request: Request) -> Response:
    _, view = await run_in_threadpool(staff_at, request, Action.KEEP_REGISTRATIONS)
    form = await read(request, PersonForm)
    details = (view.sitting.id, form.words(), form.workshop, new_token(), today())
    await write(request, enrolling.add_registration, *details, form=form)
    return see_other(f"/gestion/journees/{view.sitting.id}/inscriptions#liste")


async def change_person(request: Request) -> Response:
    account, view = await run_in_threadpool(_at, request)
    form = await read(request, PersonForm)
    id = request.path_params["registration_id"]
    details = (id, form.words(), form.workshop, account.actor)
    await write(request, enrolling.correct_registration, *details, form=form)
    return _back(view, id)


async def tick_person(request: Request) -> Response:
    _, view = await run_in_threadpool(_at, request)
    form = await read(request, PresenceForm)
    id = request.path_params["registration_id"]
    await write(request, enrolling.tick, id, form.present, form=form)
    return _back(view, id)


async def erase_person(request: Request) -> Response:
    account, view = await run_in_threadpool(_at, request)
    form = await read(request, Form)
    id = request.path_params["registration_id"]
    await write(request, enrolling.erase_registration, id, account.actor, form=form)
    return see_other(f"/gestion/journees/{view.sitting.id}/inscriptions#liste")


def _back(view: DayView, id: int) -> Response:
    return see_other(f"/gestion/journees/{view.sitting.id}/inscriptions#inscription-{id}")


def attendance_proofs(request: Request) -> Response:
    """One sheet for each person who came: that she was there, and nothing of what she said."""
    register = _register(request)
    only = number_of(request.query_params.get("inscription", ""), 0)
    came = [one.registration for one in register.people if one.registration.present]
    return page(
        request,
        "sittings/attendance_proofs.html",
        view=register.view,
        sitting=register.view.sitting,
        came=[one for one in came if not only or one.id == only],
    )


def refunds_desk(request: Request) -> Response:
    """Who asked for her journey to be paid back: a list to fill and to sign."""
    register = _register(request)
    asked = [one.registration for one in register.people if one.registration.refunded]
    return page(
        request,
        "sittings/refunds_desk.html",
        view=register.view,
        sitting=register.view.sitting,
        asked=asked,
    )


def registrations_file(request: Request) -> Response:
    """The register as a table for a French spreadsheet."""
    register = _register(request)
    name = f"inscriptions-journee-{register.view.sitting.id}.csv"
    kept = {"content-disposition": f'attachment; filename="{name}"'}
    written = as_csv(register.people).encode("utf-8-sig")
    return Response(written, media_type="text/csv; charset=utf-8", headers=kept)


def as_csv(people: list[Person]) -> str:
    """Semicolons, and no cell that a spreadsheet takes for a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([gettext(name) for name in COLUMNS])
    for person in people:
        writer.writerow([defused(cell) for cell in _cells(person)])
    return text.getvalue()


def _cells(person: Person) -> list[Any]:
    one, yes = person.registration, gettext(N_("oui"))
    chosen = [(choice.view.workshop.title, choice.place) for choice in person.chosen]
    return [
        *(one.name, one.contact, one.needs, one.wishes),
        yes if one.refunded else "",
        yes if one.present else "",
        " | ".join(title for title, place in chosen if not place),
        " | ".join(f"{title} ({place})" for title, place in chosen if place),
        one.registered_on.isoformat(),
    ]


routes: list[BaseRoute] = [
    Route("/gestion/journees/{sitting_id:id}/inscriptions", registrations_desk),
    Route("/gestion/journees/{sitting_id:id}/inscriptions", add_person, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/inscriptions.csv", registrations_file),
    Route("/gestion/journees/{sitting_id:id}/attestations", attendance_proofs),
    Route("/gestion/journees/{sitting_id:id}/defraiements", refunds_desk),
    Route("/gestion/inscriptions/{registration_id:id}", registration_desk),
    Route("/gestion/inscriptions/{registration_id:id}", change_person, methods=["POST"]),
    Route("/gestion/inscriptions/{registration_id:id}/presence", tick_person, methods=["POST"]),
    Route("/gestion/inscriptions/{registration_id:id}/retrait", erase_person, methods=["POST"]),
    *workshops_desk.routes,
]
