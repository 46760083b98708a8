"""The life of a ballot: prepared, opened, closed, published. Commands, one verb each."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from secrets import SystemRandom
from typing import NamedTuple

from sqlmodel import Session, col, delete, select

from deliberation import journal
from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Topic
from deliberation.ballots import rules
from deliberation.ballots.closing import closing, counts_of
from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.ballots.models import Ballot, Condition, Consent, Counter, Grouping, Option
from deliberation.ballots.reading import answers, voices
from deliberation.ballots.rules import BallotRefusal
from deliberation.ballots.sheets import AGREEMENT, Sheet, write_sheet
from deliberation.ballots.terms import mark_of_presence, terms_of
from deliberation.debate.commands import add_condition_contribution
from deliberation.debate.models import Proposal, ProposalVersion, Scope
from deliberation.errors import refuse
from deliberation.people.models import College

TOLD = (Consent.RESERVE, Consent.OBJECTION)  # shown with the result, as people are told


class OptionText(NamedTuple):
    """One thing among which people choose: words, or a version of a proposal."""

    words: str
    version: int | None = None


def prepare_ballot(
    session: Session,
    ballot: Ballot,
    actor: str,
    sheet: Sheet = AGREEMENT,
    options: Sequence[OptionText] = (),
) -> int:
    """Keep a ballot as a draft: its question is its own words, or those of a proposal; its options
    are words, or proposals too. The `sheet` says how people answer.
    """
    texts = settled(session, ballot, sheet, options)
    session.add(ballot)
    session.flush()
    assert ballot.id is not None
    rows = [
        Option(ballot_id=ballot.id, place=place, words=text.words, proposal_version_id=text.version)
        for place, text in enumerate(texts, 1)
    ]
    session.add_all(rows)
    session.flush()
    ids = tuple(row.id for row in rows if row.id is not None)
    ballot.sheet = write_sheet(replace(sheet, options=ids))
    journal.record(session, "ballot.prepared", ballot.channel, actor=actor)
    return ballot.id


def settled(
    session: Session, ballot: Ballot, sheet: Sheet, options: Sequence[OptionText]
) -> list[OptionText]:
    """The options in their words, once the ballot has its question, and all that it must have."""
    session.get_one(Topic, ballot.topic_id)
    texts = [_text_of(session, ballot.topic_id, option) for option in options]
    if ballot.proposal_version_id is not None:
        version = _version(session, ballot.topic_id, ballot.proposal_version_id)
        ballot.question = ballot.question or version.words
    if refusal := rules.why_not_prepare(ballot, sheet, [text.words for text in texts]):
        refuse(refusal, most=rules.MOST.get(refusal))
    ballot.method = sheet.method
    return texts


def _text_of(session: Session, topic_id: int, option: OptionText) -> OptionText:
    if option.version is None:
        return option
    return OptionText(_version(session, topic_id, option.version).words, option.version)


def _version(session: Session, topic_id: int, version_id: int) -> ProposalVersion:
    """A version of a proposal of this topic."""
    version = session.get_one(ProposalVersion, version_id)
    if session.get_one(Proposal, version.proposal_id).topic_id != topic_id:
        refuse(BallotRefusal.ANOTHER_TOPIC)
    return version


def group_colleges(
    session: Session, ballot_id: int, name: str, college_ids: Collection[int], actor: str
) -> None:
    """Show some colleges together, under one name; decided before the first vote, never after."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_change(ballot.state))
    committee_id = place_of(session, ballot.topic_id).committee_id
    known = session.exec(
        select(College.id).where(
            College.committee_id == committee_id, col(College.id).in_(college_ids)
        )
    ).all()
    if len(known) != len(set(college_ids)) or len(known) < 2:
        refuse(BallotRefusal.NOT_A_GROUPING)
    _ungroup(session, ballot_id, known)
    session.add_all(
        Grouping(ballot_id=ballot_id, college_id=id, name=name) for id in known if id is not None
    )
    journal.record(session, "colleges.grouped", ballot.channel, actor=actor)


