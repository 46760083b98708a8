"""Recounts every ballot from its votes, and says what is not what was written. Reads only."""

from collections import Counter as Tally
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col
from sqlmodel import select as select_models

from deliberation.ballots import verify_terms
from deliberation.ballots.closing import marks_of_declared, root_of_votes
from deliberation.ballots.commands import mark_of_vote
from deliberation.ballots.models import NO_COLLEGE, Ballot, BallotState
from deliberation.ballots.rules import COUNTED
from deliberation.ballots.secrecy import mark_of_paper
from deliberation.ballots.statements import counters, papers, participants, votes
from deliberation.journal import IN_PIECES, Event

VOTES = (
    select(votes, participants.c.college_id)
    .join(participants, participants.c.id == votes.c.participant_id)
    .order_by(votes.c.ballot_id, votes.c.participant_id)
    .execution_options(**IN_PIECES)
)
PAPERS = select(papers).order_by(papers.c.ballot_id, papers.c.key).execution_options(**IN_PIECES)
# A ballot whose votes were untied from people has other rows, and another mark, than at its close.
CLOSINGS = ("ballot.closed", "ballot.untied")
Place = tuple[int, str]  # college and choice


def findings(session: Session, key: bytes) -> list[str]:
    """Each vote, counter or count that is not what it was: "table:row: what is wrong"."""
    found: list[str] = []
    counted: dict[int, Tally[Place]] = {}
    roots: dict[int, tuple[int, str]] = {}
    for ballot_id, rows in groupby(session.connection().execute(VOTES), lambda row: row.ballot_id):
        tally: Tally[Place] = Tally()
        marks = []
        for row in rows:
            tally[row.college_id or NO_COLLEGE, row.choice] += 1
            marks.append(row.mark)
            if row.mark != mark_of_vote(key, ballot_id, row.participant_id, row.choice):
                found.append(f"vote:{ballot_id}/{row.participant_id}: altered")
        counted[ballot_id] = tally
        roots[ballot_id] = len(marks), root_of_votes(key, ballot_id, marks)
    found += _papers(session, key, counted, roots)
    found += _missing(session, {ballot: number for ballot, (number, _) in roots.items()})
    found += _counters(session, counted)
    found += _closings(session, key, roots)
    found += verify_terms.findings(session, key)
    return found


def _papers(
    session: Session,
    key: bytes,
    counted: dict[int, Tally[Place]],
    roots: dict[int, tuple[int, str]],
) -> Iterator[str]:
    """Secret papers that say something else than when they were written. They are counted once
    their ballot is closed, like their counters; before, nothing else knows of them.
    """
    still_open = set(
        session.exec(select_models(Ballot.id).where(col(Ballot.state) == BallotState.OPEN))
    )
    for ballot_id, rows in groupby(session.connection().execute(PAPERS), lambda row: row.ballot_id):
        tally: Tally[Place] = Tally()
        marks = []
        for row in rows:
            tally[row.college_id, row.choice] += 1
            marks.append(row.mark)
            said = (row.key, row.college_id, row.choice, row.checked)
            if row.mark != mark_of_paper(key, ballot_id, *said):
                yield f"paper:{ballot_id}/{row.key}: altered"
        if ballot_id not in still_open:
            counted[ballot_id] = tally
            roots[ballot_id] = len(marks), root_of_votes(key, ballot_id, marks)


def _counters(session: Session, counted: dict[int, Tally[Place]]) -> Iterator[str]:
    """Counters that say something else than the votes."""
    left = {
        (ballot_id, *place): number
        for ballot_id, tally in counted.items()
        for place, number in tally.items()
    }
    order = (counters.c.ballot_id, counters.c.college_id, counters.c.choice)
    for ballot_id, college_id, choice, number in session.connection().execute(
        select(*order, counters.c.number).order_by(*order)
    ):
        votes = left.pop((ballot_id, college_id, choice), 0)
        if number != votes:
            yield f"counter:{ballot_id}/{college_id}/{choice}: says {number}, recount {votes}"
    for (ballot_id, college_id, choice), votes in sorted(left.items()):
        yield f"counter:{ballot_id}/{college_id}/{choice}: missing, recount {votes}"


def _missing(session: Session, kept: dict[int, int]) -> Iterator[str]:
    """Ballots in which more people voted, says the journal, than there are votes; even open ones.

    An imported ballot was voted elsewhere: its journal has its close only.
    """
    voted = (
        select_models(Event.channel, func.count(func.distinct(Event.actor)))
        .where(Event.name == "vote.cast")
        .group_by(col(Event.channel))
        .order_by(col(Event.channel))
    )
    for channel, people in session.exec(voted):
        if people != (votes := kept.get(int(channel.removeprefix("ballot:")), 0)):
            yield f"{channel}: {people} people voted, {votes} votes now"


def _closings(session: Session, key: bytes, roots: dict[int, tuple[int, str]]) -> Iterator[str]:
    """Closed ballots whose votes are no longer those that were counted at the close."""
    closings: dict[str, dict[str, Any]] = {}
    told_of = select_models(Event.channel, Event.details).where(col(Event.name).in_(CLOSINGS))
    for channel, details in session.exec(told_of.order_by(col(Event.id))):
        closings.setdefault(channel, {}).update(details)
    closed = select_models(Ballot).where(col(Ballot.state).in_(COUNTED)).order_by(col(Ballot.id))
    for ballot in session.exec(closed):
        assert ballot.id is not None
        number, root = roots.get(ballot.id) or (0, root_of_votes(key, ballot.id, []))
        told = closings.get(ballot.channel)
        if told is None:
            yield f"ballot:{ballot.id}: closed, but its closing is not in the journal"
        elif told["votes"] != number:
            yield f"ballot:{ballot.id}: {told['votes']} votes at the close, {number} now"
        elif told["root"] != root:
            yield f"ballot:{ballot.id}: the votes are not those of the close"
        if told is not None:
            yield from _declared(session, key, ballot.id, told["declared"])


def _declared(session: Session, key: bytes, ballot_id: int, told: dict[str, str]) -> Iterator[str]:
    """Declared numbers that are not those of the close."""
    now = marks_of_declared(session, key, ballot_id)
    for place in sorted(told.keys() | now.keys()):
        if told.get(place) != now.get(place):
            yield f"hand_count:{ballot_id}/{place}: altered"
