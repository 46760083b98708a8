"""A vote on a table's device: each in turn, alone with it, or hands that are raised and counted."""

from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.ballots.booth import face_of, taps
from deliberation.ballots.hands_desk import LARGEST_ID, HandsForm
from deliberation.ballots.lending import Loan
from deliberation.ballots.lent_booth import HolderForm, booth_of, find_holder, lend
from deliberation.ballots.models import NO_COLLEGE
from deliberation.ballots.rules import WITH_HANDS
from deliberation.forms import Form, RowNumber, read
from deliberation.people.tries import mark_device
from deliberation.sittings import table_votes
from deliberation.sittings.access import table_at
from deliberation.sittings.agreeing import label_of
from deliberation.sittings.devices import device_of
from deliberation.sittings.noted import college_picks
from deliberation.web import database, page, see_other, write


class TableHolderForm(HolderForm):
    ballot: RowNumber


class TableHandsForm(HandsForm):
    ballot: RowNumber
    source: str = ""  # the table itself
    college: int = Field(default=NO_COLLEGE, ge=0, le=LARGEST_ID)


class TableBallotForm(Form):
    ballot: RowNumber


def table_vote(request: Request) -> Response:
    """How this table votes: on this device in turn, or by raised hands."""
    return _shown(request)


def _shown(request: Request, status: int = 200, error: str = "") -> Response:
    mine, view = table_at(request)
    with database(request).reading() as session:
        ballot = table_votes.open_ballot_of(session, view)
        people = table_votes.people_of(session, view, mine)
        face = face_of(session, ballot) if ballot else None
        shown = page(
            request,
            "sittings/table_vote.html",
            status,
            table=mine,
            label=label_of(mine),
            ballot=ballot,
            error=error,
            answers=taps(face, None) if face else [],
            with_hands=face is not None and face.sheet.method in WITH_HANDS,
            colleges=college_picks(session, view),
            college=str(mine.college_id or NO_COLLEGE),
            seated=len(people),
            voted=table_votes.voted_among(session, ballot, mine, people) if ballot else 0,
            hands=table_votes.hands_of(session, ballot, mine) if ballot else 0,
            given_back="rendu" in request.query_params,
        )
    return mark_device(request, shown)


async def lend_to_neighbour(request: Request) -> Response:
    """The words of a card are typed, and the device is its holder's until she has voted."""
    mine, view = await run_in_threadpool(table_at, request)
    form = await read(request, TableHolderForm)
    card, person, status, sentence = await find_holder(request, form.words, view.committee.id or 0)
    if card is None or person is None:
        return await run_in_threadpool(_shown, request, status, sentence)
    details = form.ballot, person.id, card.secret, datetime.now(UTC)
    await write(request, table_votes.lend_at_table, mine.id, device_of(request), *details)
    response = see_other(booth_of(form.ballot))
    lend(request, response, Loan(form.ballot, card.secret, f"/tables/{mine.id}/vote", helped=False))
    return response


async def count_table_hands(request: Request) -> Response:
    form = await read(request, TableHandsForm)
    details = _table(request), device_of(request), form.ballot, form.counts, form.college or None
    await write(request, table_votes.count_table, *details, form=form)
    return see_other(f"/tables/{_table(request)}/vote")


async def take_phones_again(request: Request) -> Response:
    form = await read(request, TableBallotForm)
    details = _table(request), device_of(request), form.ballot
    await write(request, table_votes.vote_by_phone_after_all, *details, form=form)
    return see_other(f"/tables/{_table(request)}/vote")


def _table(request: Request) -> int:
    return int(request.path_params["table_id"])


VOTE = "/tables/{table_id:id}/vote"
routes: list[BaseRoute] = [
    Route(VOTE, table_vote),
    Route(VOTE + "/isoloir", lend_to_neighbour, methods=["POST"]),
    Route(VOTE + "/mains", count_table_hands, methods=["POST"]),
    Route(VOTE + "/reprise", take_phones_again, methods=["POST"]),
]
