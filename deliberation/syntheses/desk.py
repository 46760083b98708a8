"""The desk on which a synthesis is written: its list, its text, its sources, what is left over."""

from datetime import UTC, datetime

from pydantic import Field
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot
from deliberation.debate.commands import visible_contributions
from deliberation.debate.proposals import proposals_of
from deliberation.debate.rules import Audience
from deliberation.forms import Form, Line, Words, long_field, read
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.syntheses import commands, reading, rules
from deliberation.syntheses.commands import Written
from deliberation.syntheses.models import Section, Statement, Synthesis
from deliberation.web import database, page, see_other, staff_of, write


class StartForm(Form):
    title: Line = Field(min_length=1, max_length=200, title=N_("Titre de la synthèse"))


class StatementForm(Form):
    """A sentence and its sources: at least one, or « rédaction du groupe »."""

    words: Words = long_field(min_length=1, max_length=2000, title=N_("La phrase"))
    contribution: list[int] = Field(default_factory=list, max_length=200)
    proposal: list[int] = Field(default_factory=list, max_length=200)
    ballot: list[int] = Field(default_factory=list, max_length=200)
    reference: Line = Field(default="", max_length=300, title=N_("Texte de référence"))
    by_group: bool = False

    def written(self) -> Written:
        return Written(
            self.words,
            self.by_group,
            tuple(dict.fromkeys(self.contribution)),
            tuple(dict.fromkeys(self.proposal)),
            tuple(dict.fromkeys(self.ballot)),
            self.reference,
        )


class SetAsideForm(Form):
    contribution: list[int] = Field(default_factory=list, max_length=1000)
    reason: Line = Field(default="", max_length=300, title=N_("Pourquoi"))


def _drafter(request: Request, session: Session, topic_id: int) -> SeenAccount:
    return staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, topic_id))


def _synthesis(request: Request, session: Session) -> Synthesis:
    """The synthesis of this address, whether it names it, a section of it or a sentence of it."""
    params = request.path_params
    if "statement_id" in params:
        statement = session.get_one(Statement, params["statement_id"])
        params = {"section_id": statement.section_id}
    if "section_id" in params:
        params = {"synthesis_id": session.get_one(Section, params["section_id"]).synthesis_id}
    return session.get_one(Synthesis, params["synthesis_id"])


def syntheses(request: Request) -> Response:
    """The syntheses of a topic, and the form that begins one."""
    topic_id: int = request.path_params["topic_id"]
    with database(request).reading() as session:
        topic = session.get_one(Topic, topic_id)
        _drafter(request, session, topic_id)
        written = session.exec(
            select(Synthesis).where(Synthesis.topic_id == topic_id).order_by(col(Synthesis.id))
        ).all()
        return page(
            request,
            "syntheses/syntheses.html",
            topic=topic,
            written=written,
            refusal=rules.why_not_start(topic.phase),
            states=rules.STATE_NAMES,
        )


async def start(request: Request) -> Response:
    topic_id: int = request.path_params["topic_id"]
    form = await read(request, StartForm)
    with database(request).reading() as session:
        actor = _drafter(request, session, topic_id).actor
    now = datetime.now(UTC)
    number = await write(
        request, commands.start_synthesis, topic_id, form.title, actor, now, form=form
    )
    return see_other(f"/gestion/syntheses/{number}")


def desk(request: Request) -> Response:
    """The whole text, section by section, with what is covered and what is not."""
    with database(request).reading() as session:
        synthesis = _synthesis(request, session)
        _drafter(request, session, synthesis.topic_id)
        return page(
            request,
            "syntheses/desk.html",
            synthesis=synthesis,
            place=place_of(session, synthesis.topic_id),
            parts=reading.parts_of(session, synthesis.id or 0),
            coverage=reading.coverage_of(session, synthesis),
            returned=reading.last_return(session, synthesis),
            writable=rules.why_not_write(synthesis.state) is None,
            state_name=rules.STATE_NAMES[synthesis.state],
        )