def ungroup_colleges(session: Session, ballot_id: int, actor: str) -> None:
    """Show each college for itself again."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_change(ballot.state))
    session.execute(delete(Grouping).where(col(Grouping.ballot_id) == ballot_id))
    journal.record(session, "colleges.ungrouped", ballot.channel, actor=actor)


def _ungroup(session: Session, ballot_id: int, college_ids: Collection[int | None]) -> None:
    """Whole groupings go, so that none is left with a single college."""
    mine = select(Grouping).where(Grouping.ballot_id == ballot_id)
    names = {row.name for row in session.exec(mine) if row.college_id in college_ids}
    session.execute(
        delete(Grouping).where(col(Grouping.ballot_id) == ballot_id, col(Grouping.name).in_(names))
    )


def open_ballot(session: Session, ballot_id: int, actor: str, now: datetime) -> None:
    """People may vote from now on."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_open(ballot, session.get_one(Topic, ballot.topic_id).phase, now))
    presence = mark_of_presence(session.info["key"], ballot)
    details = {"terms": terms_of(session, ballot), "presence": presence}
    _take(session, ballot, "open", "ballot.opened", actor, **details)
    ballot.opened_at = now


def close_ballot(session: Session, ballot_id: int, actor: str, now: datetime) -> None:
    """Nobody votes any more: the journal keeps a mark over all the votes; conditions come out, or
    wait with a result that is held.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_step(ballot.state, "close"))
    details = closing(session, ballot)
    _take(session, ballot, "close", "ballot.closed", actor, **details)
    ballot.closed_at = now
    if not ballot.held:
        _release_conditions(session, ballot, now)


def reopen_ballot(session: Session, ballot_id: int, actor: str) -> None:
    """People may vote again, where no result was shown; everyone sees that it was reopened."""
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    refuse(rules.why_not_reopen(ballot, answers(session, ballot)))
    if ballot.secret:  # its counters are those of the close
        session.execute(delete(Counter).where(col(Counter.ballot_id) == ballot_id))
    _take(session, ballot, "reopen", "ballot.reopened", actor)
    ballot.closes_at = ballot.closed_at = None


def publish_ballot(session: Session, ballot_id: int, actor: str, reason: str = "") -> None:
    """The result is final: it may be cited, and the ballot is never reopened. More voices than
    people present are published only with the `reason`.
    """
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    came = voices(session, ballot)
    refuse(
        rules.why_not_publish(ballot, came.all, came.by_hand, reason),
        voices=came.all,
        present=ballot.present,
    )
    exceeds = ballot.present is not None and came.all > ballot.present
    ballot.excess = reason.strip() if exceeds else ""
    details: dict[str, object] = {}
    if ballot.held:
        details["counts"] = counts_of(session, ballot)
    details["presence"] = mark_of_presence(session.info["key"], ballot)
    _take(session, ballot, "publish", "ballot.published", actor, **details)
    if ballot.held:
        _release_conditions(session, ballot, datetime.now(UTC))


def _take(
    session: Session, ballot: Ballot, step: str, event: str, actor: str, **details: object
) -> None:
    ballot.state = rules.STEPS[ballot.state, step]
    journal.record(session, event, ballot.channel, actor=actor, **details)
    journal.touch(session, f"topic:{ballot.topic_id}")


def _release_conditions(session: Session, ballot: Ballot, now: datetime) -> None:
    """Conditions and objections become contributions, in no order: nothing tells whose vote said
    which. The words stay there alone, where they may be moderated or withdrawn.

    Of fewer than five people not even an objection is shown to all: it would be the result.
    """
    waiting = select(Condition).where(
        Condition.ballot_id == ballot.id, col(Condition.contribution_id).is_(None)
    )
    rows = list(session.exec(waiting))
    told = TOLD if rows and answers(session, ballot) >= SMALLEST_SHOWN else ()
    SystemRandom().shuffle(rows)
    for row in rows:
        scope = Scope.PUBLIC if row.choice in told else Scope.DRAFTERS
        said = ballot.topic_id, row.words, now, scope
        row.contribution_id = add_condition_contribution(session, *said)
        row.words = ""
    if rows:  # what the old rows leave tells in which order people wrote
        session.info["swept"].add(Condition.__tablename__)
