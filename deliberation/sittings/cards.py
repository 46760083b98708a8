"""The one card that every phone shows, and the line above it: the same for everybody.

What is hers (her table, her answer, the box in which she writes) stands in a place of the card
that her own phone fills; its key changes only when it has to be filled again.
"""

from enum import StrEnum
from typing import Any

from sqlmodel import Session, select

from deliberation.assembly.models import Topic
from deliberation.assembly.reading import is_public
from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.results import results_of, turnout
from deliberation.ballots.standing import stakes
from deliberation.sittings.models import Opens, SegmentKind, SittingState
from deliberation.sittings.reading import DayView
from deliberation.sittings.rules import GROUPS, Standing


class Card(StrEnum):
    """What a phone shows: one thing at a time."""

    BEFORE = "before"
    LISTENING = "listening"
    TALKING = "talking"
    WRITING = "writing"
    CHOOSING = "choosing"
    AWAITING = "awaiting"
    VOTING = "voting"
    RESULT = "result"
    BREAK = "break"
    AFTER = "after"


ASKED = {
    Opens.WRITING: Card.WRITING,
    Opens.CHOOSING: Card.CHOOSING,
    Opens.VOTING: Card.AWAITING,
}
TYPED = (Card.WRITING, Card.VOTING)  # something may be half said there
VOTED = {
    BallotState.OPEN: Card.VOTING,
    BallotState.CLOSED: Card.RESULT,
    BallotState.PUBLISHED: Card.RESULT,
}


def kind(view: DayView, ballot: BallotState | None = None) -> Card:
    """Which card is open, where a day stands; `ballot` is the state of the one of this step."""
    segment = view.segment
    if view.standing is Standing.AFTER or view.sitting.state is SittingState.OVER:
        return Card.AFTER
    if segment is None:
        return Card.BEFORE
    if segment.kind is SegmentKind.BREAK:
        return Card.BREAK
    if segment.opens is Opens.VOTING and ballot in VOTED:
        return VOTED[ballot]
    silent = Card.TALKING if segment.kind in GROUPS else Card.LISTENING
    return ASKED.get(segment.opens, silent)


def key(view: DayView, shown: Card, seated: int = 0) -> str:
    """Each time it changes, phones ask again for what is theirs: not when a step lasts longer,
    but when there is another one, when it asks something else, or when the tables change."""
    place = view.segment.id if view.segment else 0
    return f"{place}-{shown}-{seated}"


def card(session: Session, view: DayView) -> dict[str, Any]:
    """What `_card.html` and `_pulse.html` show."""
    told = outline(session, view)
    ballot, shown = told["ballot"], told["shown"]
    counted = ballot and shown is Card.RESULT
    return told | {
        "key": key(view, shown, seatings(view, shown)),
        "stakes": stakes(ballot) if ballot else "",
        "answered": turnout(session, ballot) if ballot and shown is Card.VOTING else "",
        "picture": results_of(session, ballot.id) if counted else None,
    }


def outline(session: Session, view: DayView) -> dict[str, Any]:
    """Which card it is, without what it counts: all that what is hers has to know."""
    ballot = ballot_now(session, view)
    shown = kind(view, ballot.state if ballot else None)
    return {"view": view, "shown": shown, "ballot": ballot}


def ballot_now(session: Session, view: DayView) -> Ballot | None:
    """The ballot of the present step, opened or not; none whose topic is not for all eyes."""
    id = view.segment.ballot_id if view.segment else None
    if id is None:
        return None
    ballot, topic = session.exec(select(Ballot, Topic).join(Topic).where(Ballot.id == id)).one()
    return ballot if is_public(topic) else None


def seatings(view: DayView, shown: Card) -> int:
    """A number that grows when people are seated again: for any step but, while people write or
    vote, for this one alone. Nobody is disturbed for what comes next."""
    if view.segment and shown in TYPED:
        return view.segment.seatings
    return sum(one.seatings for one in view.segments)