def statement(request: Request) -> Response:
    """One sentence, new or written again, with everything that it may cite beside it."""
    with database(request).reading() as session:
        synthesis = _synthesis(request, session)
        _drafter(request, session, synthesis.topic_id)
        topic_id = synthesis.topic_id
        number: int | None = request.path_params.get("statement_id")
        known = session.get_one(Statement, number) if number else None
        section_id = known.section_id if known else request.path_params["section_id"]
        cited = reading.citations_of(session, [number]).get(number, []) if number else []
        return page(
            request,
            "syntheses/statement.html",
            synthesis=synthesis,
            section=session.get_one(Section, section_id),
            known=known,
            cited=cited,
            coverage=reading.coverage_of(session, synthesis),
            contributions=visible_contributions(session, topic_id, Audience.DRAFTERS),
            proposals=proposals_of(session, topic_id),
            ballots=session.exec(select(Ballot).where(Ballot.topic_id == topic_id)).all(),
            action=request.url.path,
        )


async def keep_statement(request: Request) -> Response:
    form = await read(request, StatementForm)
    actor = _actor(request)
    params = request.path_params
    known = "statement_id" in params
    command = commands.change_statement if known else commands.add_statement
    target = params["statement_id" if known else "section_id"]
    number = await write(request, command, target, form.written(), actor, form=form)
    return see_other(f"/gestion/syntheses/{number}")


async def move(request: Request) -> Response:
    """Up, down, or out: the three quiet buttons beside a sentence."""
    target, actor = request.path_params["statement_id"], _actor(request)
    match request.path_params["way"]:
        case "retirer":
            number = await write(request, commands.remove_statement, target, actor)
        case way:
            number = await write(request, commands.move_statement, target, way == "monter", actor)
    return see_other(f"/gestion/syntheses/{number}")


def leftover(request: Request) -> Response:
    """What no sentence has taken up yet, and what was set aside with its reason."""
    with database(request).reading() as session:
        synthesis = _synthesis(request, session)
        _drafter(request, session, synthesis.topic_id)
        coverage = reading.coverage_of(session, synthesis)
        told = visible_contributions(session, synthesis.topic_id, Audience.DRAFTERS)
        return page(
            request,
            "syntheses/leftover.html",
            synthesis=synthesis,
            coverage=coverage,
            untouched=[c for c in told if c.id in coverage.untouched],
            aside=[
                (c, reason)
                for c, reason in reading.set_asides(session, synthesis.id or 0)
                if c.id in coverage.set_aside
            ],
            writable=rules.why_not_write(synthesis.state) is None,
        )


async def put_aside(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    form = await read(request, SetAsideForm)
    actor = _actor(request)
    await write(
        request, commands.set_aside, number, form.contribution, form.reason, actor, form=form
    )
    return see_other(f"/gestion/syntheses/{number}/reste")


async def take_back(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    contribution_id: int = request.path_params["contribution_id"]
    await write(request, commands.take_back, number, contribution_id, _actor(request))
    return see_other(f"/gestion/syntheses/{number}/reste")


async def submit(request: Request) -> Response:
    number: int = request.path_params["synthesis_id"]
    await write(request, commands.submit_synthesis, number, _actor(request))
    return see_other(f"/gestion/syntheses/{number}")


def _actor(request: Request) -> str:
    with database(request).reading() as session:
        return _drafter(request, session, _synthesis(request, session).topic_id).actor


SYNTHESIS = "/gestion/syntheses/{synthesis_id:id}"
routes: list[BaseRoute] = [
    Route("/gestion/sujets/{topic_id:id}/syntheses", syntheses),
    Route("/gestion/sujets/{topic_id:id}/syntheses", start, methods=["POST"]),
    Route(SYNTHESIS, desk),
    Route("/gestion/sections/{section_id:id}/phrases", statement),
    Route("/gestion/sections/{section_id:id}/phrases", keep_statement, methods=["POST"]),
    Route("/gestion/phrases/{statement_id:id}", statement, name="statement"),
    Route("/gestion/phrases/{statement_id:id}", keep_statement, methods=["POST"]),
    Route("/gestion/phrases/{statement_id:id}/{way}", move, methods=["POST"]),
    Route(SYNTHESIS + "/reste", leftover),
    Route(SYNTHESIS + "/reste", put_aside, methods=["POST"]),
    Route(SYNTHESIS + "/reste/{contribution_id:id}/reprendre", take_back, methods=["POST"]),
    Route(SYNTHESIS + "/soumission", submit, methods=["POST"]),
]
