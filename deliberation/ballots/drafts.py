"""A ballot that nobody has answered yet is corrected, or goes; afterwards it is asked again."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, delete, select

from deliberation import journal
from deliberation.ballots import rules
from deliberation.ballots.lifecycle import OptionText, settled
from deliberation.ballots.models import Ballot, Grouping, Option
from deliberation.ballots.sheets import Sheet, read_sheet, write_sheet
from deliberation.errors import refuse

# What is said of a ballot when it is prepared; whether it is secret is raised, never lowered.
SAID = (
    "proposal_version_id",
    "question",
    "easy_read",
    "held",
    "eligibility",
    "decision_of",
    "quorum",
    "threshold",
    "weighted",
    "opens_at",
    "closes_at",
)


def correct_draft(
    session: Session,
    ballot_id: int,
    said: Ballot,
    actor: str,
    sheet: Sheet,
    options: Sequence[OptionText] = (),
) -> int:
    """Say a draft better. Its method stays, and an option whose words stay keeps its number, with
    all that is tied to it. Returns the number of the ballot.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_change(ballot.state))
    for name in SAID:
        setattr(ballot, name, getattr(said, name))
    ballot.secret = ballot.secret or said.secret
    sheet = replace(sheet, method=read_sheet(ballot.sheet).method)
    texts = settled(session, ballot, sheet, options)
    ids = _exchange(session, ballot, texts)
    ballot.sheet = write_sheet(replace(sheet, options=ids))
    journal.record(session, "ballot.corrected", ballot.channel, actor=actor)
    return ballot_id


def discard_draft(session: Session, ballot_id: int, actor: str) -> int:
    """A draft goes, with its options: nobody was asked anything. Returns its topic's number."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_change(ballot.state))
    topic_id = ballot.topic_id
    journal.record(session, "ballot.discarded", ballot.channel, actor=actor)
    _drop(session, ballot, _options(session, ballot))
    session.execute(delete(Grouping).where(col(Grouping.ballot_id) == ballot_id))
    session.flush()
    session.delete(ballot)
    return topic_id


def _exchange(session: Session, ballot: Ballot, texts: Sequence[OptionText]) -> tuple[int, ...]:
    """The numbers of the options, once they say this, in this order."""
    known = {(one.words, one.proposal_version_id): one for one in _options(session, ballot)}
    kept = [known.pop((text.words, text.version), None) for text in texts]
    _drop(session, ballot, list(known.values()))
    for place, old in enumerate(filter(None, kept), 1):
        old.place = -place  # out of the way of those that come
    session.flush()
    rows = []
    for place, (text, one) in enumerate(zip(texts, kept, strict=True), 1):
        row = one or Option(
            ballot_id=ballot.id or 0,
            place=place,
            words=text.words,
            proposal_version_id=text.version,
        )
        row.place = place
        session.add(row)
        rows.append(row)
    session.flush()
    return tuple(row.id for row in rows if row.id is not None)


def _options(session: Session, ballot: Ballot) -> list[Option]:
    mine = select(Option).where(Option.ballot_id == ballot.id).order_by(col(Option.place))
    return list(session.exec(mine))


def _drop(session: Session, ballot: Ballot, options: Sequence[Option]) -> None:
    """Options go; whoever points at them hears of it first."""
    if options:
        ids = [one.id for one in options]
        journal.record(session, "options.dropped", ballot.channel, options=ids)
    for one in options:
        session.delete(one)
    session.flush()
