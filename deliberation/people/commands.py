"""What people and staff can do to come in and to leave, and to let others in."""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from itertools import count
from string import digits

from sqlmodel import Session, col, delete, select

from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.people import codes
from deliberation.people.hashing import hash_password
from deliberation.people.models import (
    AccessCard,
    Account,
    Channel,
    College,
    Membership,
    Participant,
    PersonalLink,
    RoomCode,
    Structure,
)
from deliberation.people.rules import (
    SESSION_TIME,
    NoEntry,
    end_of,
    vouches,
    why_not_attach,
    why_not_belong,
    why_not_enter,
    why_not_last,
    why_not_use,
)
from deliberation.roles import Grant
from deliberation.security import StaffSession, token_hash

FOR_ONCE = "1-"  # how the secret of a link begins that signs in one time only
MOST_DRAWS = 10  # as many collisions, and pseudonyms get one more digit
type_of_naming = Callable[[], str]  # draws a pseudonym, perhaps one that is taken


def join_room(
    session: Session,
    code: str,
    college_id: int | None,
    card_hash: str,
    naming: type_of_naming,
    now: datetime,
) -> str:
    """Someone enters with a room's code. Returns when: the same form sent again knows its age."""
    room = session.exec(select(RoomCode).where(RoomCode.code == code)).first()
    refuse(why_not_enter(room, now))
    assert room is not None
    welcome(session, room.committee_id, college_id, card_hash, naming, now)
    return now.isoformat()


def enter_with_card(
    session: Session,
    card_id: int,
    college_id: int | None,
    naming: type_of_naming,
    now: datetime,
) -> str:
    """Someone enters with a printed card, whose words become hers; its college comes first."""
    card = session.get_one(AccessCard, card_id, with_for_update=True)
    refuse(why_not_use(card))
    college_id = card.college_id or college_id
    participant = welcome(session, card.committee_id, college_id, card.card_hash, naming, now)
    participant.vouched = vouches(card, college_id)
    card.spent = True
    record(session, "card.spent", _channel(card.committee_id))
    return now.isoformat()


def attach_card(session: Session, card_id: int, participant_id: int, now: datetime) -> str:
    """A printed card becomes that of someone who is already in: its words replace hers.

    Her college stays what she said: votes may already be counted there.
    """
    card = session.get_one(AccessCard, card_id, with_for_update=True)
    participant = session.get_one(Participant, participant_id, with_for_update=True)
    refuse(why_not_attach(card, participant.committee_id))
    participant.card_hash = card.card_hash
    participant.vouched = participant.vouched or vouches(card, participant.college_id)
    card.spent = True
    channel = _channel(card.committee_id)
    record(session, "card.attached", channel, actor=f"participant:{participant.id}")
    return now.isoformat()


def welcome(
    session: Session,
    committee_id: int,
    college_id: int | None,
    card_hash: str,
    naming: type_of_naming,
    now: datetime,
    channel: Channel = Channel.PHONE,
) -> Participant:
    """Someone is in, under a pseudonym that is hers alone in this committee."""
    if college_id:
        refuse(why_not_belong(session.get(College, college_id), committee_id))
    known = select(Participant.id).where(Participant.card_hash == card_hash)
    if session.exec(known).first():
        refuse(NoEntry.ALREADY_IN)
    participant = Participant(
        committee_id=committee_id,
        college_id=college_id,
        pseudonym=_free_pseudonym(session, committee_id, naming),
        card_hash=card_hash,
        channel=channel,
        joined_on=local_day(now),
    )
    session.add(participant)
    session.flush()
    actor = f"participant:{participant.id}"
    record(session, "participant.joined", _channel(committee_id), actor=actor)
    return participant


def _free_pseudonym(session: Session, committee_id: int, naming: type_of_naming) -> str:
    for attempt in count():
        more = attempt // MOST_DRAWS
        pseudonym = naming() + "".join(secrets.choice(digits) for _ in range(more))
        taken = select(Participant.id).where(
            Participant.committee_id == committee_id, Participant.pseudonym == pseudonym
        )
        if session.exec(taken).first() is None:
            break
    return pseudonym


