"""Who is writing a sentence at this moment: a courtesy, which lapses by itself and may be taken."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from deliberation.errors import refuse
from deliberation.i18n import hour
from deliberation.syntheses import rules
from deliberation.syntheses.models import Section, Statement, StatementHold, Synthesis
from deliberation.syntheses.writing_rules import WritingRefusal

LASTS = timedelta(minutes=5)


def hold_statement(
    session: Session, statement_id: int, typed: int, take: bool, actor: str, now: datetime
) -> None:
    """Say that one is writing this sentence, and how many words so far; or take it over."""
    statement = session.get_one(Statement, statement_id, with_for_update=True)
    section = session.get_one(Section, statement.section_id)
    refuse(rules.why_not_write(session.get_one(Synthesis, section.synthesis_id).state))
    other = held_by_another(session, statement_id, actor, now)
    if other and not take:
        refuse(WritingRefusal.HELD, since=hour(other.since))
    held = session.get(StatementHold, statement_id)
    if held is None:
        held = StatementHold(statement_id=statement_id, actor=actor, since=now, until=now)
        session.add(held)
    elif held.actor != actor or held.until < now:
        held.actor, held.since = actor, now
    held.typed, held.until = typed, now + LASTS


def let_go(session: Session, statement_id: int, actor: str) -> None:
    """Once it is kept, its writer holds it no longer."""
    held = session.get(StatementHold, statement_id)
    if held and held.actor == actor:
        session.delete(held)


def held_by_another(
    session: Session, statement_id: int, actor: str, now: datetime
) -> StatementHold | None:
    """The hold of somebody else, as long as it lasts."""
    held = session.get(StatementHold, statement_id)
    return held if held and held.actor != actor and held.until > now else None


def held_by_others(
    session: Session, synthesis_id: int, actor: str, now: datetime
) -> dict[int, StatementHold]:
    """The sentences of a synthesis that somebody else writes at this moment."""
    held = session.exec(
        select(StatementHold)
        .join(Statement)
        .join(Section)
        .where(Section.synthesis_id == synthesis_id)
        .where(StatementHold.actor != actor, StatementHold.until > now)
    )
    return {one.statement_id: one for one in held}
