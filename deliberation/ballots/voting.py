"""Where people vote: the page of a ballot, and the forms of its booth."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from deliberation.ballots import commands
from deliberation.ballots.booth import (
    LONGEST_CONDITION,
    Face,
    asked,
    booth,
    face_of,
    her_booth,
    her_face,
    summary,
    unanswered,
)
from deliberation.ballots.changes import is_outdated
from deliberation.ballots.commands import VoteCall
from deliberation.ballots.models import Ballot
from deliberation.ballots.pages import ballot_id_of, shown_ballot, tally_of
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.secrecy import (
    PaperCall,
    cast_papers,
    draw_checking_key,
    paper_checked_by,
    spaced,
)
from deliberation.ballots.sheets import MOST_OPTIONS, PaperRefusal, legible, paper_of
from deliberation.ballots.standing import stakes, who_votes
from deliberation.errors import Refused
from deliberation.forms import Form, Line, RowNumber, Words, long_field, numbered_field, read
from deliberation.i18n import N_
from deliberation.web import (
    card_of,
    database,
    fragment,
    is_htmx,
    page,
    participant_of,
    see_other,
    viewer_of,
    write,
)

MOST_FACES = 256


class VoteForm(Form):
    choice: str = Field(default="", max_length=20)
    pick: list[str] = Field(default_factory=list, max_length=MOST_OPTIONS)
    mark: list[str] = numbered_field(default_factory=list, max_length=MOST_OPTIONS)
    checking: bool = False
    sitting: RowNumber | None = None

    @property
    def paper(self) -> str:
        return paper_of(self.choice, self.pick, self.mark)


class ConditionForm(Form):
    words: Words = long_field(min_length=1, max_length=LONGEST_CONDITION, title=N_("Ma condition"))
    kind: str = Field(default="", max_length=20)
    sitting: RowNumber | None = None


def _back(ballot_id: int, sitting: int | None) -> str:
    """The page on which the buttons were."""
    return f"/journees/{sitting}/suivre" if sitting else f"/scrutins/{ballot_id}"


def show(request: Request) -> Response:
    """A ballot, for whoever votes and for whoever reads its result."""
    return _show(request)


def _show(request: Request, status: int = 200, counted_as: str = "", **more: Any) -> Response:
    participant = viewer_of(request).participant
    card = card_of(request)
    with database(request).reading() as session:
        ballot, view = shown_ballot(session, request)
        belongs = participant is not None and participant.committee_id == view.committee.id
        who = participant.id if participant and belongs else None
        context = her_booth(session, ballot, who, card, **more)
        context |= tally_of(session, ballot_id_of(request))
        said = "condition" in request.query_params
        coming = unanswered(session, ballot.topic_id, who, card) if who else []
        next_one = next((one.id for one in coming if one.id != ballot.id), None)
        return page(
            request,
            "ballots/show.html",
            status,
            view=view,
            stakes=stakes(ballot),
            outdated=is_outdated(session, ballot),
            voters=who_votes(ballot, view.committee.name),
            said=said,
            counted_as=counted_as,
            next_one=next_one,
            **context,
        )


async def cast(request: Request) -> Response:
    """One tap is the vote. She gets her own buttons back; every screen hears after the commit."""
    participant = participant_of(request)
    form = await read(request, VoteForm)
    call = VoteCall(ballot_id_of(request), participant.id, form.paper, datetime.now(UTC))
    try:
        mine = await write(request, commands.cast_votes, call)
    except Refused as refused:
        return await _not_taken(request, form, refused)
    if not is_htmx(request):
        return see_other(_back(call.ballot_id, form.sitting))
    face = await _face_for(request, participant.id)
    if any(asked(face, mine)):  # the form of her reason is hers alone
        return page(request, "ballots/_choices.html", **booth(face, mine, sitting=form.sitting))
    return HTMLResponse(_chosen(face, mine, form.sitting))


async def cast_secretly(request: Request) -> Response:
    """The same for a secret ballot: the card's own secret goes to the writer, and nowhere else."""
    participant = participant_of(request)
    form = await read(request, VoteForm)
    card = card_of(request)
    checking = draw_checking_key() if form.checking else ""
    call = PaperCall(
        ballot_id_of(request), participant.id, form.paper, datetime.now(UTC), card, checking
    )
    try:
        mine = await write(request, cast_papers, call)
    except Refused as refused:
        return await _not_taken(request, form, refused)
    if is_htmx(request):
        face = await _face_for(request, participant.id)
        context = booth(face, mine, sitting=form.sitting, checking=spaced(checking))
        return page(request, "ballots/_choices.html", **context)
    if checking:  # shown once: it is in no address and on no other page
        more: dict[str, Any] = {"sitting": form.sitting, "checking": spaced(checking)}
        return await run_in_threadpool(_show, request, **more)
    return see_other(_back(call.ballot_id, form.sitting))


