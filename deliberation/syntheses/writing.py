"""Writing one sentence of a synthesis, with all that it may cite beside it; moving it."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.debate.models import Contribution
from deliberation.forms import Form, Line, RowNumber, Words, long_field, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.stems import stems
from deliberation.syntheses import rules, statements
from deliberation.syntheses.models import Section, Statement, Synthesis
from deliberation.syntheses.reading import coverage_of
from deliberation.syntheses.rules import Coverage
from deliberation.syntheses.sources import material_of
from deliberation.syntheses.statements import Written, written_of
from deliberation.web import database, page, see_other, staff_of, write

MOVES: dict[str, tuple[Callable[..., int], dict[str, Any]]] = {
    "monter": (statements.move_statement, {"up": True}),
    "descendre": (statements.move_statement, {"up": False}),
}


class DraftForm(Form):
    """A sentence as far as it is written."""

    words: Words = long_field(default="", max_length=2000, title=N_("La phrase"))
    contribution: list[RowNumber] = Field(default=[], max_length=200)
    proposal: list[RowNumber] = Field(default=[], max_length=200)
    ballot: list[RowNumber] = Field(default=[], max_length=200)
    reference: Line = Field(default="", max_length=300, title=N_("Un texte de référence"))
    by_group: bool = Field(default=False, title=N_("Rédaction du groupe"))
    search: Line = Field(default="", max_length=100)
    # The version that its writer saw; a new sentence has none.
    seen: int = Field(default=0, ge=0, le=999_999_999)

    def written(self) -> Written:
        return Written(
            self.words,
            self.by_group,
            tuple(dict.fromkeys(self.contribution)),
            tuple(dict.fromkeys(self.proposal)),
            tuple(dict.fromkeys(self.ballot)),
            self.reference,
        )


class StatementForm(DraftForm):
    """A sentence and its sources: at least one, or « rédaction du groupe »."""

    words: Words = long_field(min_length=1, max_length=2000, title=N_("La phrase"))


class Offer(NamedTuple):
    """The words offered to a statement: ticked, waiting, then those that found their place."""

    ticked: list[Contribution]
    waiting: list[Contribution]
    placed: list[Contribution]


def offer(
    told: Collection[Contribution], chosen: Collection[int], covered: Coverage, search: str
) -> Offer:
    """What is ticked always stays in sight; of the rest, what holds every word of the search."""
    wanted = [f" {stem} " for stem in stems(search)]
    ticked, found = [], []
    for one in told:
        text = f" {one.id}{one.stems}"
        if one.id in chosen:
            ticked.append(one)
        elif all(word in text for word in wanted):
            found.append(one)
    waiting = [one for one in found if one.id in covered.untouched]
    return Offer(ticked, waiting, [one for one in found if one not in waiting])


def statement(request: Request) -> Response:
    """One sentence, new or written again, with everything that it may cite beside it."""
    return _sheet(request)


async def search(request: Request) -> Response:
    """The same page with fewer words to choose from; nothing written or ticked is lost."""
    form = await read(request, DraftForm)
    return await run_in_threadpool(_sheet, request, form.written(), form.search, form.seen)


def _sheet(
    request: Request, written: Written | None = None, search: str = "", seen: int = 0
) -> Response:
    with database(request).reading() as session:
        known, section, synthesis = _found(request, session)
        _drafter(request, session, synthesis)
        if written is None:
            written = written_of(session, known) if known else Written("")
        material = material_of(session, synthesis.topic_id)
        covered = coverage_of(session, synthesis)
        return page(
            request,
            "syntheses/statement.html",
            synthesis=synthesis,
            section=section,
            known=known,
            written=written,
            search=search,
            seen=seen or (known.version if known else 0),
            refusal=rules.why_not_write(synthesis.state)
            or (rules.why_not_remove(known.removed) if known else None),
            offer=offer(material.contributions, written.contributions, covered, search),
            covered=covered,
            material=material,
            action=request.url.path.removesuffix("/recherche"),
        )


async def keep_statement(request: Request) -> Response:
    form = await read(request, StatementForm)
    actor, now = await run_in_threadpool(_actor, request), datetime.now(UTC)
    written, params = form.written(), request.path_params
    if number := params.get("statement_id"):
        keep = partial(write, request, statements.change_statement, number, written, form.seen)
    else:
        keep = partial(write, request, statements.add_statement, params["section_id"], written)
    return see_other(f"/gestion/syntheses/{await keep(actor, now, form=form)}")


async def remove(request: Request) -> Response:
    return await _with(request, statements.remove_statement)


async def put_back(request: Request) -> Response:
    return await _with(request, statements.put_statement_back)


async def _with(request: Request, command: Callable[..., int]) -> Response:
    """Out of the text, or into it again."""
    form = await read(request, Form)
    actor, now = await run_in_threadpool(_actor, request), datetime.now(UTC)
    number = await write(
        request, command, request.path_params["statement_id"], actor, now, form=form
    )
    return see_other(f"/gestion/syntheses/{number}")


async def move(request: Request) -> Response:
    """Up or down: the quiet buttons beside a sentence."""
    if request.path_params["way"] not in MOVES:
        raise HTTPException(404)
    command, details = MOVES[request.path_params["way"]]
    form = await read(request, Form)
    target = request.path_params["statement_id"]
    actor = await run_in_threadpool(_actor, request)
    number = await write(request, command, target, actor=actor, form=form, **details)
    return see_other(f"/gestion/syntheses/{number}")


def _found(request: Request, session: Session) -> tuple[Statement | None, Section, Synthesis]:
    """The statement of this address, if it names one, with its section and its synthesis."""
    number = request.path_params.get("statement_id")
    known = session.get_one(Statement, number) if number else None
    section_id = known.section_id if known else request.path_params["section_id"]
    section = session.get_one(Section, section_id)
    return known, section, session.get_one(Synthesis, section.synthesis_id)


def _drafter(request: Request, session: Session, synthesis: Synthesis) -> SeenAccount:
    return staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, synthesis.topic_id))


def _actor(request: Request) -> str:
    with database(request).reading() as session:
        return _drafter(request, session, _found(request, session)[2]).actor


NEW = "/gestion/sections/{section_id:id}/phrases"
KNOWN = "/gestion/phrases/{statement_id:id}"
routes: list[BaseRoute] = [
    Route(NEW, statement),
    Route(NEW, keep_statement, methods=["POST"]),
    Route(NEW + "/recherche", search, methods=["POST"]),
    Route(KNOWN, statement, name="statement"),
    Route(KNOWN, keep_statement, methods=["POST"]),
    Route(KNOWN + "/recherche", search, methods=["POST"]),
    Route(KNOWN + "/retirer", remove, methods=["POST"]),
    Route(KNOWN + "/remettre", put_back, methods=["POST"]),
    Route(KNOWN + "/{way}", move, methods=["POST"]),
]
