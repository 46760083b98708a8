"""The law of a live day: what may happen next, and what a step lets people do. Pure functions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings.models import (
    Act,
    Opens,
    Scene,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
    Turn,
)

FIVE_MINUTES = 300  # seconds
GROUPS = (SegmentKind.SMALL_GROUPS, SegmentKind.PEER_GROUPS)


class DayRefusal(Refusal):
    """What a live day answers when it says no."""

    NOT_ANNOUNCED = N_("Cette journée n'est pas encore annoncée.")
    OVER = N_("Cette journée est terminée.")
    AWAY = N_(
        "Cette journée est emportée sur un autre ordinateur : rien ne change ici avant son retour."
    )
    NO_SUCH_ACT = N_("Cela n'est pas possible maintenant.")
    NO_STEP = N_("Cette journée n'a pas encore de séquence : ajoutez-en une.")
    MEANWHILE = N_(
        "Quelqu'un d'autre vient de faire avancer la journée. Rien n'a été fait deux fois : "
        "regardez où elle en est."
    )
    NOTHING_TO_UNDO = N_("Il n'y a rien à défaire.")
    BALLOT_OPEN = N_("Le vote est encore ouvert : fermez-le d'abord.")
    VOTE_LEFT_OPEN = N_("Un vote de cette journée est encore ouvert : fermez-le d'abord.")
    STEP_OVER = N_(
        "L'étape « {title} » est finie : vos mots n'ont pas été enregistrés. Ils restent ici."
    )
    NOT_ASKED = N_("Cette étape ne demande pas cela.")


class Standing(StrEnum):
    """Where a day stands."""

    BEFORE = "before"
    RUNNING = "running"
    PAUSED = "paused"
    AFTER = "after"


# What may be done, and where it leads. `show`, `darken`, `lighten` and `undo` change no standing.
STEPS: dict[tuple[Standing, Act], Standing] = {
    (Standing.BEFORE, Act.START): Standing.RUNNING,
    (Standing.RUNNING, Act.NEXT): Standing.RUNNING,
    (Standing.RUNNING, Act.SKIP): Standing.RUNNING,
    (Standing.RUNNING, Act.BACK): Standing.RUNNING,
    (Standing.RUNNING, Act.REGROUP): Standing.RUNNING,
    (Standing.RUNNING, Act.MORE): Standing.RUNNING,
    (Standing.RUNNING, Act.PAUSE): Standing.PAUSED,
    (Standing.RUNNING, Act.END): Standing.AFTER,
    (Standing.PAUSED, Act.RESUME): Standing.RUNNING,
    (Standing.PAUSED, Act.MORE): Standing.PAUSED,
    (Standing.PAUSED, Act.NEXT): Standing.RUNNING,
    (Standing.PAUSED, Act.SKIP): Standing.RUNNING,
    (Standing.PAUSED, Act.BACK): Standing.RUNNING,
    (Standing.PAUSED, Act.REGROUP): Standing.RUNNING,
    (Standing.PAUSED, Act.END): Standing.AFTER,
    (Standing.AFTER, Act.BACK): Standing.RUNNING,
}
ON_SCREEN = frozenset({Act.SHOW, Act.DARKEN, Act.LIGHTEN})
LEAVING = frozenset({Act.NEXT, Act.SKIP, Act.BACK, Act.REGROUP, Act.END})


def standing(turn: Turn | None) -> Standing:
    """Where a day stands after this turn; without one it has not begun."""
    if turn is None or not turn.begun:
        return Standing.BEFORE
    if turn.segment_id is None:
        return Standing.AFTER
    return Standing.RUNNING if turn.ends_at else Standing.PAUSED


def why_not_act(
    sitting: Sitting,
    turn: Turn | None,
    act: Act,
    segments: Sequence[Segment],
    ballot_open: bool,
    left_open: bool = False,
) -> DayRefusal | None:
    """None when a facilitator may do this now. A step is not left while its vote is open, nor does
    a day end while a vote is open that was left behind.
    """
    if refusal := why_not_run(sitting):
        return refusal
    if act is Act.UNDO:
        return None if turn and turn.before is not None else DayRefusal.NOTHING_TO_UNDO
    if act in ON_SCREEN:
        return None
    if not segments:
        return DayRefusal.NO_STEP
    place = target(turn, act, segments)
    if (standing(turn), act) not in STEPS or place is None:
        return DayRefusal.NO_SUCH_ACT
    return _why_not_leave(act, left_open and place == len(segments), ballot_open)


def _why_not_leave(act: Act, leaves_a_vote: bool, ballot_open: bool) -> DayRefusal | None:
    if ballot_open and act in LEAVING:
        return DayRefusal.BALLOT_OPEN
    return DayRefusal.VOTE_LEFT_OPEN if leaves_a_vote else None


def why_not_here(sitting: Sitting) -> DayRefusal | None:
    """None when a day is held here: while it is away, nothing of it changes here, or it would be
    lost when the day comes home.
    """
    return DayRefusal.AWAY if sitting.away else None


def why_not_run(sitting: Sitting) -> DayRefusal | None:
    """None when a day is announced, is held here, and is not over."""
    if refusal := why_not_here(sitting):
        return refusal
    if sitting.state is SittingState.OVER:
        return DayRefusal.OVER
    return DayRefusal.NOT_ANNOUNCED if sitting.state is SittingState.DRAFT else None


def target(turn: Turn | None, act: Act, segments: Sequence[Segment]) -> int | None:
    """The place in the programme to which an act leads; one past the last is the end of the day.

    None when it leads nowhere: there is nothing before the first step, no groups to return to.
    """
    places = {segment.id: place for place, segment in enumerate(segments)}
    here = len(segments) if standing(turn) is Standing.AFTER else None
    if turn and turn.segment_id:
        here = places.get(turn.segment_id)
    if here is None:
        return 0 if act is Act.START else None
    match act:
        case Act.NEXT | Act.SKIP:
            return here + 1
        case Act.BACK:
            return here - 1 if here > 0 else None
        case Act.REGROUP:
            groups = [place for place in range(here) if segments[place].kind in GROUPS]
            return groups[-1] if groups else None
        case Act.END:
            return len(segments)
        case _:
            return here


def next_turn(
    sitting_id: int,
    turn: Turn | None,
    act: Act,
    segments: Sequence[Segment],
    now: datetime,
    scene: Scene = Scene.AUTO,
    page: int = 1,
) -> Turn:
    """The turn that follows, once `why_not_act` has nothing to say against it (undoing aside)."""
    number = turn.number if turn else 0
    after = _same(sitting_id, turn)
    after.number, after.act, after.at, after.before = number + 1, act, now, number
    match act:
        case Act.SHOW:
            after.scene, after.page, after.dark = scene, page, False
        case Act.DARKEN | Act.LIGHTEN:
            after.dark = act is Act.DARKEN
        case Act.PAUSE:
            after.ends_at, after.seconds_left = None, seconds_left(turn, now)
        case Act.RESUME:
            after.ends_at, after.seconds_left = _end(now, seconds_left(turn, now)), None
        case Act.MORE if after.seconds_left is not None:
            after.seconds_left += FIVE_MINUTES
        case Act.MORE:
            after.ends_at = max(after.ends_at or now, now) + timedelta(seconds=FIVE_MINUTES)
        case _:
            _enter(after, target(turn, act, segments), act, segments, now)
    return after


def undone(turn: Turn, earlier: Turn | None, now: datetime) -> Turn:
    """The turn that puts a day back where it stood after an earlier turn, or before the first."""
    after = _same(turn.sitting_id, earlier)
    after.number, after.act, after.at = turn.number + 1, Act.UNDO, now
    after.before = earlier.before if earlier else None
    return after


def seconds_left(turn: Turn | None, now: datetime) -> int:
    """How many seconds a step still has, by the server's clock; 0 once its time is over."""
    if turn is None or turn.segment_id is None:
        return 0
    if turn.ends_at is None:
        return turn.seconds_left or 0
    return max(0, round((turn.ends_at - now).total_seconds()))


