"""How facilitators make a day advance: one act at a time, each of them undoable."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, delete

from deliberation.errors import refuse
from deliberation.journal import record
from deliberation.sittings import rules
from deliberation.sittings.models import Act, Scene, Sitting, Turn
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.registers import Raised
from deliberation.sittings.rules import DayRefusal
from deliberation.sittings.scenes import SHOWN, ballot_on_screen, kind_of
from deliberation.sittings.wall_ballots import open_votes


def conduct(
    session: Session,
    sitting_id: int,
    act: Act,
    seen: int,
    actor: str,
    now: datetime,
    scene: Scene = Scene.AUTO,
    page: int = 1,
) -> int:
    """Do one thing to a day as it was `seen`: whoever presses second is told, and nothing is done
    twice. Returns the number of the turn that is now the present.
    """
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    view = day_view(session, sitting_id)
    turn, segments = view.turn, view.segments
    if seen != view.number:
        refuse(DayRefusal.MEANWHILE)
    here, left = open_votes(session, view)
    refuse(rules.why_not_act(sitting, turn, act, segments, here is not None, bool(left)))
    if act is Act.UNDO:
        assert turn is not None
        after = rules.undone(turn, session.get(Turn, (sitting_id, turn.before)), now)
    else:
        after = rules.next_turn(sitting_id, turn, act, segments, now, scene, page)
    if act is Act.SHOW:
        # A page that does not exist is the nearest one: taps that are repeated lead no further.
        after.page = min(page, _last_page(session, replace(view, turn=after)))
    session.add(after)
    if after.segment_id != (turn.segment_id if turn else None):
        # Cards that were raised about a step come down with it.
        session.execute(delete(Raised).where(col(Raised.sitting_id) == sitting_id))
    record(
        session,
        "sitting.conducted",
        sitting.channel,
        actor=actor,
        act=act,
        turn=after.number,
        segment=after.segment_id,
    )
    return after.number


def _last_page(session: Session, view: DayView) -> int:
    """How many pages the chosen scene has."""
    ballot = ballot_on_screen(session, view)
    told = SHOWN[kind_of(view, ballot)](session, view, ballot, {"title": "", "code": ""})
    return int(told.get("last", 1))
