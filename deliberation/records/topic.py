"""Home, a committee, a topic: all that is held, said, voted, retained and answered there."""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.assembly.reading import TopicView, committee_called, topic_view, topics_of
from deliberation.ballots.booth import unanswered
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.reading import ballots_of
from deliberation.council.models import Transmission, TransmissionState
from deliberation.council.reading import of_synthesis
from deliberation.debate.access import is_shown_to
from deliberation.debate.commands import listed
from deliberation.debate.models import ContributionState
from deliberation.debate.proposals import proposals_of
from deliberation.debate.rules import Audience
from deliberation.i18n import today
from deliberation.roles import Action
from deliberation.sittings.programme import days_about, days_of_committee
from deliberation.syntheses.models import Synthesis, SynthesisState
from deliberation.web import card_of, database, page, viewer_of


class Retained(NamedTuple):
    """A published synthesis, and its transmission if it has left."""

    synthesis: Synthesis
    transmission: Transmission | None

    @property
    def answered(self) -> bool:
        return (
            self.transmission is not None and self.transmission.state is TransmissionState.ANSWERED
        )


def home(request: Request) -> Response:
    """The way in, and the committees of this instance."""
    with database(request).reading() as session:
        committees = session.exec(listed_committees()).all()
        rows = [
            (committee, [view for view in topics_of(session, committee, today()) if view.is_open])
            for committee in committees
        ]
        return page(request, "records/home.html", rows=rows)


def listed_committees() -> SelectOfScalar[Committee]:
    """The committees of this instance; those in which a day is rehearsed are known to nobody."""
    return select(Committee).where(~col(Committee.rehearsal)).order_by(Committee.name)


def committee(request: Request) -> Response:
    """Where the committee is, and the next thing to do in it."""
    with database(request).reading() as session:
        committee = committee_called(session, request.path_params["slug"])
        topics = topics_of(session, committee, today())
        groups = session.exec(
            select(WorkingGroup).where(WorkingGroup.committee_id == committee.id)
        ).all()
        days = days_of_committee(session, committee.id or 0, datetime.now(UTC))
    return page(
        request,
        "records/committee.html",
        committee=committee,
        groups=groups,
        topics=[view for view in topics if view.is_public],
        days=days,
    )


def topic(request: Request) -> Response:
    """A topic from its question to its answer."""
    number: int = request.path_params["topic_id"]
    with database(request).reading() as session:
        view = topic_view(session, number, today())
        viewer = viewer_of(request)
        staff = viewer.may(Action.READ_CONTRIBUTIONS, view.place)
        if not is_shown_to(view, viewer):
            raise HTTPException(404)
        retained = retained_of(session, number)
        participant = viewer.participant
        inside = bool(participant and participant.committee_id == view.committee.id)
        who = participant.id if participant and inside else None
        waiting = [one.id for one in unanswered(session, number, who, card_of(request))]
        return page(
            request,
            "records/topic.html",
            view=view,
            stage=stage(view, retained),
            inside=inside,
            waiting=waiting,
            staff=staff,
            said=count_said(session, number),
            proposals=proposals_of(session, number),
            ballots=announced(session, number),
            retained=retained,
            days=days_about(session, number, datetime.now(UTC)),
        )


def count_said(session: Session, topic_id: int) -> int:
    """How many words everyone may read."""
    said = listed(topic_id, Audience.PUBLIC, {ContributionState.SHOWN})
    return session.exec(select(func.count()).select_from(said.subquery())).one()


def announced(session: Session, topic_id: int) -> list[Ballot]:
    """The votes of a topic that are no more being prepared: those that wait for people first."""
    told = [one for one in ballots_of(session, topic_id) if one.state is not BallotState.DRAFT]
    return sorted(told, key=lambda ballot: ballot.state is not BallotState.OPEN)


def retained_of(session: Session, topic_id: int) -> list[Retained]:
    """The published syntheses of a topic, newest first."""
    wanted = select(Synthesis).where(
        Synthesis.topic_id == topic_id, Synthesis.state == SynthesisState.PUBLISHED
    )
    return [
        Retained(synthesis, of_synthesis(session, synthesis.id or 0))
        for synthesis in session.exec(wanted.order_by(col(Synthesis.id).desc()))
    ]


def stage(view: TopicView, retained: list[Retained]) -> str:
    """The step of the timeline that a topic has reached, its transmissions included."""
    if any(one.answered for one in retained):
        return "answer"
    if any(one.transmission for one in retained):
        return "council"
    return "synthesis" if retained else view.stage


routes: list[BaseRoute] = [
    Route("/", home),
    Route("/comites/{slug}", committee),
    Route("/sujets/{topic_id:id}", topic),
]
