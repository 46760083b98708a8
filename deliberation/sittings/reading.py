"""A live day as pages tell of it: its programme, where it stands, the places above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee, WorkingGroup
from deliberation.roles import Place
from deliberation.sittings.models import Scene, Segment, Sitting, SittingState, Turn
from deliberation.sittings.rules import Standing, standing

# What the room screen shows by itself, until someone chooses.
SCENES = {
    "small_groups": Scene.INSTRUCTION,
    "peer_groups": Scene.INSTRUCTION,
    "vote": Scene.VOTE,
    "plenary": Scene.INSTRUCTION,
    "break": Scene.INSTRUCTION,
}


@dataclass(frozen=True)
class DayView:
    """A day with its steps in order, its present turn, and the places above it."""

    sitting: Sitting
    group: WorkingGroup
    committee: Committee
    segments: tuple[Segment, ...]
    turn: Turn | None

    @property
    def place(self) -> Place:
        return Place(self.committee.id, self.group.id)

    @property
    def is_public(self) -> bool:
        """A day that is not announced yet is known to those who prepare it."""
        return self.sitting.state is not SittingState.DRAFT

    @property
    def standing(self) -> Standing:
        return standing(self.turn)

    @property
    def number(self) -> int:
        """The number of the present turn: a device acts upon the one that it saw; 0 before all."""
        return self.turn.number if self.turn else 0

    @property
    def segment(self) -> Segment | None:
        """The present step; none before the day begins, and none once it is over."""
        return next(
            (one for one in self.segments if self.turn and one.id == self.turn.segment_id), None
        )

    @property
    def step(self) -> int:
        """The place of the present step, counted from 1; 0 before, one past the last after."""
        if self.standing is Standing.AFTER:
            return len(self.segments) + 1
        return self.segments.index(self.segment) + 1 if self.segment else 0

    @property
    def following(self) -> Segment | None:
        """The step that comes next."""
        return self.segments[self.step] if self.step < len(self.segments) else None

    @property
    def topic_id(self) -> int | None:
        """The topic that is discussed now."""
        segment = self.segment
        return (segment.topic_id if segment else None) or self.sitting.topic_id

    @property
    def scene(self) -> Scene:
        """What the room screen shows now; of a day that is closed, nothing that was said."""
        if self.sitting.state is SittingState.OVER:
            return Scene.INSTRUCTION
        chosen = self.turn.scene if self.turn else Scene.AUTO
        if chosen is not Scene.AUTO:
            return chosen
        return SCENES[self.segment.kind] if self.segment else Scene.WELCOME

    @property
    def ends_at(self) -> datetime:
        """When the day is to end, by its programme."""
        return self.sitting.starts_at + timedelta(minutes=sum(one.minutes for one in self.segments))

    def segment_of(self, id: int) -> Segment | None:
        """The step of this day that has this number."""
        return next((one for one in self.segments if one.id == id), None)

    def hours(self) -> list[tuple[Segment, datetime]]:
        """Each step and when it is to begin, by the programme."""
        told, at = [], self.sitting.starts_at
        for segment in self.segments:
            told.append((segment, at))
            at += timedelta(minutes=segment.minutes)
        return told


def day_view(session: Session, sitting_id: int) -> DayView:
    """One day; `NoResultFound` when there is none."""
    day = select(Sitting, WorkingGroup, Committee).select_from(Sitting)
    above = day.join(WorkingGroup).join(Committee).where(Sitting.id == sitting_id)
    sitting, group, committee = session.exec(above).one()
    segments = tuple(segments_of(session, sitting_id))
    return DayView(sitting, group, committee, segments, present_turn(session, sitting_id))


def segments_of(session: Session, sitting_id: int) -> Sequence[Segment]:
    """The steps of a day, in order."""
    steps = select(Segment).where(Segment.sitting_id == sitting_id)
    return session.exec(steps.order_by(col(Segment.position), col(Segment.id))).all()


def present_turn(session: Session, sitting_id: int) -> Turn | None:
    """Where a day stands now."""
    turns = select(Turn).where(Turn.sitting_id == sitting_id)
    return session.exec(turns.order_by(col(Turn.number).desc()).limit(1)).first()


def days_of(session: Session, committee_id: int, drafts: bool = False) -> Sequence[Sitting]:
    """The days of a committee, newest first; those still in preparation only when asked for."""
    days = select(Sitting).join(WorkingGroup).where(WorkingGroup.committee_id == committee_id)
    if not drafts:
        days = days.where(Sitting.state != SittingState.DRAFT)
    return session.exec(days.order_by(col(Sitting.starts_at).desc())).all()
