"""The booth on a lent screen: whoever holds the loan answers alone, then gives the screen back.

No page of it knows who is signed in on this device, and nothing of hers is left when she is done.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.ballots import rules
from deliberation.ballots.assisting import end_assistance
from deliberation.ballots.booth import LONGEST_CONDITION, booth, face_of, her_face
from deliberation.ballots.commands import VoteCall, cast_votes, say_condition
from deliberation.ballots.lending import Loan, opened, sealed
from deliberation.ballots.models import Ballot
from deliberation.ballots.pages import ballot_id_of
from deliberation.ballots.reading import choice_of, is_counted
from deliberation.ballots.secrecy import COUNTED, PaperCall, cast_papers, key_of
from deliberation.ballots.sheets import PaperRefusal, legible
from deliberation.ballots.voting import VoteForm
from deliberation.errors import Refused
from deliberation.forms import Form, Line, Words, long_field, read
from deliberation.i18n import N_
from deliberation.people import cards
from deliberation.people.hashing import slowly
from deliberation.people.identity import find_participant
from deliberation.people.rules import NoEntry
from deliberation.people.speech import SpeechCard, card_of
from deliberation.people.tries import may_try, was_wrong
from deliberation.security import (
    BOOTH_COOKIE,
    STRANGER,
    WRONG_WORDS,
    SeenParticipant,
    cookie,
    delete_cookie,
    set_cookie,
    token_hash,
)
from deliberation.web import database, page, refusal_words, see_other, write

PAGE = "ballots/lent_booth.html"


class ReasonForm(Form):
    words: Words = long_field(min_length=1, max_length=LONGEST_CONDITION, title=N_("Ma raison"))
    kind: str = Field(default="", max_length=20)


class HolderForm(Form):
    words: Line = Field(default="", max_length=200, title=N_("Les quatre mots de la carte"))


class Holder(NamedTuple):
    """Who holds the card whose words were typed; without her, why not, and with which status."""

    card: SpeechCard | None = None
    person: SeenParticipant | None = None
    status: int = 200
    sentence: str = ""


async def find_holder(request: Request, typed: str, committee_id: int) -> Holder:
    """The holder of a card in this committee. The words are never written again anywhere."""
    await may_try(request, WRONG_WORDS)
    read_card = cards.recognise(typed)
    if isinstance(read_card, cards.Unrecognised):
        sentence = refusal_words(read_card.refusal, **read_card.about)
        return Holder(status=422, sentence=sentence)
    card = await slowly(card_of, request.app.state.settings.key, read_card.words)
    person = await run_in_threadpool(find, request, card)
    if person is None or person.committee_id != committee_id:
        await was_wrong(request, WRONG_WORDS)
        return Holder(status=409, sentence=refusal_words(NoEntry.NO_SUCH_WORDS))
    return Holder(card, person)


def find(request: Request, card: SpeechCard) -> SeenParticipant | None:
    with database(request).reading() as session:
        return find_participant(session, card.hash)


def lend(request: Request, response: Response, loan: Loan) -> None:
    """The screen is hers from this answer on; it goes back to the page of whose it is."""
    set_cookie(request, response, BOOTH_COOKIE, sealed(request.app.state.settings.key, loan))


def booth_of(ballot_id: int) -> str:
    """Where a lent screen answers a ballot."""
    return f"/scrutins/{ballot_id}/isoloir"


def lent_booth(request: Request) -> Response:
    """For her alone: she answers or, once she has, she gives the screen back."""
    loan, person = _loan(request)
    return _for_her(request, loan, person, "compte" in request.query_params)


def _for_her(
    request: Request,
    loan: Loan | None,
    person: SeenParticipant | None,
    done: bool = False,
    status: int = 200,
    **more: Any,
) -> Response:
    request.state.viewer = STRANGER  # the booth knows nobody but her
    if loan is None or person is None:
        with database(request).reading() as session:
            session.get_one(Ballot, ballot_id_of(request))
        back = f"/scrutins/{ballot_id_of(request)}/aide"
        return page(request, PAGE, 401, lent=False, done=False, card=None, back=back)
    with database(request).reading() as session:
        ballot = session.get_one(Ballot, loan.ballot_id)
        mine = _answered(session, ballot, loan, person) if done else None
        refusal = rules.why_not_vote(ballot.state, ballot.closes_at, datetime.now(UTC))
        face = her_face(session, face_of(session, ballot), person.id)
        context = booth(face, mine, refusal=refusal, **more)
    return page(
        request,
        PAGE,
        status,
        lent=True,
        card=None,
        ballot=ballot,
        back=loan.back,
        helped=loan.helped,
        done=mine is not None,
        said="raison" in request.query_params,
        **context,
    )


async def answer(request: Request) -> Response:
    """Her answer, as her own phone would send it."""
    loan, person = await run_in_threadpool(_loan, request)
    form = await read(request, VoteForm)
    if loan is None or person is None:
        return await run_in_threadpool(_for_her, request, None, None)
    now, secret = datetime.now(UTC), await run_in_threadpool(_is_secret, request, loan.ballot_id)
    try:
        if secret:
            paper = PaperCall(loan.ballot_id, person.id, form.paper, now, loan.secret)
            await write(request, cast_papers, paper)
        else:
            await write(request, cast_votes, VoteCall(loan.ballot_id, person.id, form.paper, now))
    except Refused as refused:
        status = 422 if isinstance(refused.reason, PaperRefusal) else 409
        filled: dict[str, Any] = {"alert": refused.reason, "typed": legible(form.paper)}
        return await run_in_threadpool(_for_her, request, loan, person, False, status, **filled)
    return see_other(f"{booth_of(loan.ballot_id)}?compte=1")


async def say_reason(request: Request) -> Response:
    loan, person = await run_in_threadpool(_loan, request)
    form = await read(request, ReasonForm)
    if loan is None or person is None:
        return await run_in_threadpool(_for_her, request, None, None)
    request.state.viewer = STRANGER
    details = loan.ballot_id, person.id, form.words, datetime.now(UTC), loan.secret, form.kind
    await write(request, say_condition, *details, form=form)
    return see_other(f"{booth_of(loan.ballot_id)}?compte=1&raison=1")


async def give_back(request: Request) -> Response:
    """Whatever she did, the screen is its owner's again, and holds nothing of hers."""
    loan, person = await run_in_threadpool(_loan, request)
    if loan is None or person is None:
        response = await run_in_threadpool(_for_her, request, None, None)
    else:
        await write(request, end_assistance, loan.ballot_id, person.id, loan.secret)
        response = see_other(f"{loan.back}?rendu=1")
    delete_cookie(request, response, BOOTH_COOKIE)
    return response