async def _not_taken(request: Request, form: VoteForm, refused: Refused) -> Response:
    """Why a paper was not taken, with all that it said; other refusals have their own page."""
    if refused.reason is BallotRefusal.NO_SUCH_BALLOT:
        raise HTTPException(404)
    if not isinstance(refused.reason, PaperRefusal) or is_htmx(request):
        raise refused
    filled: dict[str, Any] = {"alert": refused.reason, "typed": legible(form.paper)}
    if form.sitting:
        show_day = request.app.state.show_day
        return await run_in_threadpool(show_day, request, form.sitting, **filled)
    return await run_in_threadpool(_show, request, 422, **filled)


async def _face_for(request: Request, participant_id: int) -> Face:
    """What this ballot asks: read once, for it never changes after the first vote; what is not for
    her is read each time, in the rare ballots that ask it.
    """
    known: dict[int, Face] = request.app.state.faces
    face = known.get(ballot_id_of(request))
    if face is None:
        face = await run_in_threadpool(_read_face, request)
    if not face.some_own:
        return face
    return await run_in_threadpool(_for_her, request, face, participant_id)


def _for_her(request: Request, face: Face, participant_id: int) -> Face:
    with database(request).reading() as session:
        return her_face(session, face, participant_id)


def _read_face(request: Request) -> Face:
    ballot_id = ballot_id_of(request)
    with database(request).reading() as session:
        face = face_of(session, session.get_one(Ballot, ballot_id))
    known: dict[int, Face] = request.app.state.faces
    if len(known) >= MOST_FACES:
        known.clear()
    known[ballot_id] = face
    return face


async def say_condition(request: Request) -> Response:
    participant = participant_of(request)
    form = await read(request, ConditionForm)
    card = card_of(request)
    details = ballot_id_of(request), participant.id, form.words, datetime.now(UTC), card, form.kind
    await write(request, commands.say_condition, *details, form=form)
    return see_other(f"{_back(ballot_id_of(request), form.sitting)}?condition=1")


@lru_cache(maxsize=1024)
def _chosen(face: Face, mine: str, sitting: int | None) -> str:
    """The buttons once someone has voted: the same for all who chose the same, drawn once."""
    return fragment("ballots/_choices.html", **booth(face, mine, sitting=sitting))


class CheckForm(Form):
    key: Line = Field(min_length=1, max_length=40, title=N_("Votre clé de contrôle"))


async def check(request: Request) -> Response:
    """How a paper was counted, for whoever holds its key of control; nothing is written."""
    form = await read(request, CheckForm)
    return await run_in_threadpool(_check, request, form.key)


def _check(request: Request, key: str) -> Response:
    with database(request).reading() as session:
        ballot, _ = shown_ballot(session, request)
        paper = paper_checked_by(session, ballot, key)
        said = summary(face_of(session, ballot), paper.choice)
    return _show(request, counted_as=said)


routes: list[BaseRoute] = [
    Route("/scrutins/{ballot_id:id}", show),
    Route("/scrutins/{ballot_id:id}/votes", cast, methods=["POST"]),
    Route("/scrutins/{ballot_id:id}/bulletins", cast_secretly, methods=["POST"]),
    Route("/scrutins/{ballot_id:id}/condition", say_condition, methods=["POST"]),
    Route("/scrutins/{ballot_id:id}/controle", check, methods=["POST"]),
]
