"""How a facilitator tidies a wall: groups under names, and pairs. No word is altered."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from deliberation.errors import refuse
from deliberation.sittings import wall_rules
from deliberation.sittings.groupings import Pairing, PairingKind, WallGroup, WallOption
from deliberation.sittings.models import ReportBack, Segment, SegmentKind, Table
from deliberation.sittings.wall_commands import chosen_cards, day_to_run, tell_wall
from deliberation.sittings.wall_rules import WallRefusal


def make_wall_group(
    session: Session, sitting_id: int, name: str, handles: Collection[str], actor: str
) -> int:
    """Put some cards side by side under a new name."""
    sitting = day_to_run(session, sitting_id)
    reports = chosen_cards(session, sitting_id, handles)
    places = select(WallGroup.position).where(WallGroup.sitting_id == sitting_id)
    last = session.exec(places.order_by(col(WallGroup.position).desc())).first() or 0
    group = WallGroup(sitting_id=sitting_id, name=name, position=last + 1)
    session.add(group)
    session.flush()
    assert group.id is not None
    for report in reports:
        report.wall_group_id = group.id
    tell_wall(session, "wall_group.made", sitting, actor, group=group.id)
    return group.id


def tidy_cards(
    session: Session, sitting_id: int, group_id: int | None, handles: Collection[str], actor: str
) -> None:
    """Put some cards in a group, or out of any."""
    sitting = day_to_run(session, sitting_id)
    if group_id is not None:
        group_at(session, sitting_id, group_id)
    for report in chosen_cards(session, sitting_id, handles):
        report.wall_group_id = group_id
    tell_wall(session, "cards.tidied", sitting, actor, group=group_id)


def rename_wall_group(
    session: Session, sitting_id: int, group_id: int, name: str, actor: str
) -> None:
    """Give a group another name; the words of its cards stay as they are."""
    sitting = day_to_run(session, sitting_id)
    group_at(session, sitting_id, group_id).name = name
    tell_wall(session, "wall_group.renamed", sitting, actor, group=group_id)


def undo_wall_group(session: Session, sitting_id: int, group_id: int, actor: str) -> None:
    """Free the cards of a group, unless a proposal already comes from it."""
    sitting = day_to_run(session, sitting_id)
    group = group_at(session, sitting_id, group_id)
    voted = select(WallOption.option_id).where(WallOption.group_id == group_id)
    in_a_vote = session.exec(voted).first() is not None
    refuse(wall_rules.why_not_undo_group(group.proposal_id is not None, in_a_vote))
    cards = select(ReportBack).where(ReportBack.wall_group_id == group_id)
    for report in session.exec(cards):
        report.wall_group_id = None
    session.flush()
    session.delete(group)
    tell_wall(session, "wall_group.undone", sitting, actor, group=group_id)


def pair_cards(
    session: Session, sitting_id: int, handles: tuple[str, str], kind: PairingKind, actor: str
) -> None:
    """Say that two cards of two colleges say the same, or the contrary."""
    sitting = day_to_run(session, sitting_id)
    first, second = _two(session, sitting_id, handles)
    refuse(wall_rules.why_not_pair(_whose(session, first), _whose(session, second)))
    found = session.get(Pairing, (first.id, second.id))
    if found is None:
        assert first.id is not None
        assert second.id is not None
        session.add(Pairing(first_id=first.id, second_id=second.id, kind=kind))
    else:
        found.kind = kind
    tell_wall(session, "cards.paired", sitting, actor, cards=[first.id, second.id])


def unpair_cards(session: Session, sitting_id: int, handles: tuple[str, str], actor: str) -> None:
    """These two cards are no pair any more."""
    sitting = day_to_run(session, sitting_id)
    first, second = _two(session, sitting_id, handles)
    if found := session.get(Pairing, (first.id, second.id)):
        session.delete(found)
    tell_wall(session, "cards.unpaired", sitting, actor, cards=[first.id, second.id])


def group_at(session: Session, sitting_id: int, group_id: int) -> WallGroup:
    """A group of this day's wall."""
    wanted = select(WallGroup).where(WallGroup.id == group_id, WallGroup.sitting_id == sitting_id)
    return session.exec(wanted.with_for_update()).one()


def _two(
    session: Session, sitting_id: int, handles: tuple[str, str]
) -> tuple[ReportBack, ReportBack]:
    """Two cards, always in the same order."""
    reports = chosen_cards(session, sitting_id, handles)
    if len(reports) != 2:
        refuse(WallRefusal.NOT_A_PAIR)
    return reports[0], reports[1]


def _whose(session: Session, report: ReportBack) -> tuple[int, int | None]:
    segment = session.get_one(Segment, report.segment_id)
    apart = segment.kind is SegmentKind.PEER_GROUPS
    college_id = session.get_one(Table, report.table_id).college_id if apart else None
    return report.segment_id, college_id
