"""What staff hand out to let people in: codes for rooms, and cards printed beforehand."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Committee
from deliberation.assembly.reading import TopicView, committee_called, topics_of
from deliberation.errors import Refused
from deliberation.forms import Form, Option, read
from deliberation.i18n import N_, day, hour, local_day
from deliberation.people import codes, commands
from deliberation.people.hashing import slowly
from deliberation.people.models import AccessCard, College, RoomCode, Structure
from deliberation.people.rules import CODE_DAYS, MOST_CARDS, NoEntry, is_replay
from deliberation.people.speech import PrintedCard, printed_cards
from deliberation.roles import Action, Place
from deliberation.security import new_token
from deliberation.web import database, page, see_other, staff_of, viewer_of, write

LARGEST_ID = 2**63 - 1


class RoomCodeForm(Form):
    topic: int = Field(ge=1, le=LARGEST_ID, title=N_("Le sujet"))
    last_day: date = Field(title=N_("Le code sert jusqu'au (ce jour compris)"))


class CardsForm(Form):
    number: int = Field(ge=1, le=MOST_CARDS, title=N_("Combien de cartes"))
    college: int = Field(default=0, ge=0, le=LARGEST_ID)
    structure: int = Field(default=0, ge=0, le=LARGEST_ID)


class Batch(NamedTuple):
    """Cards that were printed together."""

    label: str
    number: int
    spent: int


class CodeView(NamedTuple):
    """A room's code that still serves, and what it opens."""

    code: str
    spaced: str
    view: TopicView | None
    last_day: date
    sitting_id: int | None


def _committee(request: Request) -> Committee:
    with database(request).reading() as session:
        return committee_called(session, request.path_params["slug"])


def room_codes(request: Request) -> Response:
    committee, now = _committee(request), datetime.now(UTC)
    viewer, today = viewer_of(request), local_day(now)
    with database(request).reading() as session:
        views = [
            view
            for view in topics_of(session, committee, today)
            if viewer.may(Action.ISSUE_CARDS, view.place)
        ]
        known: dict[int | None, TopicView] = {view.topic.id: view for view in views}
        rooms = session.exec(
            select(RoomCode)
            .where(RoomCode.committee_id == committee.id, col(RoomCode.expires_at) > now)
            .order_by(col(RoomCode.id).desc())
        ).all()
    everywhere = viewer.may(Action.ISSUE_CARDS, Place(committee.id))
    if not views:
        staff_of(request, Action.ISSUE_CARDS, Place(committee.id))
    return page(
        request,
        "assembly/room_codes.html",
        committee=committee,
        topics=[Option(str(view.topic.id), view.topic.question) for view in views],
        last_day=today + timedelta(days=CODE_DAYS),
        codes=[
            CodeView(
                room.code,
                codes.spaced(room.code),
                known.get(room.topic_id),
                _last_day(room),
                room.sitting_id,
            )
            for room in rooms
            # The code of a day may be about no topic.
            if room.topic_id in known or (everywhere and room.topic_id is None)
        ],
    )


def _last_day(room: RoomCode) -> date:
    return local_day(room.expires_at - timedelta(seconds=1))


async def make_room_code(request: Request) -> Response:
    committee = await run_in_threadpool(_committee, request)
    form = await read(request, RoomCodeForm)
    place = await run_in_threadpool(_place, request, form.topic)
    account = staff_of(request, Action.ISSUE_CARDS, place)
    now, topic_id = datetime.now(UTC), form.topic
    details = (place.committee_id, topic_id, form.last_day, account.actor, now)
    code = await write(request, commands.make_room_code, *details, form=form)
    return see_other(f"/gestion/comites/{committee.slug}/codes#code-{code}")


def _place(request: Request, topic_id: int) -> Place:
    with database(request).reading() as session:
        return place_of(session, topic_id)


def print_cards(request: Request) -> Response:
    """Ask for cards, and see which were made before: never their codes nor their words."""
    committee = _committee(request)
    staff_of(request, Action.ISSUE_CARDS, Place(committee.id))
    ours = College.committee_id == committee.id
    theirs = Structure.committee_id == committee.id
    with database(request).reading() as session:
        colleges = session.exec(select(College).where(ours).order_by(col(College.position))).all()
        return page(
            request,
            "assembly/print_cards.html",
            committee=committee,
            colleges=colleges,
            structures=session.exec(select(Structure).where(theirs)).all(),
            batches=_batches(session, committee),
            printed=None,
        )


def _batches(session: Session, committee: Committee) -> list[Batch]:
    rows = session.exec(
        select(AccessCard.batch, func.count(), func.count().filter(col(AccessCard.spent)))
        .where(AccessCard.committee_id == committee.id)
        .group_by(col(AccessCard.batch))
        .order_by(func.min(AccessCard.id).desc())
    )
    return [Batch(*row) for row in rows]


async def make_cards(request: Request) -> Response:
    """Make a batch and show it, once: what is kept cannot show it again."""
    committee = await run_in_threadpool(_committee, request)
    account = staff_of(request, Action.ISSUE_CARDS, Place(committee.id))
    form = await read(request, CardsForm)
    key, now = request.app.state.settings.key, datetime.now(UTC)
    printed = await slowly(printed_cards, key, form.once or new_token(), form.number)
    first = await write(
        request,
        commands.make_cards,
        committee.id,
        form.college or None,
        form.structure or None,
        f"{day(now)}, {hour(now)}",
        [(card.code_hash, card.speech.hash) for card in printed],
        account.actor,
        now,
        form=form,
    )
    if not is_replay(datetime.fromisoformat(first), now):
        raise Refused(NoEntry.CARDS_SHOWN)
    address = request.app.state.settings.address
    return page(
        request,
        "assembly/print_cards.html",
        committee=committee,
        address=f"{address}/entrer",
        printed=[_on_paper(card, address) for card in printed],
    )


def _on_paper(card: PrintedCard, address: str) -> tuple[tuple[str, ...], str, str]:
    where = f"{address}/c/{card.code}"
    return card.speech.words, codes.spaced(card.code), codes.qr(where, where)


routes: list[BaseRoute] = [
    Route("/gestion/comites/{slug}/codes", room_codes),
    Route("/gestion/comites/{slug}/codes", make_room_code, methods=["POST"]),
    Route("/gestion/comites/{slug}/cartes", print_cards),
    Route("/gestion/comites/{slug}/cartes", make_cards, methods=["POST"]),
]
