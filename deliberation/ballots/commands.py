"""What can be done with votes. Each command runs inside the caller's transaction."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlmodel import Session, col, select

from deliberation import journal
from deliberation.ballots import rules, statements
from deliberation.ballots.disclosure import Shown, disclose
from deliberation.ballots.models import (
    NO_COLLEGE,
    BallotState,
    Choice,
    Condition,
    HandCount,
    Vote,
)
from deliberation.ballots.reading import votes_by_group
from deliberation.ballots.rules import BallotRefusal
from deliberation.db import plural, run_words
from deliberation.errors import Refused, refuse


class VoteCall(NamedTuple):
    """One person's choice, and when it arrived."""

    ballot_id: int
    participant_id: int
    choice: Choice
    now: datetime


class CalledBallot(NamedTuple):
    """What the rule asks of a ballot, and whose it is."""

    state: BallotState
    closes_at: datetime | None
    committee_id: int


class Voter(NamedTuple):
    """Where a participant belongs."""

    committee_id: int
    college_id: int | None


Key = tuple[int, int]  # ballot and participant
MOST_AT_ONCE = 5_000  # a database takes only so many values in one question


@plural
def cast_votes(session: Session, calls: Sequence[VoteCall]) -> list[Choice | Refused]:
    """Keep each person's choice, or say why not: minds may change until the ballot closes.

    All the votes that wait are kept together. The journal says who voted, never what.
    """
    ballots = _ballots(session, {call.ballot_id for call in calls})
    voters = _voters(session, {call.participant_id for call in calls})
    outcomes: list[Choice | Refused] = []
    kept: dict[Key, Choice] = {}
    for call in calls:
        key = call.ballot_id, call.participant_id
        if refusal := _why_not(
            ballots.get(call.ballot_id), voters.get(call.participant_id), call.now
        ):
            outcomes.append(Refused(refusal))
            continue
        kept[key] = call.choice
        outcomes.append(call.choice)
        journal.record(
            session,
            "vote.cast",
            f"ballot:{call.ballot_id}",
            actor=f"participant:{call.participant_id}",
        )
    keep_choices(session, kept, {id: voter.college_id for id, voter in voters.items()})
    return outcomes


def keep_choices(
    session: Session, choices: Mapping[Key, Choice], colleges: Mapping[int, int | None]
) -> set[Key]:
    """Write what has changed, and move the counters of each college by as much.

    No rule is asked here: imports bring votes that were cast elsewhere. Returns what was new.
    """
    key: bytes = session.info["key"]
    before = _present_votes(session, choices)
    changed = [(place, choices[place]) for place in sorted(choices)]
    changed = [(place, choice) for place, choice in changed if before.get(place) is not choice]
    moves: Tally[tuple[int, int, Choice]] = Tally()
    rows: list[dict[str, Any]] = []
    for (ballot_id, participant_id), choice in changed:
        college_id = colleges[participant_id] or NO_COLLEGE
        moves[ballot_id, college_id, choice] += 1
        if old := before.get((ballot_id, participant_id)):
            moves[ballot_id, college_id, old] -= 1
        rows.append(
            {
                "ballot_id": ballot_id,
                "participant_id": participant_id,
                "choice": choice.value,
                "mark": mark_of_vote(key, ballot_id, participant_id, choice),
            }
        )
    moved = [
        {"ballot_id": ballot, "college_id": college, "choice": choice.value, "number": number}
        for (ballot, college, choice), number in sorted(moves.items())
        if number
    ]
    # Rows are sorted: two processes that write the same ones never wait for each other in a ring.
    dialect = session.get_bind().dialect.name
    if rows:
        run_words(session, statements.KEEP_VOTES[dialect], rows)
    if moved:
        run_words(session, statements.MOVE_COUNTERS[dialect], moved)
    return {place for place, _ in changed}


