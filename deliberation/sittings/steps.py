"""What can be done to the steps of a day: added, changed, moved, copied, removed."""

from typing import Any

from sqlmodel import Session, select

from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot
from deliberation.errors import refuse
from deliberation.journal import record
from deliberation.sittings import plan_rules
from deliberation.sittings.commands import being_prepared
from deliberation.sittings.groupings import CloudWord
from deliberation.sittings.models import (
    Opens,
    ReadBack,
    ReportBack,
    Saying,
    Seating,
    Segment,
    Sitting,
    TableNote,
    Turn,
)
from deliberation.sittings.plan_rules import PlanRefusal
from deliberation.sittings.reading import segments_of
from deliberation.sittings.registers import Photograph, Workshop

# What a form about a step shows, and what may have changed meanwhile.
WORDS = (
    "kind",
    "title",
    "instruction",
    "easy_read",
    "minutes",
    "opens",
    "topic_id",
    "ballot_id",
    "seating_rule",
)
# Where a step leaves traces once people have been in it.
TRACES = (Turn, Seating, Saying, TableNote, ReadBack, ReportBack, Photograph, CloudWord)


def add_segment(session: Session, sitting_id: int, words: dict[str, Any], actor: str) -> int:
    """Add a step at the end of a day. Returns its id."""
    sitting = being_prepared(session, sitting_id)
    segments = segments_of(session, sitting_id)
    if len(segments) >= plan_rules.MOST_SEGMENTS:
        refuse(PlanRefusal.TOO_MANY_STEPS)
    segment = Segment(sitting_id=sitting_id, position=len(segments), **words)
    _check(session, sitting, segment, None)
    _put(session, [*segments, segment])
    assert segment.id is not None
    record(session, "segment.added", sitting.channel, actor=actor, segment=segment.id)
    return segment.id


def change_segment(
    session: Session, segment_id: int, words: dict[str, Any], seen: str, actor: str
) -> int:
    """Change a step, if it still is the one that was `seen`. Returns the id of its day."""
    segment, sitting = _step(session, segment_id)
    if seen != step_as_seen(segment):
        refuse(PlanRefusal.MEANWHILE)
    kind = words.get("kind", segment.kind)
    refuse(plan_rules.why_not_become(segment, kind, was_lived(session, segment_id)))
    kept = segment.ballot_id
    segment.sqlmodel_update(words)
    _check(session, sitting, segment, kept)
    record(session, "segment.changed", sitting.channel, actor=actor, segment=segment_id)
    return segment.sitting_id


def move_segment(session: Session, segment_id: int, place: int, actor: str) -> int:
    """Put a step at another place of the programme; places count from 0."""
    segment, sitting = _step(session, segment_id)
    steps = [one for one in segments_of(session, segment.sitting_id) if one.id != segment_id]
    refuse(plan_rules.why_not_move(place, len(steps) + 1))
    _put(session, [*steps[:place], segment, *steps[place:]])
    record(session, "segment.moved", sitting.channel, actor=actor, segment=segment_id)
    return segment.sitting_id


def duplicate_segment(session: Session, segment_id: int, actor: str) -> int:
    """Add the same step right after; its vote is not copied, for a vote is held once."""
    segment, sitting = _step(session, segment_id)
    steps = list(segments_of(session, segment.sitting_id))
    if len(steps) >= plan_rules.MOST_SEGMENTS:
        refuse(PlanRefusal.TOO_MANY_STEPS)
    words = {name: getattr(segment, name) for name in WORDS if name != "ballot_id"}
    copy = Segment(sitting_id=segment.sitting_id, position=segment.position, **words)
    steps.insert(steps.index(segment) + 1, copy)
    _put(session, steps)
    record(session, "segment.added", sitting.channel, actor=actor, segment=copy.id)
    return segment.sitting_id


def remove_segment(session: Session, segment_id: int, actor: str) -> int:
    """Take a step out of a day, if nobody has lived it. Returns the id of the day."""
    segment, sitting = _step(session, segment_id)
    if was_lived(session, segment_id):
        refuse(PlanRefusal.LIVED)
    held = select(Workshop.id).where(Workshop.segment_id == segment_id)
    if session.exec(held).first():
        refuse(PlanRefusal.HAS_WORKSHOPS)
    sitting_id = segment.sitting_id
    session.delete(segment)
    session.flush()
    _put(session, list(segments_of(session, sitting_id)))
    record(session, "segment.removed", sitting.channel, actor=actor, segment=segment_id)
    return sitting_id


def was_lived(session: Session, segment_id: int) -> bool:
    """Whether people have been in this step, or have a place in it."""
    for trace in TRACES:
        if session.exec(select(trace).where(trace.segment_id == segment_id).limit(1)).first():
            return True
    return False


def step_as_seen(segment: Segment) -> str:
    """A print of the words of a step."""
    return plan_rules.seen_as(*(getattr(segment, name) for name in WORDS))


def _step(session: Session, segment_id: int) -> tuple[Segment, Sitting]:
    """A step of a day that may still change; whoever comes second waits, then reads it anew."""
    segment = session.get_one(Segment, segment_id)
    sitting = being_prepared(session, segment.sitting_id)
    session.refresh(segment)
    return segment, sitting


def _check(session: Session, sitting: Sitting, segment: Segment, kept: int | None) -> None:
    """Refuse what a step cannot be; what its kind decides is not left to whoever writes it."""
    kind, topic_id = segment.kind, segment.topic_id
    if topic_id and session.get_one(Topic, topic_id).group_id != sitting.group_id:
        refuse(PlanRefusal.OTHER_TOPIC)
    segment.opens = plan_rules.asked_in(kind, segment.opens)
    refuse(plan_rules.why_not_be(kind, segment.opens))
    segment.seating_rule = plan_rules.seated_in(kind, segment.seating_rule)
    if segment.opens is not Opens.VOTING:
        segment.ballot_id = None
    ballot = session.get_one(Ballot, segment.ballot_id) if segment.ballot_id else None
    refuse(plan_rules.why_not_vote_on(ballot, topic_id or sitting.topic_id, kept))


def _put(session: Session, segments: list[Segment]) -> None:
    """These steps, in this order."""
    for position, segment in enumerate(segments):
        segment.position = position
    session.add_all(segments)
    session.flush()
