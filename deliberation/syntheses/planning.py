"""The headings of a committee's syntheses, and those of one synthesis: both are edited alike.

A synthesis takes the headings of its committee when it begins, and keeps its own from then on.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from deliberation.assembly.models import Committee
from deliberation.errors import refuse
from deliberation.i18n import gettext
from deliberation.journal import record
from deliberation.syntheses import writing_rules
from deliberation.syntheses.dissents.rules import stays_in_text
from deliberation.syntheses.models import Section, Statement, TemplateHeading
from deliberation.syntheses.statements import writable
from deliberation.syntheses.template import TEMPLATE, Heading

Row = Section | TemplateHeading


class Of(StrEnum):
    """Whose headings these are."""

    COMMITTEE = "committee"
    SYNTHESIS = "synthesis"


class Plan(NamedTuple):
    """The headings of a committee, or of one synthesis."""

    of: Of
    number: int

    @property
    def channel(self) -> str:
        return f"{self.of}:{self.number}"


@dataclass(frozen=True)
class Named:
    """A heading as it is typed."""

    heading: str
    guide: str = ""
    asks_council: bool = False


def headings_of(session: Session, committee_id: int) -> list[Heading]:
    """With what the syntheses of a committee begin: its own headings, or the common ones."""
    own = session.exec(
        select(TemplateHeading)
        .where(TemplateHeading.committee_id == committee_id)
        .order_by(col(TemplateHeading.position))
    ).all()
    if own:
        return [Heading(one.purpose, one.heading, one.guide, one.asks_council) for one in own]
    return [
        one._replace(heading=gettext(one.heading), guide=gettext(one.guide)) for one in TEMPLATE
    ]


def add_heading(session: Session, plan: Plan, named: Named, actor: str) -> None:
    """One more heading, at the end."""
    rows = _rows(session, plan)
    refuse(writing_rules.why_not_add(len(rows)))
    session.add(_row(plan, len(rows) + 1, asdict(named)))
    _tell(session, plan, "heading.added", actor)


def change_heading(
    session: Session, plan: Plan, position: int, was: str, named: Named, actor: str
) -> None:
    """Another name, another guide, or another addressee."""
    _, row = _row_at(session, plan, position, was)
    for name, value in asdict(named).items():
        setattr(row, name, value)
    _tell(session, plan, "heading.changed", actor)


def move_heading(
    session: Session, plan: Plan, position: int, was: str, up: bool, actor: str
) -> None:
    """Exchange a heading with the one before it or after it."""
    rows, row = _row_at(session, plan, position, was)
    place = rows.index(row)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(session, rows)
        _tell(session, plan, "heading.moved", actor)


def remove_heading(session: Session, plan: Plan, position: int, was: str, actor: str) -> None:
    """A heading that holds nothing goes; where disagreements are kept stays."""
    rows, row = _row_at(session, plan, position, was)
    held = 0
    if isinstance(row, Section):
        inside = select(func.count()).where(Statement.section_id == row.id)
        held = session.exec(inside).one()
    refuse(writing_rules.why_not_drop(stays_in_text(row.purpose), held))
    session.delete(row)
    session.flush()
    _number(session, [one for one in rows if one is not row])
    _tell(session, plan, "heading.removed", actor)


def _rows(session: Session, plan: Plan) -> list[Row]:
    """The headings in order, which nobody else edits now; a committee's first edit copies them."""
    if plan.of is Of.SYNTHESIS:
        writable(session, plan.number)
        mine = select(Section).where(Section.synthesis_id == plan.number)
        return [*session.exec(mine.order_by(col(Section.position)))]
    session.get_one(Committee, plan.number, with_for_update=True)
    own = select(TemplateHeading).where(TemplateHeading.committee_id == plan.number)
    rows: list[Row] = [*session.exec(own.order_by(col(TemplateHeading.position)))]
    if not rows:
        given = headings_of(session, plan.number)
        rows = [_row(plan, n, one._asdict()) for n, one in enumerate(given, start=1)]
        session.add_all(rows)
        session.flush()
    return rows


def _row(plan: Plan, position: int, about: dict[str, Any]) -> Row:
    if plan.of is Of.SYNTHESIS:
        return Section(synthesis_id=plan.number, position=position, **about)
    return TemplateHeading(committee_id=plan.number, position=position, **about)


def _row_at(session: Session, plan: Plan, position: int, was: str) -> tuple[list[Row], Row]:
    """The heading that stood there when it was seen; refused if another one does now."""
    rows = _rows(session, plan)
    row = next((one for one in rows if one.position == position and one.heading == was), None)
    refuse(writing_rules.why_not_touch_heading(row is not None))
    assert row is not None
    return rows, row


def _number(session: Session, rows: list[Row]) -> None:
    """From 1 to the last, without a gap; two never bear the same number on the way."""
    for number, row in enumerate(rows, start=1):
        row.position = -number
    session.flush()
    for row in rows:
        row.position = -row.position


def _tell(session: Session, plan: Plan, event: str, actor: str) -> None:
    record(session, event, plan.channel, actor=actor)
