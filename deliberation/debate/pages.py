"""What people see of the debate: the words of a topic, and each person's own."""

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.debate import commands, desk, reading, table, workshop
from deliberation.debate.access import audience_of, author_at, belongs, speaker_at, topic_of
from deliberation.debate.commands import Said
from deliberation.debate.models import Scope
from deliberation.debate.moderation import acts_on
from deliberation.debate.privacy import held_because
from deliberation.debate.proposals import inspired_by
from deliberation.debate.rules import LONGEST_CARD, LONGEST_WORDS
from deliberation.debate.sheets import ContributionForm, CorrectionForm, ScopeForm
from deliberation.forms import Form, read
from deliberation.people.models import Channel
from deliberation.web import database, page, see_other, viewer_of, write


def contributions(request: Request) -> Response:
    """The words of a topic that this reader may read, and the box to add some."""
    viewer = viewer_of(request)
    reader = viewer.participant.id if viewer.participant else 0
    card = "carte" in request.query_params
    with database(request).reading() as session:
        view = topic_of(request, session)
        audience = audience_of(viewer, view.place)
        query = reading.for_reader(request.path_params["topic_id"], audience, reader)
        leaf = reading.leaf(session, query, request.query_params.get("page", "1"))
        council = reading.council_of(session, view.committee)
        last_scope = reading.scope_of_last(session, reader)
        return page(
            request,
            "debate/contributions.html",
            view=view,
            may_add=belongs(viewer.participant, view.place) and view.is_open,
            card=card,
            limit=LONGEST_CARD if card else LONGEST_WORDS,
            leaf=leaf,
            cards=reading.cards(session, leaf.rows, reader),
            natures=reading.options(reading.NATURE_NAMES),
            voices=reading.options(reading.VOICE_NAMES),
            scopes=reading.scope_options(council),
            scope=last_scope or Scope.DRAFTERS,
            scope_name=reading.scope_name(last_scope, council) if last_scope else "",
        )


async def add_contribution(request: Request) -> Response:
    topic_id = request.path_params["topic_id"]
    participant = await run_in_threadpool(speaker_at, request, topic_id)
    form = await read(request, ContributionForm)
    channel = Channel.PHONE if form.card else Channel.ONLINE
    said = Said(form.words, form.nature, form.voice, form.scope, channel)
    id = await write(
        request,
        commands.add_contribution,
        topic_id,
        participant.id,
        said,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/contributions/{id}?nouveau=1" + ("&carte=1" if form.card else ""))


def contribution(request: Request) -> Response:
    """Some words, for their author alone: who reads them, what became of them, what she can do."""
    _, chain = author_at(request)
    newest = chain[-1]
    assert newest.id is not None
    if newest.id != request.path_params["contribution_id"]:
        return see_other(f"/contributions/{newest.id}")
    with database(request).reading() as session:
        view = topic_of(request, session, newest.topic_id)
        council = reading.council_of(session, view.committee)
        return page(
            request,
            "debate/contribution.html",
            view=view,
            said=newest,
            state=newest.state.value,
            held_because=held_because(newest.words),
            act=acts_on(session, [newest.id]).get(newest.id),
            earlier=[version.words for version in reversed(chain[:-1])],
            about=reading.about(newest),
            scopes=reading.scope_options(council),
            scope_name=reading.scope_name(newest.scope, council),
            scope_hint=reading.scope_hint(newest.scope),
            proposals=inspired_by(session, [newest.id]).get(newest.id, []),
            limit=LONGEST_WORDS,
            new="nouveau" in request.query_params,
            card="carte" in request.query_params,
        )


async def correct_contribution(request: Request) -> Response:
    participant, _ = await run_in_threadpool(author_at, request)
    form = await read(request, CorrectionForm)
    id, words = request.path_params["contribution_id"], form.words
    new = await write(
        request,
        commands.correct_contribution,
        id,
        participant.id,
        words,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/contributions/{new}?nouveau=1")


async def change_scope(request: Request) -> Response:
    participant, chain = await run_in_threadpool(author_at, request)
    form = await read(request, ScopeForm)
    id = chain[-1].id
    await write(request, commands.change_scope, id, participant.id, form.scope, form=form)
    return see_other(f"/contributions/{id}?nouveau=1")


async def withdraw_contribution(request: Request) -> Response:
    participant, chain = await run_in_threadpool(author_at, request)
    form = await read(request, Form)
    id = chain[-1].id
    await write(request, commands.withdraw_contribution, id, participant.id, form=form)
    return see_other(f"/contributions/{id}")


routes: list[BaseRoute] = [
    Route("/sujets/{topic_id:id}/contributions", contributions),
    Route("/sujets/{topic_id:id}/contributions", add_contribution, methods=["POST"]),
    Route("/contributions/{contribution_id:id}", contribution),
    Route("/contributions/{contribution_id:id}/correction", correct_contribution, methods=["POST"]),
    Route("/contributions/{contribution_id:id}/portee", change_scope, methods=["POST"]),
    Route("/contributions/{contribution_id:id}/retrait", withdraw_contribution, methods=["POST"]),
    *table.routes,
    *desk.routes,
    *workshop.routes,
]
