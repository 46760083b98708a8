"""What people see of a synthesis: its page and its files, and the sign-off of its committee."""

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.debate.access import audience_of
from deliberation.documents.tree import numbered
from deliberation.forms import Form, read
from deliberation.roles import Action
from deliberation.syntheses import (
    board_desk,
    correction_desk,
    desk,
    easy_pages,
    files,
    material,
    new_material,
    opinions,
    plan_desk,
    rules,
    sign_off,
    sign_off_desk,
    versions,
    writing,
)
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.clusters import pages as clusters
from deliberation.syntheses.coding import pages as coding
from deliberation.syntheses.corrections import formers_of
from deliberation.syntheses.dissents import pages as dissents
from deliberation.syntheses.easy import label_of
from deliberation.syntheses.files import offered, readable
from deliberation.syntheses.models import EasyRead, Synthesis, SynthesisState
from deliberation.syntheses.reading_back import aloud
from deliberation.syntheses.reading_back import mine as understanding
from deliberation.syntheses.reading_back import pages as reading_back
from deliberation.syntheses.sources import addresses_of, citations_of, readable_words
from deliberation.web import database, page, see_other, viewer_of, write


def synthesis(request: Request) -> Response:
    """A published synthesis, for everyone; a draft, for those who write it or sign it off."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        document = readable(request, session, found)
        topic = session.get_one(Topic, found.topic_id)
        cited = citations_of(session, found.id or 0)
        audience = audience_of(viewer_of(request), place_of(session, found.topic_id))
        quoted = readable_words(session, cited, audience)
        easy_read = session.get(EasyRead, found.id)
        formers = formers_of(session, found.id or 0)
    return page(
        request,
        "syntheses/synthesis.html",
        synthesis=found,
        topic=topic,
        document=document,
        sections=list(numbered(document.sections)),
        addresses=addresses_of(cited, quoted),
        quoted=quoted,
        easy_read=easy_read,
        easy_label=label_of(easy_read) if easy_read else "",
        files=offered(document, easy_read is not None),
        formers=formers,
        published=found.state is SynthesisState.PUBLISHED,
        state_name=rules.STATE_NAMES[found.state],
    )


async def publish(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, Form)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.PUBLISH_SYNTHESIS)
    now = datetime.now(UTC)
    await write(request, sign_off.publish_synthesis, number, account.actor, now, form=form)
    return see_other(f"/syntheses/{number}")


routes: list[BaseRoute] = [
    *desk.routes,
    *dissents.routes,
    *reading_back.routes,
    *understanding.routes,
    *aloud.routes,
    *material.routes,
    *new_material.routes,
    *board_desk.routes,
    *plan_desk.routes,
    *versions.routes,
    *clusters.routes,
    *coding.routes,
    *opinions.routes,
    *writing.routes,
    Route("/syntheses/{synthesis_id:id}", synthesis),
    *correction_desk.routes,
    *files.routes,
    *easy_pages.routes,
    *sign_off_desk.routes,
    Route(desk.SYNTHESIS + "/publication", publish, methods=["POST"]),
]
