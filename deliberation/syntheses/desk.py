"""The desk of a synthesis: the list, the whole text, and what no sentence has taken up yet."""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Committee, Topic
from deliberation.debate.access import staff_at
from deliberation.debate.commands import newest_of
from deliberation.debate.reading import leaf_of
from deliberation.debate.rules import Audience
from deliberation.forms import Form, Line, RowNumber, read
from deliberation.i18n import N_, today
from deliberation.roles import Action, Place
from deliberation.syntheses import commands, holds, reading, rules, writing_rules
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.dissents.reading import protected
from deliberation.syntheses.dissents.rules import stays_in_text
from deliberation.syntheses.losses import bare_in, losses_of
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading import Part
from deliberation.syntheses.reading_back.asking import stand_of
from deliberation.syntheses.reading_back.rules import Reread, why_not_send
from deliberation.syntheses.remarks import remarks_of
from deliberation.syntheses.rules import Coverage
from deliberation.syntheses.sources import addresses_of, citations_of, readable_words
from deliberation.web import (
    database,
    page,
    refusal_words,
    see_other,
    staff_of,
    viewer_of,
    write,
)


class StartForm(Form):
    title: Line = Field(min_length=1, max_length=200, title=N_("Titre de la synthèse"))


class SetAsideForm(Form):
    contribution: list[RowNumber] = Field(default=[], max_length=1000)
    reason: Line = Field(default="", max_length=300, title=N_("Pourquoi"))


class RestForm(Form):
    reason: Line = Field(default="", max_length=300, title=N_("Pourquoi"))


def syntheses(request: Request) -> Response:
    """The syntheses of a topic, and the form that begins one."""
    topic_id: int = request.path_params["topic_id"]
    with database(request).reading() as session:
        topic = session.get_one(Topic, topic_id)
        written = select(Synthesis).where(Synthesis.topic_id == topic_id)
        return page(
            request,
            "syntheses/syntheses.html",
            topic=topic,
            place=at_work(request, session, topic_id),
            written=session.exec(written.order_by(col(Synthesis.id))).all(),
            refusal=rules.why_not_start(topic.phase),
            states=rules.STATE_NAMES,
            committee=session.get_one(Committee, place_of(session, topic_id).committee_id),
        )


async def start(request: Request) -> Response:
    topic_id: int = request.path_params["topic_id"]
    form = await read(request, StartForm)
    account, _ = await run_in_threadpool(staff_at, request, Action.WRITE_SYNTHESIS)
    now = datetime.now(UTC)
    number = await write(
        request, commands.start_synthesis, topic_id, form.title, account.actor, now, form=form
    )
    return see_other(f"/gestion/syntheses/{number}")


def desk(request: Request) -> Response:
    """The whole text, section by section, with what is covered and what is not."""
    with database(request).reading() as session:
        synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
        place = at_work(request, session, synthesis.topic_id)
        number = synthesis.id or 0
        cited = citations_of(session, number)
        readable = readable_words(session, cited, Audience.DRAFTERS)
        viewer, now = viewer_of(request), datetime.now(UTC)
        drafter = viewer.may(Action.WRITE_SYNTHESIS, place)
        actor = viewer.account.actor if viewer.account else ""
        parts = reading.parts_of(session, number)
        coverage = reading.coverage_of(session, synthesis)
        losses = losses_of(session, synthesis)
        bare = bare_in(losses)
        stand = stand_of(session, synthesis, today())
        return page(
            request,
            "syntheses/desk.html",
            synthesis=synthesis,
            place=place,
            parts=parts,
            addresses=addresses_of(cited, readable, f"/syntheses/{number}"),
            coverage=coverage,
            others=holds.held_by_others(session, number, actor, now),
            removed=reading.removed_from(session, number),
            returned=reading.last_return(session, synthesis),
            remarks=remarks_of(session, number),
            writable=drafter and rules.why_not_write(synthesis.state) is None,
            bare=bare,
            refusal=_why_not_submit(synthesis, parts, coverage, bare, stand),
            losses=losses,
            rereading=stand is not Reread.NOBODY,
            dissents=protected(session, synthesis),
            stays_in_text=stays_in_text,
            audience=Audience.DRAFTERS,
            state_name=rules.STATE_NAMES[synthesis.state],
        )


