"""Where a moderator opens, closes and publishes ballots."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.reading import TopicView, topic_view
from deliberation.ballots import changes, lifecycle, reading
from deliberation.ballots.disclosure import Shown, foresee
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.results import reasons, results_of, turnout
from deliberation.ballots.rules import STEPS, why_not_open, why_not_reopen
from deliberation.ballots.standing import stakes, who_votes
from deliberation.ballots.ways import WAYS
from deliberation.debate.rules import Audience
from deliberation.forms import Form, Line, read
from deliberation.i18n import N_, gettext, local_day
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.web import database, page, see_other, staff_of, write

LONGEST_QUESTION = 500
LARGEST_ID = 2**63 - 1
STATE_WORDS = {
    BallotState.DRAFT: N_("en préparation"),
    BallotState.OPEN: N_("ouvert"),
    BallotState.CLOSED: N_("fermé"),
    BallotState.PUBLISHED: N_("publié"),
}
FORESEEN = {
    Shown.EXACT: N_("sera montré en nombres"),
    Shown.BANDED: N_("sera montré en grandes parts (« plus de la moitié »…)"),
    Shown.HIDDEN: N_("ne sera pas montré : trop peu de personnes"),
}
NOBODY_YET = N_("personne pour l'instant")


class Step(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    PUBLISH = "publish"


class StepView(NamedTuple):
    """A button, and what it will do."""

    step: Step
    label: str
    effect: str


STEP_WORDS = {
    Step.OPEN: (
        N_("J'ouvre le vote"),
        N_(
            "Les personnes du comité pourront répondre. "
            "La question et les groupes ne changeront plus."
        ),
    ),
    Step.CLOSE: (
        N_("Je ferme le vote"),
        N_(
            "Plus personne ne pourra répondre. Le résultat s'affichera, avec les conditions. "
            "Dès qu'il est montré, ce vote ne pourra plus être rouvert."
        ),
    ),
    Step.REOPEN: (
        N_("Je rouvre le vote"),
        N_("Tout le monde verra qu'il a été rouvert. L'heure de fermeture prévue est enlevée."),
    ),
    Step.PUBLISH: (
        N_("Je publie le résultat"),
        N_("Le résultat deviendra définitif : ce vote ne pourra plus être rouvert."),
    ),
}


class StepForm(Form):
    step: Step
    reason: Line = Field(
        default="",
        max_length=300,
        title=N_("Pourquoi il y a plus de voix que de personnes présentes"),
    )


class GroupingForm(Form):
    name: Line = Field(min_length=1, max_length=60, title=N_("Le nom de ces groupes ensemble"))
    college: list[int] = Field(default_factory=list, max_length=50)


class GroupView(NamedTuple):
    """A line of the coming result, and how it will show."""

    name: str
    shape: str
    words: str
    shown: bool
    college_id: int


class Option(NamedTuple):
    value: str
    label: str


def _now() -> datetime:
    return datetime.now(UTC)


def place_of_desk(request: Request) -> tuple[SeenAccount, TopicView, Ballot | None]:
    """Who asks, on which topic, about which ballot; a 403 for whoever may not run ballots there."""
    ballot = None
    with database(request).reading() as session:
        topic_id = request.path_params.get("topic_id")
        if topic_id is None:
            ballot = session.get_one(Ballot, request.path_params["ballot_id"])
            topic_id = ballot.topic_id
        view = topic_view(session, topic_id, local_day(_now()))
    return staff_of(request, Action.RUN_BALLOTS, view.place), view, ballot


def ballots_desk(request: Request) -> Response:
    """The ballots of a topic, and the ways of voting among which to choose for a new one."""
    _, view, _ = place_of_desk(request)
    with database(request).reading() as session:
        ballots = reading.ballots_of(session, request.path_params["topic_id"])
    return page(
        request,
        "ballots/ballots_desk.html",
        view=view,
        ballots=[(ballot, gettext(STATE_WORDS[ballot.state])) for ballot in ballots],
        ways=WAYS,
    )


def ballot_desk(request: Request) -> Response:
    """One ballot: what it asks, which groups will show, and its next steps."""
    _, view, ballot = place_of_desk(request)
    assert ballot is not None
    assert ballot.id is not None
    refusal = why_not_open(ballot, view.topic.phase, _now())
    with database(request).reading() as session:
        answers = reading.answers(session, ballot)
        context: dict[str, Any] = {
            "groups": _groups(session, ballot),
            "answered": turnout(session, ballot),
            "picture": results_of(session, ballot.id),
            "reasons": reasons(reading.reasons_of(session, ballot, Audience.DRAFTERS)),
            "exceeds": _exceeds(session, ballot),
            "outdated": changes.is_outdated(session, ballot),
            "voters": who_votes(ballot, view.committee.name),
            "way": gettext(WAYS[ballot.method].name),
            "options": list(reading.options_of(session, ballot.id).values()),
            "rounds": reading.rounds_of(session, ballot),
        }
    shut = {
        *([Step.OPEN] if refusal else []),
        *([Step.REOPEN] if why_not_reopen(ballot, answers) else []),
    }
    return page(
        request,
        "ballots/ballot_desk.html",
        view=view,
        ballot=ballot,
        state=gettext(STATE_WORDS[ballot.state]),
        stakes=stakes(ballot),
        steps=[
            StepView(step, *map(gettext, words))
            for step, words in STEP_WORDS.items()
            if (ballot.state, step.value) in STEPS and step not in shut
        ],
        refusal=gettext(refusal.value) if refusal and ballot.state is BallotState.DRAFT else "",
        **context,
    )


def _exceeds(session: Session, ballot: Ballot) -> bool:
    """Whether more voices were counted than people: publishing then asks why."""
    if ballot.state is not BallotState.CLOSED or ballot.present is None:
        return False
    return reading.voices(session, ballot).all > ballot.present


def _groups(session: Session, ballot: Ballot) -> list[GroupView]:
    """How each group will show if everyone who is here today votes."""
    groups = reading.groups_of(session, ballot)
    shown = foresee(reading.people_by_group(session, ballot, groups))
    return [
        GroupView(
            group.name,
            group.shape,
            gettext(FORESEEN[shown[group.key]] if group.key in shown else NOBODY_YET),
            shown.get(group.key) is not Shown.HIDDEN,
            group.key,
        )
        for group in groups
    ]


async def take_step(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, StepForm)
    ballot_id = request.path_params["ballot_id"]
    details: tuple[Any, ...] = (ballot_id, account.actor)
    match form.step:
        case Step.OPEN:
            await write(request, lifecycle.open_ballot, *details, _now(), form=form)
        case Step.CLOSE:
            await write(request, lifecycle.close_ballot, *details, _now(), form=form)
        case Step.REOPEN:
            await write(request, lifecycle.reopen_ballot, *details, form=form)
        case Step.PUBLISH:
            await write(request, lifecycle.publish_ballot, *details, form.reason, form=form)
    return see_other(f"/gestion/scrutins/{ballot_id}")


async def make_secret(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, Form)
    ballot_id = request.path_params["ballot_id"]
    await write(request, changes.raise_secrecy, ballot_id, account.actor, form=form)
    return see_other(f"/gestion/scrutins/{ballot_id}")


async def ask_again(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, Form)
    details = request.path_params["ballot_id"], account.actor
    id = await write(request, changes.ask_again, *details, form=form)
    return see_other(f"/gestion/scrutins/{id}")


async def group_colleges(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, GroupingForm)
    ballot_id = request.path_params["ballot_id"]
    details = ballot_id, form.name, form.college, account.actor
    await write(request, lifecycle.group_colleges, *details, form=form)
    return see_other(f"/gestion/scrutins/{ballot_id}")


async def ungroup_colleges(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, Form)
    ballot_id = request.path_params["ballot_id"]
    await write(request, lifecycle.ungroup_colleges, ballot_id, account.actor, form=form)
    return see_other(f"/gestion/scrutins/{ballot_id}")


routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/scrutins", ballots_desk),
    Route("/gestion/scrutins/{ballot_id:id}", ballot_desk),
    Route("/gestion/scrutins/{ballot_id:id}/etapes", take_step, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/secret", make_secret, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/de-nouveau", ask_again, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/groupes", group_colleges, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/groupes/separer", ungroup_colleges, methods=["POST"]),
]
