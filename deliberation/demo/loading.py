"""Loading the demonstration: once, in one transaction, so that nobody ever sees half of it."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from deliberation.assembly.commands import advance_topic, frame_topic
from deliberation.assembly.models import Committee
from deliberation.assembly.rules import Step
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.demo import keys
from deliberation.demo.cast import Cast, found
from deliberation.demo.crowd import let_in
from deliberation.demo.days import live_through, open_today, plan_later, plan_today
from deliberation.demo.retaining import retain
from deliberation.demo.story import TOPICS, Clock, read
from deliberation.demo.telling import tell
from deliberation.demo.welcome import Welcome, welcome
from deliberation.people.models import RoomCode


def load(db: Database, settings: Settings, now: datetime) -> Welcome:
    """Load the fictional committee where it is not yet; say in any case what there is to try."""
    db.do(tell_all, now)
    with db.reading() as session:
        return welcome(session, settings)


def tell_all(session: Session, now: datetime) -> None:
    """The whole story, if this database does not hold it already."""
    told, clock, key = read("committee"), Clock(now), session.info["key"]
    if session.exec(select(Committee.id).where(Committee.slug == told["slug"])).first():
        return
    cast = found(session, key, told, clock)
    let_in(session, key, cast, told, clock)
    days = read("8_days")
    today = plan_today(session, cast, clock, days["today"])
    for name in TOPICS:
        story = read(name)

        def meanwhile(topic_id: int, lives: bool = "lives_a_day" in story) -> None:
            if lives:
                live_through(session, cast, clock, days["lived"], topic_id)

        topic = tell(session, cast, clock, story, meanwhile)
        if "synthesis" in story:
            retain(session, cast, clock, topic, story)
        if story["phase"] == "concluded":
            ended = clock.at(story["transmission"]["received"])
            advance_topic(session, topic.topic_id, Step.CONCLUDE, cast.actor("moderator"), ended)
        elif story["phase"] == "open":
            _show_code(session, keys.room_code(key), topic.topic_id)
            open_today(session, cast, clock, today, topic.topic_id)
    plan_later(session, cast, clock, days["later"])
    _wait(session, cast, clock)


def _show_code(session: Session, code: str, topic_id: int) -> None:
    """The room's code now leads to the topic that is open."""
    room = session.exec(select(RoomCode).where(RoomCode.code == code)).one()
    room.topic_id = topic_id


def _wait(session: Session, cast: Cast, clock: Clock) -> None:
    """Topics that are still being prepared, or that were not retained."""
    actor = cast.actor("moderator")
    for one in read("7_later")["topics"]:
        words: dict[str, Any] = {
            "question": one["question"],
            "why": one["why"],
            "opens_on": None,
            "closes_on": None,
        }
        topic_id = frame_topic(session, cast.groups[one["group"]], words, actor)
        if one.get("declined"):
            advance_topic(session, topic_id, Step.DECLINE, actor, clock.now)
