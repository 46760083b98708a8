"""Where the steps of a day are prepared, one by one."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.models import Ballot, BallotState
from deliberation.errors import Refused
from deliberation.forms import Form, Option, read
from deliberation.i18n import gettext
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.sittings import steps
from deliberation.sittings.access import staff_at
from deliberation.sittings.day_forms import NewStepForm, PlaceForm, StepForm
from deliberation.sittings.models import Segment
from deliberation.sittings.plan_rules import PlanRefusal, why_not_prepare
from deliberation.sittings.plan_words import asked, kinds, seating_rules
from deliberation.sittings.reading import DayView
from deliberation.web import database, page, see_other, write


class StepAt(NamedTuple):
    """A step of a day, and who prepares it."""

    account: SeenAccount
    view: DayView
    segment: Segment


def _step_at(request: Request) -> StepAt:
    with database(request).reading() as session:
        segment = session.get_one(Segment, request.path_params["segment_id"])
    account, view = staff_at(request, Action.PREPARE_SITTING, segment.sitting_id)
    return StepAt(account, view, segment)


def segment_desk(request: Request) -> Response:
    """One step of a day: how people are together, what they are told, what they are asked."""
    return _segment_desk(request, _step_at(request))


def _segment_desk(request: Request, at: StepAt, typed: StepForm | None = None) -> Response:
    """The same; when someone else wrote meanwhile, with what was typed and what is kept now."""
    with database(request).reading() as session:
        kept = session.get_one(Segment, at.segment.id)
        segment = Segment(**kept.model_dump() | typed.words()) if typed else kept
        topic_id = segment.topic_id or at.view.sitting.topic_id
        topics = _topics(session, at.view)
        ballots = _ballots(session, topic_id, kept.ballot_id)
        lived = steps.was_lived(session, kept.id or 0)
    return page(
        request,
        "sittings/segment_desk.html",
        409 if typed else 200,
        view=at.view,
        segment=segment,
        kept=kept if typed else None,
        meanwhile=gettext(PlanRefusal.MEANWHILE.value) if typed else "",
        editable=why_not_prepare(at.view.sitting) is None,
        lived=lived,
        kinds=kinds(),
        asked=asked(),
        rules=seating_rules(),
        topics=topics,
        topic_id=topic_id,
        ballots=ballots,
        seen=steps.step_as_seen(kept),
    )


def _topics(session: Session, view: DayView) -> list[Option]:
    """The other topics that a step may be about, where the group works on several."""
    mine = select(Topic).where(Topic.group_id == view.group.id, Topic.phase != Phase.DECLINED)
    topics = session.exec(mine.order_by(col(Topic.id).desc())).all()
    others = [topic for topic in topics if topic.id != view.sitting.topic_id]
    return [Option(str(topic.id), topic.question) for topic in others]


def _ballots(session: Session, topic_id: int | None, kept: int | None) -> list[Option]:
    """The votes that a step may hold: those of its topic that are not over, and its own."""
    waiting = col(Ballot.state).in_((BallotState.DRAFT, BallotState.OPEN))
    mine = select(Ballot).where(Ballot.topic_id == topic_id, waiting | (Ballot.id == kept))
    found = session.exec(mine.order_by(col(Ballot.id).desc()))
    return [Option(str(ballot.id), ballot.question) for ballot in found]


def questions_of(session: Session, segments: Iterable[Segment]) -> dict[int, str]:
    """What is asked by the votes that these steps hold."""
    held = [segment.ballot_id for segment in segments if segment.ballot_id]
    found = session.exec(select(Ballot.id, Ballot.question).where(col(Ballot.id).in_(held)))
    return {id: question for id, question in found if id}


async def add_step(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, NewStepForm)
    details = (view.sitting.id, form.words(), account.actor)
    id = await write(request, steps.add_segment, *details, form=form)
    return see_other(f"/gestion/etapes/{id}")


async def change_step(request: Request) -> Response:
    at = await run_in_threadpool(_step_at, request)
    form = await read(request, StepForm)
    details = (at.segment.id, form.words(), form.seen, at.account.actor)
    try:
        await write(request, steps.change_segment, *details, form=form)
    except Refused as refused:
        if refused.reason is not PlanRefusal.MEANWHILE:
            raise
        return await run_in_threadpool(_segment_desk, request, at, form)
    return _back(at)


async def move_step(request: Request) -> Response:
    at = await run_in_threadpool(_step_at, request)
    form = await read(request, PlaceForm)
    details = (at.segment.id, form.place, at.account.actor)
    await write(request, steps.move_segment, *details, form=form)
    return _back(at)


async def duplicate_step(request: Request) -> Response:
    at = await run_in_threadpool(_step_at, request)
    form = await read(request, Form)
    await write(request, steps.duplicate_segment, at.segment.id, at.account.actor, form=form)
    return _back(at)


async def remove_step(request: Request) -> Response:
    at = await run_in_threadpool(_step_at, request)
    form = await read(request, Form)
    await write(request, steps.remove_segment, at.segment.id, at.account.actor, form=form)
    return see_other(f"/gestion/journees/{at.view.sitting.id}#deroule")


def _back(at: StepAt) -> Response:
    return see_other(f"/gestion/journees/{at.view.sitting.id}#etape-{at.segment.id}")


routes: list[BaseRoute] = [
    Route("/gestion/journees/{sitting_id:id}/etapes", add_step, methods=["POST"]),
    Route("/gestion/etapes/{segment_id:id}", segment_desk),
    Route("/gestion/etapes/{segment_id:id}", change_step, methods=["POST"]),
    Route("/gestion/etapes/{segment_id:id}/place", move_step, methods=["POST"]),
    Route("/gestion/etapes/{segment_id:id}/copie", duplicate_step, methods=["POST"]),
    Route("/gestion/etapes/{segment_id:id}/retrait", remove_step, methods=["POST"]),
]
