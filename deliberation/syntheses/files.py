"""The files of a synthesis: each says what it is good for, and all come from one reading."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.debate.access import audience_of
from deliberation.debate.rules import Audience
from deliberation.documents import short
from deliberation.documents.docx import docx
from deliberation.documents.markdown import markdown
from deliberation.documents.odt import odt
from deliberation.documents.pdf import pdf
from deliberation.documents.stored import restored
from deliberation.documents.tree import Document
from deliberation.i18n import N_
from deliberation.syntheses import easy, fates, provenance, reading, rules
from deliberation.syntheses.document import document_of
from deliberation.syntheses.models import EasyRead, Synthesis
from deliberation.syntheses.short import can_be_short, page_of, slides_of
from deliberation.syntheses.sources import citations_of, readable_words
from deliberation.web import database, viewer_of

PDF = "application/pdf"
WHOLE = N_("Tout le texte.")


class Asked(NamedTuple):
    """One reading of a synthesis, for one reader."""

    session: Session
    synthesis: Synthesis
    document: Document
    audience: Audience

    def of_words(self) -> tuple[Document, dict[int, str], Audience]:
        cited = citations_of(self.session, self.synthesis.id or 0)
        told = readable_words(self.session, cited, self.audience)
        return self.document, {n: one.words for n, one in told.items()}, self.audience

    def of_fates(self) -> tuple[list[fates.Fate]]:
        return (fates.fates_of(self.session, self.synthesis, self.document),)

    def of_easy_read(self) -> tuple[short.EasySheet]:
        kept = self.session.get(EasyRead, self.synthesis.id)
        if kept is None:
            raise HTTPException(404)
        return (easy.sheet_of(self.document, kept),)


class File(NamedTuple):
    """One way to take a synthesis away: what is `read` is `made` a file, once nothing is asked."""

    label: str
    hint: str
    media_type: str
    ending: str
    made: Callable[..., bytes]
    read: Callable[[Asked], tuple[Any, ...]] = lambda asked: (asked.document,)


FILES = {
    "pdf": File(N_("Pour imprimer (PDF)"), WHOLE, PDF, ".pdf", pdf),
    "une-page": File(
        N_("Sur une page (PDF)"),
        N_("L'essentiel, les préconisations et leurs votes."),
        PDF,
        "-une-page.pdf",
        lambda document: short.page_pdf(page_of(document)),
    ),
    "facile-a-lire": File(
        N_("Facile à lire (PDF)"),
        N_("En grandes lettres, une idée par ligne."),
        PDF,
        "-facile-a-lire.pdf",
        short.easy_read_pdf,
        Asked.of_easy_read,
    ),
    "diapositives": File(
        N_("Diapositives (PDF)"),
        N_("Pour raconter en salle, une idée à la fois."),
        PDF,
        "-diapositives.pdf",
        lambda document: short.slides_pdf(slides_of(document)),
    ),
    "docx": File(
        N_("Pour modifier (Word)"),
        WHOLE,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
        docx,
    ),
    "odt": File(
        N_("Pour modifier (LibreOffice)"),
        WHOLE,
        "application/vnd.oasis.opendocument.text",
        ".odt",
        odt,
    ),
    "paroles": File(
        N_("Le tableau des paroles (CSV)"),
        N_("Ce que chacune est devenue, et pourquoi."),
        "text/csv; charset=utf-8",
        "-paroles.csv",
        fates.as_csv,
        Asked.of_fates,
    ),
    "json": File(
        N_("Pour une machine (JSON)"),
        N_("Chaque phrase avec ses sources."),
        "application/json",
        ".json",
        lambda *told: provenance.as_json(*told).encode(),
        Asked.of_words,
    ),
    "md": File(
        N_("Texte simple (Markdown)"),
        WHOLE,
        "text/markdown; charset=utf-8",
        ".md",
        lambda document: markdown(document).encode(),
    ),
}
SHORT = ("une-page", "diapositives")


def offered(document: Document, easy_read: bool) -> Iterator[tuple[str, str, str]]:
    """The files that this text can be: the end of each address, its label, what it holds."""
    for kind, file in FILES.items():
        lacking = (kind in SHORT and not can_be_short(document)) or (
            kind == "facile-a-lire" and not easy_read
        )
        if not lacking:
            yield kind, file.label, file.hint


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
            if kind in SHORT and not can_be_short(document):
                raise HTTPException(404)
            audience = audience_of(viewer_of(request), place_of(session, found.topic_id))
            read = file.read(Asked(session, found, document, audience))
            name = document.number or f"projet-{found.id}"
        return name, file.made(*read)

    name, content = await run_in_threadpool(make_it)
    headers = {"content-disposition": f'attachment; filename="synthese-{name}{file.ending}"'}
    return Response(content, media_type=file.media_type, headers=headers)


def schema(_: Request) -> Response:
    """What every field of the JSON means."""
    name = {"content-disposition": f'inline; filename="{provenance.SCHEMA.name}"'}
    content = provenance.SCHEMA.read_bytes()
    return Response(content, media_type="application/schema+json", headers=name)


routes: list[BaseRoute] = [
    Route("/syntheses/{synthesis_id:id}/{kind}", download, name="download"),
    Route(provenance.SCHEMA_ADDRESS, schema),
]
