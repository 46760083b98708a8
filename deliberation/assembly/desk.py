"""Where staff prepare topics and lead them from one step to the next."""

from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from pydantic import Field
from sqlmodel import col, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly import commands
from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.assembly.reading import TopicView, topic_view, topics_of
from deliberation.assembly.rules import (
    Step,
    missing,
    steps_from,
    why_not_edit,
    why_not_open,
)
from deliberation.forms import Form, Line, OptionalDay, Words, long_field, read
from deliberation.i18n import N_, today
from deliberation.roles import Action, Place, Role, covers
from deliberation.security import SeenAccount
from deliberation.web import database, page, see_other, staff_of, viewer_of, write

STEP_WORDS: dict[Step, str] = {
    Step.FRAME: N_("Je retiens ce sujet"),
    Step.OPEN: N_("J'ouvre le sujet"),
    Step.CLOSE: N_("Je ferme le sujet"),
    Step.REOPEN: N_("Je rouvre le sujet"),
    Step.START_SYNTHESIS: N_("Nous commençons la synthèse"),
    Step.CONCLUDE: N_("Je termine le sujet"),
    Step.DECLINE: N_("Ce sujet n'est pas retenu"),
}


class TopicForm(Form):
    question: Line = Field(title=N_("La question"), min_length=1, max_length=300)
    why: Words = long_field(default="", title=N_("Pourquoi on la pose, ici"), max_length=1500)
    easy_read: Words = long_field(
        default="", title=N_("La même chose, facile à lire"), max_length=1500
    )
    decider: Line = Field(default="", title=N_("Qui décide"), max_length=300)
    can_change: Words = long_field(default="", title=N_("Ce qui peut changer"), max_length=600)
    known_when: Line = Field(default="", title=N_("Quand vous saurez"), max_length=300)
    opens_on: OptionalDay = Field(default=None, title=N_("Le sujet ouvre le"))
    closes_on: OptionalDay = Field(default=None, title=N_("Le sujet ferme le (ce jour compris)"))

    def words(self) -> dict[str, Any]:
        return self.model_dump(exclude={"once"})


class StepForm(Form):
    step: Step


class ReopenForm(Form):
    closes_on: date = Field(title=N_("Le sujet ferme le (ce jour compris)"))


class Desk(NamedTuple):
    """A place of work on a topic, kept by another room."""

    label: str
    address: str
    actions: tuple[Action, ...]  # whoever may do one of them has work there


DESKS = (
    Desk(N_("Notes d'une table"), "/sujets/{id}/notes", (Action.ENTER_NOTES,)),
    Desk(
        N_("Contributions à relire"),
        "/gestion/sujets/{id}/contributions",
        (Action.READ_CONTRIBUTIONS,),
    ),
    Desk(
        N_("Ajouter des paroles"),
        "/gestion/sujets/{id}/matiere/ajouter",
        (Action.WRITE_SYNTHESIS,),
    ),
    Desk(N_("Propositions"), "/gestion/sujets/{id}/propositions", (Action.MAKE_PROPOSALS,)),
    Desk(N_("Votes"), "/gestion/sujets/{id}/scrutins", (Action.RUN_BALLOTS,)),
    Desk(N_("Façons de voir"), "/gestion/sujets/{id}/opinions", (Action.READ_CONTRIBUTIONS,)),
    Desk(
        N_("Synthèses"),
        "/gestion/sujets/{id}/syntheses",
        (
            Action.WRITE_SYNTHESIS,
            Action.SIGN_OFF,
            Action.PUBLISH_SYNTHESIS,
            Action.TRANSMIT,
        ),
    ),
)


def _view(request: Request) -> TopicView:
    with database(request).reading() as session:
        return topic_view(session, request.path_params["topic_id"], today())


def _group(request: Request) -> WorkingGroup:
    with database(request).reading() as session:
        return session.get_one(WorkingGroup, request.path_params["group_id"])


def _signed_in(request: Request) -> SeenAccount:
    if account := viewer_of(request).account:
        return account
    raise HTTPException(401, "account")


