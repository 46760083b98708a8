"""One screen for two people: the helper prepares it and lends it; the other one votes on it alone.

It is always plainly « pour l'aidant » or « pour vous »: here, for the helper.
"""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.reading import TopicView
from deliberation.ballots import rules
from deliberation.ballots.assisting import begin_assistance, welcome_helped
from deliberation.ballots.desk import place_of_desk
from deliberation.ballots.hands_desk import LARGEST_ID
from deliberation.ballots.lending import Loan
from deliberation.ballots.lent_booth import PAGE, HolderForm, booth_of, find, find_holder, lend
from deliberation.ballots.models import NO_COLLEGE
from deliberation.ballots.pages import ballot_id_of
from deliberation.errors import Refused
from deliberation.forms import Form, read
from deliberation.people import cards
from deliberation.people.hashing import slowly
from deliberation.people.models import College
from deliberation.people.rules import NoEntry, is_replay
from deliberation.people.speech import new_card
from deliberation.people.tries import mark_device
from deliberation.security import Viewer, new_token
from deliberation.web import database, page, refusal_words, see_other, write


class HelpedCollegeForm(Form):
    college: int = Field(default=NO_COLLEGE, ge=0, le=LARGEST_ID)


def helping(request: Request) -> Response:
    """For the helper: whom she helps. Nothing here says what anyone answered."""
    return _helping(request)


def _helping(request: Request, status: int = 200, error: str = "") -> Response:
    _, view, ballot = place_of_desk(request)
    assert ballot is not None
    refusal = rules.why_not_vote(ballot.state, ballot.closes_at, datetime.now(UTC))
    with database(request).reading() as session:
        shown = page(
            request,
            "ballots/helping.html",
            status,
            view=view,
            ballot=ballot,
            error=error,
            refusal=refusal_words(refusal) if refusal else "",
            colleges=_colleges(session, view),
            only_cards=rules.why_not_welcome_helped(ballot) is not None,
            given_back="rendu" in request.query_params,
        )
    return mark_device(request, shown)


async def lend_to_card(request: Request) -> Response:
    """Her card is read, and the screen is hers."""
    account, view, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, HolderForm)
    card, person, status, sentence = await find_holder(request, form.words, view.committee.id or 0)
    if card is None or person is None:
        return await run_in_threadpool(_helping, request, status, sentence)
    details = ballot_id_of(request), person.id, card.secret, account.actor, datetime.now(UTC)
    await write(request, begin_assistance, *details, form=form)
    response = see_other(booth_of(ballot_id_of(request)))
    lend(request, response, Loan(ballot_id_of(request), card.secret, _address(request)))
    return response


async def lend_to_newcomer(request: Request) -> Response:
    """She has no card: four words are drawn, shown to her once, and the screen is hers."""
    account, view, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, HelpedCollegeForm)
    key = request.app.state.settings.key
    card = await slowly(new_card, key, form.once or new_token())
    now, college = datetime.now(UTC), form.college or None
    who = view.committee.id, college, card.secret, cards.pseudonym, account.actor, now
    first = await write(request, welcome_helped, ballot_id_of(request), *who, form=form)
    person = await run_in_threadpool(find, request, card)
    if person is None or not is_replay(datetime.fromisoformat(first), now):
        raise Refused(NoEntry.ALREADY_IN)
    request.state.viewer = Viewer(participant=person)
    booth = booth_of(ballot_id_of(request))
    shown = page(request, PAGE, lent=True, helped=True, done=False, card=card, next=booth)
    lend(request, shown, Loan(ballot_id_of(request), card.secret, _address(request)))
    return shown


def _colleges(session: Session, view: TopicView) -> list[College]:
    mine = select(College).where(College.committee_id == view.committee.id)
    return list(session.exec(mine.order_by(col(College.position))))


def _address(request: Request) -> str:
    return f"/scrutins/{ballot_id_of(request)}/aide"


HELP = "/scrutins/{ballot_id:id}/aide"
routes: list[BaseRoute] = [
    Route(HELP, helping),
    Route(HELP + "/carte", lend_to_card, methods=["POST"]),
    Route(HELP + "/entree", lend_to_newcomer, methods=["POST"]),
]