def closing(session: Session, ballot_id: int) -> dict[str, Any]:
    """What the journal keeps of a close: how many votes, a mark over them all, and the counts.

    The journal has readers too: it gives only the counts that a screen may give.
    """
    marks = session.exec(
        select(Vote.mark).where(Vote.ballot_id == ballot_id).order_by(col(Vote.participant_id))
    ).all()
    total = disclose(votes_by_group(session, ballot_id)).total
    counts = dict(zip(Choice, total.numbers, strict=True)) if total.shown is Shown.EXACT else None
    root = root_of_votes(session.info["key"], ballot_id, marks)
    declared = marks_of_declared(session, session.info["key"], ballot_id)
    return {"votes": len(marks), "counts": counts, "root": root, "declared": declared}


def marks_of_declared(session: Session, key: bytes, ballot_id: int) -> dict[str, str]:
    """A mark for each number that was declared by hand or by another platform."""
    rows = session.exec(select(HandCount).where(HandCount.ballot_id == ballot_id)).all()
    return {
        f"{row.source}/{row.choice}": journal.mark_of(
            key, "hand_count", ballot_id, row.source, row.choice, row.number
        )
        for row in rows
    }


def close_imported(session: Session, ballot_ids: Iterable[int]) -> None:
    """Seal the votes of ballots that arrived closed from elsewhere."""
    for ballot_id in sorted(ballot_ids):
        details = closing(session, ballot_id)
        journal.record(session, "ballot.closed", f"ballot:{ballot_id}", **details)


def say_condition(
    session: Session, ballot_id: int, participant_id: int, words: str, now: datetime
) -> None:
    """Keep what « d'accord si… » asks for, without its author or its time, until the close.

    The journal does not say it: beside the line of a vote, it would tell who chose « d'accord si ».
    """
    ballot = _ballots(session, {ballot_id}).get(ballot_id)
    refuse(_why_not(ballot, _voters(session, {participant_id}).get(participant_id), now))
    vote = session.get(Vote, (ballot_id, participant_id))
    refuse(rules.why_not_say_condition(vote.choice if vote else None))
    session.add(Condition(id=uuid4().hex, ballot_id=ballot_id, words=words))


def mark_of_vote(key: bytes, ballot_id: int, participant_id: int, choice: Choice) -> str:
    """What makes an altered vote visible: only the holder of the instance's key can make it."""
    return journal.mark_of(key, "vote", ballot_id, participant_id, choice)


def root_of_votes(key: bytes, ballot_id: int, marks: Iterable[str]) -> str:
    """One mark over all the votes of a ballot, in the order of their participants."""
    return journal.mark_of(key, "votes", ballot_id, *marks)


def _ballots(session: Session, ids: set[int]) -> dict[int, CalledBallot]:
    found = session.connection().execute(statements.called_ballots, {"ballots": sorted(ids)})
    return {id: CalledBallot(*rest) for id, *rest in found}


def _voters(session: Session, ids: set[int]) -> dict[int, Voter]:
    found = session.connection().execute(statements.voters, {"people": sorted(ids)})
    return {id: Voter(*rest) for id, *rest in found}


def _present_votes(session: Session, keys: Iterable[Key]) -> dict[Key, Choice]:
    people: dict[int, list[int]] = defaultdict(list)
    for ballot_id, participant_id in keys:
        people[ballot_id].append(participant_id)
    connection = session.connection()
    return {
        (ballot_id, participant_id): choice
        for ballot_id, ids in people.items()
        for start in range(0, len(ids), MOST_AT_ONCE)
        for participant_id, choice in connection.execute(
            statements.present_votes,
            {"ballot": ballot_id, "people": ids[start : start + MOST_AT_ONCE]},
        )
    }


def _why_not(
    ballot: CalledBallot | None, voter: Voter | None, now: datetime
) -> BallotRefusal | None:
    if ballot is None:
        return BallotRefusal.NO_SUCH_BALLOT
    if voter is None or voter.committee_id != ballot.committee_id:
        return BallotRefusal.ANOTHER_COMMITTEE
    return rules.why_not_vote(ballot.state, ballot.closes_at, now)
