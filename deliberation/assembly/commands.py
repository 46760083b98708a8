"""What can be done to a topic. Each command runs inside the caller's transaction."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from deliberation.assembly.models import Phase, Topic, WorkingGroup
from deliberation.assembly.rules import (
    HAPPENED,
    STEPS,
    Step,
    missing,
    why_not_edit,
    why_not_frame,
    why_not_step,
)
from deliberation.errors import refuse
from deliberation.i18n import gettext, local_day
from deliberation.journal import record
from deliberation.roles import Place
from deliberation.text import sequence


def place_of(session: Session, topic_id: int) -> Place:
    """Where a topic is discussed: its group, and the committee above."""
    places = select(WorkingGroup.committee_id, WorkingGroup.id).join(Topic)
    return Place(*session.exec(places.where(Topic.id == topic_id)).one())


def frame_topic(session: Session, group_id: int, words: dict[str, Any], actor: str) -> int:
    """Prepare a topic in a group; it may still be incomplete. Returns its id."""
    refuse(why_not_frame(words["opens_on"], words["closes_on"]))
    session.get_one(WorkingGroup, group_id)
    topic = Topic(group_id=group_id, phase=Phase.FRAMED, **words)
    session.add(topic)
    session.flush()
    assert topic.id is not None
    record(session, "topic.framed", topic.channel, actor=actor)
    return topic.id


def reframe_topic(session: Session, topic_id: int, words: dict[str, Any], actor: str) -> int:
    """Change the words or the dates of a topic that has not opened yet."""
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    refuse(why_not_edit(topic))
    refuse(why_not_frame(words["opens_on"], words["closes_on"]))
    topic.sqlmodel_update(words)
    record(session, "topic.reframed", topic.channel, actor=actor)
    return topic_id


def advance_topic(session: Session, topic_id: int, step: Step, actor: str, now: datetime) -> int:
    """Take one step of a topic's life, if the table of steps has it."""
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    _advance(session, topic, step, actor, local_day(now))
    return topic_id


def reopen_topic(
    session: Session, topic_id: int, closes_on: date, actor: str, now: datetime
) -> int:
    """Open a closed topic again, until a new day; its page says so to everyone."""
    topic = session.get_one(Topic, topic_id, with_for_update=True)
    topic.closes_on = closes_on
    _advance(session, topic, Step.REOPEN, actor, local_day(now))
    return topic_id


def _advance(session: Session, topic: Topic, step: Step, actor: str, today: date) -> None:
    lacking = sequence([gettext(words) for words in missing(topic)])
    refuse(why_not_step(topic, step, today), missing=lacking)
    topic.phase = STEPS[topic.phase, step]
    record(session, HAPPENED[step], topic.channel, actor=actor)
