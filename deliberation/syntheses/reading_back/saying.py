"""What people say of the sentences that use their words: with a card, aloud, or on paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from deliberation.debate.commands import Said, contribution_from, keep, newest_of
from deliberation.debate.models import Contribution, ContributionState
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.people.models import Channel
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading_back import rules
from deliberation.syntheses.reading_back.answers import Asked, asked_about, notes_asked
from deliberation.syntheses.reading_back.asking import is_being_read
from deliberation.syntheses.reading_back.models import StatementReadBack, Understood, Way

CHANNELS = {Way.CARD: Channel.ONLINE, Way.ALOUD: Channel.VOICE, Way.PAPER: Channel.PAPER}


@dataclass(frozen=True)
class Answer:
    """Whether she was understood and, if she says so, what she would rather read. Without words
    (None), those that she wrote before stay."""

    verdict: Understood
    seen: int  # the version of the sentence that she read
    words: str | None = None


def say_understood(
    session: Session,
    synthesis_id: int,
    statement_id: int,
    participant_id: int,
    answer: Answer,
    now: datetime,
) -> int:
    """Someone answers with her card; she may answer again until the last day."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    mine = asked_about(session, synthesis_id, participant_id)
    one = next((one for one in mine if one.statement.id == statement_id), None)
    being_read = is_being_read(session, synthesis, local_day(now))
    refuse(rules.why_not_say(being_read, one is not None))
    assert one is not None
    refuse(rules.why_not_answer(one.statement.version, answer.seen))
    said = _said(session, one, Way.CARD, answer, participant_id=participant_id)
    _correct(session, synthesis, one, said, answer, now)
    record(session, "statement.read_back", synthesis.channel)
    return synthesis_id


def say_aloud(
    session: Session,
    synthesis_id: int,
    statement_id: int,
    contribution_id: int,
    way: Way,
    answer: Answer,
    actor: str,
    now: datetime,
) -> int:
    """What a table answered when its note was read out to it, or wrote on its sheet."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    notes = notes_asked(session, synthesis_id).get(contribution_id, [])
    one = next((one for one in notes if one.statement.id == statement_id), None)
    note = session.get(Contribution, contribution_id)
    claimed = note is not None and note.participant_id is not None
    being_read = is_being_read(session, synthesis, local_day(now))
    refuse(rules.why_not_say_aloud(being_read, one is not None or claimed, claimed))
    assert one is not None
    refuse(rules.why_not_answer(one.statement.version, answer.seen))
    said = _said(session, one, way, answer, contribution_id=contribution_id)
    _correct(session, synthesis, one, said, answer, now)
    record(session, "statement.read_back", synthesis.channel, actor=actor)
    return synthesis_id


def _said(
    session: Session,
    one: Asked,
    way: Way,
    answer: Answer,
    participant_id: int | None = None,
    contribution_id: int | None = None,
) -> StatementReadBack:
    """The one answer of a voice about a sentence as it stands."""
    said = one.now or StatementReadBack(
        statement_id=one.statement.id or 0,
        version=one.statement.version,
        participant_id=participant_id,
        contribution_id=contribution_id,
        way=way,
        verdict=answer.verdict,
    )
    said.way, said.verdict = way, answer.verdict
    session.add(said)
    session.flush()
    return said


def _correct(
    session: Session,
    synthesis: Synthesis,
    one: Asked,
    said: StatementReadBack,
    answer: Answer,
    now: datetime,
) -> None:
    """Her correction is words of hers: kept as they are, corrected by others, or taken back."""
    number = said.correction_id or 0
    before = newest_of(session, [number]).get(number)
    words = answer.words
    if words is None or words == (before.words if before else ""):
        return
    if not words:
        if before:
            _take_back(session, before)
        said.correction_id = None
        return
    scope = rules.narrowest(word.scope for word in one.words)
    wish = Said(words, scope=scope, channel=CHANNELS[said.way])
    correction = contribution_from(synthesis.topic_id, wish, now)
    correction.participant_id = said.participant_id
    if before and before.state is not ContributionState.WITHDRAWN:
        correction.corrects_id = before.id
    said.correction_id = keep(session, correction, "contribution.added")


def _take_back(session: Session, correction: Contribution) -> None:
    """An empty marker stays in the place of each version."""
    version: Contribution | None = correction
    while version:
        version.words, version.state = "", ContributionState.WITHDRAWN
        version = session.get(Contribution, version.corrects_id) if version.corrects_id else None
