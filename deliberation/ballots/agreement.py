"""The degrees of agreement of a topic as one table: who answered what. For no screen as it is."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from deliberation.ballots.models import Ballot, Choice, Method, Vote
from deliberation.ballots.opinions.table import UNSEEN, VoteTable
from deliberation.debate.models import Proposal, ProposalVersion

# « D'accord si » waits for its condition, and is neither; who will not answer has not answered.
SAID: dict[str, int] = {
    Choice.AGREE: 1,
    Choice.DISAGREE: -1,
    Choice.AGREE_IF: 0,
    Choice.UNSURE: 0,
}


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
    found = [_said(session, one.ballot.id or 0) for one in asked]
    people = np.unique(np.concatenate([np.empty(0, np.int64), *(who for who, _ in found)]))
    answers = np.full((len(people), len(asked)), UNSEEN, np.int8)
    for column, (who, said) in enumerate(found):
        answers[np.searchsorted(people, who), column] = said
    return Voted(people, asked, answers)


def _said(session: Session, ballot_id: int) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Who answered one ballot, and what: read a ballot at a time, and kept as numbers, so that a
    million votes do not fill the memory.
    """
    cast = select(Vote.participant_id, Vote.choice).where(Vote.ballot_id == ballot_id)
    votes = session.connection().execute(cast).all()
    who = np.fromiter((person for person, _ in votes), np.int64, len(votes))
    said = np.fromiter((SAID.get(choice, UNSEEN) for _, choice in votes), np.int8)
    return who, said
