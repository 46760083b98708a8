"""Seats of the technical committee, its quorum, and how many people each college should bring."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee
from deliberation.errors import Refusal, refuse
from deliberation.i18n import N_, today
from deliberation.journal import record
from deliberation.people.models import Account, College, Membership
from deliberation.roles import ALLOWED, Action


class SeatRefusal(Refusal):
    """Why a seat or a quorum is not kept."""

    ENDS_FIRST = N_("Un siège ne peut pas finir avant d'avoir commencé. Vérifiez les deux dates.")
    NOT_A_SEAT = N_("Ce siège n'est pas au comité technique de ce comité.")
    TOO_HIGH = N_(
        "Le quorum dépasse le nombre de sièges ({seats}) : rien ne pourrait jamais être décidé."
    )


class Seat(NamedTuple):
    """A seat of the technical committee, and who holds it."""

    membership: Membership
    account: Account


def why_not_seat(since: date | None, until: date | None) -> SeatRefusal | None:
    ends_first = since is not None and until is not None and until < since
    return SeatRefusal.ENDS_FIRST if ends_first else None


def seats_of(session: Session, committee_id: int) -> list[Seat]:
    """Every seat, held today or not."""
    rows = session.exec(
        select(Membership, Account)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(
            Membership.committee_id == committee_id,
            col(Membership.role).in_(ALLOWED[Action.SIGN_OFF]),
        )
        .order_by(col(Account.name), col(Membership.id))
    )
    return [Seat(membership, account) for membership, account in rows]


def seats_left(seats: Sequence[Seat], day: date) -> int:
    """How many people hold a seat on this day, or will."""
    ends = [(one.account.id, one.membership.until) for one in seats]
    return len({holder for holder, until in ends if until is None or until >= day})


def set_seat(
    session: Session,
    committee_id: int,
    membership_id: int,
    since: date | None,
    until: date | None,
    actor: str,
) -> None:
    """Say from which day to which day a seat is held, both included."""
    session.get_one(Membership, membership_id)
    refuse(why_not_seat(since, until))
    seats = {one.membership.id: one.membership for one in seats_of(session, committee_id)}
    refuse(None if membership_id in seats else SeatRefusal.NOT_A_SEAT)
    seat = seats[membership_id]
    seat.since, seat.until = since, until
    _tell(session, "seat.dated", committee_id, actor)


def set_quorum(
    session: Session, committee_id: int, quorum: int, targets: Mapping[int, int], actor: str
) -> None:
    """Say how many members decide together, and how many people each college should bring."""
    committee = session.get_one(Committee, committee_id, with_for_update=True)
    seats = seats_left(seats_of(session, committee_id), today())
    refuse(SeatRefusal.TOO_HIGH if quorum > seats else None, seats=seats)
    committee.quorum = quorum
    for college in session.exec(select(College).where(College.committee_id == committee_id)):
        college.target = targets.get(college.id or 0, college.target)
    _tell(session, "quorum.set", committee_id, actor)


def _tell(session: Session, event: str, committee_id: int, actor: str) -> None:
    record(session, event, f"committee:{committee_id}", actor=actor)
