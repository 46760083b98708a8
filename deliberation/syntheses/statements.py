"""What can be done to one sentence of a synthesis: every writing of it stays, under its number."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from deliberation.errors import Refused, refuse
from deliberation.journal import record
from deliberation.syntheses import rules, writing_rules
from deliberation.syntheses.citing import (
    Written,
    cite,
    cited_in,
    known,
    living,
    newest,
    written_in,
    written_of,
)
from deliberation.syntheses.holds import let_go
from deliberation.syntheses.models import (
    Section,
    Statement,
    StatementVersion,
    Synthesis,
)
from deliberation.syntheses.sources import IN_TEXT
from deliberation.syntheses.writing_rules import WritingRefusal


def add_statement(
    session: Session, section_id: int, written: Written, actor: str, now: datetime
) -> int:
    """Write a sentence at the end of a section. Returns the id of the synthesis."""
    section = session.get_one(Section, section_id)
    synthesis = writable(session, section.synthesis_id)
    refuse(rules.why_not_state(written.words, written.sources, written.by_group))
    written = known(session, synthesis, written)
    statement = Statement(
        section_id=section_id,
        position=_last(session, section_id) + 1,
        words=written.words,
        by_group=written.by_group,
    )
    session.add(statement)
    session.flush()
    cite(session, statement, written)
    _keep_version(session, statement, synthesis.round, actor, now)
    record(session, "statement.written", synthesis.channel, actor=actor, statement=statement.id)
    return section.synthesis_id


def change_statement(
    session: Session, statement_id: int, written: Written, seen: int, actor: str, now: datetime
) -> int:
    """Write a sentence again, with its sources, from the version that its writer saw."""
    statement, synthesis = _statement(session, statement_id)
    refuse(writing_rules.why_not_rewrite(statement.removed, statement.version, seen))
    refuse(rules.why_not_state(written.words, written.sources, written.by_group))
    rewrite(session, statement, known(session, synthesis, written), synthesis.round, actor, now)
    let_go(session, statement_id, actor)
    record(session, "statement.changed", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def remove_statement(session: Session, statement_id: int, actor: str, now: datetime) -> int:
    """Take a sentence out of a draft; what it cited is free to be used elsewhere."""
    statement, synthesis = _statement(session, statement_id)
    refuse(writing_rules.why_not_remove(statement.removed))
    statement.removed = True
    statement.version += 1
    _keep_version(session, statement, synthesis.round, actor, now)
    record(session, "statement.removed", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def put_statement_back(session: Session, statement_id: int, actor: str, now: datetime) -> int:
    """Put a removed sentence back at the end of its section, on what still lives of its sources."""
    statement, synthesis = _statement(session, statement_id)
    refuse(writing_rules.why_not_put_back(statement.removed))
    written = living(session, synthesis, written_of(session, statement))
    refuse(writing_rules.why_not_bring_back(written.sources, written.by_group))
    statement.removed = False
    statement.position = _last(session, statement.section_id) + 1
    rewrite(session, statement, written, synthesis.round, actor, now)
    record(session, "statement.put_back", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def revert_statement(
    session: Session, statement_id: int, number: int, seen: int, actor: str, now: datetime
) -> int:
    """Write a sentence again as it once was, on what still lives of its sources."""
    statement, synthesis = _statement(session, statement_id)
    refuse(writing_rules.why_not_rewrite(statement.removed, statement.version, seen))
    wanted = select(StatementVersion).where(
        StatementVersion.statement_id == statement_id, StatementVersion.number == number
    )
    version = session.exec(wanted).first()
    if version is None:
        raise Refused(WritingRefusal.NO_SUCH_VERSION)
    written = living(session, synthesis, newest(session, written_in(session, version)))
    refuse(writing_rules.why_not_bring_back(written.sources, written.by_group))
    rewrite(session, statement, written, synthesis.round, actor, now)
    record(session, "statement.reverted", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def move_statement(session: Session, statement_id: int, up: bool, actor: str) -> int:
    """Exchange a sentence with the one before it or after it, in its section."""
    statement, synthesis = _statement(session, statement_id)
    refuse(writing_rules.why_not_remove(statement.removed))
    neighbours = select(Statement).where(Statement.section_id == statement.section_id, IN_TEXT)
    position = col(Statement.position)
    if up:
        wanted = neighbours.where(position < statement.position).order_by(position.desc())
    else:
        wanted = neighbours.where(position > statement.position).order_by(position)
    if other := session.exec(wanted).first():
        statement.position, other.position = other.position, statement.position
        record(session, "statement.moved", synthesis.channel, actor=actor, statement=statement_id)
    return synthesis.id or 0


def writable(session: Session, synthesis_id: int) -> Synthesis:
    """This synthesis, which nobody else writes at this moment; refused if it is not a draft."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    refuse(rules.why_not_write(synthesis.state))
    return synthesis


def _statement(session: Session, statement_id: int) -> tuple[Statement, Synthesis]:
    """A sentence as it stands once nobody else writes in its synthesis."""
    section = session.get_one(Section, session.get_one(Statement, statement_id).section_id)
    synthesis = writable(session, section.synthesis_id)
    return session.get_one(Statement, statement_id, populate_existing=True), synthesis


def _last(session: Session, section_id: int) -> int:
    last = select(func.max(Statement.position)).where(Statement.section_id == section_id)
    return session.exec(last).one() or 0


def rewrite(
    session: Session, statement: Statement, written: Written, round: int, actor: str, now: datetime
) -> None:
    """Its new words and its new sources, under the next number."""
    statement.words, statement.by_group = written.words, written.by_group
    statement.version += 1
    cite(session, statement, written)
    _keep_version(session, statement, round, actor, now)


def _keep_version(
    session: Session, statement: Statement, round: int, actor: str, now: datetime
) -> None:
    assert statement.id
    session.add(
        StatementVersion(
            statement_id=statement.id,
            number=statement.version,
            words=statement.words,
            by_group=statement.by_group,
            cited=cited_in(session, statement),
            removed=statement.removed,
            round=round,
            actor=actor,
            at=now,
        )
    )
