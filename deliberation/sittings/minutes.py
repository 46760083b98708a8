"""The minutes of a day: how it was lived, what each table said, what was voted, who was there.

Words stand under their table without a college. Beside the page « à chaud », which tells some
colleges, that could still show who spoke: `tables_told` says when the table is then left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from deliberation.ballots.disclosure import SMALLEST_SHOWN, Shown, band, foresee
from deliberation.ballots.models import NO_COLLEGE
from deliberation.ballots.pictures import NOT_SHOWN
from deliberation.ballots.results import BAND_WORDS
from deliberation.debate import reading, rules
from deliberation.debate.commands import MARKED, newest_of
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext, hour, ngettext, number
from deliberation.people.models import College
from deliberation.sittings.agreeing import label_of
from deliberation.sittings.hot import Voted, voted_in
from deliberation.sittings.lived import Lived, lived
from deliberation.sittings.models import (
    Badge,
    ReportBack,
    Saying,
    Segment,
    SegmentKind,
    Table,
    Turn,
)
from deliberation.sittings.reading import DayView
from deliberation.sittings.registers import Photograph
from deliberation.sittings.wall_cards import cards_of, people_at
from deliberation.sittings.wall_rules import nameable

FROM_PHONES = N_("Écrit sur les téléphones")
CHOSEN = N_("Les priorités des tables, sans dire de quelle table")
AT_TABLES = N_("Dit aux tables")
SKIPPED = N_("Passée")
NOT_HELD = N_("Pas tenue")
SPAN = N_("de {start} à {end}")
SINCE = N_("depuis {start}")
TOO_FEW_PEOPLE = N_("Moins de cinq personnes.")


@dataclass(frozen=True)
class Heard:
    """What was said in one place."""

    label: str
    cards: list[reading.Card]
    # A table's words have numbers that follow one another: beside them, a number tells the table.
    numbered: bool = True


@dataclass(frozen=True)
class StepMinutes:
    """One step: its real hours, and what was said in it."""

    segment: Segment
    hours: str
    heard: list[Heard] = field(default_factory=list)


@dataclass(frozen=True)
class Minutes:
    """All that the minutes tell to one audience."""

    steps: list[StepMinutes]
    results: list[Voted]
    present: str
    colleges: list[tuple[str, str, str]]  # shape, name, how many as may be told
    photographs: str


def minutes_of(
    session: Session, view: DayView, audience: Audience, participant_id: int = 0
) -> Minutes:
    """The minutes of a day for an audience; `participant_id` knows her own words again."""
    turns = session.exec(select(Turn).where(Turn.sitting_id == view.sitting.id)).all()
    steps = [
        StepMinutes(
            one.segment, hours_of(one), _heard(session, view, one.segment, audience, participant_id)
        )
        for one in lived(view.segments, turns)
    ]
    present, colleges = _present(session, view)
    return Minutes(steps, voted_in(session, view), present, colleges, _photographs(session, view))


def hours_of(step: Lived) -> str:
    """When a step went on, in words."""
    if step.skipped:
        return gettext(SKIPPED)
    return ", ".join(_span(*span) for span in step.spans) or gettext(NOT_HELD)


def tables_told(
    apart: bool,
    table_colleges: Mapping[int, int | None],
    told_on_cards: Iterable[int],
    nameable_at: Mapping[int, frozenset[int]],
) -> tuple[bool, bool]:
    """Whether words, and among them the priorities, may stand under their table.

    In peer groups a table tells a college: it is named where five people of it sat there. Else,
    a college that a card of the wall tells must be one that could be told at each table.
    """
    if apart:
        named = all(
            college is None or college in nameable_at[table]
            for table, college in table_colleges.items()
        )
        return named, named
    told = set(told_on_cards)
    return True, all(told <= colleges for colleges in nameable_at.values())


def _heard(
    session: Session, view: DayView, segment: Segment, audience: Audience, participant_id: int
) -> list[Heard]:
    """What was said in a step, table by table, then on phones."""
    assert segment.id is not None
    sayings = select(Saying).where(Saying.segment_id == segment.id)
    where = {one.contribution_id: one.table_id for one in session.exec(sayings)}
    newest = newest_of(session, set(where))
    words = {id: row for id, row in newest.items() if _may_be_told(row, audience)}
    at_tables = {id for id in where.values() if id is not None}
    rows = session.exec(select(Table).where(col(Table.id).in_(at_tables)))
    tables = {one.id: one for one in rows if one.id is not None}
    priorities, colleges = _cards(session, view, segment)
    named, with_priorities = tables_told(
        segment.kind is SegmentKind.PEER_GROUPS,
        {id: one.college_id for id, one in tables.items()},
        colleges,
        {id: nameable(people_at(session, segment, {id})) for id in tables},
    )
    heaps: dict[str, list[Contribution]] = {}
    for table in sorted(tables.values(), key=lambda one: one.number):
        label = label_of(table) if named else gettext(AT_TABLES)
        kept = [id for id in sorted(words) if where[id] == table.id]
        heaps.setdefault(label, []).extend(
            words[id] for id in kept if with_priorities or id not in priorities
        )
    if not named:
        heaps[gettext(AT_TABLES)].sort(key=lambda row: row.words)  # of no table, in no order
    if not with_priorities:
        heaps[gettext(CHOSEN)] = [words[id] for id in priorities if id in words]
    heaps[gettext(FROM_PHONES)] = [words[id] for id in sorted(words) if where[id] is None]
    untold = {gettext(CHOSEN), gettext(AT_TABLES)}
    return [
        Heard(label, reading.cards(session, rows, participant_id), label not in untold)
        for label, rows in heaps.items()
        if rows
    ]


def _may_be_told(row: Contribution, audience: Audience) -> bool:
    """Its scope reaches this audience; of what was withdrawn or hidden, a marker stays."""
    return row.scope in rules.readable(audience) and row.state in MARKED


def _cards(session: Session, view: DayView, segment: Segment) -> tuple[list[int], set[int]]:
    """The words that a step's tables chose, in the order drawn, and the colleges told of them."""
    reports = session.exec(
        select(ReportBack)
        .where(ReportBack.segment_id == segment.id)
        .order_by(col(ReportBack.shuffle))
    ).all()
    told = {
        card.college_id
        for card in cards_of(session, view)
        if card.segment_id == segment.id and card.college
    }
    return [one.contribution_id for one in reports], {one for one in told if one is not None}


