"""Where the room is counted: people present, raised hands table by table, slips of paper."""

import re
from typing import Any, NamedTuple

from pydantic import Field
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.ballots import channels, reading
from deliberation.ballots.booth import booth, face_of, taps
from deliberation.ballots.desk import place_of_desk
from deliberation.ballots.models import NO_COLLEGE, Ballot, BallotState
from deliberation.ballots.results import turnout
from deliberation.ballots.rules import MOST_HANDS, WITH_HANDS
from deliberation.ballots.sheets import MOST_OPTIONS, paper_of
from deliberation.ballots.standing import by_channel
from deliberation.forms import Form, Line, Option, numbered_field, read
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.people.models import Channel
from deliberation.web import database, page, see_other, write

EVERYONE = N_("Tous, sans distinguer")
LARGEST_ID = 2**31 - 1
LONGEST_SOURCE = 60
FIGURES = re.compile("[0-9]{1,6}")


class PresentForm(Form):
    present: int = Field(ge=0, le=MOST_HANDS, title=N_("Le nombre de personnes présentes"))


class HandsForm(Form):
    source: Line = Field(min_length=1, max_length=LONGEST_SOURCE, title=N_("À quelle table"))
    college: int = Field(default=NO_COLLEGE, ge=0, le=LARGEST_ID)
    hands: list[str] = numbered_field(default_factory=list, max_length=MOST_OPTIONS + 1)

    @property
    def counts(self) -> dict[str, int]:
        """How many hands for each answer: nobody in an empty box, and -1 for what is no number,
        which the rule refuses.
        """
        pairs = (said.rpartition(":") for said in self.hands)
        return {
            answer: int(typed) if FIGURES.fullmatch(typed.strip()) else -1
            for answer, _, typed in pairs
            if typed.strip()
        }


class SlipsForm(Form):
    source: Line = Field(min_length=1, max_length=LONGEST_SOURCE, title=N_("De quelle urne"))
    college: int = Field(default=NO_COLLEGE, ge=0, le=LARGEST_ID)
    number: int = Field(default=1, ge=-MOST_HANDS, le=MOST_HANDS, title=N_("Combien de bulletins"))
    choice: str = Field(default="", max_length=20)
    pick: list[str] = Field(default_factory=list, max_length=MOST_OPTIONS)
    mark: list[str] = numbered_field(default_factory=list, max_length=MOST_OPTIONS)


class Declared(NamedTuple):
    """What one table or urn has declared: how many voices, never what they say."""

    source: str
    college: str
    words: str


def hands_desk(request: Request) -> Response:
    """The room is counted here, beside the phones."""
    _, view, ballot = place_of_desk(request)
    assert ballot is not None
    with database(request).reading() as session:
        face = face_of(session, ballot)
        groups = reading.groups_of(session, ballot)
        context: dict[str, Any] = {
            **booth(face, None),
            "declared": _declared(session, ballot),
            "channels": _came(session, ballot),
        }
    colleges = [Option(str(NO_COLLEGE), gettext(EVERYONE))]
    colleges += [
        Option(str(one), group.name) for group in groups if group.key for one in group.colleges
    ]
    return page(
        request,
        "ballots/hands_desk.html",
        view=view,
        ballot=ballot,
        is_open=ballot.state is BallotState.OPEN,
        with_hands=face.sheet.method in WITH_HANDS and not ballot.secret,
        answers=taps(face, None),
        colleges=colleges,
        **context,
    )


def _came(session: Session, ballot: Ballot) -> str:
    """How many have come; of a secret ballot that is open, by the steps that everyone sees."""
    if ballot.secret and ballot.state is BallotState.OPEN:
        return turnout(session, ballot)
    return by_channel(reading.voices(session, ballot))


def _declared(session: Session, ballot: Ballot) -> list[Declared]:
    names = {
        college: group.name
        for group in reading.groups_of(session, ballot)
        for college in group.colleges
    }
    return [
        Declared(source, names[college] if college else "", _voices(channel, voices))
        for (source, channel, college), voices in reading.declarers(session, ballot).items()
    ]


def _voices(channel: Channel, voices: int) -> str:
    hands = channel is Channel.TABLE
    one, many = (
        (N_("{n} main levée"), N_("{n} mains levées"))
        if hands
        else (N_("{n} bulletin"), N_("{n} bulletins"))
    )
    return ngettext(one, many, voices).format(n=number(voices))


async def declare_present(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, PresentForm)
    details = _id(request), form.present, account.actor
    await write(request, channels.declare_present, *details, form=form)
    return _back(request)


async def count_hands(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, HandsForm)
    details = _id(request), form.source, Channel.TABLE, form.counts, account.actor
    await write(request, channels.count_by_hand, *details, form.college or None, form=form)
    return _back(request)


async def type_slips(request: Request) -> Response:
    account, _, _ = await run_in_threadpool(place_of_desk, request)
    form = await read(request, SlipsForm)
    paper = paper_of(form.choice, form.pick, form.mark)
    details = _id(request), form.source, paper, form.number, account.actor
    await write(request, channels.add_slips, *details, form.college or None, form=form)
    return _back(request)


def _id(request: Request) -> int:
    return int(request.path_params["ballot_id"])


def _back(request: Request) -> Response:
    return see_other(f"/gestion/scrutins/{_id(request)}/comptage")


routes: list[BaseRoute] = [
    Route("/gestion/scrutins/{ballot_id:id}/comptage", hands_desk),
    Route("/gestion/scrutins/{ballot_id:id}/presents", declare_present, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/mains", count_hands, methods=["POST"]),
    Route("/gestion/scrutins/{ballot_id:id}/papiers", type_slips, methods=["POST"]),
]
