"""Recognising who comes back: a participant by her card, a member of staff by her session."""

from datetime import datetime

from sqlmodel import Session, select

from deliberation.i18n import local_day
from deliberation.people.models import Account, Membership, Participant
from deliberation.people.rules import is_held
from deliberation.roles import Grant
from deliberation.security import SeenAccount, SeenParticipant, StaffSession


def find_participant(session: Session, card_hash: str) -> SeenParticipant | None:
    """The participant who holds this card."""
    found = session.exec(select(Participant).where(Participant.card_hash == card_hash)).first()
    if found is None or found.id is None:
        return None
    return SeenParticipant(found.id, found.committee_id, found.college_id, found.pseudonym)


def find_account(session: Session, token_hash: str, now: datetime) -> SeenAccount | None:
    """The member of staff of this session, with her roles, if the session still runs."""
    signed_in = session.get(StaffSession, token_hash)
    if signed_in is None or signed_in.expires_at <= now:
        return None
    account = session.get_one(Account, signed_in.account_id)
    held = session.exec(select(Membership).where(Membership.account_id == account.id))
    today = local_day(now)
    grants = tuple(
        Grant(m.role, m.committee_id, m.group_id) for m in held if is_held(m.since, m.until, today)
    )
    return SeenAccount(signed_in.account_id, account.name, grants)
