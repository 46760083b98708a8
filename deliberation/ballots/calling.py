"""What is asked of each vote that arrives, secret or not: the ballots, the people, and the rule."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from deliberation.ballots import rules, statements
from deliberation.ballots.models import BallotState, Eligibility
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.sheets import read_sheet, why_not_count, why_not_own
from deliberation.errors import Refusal


class CalledBallot(NamedTuple):
    """What the rule asks of a ballot, and whose it is."""

    state: BallotState
    closes_at: datetime | None
    committee_id: int
    sheet: str
    secret: bool
    eligibility: Eligibility
    some_spent: bool
    some_own: bool


class Voter(NamedTuple):
    """Where a participant belongs, and whether a structure vouches for her."""

    committee_id: int
    college_id: int | None
    vouched: bool


def called_ballots(session: Session, ids: Collection[int]) -> dict[int, CalledBallot]:
    """The ballots of these votes: none of them closes before this transaction ends."""
    asked = {"ballots": sorted(set(ids))}
    found = session.connection().execute(statements.called_ballots, asked).all()
    some = {id: rest for id, *rest in session.connection().execute(statements.exceptions, asked)}
    return {id: CalledBallot(*rest, *some[id]) for id, *rest in found}


def voters(session: Session, ids: Collection[int], locked: bool = True) -> dict[int, Voter]:
    """Who votes. To lock a row is to write on it: of a secret ballot nobody's is."""
    statement = statements.voters if locked else statements.unmarked_voters
    found = session.connection().execute(statement, {"people": sorted(set(ids))})
    return {id: Voter(*rest) for id, *rest in found}


def spent_voices(
    session: Session, ballots: dict[int, CalledBallot], people: Collection[int]
) -> set[tuple[int, int]]:
    """Of these ballots and people, those whose voice is counted by another channel."""
    asked = sorted(id for id, ballot in ballots.items() if ballot.some_spent)
    if not asked:
        return set()
    found = session.connection().execute(
        statements.spent_voices, {"ballots": asked, "people": sorted(set(people))}
    )
    return {(ballot_id, participant_id) for ballot_id, participant_id in found}


def own_options(
    session: Session, ballots: dict[int, CalledBallot], people: Collection[int]
) -> dict[tuple[int, int], frozenset[int]]:
    """Of these ballots and people, the options that come from her own table's cards alone."""
    asked = sorted(id for id, ballot in ballots.items() if ballot.some_own)
    if not asked:
        return {}
    found = session.connection().execute(
        statements.own_options, {"ballots": asked, "people": sorted(set(people))}
    )
    own: dict[tuple[int, int], frozenset[int]] = {}
    for ballot_id, participant_id, option_id in found:
        key = ballot_id, participant_id
        own[key] = own.get(key, frozenset()) | {option_id}
    return own


def why_not_answer(
    ballot: CalledBallot | None, voter: Voter | None, now: datetime
) -> BallotRefusal | None:
    """None when this person may answer this ballot now."""
    if ballot is None:
        return BallotRefusal.NO_SUCH_BALLOT
    if voter is None or voter.committee_id != ballot.committee_id:
        return BallotRefusal.ANOTHER_COMMITTEE
    if refusal := rules.why_not_vote(ballot.state, ballot.closes_at, now):
        return refusal
    needs_card = ballot.eligibility is Eligibility.CARDS and not voter.vouched
    return BallotRefusal.CARD_NEEDED if needs_card else None


def why_not_take(
    ballot: CalledBallot | None,
    voter: Voter | None,
    paper: str,
    now: datetime,
    secret: bool,
    own: frozenset[int] = frozenset(),
) -> Refusal | None:
    """None when this person's paper is welcome in this ballot, secret or not; `own` are the
    options that are not for her."""
    if refusal := why_not_answer(ballot, voter, now):
        return refusal
    if ballot is None or ballot.secret is not secret:
        return BallotRefusal.NO_SUCH_BALLOT
    unfit = why_not_count(read_sheet(ballot.sheet), paper)
    return unfit or (why_not_own(paper, own) if own else None)
