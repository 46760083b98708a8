"""The statements of the hot path, each in its database's own words."""

from typing import Any

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from deliberation.assembly.models import Topic, WorkingGroup
from deliberation.ballots.models import Ballot, Counter, OwnOption, Paper, SpentVoice, Vote
from deliberation.people.models import Participant


def table_of(kind: Any) -> Any:
    return SQLModel.metadata.tables[kind.__tablename__]


ballots, votes, papers, counters, topics, groups, participants, spent, own = map(
    table_of,
    (Ballot, Vote, Paper, Counter, Topic, WorkingGroup, Participant, SpentVoice, OwnOption),
)

# Closing takes the same row FOR UPDATE: no vote is kept after the count.
called_ballots: Select[Any] = (
    select(
        ballots.c.id,
        ballots.c.state,
        ballots.c.closes_at,
        groups.c.committee_id,
        ballots.c.sheet,
        ballots.c.secret,
        ballots.c.eligibility,
    )
    .join(topics, topics.c.id == ballots.c.topic_id)
    .join(groups, groups.c.id == topics.c.group_id)
    .where(ballots.c.id.in_(bindparam("ballots", expanding=True)))
    .order_by(ballots.c.id)
    .with_for_update(read=True, of=ballots)
)
# A statement of its own: where the one above has waited for the row, it sees the rest as of before.
exceptions: Select[Any] = select(
    ballots.c.id,
    exists().where(spent.c.ballot_id == ballots.c.id),
    exists().where(own.c.ballot_id == ballots.c.id),
).where(ballots.c.id.in_(bindparam("ballots", expanding=True)))
unmarked_voters: Select[Any] = (
    select(
        participants.c.id,
        participants.c.committee_id,
        participants.c.college_id,
        participants.c.vouched,
    )
    .where(participants.c.id.in_(bindparam("people", expanding=True)))
    .order_by(participants.c.id)
)
# Locked, so that two processes never both move the counters away from the same old vote.
voters: Select[Any] = unmarked_voters.with_for_update(key_share=True)
present_votes: Select[Any] = select(votes.c.participant_id, votes.c.choice).where(
    votes.c.ballot_id == bindparam("ballot"),
    votes.c.participant_id.in_(bindparam("people", expanding=True)),
)
spent_voices: Select[Any] = select(spent.c.ballot_id, spent.c.participant_id).where(
    spent.c.ballot_id.in_(bindparam("ballots", expanding=True)),
    spent.c.participant_id.in_(bindparam("people", expanding=True)),
)


own_options: Select[Any] = select(own.c.ballot_id, own.c.participant_id, own.c.option_id).where(
    own.c.ballot_id.in_(bindparam("ballots", expanding=True)),
    own.c.participant_id.in_(bindparam("people", expanding=True)),
)


def _keep_votes(insert: Any) -> Any:
    """A person's new choice takes the place of the old one."""
    statement = insert(votes)
    return statement.on_conflict_do_update(
        index_elements=["ballot_id", "participant_id"],
        set_={"choice": statement.excluded.choice, "mark": statement.excluded.mark},
    )


def _keep_papers(insert: Any) -> Any:
    """A card's new paper takes the place of the old one."""
    statement = insert(papers)
    said = ("college_id", "choice", "mark", "checked")
    return statement.on_conflict_do_update(
        index_elements=["ballot_id", "key"],
        set_={name: statement.excluded[name] for name in said},
    )


def _move_counters(insert: Any) -> Any:
    """Each counter moves by what has changed."""
    statement = insert(counters)
    return statement.on_conflict_do_update(
        index_elements=["ballot_id", "college_id", "choice"],
        set_={"number": counters.c.number + statement.excluded.number},
    )


KEEP_VOTES = {"sqlite": _keep_votes(sqlite.insert), "postgresql": _keep_votes(postgresql.insert)}
KEEP_PAPERS = {"sqlite": _keep_papers(sqlite.insert), "postgresql": _keep_papers(postgresql.insert)}
MOVE_COUNTERS = {
    "sqlite": _move_counters(sqlite.insert),
    "postgresql": _move_counters(postgresql.insert),
}