def _present(session: Session, view: DayView) -> tuple[str, list[tuple[str, str, str]]]:
    """How many people were there, and of each college what may be told."""
    there = select(func.coalesce(Badge.college_id, NO_COLLEGE), func.count()).where(
        Badge.sitting_id == view.sitting.id, col(Badge.present)
    )
    counts = dict(session.exec(there.group_by(col(Badge.college_id))).all())
    people = sum(counts.values())
    if people < SMALLEST_SHOWN:
        return gettext(TOO_FEW_PEOPLE) if people else "", []
    words = ngettext(N_("{n} personne était là."), N_("{n} personnes étaient là."), people)
    shown = foresee(counts)
    mine = select(College).where(College.committee_id == view.committee.id)
    rows: Sequence[College] = session.exec(mine.order_by(col(College.position))).all()
    told = [
        (one.shape, one.name, _count(shown[one.id], counts[one.id], people))
        for one in rows
        if one.id in shown
    ]
    return words.format(n=number(people)), told


def _count(shown: Shown, people: int, all_people: int) -> str:
    if shown is Shown.EXACT:
        return number(people)
    if shown is Shown.BANDED:
        return gettext(BAND_WORDS[band(people, all_people)])
    return NOT_SHOWN


def _photographs(session: Session, view: DayView) -> str:
    taken = select(func.count()).select_from(Photograph).join(Segment)
    count = session.exec(taken.where(Segment.sitting_id == view.sitting.id)).one()
    words = ngettext(
        N_("{n} photo de paperboard, gardée et non montrée."),
        N_("{n} photos de paperboards, gardées et non montrées."),
        count,
    )
    return words.format(n=number(count)) if count else ""


def _span(start: datetime, end: datetime | None) -> str:
    if end is None:
        return gettext(SINCE).format(start=hour(start))
    return gettext(SPAN).format(start=hour(start), end=hour(end))
