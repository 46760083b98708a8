"""Where a day is prepared: from a template or anew, then announced, copied, closed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.assembly.reading import committee_called
from deliberation.errors import Refusal, Refused
from deliberation.forms import Form, Option, read, typed_moment
from deliberation.i18n import gettext
from deliberation.people import codes
from deliberation.people.models import RoomCode
from deliberation.roles import Action, Place
from deliberation.sittings import commands, furniture, plan_rules, steps_desk, unheard
from deliberation.sittings.access import staff_at
from deliberation.sittings.day_forms import CloseForm, DuplicateForm, NewDayForm, SeenSittingForm
from deliberation.sittings.models import Badge, Sitting, Table
from deliberation.sittings.patterns import patterns
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.plan_words import STATE_WORDS, kinds, long_time
from deliberation.sittings.programme import Days, sorted_days, steps_of
from deliberation.sittings.reading import DayView, days_of
from deliberation.sittings.rules import Standing
from deliberation.web import database, page, see_other, staff_of, viewer_of, write


class GroupDays(NamedTuple):
    """A working group and its days, those in preparation included."""

    group: WorkingGroup
    days: Days


class Furniture(NamedTuple):
    """How much of everything a day has."""

    tables: int
    chairs: int
    badges: int


class CodeView(NamedTuple):
    """A code that leads to the day now."""

    code: str
    spaced: str


def _now() -> datetime:
    return datetime.now(UTC)


def days_desk(request: Request) -> Response:
    """The days of a committee, for those who prepare them."""
    now, viewer = _now(), viewer_of(request)
    with database(request).reading() as session:
        committee = committee_called(session, request.path_params["slug"])
        ours = select(WorkingGroup).where(WorkingGroup.committee_id == committee.id)
        days = days_of(session, committee.id or 0, drafts=True)
        groups = [
            GroupDays(group, sorted_days([one for one in days if one.group_id == group.id], now))
            for group in session.exec(ours.order_by(col(WorkingGroup.id)))
            if viewer.may(Action.PREPARE_SITTING, Place(committee.id, group.id))
        ]
    if not groups:
        staff_of(request, Action.PREPARE_SITTING, Place(committee.id))
    return page(request, "sittings/days_desk.html", committee=committee, groups=groups)


def _group(request: Request) -> tuple[WorkingGroup, Committee]:
    with database(request).reading() as session:
        group = session.get_one(WorkingGroup, request.path_params["group_id"])
        return group, session.get_one(Committee, group.committee_id)


def new_day(request: Request) -> Response:
    group, committee = _group(request)
    staff_of(request, Action.PREPARE_SITTING, Place(committee.id, group.id))
    with database(request).reading() as session:
        topics = topics_for(session, group.id or 0)
    return page(
        request,
        "sittings/new_day.html",
        group=group,
        committee=committee,
        topics=topics,
        patterns=[(one, long_time(one.minutes)) for one in patterns().values()],
    )


async def plan_day(request: Request) -> Response:
    group, committee = await run_in_threadpool(_group, request)
    account = staff_of(request, Action.PREPARE_SITTING, Place(committee.id, group.id))
    form = await read(request, NewDayForm)
    pattern = patterns().get(form.pattern)
    details = (group.id, form.words(), pattern, account.actor, _now())
    sitting_id = await write(request, commands.plan_sitting, *details, form=form)
    return see_other(f"/gestion/journees/{sitting_id}")


def day_desk(request: Request) -> Response:
    """One day in preparation: its programme, what is ready, and the next thing to do."""
    _, view = staff_at(request, Action.PREPARE_SITTING)
    sitting = view.sitting
    with database(request).reading() as session:
        context: dict[str, Any] = {
            "furniture": _furniture(session, sitting),
            "code": _code(session, sitting),
            "unheard": unheard.told(unheard.unheard_of(session, sitting.id or 0)),
            "ballots": steps_desk.questions_of(session, view.segments),
        }
    return page(
        request,
        "sittings/day_desk.html",
        view=view,
        sitting=sitting,
        state=gettext(STATE_WORDS[sitting.state]),
        steps=steps_of(view),
        length=long_time(sum(segment.minutes for segment in view.segments)),
        kinds=kinds(),
        fixed=_told(plan_rules.why_not_prepare(sitting)),
        announces=plan_rules.why_not_announce(sitting, view.segments) is None,
        closes=plan_rules.why_not_close(sitting, view.standing) is None,
        begun=view.standing is not Standing.BEFORE,
        again_at=typed_moment(sitting.starts_at + timedelta(days=7)),
        **context,
    )


def _told(refusal: Refusal | None) -> str:
    return gettext(refusal.value) if refusal else ""


def _furniture(session: Session, sitting: Sitting) -> Furniture:
    mine = select(func.count(), func.coalesce(func.sum(Table.capacity), 0))
    tables, chairs = session.exec(mine.where(Table.sitting_id == sitting.id)).one()
    badges = select(func.count()).select_from(Badge).where(Badge.sitting_id == sitting.id)
    return Furniture(tables, chairs, session.exec(badges).one())


def _code(session: Session, sitting: Sitting) -> CodeView | None:
    """The newest code that leads to this day."""
    serving = select(RoomCode.code).where(
        RoomCode.sitting_id == sitting.id, col(RoomCode.expires_at) > _now()
    )
    code = session.exec(serving.order_by(col(RoomCode.id).desc())).first()
    return CodeView(code, codes.spaced(code)) if code else None


def day_words(request: Request) -> Response:
    """The form of a day's words."""
    _, view = staff_at(request, Action.PREPARE_SITTING)
    return _day_words(request, view)


