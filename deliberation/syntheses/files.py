"""The files of a synthesis: each says what it is good for, and all come from one reading."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.documents.docx import docx
from deliberation.documents.markdown import markdown
from deliberation.documents.odt import odt
from deliberation.documents.pdf import pdf
from deliberation.documents.stored import restored
from deliberation.documents.tree import Document
from deliberation.i18n import N_
from deliberation.syntheses import reading, rules
from deliberation.syntheses.document import document_of
from deliberation.syntheses.models import Synthesis
from deliberation.web import database, viewer_of


class File(NamedTuple):
    """One way to take a synthesis away."""

    label: str
    hint: str
    media_type: str
    made: Callable[[Document], bytes]


FILES = {
    "pdf": File(N_("Pour imprimer (PDF)"), N_("tout le texte"), "application/pdf", pdf),
    "docx": File(
        N_("Pour modifier avec Word (DOCX)"),
        N_("tout le texte"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx,
    ),
    "odt": File(
        N_("Pour modifier avec LibreOffice (ODT)"),
        N_("tout le texte"),
        "application/vnd.oasis.opendocument.text",
        odt,
    ),
    "md": File(
        N_("Pour copier dans un site (Markdown)"),
        N_("tout le texte"),
        "text/markdown; charset=utf-8",
        lambda document: markdown(document).encode(),
    ),
}


def offered(document: Document) -> list[tuple[str, str, str]]:
    """The files that this document can be: the end of each address, its label, what it holds."""
    return [(kind, file.label, file.hint) for kind, file in FILES.items()]


def readable(request: Request, session: Session, synthesis: Synthesis) -> Document:
    """The frozen document; before that, the draft for those who may read it, or 404."""
    snapshot = reading.snapshot_of(session, synthesis.id or 0)
    if snapshot:
        return restored(snapshot.content, snapshot.digest)
    place = place_of(session, synthesis.topic_id)
    if not any(viewer_of(request).may(work, place) for work in rules.WORK):
        raise HTTPException(404)
    return document_of(session, synthesis, datetime.now(UTC))


async def download(request: Request) -> Response:
    """The same document as a file; made in a worker, away from the votes."""
    kind: str = request.path_params["kind"]
    if kind not in FILES:
        raise HTTPException(404)
    file = FILES[kind]

    def make_it() -> tuple[str, bytes]:
        with database(request).reading(at_once=True) as session:
            found = session.get_one(Synthesis, request.path_params["synthesis_id"])
            document = readable(request, session, found)
        return document.number or f"projet-{found.id}", file.made(document)

    name, content = await run_in_threadpool(make_it)
    headers = {"content-disposition": f'attachment; filename="synthese-{name}.{kind}"'}
    return Response(content, media_type=file.media_type, headers=headers)


routes: list[BaseRoute] = [
    Route("/syntheses/{synthesis_id:id}/{kind}", download, name="download"),
]
