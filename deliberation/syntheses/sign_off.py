"""Signing a synthesis off: verdicts one by one or in a sitting, then the frozen snapshot."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Committee
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.syntheses import sign_off_rules
from deliberation.syntheses.commands import advance
from deliberation.syntheses.document import frozen
from deliberation.syntheses.losses import bare_in, losses_of
from deliberation.syntheses.models import Snapshot, Synthesis, Validation, Verdict
from deliberation.syntheses.reading import members_of, verdicts_of
from deliberation.syntheses.rules import Step, SynthesisRefusal
from deliberation.syntheses.sign_off_rules import HeadCount


def quorum_of(session: Session, synthesis: Synthesis) -> int:
    """How many members must take part; 0 where the committee has set none."""
    place = place_of(session, synthesis.topic_id)
    return session.get_one(Committee, place.committee_id).quorum


def give_verdict(
    session: Session,
    synthesis_id: int,
    account_id: int,
    verdict: Verdict,
    reason: str,
    now: datetime,
    named: bool = False,
) -> int:
    """A member of the technical committee says yes, or returns it; she may change her mind."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    bare = bare_in(losses_of(session, synthesis))
    refuse(sign_off_rules.why_not_judge(synthesis.state, verdict, reason, bare))
    members = members_of(session, synthesis, local_day(now))
    refuse(None if account_id in members else SynthesisRefusal.SEAT_ENDED)
    given = {one.account_id: one for one in verdicts_of(session, synthesis)}
    if mine := given.get(account_id):
        mine.verdict, mine.reason, mine.at, mine.named = verdict, reason, now, named
    else:
        mine = Validation(
            synthesis_id=synthesis_id,
            round=synthesis.round,
            verdict=verdict,
            reason=reason,
            account_id=account_id,
            named=named,
            at=now,
        )
        session.add(mine)
        given[account_id] = mine
    actor = f"account:{account_id}"
    record(session, "verdict.given", synthesis.channel, actor=actor, round=synthesis.round)
    alone = [given[member].verdict for member in members if member in given]
    if step := sign_off_rules.outcome(alone, len(members), quorum_of(session, synthesis)):
        advance(session, synthesis, step, actor)
    return synthesis_id


def record_sitting(
    session: Session, synthesis_id: int, count: HeadCount, reason: str, actor: str, now: datetime
) -> int:
    """The technical committee decides in a sitting: the head count is kept with the verdict."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    quorum = quorum_of(session, synthesis)
    missing = quorum - count.present
    refuse(sign_off_rules.why_not_count(count, quorum), quorum=quorum, missing=missing)
    bare = bare_in(losses_of(session, synthesis))
    refuse(sign_off_rules.why_not_judge(synthesis.state, count.verdict, reason, bare))
    session.add(
        Validation(
            synthesis_id=synthesis_id,
            round=synthesis.round,
            verdict=count.verdict,
            reason=reason,
            at=now,
            **count._asdict(),
        )
    )
    session.flush()
    validated = count.verdict is Verdict.VALIDATE
    advance(session, synthesis, Step.VALIDATE if validated else Step.RETURN, actor)
    return synthesis_id


def print_name(session: Session, synthesis_id: int, account_id: int, named: bool) -> int:
    """A member who gave her verdict lets her name be printed with it, or no longer does."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    given = [one for one in verdicts_of(session, synthesis) if one.account_id == account_id]
    refuse(sign_off_rules.why_not_name(synthesis.state, bool(given)))
    given[0].named = named
    actor = f"account:{account_id}"
    record(session, "verdict.named", synthesis.channel, actor=actor, named=named)
    return synthesis_id


def hand_back(session: Session, synthesis_id: int, actor: str) -> int:
    """Those who wrote take a text back whose words were taken from under it: it is judged anew."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    bare = bare_in(losses_of(session, synthesis))
    refuse(sign_off_rules.why_not_hand_back(synthesis.state, bare))
    advance(session, synthesis, Step.HAND_BACK, actor)
    return synthesis_id


def publish_synthesis(session: Session, synthesis_id: int, actor: str, now: datetime) -> int:
    """Freeze a validated synthesis: number, content and hash never change again."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    bare = bare_in(losses_of(session, synthesis))
    refuse(sign_off_rules.why_not_publish(synthesis.state, bare))
    place = place_of(session, synthesis.topic_id)
    committee = session.get_one(Committee, place.committee_id, with_for_update=True)
    series = f"{committee.slug}-{local_day(now).year}-"
    rank = select(func.count()).where(col(Snapshot.number).startswith(series, autoescape=True))
    number = f"{series}{session.exec(rank).one() + 1:03}"
    content, digest = frozen(session, synthesis, number, now)
    session.add(
        Snapshot(
            synthesis_id=synthesis_id,
            number=number,
            content=content,
            digest=digest,
            published_at=now,
        )
    )
    advance(session, synthesis, Step.PUBLISH, actor, number=number, digest=digest)
    return synthesis_id
