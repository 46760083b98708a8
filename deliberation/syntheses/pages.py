"""What people see of a synthesis: its page and its files, and the sign-off of its committee."""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.debate.access import audience_of
from deliberation.documents.docx import docx
from deliberation.documents.markdown import markdown
from deliberation.documents.pdf import pdf
from deliberation.documents.stored import restored
from deliberation.documents.tree import Document, numbered
from deliberation.forms import Form, Words, long_field, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.syntheses import desk, material, reading, rules, sign_off, writing
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.document import document_of
from deliberation.syntheses.models import Synthesis, SynthesisState, Verdict
from deliberation.syntheses.sources import addresses_of, citations_of, readable_words
from deliberation.web import database, page, see_other, staff_of, viewer_of, write

FILES = {
    "pdf": ("application/pdf", pdf),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx),
    "md": ("text/markdown; charset=utf-8", lambda document: markdown(document).encode()),
}


class VerdictForm(Form):
    verdict: Verdict
    reason: Words = long_field(default="", max_length=2000, title=N_("Pourquoi la renvoyer"))


class SittingForm(Form):
    present: int = Field(ge=0, le=500, title=N_("Présents"))
    in_favour: int = Field(ge=0, le=500, title=N_("Pour"))
    against: int = Field(ge=0, le=500, title=N_("Contre"))
    abstained: int = Field(ge=0, le=500, title=N_("Abstentions"))
    not_taking_part: int = Field(ge=0, le=500, title=N_("Ne prennent pas part"))
    reason: Words = long_field(default="", max_length=2000, title=N_("Pourquoi la renvoyer"))

    def count(self) -> rules.HeadCount:
        return rules.HeadCount(
            self.present, self.in_favour, self.against, self.abstained, self.not_taking_part
        )


def synthesis(request: Request) -> Response:
    """A published synthesis, for everyone; a draft, for those who write it or sign it off."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        document = _readable(request, session, found)
        topic = session.get_one(Topic, found.topic_id)
        cited = citations_of(session, found.id or 0)
        audience = audience_of(viewer_of(request), place_of(session, found.topic_id))
        quoted = readable_words(session, cited, audience)
    return page(
        request,
        "syntheses/synthesis.html",
        synthesis=found,
        topic=topic,
        document=document,
        sections=list(numbered(document.sections)),
        addresses=addresses_of(cited, quoted),
        quoted=quoted,
        published=found.state is SynthesisState.PUBLISHED,
        state_name=rules.STATE_NAMES[found.state],
    )


async def download(request: Request) -> Response:
    """The same document as a file; made in a worker, away from the votes."""
    kind: str = request.path_params["kind"]
    if kind not in FILES:
        raise HTTPException(404)
    media_type, make = FILES[kind]

    def make_it() -> tuple[str, bytes]:
        with database(request).reading() as session:
            found = session.get_one(Synthesis, request.path_params["synthesis_id"])
            document = _readable(request, session, found)
        return document.number or f"projet-{found.id}", make(document)

    name, content = await run_in_threadpool(make_it)
    headers = {"content-disposition": f'attachment; filename="synthese-{name}.{kind}"'}
    return Response(content, media_type=media_type, headers=headers)


def _readable(request: Request, session: Session, synthesis: Synthesis) -> Document:
    """The frozen document; before that, the draft for those who may read it, or 404."""
    snapshot = reading.snapshot_of(session, synthesis.id or 0)
    if snapshot:
        return restored(snapshot.content, snapshot.digest)
    place = place_of(session, synthesis.topic_id)
    if not any(viewer_of(request).may(work, place) for work in rules.WORK):
        raise HTTPException(404)
    return document_of(session, synthesis, datetime.now(UTC))


def validation(request: Request) -> Response:
    """The technical committee reads, and signs off or returns."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        place = place_of(session, found.topic_id)
        account = staff_of(request, Action.SIGN_OFF, place)
        given = reading.verdicts_of(session, found)
        return page(
            request,
            "syntheses/validation.html",
            synthesis=found,
            place=place,
            given=given,
            mine=next((one for one in given if one.account_id == account.id), None),
            members=len(sign_off.members_of(session, found)),
            waiting=found.state is SynthesisState.SUBMITTED,
            state_name=rules.STATE_NAMES[found.state],
        )


async def give_verdict(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, VerdictForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.SIGN_OFF)
    await write(
        request,
        sign_off.give_verdict,
        number,
        account.id,
        form.verdict,
        form.reason,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/gestion/syntheses/{number}/validation")


async def record_sitting(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, SittingForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.SIGN_OFF)
    await write(
        request,
        sign_off.record_sitting,
        number,
        form.count(),
        form.reason,
        account.actor,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/gestion/syntheses/{number}/validation")


async def publish(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, Form)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.PUBLISH_SYNTHESIS)
    now = datetime.now(UTC)
    await write(request, sign_off.publish_synthesis, number, account.actor, now, form=form)
    return see_other(f"/syntheses/{number}")


routes: list[BaseRoute] = [
    *desk.routes,
    *material.routes,
    *writing.routes,
    Route("/syntheses/{synthesis_id:id}", synthesis),
    Route("/syntheses/{synthesis_id:id}/{kind}", download, name="download"),
    Route(desk.SYNTHESIS + "/validation", validation),
    Route(desk.SYNTHESIS + "/validation", give_verdict, methods=["POST"]),
    Route(desk.SYNTHESIS + "/seance", record_sitting, methods=["POST"]),
    Route(desk.SYNTHESIS + "/publication", publish, methods=["POST"]),
]
