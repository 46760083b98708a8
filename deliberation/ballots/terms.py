"""What a ballot asked and what was declared of it, each under one mark of the instance's key: who
changes it behind the platform's back is found by a recount.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlmodel import Session, select

from deliberation import journal
from deliberation.ballots.models import Ballot, Grouping, HandCount, Option
from deliberation.people.models import Channel

# All that people knew when they answered. Its state is told by the lines of its life; its hours may
# change, and are not sealed.
ASKED = (
    "topic_id",
    "proposal_version_id",
    "question",
    "easy_read",
    "method",
    "sheet",
    "secret",
    "eligibility",
    "quorum",
    "threshold",
    "held",
    "weighted",
    "round_of_id",
    "decision_of",
)


class Declared(NamedTuple):
    """Who declared hands or slips: a table or an urn, perhaps of one college."""

    by: str
    college_id: int
    source: str

    def __str__(self) -> str:
        return f"{self.by}/{self.college_id}/{self.source}"


def mark_of_terms(
    key: bytes, ballot: Ballot, options: Sequence[Option], groupings: Sequence[Grouping]
) -> str:
    """One mark over what a ballot asks: its rule, its options in their order, its groupings."""
    said = [getattr(ballot, name) for name in ASKED]
    named = sorted((one.place, one.id, one.words, one.proposal_version_id) for one in options)
    together = sorted((one.college_id, one.name) for one in groupings)
    return _mark(key, "terms", ballot.id, said, named, together)


def terms_of(session: Session, ballot: Ballot) -> str:
    """The mark of this ballot as it stands."""
    options = session.exec(select(Option).where(Option.ballot_id == ballot.id)).all()
    groupings = session.exec(select(Grouping).where(Grouping.ballot_id == ballot.id)).all()
    return mark_of_terms(session.info["key"], ballot, options, groupings)


def mark_of_presence(key: bytes, ballot: Ballot) -> str:
    """One mark over how many people were there, and why more voices than that were published."""
    return _mark(key, "presence", ballot.id, ballot.present, ballot.excess)


def marks_of_sources(key: bytes, ballot_id: int, rows: Iterable[HandCount]) -> dict[str, str]:
    """One mark over all that each source declared of a ballot. It names no answer, and one number
    of marks fits every answer: the journal has readers.
    """
    by_hand = [row for row in rows if row.channel is not Channel.IMPORT]
    by_hand.sort(key=lambda row: (_who(row), row.choice))
    return {
        str(who): _mark(key, "declared", ballot_id, who, [(row.choice, row.number) for row in mine])
        for who, mine in groupby(by_hand, _who)
    }


def sealed(session: Session, ballot_id: int, source: str) -> dict[str, str]:
    """The marks of one source as it stands, for the line of the journal that changes it: before
    the change, so that what was altered is not sealed with what is added to it, and after.
    """
    session.flush()
    mine = select(HandCount).where(HandCount.ballot_id == ballot_id, HandCount.source == source)
    return marks_of_sources(session.info["key"], ballot_id, session.exec(mine))


def brought(session: Session, ballot: Ballot) -> dict[str, Any]:
    """All the marks of a ballot that was answered elsewhere, for its line in the journal."""
    assert ballot.id is not None
    key: bytes = session.info["key"]
    hands = session.exec(select(HandCount).where(HandCount.ballot_id == ballot.id)).all()
    return {
        "state": ballot.state,
        "terms": terms_of(session, ballot),
        "sealed": marks_of_sources(key, ballot.id, hands),
        "presence": mark_of_presence(key, ballot),
    }


def _mark(key: bytes, *parts: object) -> str:
    """Written so that no text can be taken for two, nor two for one."""
    return journal.mark_of(key, json.dumps(parts))


def _who(row: HandCount) -> Declared:
    return Declared(row.channel.value, row.college_id, row.source)
