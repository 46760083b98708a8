"""What one phone shows that is its holder's alone: her table, her answer, the words she sends."""

from typing import Any

from sqlmodel import Session, col, select

from deliberation.ballots.booth import her_booth
from deliberation.debate.models import Scope
from deliberation.debate.reading import council_of, scope_name, scope_of_last, scope_options
from deliberation.debate.rules import LONGEST_CARD
from deliberation.i18n import N_
from deliberation.security import SeenParticipant
from deliberation.sittings.cards import Card
from deliberation.sittings.models import SegmentKind
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Colour, Raised, Speaker, SpeakerState
from deliberation.sittings.rules import GROUPS, Standing
from deliberation.sittings.whereabouts import badge_worn_by, chairs_of, has_tables

COLOURS = (
    (Colour.LOST, "lost", N_("Je n'ai pas compris")),
    (Colour.SLOWER, "slower", N_("Moins vite")),
)
SPEAKING = (SegmentKind.PLENARY, SegmentKind.VOTE)  # elsewhere people speak at their tables


def mine(
    session: Session,
    shown: dict[str, Any],
    participant: SeenParticipant,
    card: str,
    sent: str = "",
    **filled: Any,
) -> dict[str, Any]:
    """What `_mine.html` shows, beside what the card itself does; `sent` tells of words sent. The
    `card` is her own secret: it finds her paper in a secret ballot. `filled`: see `booth`.
    """
    view: DayView = shown["view"]
    assert view.sitting.id is not None
    badge = badge_worn_by(session, view.sitting.id, participant.id)
    chairs = chairs_of(session, view, badge)
    live = view.standing in (Standing.RUNNING, Standing.PAUSED) and shown["shown"] is not Card.AFTER
    context = {
        "personal": True,
        "badge": badge,
        "chairs": chairs,
        "may_sit": badge is not None and not chairs.now and _has_chairs(session, view),
        "live": live,
        "colours": COLOURS,
        "raised": _raised(session, view.sitting.id, participant.id) if live else frozenset(),
        "speaker": _speaker(session, view.sitting.id, participant.id) if live else None,
        "may_speak": view.segment is not None and view.segment.kind in SPEAKING,
    }
    if shown["shown"] is Card.WRITING:
        return context | _writing(session, view, participant, sent)
    if shown["shown"] in (Card.VOTING, Card.RESULT):
        ballot, sitting = shown["ballot"], view.sitting.id
        booth = her_booth(session, ballot, participant.id, card, sitting=sitting, **filled)
        return context | booth
    return context


def _writing(
    session: Session, view: DayView, participant: SeenParticipant, sent: str
) -> dict[str, Any]:
    """The box, and how far her words may go: asked once, then remembered."""
    council = council_of(session, view.committee)
    scope = scope_of_last(session, participant.id) or Scope.DRAFTERS
    return {
        "limit": LONGEST_CARD,
        "scopes": scope_options(council),
        "scope": scope,
        "scope_name": scope_name(scope, council),
        "sent": sent,
    }


def _has_chairs(session: Session, view: DayView) -> bool:
    """Whether the others sit at tables: she who has no chair may ask for one."""
    return (
        view.segment is not None
        and view.segment.kind in GROUPS
        and has_tables(session, view.segment)
    )


def _raised(session: Session, sitting_id: int, participant_id: int) -> frozenset[Colour]:
    cards = select(Raised.colour).where(
        Raised.sitting_id == sitting_id, Raised.participant_id == participant_id
    )
    return frozenset(Colour(colour) for colour in session.exec(cards))


def _speaker(session: Session, sitting_id: int, participant_id: int) -> Speaker | None:
    hers = select(Speaker).where(
        Speaker.sitting_id == sitting_id,
        Speaker.participant_id == participant_id,
        col(Speaker.state) != SpeakerState.DONE,
    )
    return session.exec(hers).first()
