"""What a close keeps: how many papers, one mark over them all, and the counts that may be said."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from deliberation import journal
from deliberation.ballots.disclosure import Shown, disclose
from deliberation.ballots.models import NO_COLLEGE, Ballot, HandCount, Vote
from deliberation.ballots.outcome import tables
from deliberation.ballots.questions import questions_of
from deliberation.ballots.reading import groups_of, options_of, tallies
from deliberation.ballots.secrecy import seal_papers
from deliberation.ballots.sheets import read_sheet
from deliberation.ballots.terms import brought, terms_of
from deliberation.people.models import Channel


def closing(session: Session, ballot: Ballot) -> dict[str, Any]:
    """What the journal keeps of a close.

    The journal has readers too: it gives only the counts that a screen may give.
    """
    assert ballot.id is not None
    key: bytes = session.info["key"]
    marks = seal_papers(session, ballot.id) if ballot.secret else _marks(session, ballot.id)
    return {
        "votes": len(marks),
        "counts": None if ballot.held else counts_of(session, ballot),
        "root": root_of_votes(key, ballot.id, marks),
        "declared": marks_of_declared(session, key, ballot.id),
        "terms": terms_of(session, ballot),
    }


def close_imported(session: Session, ballot_ids: Iterable[int]) -> None:
    """Seal the votes of ballots that arrived closed from elsewhere."""
    for ballot_id in sorted(ballot_ids):
        ballot = session.get_one(Ballot, ballot_id)
        details = {"state": ballot.state, **closing(session, ballot)}
        journal.record(session, "ballot.closed", ballot.channel, **details)


def seal_brought(session: Session, ballot_ids: Iterable[int]) -> None:
    """Ballots that were answered elsewhere are here as they were there: the journal of here says
    under which marks.
    """
    session.flush()
    for ballot in session.exec(select(Ballot).where(col(Ballot.id).in_(ballot_ids))).all():
        journal.record(session, "ballot.brought", ballot.channel, **brought(session, ballot))


def root_of_votes(key: bytes, ballot_id: int, marks: Iterable[str]) -> str:
    """One mark over all the votes of a ballot: in the order of their participants or, of secret
    papers, of their keys.
    """
    return journal.mark_of(key, "votes", ballot_id, *marks)


def marks_of_declared(session: Session, key: bytes, ballot_id: int) -> dict[str, str]:
    """A mark for each number that was declared: raised hands, slips, another platform's totals."""
    rows = session.exec(select(HandCount).where(HandCount.ballot_id == ballot_id)).all()
    return {
        f"{_declarer(row)}/{row.choice}": journal.mark_of(
            key, "hand_count", ballot_id, _declarer(row), row.choice, row.number
        )
        for row in rows
    }


def _declarer(row: HandCount) -> str:
    college = f"{row.college_id}/" if row.college_id != NO_COLLEGE else ""
    channel = f"{row.channel}/" if row.channel is not Channel.IMPORT else ""
    return f"{channel}{college}{row.source}"


def _marks(session: Session, ballot_id: int) -> list[str]:
    mine = select(Vote.mark).where(Vote.ballot_id == ballot_id)
    return list(session.exec(mine.order_by(col(Vote.participant_id))))


def counts_of(session: Session, ballot: Ballot) -> list[list[int]] | None:
    """The totals of each question, in the order of the sheet, where all may be printed."""
    assert ballot.id is not None
    papers = tallies(session, ballot, groups_of(session, ballot))
    sheet, words = read_sheet(ballot.sheet), options_of(session, ballot.id)
    asked = questions_of(sheet, words)
    totals = [disclose(one).total for one in tables(sheet, words, asked, papers)]
    if any(total.shown is not Shown.EXACT for total in totals):
        return None
    return [list(total.numbers) for total in totals]
