"""Where the technical committee reads a text, sentence by sentence, and says yes or returns it."""

from datetime import UTC, datetime

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.forms import Form, RowNumber, Words, long_field, read
from deliberation.i18n import N_, today
from deliberation.roles import Action
from deliberation.security import SeenAccount
from deliberation.syntheses import desk, reading, remarks, rules, sign_off, sign_off_rules
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.history import changes_since
from deliberation.syntheses.losses import bare_in, losses_of
from deliberation.syntheses.models import Purpose, Synthesis, SynthesisState, Verdict
from deliberation.web import database, page, see_other, staff_of, write


class VerdictForm(Form):
    verdict: Verdict
    reason: Words = long_field(default="", max_length=2000, title=N_("Pourquoi la renvoyer"))
    named: bool = Field(default=False, title=N_("Imprimer mon nom avec mon avis"))


class SittingForm(Form):
    present: int = Field(ge=0, le=500, title=N_("Présents"))
    in_favour: int = Field(ge=0, le=500, title=N_("Pour"))
    against: int = Field(ge=0, le=500, title=N_("Contre"))
    abstained: int = Field(ge=0, le=500, title=N_("Abstentions"))
    not_taking_part: int = Field(ge=0, le=500, title=N_("Ne prennent pas part"))
    reason: Words = long_field(default="", max_length=2000, title=N_("Pourquoi la renvoyer"))

    def count(self) -> sign_off_rules.HeadCount:
        return sign_off_rules.HeadCount(
            self.present, self.in_favour, self.against, self.abstained, self.not_taking_part
        )


class NameForm(Form):
    named: bool = False


class RemarkForm(Form):
    statement: RowNumber = 1
    words: Words = long_field(default="", max_length=1500, title=N_("Votre remarque"))


def validation(request: Request) -> Response:
    """The technical committee reads, and signs off or returns."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        place = place_of(session, found.topic_id)
        account = staff_of(request, Action.SIGN_OFF, place)
        given = reading.verdicts_of(session, found)
        parts = [one for one in reading.parts_of(session, found.id or 0) if one.said]
        losses = losses_of(session, found)
        return page(
            request,
            "syntheses/validation.html",
            synthesis=found,
            place=place,
            given=given,
            mine=next((one for one in given if one.account_id == account.id), None),
            members=reading.members_of(session, found, today()),
            quorum=sign_off.quorum_of(session, found),
            coverage=reading.coverage_of(session, found),
            essential=[one for one in parts if one.section.purpose is Purpose.ESSENTIAL],
            parts=parts,
            changes=changes_since(session, found.id or 0, found.round - 1)
            if found.round > 1
            else None,
            remarks=remarks.remarks_of(session, found.id or 0, found.round),
            earlier=remarks.remarks_in_order(session, found.id or 0, found.round - 1),
            losses=losses,
            bare=bare_in(losses),
            account=account,
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
        form.named,
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


async def remark(request: Request) -> Response:
    """A remark on one sentence."""
    number: int = request.path_params["synthesis_id"]
    form = await read(request, RemarkForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.SIGN_OFF)
    now = datetime.now(UTC)
    await write(
        request,
        remarks.add_remark,
        number,
        form.statement,
        form.words,
        account.id,
        now,
        form=form,
    )
    return see_other(f"/gestion/syntheses/{number}/validation#phrase-{form.statement}")


async def take_back(request: Request) -> Response:
    form = await read(request, Form)
    account = await run_in_threadpool(_at_remark, request, Action.SIGN_OFF)
    remark_id: int = request.path_params["remark_id"]
    number = await write(request, remarks.take_remark_back, remark_id, account.id, form=form)
    return see_other(f"/gestion/syntheses/{number}/validation")


async def settle(request: Request) -> Response:
    return await _settle(request, settled=True)


async def unsettle(request: Request) -> Response:
    return await _settle(request, settled=False)


async def _settle(request: Request, settled: bool) -> Response:
    form = await read(request, Form)
    account = await run_in_threadpool(_at_remark, request, Action.WRITE_SYNTHESIS)
    remark_id: int = request.path_params["remark_id"]
    number = await write(
        request, remarks.settle_remark, remark_id, settled, account.actor, form=form
    )
    return see_other(f"/gestion/syntheses/{number}")


async def name(request: Request) -> Response:
    """Whether a member's name is printed with the verdict that she gave."""
    number: int = request.path_params["synthesis_id"]
    form = await read(request, NameForm)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.SIGN_OFF)
    await write(request, sign_off.print_name, number, account.id, form.named, form=form)
    return see_other(f"/gestion/syntheses/{number}/validation")


async def hand_back(request: Request) -> Response:
    """The writers take back a text that words were taken from."""
    number: int = request.path_params["synthesis_id"]
    form = await read(request, Form)
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    await write(request, sign_off.hand_back, number, account.actor, form=form)
    return see_other(f"/gestion/syntheses/{number}")


def _at_remark(request: Request, action: Action) -> SeenAccount:
    with database(request).reading() as session:
        number = remarks.synthesis_of(session, request.path_params["remark_id"])
        place = place_of(session, session.get_one(Synthesis, number).topic_id)
    return staff_of(request, action, place)


REMARK = "/gestion/remarques/{remark_id:id}"
routes: list[BaseRoute] = [
    Route(desk.SYNTHESIS + "/validation", validation),
    Route(desk.SYNTHESIS + "/validation", give_verdict, methods=["POST"]),
    Route(desk.SYNTHESIS + "/seance", record_sitting, methods=["POST"]),
    Route(desk.SYNTHESIS + "/nom", name, methods=["POST"]),
    Route(desk.SYNTHESIS + "/reprise", hand_back, methods=["POST"]),
    Route(desk.SYNTHESIS + "/remarques", remark, methods=["POST"]),
    Route(REMARK + "/retrait", take_back, methods=["POST"]),
    Route(REMARK + "/prise-en-compte", settle, methods=["POST"]),
    Route(REMARK + "/attente", unsettle, methods=["POST"]),
]
