"""The exact totals of a topic, for the administrator's console alone; never by college."""

from typing import Any

from sqlmodel import Session, col, func, select

from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot, Choice, Counter, HandCount, Vote

NAMES = {
    Choice.AGREE: "for",
    Choice.DISAGREE: "against",
    Choice.UNSURE: "pass",
    Choice.AGREE_IF: "for_if",
    Choice.NO_ANSWER: "no_answer",
}


Counts = dict[tuple[int, Choice], int]


def results(session: Session, topic_id: int) -> dict[str, Any]:
    """How many people voted on a topic, and the totals of each of its ballots.

    `voters` counts the people who answered that ballot; totals that were declared by hand, or by
    another platform, stand apart under `declared`.
    """
    session.get_one(Topic, topic_id)
    ballots = session.exec(
        select(Ballot).where(Ballot.topic_id == topic_id).order_by(col(Ballot.id))
    ).all()
    numbers = [ballot.id for ballot in ballots]
    counted = session.exec(
        select(Counter.ballot_id, Counter.choice, func.sum(Counter.number))
        .where(col(Counter.ballot_id).in_(numbers))
        .group_by(col(Counter.ballot_id), col(Counter.choice))
    )
    totals = {(ballot_id, Choice(choice)): int(number) for ballot_id, choice, number in counted}
    declared = session.exec(
        select(HandCount.ballot_id, HandCount.choice, func.sum(HandCount.number))
        .where(col(HandCount.ballot_id).in_(numbers))
        .group_by(col(HandCount.ballot_id), col(HandCount.choice))
    )
    told = {(ballot_id, Choice(choice)): int(number) for ballot_id, choice, number in declared}
    people = select(func.count(func.distinct(Vote.participant_id))).where(
        col(Vote.ballot_id).in_(numbers)
    )
    return {
        "participants": session.exec(people).one(),
        "proposals": [_row(ballot, totals, told) for ballot in ballots],
    }


def _row(ballot: Ballot, totals: Counts, told: Counts) -> dict[str, Any]:
    number = ballot.id or 0
    counts = {name: totals.get((number, choice), 0) for choice, name in NAMES.items()}
    row = {
        "id": number,
        "external_id": ballot.external_id,
        **counts,
        "voters": sum(counts.values()),
    }
    declared = {
        name: told[number, choice] for choice, name in NAMES.items() if (number, choice) in told
    }
    return row | ({"declared": declared} if declared else {})
