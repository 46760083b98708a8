"""How a group of cards becomes a proposal, then a ballot that opens once it was read aloud."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot, BallotState, Option
from deliberation.ballots.rules import COUNTED
from deliberation.debate.models import Proposal
from deliberation.debate.proposals import Text, current_version, make_proposal
from deliberation.errors import refuse
from deliberation.journal import Happened, touch
from deliberation.sittings import wall_rules
from deliberation.sittings.groupings import WallGroup, WallOption
from deliberation.sittings.models import ReportBack, Segment, SegmentKind, Sitting
from deliberation.sittings.reading import DayView, day_view
from deliberation.sittings.wall_cards import readable_words
from deliberation.sittings.wall_commands import day_to_run, tell_wall
from deliberation.sittings.wall_groups import group_at
from deliberation.sittings.wall_rules import WallRefusal


def propose_group(
    session: Session,
    sitting_id: int,
    group_id: int,
    text: Text,
    handle: str,
    account_id: int,
    now: datetime,
) -> int:
    """Make a proposal out of all the cards of a group, in the facilitator's words or, where she
    wrote none, in those of one card as they are.
    """
    sitting, group = day_to_run(session, sitting_id), group_at(session, sitting_id, group_id)
    wanted = select(ReportBack).where(ReportBack.wall_group_id == group_id)
    reports = session.exec(wanted).all()
    readable = readable_words(session, reports)
    proposed = group.proposal_id is not None
    refuse(wall_rules.why_not_propose_group(len(reports), len(readable), proposed))
    by_handle = {one.shuffle: readable[one.id] for one in reports if one.id in readable}
    if not text.words:
        if handle not in by_handle:
            refuse(WallRefusal.GONE)
        text = Text(by_handle[handle].words, text.title)
    topic_id = next(iter(readable.values())).topic_id
    sources = [row.id for row in readable.values() if row.id is not None]
    id = make_proposal(session, topic_id, sources, text, account_id, now)
    group.proposal_id = id
    tell_wall(session, "wall_group.proposed", sitting, f"account:{account_id}", group=group_id)
    return id


def put_group_to_vote(session: Session, sitting_id: int, group_id: int, actor: str) -> int:
    """Prepare a ballot on what the proposal of a group says now; the next vote of the day that
    has no ballot yet gets this one.
    """
    sitting, group = day_to_run(session, sitting_id), group_at(session, sitting_id, group_id)
    refuse(
        wall_rules.why_not_put_to_vote(group.proposal_id is not None, group.ballot_id is not None)
    )
    assert group.proposal_id is not None
    version = current_version(session, group.proposal_id)
    topic_id = topic_of_group(session, group)
    ballot = Ballot(topic_id=topic_id, proposal_version_id=version.id, question="")
    group.ballot_id = lifecycle.prepare_ballot(session, ballot, actor)
    give_to_next_vote(session, sitting, group.ballot_id)
    tell_wall(session, "wall_group.put_to_vote", sitting, actor, group=group_id)
    return group.ballot_id


def give_to_next_vote(session: Session, sitting: Sitting, ballot_id: int) -> None:
    """The next vote of the day that has no ballot yet gets this one."""
    assert sitting.id is not None
    if step := next_free_vote(day_view(session, sitting.id)):
        step.ballot_id = ballot_id
    touch(session, sitting.channel)


def leave_no_hole(session: Session, happened: Happened) -> None:
    """A draft is discarded: the step and the group that it was for wait for another one.

    A listener, in the transaction of the change.
    """
    ballot_id = int(happened.channel.removeprefix("ballot:"))
    for segment in session.exec(select(Segment).where(Segment.ballot_id == ballot_id)):
        segment.ballot_id = None
        touch(session, f"sitting:{segment.sitting_id}")
    for group in session.exec(select(WallGroup).where(WallGroup.ballot_id == ballot_id)):
        group.ballot_id = None
        touch(session, f"wall:{group.sitting_id}")


def let_groups_go(session: Session, happened: Happened) -> None:
    """Options go: the groups of cards that they were are groups again. A listener."""
    ids = happened.details["options"]
    session.execute(delete(WallOption).where(col(WallOption.option_id).in_(ids)))


def open_day_ballot(
    session: Session, sitting_id: int, ballot_id: int, actor: str, now: datetime
) -> None:
    """Open a vote of this day: it was read aloud."""
    sitting = _voting(session, sitting_id, ballot_id)
    lifecycle.open_ballot(session, ballot_id, actor, now)
    touch(session, sitting.channel)
    touch(session, sitting.wall_channel)


def close_day_ballot(
    session: Session, sitting_id: int, ballot_id: int, actor: str, now: datetime
) -> None:
    """Close a vote of this day, whichever step it is in; pressing twice is pressing once."""
    sitting = _voting(session, sitting_id, ballot_id)
    ballot = session.get_one(Ballot, ballot_id, with_for_update=True)
    if ballot.state not in COUNTED:
        lifecycle.close_ballot(session, ballot_id, actor, now)
    touch(session, sitting.channel)
    touch(session, sitting.wall_channel)


def ballots_of_day(session: Session, view: DayView) -> list[Ballot]:
    """The votes of a day, in order: those of its steps, then those of its wall alone."""
    ids = [one.ballot_id for one in view.segments]
    groups = select(WallGroup.ballot_id).where(WallGroup.sitting_id == view.sitting.id)
    ids += session.exec(groups.order_by(col(WallGroup.position), col(WallGroup.id))).all()
    together = (
        select(Option.ballot_id)
        .join(WallOption, col(WallOption.option_id) == Option.id)
        .join(WallGroup, col(WallGroup.id) == WallOption.group_id)
        .where(WallGroup.sitting_id == view.sitting.id)
    )
    ids += session.exec(together.order_by(col(Option.ballot_id)).distinct()).all()
    return [session.get_one(Ballot, id) for id in dict.fromkeys(ids) if id is not None]


def open_votes(session: Session, view: DayView) -> tuple[Ballot | None, list[Ballot]]:
    """The vote of the present step if it is open, and those that are open without their step."""
    here = view.segment.ballot_id if view.segment else None
    still = [one for one in ballots_of_day(session, view) if one.state is BallotState.OPEN]
    mine = next((one for one in still if one.id == here), None)
    return mine, [one for one in still if one is not mine]


def next_free_vote(view: DayView) -> Segment | None:
    """The present step or the first after it that is a vote without a ballot."""
    coming = view.segments[max(view.step - 1, 0) :]
    free = (one for one in coming if one.kind is SegmentKind.VOTE and one.ballot_id is None)
    return next(free, None)


def topic_of_group(session: Session, group: WallGroup) -> int:
    """The topic of the proposal that was made of a group."""
    return session.get_one(Proposal, group.proposal_id).topic_id


def _voting(session: Session, sitting_id: int, ballot_id: int) -> Sitting:
    sitting = day_to_run(session, sitting_id)
    known = ballots_of_day(session, day_view(session, sitting_id))
    if ballot_id not in {ballot.id for ballot in known}:
        refuse(WallRefusal.NOT_A_BALLOT)
    return sitting