def workspace(request: Request) -> Response:
    """All the places where a member of staff has something to do."""
    account = _signed_in(request)
    if {grant.role for grant in account.grants} == {Role.NATIONAL_READER}:
        return see_other("/conseil")
    with database(request).reading() as session:
        rows = session.exec(
            select(Committee, WorkingGroup)
            .join(WorkingGroup)
            .order_by(col(Committee.name), col(WorkingGroup.id))
        )
        mine = [row for row in rows if _works_in(account, Place(row[0].id, row[1].id))]
        places = [
            (committee, [group for _, group in rows], topics_of(session, committee, today()))
            for committee, rows in groupby(mine, key=lambda row: row[0])
        ]
    return page(request, "assembly/workspace.html", places=places)


def _works_in(account: SeenAccount, place: Place) -> bool:
    return any(covers(grant, place) for grant in account.grants)


def new_topic(request: Request) -> Response:
    group = _group(request)
    staff_of(request, Action.FRAME_TOPIC, Place(group.committee_id, group.id))
    return page(request, "assembly/new_topic.html", group=group)


async def frame_topic(request: Request) -> Response:
    group = await run_in_threadpool(_group, request)
    account = staff_of(request, Action.FRAME_TOPIC, Place(group.committee_id, group.id))
    form = await read(request, TopicForm)
    topic_id = await write(
        request, commands.frame_topic, group.id, form.words(), account.actor, form=form
    )
    return see_other(f"/gestion/sujets/{topic_id}")


def topic_desk(request: Request) -> Response:
    """The moderator's page of a topic: its words, its next steps, the desks where it is worked."""
    account, view = _signed_in(request), _view(request)
    if not _works_in(account, view.place):
        raise HTTPException(403)
    viewer = viewer_of(request)
    return page(
        request,
        "assembly/topic_desk.html",
        view=view,
        topic=view.topic,
        desks=[desk for desk in DESKS if any(viewer.may(one, view.place) for one in desk.actions)],
        editable=why_not_edit(view.topic) is None,
        missing=missing(view.topic),
        refusal=why_not_open(view.topic, view.today),
        steps=[(step, STEP_WORDS[step]) for step in steps_from(view.topic.phase)],
    )


async def reframe_topic(request: Request) -> Response:
    view = await run_in_threadpool(_view, request)
    account = staff_of(request, Action.FRAME_TOPIC, view.place)
    form = await read(request, TopicForm)
    words = form.words()
    await write(request, commands.reframe_topic, view.topic.id, words, account.actor, form=form)
    return see_other(f"/gestion/sujets/{view.topic.id}")


async def advance_topic(request: Request) -> Response:
    view = await run_in_threadpool(_view, request)
    account = staff_of(request, Action.FRAME_TOPIC, view.place)
    form = await read(request, StepForm)
    now = datetime.now(UTC)
    await write(
        request, commands.advance_topic, view.topic.id, form.step, account.actor, now, form=form
    )
    return see_other(f"/gestion/sujets/{view.topic.id}")


async def reopen_topic(request: Request) -> Response:
    view = await run_in_threadpool(_view, request)
    account = staff_of(request, Action.FRAME_TOPIC, view.place)
    form = await read(request, ReopenForm)
    now = datetime.now(UTC)
    until = form.closes_on
    await write(request, commands.reopen_topic, view.topic.id, until, account.actor, now, form=form)
    return see_other(f"/gestion/sujets/{view.topic.id}")


routes: list[BaseRoute] = [
    Route("/gestion", workspace),
    Route("/gestion/groupes/{group_id:id}/sujets/nouveau", new_topic),
    Route("/gestion/groupes/{group_id:id}/sujets/nouveau", frame_topic, methods=["POST"]),
    Route("/gestion/sujets/{topic_id:id}", topic_desk),
    Route("/gestion/sujets/{topic_id:id}", reframe_topic, methods=["POST"]),
    Route("/gestion/sujets/{topic_id:id}/etapes", advance_topic, methods=["POST"]),
    Route("/gestion/sujets/{topic_id:id}/reouverture", reopen_topic, methods=["POST"]),
]
