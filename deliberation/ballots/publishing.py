"""The papers of a published ballot, for whoever wants to count again."""

from sqlmodel import Session

from deliberation.ballots.models import Ballot, BallotState
from deliberation.ballots.papers.published import publish
from deliberation.ballots.reading import groups_of, options_of
from deliberation.ballots.results import outcome_of
from deliberation.ballots.sheets import read_sheet


def published_papers(session: Session, ballot: Ballot) -> list[str] | None:
    """The lines of the file, one JSON object each; none where a number of the result may not be
    printed, for the papers would give it.
    """
    if ballot.state is not BallotState.PUBLISHED:
        return None
    assert ballot.id is not None
    told, papers = outcome_of(session, ballot, groups_of(session, ballot))
    if told.result is None:
        return None
    words = options_of(session, ballot.id)
    return list(publish(ballot.question, read_sheet(ballot.sheet), words, papers))
