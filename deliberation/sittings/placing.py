"""Where people are spread over tables, by a rule and then by hand: numbers, and never a name."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import Field
from sqlmodel import Session, select
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.errors import refuse
from deliberation.forms import Form, Option, RowNumber, number_of, read
from deliberation.i18n import N_, gettext
from deliberation.people.models import College
from deliberation.roles import Action
from deliberation.sittings import place_rules, seating, seats
from deliberation.sittings.access import staff_at
from deliberation.sittings.models import Badge, SeatingRule, Segment, Table
from deliberation.sittings.reading import DayView
from deliberation.web import database, page, see_other, write

RULE_WORDS: dict[SeatingRule, tuple[str, str]] = {
    SeatingRule.MIX: (N_("Mélanger les collèges"), N_("Un peu de chacun à chaque table.")),
    SeatingRule.APART: (N_("Un seul collège par table"), N_("Pour parler entre pairs.")),
    SeatingRule.TOGETHER: (
        N_("Garder les tables d'avant"),
        N_("Personne ne bouge ; les nouveaux trouvent une place."),
    ),
    SeatingRule.RANDOM: (N_("Au hasard"), N_("Sans regarder les collèges.")),
    SeatingRule.ROTATE: (
        N_("Tourner sans se revoir"),
        N_("Chacun rencontre d'autres personnes ; les scribes restent à leur table."),
    ),
}
LARGEST_SEED = 999_999


class SpreadForm(Form):
    rule: SeatingRule
    seed: int = Field(ge=0, le=LARGEST_SEED)


class MoveForm(Form):
    badge: RowNumber = Field(title=N_("Le numéro du badge"))
    table: int = Field(default=0, ge=0, le=999_999_999)  # 0: no seat any more


class BadgesForm(Form):
    first: RowNumber = Field(title=N_("Du badge"))
    last: RowNumber = Field(title=N_("Au badge"))
    gone: bool = False


class ScribeForm(Form):
    badge: RowNumber = Field(title=N_("Le numéro du badge"))
    stops: bool = False


class ApartForm(Form):
    badge: RowNumber = Field(title=N_("Un badge"))
    other: RowNumber = Field(title=N_("Et l'autre"))


class Seated(NamedTuple):
    """Someone at a table: a number, and the drawing of her college."""

    number: int
    shape: str
    college: str
    scribe: bool


class Board(NamedTuple):
    """A table and those who sit there."""

    table: Table
    people: list[Seated]


class Trial(NamedTuple):
    """A seating that is not kept yet, and what it could not satisfy."""

    rule: SeatingRule
    seed: int
    sentences: list[str]


def placement(request: Request) -> Response:
    """The tables of one step, as they are or as a rule would fill them."""
    _, view = staff_at(request, Action.RUN_SITTING)
    steps = [segment for segment in view.segments if place_rules.seats_people(segment)]
    segment = _chosen(request, view, steps)
    context: dict[str, Any] = {"boards": [], "standing": [], "late": [], "trial": None}
    with database(request).reading() as session:
        badges = seats.badges_of(session, view.sitting.id or 0)
        if segment:
            context |= _tables(request, session, view, segment, badges)
        wishes = seats.count_wishes(session, view.sitting.id or 0)
    return page(
        request,
        "sittings/placement.html",
        view=view,
        steps=steps,
        segment=segment,
        rules=[Option(rule.value, *words) for rule, words in RULE_WORDS.items()],
        badges=len(badges),
        present=sum(badge.present for badge in badges),
        wishes=wishes,
        new_seed=secrets.randbelow(LARGEST_SEED),
        moved=number_of(request.query_params.get("badge", ""), 0),
        **context,
    )


def _chosen(request: Request, view: DayView, steps: Sequence[Segment]) -> Segment | None:
    """The step that is asked for, or the present or next one at tables, or the last."""
    wanted = number_of(request.query_params.get("etape", ""), 0)
    if found := next((one for one in steps if one.id == wanted), None):
        return found
    coming = [one for one in steps if view.segments.index(one) + 1 >= view.step]
    return next(iter([*coming, *reversed(steps)]), None)


def _tables(
    request: Request, session: Session, view: DayView, segment: Segment, badges: Sequence[Badge]
) -> dict[str, Any]:
    places, trial = seats.places_of(session, segment.id or 0), None
    standing: Sequence[int] = ()
    asked = request.query_params
    if asked.get("regle") in {rule.value for rule in SeatingRule}:
        rule, seed = SeatingRule(asked["regle"]), number_of(asked.get("essai", ""), 0)
        turn = seats.turn_of(session, segment, rule, seed)
        refuse(place_rules.why_not_spread(len(turn.people), len(turn.tables)))
        found = seating.seat(turn)
        places, standing = found.places, found.standing
        trial = Trial(rule, seed, [seating.sentence(one) for one in found.unmet])
    late = [] if trial else [one.number for one in badges if one.present]
    return {
        "boards": _boards(session, view, badges, places),
        "standing": standing,
        "late": [number for number in late if number not in places],
        "trial": trial,
        "rule": (trial.rule if trial else segment.seating_rule) or SeatingRule.MIX,
        "doubts": _doubts(request, session, segment, places),
    }


def _boards(
    session: Session, view: DayView, badges: Sequence[Badge], places: Mapping[int, int]
) -> list[Board]:
    colleges = {
        one.id: one
        for one in session.exec(select(College).where(College.committee_id == view.committee.id))
    }
    at: dict[int, list[Seated]] = {}
    for badge in badges:
        if table_id := places.get(badge.number):
            college = colleges.get(badge.college_id)
            seated = Seated(
                badge.number,
                college.shape if college else "ring",
                college.name if college else gettext(N_("collège non précisé")),
                badge.scribe,
            )
            at.setdefault(table_id, []).append(seated)
    tables = seats.tables_of(session, view.sitting.id or 0)
    return [Board(table, at.get(table.id or 0, [])) for table in tables]


def _doubts(
    request: Request, session: Session, segment: Segment, places: Mapping[int, int]
) -> list[str]:
    """What the move that was just made goes against, for who made it."""
    number = number_of(request.query_params.get("badge", ""), 0)
    turn = seats.turn_of(session, segment, segment.seating_rule or SeatingRule.MIX, 0)
    if number not in places or all(person.badge != number for person in turn.people):
        return []
    doubts = seating.doubts_of_move(turn, places, number, places[number])
    return [gettext(doubt.value) for doubt in doubts]


async def spread(request: Request) -> Response:
    """Keep the seating that was before her eyes: the same rule and the same draw give it again."""
    account, segment = await run_in_threadpool(_runner, request)
    form = await read(request, SpreadForm)
    places = await run_in_threadpool(_spread, request, segment, form)
    details = (segment.id, form.rule, places, account)
    await write(request, seats.keep_seating, *details, form=form)
    return _back(segment)


def _spread(request: Request, segment: Segment, form: SpreadForm) -> dict[int, int]:
    with database(request).reading() as session:
        turn = seats.turn_of(session, segment, form.rule, form.seed)
    refuse(place_rules.why_not_spread(len(turn.people), len(turn.tables)))
    return seating.seat(turn).places


async def move(request: Request) -> Response:
    account, segment = await run_in_threadpool(_runner, request)
    form = await read(request, MoveForm)
    if form.table:
        details = (segment.id, form.badge, form.table, account)
        await write(request, seats.move_badge, *details, form=form)
    else:
        await write(request, seats.stand_up, segment.id, form.badge, account, form=form)
    return see_other(f"{_address(segment)}&badge={form.badge}#table-{form.table}")


async def seat_late(request: Request) -> Response:
    account, segment = await run_in_threadpool(_runner, request)
    form = await read(request, Form)
    await write(request, seats.seat_everyone_late, segment.id, account, form=form)
    return _back(segment)


async def welcome(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_staff, request)
    form = await read(request, BadgesForm)
    details = (sitting_id, form.first, form.last, not form.gone, account)
    await write(request, seats.welcome_badges, *details, form=form)
    return see_other(f"/journees/{sitting_id}/placement")


async def choose_scribe(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_staff, request)
    form = await read(request, ScribeForm)
    details = (sitting_id, form.badge, not form.stops, account)
    await write(request, seats.choose_scribe, *details, form=form)
    return see_other(f"/journees/{sitting_id}/placement")


async def part(request: Request) -> Response:
    account, sitting_id = await run_in_threadpool(_staff, request)
    form = await read(request, ApartForm)
    await write(request, seats.part_badges, sitting_id, form.badge, form.other, account, form=form)
    return see_other(f"/journees/{sitting_id}/placement")


def _runner(request: Request) -> tuple[str, Segment]:
    """Who runs the day, and the step that she asks for."""
    account, view = staff_at(request, Action.RUN_SITTING)
    segment = view.segment_of(request.path_params["segment_id"])
    if segment is None:
        raise HTTPException(404)
    return account.actor, segment


def _staff(request: Request) -> tuple[str, int]:
    account, view = staff_at(request, Action.RUN_SITTING)
    return account.actor, view.sitting.id or 0


def _address(segment: Segment) -> str:
    return f"/journees/{segment.sitting_id}/placement?etape={segment.id}"


def _back(segment: Segment) -> Response:
    return see_other(_address(segment))


STEP = "/journees/{sitting_id:id}/placement/{segment_id:id}"
DAY = "/journees/{sitting_id:id}/placement"
routes: list[BaseRoute] = [
    Route(DAY, placement),
    Route(f"{DAY}/arrivees", welcome, methods=["POST"]),
    Route(f"{DAY}/scribe", choose_scribe, methods=["POST"]),
    Route(f"{DAY}/separement", part, methods=["POST"]),
    Route(STEP, spread, methods=["POST"]),
    Route(f"{STEP}/deplacement", move, methods=["POST"]),
    Route(f"{STEP}/retard", seat_late, methods=["POST"]),
]
