"""How a table votes together: its hands are counted there, and its phones vote no more."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, func, select

from deliberation.ballots.assisting import lend_screen
from deliberation.ballots.channels import (
    already_counted,
    count_by_hand,
    give_voices_back,
    spend_voices,
)
from deliberation.ballots.models import NO_COLLEGE, Ballot, BallotState, HandCount
from deliberation.errors import refuse
from deliberation.people.models import Channel
from deliberation.sittings import note_rules
from deliberation.sittings.agreeing import label_of
from deliberation.sittings.models import Badge, Seating, Table
from deliberation.sittings.note_rules import TableRefusal
from deliberation.sittings.notes import held
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.rules import why_not_here


def count_table(
    session: Session,
    table_id: int,
    device: str,
    ballot_id: int,
    counts: Mapping[str, int],
    college_id: int | None = None,
) -> int:
    """Count the raised hands of a table, instead of those that it had counted before: one person,
    one voice. Those whose voice was counted before, on a phone or at another table, raise no hand;
    the phones of the others are spent. Returns how many hands this makes.
    """
    table, view, ballot = _here(session, table_id, device, ballot_id)
    people = people_of(session, view, table)
    source, actor = label_of(table), table.channel
    voted = spend_voices(session, ballot_id, phones_of(people), source, actor)
    elsewhere = hands_of(session, ballot, table, besides=college_id or NO_COLLEGE)
    hands = sum(counts.values()) + elsewhere
    left = max(len(people) - voted, 0)
    about = {"hands": hands, "seated": len(people), "voted": voted, "left": left}
    refuse(note_rules.why_not_raise_hands(len(people), voted, hands), **about)
    details = ballot_id, source, Channel.TABLE, counts, actor, college_id
    return count_by_hand(session, *details)


def vote_by_phone_after_all(session: Session, table_id: int, device: str, ballot_id: int) -> None:
    """What the table had counted goes, and its phones vote again."""
    table, _, _ = _here(session, table_id, device, ballot_id)
    give_voices_back(session, ballot_id, label_of(table), table.channel)


def lend_at_table(
    session: Session,
    table_id: int,
    device: str,
    ballot_id: int,
    participant_id: int,
    secret: str,
    now: datetime,
) -> None:
    """The device of a table is about to be lent to the holder of a card, for the vote of the step;
    where hands were counted, not to someone of whom nobody knows whether hers was among them.
    """
    table, view, ballot = _here(session, table_id, device, ballot_id)
    known = participant_id in phones_of(people_of(session, view, table))
    refuse(note_rules.why_not_lend(hands_of(session, ballot, table), known))
    lend_screen(session, ballot_id, participant_id, secret, now)


def open_ballot_of(session: Session, view: DayView, to_count: bool = False) -> Ballot | None:
    """The vote of the present step, while it is open; to count in it, it does not close before this
    transaction ends.
    """
    number = view.segment.ballot_id if view.segment else None
    ballot = session.get(Ballot, number, with_for_update=to_count or None) if number else None
    return ballot if ballot and ballot.state is BallotState.OPEN else None


def people_of(session: Session, view: DayView, table: Table) -> list[Badge]:
    """Who sits at a table: in the present step or, where one has no seats, in the last that had."""
    seated = select(Badge).join(Seating, col(Seating.badge_id) == Badge.id)
    for segment in reversed(view.segments[: view.step]):
        any_seat = select(Seating.badge_id).where(Seating.segment_id == segment.id).limit(1)
        if session.exec(any_seat).first() is not None:
            here = (Seating.segment_id == segment.id, Seating.table_id == table.id)
            return list(session.exec(seated.where(*here).order_by(col(Badge.number))))
    return []


def phones_of(people: list[Badge]) -> list[int]:
    """The phones that said to wear these badges."""
    return [badge.participant_id for badge in people if badge.participant_id is not None]


def voted_among(session: Session, ballot: Ballot, table: Table, people: list[Badge]) -> int:
    """How many of these people raise no hand at this table: their voice is counted. Never who."""
    return len(already_counted(session, ballot.id or 0, phones_of(people), label_of(table)))


def hands_of(session: Session, ballot: Ballot, table: Table, besides: int | None = None) -> int:
    """How many hands a table has counted, besides those of one college."""
    found = select(func.coalesce(func.sum(HandCount.number), 0)).where(
        HandCount.ballot_id == ballot.id,
        HandCount.source == label_of(table),
        HandCount.channel == Channel.TABLE,
        HandCount.college_id != (-1 if besides is None else besides),
    )
    return int(session.exec(found).one())


def _here(
    session: Session, table_id: int, device: str, ballot_id: int
) -> tuple[Table, DayView, Ballot]:
    """A table whose device is this one, in the step whose vote this is."""
    table, sitting = held(session, table_id, device)
    refuse(why_not_here(sitting))
    view = day_view(session, table.sitting_id)
    ballot = open_ballot_of(session, view, to_count=True)
    if ballot is None or ballot.id != ballot_id:
        refuse(TableRefusal.NO_VOTE_HERE)
    assert ballot is not None
    return table, view, ballot
