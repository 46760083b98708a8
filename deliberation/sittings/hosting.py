"""What a facilitator does for the room from her desk: the vote, the floor, calls for help."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import Field
from sqlalchemy.exc import NoResultFound
from sqlmodel import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.ballots.models import Ballot
from deliberation.forms import Form, RowNumber, read
from deliberation.roles import Action
from deliberation.sittings import notes, steering, taking_part
from deliberation.sittings.access import staff_at
from deliberation.sittings.driving import answer
from deliberation.sittings.models import Table
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Speaker
from deliberation.sittings.wall_ballots import close_day_ballot
from deliberation.web import database, staff_of

LARGEST_TURN = 999_999_999


class VoteStep(StrEnum):
    OPEN = "open"
    CLOSE = "close"


class FloorStep(StrEnum):
    CALL = "call"
    FINISH = "finish"


class VoteForm(Form):
    step: VoteStep
    turn: int = Field(ge=0, le=LARGEST_TURN)


class FloorForm(Form):
    speaker: RowNumber
    step: FloorStep


class HelpForm(Form):
    table: RowNumber


VOTE_STEPS = {
    VoteStep.OPEN: steering.open_step_ballot,
    VoteStep.CLOSE: steering.close_step_ballot,
}
FLOOR_STEPS = {
    FloorStep.CALL: taking_part.call_speaker,
    FloorStep.FINISH: taking_part.finish_speaker,
}


async def run_vote(request: Request) -> Response:
    """Open or close the vote of the present step. Pressing twice is pressing once."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, VoteForm)
    ballot_id = view.segment.ballot_id if view.segment else None
    await run_in_threadpool(_check_ballot, request, view, ballot_id)
    seen = view.sitting.id, form.turn, account.actor, datetime.now(UTC)
    return await answer(request, VOTE_STEPS[form.step], *seen)


async def close_left_vote(request: Request) -> Response:
    """Close a vote that is open while the day is elsewhere: its step was undone."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    await read(request, Form)
    ballot_id = request.path_params["ballot_id"]
    await run_in_threadpool(_check_ballot, request, view, ballot_id)
    which = view.sitting.id, ballot_id, account.actor, datetime.now(UTC)
    return await answer(request, close_day_ballot, *which)


async def give_floor(request: Request) -> Response:
    """« À vous », « A parlé »."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, FloorForm)
    await run_in_threadpool(_check_here, request, view, Speaker, form.speaker)
    return await answer(request, FLOOR_STEPS[form.step], form.speaker, account.actor)


async def answer_help(request: Request) -> Response:
    """Someone goes to the table that calls."""
    account, view = await run_in_threadpool(staff_at, request, Action.RUN_SITTING)
    form = await read(request, HelpForm)
    await run_in_threadpool(_check_here, request, view, Table, form.table)
    return await answer(request, notes.answer_help, form.table, account.actor)


def _check_ballot(request: Request, view: DayView, ballot_id: int | None) -> None:
    """A ballot belongs to its topic: it is there that she must be allowed to run it."""
    with database(request).reading() as session:
        ballot = session.get_one(Ballot, ballot_id) if ballot_id else None
        place = place_of(session, ballot.topic_id) if ballot else view.place
    staff_of(request, Action.RUN_BALLOTS, place)


def _check_here(request: Request, view: DayView, kind: type[Speaker | Table], id: int) -> None:
    """A speaker or a table of another day is none of hers."""
    with database(request).reading() as session:
        sitting_id = session.exec(select(kind.sitting_id).where(kind.id == id)).one()
    if sitting_id != view.sitting.id:
        raise NoResultFound


HERE = "/journees/{sitting_id:id}/pilotage"
routes: list[BaseRoute] = [
    Route(f"{HERE}/vote", run_vote, methods=["POST"]),
    Route(f"{HERE}/votes/{{ballot_id:id}}/fermer", close_left_vote, methods=["POST"]),
    Route(f"{HERE}/parole", give_floor, methods=["POST"]),
    Route(f"{HERE}/aide", answer_help, methods=["POST"]),
]