def _loan(request: Request) -> tuple[Loan | None, SeenParticipant | None]:
    """For which ballot this screen is lent, and to whom; of another ballot, to nobody."""
    loan = opened(request.app.state.settings.key, cookie(request, BOOTH_COOKIE) or "")
    if loan is None or loan.ballot_id != ballot_id_of(request):
        return None, None
    with database(request).reading() as session:
        return loan, find_participant(session, token_hash(loan.secret))


def _answered(session: Session, ballot: Ballot, loan: Loan, person: SeenParticipant) -> str | None:
    """What she answered or, of a secret ballot, that she did."""
    if ballot.secret:
        counted = is_counted(session, loan.ballot_id, key_of(loan.secret, loan.ballot_id))
        return COUNTED if counted else None
    return choice_of(session, loan.ballot_id, person.id)


def _is_secret(request: Request, ballot_id: int) -> bool:
    with database(request).reading() as session:
        return session.get_one(Ballot, ballot_id).secret


BOOTH = "/scrutins/{ballot_id:id}/isoloir"
routes: list[BaseRoute] = [
    Route(BOOTH, lent_booth),
    Route(BOOTH, answer, methods=["POST"]),
    Route(BOOTH + "/raison", say_reason, methods=["POST"]),
    Route(BOOTH + "/fin", give_back, methods=["POST"]),
]
