"""Where a moderator prepares a ballot: first how people answer, then what only that needs."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.ballots import lifecycle
from deliberation.ballots.desk import LARGEST_ID, LONGEST_QUESTION, place_of_desk
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import Ballot, Eligibility, Method
from deliberation.ballots.rules import WITH_OPTIONS, WITH_THRESHOLD, WITH_WEIGHT
from deliberation.ballots.sheets import MOST_DOTS, MOST_OPTIONS, Counting, Sheet
from deliberation.ballots.ways import COUNTINGS, ELIGIBLE, WAYS
from deliberation.debate.proposals import proposals_of
from deliberation.forms import Form, Line, Option, OptionalMoment, Words, long_field, read
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


def new_ballot(request: Request) -> Response:
    """A new ballot of one method: only what that method asks."""
    _, view, _ = place_of_desk(request)
    asked = request.query_params.get("methode", Method.AGREEMENT)
    method = Method(asked) if asked in list(Method) else Method.AGREEMENT
    with database(request).reading() as session:
        proposals = proposals_of(session, request.path_params["topic_id"])
    return page(
        request,
        "ballots/new_ballot.html",
        view=view,
        method=method,
        way=WAYS[method],
        proposals=[Option(str(one.id), one.title or one.words[:90]) for one in proposals],
        with_options=method in WITH_OPTIONS,
        with_threshold=method in WITH_THRESHOLD,
        with_weight=method in WITH_WEIGHT,
        grades=gettext(GRADES),
        countings=[Option(one, gettext(label)) for one, label in COUNTINGS.items()],
        eligible=[Option(one, gettext(label)) for one, label in ELIGIBLE.items()],
        limit=LONGEST_QUESTION,
        options_limit=LONGEST_OPTIONS,
    )


async def prepare_ballot(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, BallotForm)
    ballot = Ballot(
        topic_id=request.path_params["topic_id"],
        proposal_version_id=form.proposal or None,
        question=form.question,
        easy_read=form.easy_read,
        secret=form.secret,
        held=form.held,
        eligibility=form.eligibility,
        decision_of=form.decision_of,
        quorum=form.quorum,
        threshold=form.threshold,
        weighted=form.weighted,
        opens_at=form.opens_at,
        closes_at=form.closes_at,
    )
    details = ballot, account.actor, form.sheet, form.texts
    id = await write(request, lifecycle.prepare_ballot, *details, form=form)
    return see_other(f"/gestion/scrutins/{id}")


routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/scrutins/nouveau", new_ballot),
    Route("/gestion/sujets/{topic_id:id}/scrutins", prepare_ballot, methods=["POST"]),
]
