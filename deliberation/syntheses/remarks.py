"""Remarks of members on the sentences that they read, and what the writers did with them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.syntheses import sign_off_rules
from deliberation.syntheses.models import Remark, Section, Statement, Synthesis
from deliberation.syntheses.reading import members_of
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.statements import writable


def add_remark(
    session: Session,
    synthesis_id: int,
    statement_id: int,
    words: str,
    account_id: int,
    now: datetime,
) -> int:
    """A member says what she thinks of one sentence. Returns the number of her remark."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    statement = session.get_one(Statement, statement_id)
    section = session.get_one(Section, statement.section_id)
    in_text = section.synthesis_id == synthesis_id and not statement.removed
    refuse(sign_off_rules.why_not_remark(synthesis.state, words, in_text))
    members = members_of(session, synthesis, local_day(now))
    refuse(None if account_id in members else SynthesisRefusal.SEAT_ENDED)
    remark = Remark(
        statement_id=statement_id,
        version=statement.version,
        round=synthesis.round,
        account_id=account_id,
        words=words,
        at=now,
    )
    session.add(remark)
    session.flush()
    _tell(session, "remark.made", synthesis, f"account:{account_id}", remark)
    return remark.id or 0


def take_remark_back(session: Session, remark_id: int, account_id: int) -> int:
    """Its author takes a remark back while the text is in her hands. Returns the synthesis."""
    remark, synthesis = _found(session, remark_id)
    refuse(sign_off_rules.why_not_remark(synthesis.state, remark.words, in_text=True))
    refuse(None if remark.account_id == account_id else SynthesisRefusal.NOT_YOUR_REMARK)
    session.delete(remark)
    _tell(session, "remark.taken_back", synthesis, f"account:{account_id}", remark)
    return synthesis.id or 0


def settle_remark(session: Session, remark_id: int, settled: bool, actor: str) -> int:
    """The writers took a remark into account, or think again. Returns the synthesis."""
    remark, synthesis = _found(session, remark_id)
    writable(session, synthesis.id or 0)
    remark.settled = settled
    _tell(session, "remark.settled", synthesis, actor, remark)
    return synthesis.id or 0


def remarks_of(session: Session, synthesis_id: int, round: int = 0) -> dict[int, Sequence[Remark]]:
    """The remarks on each sentence, in order; of one round only, or of all."""
    found: dict[int, list[Remark]] = {}
    for remark in remarks_in_order(session, synthesis_id, round or None):
        found.setdefault(remark.statement_id, []).append(remark)
    return dict(found)


def remarks_in_order(session: Session, synthesis_id: int, round: int | None) -> Sequence[Remark]:
    """The remarks on a text, in the order in which they were made; of one round only, or of all."""
    wanted = (
        select(Remark)
        .join(Statement, col(Statement.id) == Remark.statement_id)
        .join(Section, col(Section.id) == Statement.section_id)
        .where(Section.synthesis_id == synthesis_id)
    )
    if round is not None:
        wanted = wanted.where(Remark.round == round)
    return session.exec(wanted.order_by(col(Remark.id))).all()


def synthesis_of(session: Session, remark_id: int) -> int:
    """The number of the synthesis that a remark is about."""
    return _found(session, remark_id)[1].id or 0


def _found(session: Session, remark_id: int) -> tuple[Remark, Synthesis]:
    remark = session.get_one(Remark, remark_id)
    statement = session.get_one(Statement, remark.statement_id)
    section = session.get_one(Section, statement.section_id)
    return remark, session.get_one(Synthesis, section.synthesis_id, with_for_update=True)


def _tell(session: Session, event: str, synthesis: Synthesis, actor: str, remark: Remark) -> None:
    record(session, event, synthesis.channel, actor=actor, remark=remark.id)
