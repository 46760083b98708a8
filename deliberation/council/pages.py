"""What people see of a transmission: its page, the desk that sends it, the national inbox."""

from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.council import commands, reading, rules
from deliberation.council.models import Outcome, TransmissionState
from deliberation.forms import Form, Line, OptionalDay, Words, long_field, number_of, read
from deliberation.i18n import N_, today
from deliberation.roles import NATION, Action
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.corrections import formers_of
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading import snapshot_of
from deliberation.web import database, page, see_other, staff_of, write


class SendForm(Form):
    """The questions, one a line of the form; those that come from a statement carry its number."""

    question: list[Words] = long_field(title=N_("Question"), default_factory=list, max_length=40)
    statement: list[int] = Field(default_factory=list, max_length=40)
    due_on: OptionalDay = Field(default=None, title=N_("Réponse convenue pour le"))
    note: Words = long_field(default="", max_length=2000, title=N_("Mot d'accompagnement"))

    def asked(self) -> list[reading.Asked]:
        statements: list[int] = self.statement + [0] * len(self.question)
        pairs = zip(self.question, statements, strict=False)
        return [reading.Asked(words, number or None) for words, number in pairs if words]


class AnswerForm(Form):
    outcome: Outcome
    reason: Words = long_field(default="", max_length=4000, title=N_("Parce que"))
    studied_by: Line = Field(default="", max_length=200, title=N_("Étudiée par"))
    until: OptionalDay = Field(default=None, title=N_("À l'étude jusqu'au"))


def show(request: Request) -> Response:
    """A transmission, for everyone: what was asked, what was answered, what is late."""
    with database(request).reading() as session:
        view = reading.view_of(session, request.path_params["transmission_id"])
        formers = formers_of(session, view.synthesis.id or 0)
        return page(
            request,
            "council/show.html",
            view=view,
            corrections=[one for one in formers if one.corrected_at > view.transmission.sent_at],
            today=today(),
            lateness=rules.lateness,
            outcomes=rules.OUTCOME_NAMES,
            nation=NATION,
        )


def send(request: Request) -> Response:
    """The secretariat chooses the questions before sending."""
    with database(request).reading() as session:
        synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.TRANSMIT, place_of(session, synthesis.topic_id))
        return page(
            request,
            "council/send.html",
            synthesis=synthesis,
            sent=reading.of_synthesis(session, synthesis.id or 0),
            snapshot=snapshot_of(session, synthesis.id or 0),
            proposed=reading.proposed_questions(session, synthesis.id or 0),
        )


async def transmit(request: Request) -> Response:
    synthesis_id: int = request.path_params["synthesis_id"]
    form = await read(request, SendForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.TRANSMIT)
    number = await write(
        request,
        commands.send_transmission,
        synthesis_id,
        form.asked(),
        form.note,
        form.due_on,
        account.actor,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/transmissions/{number}")


def inbox(request: Request) -> Response:
    """What the national body has received."""
    staff_of(request, Action.READ_TRANSMISSIONS, NATION)
    chosen = request.query_params.get("etat", "")
    state = TransmissionState(chosen) if chosen in set(TransmissionState) else None
    start = number_of(request.query_params.get("debut", ""), 0)
    with database(request).reading() as session:
        views = reading.inbox(session, state, start)
        return page(
            request,
            "council/inbox.html",
            views=views,
            states=rules.STATE_NAMES,
            state=state,
            more=start + reading.PAGE if len(views) == reading.PAGE else None,
            today=today(),
        )


async def receive(request: Request) -> Response:
    account = staff_of(request, Action.ANSWER_TRANSMISSION, NATION)
    number: int = request.path_params["transmission_id"]
    await write(request, commands.receive_transmission, number, account.id, datetime.now(UTC))
    return see_other(f"/transmissions/{number}")


async def answer(request: Request) -> Response:
    account = staff_of(request, Action.ANSWER_TRANSMISSION, NATION)
    question_id: int = request.path_params["question_id"]
    form = await read(request, AnswerForm)
    number = await write(
        request,
        commands.answer_question,
        question_id,
        form.outcome,
        form.reason,
        form.studied_by,
        form.until,
        account.id,
        datetime.now(UTC),
        form=form,
    )
    return see_other(f"/transmissions/{number}#question-{question_id}")


routes: list[BaseRoute] = [
    Route("/transmissions/{transmission_id:id}", show),
    Route("/gestion/syntheses/{synthesis_id:id}/transmettre", send),
    Route("/gestion/syntheses/{synthesis_id:id}/transmettre", transmit, methods=["POST"]),
    Route("/conseil", inbox),
    Route("/transmissions/{transmission_id:id}/accuse", receive, methods=["POST"]),
    Route("/questions/{question_id:id}/reponse", answer, methods=["POST"]),
]
