"""What anyone sees of a day: its programme, on a screen, on paper and in a calendar."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from icalendar import Calendar, Event
from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.reading import TopicView, topic_view
from deliberation.i18n import gettext, local_day, today
from deliberation.roles import Action
from deliberation.sittings.access import day_of
from deliberation.sittings.enrol_rules import why_not_register
from deliberation.sittings.enrolled import workshops_of
from deliberation.sittings.models import Segment, Sitting, SittingState
from deliberation.sittings.plan_words import KIND_WORDS, OPENS_WORDS, long_time
from deliberation.sittings.reading import DayView, days_of
from deliberation.web import database, page, viewer_of


class StepView(NamedTuple):
    """A step as the programme tells it."""

    segment: Segment
    at: datetime
    kind: str
    opens: str
    length: str


class Days(NamedTuple):
    """The days of a place: those to come, soonest first, then those that were."""

    coming: list[Sitting]
    past: list[Sitting]


def programme(request: Request) -> Response:
    """Who, when, where, and hour by hour what people will do."""
    now = datetime.now(UTC)
    with database(request).reading() as session:
        view = day_of(request, session)
        topic = _topic(session, view)
        workshops = workshops_of(session, view)
    viewer = viewer_of(request)
    participant = viewer.participant
    return page(
        request,
        "sittings/programme.html",
        view=view,
        sitting=view.sitting,
        topic=topic,
        steps=steps_of(view),
        length=long_time(sum(segment.minutes for segment in view.segments)),
        workshops=workshops,
        registers=registers(view.sitting, now),
        inside=bool(participant and participant.committee_id == view.committee.id),
        prepares=viewer.may(Action.PREPARE_SITTING, view.place),
    )


def agenda(request: Request) -> Response:
    """The day as a file that a calendar takes; nobody is named in it."""
    with database(request).reading() as session:
        view = day_of(request, session)
    body = calendar_of(view, request.app.state.settings.address, datetime.now(UTC))
    name = f"journee-{view.sitting.id}.ics"
    kept = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="text/calendar", headers=kept)


def calendar_of(view: DayView, address: str, now: datetime) -> bytes:
    """One day in the format of RFC 5545, in universal time; its UID never changes."""
    sitting, where = view.sitting, f"{address}/journees/{view.sitting.id}"
    event = Event()
    event.add("uid", f"journee-{sitting.id}@{urlsplit(address).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", sitting.starts_at.astimezone(UTC))
    event.add("dtend", view.ends_at.astimezone(UTC))
    event.add("summary", sitting.title)
    if sitting.venue:
        event.add("location", sitting.venue)
    told = [sitting.about, sitting.practical, where]
    event.add("description", "\n\n".join(words for words in told if words))
    event.add("url", where)
    calendar = Calendar()
    calendar.add("prodid", "-//Parole commune//FR")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def steps_of(view: DayView) -> list[StepView]:
    """The steps of a day with their hours and their words."""
    return [
        StepView(
            segment,
            at,
            gettext(KIND_WORDS[segment.kind]),
            gettext(OPENS_WORDS[segment.opens]),
            long_time(segment.minutes),
        )
        for segment, at in view.hours()
    ]


def registers(sitting: Sitting, now: datetime) -> bool:
    """Whether people may still register for a day."""
    return why_not_register(sitting, now) is None


def sorted_days(days: Sequence[Sitting], now: datetime) -> Days:
    """Those to come or of today first, soonest first; then the others, newest first."""
    coming = [
        one
        for one in days
        if one.state is not SittingState.OVER and local_day(one.starts_at) >= local_day(now)
    ]
    coming.sort(key=lambda one: one.starts_at)
    past = [one for one in days if one not in coming]
    return Days(coming, sorted(past, key=lambda one: one.starts_at, reverse=True))


def days_of_committee(session: Session, committee_id: int, now: datetime) -> Days:
    """The announced days of a committee."""
    return sorted_days(days_of(session, committee_id), now)


def days_about(session: Session, topic_id: int, now: datetime) -> Days:
    """The announced days at which a topic is discussed, in one of their steps at least."""
    in_a_step = select(Segment.sitting_id).where(Segment.topic_id == topic_id)
    about = select(Sitting).where(
        Sitting.state != SittingState.DRAFT,
        (col(Sitting.topic_id) == topic_id) | col(Sitting.id).in_(in_a_step),
    )
    return sorted_days(session.exec(about).all(), now)


def _topic(session: Session, view: DayView) -> TopicView | None:
    """The topic of a day, where everyone may read it."""
    if view.sitting.topic_id is None:
        return None
    topic = topic_view(session, view.sitting.topic_id, today())
    return topic if topic.is_public else None


routes: list[BaseRoute] = [
    Route("/journees/{sitting_id:id}", programme),
    Route("/journees/{sitting_id:id}/agenda.ics", agenda),
]
