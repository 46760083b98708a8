"""Writing one sentence of a synthesis, with all that it may cite beside it; moving it."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.debate.proposals import proposals_of
from deliberation.errors import Refused
from deliberation.forms import (
    Form,
    Line,
    Option,
    RowNumber,
    Words,
    long_field,
    number_of,
    numbered_field,
    read,
)
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.syntheses import holds, rules, statements, writing_rules
from deliberation.syntheses.citing import Written, written_of
from deliberation.syntheses.clusters.models import ClusterKind
from deliberation.syntheses.clusters.reading import clusters_of
from deliberation.syntheses.history import compare
from deliberation.syntheses.models import Section, Statement, Synthesis
from deliberation.syntheses.offers import found_for, offer, with_theme
from deliberation.syntheses.quotes import may_be_quoted
from deliberation.syntheses.reading import coverage_of
from deliberation.syntheses.sources import counted_ballots
from deliberation.syntheses.writing_rules import WritingRefusal
from deliberation.text import clean
from deliberation.web import database, is_htmx, page, see_other, staff_of, write

MOVES: dict[str, tuple[Callable[..., int], dict[str, Any]]] = {
    "monter": (statements.move_statement, {"up": True}),
    "descendre": (statements.move_statement, {"up": False}),
}


class DraftForm(Form):
    """A sentence as far as it is written."""

    words: Words = long_field(default="", max_length=2000, title=N_("La phrase"))
    contribution: list[RowNumber] = Field(default=[], max_length=1000)
    proposal: list[RowNumber] = Field(default=[], max_length=200)
    ballot: list[RowNumber] = Field(default=[], max_length=200)
    quote: list[str] = numbered_field(default=[], max_length=200)
    reference: Line = Field(default="", max_length=300, title=N_("Un texte de référence"))
    by_group: bool = Field(default=False, title=N_("Rédaction du groupe"))
    search: Line = Field(default="", max_length=100)
    # All the words of this theme are to be ticked.
    theme: int = Field(default=0, ge=0, le=999_999_999)
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
            quotes=self.quotes(),
        )

    def quotes(self) -> tuple[tuple[int, str], ...]:
        """The passages to quote, of what is ticked; an empty field quotes nothing."""
        typed = (one.split(":", 1) for one in self.quote if one[0].isdecimal())
        asked = {number_of(n, 0): clean(words) for n, words in typed}
        return tuple((n, words) for n, words in asked.items() if words and n in self.contribution)


class StatementForm(DraftForm):
    """A sentence and its sources: at least one, or « rédaction du groupe »."""

    words: Words = long_field(min_length=1, max_length=2000, title=N_("La phrase"))


class HoldForm(Form):
    """Writing a sentence at this moment: how many words so far, and whether to take it over."""

    typed: int = Field(default=0, ge=0, le=99_999)
    take: bool = False


def statement(request: Request) -> Response:
    """One sentence, new or written again, with everything that it may cite beside it."""
    return _sheet(request)


async def search(request: Request) -> Response:
    """The same page with fewer words to choose from; nothing written or ticked is lost."""
    return await run_in_threadpool(_sheet, request, await read(request, DraftForm))


def offers(request: Request) -> Response:
    """What a sentence may cite and holds the words typed after an « @ », a few of each kind."""
    with database(request).reading() as session:
        _, _, synthesis = _found(request, session)
        _drafter(request, session, synthesis)
        wanted = request.query_params.get("q", "")[:100]
        found = found_for(session, synthesis.topic_id, wanted)
        return page(request, "syntheses/_offers.html", found=found)


def _sheet(request: Request, form: DraftForm | None = None) -> Response:
    """The page of a sentence. What was written on a version that is not the newest any more is
    shown beside what another wrote meanwhile.
    """
    with database(request).reading() as session:
        known, section, synthesis = _found(request, session)
        actor = _drafter(request, session, synthesis).actor
        kept = written_of(session, known) if known else Written("")
        written, version = form.written() if form else kept, known.version if known else 0
        overtaken = form is not None and form.seen != version
        other = None
        if known and not form:
            other = holds.held_by_another(session, known.id or 0, actor, datetime.now(UTC))
        themes = clusters_of(session, synthesis.topic_id, ClusterKind.THEME)
        written = with_theme(written, themes, form.theme if form else 0)
        topic_id, chosen = synthesis.topic_id, written.contributions
        covered = coverage_of(session, synthesis)
        search = form.search if form else ""
        return page(
            request,
            "syntheses/statement.html",
            409 if overtaken else 200,
            synthesis=synthesis,
            section=section,
            known=known,
            seen=version,
            written=written,
            theirs=kept if overtaken else None,
            pieces=compare(kept.words, written.words),
            other=other,
            search=search,
            refusal=rules.why_not_write(synthesis.state)
            or (writing_rules.why_not_remove(known.removed) if known else None),
            offer=offer(session, topic_id, chosen, covered, search),
            themes=[Option(str(one.cluster.id), one.cluster.name) for one in themes if one.numbers],
            covered=covered,
            may_be_quoted=may_be_quoted,
            proposals=proposals_of(session, topic_id, with_merged=True),
            ballots=counted_ballots(session, topic_id),
            action=request.url.path.removesuffix("/recherche"),
        )


async def keep_statement(request: Request) -> Response:
    form = await read(request, StatementForm)
    actor, now = await run_in_threadpool(writer_of, request), datetime.now(UTC)
    written, params = form.written(), request.path_params
    if number := params.get("statement_id"):
        keep = partial(write, request, statements.change_statement, number, written, form.seen)
    else:
        keep = partial(write, request, statements.add_statement, params["section_id"], written)
    try:
        synthesis_id = await keep(actor, now, form=form)
    except Refused as refused:
        if refused.reason is not WritingRefusal.CHANGED_MEANWHILE:
            raise
        return await run_in_threadpool(_sheet, request, form)
    return see_other(f"/gestion/syntheses/{synthesis_id}")


async def hold(request: Request) -> Response:
    """Somebody opens a sentence to write it, goes on writing, or takes it over from another."""
    form = await read(request, HoldForm)
    number: int = request.path_params["statement_id"]
    actor, now = await run_in_threadpool(writer_of, request), datetime.now(UTC)
    live = is_htmx(request)
    with nullcontext() if live else suppress(Refused):
        await write(request, holds.hold_statement, number, form.typed, form.take, actor, now)
    return Response(status_code=204) if live else see_other(f"/gestion/phrases/{number}")


async def remove(request: Request) -> Response:
    return await _with(request, statements.remove_statement)


async def put_back(request: Request) -> Response:
    return await _with(request, statements.put_statement_back)


async def _with(request: Request, command: Callable[..., int]) -> Response:
    """Out of the text, or into it again."""
    form = await read(request, Form)
    actor, now = await run_in_threadpool(writer_of, request), datetime.now(UTC)
    target = request.path_params["statement_id"]
    number = await write(request, command, target, actor, now, form=form)
    return see_other(f"/gestion/syntheses/{number}")


async def move(request: Request) -> Response:
    """Up or down: the quiet buttons beside a sentence."""
    if request.path_params["way"] not in MOVES:
        raise HTTPException(404)
    command, details = MOVES[request.path_params["way"]]
    form = await read(request, Form)
    target = request.path_params["statement_id"]
    actor = await run_in_threadpool(writer_of, request)
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


def writer_of(request: Request) -> str:
    """Who writes the sentence of this address."""
    with database(request).reading() as session:
        return _drafter(request, session, _found(request, session)[2]).actor


NEW = "/gestion/sections/{section_id:id}/phrases"
KNOWN = "/gestion/phrases/{statement_id:id}"
routes: list[BaseRoute] = [
    Route(NEW, statement),
    Route(NEW, keep_statement, methods=["POST"]),
    Route(NEW + "/recherche", search, methods=["POST"]),
    Route(NEW + "/sources", offers),
    Route(KNOWN, statement, name="statement"),
    Route(KNOWN, keep_statement, methods=["POST"]),
    Route(KNOWN + "/recherche", search, methods=["POST"]),
    Route(KNOWN + "/sources", offers),
    Route(KNOWN + "/ecriture", hold, methods=["POST"]),
    Route(KNOWN + "/retirer", remove, methods=["POST"]),
    Route(KNOWN + "/remettre", put_back, methods=["POST"]),
    Route(KNOWN + "/{way}", move, methods=["POST"]),
]
