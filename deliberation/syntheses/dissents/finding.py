"""Where disagreements are: objections, what tables and peer groups keep, results that differ.

They are looked for each time that they are shown: whatever is done to the text, none is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from deliberation.ballots import results
from deliberation.ballots.differing import holding
from deliberation.ballots.disclosure import Shown
from deliberation.ballots.models import (
    Ballot,
    Condition,
    Consent,
    Counter,
    Eligibility,
    HandCount,
    Method,
    Vote,
)
from deliberation.ballots.outcome import Outcome
from deliberation.ballots.reading import BY_HAND, SHOWN, Group, groups_of, rounds_of
from deliberation.ballots.rules import is_shown
from deliberation.debate.commands import lineage_of, newest, newest_of
from deliberation.debate.models import Contribution, Nature, Scope
from deliberation.i18n import N_, gettext
from deliberation.people.models import Channel
from deliberation.sittings.models import Saying, Segment, SegmentKind
from deliberation.syntheses.dissents.rules import (
    Holders,
    Kind,
    holders_of_note,
    holders_of_objection,
)

HELD_BY = N_(
    "Dans le groupe « {college} », « {answer} » est plus fréquent que dans chacun des autres."
)


@dataclass(frozen=True)
class Found:
    """A disagreement, where it comes from, and who holds it."""

    kind: Kind
    number: int  # of the words as they were first said, or of the vote
    holders: Holders
    words: Contribution | None = None  # in their newest version
    sentence: str = ""  # of a result: what its own page prints
    ballot: Ballot | None = None
    settled: Ballot | None = None  # the new round in which nothing of it is left

    @property
    def is_printed(self) -> bool:
        """Not the objections that were opened to nobody but the drafters: fewer than five voted."""
        kept_back = self.words is not None and self.words.scope is not Scope.PUBLIC
        return not (self.kind is Kind.OBJECTION and kept_back)


def dissents_of(session: Session, topic_id: int) -> list[Found]:
    """Every disagreement of a topic, in an order that tells nothing."""
    return [
        *_objections(session, topic_id),
        *_kept_at_tables(session, topic_id),
        *_held_by_colleges(session, topic_id),
    ]


def words_kept(session: Session, topic_id: int) -> set[int]:
    """The words that a text keeps by itself: its writers need not take them up."""
    kept = [*_objections(session, topic_id), *_kept_at_tables(session, topic_id)]
    return {one.number for one in kept if one.is_printed}


def objectors_of(session: Session, ballot_id: int) -> set[int]:
    """Who objected in an open vote; for a rule and for each of them, never for a screen."""
    wanted = select(Vote.participant_id).where(
        Vote.ballot_id == ballot_id, Vote.choice == Consent.OBJECTION
    )
    return set(session.exec(wanted))


def _objections(session: Session, topic_id: int) -> Iterator[Found]:
    rows = session.exec(
        select(Condition.contribution_id, Ballot)
        .join(Ballot, col(Ballot.id) == Condition.ballot_id)
        .where(
            Ballot.topic_id == topic_id,
            Ballot.method == Method.CONSENT,
            SHOWN,
            Condition.choice == Consent.OBJECTION,
            col(Condition.contribution_id).is_not(None),
        )
        .order_by(col(Condition.contribution_id))
    ).all()
    words = newest_of(session, [number for number, _ in rows if number])
    known = {ballot.id: ballot for _, ballot in rows}
    holders = {number: _holders(session, ballot) for number, ballot in known.items()}
    settled = {number: _without_objection(session, ballot) for number, ballot in known.items()}
    for number, ballot in rows:
        if number in words:
            yield Found(
                Kind.OBJECTION,
                number,
                holders[ballot.id],
                words[number],
                ballot=ballot,
                settled=settled[ballot.id],
            )


def _holders(session: Session, ballot: Ballot) -> Holders:
    by_hand = select(func.count()).where(
        HandCount.ballot_id == ballot.id,
        HandCount.choice == Consent.OBJECTION,
        HandCount.number > 0,
        col(HandCount.channel).in_(BY_HAND),
    )
    objectors = len(objectors_of(session, ballot.id or 0))
    return holders_of_objection(ballot.secret, session.exec(by_hand).one() > 0, objectors)


def _kept_at_tables(session: Session, topic_id: int) -> Iterator[Found]:
    """« Désaccord gardé », whatever became of its words: they leave a marker."""
    kept = newest().where(
        Contribution.topic_id == topic_id,
        Contribution.nature == Nature.DISAGREEMENT,
        Contribution.channel == Channel.TABLE,
        Contribution.scope != Scope.TABLE,
    )
    words = {one.id or 0: one for one in session.exec(kept.order_by(col(Contribution.id)))}
    first = {number: number for number in words}
    for version, number in lineage_of(session, words).items():
        first[number] = min(first[number], version)
    peers = (
        select(Saying.contribution_id)
        .join(Segment, col(Segment.id) == Saying.segment_id)
        .where(
            Segment.kind == SegmentKind.PEER_GROUPS, col(Saying.contribution_id).in_(first.values())
        )
    )
    apart = set(session.exec(peers))
    for number, one in words.items():
        kind = Kind.PEERS if first[number] in apart else Kind.TABLE
        holders = holders_of_note(kind, one.participant_id is not None)
        yield Found(kind, first[number], holders, one)


def _held_by_colleges(session: Session, topic_id: int) -> Iterator[Found]:
    for ballot in _compared(session, topic_id):
        groups = groups_of(session, ballot)
        told, _ = results.outcome_of(session, ballot, groups)
        if views := results.views(told.told):
            sentence = " ".join([*_holding(told, groups), *views])
            settled = _without_difference(session, ballot)
            yield Found(
                Kind.COLLEGE,
                ballot.id or 0,
                Holders.NEW_ROUND,
                sentence=sentence,
                ballot=ballot,
                settled=settled,
            )


def _compared(session: Session, topic_id: int) -> list[Ballot]:
    """The votes whose result compares colleges: of the others, nothing needs counting."""
    several = (
        select(Counter.ballot_id)
        .where(Counter.number > 0)
        .group_by(col(Counter.ballot_id))
        .having(func.count(func.distinct(col(Counter.college_id))) > 1)
    )
    by_hand = select(HandCount.ballot_id).where(col(HandCount.channel).in_(BY_HAND))
    wanted = select(Ballot).where(
        Ballot.topic_id == topic_id,
        SHOWN,
        Ballot.eligibility != Eligibility.ALL,
        col(Ballot.id).in_(several) | col(Ballot.id).in_(by_hand),
    )
    return list(session.exec(wanted.order_by(col(Ballot.id))))


def _holding(told: Outcome, groups: list[Group]) -> Iterator[str]:
    names = {group.key: group.name for group in groups}
    for question, said in told.told:
        for group, place in holding(said.groups):
            answer = question.answers[place].quoted
            yield gettext(HELD_BY).format(college=names[group], answer=answer)


def _later(session: Session, ballot: Ballot) -> Ballot | None:
    """The newest round of the same question about another text, once its result is shown."""
    later = [
        one
        for one in rounds_of(session, ballot)
        if (one.id or 0) > (ballot.id or 0)
        and is_shown(one)
        and (one.proposal_version_id, one.question) != (ballot.proposal_version_id, ballot.question)
    ]
    return max(later, key=lambda one: one.id or 0, default=None)


def _without_objection(session: Session, ballot: Ballot) -> Ballot | None:
    """The new round in which nobody objects, as far as its result may say so."""
    if (later := _later(session, ballot)) is None:
        return None
    told, _ = results.outcome_of(session, later, groups_of(session, later))
    agreed = told.result and told.result.winners and told.result.winners[0] != Consent.OBJECTION
    return later if agreed else None


def _without_difference(session: Session, ballot: Ballot) -> Ballot | None:
    """The new round in which colleges are compared, and do not differ."""
    if (later := _later(session, ballot)) is None:
        return None
    told, _ = results.outcome_of(session, later, groups_of(session, later))
    shown = [
        [row for row in said.groups.values() if row.shown is not Shown.HIDDEN]
        for _, said in told.told
    ]
    compared = all(len(rows) > 1 for rows in shown)
    return later if compared and not results.views(told.told) else None
