"""Where a moderator prepares a ballot, and corrects a draft: how people answer, then what only that
needs.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.reading import TopicView
from deliberation.ballots import drafts, lifecycle
from deliberation.ballots.desk import LARGEST_ID, LONGEST_QUESTION, place_of_desk
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, Eligibility, Method
from deliberation.ballots.models import Option as BallotOption
from deliberation.ballots.rules import WITH_OPTIONS, WITH_THRESHOLD, WITH_WEIGHT, why_not_change
from deliberation.ballots.sheets import MOST_DOTS, MOST_OPTIONS, Counting, Sheet, read_sheet
from deliberation.ballots.ways import COUNTINGS, ELIGIBLE, WAYS
from deliberation.debate.models import ProposalVersion
from deliberation.debate.proposals import proposals_of
from deliberation.forms import (
    Form,
    Line,
    Option,
    OptionalMoment,
    Words,
    long_field,
    read,
    typed_moment,
)
from deliberation.i18n import N_, gettext
from deliberation.web import database, page, see_other, write

LONGEST_OPTIONS = 12_000
GRADES = N_("Très bien\nBien\nPassable\nInsuffisant\nÀ rejeter")


def lines(typed: str) -> list[str]:
    """One thing a line; empty lines say nothing."""
    return [" ".join(line.split()) for line in typed.splitlines() if line.strip()]


Hundredths = Annotated[int, BeforeValidator(lambda typed: typed or 0), Field(ge=0, le=100)]


class BallotForm(Form):
    method: Method = Method.AGREEMENT
    question: Words = long_field(
        default="", max_length=LONGEST_QUESTION, title=N_("La question du vote")
    )
    proposal: int = Field(default=0, ge=0, le=LARGEST_ID)
    easy_read: Words = long_field(
        default="", max_length=LONGEST_QUESTION, title=N_("La même question en version simple")
    )
    option: list[int] = Field(default_factory=list, max_length=MOST_OPTIONS)
    options: Words = long_field(
        default="", max_length=LONGEST_OPTIONS, title=N_("Les réponses, une par ligne")
    )
    grades: Words = long_field(default="", max_length=400, title=N_("Les mentions, une par ligne"))
    dots: int = Field(default=0, ge=0, le=MOST_DOTS, title=N_("Le nombre de gommettes"))
    each: int = Field(default=0, ge=0, le=MOST_DOTS, title=N_("Sur une même proposition"))
    counting: Counting = Counting.SCHULZE
    no_ties: bool = False
    eligibility: Eligibility = Eligibility.PRESENT
    secret: bool = False
    held: bool = False
    decision_of: Line = Field(default="", max_length=200, title=N_("Qui décide par ce vote"))
    quorum: Hundredths = Field(default=0, title=N_("Le quorum, en pour cent"))
    threshold: Hundredths = Field(default=0, title=N_("La majorité demandée, en pour cent"))
    weighted: bool = False
    opens_at: OptionalMoment = Field(default=None, title=N_("Le vote s'ouvre le"))
    closes_at: OptionalMoment = Field(default=None, title=N_("Le vote ferme le"))

    @property
    def sheet(self) -> Sheet:
        """What a paper may say; the command gives the options their numbers."""
        grading, dotting = self.method is Method.JUDGMENT, self.method is Method.DOTS
        return Sheet(
            method=self.method,
            grades=tuple(lines(self.grades)) if grading else (),
            dots=self.dots if dotting else 0,
            each=self.each if dotting else 0,
            counting=self.counting,
            ties=not self.no_ties,
        )

    @property
    def texts(self) -> list[OptionText]:
        """What people choose among: proposals that were ticked, then lines."""
        if self.method not in WITH_OPTIONS:
            return []
        proposals = [OptionText("", version) for version in self.option]
        return [*proposals, *(OptionText(line) for line in lines(self.options))]

    def ballot(self, topic_id: int) -> Ballot:
        """The draft that this form describes."""
        return Ballot(
            topic_id=topic_id,
            proposal_version_id=self.proposal or None,
            question=self.question,
            easy_read=self.easy_read,
            secret=self.secret,
            held=self.held,
            eligibility=self.eligibility,
            decision_of=self.decision_of,
            quorum=self.quorum,
            threshold=self.threshold,
            weighted=self.weighted,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
        )


def new_ballot(request: Request) -> Response:
    """A new ballot of one method: only what that method asks."""
    _, view, _ = place_of_desk(request)
    asked = request.query_params.get("methode", Method.AGREEMENT)
    method = Method(asked) if asked in list(Method) else Method.AGREEMENT
    filled = BallotForm(method=method, grades=gettext(GRADES), dots=3, each=1)
    with database(request).reading() as session:
        context = _choices(session, view, filled)
    return page(request, "ballots/new_ballot.html", **context)


def correct_ballot(request: Request) -> Response:
    """The same form, as a draft was prepared."""
    _, view, ballot = place_of_desk(request)
    assert ballot is not None
    with database(request).reading() as session:
        context = _choices(session, view, _as_prepared(session, ballot))
    refusal = why_not_change(ballot.state)
    context |= {
        "action": request.url.path,
        "ballot": ballot,
        "refusal": gettext(refusal.value) if refusal else "",
    }
    return page(request, "ballots/correct_ballot.html", **context)


def _choices(session: Session, view: TopicView, filled: BallotForm) -> dict[str, Any]:
    """What the form shows: how it is filled, and all among which one chooses."""
    proposals = proposals_of(session, view.topic.id or 0)
    if filled.proposal and filled.proposal not in {one.id for one in proposals}:
        proposals = [session.get_one(ProposalVersion, filled.proposal), *proposals]
    method = filled.method
    return {
        "view": view,
        "action": f"/gestion/sujets/{view.topic.id}/scrutins",
        "filled": filled,
        "opens_at": typed_moment(filled.opens_at),
        "closes_at": typed_moment(filled.closes_at),
        "way": WAYS[method],
        "proposals": [Option(str(one.id), one.title or one.words[:90]) for one in proposals],
        "ticked": [str(version) for version in filled.option],
        "with_options": method in WITH_OPTIONS,
        "with_threshold": method in WITH_THRESHOLD,
        "with_weight": method in WITH_WEIGHT,
        "countings": [Option(one, gettext(label)) for one, label in COUNTINGS.items()],
        "eligible": [Option(one, gettext(label)) for one, label in ELIGIBLE.items()],
        "limit": LONGEST_QUESTION,
        "options_limit": LONGEST_OPTIONS,
    }


def _as_prepared(session: Session, ballot: Ballot) -> BallotForm:
    """A draft as its form said it; an option that is an old version of a proposal is its words."""
    sheet = read_sheet(ballot.sheet)
    now = {one.id for one in proposals_of(session, ballot.topic_id)}
    mine = select(BallotOption).where(BallotOption.ballot_id == ballot.id)
    options = session.exec(mine.order_by(col(BallotOption.place))).all()
    ticked = [one.proposal_version_id for one in options if one.proposal_version_id in now]
    written = [one.words for one in options if one.proposal_version_id not in now]
    return BallotForm.model_construct(
        **ballot.model_dump(include=set(BallotForm.model_fields)),
        proposal=ballot.proposal_version_id or 0,
        option=[version for version in ticked if version],
        options="\n".join(written),
        grades="\n".join(sheet.grades),
        dots=sheet.dots,
        each=sheet.each,
        counting=sheet.counting,
        no_ties=not sheet.ties,
    )


async def prepare_ballot(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, BallotForm)
    details = form.ballot(request.path_params["topic_id"]), account.actor, form.sheet, form.texts
    id = await write(request, lifecycle.prepare_ballot, *details, form=form)
    return see_other(f"/gestion/scrutins/{id}")


async def keep_correction(request: Request) -> Response:
    account, view, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, BallotForm)
    said = form.ballot(view.topic.id or 0)
    details = request.path_params["ballot_id"], said, account.actor, form.sheet, form.texts
    id = await write(request, drafts.correct_draft, *details, form=form)
    return see_other(f"/gestion/scrutins/{id}")


async def discard_ballot(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, Form)
    details = request.path_params["ballot_id"], account.actor
    topic_id = await write(request, drafts.discard_draft, *details, form=form)
    return see_other(f"/gestion/sujets/{topic_id}/scrutins")


routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/scrutins/nouveau", new_ballot),
    Route("/gestion/sujets/{topic_id:id}/scrutins", prepare_ballot, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/corriger", correct_ballot),
    Route("/gestion/scrutins/{ballot_id:id}/corriger", keep_correction, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/supprimer", discard_ballot, methods=["POST"]),
]
