"""While a day is away its votes are there: here nobody opens, closes, publishes or changes them, or
what its return brings would undo it.
"""

from sqlmodel import Session, col, select

from deliberation.errors import refuse
from deliberation.journal import Happened
from deliberation.sittings.models import Sitting
from deliberation.sittings.reading import day_view
from deliberation.sittings.rules import why_not_here
from deliberation.sittings.wall_ballots import ballots_of_day

DECIDED = (
    "ballot.corrected",
    "ballot.discarded",
    "ballot.opened",
    "ballot.closed",
    "ballot.reopened",
    "ballot.published",
    "ballot.made_secret",
    "ballot.untied",
    "colleges.grouped",
    "colleges.ungrouped",
)


def wait_for_the_day(session: Session, happened: Happened) -> None:
    """A listener, in the transaction of what is decided of a ballot."""
    for sitting in session.exec(select(Sitting).where(col(Sitting.away).is_(True))).all():
        view = day_view(session, sitting.id or 0)
        travels = {ballot.channel for ballot in ballots_of_day(session, view)}
        refuse(why_not_here(sitting) if happened.channel in travels else None)
