"""Someone is helped to vote: who helps is journaled, whom and what she answers nowhere."""

import hashlib
import hmac
from datetime import datetime

from sqlmodel import Session

from deliberation import journal
from deliberation.ballots import rules
from deliberation.ballots.calling import called_ballots, spent_voices, voters, why_not_answer
from deliberation.ballots.models import AssistedVoice, Ballot, Paper, Vote
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.secrecy import barred, key_of
from deliberation.errors import Refusal, refuse
from deliberation.people.commands import type_of_naming, welcome
from deliberation.people.models import Channel
from deliberation.security import token_hash


def lend_screen(
    session: Session, ballot_id: int, participant_id: int, secret: str, now: datetime
) -> None:
    """A screen is about to be lent to the holder of a card: nothing is kept of it, and it is
    refused to who could not answer this ballot now.
    """
    refuse(_why_not_lend(session, ballot_id, participant_id, secret, now))


def begin_assistance(
    session: Session, ballot_id: int, participant_id: int, secret: str, actor: str, now: datetime
) -> None:
    """Someone is helped: the screen that is lent to her is her helper's.

    When she answers, nothing more is written than if she had used her own phone.
    """
    lend_screen(session, ballot_id, participant_id, secret, now)
    session.merge(AssistedVoice(ballot_id=ballot_id, key=_key_of_helped(secret, ballot_id)))
    journal.record(session, "assistance.begun", f"ballot:{ballot_id}", actor=actor)


def welcome_helped(
    session: Session,
    ballot_id: int,
    committee_id: int,
    college_id: int | None,
    secret: str,
    naming: type_of_naming,
    actor: str,
    now: datetime,
) -> str:
    """Someone who has no card comes in with a helper, to answer this ballot. Returns when: the same
    form sent again knows its age.
    """
    refuse(rules.why_not_welcome_helped(session.get_one(Ballot, ballot_id)))
    card = token_hash(secret)
    person = welcome(session, committee_id, college_id, card, naming, now, Channel.ASSISTED)
    begin_assistance(session, ballot_id, person.id or 0, secret, actor, now)
    return now.isoformat()


def end_assistance(session: Session, ballot_id: int, participant_id: int, secret: str) -> None:
    """The screen is given back; who answered nothing after all was not helped to vote."""
    voted = session.get(Vote, (ballot_id, participant_id))
    paper = session.get(Paper, (ballot_id, key_of(secret, ballot_id)))
    mine = session.get(AssistedVoice, (ballot_id, _key_of_helped(secret, ballot_id)))
    if mine and not voted and not paper:
        session.delete(mine)


def _why_not_lend(
    session: Session, ballot_id: int, participant_id: int, secret: str, now: datetime
) -> Refusal | None:
    ballots = called_ballots(session, {ballot_id})
    voter = voters(session, {participant_id}, locked=False).get(participant_id)
    if refusal := why_not_answer(ballots.get(ballot_id), voter, now):
        return refusal
    if spent_voices(session, ballots, {participant_id}):
        return BallotRefusal.COUNTED_ELSEWHERE
    late = barred(session, {(ballot_id, token_hash(secret))})
    return BallotRefusal.CARD_TOO_NEW if late else None


def _key_of_helped(secret: str, ballot_id: int) -> str:
    """Neither her number nor the key of her paper."""
    return hmac.digest(secret.encode(), f"helped:{ballot_id}".encode(), hashlib.sha256)[:16].hex()
