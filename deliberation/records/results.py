"""The exact totals of a topic, for the administrator's console alone; never by college."""

from collections import Counter as Counted
from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, func, select

from deliberation.assembly.models import Topic
from deliberation.ballots.counting import count
from deliberation.ballots.models import Ballot, Choice, Counter, HandCount, Method, Vote
from deliberation.ballots.reading import groups_of, options_of, tallies
from deliberation.ballots.sheets import read_sheet

NAMES = {
    Choice.AGREE: "for",
    Choice.DISAGREE: "against",
    Choice.UNSURE: "pass",
    Choice.AGREE_IF: "for_if",
    Choice.NO_ANSWER: "no_answer",
}


Counts = Counted[tuple[int, str]]


def results(session: Session, topic_id: int) -> dict[str, Any]:
    """How many people voted on a topic, and the totals of each of its ballots.

    `voters` counts the answers to that ballot, whether votes kept here or totals declared: by
    hand, or by another platform (whose « mitigé » is `pass`).
    """
    session.get_one(Topic, topic_id)
    ballots = session.exec(
        select(Ballot).where(Ballot.topic_id == topic_id).order_by(col(Ballot.id))
    ).all()
    totals = exact_counts(session, [ballot.id or 0 for ballot in ballots])
    people = select(func.count(func.distinct(Vote.participant_id))).where(
        col(Vote.ballot_id).in_([ballot.id for ballot in ballots])
    )
    return {
        "participants": session.exec(people).one(),
        "proposals": [
            _row(ballot, totals) if ballot.method is Method.AGREEMENT else _counted(session, ballot)
            for ballot in ballots
        ],
    }


def exact_counts(session: Session, ballot_ids: Collection[int]) -> Counts:
    """The votes kept here and the totals declared, for each ballot and choice."""
    counted = session.exec(
        select(Counter.ballot_id, Counter.choice, func.sum(Counter.number))
        .where(col(Counter.ballot_id).in_(ballot_ids))
        .group_by(col(Counter.ballot_id), col(Counter.choice))
    )
    declared = session.exec(
        select(HandCount.ballot_id, HandCount.choice, func.sum(HandCount.number))
        .where(col(HandCount.ballot_id).in_(ballot_ids))
        .group_by(col(HandCount.ballot_id), col(HandCount.choice))
    )
    totals: Counts = Counted()
    for ballot_id, choice, number in [*counted, *declared]:
        totals[ballot_id, choice] += int(number)
    return totals


def _counted(session: Session, ballot: Ballot) -> dict[str, Any]:
    """A ballot of another method: what the method finds, and its steps."""
    assert ballot.id is not None
    papers = tallies(session, ballot, groups_of(session, ballot))
    whole = sum(papers.values(), Counted[str]())
    result = count(read_sheet(ballot.sheet), options_of(session, ballot.id), whole)
    return {"id": ballot.id, "external_id": ballot.external_id, **result.as_json()}


def _row(ballot: Ballot, totals: Counts) -> dict[str, Any]:
    counts = {name: totals[ballot.id or 0, choice] for choice, name in NAMES.items()}
    return {
        "id": ballot.id,
        "external_id": ballot.external_id,
        **counts,
        "voters": sum(counts.values()),
    }
