"""« Vous avons-nous bien compris ? », for her alone: the sentences that use her words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.debate.rules import LONGEST_CARD, Audience
from deliberation.forms import Form, RowNumber, Words, long_field, number_of, read
from deliberation.i18n import N_, today
from deliberation.security import SeenParticipant
from deliberation.syntheses.dissents import commands as dissents
from deliberation.syntheses.dissents.reading import Protected, held_by, protected
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading_back.answers import Asked, asked_about, being_read
from deliberation.syntheses.reading_back.asking import is_being_read, reading_backs
from deliberation.syntheses.reading_back.models import Understood
from deliberation.syntheses.reading_back.saying import Answer, say_understood
from deliberation.web import database, page, participant_of, see_other, write

ANSWERS: dict[Understood, tuple[str, str]] = {
    Understood.YES: (N_("Oui, c'est bien cela"), "agree"),
    Understood.PARTLY: (N_("Pas tout à fait"), "agree_if"),
    Understood.NO: (N_("Non"), "disagree"),
}


class VerdictForm(Form):
    verdict: Understood
    seen: RowNumber


class WordsForm(VerdictForm):
    words: Words = long_field(
        default="", max_length=LONGEST_CARD, title=N_("Ce qu'il faudrait écrire")
    )


class SettledForm(Form):
    settled: bool = False


@dataclass(frozen=True)
class Sheet:
    """All that one person may answer about one text."""

    synthesis: Synthesis
    until: date
    open: bool
    asked: list[Asked]
    blocks: list[Protected]
    settled: set[str]

    def at(self, statement_id: int) -> Asked | None:
        """The sentence that she chose, or the first one that waits for her."""
        if not self.open:
            return None
        chosen = (one for one in self.asked if one.statement.id == statement_id)
        waits = (one for one in self.asked if not one.now)
        return next(chosen, None) or next(waits, None)


class ToRead(NamedTuple):
    """A text that waits for her: until when, and how many of its sentences she has not read."""

    synthesis: Synthesis
    until: date
    left: int


def texts_to_read(session: Session, participant_id: int, committee_id: int) -> list[ToRead]:
    """The texts about which she may answer today."""
    found = []
    for one, until in being_read(session, committee_id, today()):
        asked = asked_about(session, one.id or 0, participant_id)
        if asked or held_by(session, protected(session, one), participant_id):
            found.append(ToRead(one, until, sum(not sentence.now for sentence in asked)))
    return found


def understood(request: Request) -> Response:
    """One sentence and three buttons; then what she answered, which she may change."""
    participant = participant_of(request)
    with database(request).reading() as session:
        sheet = _sheet(session, request, participant)
    chosen = number_of(request.query_params.get("phrase", ""), 0)
    current = sheet.at(chosen)
    rank = sheet.asked.index(current) + 1 if current else 0
    return page(
        request,
        "syntheses/understood.html",
        sheet=sheet,
        current=current,
        rank=rank,
        writing=current is not None and current.now is not None and "mots" in request.query_params,
        answers=ANSWERS,
        audience=Audience.DRAFTERS,
        limit=LONGEST_CARD,
    )


async def say(request: Request) -> Response:
    """One tap is the answer. What is not right is then asked in words, which are optional."""
    participant = participant_of(request)
    form = await read(request, VerdictForm)
    number, statement = _named(request)
    answer, now = Answer(form.verdict, form.seen), datetime.now(UTC)
    await write(request, say_understood, number, statement, participant.id, answer, now, form=form)
    if form.verdict is Understood.YES:
        return see_other(_address(number))
    return see_other(f"{_address(number)}?phrase={statement}&mots=1")


async def say_in_words(request: Request) -> Response:
    participant = participant_of(request)
    form = await read(request, WordsForm)
    number, statement = _named(request)
    answer, now = Answer(form.verdict, form.seen, form.words), datetime.now(UTC)
    await write(request, say_understood, number, statement, participant.id, answer, now, form=form)
    return see_other(_address(number))


async def settle(request: Request) -> Response:
    """« C'est réglé pour moi », or not: for the disagreement that she holds."""
    participant = participant_of(request)
    form = await read(request, SettledForm)
    params = request.path_params
    key = f"{params['kind']}/{params['number']}"
    command = dissents.settle_dissent if form.settled else dissents.keep_dissent_open
    number, now = params["synthesis_id"], datetime.now(UTC)
    await write(request, command, number, key, participant.id, now, form=form)
    return see_other(_address(number))


def _sheet(session: Session, request: Request, participant: SeenParticipant) -> Sheet:
    """Her own sheet; a text of another committee, or never read back, is no page of hers."""
    synthesis = session.get_one(Synthesis, request.path_params["synthesis_id"])
    number = synthesis.id or 0
    held = reading_backs(session, number)
    place = place_of(session, synthesis.topic_id)
    if not held or place.committee_id != participant.committee_id:
        raise HTTPException(404)
    blocks = held_by(session, protected(session, synthesis), participant.id)
    return Sheet(
        synthesis,
        held[-1].ends_on,
        is_being_read(session, synthesis, today()),
        asked_about(session, number, participant.id),
        blocks,
        dissents.settled_by(session, number, blocks, participant.id),
    )


def _named(request: Request) -> tuple[int, int]:
    return request.path_params["synthesis_id"], request.path_params["statement_id"]


def _address(synthesis_id: int) -> str:
    return f"/ma-parole/relecture/{synthesis_id}"


PAGE = "/ma-parole/relecture/{synthesis_id:id}"
routes: list[BaseRoute] = [
    Route(PAGE, understood),
    Route(PAGE + "/{statement_id:id}", say, methods=["POST"]),
    Route(PAGE + "/{statement_id:id}/mots", say_in_words, methods=["POST"]),
    Route(PAGE + "/divergences/{kind}/{number:id}", settle, methods=["POST"]),
]