def leftover(request: Request) -> Response:
    """What no sentence has taken up yet, and what was set aside with its reason."""
    asked = request.query_params
    with database(request).reading() as session:
        synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, synthesis.topic_id))
        coverage = reading.coverage_of(session, synthesis)
        waiting = leaf_of(sorted(coverage.untouched), asked.get("page", "1"))
        aside = reading.set_asides(session, synthesis.id or 0, coverage)
        return page(
            request,
            "syntheses/leftover.html",
            synthesis=synthesis,
            coverage=coverage,
            waiting=waiting,
            untouched=newest_of(session, waiting.rows),
            aside=leaf_of(aside, asked.get("cote", "1")),
            writable=rules.why_not_write(synthesis.state) is None,
        )


async def put_aside(request: Request) -> Response:
    form = await read(request, SetAsideForm)
    number, actor = await run_in_threadpool(_drafted, request)
    await write(
        request, commands.set_aside, number, form.contribution, form.reason, actor, form=form
    )
    return see_other(f"/gestion/syntheses/{number}/reste")


async def put_rest_aside(request: Request) -> Response:
    """All that waits, with one reason: fifty times « déjà dit » are not ticked one by one."""
    form = await read(request, RestForm)
    number, actor = await run_in_threadpool(_drafted, request)
    await write(request, commands.set_rest_aside, number, form.reason, actor, form=form)
    return see_other(f"/gestion/syntheses/{number}/reste")


async def take_back(request: Request) -> Response:
    form = await read(request, Form)
    number, actor = await run_in_threadpool(_drafted, request)
    contribution_id: int = request.path_params["contribution_id"]
    await write(request, commands.take_back, number, contribution_id, actor, form=form)
    return see_other(f"/gestion/syntheses/{number}/reste")


async def submit(request: Request) -> Response:
    form = await read(request, Form)
    number, actor = await run_in_threadpool(_drafted, request)
    await write(request, commands.submit_synthesis, number, actor, datetime.now(UTC), form=form)
    return see_other(f"/gestion/syntheses/{number}")


def at_work(request: Request, session: Session, topic_id: int) -> Place:
    """The place of a topic, for whoever writes, signs off, publishes or sends its syntheses."""
    place = place_of(session, topic_id)
    viewer = viewer_of(request)
    mine = next((one for one in rules.WORK if viewer.may(one, place)), Action.WRITE_SYNTHESIS)
    staff_of(request, mine, place)
    return place


def _why_not_submit(
    synthesis: Synthesis, parts: list[Part], coverage: Coverage, bare: int, stand: Reread
) -> str:
    """What is still to be done before the text can be handed over; nothing when it can."""
    untouched = len(coverage.untouched)
    written = sum(len(part.said) for part in parts)
    if waits := rules.why_not_submit(synthesis.state, written, untouched):
        return refusal_words(waits, n=untouched)
    refusal = writing_rules.why_not_stand(bare) or why_not_send(stand)
    return refusal_words(refusal, n=bare) if refusal else ""


def _drafted(request: Request) -> tuple[int, str]:
    """The number of the synthesis of this address, and who writes it."""
    account = staff_at_synthesis(request, Action.WRITE_SYNTHESIS)
    return request.path_params["synthesis_id"], account.actor


SYNTHESIS = "/gestion/syntheses/{synthesis_id:id}"
routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/syntheses", syntheses),
    Route("/gestion/sujets/{topic_id:id}/syntheses", start, methods=["POST"]),
    Route(SYNTHESIS, desk),
    Route(SYNTHESIS + "/reste", leftover),
    Route(SYNTHESIS + "/reste", put_aside, methods=["POST"]),
    Route(SYNTHESIS + "/reste/tout", put_rest_aside, methods=["POST"]),
    Route(SYNTHESIS + "/reste/{contribution_id:id}/reprendre", take_back, methods=["POST"]),
    Route(SYNTHESIS + "/soumission", submit, methods=["POST"]),
]
