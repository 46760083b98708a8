"""What may still change in a ballot: it becomes secret, never the reverse; it is asked again."""

import secrets
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, delete, insert, select

from deliberation import journal
from deliberation.ballots import rules
from deliberation.ballots.closing import root_of_votes
from deliberation.ballots.lifecycle import OptionText, prepare_ballot
from deliberation.ballots.models import (
    NO_COLLEGE,
    Ballot,
    BallotState,
    Grouping,
    Option,
    Paper,
    Vote,
)
from deliberation.ballots.secrecy import mark_of_paper
from deliberation.ballots.sheets import read_sheet
from deliberation.ballots.terms import terms_of
from deliberation.debate.models import ProposalVersion
from deliberation.debate.proposals import current_version
from deliberation.errors import refuse
from deliberation.people.models import Participant


def raise_secrecy(session: Session, ballot_id: int, actor: str) -> None:
    """A draft becomes secret; of a ballot that was counted, votes are untied from people for ever.

    Anonymity is raised, never lowered: nothing undoes this.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_raise_secrecy(ballot, read_sheet(ballot.sheet).method))
    was = terms_of(session, ballot)
    ballot.secret = True
    if ballot.state is BallotState.DRAFT:
        journal.record(session, "ballot.made_secret", ballot.channel, actor=actor)
        return
    marks = _untie(session, ballot_id)
    root = root_of_votes(session.info["key"], ballot_id, marks)
    details = {"votes": len(marks), "root": root, "was": was, "terms": terms_of(session, ballot)}
    journal.record(session, "ballot.untied", ballot.channel, actor=actor, **details)


def _untie(session: Session, ballot_id: int) -> list[str]:
    """Each vote becomes a paper whose key was drawn. Returns the marks, in the order of keys."""
    key: bytes = session.info["key"]
    votes = session.exec(
        select(Participant.college_id, Vote.choice)
        .join(Participant, col(Participant.id) == Vote.participant_id)
        .where(Vote.ballot_id == ballot_id)
    ).all()
    drawn = sorted((secrets.token_hex(16), college, choice) for college, choice in votes)
    rows: list[dict[str, Any]] = [
        {
            "ballot_id": ballot_id,
            "key": drawn_key,
            "college_id": college or NO_COLLEGE,
            "choice": choice,
            "mark": mark_of_paper(key, ballot_id, drawn_key, college or NO_COLLEGE, choice, ""),
            "checked": "",
        }
        for drawn_key, college, choice in drawn
    ]
    session.execute(delete(Vote).where(col(Vote.ballot_id) == ballot_id))
    if rows:
        session.execute(insert(Paper), rows)
    session.info["swept"].update((Vote.__tablename__, Paper.__tablename__))
    return [row["mark"] for row in rows]


def ask_again(session: Session, ballot_id: int, actor: str) -> int:
    """Prepare the same question again, about what the proposals say now: after an edit, or after
    the objections of a consent. The two ballots are linked; no vote goes from one to the other.
    """
    old = session.get_one(Ballot, ballot_id)
    refuse(rules.why_not_ask_again(old.state))
    version = _now(session, old.proposal_version_id)
    mine = select(Option).where(Option.ballot_id == ballot_id).order_by(col(Option.place))
    options = [
        OptionText(option.words, _now(session, option.proposal_version_id))
        for option in session.exec(mine)
    ]
    changed = version != old.proposal_version_id
    new = Ballot(
        topic_id=old.topic_id,
        proposal_version_id=version,
        question="" if changed else old.question,
        easy_read="" if changed else old.easy_read,
        secret=old.secret,
        held=old.held,
        eligibility=old.eligibility,
        decision_of=old.decision_of,
        quorum=old.quorum,
        threshold=old.threshold,
        weighted=old.weighted,
        round_of_id=old.id,
    )
    sheet = replace(read_sheet(old.sheet), options=())
    id = prepare_ballot(session, new, actor, sheet, options)
    together = select(Grouping).where(Grouping.ballot_id == ballot_id)
    for one in session.exec(together).all():  # apart, they would tell who was hidden among them
        session.add(Grouping(ballot_id=id, college_id=one.college_id, name=one.name))
    return id


def is_outdated(session: Session, ballot: Ballot) -> bool:
    """Whether a proposal that is voted on was written again since this ballot was prepared."""
    mine = select(Option.proposal_version_id).where(Option.ballot_id == ballot.id)
    versions = {ballot.proposal_version_id, *session.exec(mine)} - {None}
    return any(_now(session, version) != version for version in versions)


def _now(session: Session, version_id: int | None) -> int | None:
    """The version that says what the proposal of this one says now."""
    if version_id is None:
        return None
    version = session.get_one(ProposalVersion, version_id)
    return current_version(session, version.proposal_id).id
