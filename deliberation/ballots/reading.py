"""What is read of ballots. Counts by college go to `disclose` and to no screen."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from deliberation.assembly.commands import place_of
from deliberation.ballots.models import (
    NO_COLLEGE,
    AssistedVoice,
    Ballot,
    BallotState,
    Condition,
    Counter,
    Grouping,
    HandCount,
    Option,
    OwnOption,
    Paper,
    Vote,
)
from deliberation.debate.commands import newest_of
from deliberation.debate.rules import Audience, is_readable
from deliberation.i18n import N_, gettext
from deliberation.people.models import Channel, College, Participant

TURNOUT_STEP = 5
BY_HAND = (Channel.TABLE, Channel.PAPER)
OTHER_DEVICES = (Channel.ONLINE, Channel.TABLE, Channel.ASSISTED)
NOT_SAID = N_("collège non précisé")


# Ballots whose result everyone may see, as `rules.is_shown` says it of one.
SHOWN: ColumnElement[bool] = (col(Ballot.state) == BallotState.PUBLISHED) | (
    (col(Ballot.state) == BallotState.CLOSED) & col(Ballot.held).is_(False)
)


class Group(NamedTuple):
    """One line of a result by college: a college, several shown together, or those who did not
    say theirs."""

    key: int
    name: str
    shape: str
    colleges: tuple[int, ...]


def tallies(session: Session, ballot: Ballot, groups: Iterable[Group]) -> dict[int, Tally[str]]:
    """The papers of each group of a ballot, whatever their channel, and how many say the same.
    Not for any screen.
    """
    group_of = {college: group.key for group in groups for college in group.colleges}
    papers: dict[int, Tally[str]] = {group: Tally() for group in group_of.values()}
    for college_id, choice, times in [*_counters(session, ballot), *_by_hand(session, ballot)]:
        papers[group_of[college_id]][choice] += times
    return papers


def declared(session: Session, ballot_id: int) -> dict[str, Tally[str]]:
    """The totals that another platform declared, by source: they are never added to the votes."""
    papers: dict[str, Tally[str]] = {}
    for row in _hand_counts(session, ballot_id, Channel.IMPORT):
        papers.setdefault(row.source, Tally())[row.choice] += row.number
    return papers


def options_of(session: Session, ballot_id: int) -> dict[int, str]:
    """The words of each option, in the order of the sheet."""
    mine = select(Option).where(Option.ballot_id == ballot_id).order_by(col(Option.place))
    return {option.id: option.words for option in session.exec(mine) if option.id is not None}


def has_own(session: Session, ballot_id: int) -> bool:
    """Whether some options of a ballot are not for everyone."""
    mine = select(OwnOption.option_id).where(OwnOption.ballot_id == ballot_id)
    return session.exec(mine.limit(1)).first() is not None


def own_options_of(session: Session, ballot_id: int, participant_id: int) -> frozenset[int]:
    """The options that are not for her."""
    mine = select(OwnOption.option_id).where(
        OwnOption.ballot_id == ballot_id, OwnOption.participant_id == participant_id
    )
    return frozenset(session.exec(mine))


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


def choice_of(session: Session, ballot_id: int, participant_id: int) -> str | None:
    """What she chose, for her own screen alone."""
    vote = session.get(Vote, (ballot_id, participant_id))
    return vote.choice if vote else None


def is_counted(session: Session, ballot_id: int, paper_key: str) -> bool:
    """Whether a card has a paper in a secret ballot: all that it is ever told."""
    return session.get(Paper, (ballot_id, paper_key)) is not None


def answers(session: Session, ballot: Ballot) -> int:
    """How many people have answered, by all channels: all that an open ballot tells; of a secret
    one, in steps, or a screen would tell when each paper arrives.
    """
    by_hand = sum(times for _, _, times in _by_hand(session, ballot))
    if ballot.secret and ballot.state is BallotState.OPEN:
        papers = session.exec(select(func.count()).where(Paper.ballot_id == ballot.id)).one()
        return papers // TURNOUT_STEP * TURNOUT_STEP + by_hand
    return sum(times for _, _, times in _counters(session, ballot)) + by_hand


class Reason(NamedTuple):
    """Why someone objects, has a reserve, or agrees on a condition; nobody knows who."""

    choice: str
    words: str


def reasons_of(session: Session, ballot: Ballot, audience: Audience) -> list[Reason]:
    """The reasons that an audience may read, in no order of votes: only once they came out."""
    mine = select(Condition.contribution_id, Condition.choice).where(
        Condition.ballot_id == ballot.id, col(Condition.contribution_id).is_not(None)
    )
    said = {id: choice for id, choice in session.exec(mine) if id is not None}
    newest = newest_of(session, said)
    return [
        Reason(choice, newest[id].words)
        for id, choice in sorted(said.items())
        if is_readable(newest[id], audience)
    ]


class Voices(NamedTuple):
    """How many voices came by each channel; of no channel is it told what they said."""

    phones: int
    online: int
    shared: int  # the table's device, or one that is passed from hand to hand
    assisted: int
    hands: int
    slips: int

    @property
    def all(self) -> int:
        return sum(self)

    @property
    def by_hand(self) -> int:
        return self.hands + self.slips


def voices(session: Session, ballot: Ballot) -> Voices:
    """The voices of a ballot by channel. A secret paper keeps none, but that of help."""
    assert ballot.id is not None
    by_hand: Tally[Channel] = Tally()
    for row in _hand_counts(session, ballot.id, *BY_HAND):
        by_hand[row.channel] += row.number
    if ballot.secret:
        papers = select(func.count()).where(Paper.ballot_id == ballot.id)
        came: Tally[Channel] = Tally({Channel.PHONE: session.exec(papers).one()})
    else:
        voted = (
            select(Participant.channel, func.count())
            .join(Vote, col(Vote.participant_id) == Participant.id)
            .where(Vote.ballot_id == ballot.id)
            .group_by(col(Participant.channel))
        )
        came = Tally({Channel(channel): n for channel, n in session.exec(voted).all()})
    online, shared, entered = (came[channel] for channel in OTHER_DEVICES)
    others = came.total() - online - shared
    helped = select(func.count()).where(AssistedVoice.ballot_id == ballot.id)
    assisted = max(entered, min(session.exec(helped).one(), others))
    phones = others - assisted
    hands, slips = (by_hand[channel] for channel in BY_HAND)
    return Voices(phones, online, shared, assisted, hands, slips)


def declarers(session: Session, ballot: Ballot) -> dict[tuple[str, Channel, int], int]:
    """How many voices each table or urn has declared, by college."""
    assert ballot.id is not None
    said: dict[tuple[str, Channel, int], int] = {}
    for row in _hand_counts(session, ballot.id, *BY_HAND):
        place = row.source, row.channel, row.college_id
        said[place] = said.get(place, 0) + row.number
    return said


def rounds_of(session: Session, ballot: Ballot) -> list[Ballot]:
    """The other times that the same question was asked, the first one first."""
    first = ballot
    while first.round_of_id is not None:
        first = session.get_one(Ballot, first.round_of_id)
    found, waiting = [], [first]
    while waiting:
        one = waiting.pop(0)
        found.append(one)
        later = select(Ballot).where(Ballot.round_of_id == one.id).order_by(col(Ballot.id))
        waiting += session.exec(later).all()
    return [one for one in found if one.id != ballot.id]


def ballots_of(session: Session, topic_id: int) -> Sequence[Ballot]:
    """All the ballots of a topic, newest first, for who prepares them."""
    found = select(Ballot).where(Ballot.topic_id == topic_id)
    return session.exec(found.order_by(col(Ballot.id).desc())).all()


def _counters(session: Session, ballot: Ballot) -> list[tuple[int, str, int]]:
    rows = session.exec(select(Counter).where(Counter.ballot_id == ballot.id, Counter.number > 0))
    return [(row.college_id, row.choice, row.number) for row in rows]


def _by_hand(session: Session, ballot: Ballot) -> list[tuple[int, str, int]]:
    """Raised hands and slips of paper: they belong to the same vote as the phones."""
    assert ballot.id is not None
    rows = _hand_counts(session, ballot.id, *BY_HAND)
    return [(row.college_id, row.choice, row.number) for row in rows]


def _hand_counts(session: Session, ballot_id: int, *channels: Channel) -> Sequence[HandCount]:
    mine = select(HandCount).where(
        HandCount.ballot_id == ballot_id, col(HandCount.channel).in_(channels)
    )
    return session.exec(mine.order_by(col(HandCount.id))).all()


def has_unvouched(session: Session, ballot_id: int) -> bool:
    """Whether anyone voted without a card that a structure handed out."""
    found = (
        select(Vote.participant_id)
        .join(Participant, col(Participant.id) == Vote.participant_id)
        .where(Vote.ballot_id == ballot_id, col(Participant.vouched).is_(False))
    )
    return session.exec(found.limit(1)).first() is not None
