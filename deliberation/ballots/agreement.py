"""The degrees of agreement of a topic as one table: who answered what. For no screen as it is."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot, Choice, Method, Vote
from deliberation.ballots.opinions.table import UNSEEN, VoteTable
from deliberation.debate.models import Proposal, ProposalVersion

# « D'accord si » waits for its condition, and is neither; who will not answer has not answered.
SAID = {Choice.AGREE: 1, Choice.DISAGREE: -1, Choice.AGREE_IF: 0, Choice.UNSURE: 0}


class Asked(NamedTuple):
    """A degree of agreement that was asked: its ballot, and its proposal where it has one."""

    ballot: Ballot
    version: ProposalVersion | None
    proposal: Proposal | None

    @property
    def is_hidden(self) -> bool:
        """Whether moderation took the proposal away."""
        return self.proposal is not None and self.proposal.hidden

    @property
    def words(self) -> str:
        """What people answered to."""
        return (self.version and (self.version.title or self.version.words)) or self.ballot.question


class Voted(VoteTable):
    """The table, with the numbers of its people and what its columns ask."""

    def __init__(
        self, people: NDArray[np.int64], asked: list[Asked], answers: NDArray[np.int8]
    ) -> None:
        super().__init__(answers, np.array([one.is_hidden for one in asked], np.bool_))
        self.people, self.asked = people, asked


def asked_in(session: Session, topic_id: int, *which: ColumnElement[bool]) -> list[Asked]:
    """The degrees of agreement of a topic, in their order; never those of secret ballots."""
    rows = session.exec(
        select(Ballot, ProposalVersion, Proposal)
        .join(ProposalVersion, col(ProposalVersion.id) == Ballot.proposal_version_id, isouter=True)
        .join(Proposal, col(Proposal.id) == ProposalVersion.proposal_id, isouter=True)
        .where(
            Ballot.topic_id == topic_id,
            Ballot.method == Method.AGREEMENT,
            col(Ballot.secret).is_(False),
            *which,
        )
        .order_by(col(Ballot.id))
    )
    return [Asked(*row) for row in rows]


def votes_of(session: Session, asked: list[Asked]) -> Voted:
    """What each person answered to each of these."""
    ballots = np.array([one.ballot.id for one in asked], np.int64)
    votes = _votes(session, [one.ballot.id or 0 for one in asked])
    people, rows = np.unique(votes[:, 0], return_inverse=True)
    answers = np.full((len(people), len(asked)), UNSEEN, np.int8)
    answers[rows, np.searchsorted(ballots, votes[:, 1])] = votes[:, 2]
    return Voted(people, asked, answers)


def _votes(session: Session, ballots: list[int]) -> NDArray[np.int64]:
    """Person, ballot, answer: shape (votes, 3). The votes of a ballot at a time: all of them as
    rows would fill the memory.
    """
    what = case(
        *((col(Vote.choice) == choice, said) for choice, said in SAID.items()), else_=UNSEEN
    )
    parts = []
    for ballot_id in ballots:
        cast = select(Vote.participant_id, what).where(Vote.ballot_id == ballot_id)
        found = session.connection().execute(cast).all()
        part = np.array(found, np.int64).reshape(-1, 2)
        parts.append(np.insert(part, 1, ballot_id, axis=1))
    return np.concatenate(parts) if parts else np.empty((0, 3), np.int64)
