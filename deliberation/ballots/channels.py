"""The other channels of one vote: raised hands and slips of paper, declared beside the phones."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session, col, delete, select

from deliberation import journal
from deliberation.assembly.commands import place_of
from deliberation.ballots import rules
from deliberation.ballots.models import NO_COLLEGE, Ballot, HandCount, SpentVoice, Vote
from deliberation.ballots.sheets import read_sheet, settle, why_not_count
from deliberation.ballots.terms import mark_of_presence, sealed
from deliberation.errors import refuse
from deliberation.people.models import Channel, College
from deliberation.people.rules import why_not_belong


def count_by_hand(
    session: Session,
    ballot_id: int,
    source: str,
    channel: Channel,
    counts: Mapping[str, int],
    actor: str,
    college_id: int | None = None,
) -> int:
    """Declare what a table or an urn answered: papers, and how many say the same. What the same
    source had declared before is replaced. Returns how many voices this makes.

    The journal says how many, never what.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    sheet, source = read_sheet(ballot.sheet), known_as(session, ballot_id, source)
    refuse(rules.why_not_count_by_hand(ballot, sheet, channel, counts.values()))
    _check_college(session, ballot, college_id)
    for paper in counts:
        refuse(why_not_count(sheet, paper))
    was = sealed(session, ballot_id, source)
    session.execute(delete(HandCount).where(*_of(ballot_id, source, channel, college_id)))
    voices = sum(counts.values())
    session.add_all(
        HandCount(
            ballot_id=ballot_id,
            source=source,
            channel=channel,
            college_id=college_id or NO_COLLEGE,
            choice=settle(sheet, paper),
            number=number,
        )
        for paper, number in counts.items()
        if number
    )
    _tell(session, ballot, source, channel, voices, actor, was)
    return voices


def add_slips(
    session: Session,
    ballot_id: int,
    source: str,
    paper: str,
    number: int,
    actor: str,
    college_id: int | None = None,
) -> int:
    """Add slips of paper that say the same to those already typed in from one urn; a negative
    number takes some back. Returns how many say so now.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    sheet, source = read_sheet(ballot.sheet), known_as(session, ballot_id, source)
    refuse(why_not_count(sheet, paper))
    said = settle(sheet, paper)
    mine = select(HandCount).where(
        *_of(ballot_id, source, Channel.PAPER, college_id), HandCount.choice == said
    )
    row = session.exec(mine).first()
    total = (row.number if row else 0) + number
    refuse(rules.why_not_count_by_hand(ballot, sheet, Channel.PAPER, [total]))
    _check_college(session, ballot, college_id)
    was = sealed(session, ballot_id, source)
    if row is None:
        row = HandCount(
            ballot_id=ballot_id,
            source=source,
            channel=Channel.PAPER,
            college_id=college_id or NO_COLLEGE,
            choice=said,
            number=0,
        )
        session.add(row)
    row.number = total
    _tell(session, ballot, source, Channel.PAPER, number, actor, was)
    return total


def spend_voices(
    session: Session, ballot_id: int, participant_ids: Collection[int], source: str, actor: str
) -> int:
    """The voices of these people are counted by another channel: their phones no longer vote.

    Those whose voice was counted before keep it as it was; returns how many they are, so that no
    hand is counted for them.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_count_by_hand(ballot, read_sheet(ballot.sheet), Channel.TABLE, ()))
    source = known_as(session, ballot_id, source)
    counted = already_counted(session, ballot_id, participant_ids, source)
    known = select(SpentVoice.participant_id).where(SpentVoice.ballot_id == ballot_id)
    spent = set(session.exec(known))
    for id in sorted(set(participant_ids) - counted - spent):
        session.add(SpentVoice(ballot_id=ballot_id, participant_id=id, source=source))
    journal.record(session, "voices.spent", ballot.channel, actor=actor, source=source)
    return len(counted)


def already_counted(
    session: Session, ballot_id: int, participant_ids: Collection[int], source: str
) -> set[int]:
    """Of these people, those who have voted by phone, or whose voice another source has counted."""
    voted = select(Vote.participant_id).where(
        Vote.ballot_id == ballot_id, col(Vote.participant_id).in_(participant_ids)
    )
    spent = select(SpentVoice.participant_id).where(
        SpentVoice.ballot_id == ballot_id,
        SpentVoice.source != source,
        col(SpentVoice.participant_id).in_(participant_ids),
    )
    return {*session.exec(voted), *session.exec(spent)}


def give_voices_back(session: Session, ballot_id: int, source: str, actor: str) -> None:
    """A table votes by phone after all: all it had declared goes, and its phones vote again."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_vote(ballot.state, None, None))
    source = known_as(session, ballot_id, source)
    was = sealed(session, ballot_id, source)
    session.execute(delete(HandCount).where(*_declared_by(ballot_id, source, Channel.TABLE)))
    session.execute(
        delete(SpentVoice).where(
            col(SpentVoice.ballot_id) == ballot_id, col(SpentVoice.source) == source
        )
    )
    details = {"source": source, "was": was, "sealed": sealed(session, ballot_id, source)}
    journal.record(session, "voices.given_back", ballot.channel, actor=actor, **details)


def declare_present(session: Session, ballot_id: int, present: int, actor: str) -> None:
    """How many people were counted in the room: the denominator of turnout and quorum."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_declare_present(ballot.state, present))
    ballot.present = present
    details = {"present": present, "presence": mark_of_presence(session.info["key"], ballot)}
    journal.record(session, "present.declared", ballot.channel, actor=actor, **details)


def _tell(
    session: Session,
    ballot: Ballot,
    source: str,
    channel: Channel,
    voices: int,
    actor: str,
    was: dict[str, str],
) -> None:
    assert ballot.id is not None
    details = {"source": source, "by": channel.value, "voices": voices, "was": was}
    marks = sealed(session, ballot.id, source)
    journal.record(session, "hands.counted", ballot.channel, actor=actor, **details, sealed=marks)


def known_as(session: Session, ballot_id: int, source: str) -> str:
    """The name under which a table or an urn has already declared something in this ballot: « table
    4 » is « Table 4 », and is not counted beside it.
    """
    for kind in (HandCount, SpentVoice):
        for name in session.exec(select(kind.source).where(kind.ballot_id == ballot_id).distinct()):
            if _plain(name) == _plain(source):
                return name
    return " ".join(source.split())


def _plain(source: str) -> str:
    return " ".join(source.split()).casefold()


def _check_college(session: Session, ballot: Ballot, college_id: int | None) -> None:
    """A group of another committee, or of none, would be in no line of the result."""
    if college_id:
        committee_id = place_of(session, ballot.topic_id).committee_id or 0
        refuse(why_not_belong(session.get(College, college_id), committee_id))


def _of(ballot_id: int, source: str, channel: Channel, college_id: int | None) -> tuple[Any, ...]:
    college = HandCount.college_id == (college_id or NO_COLLEGE)
    return *_declared_by(ballot_id, source, channel), college


def _declared_by(ballot_id: int, source: str, channel: Channel) -> tuple[Any, ...]:
    return (
        HandCount.ballot_id == ballot_id,
        HandCount.source == source,
        HandCount.channel == channel,
    )