def why_not_do(
    sitting: Sitting, turn: Turn | None, present: Segment | None, segment: Segment, *asked: Opens
) -> DayRefusal | None:
    """None when people may do this in this step: it is the present one, and it asks for it.

    `asked` are the answers that would do; nothing is applied to a step that is over.
    """
    if refusal := why_not_run(sitting):
        return refusal
    if present is None or present.id != segment.id or turn is None:
        return DayRefusal.STEP_OVER
    return None if segment.opens in asked else DayRefusal.NOT_ASKED


def _same(sitting_id: int, turn: Turn | None) -> Turn:
    """A new turn in the state of another one; without one, in that of a day that has not begun."""
    kept = ("segment_id", "begun", "ends_at", "seconds_left", "scene", "page", "dark")
    state = {name: getattr(turn, name) for name in kept} if turn else {}
    return Turn(sitting_id=sitting_id, **state)


def _enter(
    turn: Turn, place: int | None, act: Act, segments: Sequence[Segment], now: datetime
) -> None:
    assert place is not None
    turn.begun, turn.scene, turn.page, turn.dark = True, Scene.AUTO, 1, False
    turn.segment_id = turn.ends_at = turn.seconds_left = None
    if place < len(segments):
        segment = segments[place]
        minutes = min(segment.minutes, 5) if act is Act.REGROUP else segment.minutes
        turn.segment_id, turn.ends_at = segment.id, _end(now, minutes * 60)


def _end(now: datetime, seconds: int) -> datetime:
    return now + timedelta(seconds=seconds)
