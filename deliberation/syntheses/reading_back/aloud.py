"""A table hears the sentences that use its notes, or reads them on paper; its answers are typed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.debate.rules import LONGEST_CARD
from deliberation.documents.kit import Door, Kit, Mark, Poster, Slip, Slips, kit_pdf
from deliberation.forms import Form, RowNumber, Words, long_field, read
from deliberation.i18n import N_, day, gettext, today
from deliberation.people import codes
from deliberation.roles import Action
from deliberation.syntheses.access import staff_at_synthesis
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading_back.answers import Asked, notes_asked
from deliberation.syntheses.reading_back.asking import is_being_read, reading_backs
from deliberation.syntheses.reading_back.mine import ANSWERS
from deliberation.syntheses.reading_back.models import Understood, Way
from deliberation.syntheses.reading_back.saying import Answer, say_aloud
from deliberation.web import database, page, see_other, staff_of, write

WAYS: dict[Way, str] = {
    Way.ALOUD: N_("lu à voix haute"),
    Way.PAPER: N_("sur une feuille"),
}
NOTE = N_("Note {number}")
NOTE_AT = N_("Note {number}, {table}")
CODE = N_("{note} · phrase {rank}")


class HeardForm(Form):
    verdict: Understood
    way: Literal[Way.ALOUD, Way.PAPER]
    seen: RowNumber
    words: Words = long_field(
        default="", max_length=LONGEST_CARD, title=N_("Ce qu'il faudrait écrire")
    )


class Heard(NamedTuple):
    """A note without an author, and the sentences that use it."""

    note: Contribution
    asked: list[Asked]

    @property
    def name(self) -> str:
        """As its sheet and the writers call it."""
        about = {"number": self.note.note_number or self.note.id, "table": self.note.table_name}
        return gettext(NOTE_AT if self.note.table_name else NOTE).format(**about)


def heard(request: Request) -> Response:
    """The notes to read out, each with the sentences that use it, to be read aloud one by one."""
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, found.topic_id))
        return page(
            request,
            "syntheses/heard.html",
            synthesis=found,
            heard=list(_heard(session, found.id or 0)),
            open=is_being_read(session, found, today()),
            answers=ANSWERS,
            ways=WAYS,
            limit=LONGEST_CARD,
        )


async def say(request: Request) -> Response:
    account = await run_in_threadpool(staff_at_synthesis, request, Action.WRITE_SYNTHESIS)
    form = await read(request, HeardForm)
    params = request.path_params
    number, note = params["synthesis_id"], params["contribution_id"]
    answer = Answer(form.verdict, form.seen, form.words)
    what = (number, params["statement_id"], note, form.way, answer)
    await write(request, say_aloud, *what, account.actor, datetime.now(UTC), form=form)
    return see_other(f"/gestion/syntheses/{number}/relecture/notes#note-{note}")


def reading_sheets(request: Request) -> Response:
    """The same on paper: one slip for each sentence, and where to type what is written on them."""
    settings: Settings = request.app.state.settings
    with database(request).reading() as session:
        found = session.get_one(Synthesis, request.path_params["synthesis_id"])
        staff_of(request, Action.WRITE_SYNTHESIS, place_of(session, found.topic_id))
        number = found.id or 0
        held = reading_backs(session, number)
        until = day(held[-1].ends_on) if held else ""
        slips = tuple(slip for one in _heard(session, number) for slip in _slips(one))
    where = f"{settings.address}/gestion/syntheses/{number}/relecture/notes"
    alt = gettext(N_("QR code vers la page de saisie"))
    kit = Kit(
        gettext(N_("Vous avons-nous bien compris ?")),
        today(),
        (
            Poster(
                gettext(N_("Vous avons-nous bien compris ?")),
                (
                    found.title,
                    gettext(N_("Lisez chaque feuille à voix haute, ou donnez-la à la table.")),
                    gettext(N_("Les réponses se tapent à cette adresse, jusqu'au {day}.")).format(
                        day=until
                    ),
                ),
                "",
                Door(where, str(codes.qr(where, alt)), alt),
            ),
            *([Slips(gettext(N_("Vous avons-nous bien compris ?")), "", slips)] if slips else []),
        ),
    )
    name = f"relecture-{number}.pdf"
    kept = {"content-disposition": f'inline; filename="{name}"'}
    return Response(kit_pdf(kit), media_type="application/pdf", headers=kept)


def _slips(one: Heard) -> Iterator[Slip]:
    for rank, asked in enumerate(one.asked, start=1):
        yield Slip(
            title=gettext(CODE).format(note=one.name, rank=rank),
            question=gettext(N_("Nous avons écrit : « {words} »")).format(
                words=asked.statement.words
            ),
            easy_read=gettext(N_("Vous aviez dit : « {words} »")).format(words=one.note.words),
            ruled=2,
            ask=gettext(
                N_("Vous avons-nous bien compris ? Sinon, écrivez plus haut ce qu'il faudrait.")
            ),
            boxes=tuple(Mark(shape, gettext(label)) for label, shape in ANSWERS.values()),
        )


def _heard(session: Session, synthesis_id: int) -> Iterator[Heard]:
    """Table by table, then note by note."""
    asked = notes_asked(session, synthesis_id)
    notes = session.exec(
        select(Contribution)
        .where(col(Contribution.id).in_(asked))
        .order_by(col(Contribution.table_name), col(Contribution.id))
    )
    for note in notes:
        yield Heard(note, asked[note.id or 0])


PAGE = "/gestion/syntheses/{synthesis_id:id}/relecture"
SAID = PAGE + "/notes/{contribution_id:id}/{statement_id:id}"
routes: list[BaseRoute] = [
    Route(PAGE + "/notes", heard),
    Route(SAID, say, methods=["POST"]),
    Route(PAGE + "/feuilles.pdf", reading_sheets),
]
