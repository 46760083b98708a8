"""What a facilitator does from her desk beside making the day advance: the vote of a step, the
addresses of the screens.
"""

from datetime import datetime

from sqlmodel import Session

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.rules import COUNTED
from deliberation.errors import refuse
from deliberation.journal import record, touch
from deliberation.sittings.models import Segment, Sitting
from deliberation.sittings.reading import present_turn
from deliberation.sittings.rules import DayRefusal, why_not_here, why_not_run


def open_step_ballot(
    session: Session, sitting_id: int, seen: int, actor: str, now: datetime
) -> None:
    """Open the vote of the step that the facilitator saw, once she has read it aloud; pressing
    twice is pressing once.
    """
    ballot = _ballot_of(session, sitting_id, seen)
    if ballot.state is not BallotState.OPEN:
        lifecycle.open_ballot(session, ballot.id or 0, actor, now)


def close_step_ballot(
    session: Session, sitting_id: int, seen: int, actor: str, now: datetime
) -> None:
    """Close the vote of the step that the facilitator saw; pressing twice is pressing once."""
    ballot = _ballot_of(session, sitting_id, seen)
    if ballot.state not in COUNTED:
        lifecycle.close_ballot(session, ballot.id or 0, actor, now)


def change_screen_key(session: Session, sitting_id: int, actor: str) -> int:
    """Make new addresses for the room screen and for the tables: the ones handed out stop
    working. A table whose device already writes goes on.
    """
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(why_not_here(sitting))
    sitting.screen_key += 1
    record(session, "addresses.changed", sitting.channel, actor=actor)
    return sitting.screen_key


def _ballot_of(session: Session, sitting_id: int, seen: int) -> Ballot:
    """The ballot of the present step, for whoever saw the day as it is now."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(why_not_run(sitting))
    turn = present_turn(session, sitting_id)
    if seen != (turn.number if turn else 0):
        refuse(DayRefusal.MEANWHILE)
    segment = session.get(Segment, turn.segment_id) if turn and turn.segment_id else None
    if segment is None or segment.ballot_id is None:
        refuse(DayRefusal.NO_SUCH_ACT)
    assert segment is not None
    assert segment.ballot_id is not None
    touch(session, sitting.channel)
    return session.get_one(Ballot, segment.ballot_id, with_for_update=True)
