"""Where one person is on a day: the badge that her phone said, and her table step after step."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlmodel import Session, select

from deliberation.sittings.models import Badge, Seating, Segment, Table
from deliberation.sittings.reading import DayView


class Chairs(NamedTuple):
    """Her table during this step, the last one she sat at before, and the next one."""

    now: Table | None = None
    before: Table | None = None
    next: Table | None = None
    next_step: Segment | None = None

    @property
    def nearest(self) -> Table | None:
        """The table where she can be found."""
        return self.now or self.before


def badge_worn_by(session: Session, sitting_id: int, participant_id: int) -> Badge | None:
    """The badge that a participant's phone said to wear."""
    worn = select(Badge).where(
        Badge.sitting_id == sitting_id, Badge.participant_id == participant_id
    )
    return session.exec(worn).first()


def seats_of(session: Session, badge_id: int) -> dict[int, Table]:
    """The table of a badge in each step that has seats for it."""
    seats = select(Seating.segment_id, Table).join(Table).where(Seating.badge_id == badge_id)
    return dict(session.exec(seats).all())


def chairs_of(session: Session, view: DayView, badge: Badge | None) -> Chairs:
    """Where she sits, sat and will sit, as the day stands."""
    if badge is None or badge.id is None:
        return Chairs()
    return chairs(view, seats_of(session, badge.id))


def chairs(view: DayView, seats: Mapping[int, Table]) -> Chairs:
    """The same, from the table of each step."""
    told = Chairs()
    for place, segment in enumerate(view.segments, 1):
        table = seats.get(segment.id or 0)
        if table is None:
            continue
        if place < view.step:
            told = told._replace(before=table)
        elif place == view.step:
            told = told._replace(now=table)
        elif told.next is None:
            told = told._replace(next=table, next_step=segment)
    return told


def has_tables(session: Session, segment: Segment | None) -> bool:
    """Whether people are seated for a step."""
    if segment is None:
        return False
    seats = select(Seating.badge_id).where(Seating.segment_id == segment.id)
    return session.exec(seats.limit(1)).first() is not None
