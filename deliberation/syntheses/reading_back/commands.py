"""What can be done to a reading back: it begins with a date, and the writers take the text back."""

from datetime import date, datetime

from sqlmodel import Session, col, func, select

from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.syntheses.commands import advance
from deliberation.syntheses.models import Section, Statement, Synthesis
from deliberation.syntheses.reading import coverage_of
from deliberation.syntheses.reading_back import rules
from deliberation.syntheses.reading_back.asking import asked_of, reading_backs
from deliberation.syntheses.reading_back.models import ReadingBack
from deliberation.syntheses.rules import Step
from deliberation.syntheses.sources import IN_TEXT


def begin_reading_back(
    session: Session, synthesis_id: int, ends_on: date, actor: str, now: datetime
) -> int:
    """The text stays as it is until it was read back. Returns how many people are asked."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    written = select(func.count()).select_from(Statement).join(Section)
    statements = session.exec(written.where(Section.synthesis_id == synthesis_id, IN_TEXT)).one()
    untouched = len(coverage_of(session, synthesis).untouched)
    asked, today = len(asked_of(session, synthesis_id)), local_day(now)
    refuse(
        rules.why_not_begin(synthesis.state, statements, untouched, asked, ends_on, today),
        n=untouched,
    )
    last = select(func.max(col(ReadingBack.number))).where(ReadingBack.synthesis_id == synthesis_id)
    session.add(
        ReadingBack(
            synthesis_id=synthesis_id,
            number=(session.exec(last).one() or 0) + 1,
            began_on=today,
            ends_on=ends_on,
            asked=asked,
        )
    )
    advance(session, synthesis, Step.READ_BACK, actor, until=ends_on.isoformat())
    return asked


def take_text_back(session: Session, synthesis_id: int, actor: str, now: datetime) -> int:
    """The writers correct their text; before its date, it will be read back again."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    refuse(rules.why_not_correct(synthesis.state))
    held = reading_backs(session, synthesis_id)
    if held:
        held[-1].stopped = rules.is_open(held[-1], local_day(now))
    advance(session, synthesis, Step.CORRECT, actor)
    return synthesis_id