def make_room_code(
    session: Session,
    committee_id: int,
    topic_id: int | None,
    last_day: date,
    actor: str,
    now: datetime,
    sitting_id: int | None = None,
) -> str:
    """Six signs for a room, which admit people to a topic, or to a live day, until a day ends."""
    refuse(why_not_last(last_day, local_day(now)))
    code = codes.draw()
    while session.exec(select(RoomCode.id).where(RoomCode.code == code)).first():
        code = codes.draw()
    session.add(
        RoomCode(
            code=code,
            committee_id=committee_id,
            topic_id=topic_id,
            sitting_id=sitting_id,
            expires_at=end_of(last_day),
        )
    )
    leads = {"topic": topic_id} if sitting_id is None else {"sitting": sitting_id}
    record(session, "room_code.made", _channel(committee_id), actor=actor, **leads)
    return code


def make_cards(
    session: Session,
    committee_id: int,
    college_id: int | None,
    structure_id: int | None,
    batch: str,
    hashes: list[tuple[str, str]],
    actor: str,
    now: datetime,
) -> str:
    """Keep a batch of printed cards: for each, the hashes of its code and of its words."""
    if college_id:
        refuse(why_not_belong(session.get(College, college_id), committee_id))
    if structure_id:
        refuse(why_not_belong(session.get(Structure, structure_id), committee_id))
    for code_hash, card_hash in hashes:
        session.add(
            AccessCard(
                committee_id=committee_id,
                college_id=college_id,
                structure_id=structure_id,
                batch=batch,
                code_hash=code_hash,
                card_hash=card_hash,
            )
        )
    record(session, "cards.made", _channel(committee_id), actor=actor, number=len(hashes))
    return now.isoformat()


def make_account(
    session: Session, email: str, name: str, password: str | None, grants: Iterable[Grant]
) -> int:
    """Open an account for a member of staff, with her roles. Returns its id."""
    hashed = hash_password(password) if password else None
    account = Account(email=email.strip().lower(), name=name, password_hash=hashed)
    session.add(account)
    session.flush()
    assert account.id is not None
    for grant in grants:
        session.add(
            Membership(
                account_id=account.id,
                role=grant.role,
                committee_id=grant.committee_id,
                group_id=grant.group_id,
            )
        )
    record(session, "account.made", f"account:{account.id}")
    return account.id


def make_link(
    session: Session, account_id: int, token: str, days: int, now: datetime, minutes: int = 0
) -> None:
    """Let someone sign in with a link that holds this token, for some days or minutes; the links
    that are over are swept away.
    """
    session.execute(delete(PersonalLink).where(col(PersonalLink.expires_at) <= now))
    expires_at = now + timedelta(days=days, minutes=minutes)
    hashed = token_hash(token)
    session.add(PersonalLink(token_hash=hashed, account_id=account_id, expires_at=expires_at))
    record(session, "link.made", f"account:{account_id}")


def sign_in(session: Session, account_id: int, token: str, now: datetime) -> int:
    """Begin a session for a member of staff; the sessions that are over are swept away."""
    session.execute(delete(StaffSession).where(col(StaffSession.expires_at) <= now))
    expires_at = now + SESSION_TIME
    hashed = token_hash(token)
    session.add(StaffSession(token_hash=hashed, account_id=account_id, expires_at=expires_at))
    record(session, "account.signed_in", f"account:{account_id}", actor=f"account:{account_id}")
    return account_id


def sign_in_with_link(session: Session, link_token: str, token: str, now: datetime) -> int:
    """Begin a session for the person to whom this link was sent; some links serve once."""
    link = session.get(PersonalLink, token_hash(link_token), with_for_update=True)
    if link is None or link.expires_at <= now:
        refuse(NoEntry.LINK_OVER)
    assert link is not None
    if link_token.startswith(FOR_ONCE):
        session.delete(link)
    return sign_in(session, link.account_id, token, now)


def sign_out(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(StaffSession).where(col(StaffSession.token_hash) == token_hash(token)))


def _channel(committee_id: int) -> str:
    return f"committee:{committee_id}"
