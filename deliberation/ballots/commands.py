"""What can be done with votes. Each command runs inside the caller's transaction."""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlmodel import Session

from deliberation import journal
from deliberation.ballots import rules, statements
from deliberation.ballots.calling import (
    called_ballots,
    own_options,
    spent_voices,
    voters,
    why_not_answer,
    why_not_take,
)
from deliberation.ballots.models import NO_COLLEGE, Condition, Method, Paper, Vote
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.secrecy import key_of
from deliberation.ballots.sheets import moved, read_sheet, settle
from deliberation.db import plural, run_words
from deliberation.errors import Refused, refuse


class VoteCall(NamedTuple):
    """One person's paper, and when it arrived."""

    ballot_id: int
    participant_id: int
    choice: str
    now: datetime


Key = tuple[int, int]  # ballot and participant
MOVING = Method.MOVING
MOST_AT_ONCE = 5_000  # a database takes only so many values in one question


@plural
def cast_votes(session: Session, calls: Sequence[VoteCall]) -> list[str | Refused]:
    """Keep each person's paper, or say why not: minds may change until the ballot closes.

    All the votes that wait are kept together. The journal says who voted, never what.
    """
    ballots = called_ballots(session, {call.ballot_id for call in calls})
    people = voters(session, {call.participant_id for call in calls})
    spent, own = spent_voices(session, ballots, people), own_options(session, ballots, people)
    outcomes: list[str | Refused] = []
    kept: dict[Key, str] = {}
    for call in calls:
        key = call.ballot_id, call.participant_id
        ballot, voter = ballots.get(call.ballot_id), people.get(call.participant_id)
        hers = own.get(key, frozenset())
        refusal = why_not_take(ballot, voter, call.choice, call.now, False, hers)
        if key in spent:
            refusal = BallotRefusal.COUNTED_ELSEWHERE
        if refusal or ballot is None:
            outcomes.append(Refused(refusal or BallotRefusal.NO_SUCH_BALLOT))
            continue
        kept[key] = settle(read_sheet(ballot.sheet), call.choice)
        outcomes.append(kept[key])
        actor = f"participant:{call.participant_id}"
        journal.record(session, "vote.cast", f"ballot:{call.ballot_id}", actor=actor)
    moving = {id for id, ballot in ballots.items() if read_sheet(ballot.sheet).method is MOVING}
    keep_choices(session, kept, {id: voter.college_id for id, voter in people.items()}, moving)
    return outcomes


def keep_choices(
    session: Session,
    choices: Mapping[Key, str],
    colleges: Mapping[int, int | None],
    moving: Collection[int] = (),
) -> set[Key]:
    """Write what has changed, and move the counters of each college by as much; in the `moving`
    ballots a new position keeps the first one.

    No rule is asked here: imports bring votes that were cast elsewhere. Returns what was new.
    """
    key: bytes = session.info["key"]
    before = _present_votes(session, choices)
    moves: Tally[tuple[int, int, str]] = Tally()
    rows: list[dict[str, Any]] = []
    # Rows are sorted: two processes that write the same ones never wait for each other in a ring.
    for place in sorted(choices):
        (ballot_id, participant_id), old = place, before.get(place)
        choice = moved(old, choices[place]) if ballot_id in moving else choices[place]
        if choice == old:
            continue
        college_id = colleges[participant_id] or NO_COLLEGE
        moves[ballot_id, college_id, choice] += 1
        if old is not None:
            moves[ballot_id, college_id, old] -= 1
        rows.append(
            {
                "ballot_id": ballot_id,
                "participant_id": participant_id,
                "choice": choice,
                "mark": mark_of_vote(key, ballot_id, participant_id, choice),
            }
        )
    steps = [
        {"ballot_id": ballot, "college_id": college, "choice": choice, "number": number}
        for (ballot, college, choice), number in sorted(moves.items())
        if number
    ]
    dialect = session.get_bind().dialect.name
    if rows:
        run_words(session, statements.KEEP_VOTES[dialect], rows)
    if steps:
        run_words(session, statements.MOVE_COUNTERS[dialect], steps)
    return {(row["ballot_id"], row["participant_id"]) for row in rows}


def say_condition(
    session: Session,
    ballot_id: int,
    participant_id: int,
    words: str,
    now: datetime,
    secret: str = "",
    kind: str = "",
) -> None:
    """Keep what « d'accord si… » asks for, or what an objection says, without its author or its
    time, until the close.

    Of a secret ballot the card's `secret` tells only that she has a paper: she says herself which
    `kind` of reason it is. Asked of her paper, whoever holds her card would learn what it says.
    The journal does not say it: beside the line of a vote, it would tell who chose « d'accord si ».
    """
    ballot = called_ballots(session, {ballot_id}).get(ballot_id)
    voter = voters(session, {participant_id}, locked=False).get(participant_id)
    refuse(why_not_answer(ballot, voter, now))
    assert ballot is not None  # or it was refused
    method = read_sheet(ballot.sheet).method
    vote = session.get(Vote, (ballot_id, participant_id))
    choice = vote.choice if vote else None
    if session.get(Paper, (ballot_id, key_of(secret, ballot_id))):
        kinds = rules.REASONS.get(method, ())
        choice = kinds[0] if len(kinds) == 1 else kind
        refuse(BallotRefusal.WHICH_REASON if kinds and choice not in kinds else None)
    refuse(rules.why_not_say_condition(method, choice))
    said = Condition(id=uuid4().hex, ballot_id=ballot_id, choice=choice or "", words=words)
    session.add(said)


def mark_of_vote(key: bytes, ballot_id: int, participant_id: int, choice: str) -> str:
    """What makes an altered vote visible: only the holder of the instance's key can make it."""
    return journal.mark_of(key, "vote", ballot_id, participant_id, choice)


def _present_votes(session: Session, keys: Iterable[Key]) -> dict[Key, str]:
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
