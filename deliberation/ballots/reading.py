"""What is read of ballots. Counts by college go to `disclose` and to no screen."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from deliberation.assembly.commands import place_of
from deliberation.ballots.disclosure import Counts
from deliberation.ballots.models import (
    NO_COLLEGE,
    Ballot,
    Choice,
    Counter,
    Grouping,
    HandCount,
    Vote,
)
from deliberation.i18n import N_, gettext
from deliberation.people.models import College, Participant

NOT_SAID = N_("collège non précisé")


class Group(NamedTuple):
    """One line of a result by college: a college, several shown together, or those who did not
    say theirs."""

    key: int
    name: str
    shape: str
    colleges: tuple[int, ...]


def votes_by_group(session: Session, ballot_id: int) -> dict[int, Counts]:
    """The votes of each group of a ballot, by position of the choice. Not for any screen."""
    groups = groups_of(session, session.get_one(Ballot, ballot_id))
    group_of = {college: group.key for group in groups for college in group.colleges}
    counts = {group.key: dict.fromkeys(Choice, 0) for group in groups}
    for college_id, choice, number in _counters(session, ballot_id):
        counts[group_of[college_id]][choice] += number
    return {key: tuple(row.values()) for key, row in counts.items()}


def declared(session: Session, ballot_id: int) -> dict[str, Counts]:
    """The numbers that someone declared (raised hands, another platform's totals), by source."""
    rows = session.exec(
        select(HandCount).where(HandCount.ballot_id == ballot_id).order_by(col(HandCount.id))
    )
    counts: dict[str, dict[Choice, int]] = {}
    for row in rows:
        counts.setdefault(row.source, dict.fromkeys(Choice, 0))[row.choice] = row.number
    return {source: tuple(numbers.values()) for source, numbers in counts.items()}


def groups_of(session: Session, ballot: Ballot) -> list[Group]:
    """The lines of a ballot's result, in the order of the colleges."""
    committee_id = place_of(session, ballot.topic_id).committee_id
    colleges = session.exec(
        select(College)
        .where(College.committee_id == committee_id)
        .order_by(col(College.position), col(College.id))
    ).all()
    together = dict(
        session.exec(
            select(Grouping.college_id, Grouping.name).where(Grouping.ballot_id == ballot.id)
        ).all()
    )
    groups: dict[str, Group] = {}
    for college in colleges:
        assert college.id is not None
        name = together.get(college.id)
        if name is None:
            groups[f"college:{college.id}"] = Group(
                college.id, college.name, college.shape, (college.id,)
            )
        elif first := groups.get(name):
            groups[name] = first._replace(colleges=(*first.colleges, college.id))
        else:
            groups[name] = Group(college.id, name, "", (college.id,))
    return [*groups.values(), Group(NO_COLLEGE, gettext(NOT_SAID), "ring", (NO_COLLEGE,))]


def people_by_group(session: Session, ballot: Ballot, groups: Iterable[Group]) -> dict[int, int]:
    """How many participants each group has now; to warn a moderator, never to be shown."""
    committee_id = place_of(session, ballot.topic_id).committee_id
    present = dict(
        session.exec(
            select(Participant.college_id, func.count())
            .where(Participant.committee_id == committee_id)
            .group_by(col(Participant.college_id))
        ).all()
    )
    return {
        group.key: sum(present.get(college or None, 0) for college in group.colleges)
        for group in groups
    }


def choice_of(session: Session, ballot_id: int, participant_id: int) -> Choice | None:
    """What she chose, for her own screen alone."""
    vote = session.get(Vote, (ballot_id, participant_id))
    return vote.choice if vote else None


def answers(session: Session, ballot_id: int) -> int:
    """How many people have answered: all that an open ballot tells."""
    return sum(number for _, _, number in _counters(session, ballot_id))


def ballots_of(session: Session, topic_id: int) -> Sequence[Ballot]:
    """All the ballots of a topic, newest first, for who prepares them."""
    found = select(Ballot).where(Ballot.topic_id == topic_id)
    return session.exec(found.order_by(col(Ballot.id).desc())).all()


def _counters(session: Session, ballot_id: int) -> list[tuple[int, Choice, int]]:
    rows = session.exec(select(Counter).where(Counter.ballot_id == ballot_id))
    return [(row.college_id, row.choice, row.number) for row in rows]


def has_unvouched(session: Session, ballot_id: int) -> bool:
    """Whether anyone voted without a card that a structure handed out."""
    found = (
        select(Vote.participant_id)
        .join(Participant, col(Participant.id) == Vote.participant_id)
        .where(Vote.ballot_id == ballot_id, col(Participant.vouched).is_(False))
    )
    return session.exec(found.limit(1)).first() is not None
