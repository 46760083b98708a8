"""The cards of a day's wall as screens may tell of them: shuffled, readable, without a table."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from deliberation.ballots.models import NO_COLLEGE
from deliberation.debate import reading, rules
from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext
from deliberation.people.models import College
from deliberation.sittings.groupings import Pairing, PairingKind, WallGroup
from deliberation.sittings.models import (
    Badge,
    ReportBack,
    Seating,
    Segment,
    SegmentKind,
    Table,
    TableNote,
)
from deliberation.sittings.reading import DayView
from deliberation.sittings.wall_rules import tellable

AWAITING = N_("Un modérateur relit ces mots.")


@dataclass(frozen=True)
class WallCard:
    """One card. `handle` names it in forms: a number would tell the order in which cards came."""

    id: int
    handle: str
    segment_id: int
    words: str
    marker: str = ""  # what stands in the place of words that are not shown any more
    college_id: int | None = None  # whose card it is, told or not
    college: str = ""  # empty where law 2 forbids to tell it
    shape: str = ""
    on_screen: bool = False
    group_id: int | None = None

    @property
    def shown(self) -> bool:
        """A human let it through, and its words may still be read."""
        return self.on_screen and not self.marker


def cards_of(session: Session, view: DayView) -> list[WallCard]:
    """The cards of all the steps of a day, in the order that was drawn for them."""
    found = session.exec(
        select(ReportBack, Segment, Table)
        .join(Segment, col(ReportBack.segment_id) == Segment.id)
        .join(Table, col(ReportBack.table_id) == Table.id)
        .where(Segment.sitting_id == view.sitting.id)
        .order_by(col(ReportBack.shuffle), col(ReportBack.id))
    ).all()
    words = newest_of(session, {report.contribution_id for report, _, _ in found})
    told = _told_colleges(session, view, found)
    colleges = {one.id: one for one in _colleges(session, view)}
    cards = []
    for report, segment, table in found:
        row = words[report.contribution_id]
        if row.scope not in rules.readable(Audience.DRAFTERS):
            continue  # what stays at a table is on no wall, and leaves no marker
        college_id = table.college_id if _apart(segment) else row.college_id
        known = colleges.get(college_id) if (segment.id, college_id) in told else None
        assert report.id is not None
        card = WallCard(
            id=report.id,
            handle=report.shuffle,
            segment_id=report.segment_id,
            words="" if (marker := _marker(session, row)) else row.words,
            marker=marker,
            college_id=college_id,
            college=known.name if known else "",
            shape=known.shape if known else "",
            on_screen=report.on_screen,
            group_id=report.wall_group_id,
        )
        cards.append(card)
    return cards


def reports_of(
    session: Session, sitting_id: int, handles: Collection[str] | None = None
) -> list[ReportBack]:
    """The cards of a day that have these handles, to be changed; all of them without handles."""
    found = select(ReportBack).join(Segment).where(Segment.sitting_id == sitting_id)
    if handles is not None:
        found = found.where(col(ReportBack.shuffle).in_(handles))
    return list(session.exec(found.order_by(col(ReportBack.id)).with_for_update(of=ReportBack)))


def groups_of(session: Session, sitting_id: int) -> Sequence[WallGroup]:
    """The groups of a wall, in order."""
    groups = select(WallGroup).where(WallGroup.sitting_id == sitting_id)
    return session.exec(groups.order_by(col(WallGroup.position), col(WallGroup.id))).all()


def pairs_of(session: Session, cards: Iterable[WallCard]) -> list[tuple[int, int, PairingKind]]:
    """The pairs that a facilitator made of these cards."""
    ids = {card.id for card in cards}
    rows = session.exec(
        select(Pairing)
        .where(col(Pairing.first_id).in_(ids), col(Pairing.second_id).in_(ids))
        .order_by(col(Pairing.first_id), col(Pairing.second_id))
    )
    return [(row.first_id, row.second_id, row.kind) for row in rows]


def readable_words(session: Session, reports: Iterable[ReportBack]) -> dict[int, Contribution]:
    """For each of these cards, its words in their newest version, if a room may read them."""
    reports = list(reports)
    newest = newest_of(session, {report.contribution_id for report in reports})
    return {
        report.id: newest[report.contribution_id]
        for report in reports
        if report.id is not None
        and rules.is_readable(newest[report.contribution_id], Audience.DRAFTERS)
    }


def people_at(session: Session, segment: Segment, table_ids: Collection[int]) -> dict[int, int]:
    """How many people of each college sat at these tables in a step. For no screen.

    Where colleges met apart and nobody was given a seat, they are those who are there today.
    """
    there = _there(segment)
    seats = select(Seating.badge_id).where(
        Seating.segment_id == segment.id, col(Seating.table_id).in_(table_ids)
    )
    seated = dict(
        session.exec(there.where(col(Badge.id).in_(seats)).group_by(col(Badge.college_id))).all()
    )
    return seated if seated or not _apart(segment) else people_of_day(session, segment)


def people_of_day(session: Session, segment: Segment) -> dict[int, int]:
    """How many people of each college were there on the day of a step. For no screen."""
    return dict(session.exec(_there(segment).group_by(col(Badge.college_id))).all())


def _there(segment: Segment) -> Any:
    return select(func.coalesce(Badge.college_id, NO_COLLEGE), func.count()).where(
        Badge.sitting_id == segment.sitting_id, col(Badge.present)
    )


def _told_colleges(
    session: Session, view: DayView, found: Iterable[tuple[ReportBack, Segment, Table]]
) -> set[tuple[int | None, int | None]]:
    """The colleges that may be told, step by step; none while a step still goes on, or while a
    table has still to read its notes back, for the cards that come one after the other would tell
    from which table each is.
    """
    steps: dict[int, Segment] = {}
    tables: dict[int, set[int]] = {}
    for report, segment, _ in found:
        steps[report.segment_id] = segment
        tables.setdefault(report.segment_id, set()).add(report.table_id)
    waiting = select(TableNote.segment_id).where(
        col(TableNote.segment_id).in_(steps), col(TableNote.removed).is_(False)
    )
    going_on = {view.segment.id if view.segment else None, *session.exec(waiting.distinct())}
    told: set[tuple[int | None, int | None]] = set()
    for id, segment in steps.items():
        if id in going_on:
            continue
        each = [people_at(session, segment, {table}) for table in tables[id]]
        for college in tellable(people_at(session, segment, tables[id]), each):
            told.add((id, college))
    return told


def _colleges(session: Session, view: DayView) -> Sequence[College]:
    return session.exec(select(College).where(College.committee_id == view.committee.id)).all()


def _apart(segment: Segment) -> bool:
    return segment.kind is SegmentKind.PEER_GROUPS


def _marker(session: Session, row: Contribution) -> str:
    if row.state is ContributionState.HELD:
        return gettext(AWAITING)
    if row.state is ContributionState.SHOWN:
        return ""
    return reading.cards(session, [row])[0].marker
