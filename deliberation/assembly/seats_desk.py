"""Where the secretariat keeps the seats of the technical committee, its quorum and its targets."""

from pydantic import Field
from sqlmodel import col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Committee
from deliberation.assembly.reading import committee_called
from deliberation.assembly.seats import seats_left, seats_of, set_quorum, set_seat
from deliberation.forms import Form, OptionalDay, number_of, numbered_field, read
from deliberation.i18n import N_, today
from deliberation.people.models import College
from deliberation.people.rules import is_held
from deliberation.roles import Action, Place
from deliberation.security import SeenAccount
from deliberation.web import database, page, see_other, staff_of, write


class SeatForm(Form):
    since: OptionalDay = Field(default=None, title=N_("Siège tenu depuis le"))
    until: OptionalDay = Field(default=None, title=N_("Jusqu'au (ce jour compris)"))


class QuorumForm(Form):
    quorum: int = Field(default=0, ge=0, le=200, title=N_("Quorum"))
    target: list[str] = numbered_field(default=[], max_length=50)

    def targets(self) -> dict[int, int]:
        """How many people are hoped for, by college."""
        parts = (one.partition(":") for one in self.target)
        return {
            number_of(college, 0): min(number_of(typed.strip(), 0), 100_000)
            for college, _, typed in parts
        }


def seats(request: Request) -> Response:
    """Who signs off, until when; how many must; how many people should be heard."""
    committee, _ = _kept(request)
    with database(request).reading() as session:
        colleges = select(College).where(College.committee_id == committee.id)
        seats = seats_of(session, committee.id or 0)
        return page(
            request,
            "assembly/seats.html",
            committee=committee,
            seats=seats,
            left=seats_left(seats, today()),
            colleges=session.exec(colleges.order_by(col(College.position))).all(),
            is_held=lambda seat: is_held(seat.since, seat.until, today()),
        )


async def date_seat(request: Request) -> Response:
    form = await read(request, SeatForm)
    committee, account = await run_in_threadpool(_kept, request)
    seat: int = request.path_params["seat_id"]
    await write(
        request, set_seat, committee.id, seat, form.since, form.until, account.actor, form=form
    )
    return see_other(f"/gestion/comites/{committee.slug}/sieges")


async def keep_quorum(request: Request) -> Response:
    form = await read(request, QuorumForm)
    committee, account = await run_in_threadpool(_kept, request)
    await write(
        request, set_quorum, committee.id, form.quorum, form.targets(), account.actor, form=form
    )
    return see_other(f"/gestion/comites/{committee.slug}/sieges")


def _kept(request: Request) -> tuple[Committee, SeenAccount]:
    with database(request).reading() as session:
        committee = committee_called(session, request.path_params["slug"])
    return committee, staff_of(request, Action.KEEP_SEATS, Place(committee.id))


SEATS = "/gestion/comites/{slug}/sieges"
routes: list[BaseRoute] = [
    Route(SEATS, seats),
    Route(SEATS, keep_quorum, methods=["POST"]),
    Route(SEATS + "/{seat_id:id}", date_seat, methods=["POST"]),
]