def _day_words(request: Request, view: DayView, typed: SeenSittingForm | None = None) -> Response:
    """The same; when someone else wrote meanwhile, with what was typed and what is kept now."""
    with database(request).reading() as session:
        kept = session.get_one(Sitting, view.sitting.id)
        topics = topics_for(session, kept.group_id, kept.topic_id)
    return page(
        request,
        "sittings/day_words.html",
        409 if typed else 200,
        view=view,
        sitting=Sitting(**kept.model_dump() | typed.words()) if typed else kept,
        kept=kept if typed else None,
        meanwhile=gettext(PlanRefusal.MEANWHILE.value) if typed else "",
        topics=topics,
        seen=commands.day_as_seen(kept),
        typed_moment=typed_moment,
    )


async def change_day(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, SeenSittingForm)
    details = (view.sitting.id, form.words(), form.seen, account.actor, _now())
    try:
        await write(request, commands.change_sitting, *details, form=form)
    except Refused as refused:
        if refused.reason is not PlanRefusal.MEANWHILE:
            raise
        return await run_in_threadpool(_day_words, request, view, form)
    return see_other(f"/gestion/journees/{view.sitting.id}")


async def announce_day(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, Form)
    await write(request, commands.announce_sitting, view.sitting.id, account.actor, form=form)
    return see_other(f"/gestion/journees/{view.sitting.id}")


async def close_day(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, CloseForm)
    details = view.sitting.id, account.actor, form.without_reading
    await write(request, commands.close_sitting, *details, form=form)
    return see_other(f"/gestion/journees/{view.sitting.id}")


async def duplicate_day(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.PREPARE_SITTING)
    form = await read(request, DuplicateForm)
    details = (view.sitting.id, form.starts_at, account.actor, _now())
    copy = await write(request, commands.duplicate_sitting, *details, form=form)
    return see_other(f"/gestion/journees/{copy}")


async def make_day_code(request: Request) -> Response:
    account, view = await run_in_threadpool(staff_at, request, Action.ISSUE_CARDS)
    form = await read(request, Form)
    details = (view.sitting.id, account.actor, _now())
    await write(request, commands.make_day_code, *details, form=form)
    return see_other(f"/gestion/journees/{view.sitting.id}#code")


def topics_for(session: Session, group_id: int, kept: int | None = None) -> list[Option]:
    """The topics of a group that a day may be about, those that were declined aside."""
    mine = select(Topic).where(Topic.group_id == group_id).order_by(col(Topic.id).desc())
    topics: Sequence[Topic] = session.exec(mine).all()
    return [
        Option(str(topic.id), topic.question)
        for topic in topics
        if topic.phase is not Phase.DECLINED or topic.id == kept
    ]


routes: list[BaseRoute] = [
    Route("/gestion/comites/{slug}/journees", days_desk),
    Route("/gestion/groupes/{group_id:id}/journees/nouvelle", new_day),
    Route("/gestion/groupes/{group_id:id}/journees/nouvelle", plan_day, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}", day_desk),
    Route("/gestion/journees/{sitting_id:id}/mots", day_words),
    Route("/gestion/journees/{sitting_id:id}/mots", change_day, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/annonce", announce_day, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/fin", close_day, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/copie", duplicate_day, methods=["POST"]),
    Route("/gestion/journees/{sitting_id:id}/code", make_day_code, methods=["POST"]),
    *steps_desk.routes,
    *furniture.routes,
]
