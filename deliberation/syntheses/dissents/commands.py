"""What can be done to a protected block: writers answer it, and its holders alone close it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import WorkingGroup
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import Happened, record
from deliberation.sittings.models import Sitting, SittingState
from deliberation.syntheses.dissents import rules
from deliberation.syntheses.dissents.finding import objectors_of
from deliberation.syntheses.dissents.models import ClosedBy, Dissent, Lift
from deliberation.syntheses.dissents.reading import Protected, about, holds, protected, wrote
from deliberation.syntheses.dissents.rules import DissentRefusal, Holders
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading_back.asking import is_being_read


def answer_dissent(session: Session, synthesis_id: int, key: str, words: str, actor: str) -> int:
    """The writers say how they took it into account; the block beside it does not change."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    refuse(rules.why_not_answer(synthesis.state))
    kept = _kept(session, synthesis, _block(session, synthesis, key))
    kept.answer = words
    record(session, "dissent.answered", synthesis.channel, actor=actor)
    return synthesis_id


def settle_dissent(
    session: Session, synthesis_id: int, key: str, participant_id: int, now: datetime
) -> int:
    """« C'est réglé pour moi »: what several hold is closed once each of them said so."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    one = _block(session, synthesis, key)
    hers = holds(session, one.found, participant_id)
    being_read = is_being_read(session, synthesis, local_day(now))
    refuse(rules.why_not_settle(synthesis.state, being_read, one.block, hers))
    if one.found.holders is Holders.OBJECTORS and one.found.ballot:
        ballot_id = one.found.ballot.id or 0
        session.merge(
            Lift(synthesis_id=synthesis_id, ballot_id=ballot_id, participant_id=participant_id)
        )
        session.flush()
        if not lifters(session, synthesis_id, ballot_id) >= objectors_of(session, ballot_id):
            return synthesis_id
    for other in _together(session, synthesis, one):
        kept = _kept(session, synthesis, other)
        kept.closed_on, kept.closed_by = local_day(now), ClosedBy.HOLDERS
    record(session, "dissent.closed", synthesis.channel)
    return synthesis_id


def keep_dissent_open(
    session: Session, synthesis_id: int, key: str, participant_id: int, now: datetime
) -> int:
    """« Il reste ouvert »: whoever holds it changes her mind as long as people read the text."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    one = _block(session, synthesis, key)
    hers = holds(session, one.found, participant_id)
    being_read = is_being_read(session, synthesis, local_day(now))
    still = one.block._replace(closed=False)
    refuse(rules.why_not_settle(synthesis.state, being_read, still, hers))
    if one.found.ballot:
        mine = delete(Lift).where(
            col(Lift.synthesis_id) == synthesis_id,
            col(Lift.ballot_id) == one.found.ballot.id,
            col(Lift.participant_id) == participant_id,
        )
        session.execute(mine)
    for other in _together(session, synthesis, one):
        if other.kept and other.kept.closed_by is ClosedBy.HOLDERS:
            other.kept.closed_on = other.kept.closed_by = None
            record(session, "dissent.reopened", synthesis.channel)
    return synthesis_id


def record_closing(
    session: Session, synthesis_id: int, key: str, sitting_id: int, actor: str, now: datetime
) -> int:
    """What a group said in a sitting, written down by someone who wrote nothing of the text."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    one = _block(session, synthesis, key)
    sitting = session.get(Sitting, sitting_id)
    good_day = sitting in days_after(session, synthesis, one, now)
    writer = wrote(session, synthesis, actor)
    refuse(rules.why_not_record(synthesis.state, one.block, writer, good_day))
    assert sitting is not None
    kept = _kept(session, synthesis, one)
    kept.closed_on, kept.closed_by = local_day(sitting.starts_at), ClosedBy.SITTING
    kept.sitting_id = sitting_id
    record(session, "dissent.closed", synthesis.channel, actor=actor, sitting=sitting_id)
    return synthesis_id


def days_after(
    session: Session, synthesis: Synthesis, one: Protected, now: datetime
) -> list[Sitting]:
    """The days of the committee that began after some words were said: the group met again."""
    if one.found.words is None:
        return []
    committee_id = place_of(session, synthesis.topic_id).committee_id
    wanted = (
        select(Sitting)
        .join(WorkingGroup, col(WorkingGroup.id) == Sitting.group_id)
        .where(
            WorkingGroup.committee_id == committee_id,
            Sitting.state != SittingState.DRAFT,
            col(Sitting.starts_at) > one.found.words.at,
            col(Sitting.starts_at) <= now,
        )
    )
    return list(session.exec(wanted.order_by(col(Sitting.starts_at).desc())))


def lifters(session: Session, synthesis_id: int, ballot_id: int) -> set[int]:
    """Those who said that it is settled for them; for a rule, never for a screen."""
    wanted = select(Lift.participant_id).where(
        Lift.synthesis_id == synthesis_id, Lift.ballot_id == ballot_id
    )
    return set(session.exec(wanted))


def settled_by(
    session: Session, synthesis_id: int, blocks: Sequence[Protected], participant_id: int
) -> set[str]:
    """Of the blocks that she holds, those of which she said that they are settled for her."""
    return {
        one.key
        for one in blocks
        if (one.kept and one.kept.closed_by is ClosedBy.HOLDERS)
        or (
            one.found.ballot
            and participant_id in lifters(session, synthesis_id, one.found.ballot.id or 0)
        )
    }


def forget_lifts(session: Session, happened: Happened) -> None:
    """A vote that becomes secret is untied from people: so is who objected to it."""
    ballot_id = int(happened.channel.removeprefix("ballot:"))
    session.execute(delete(Lift).where(col(Lift.ballot_id) == ballot_id))


def _block(session: Session, synthesis: Synthesis, key: str) -> Protected:
    """The block of this name, as a rule finds it now; there is no other way to make one."""
    found = next((one for one in protected(session, synthesis) if one.key == key), None)
    refuse(None if found else DissentRefusal.NO_SUCH)
    assert found is not None
    return found


def _together(session: Session, synthesis: Synthesis, one: Protected) -> list[Protected]:
    """The blocks that are closed with this one: the objections to one vote, held by the same."""
    if one.found.holders is not Holders.OBJECTORS:
        return [one]
    every = protected(session, synthesis)
    return [
        other
        for other in every
        if other.found.kind is one.found.kind and other.found.ballot == one.found.ballot
    ]


def _kept(session: Session, synthesis: Synthesis, one: Protected) -> Dissent:
    """Where what is done to a block is kept."""
    if one.kept:
        return one.kept
    assert synthesis.id
    contribution_id, ballot_id = about(one.found)
    kept = Dissent(synthesis_id=synthesis.id, contribution_id=contribution_id, ballot_id=ballot_id)
    session.add(kept)
    return kept
