"""What a person does from her phone during a day; and how facilitators give the word.

The journal tells neither who raised a card nor who asks for the word: that is erased when the
day ends, and the journal is not.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from deliberation import journal
from deliberation.debate.commands import Said, add_contribution
from deliberation.errors import refuse
from deliberation.sittings import phone_rules, rules
from deliberation.sittings.models import Opens, Saying, Segment, Sitting, Table
from deliberation.sittings.phone_rules import PhoneRefusal
from deliberation.sittings.reading import day_view, present_turn
from deliberation.sittings.registers import Colour, Raised, Speaker, SpeakerState
from deliberation.sittings.rules import DayRefusal
from deliberation.sittings.whereabouts import badge_worn_by, chairs_of


def say_here(
    session: Session,
    sitting_id: int,
    segment_id: int,
    participant_id: int,
    said: Said,
    now: datetime,
) -> int:
    """A participant says something in the step that is open. It is not tied to her table."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update={"read": True})
    segment = session.exec(
        select(Segment).where(Segment.id == segment_id, Segment.sitting_id == sitting_id)
    ).one()
    turn = present_turn(session, sitting_id)
    present = session.get(Segment, turn.segment_id) if turn and turn.segment_id else None
    refusal = rules.why_not_do(sitting, turn, present, segment, Opens.WRITING)
    refuse(refusal, title=segment.title)
    topic_id = segment.topic_id or sitting.topic_id
    if topic_id is None:
        refuse(DayRefusal.NOT_ASKED)
    assert topic_id is not None
    id = add_contribution(session, topic_id, participant_id, said, now)
    session.add(Saying(segment_id=segment_id, contribution_id=id))
    journal.touch(session, sitting.desk_channel)
    return id


def raise_card(session: Session, sitting_id: int, participant_id: int, colour: Colour) -> None:
    """« Je n'ai pas compris », « moins vite »: the desk counts it, and knows nobody."""
    sitting = _day_on(session, sitting_id)
    if session.get(Raised, (sitting_id, participant_id, colour)) is None:
        session.add(Raised(sitting_id=sitting_id, participant_id=participant_id, colour=colour))
        journal.record(session, "card.raised", sitting.desk_channel, colour=colour)


def lower_card(session: Session, sitting_id: int, participant_id: int, colour: Colour) -> None:
    """She takes her card down; all cards come down by themselves when the step changes."""
    sitting = _day_here(session, sitting_id)
    if raised := session.get(Raised, (sitting_id, participant_id, colour)):
        session.delete(raised)
        journal.record(session, "card.lowered", sitting.desk_channel, colour=colour)


def ask_to_speak(
    session: Session, sitting_id: int, participant_id: int, by_table: bool = False
) -> int:
    """« Je veux parler »: she joins the list, by her number or by her table. Once is enough."""
    sitting = _day_on(session, sitting_id)
    if asked := _asked(session, sitting_id, participant_id):
        assert asked.id is not None
        return asked.id
    speaker = Speaker(sitting_id=sitting_id, participant_id=participant_id)
    if by_table:
        speaker.table_id = _her_table(session, sitting_id, participant_id).id
    else:
        badge = badge_worn_by(session, sitting_id, participant_id)
        if badge is None:
            refuse(PhoneRefusal.NO_BADGE)
        assert badge is not None
        speaker.badge = badge.number
    session.add(speaker)
    session.flush()
    assert speaker.id is not None
    journal.record(session, "speaker.asked", sitting.desk_channel, speaker=speaker.id)
    return speaker.id


def withdraw_from_speaking(session: Session, sitting_id: int, participant_id: int) -> None:
    """She lowers her hand."""
    sitting = _day_here(session, sitting_id)
    speaker = _asked(session, sitting_id, participant_id)
    if speaker and speaker.state is SpeakerState.WAITING:
        session.delete(speaker)
        journal.record(session, "speaker.withdrawn", sitting.desk_channel, speaker=speaker.id)


def call_speaker(session: Session, speaker_id: int, actor: str) -> None:
    """A facilitator gives the word; whoever had it has finished."""
    speaker = session.get_one(Speaker, speaker_id)
    sitting = _day_here(session, speaker.sitting_id)
    session.refresh(speaker)
    refuse(phone_rules.why_not_call(speaker.state))
    speaking = select(Speaker).where(
        Speaker.sitting_id == sitting.id, Speaker.state == SpeakerState.SPEAKING
    )
    for one in session.exec(speaking):
        one.state = SpeakerState.DONE
    speaker.state = SpeakerState.SPEAKING
    channel = sitting.desk_channel
    journal.record(session, "speaker.called", channel, actor=actor, speaker=speaker_id)


def finish_speaker(session: Session, speaker_id: int, actor: str) -> None:
    """She has spoken, or does not want to any more."""
    speaker = session.get_one(Speaker, speaker_id)
    sitting = _day_here(session, speaker.sitting_id)
    if speaker.state is not SpeakerState.DONE:
        speaker.state = SpeakerState.DONE
        channel = sitting.desk_channel
        journal.record(session, "speaker.finished", channel, actor=actor, speaker=speaker_id)


def call_help(session: Session, sitting_id: int, participant_id: int, now: datetime) -> None:
    """« Aide – appeler quelqu'un »: someone comes to her table. The table says when it is done."""
    sitting = _day_on(session, sitting_id)
    table = _her_table(session, sitting_id, participant_id)
    if table.help_asked_at is None:
        table.help_asked_at = now
        session.add(table)
        journal.record(session, "table.help_asked", sitting.desk_channel, table=table.id)
        journal.touch(session, table.channel)


def _day_here(session: Session, sitting_id: int) -> Sitting:
    """A day that is held here, whose taps take turns."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(rules.why_not_here(sitting))
    return sitting


def _day_on(session: Session, sitting_id: int) -> Sitting:
    """The day, locked, if it is on: of two taps of one person, the second sees the first one."""
    sitting = session.get_one(Sitting, sitting_id, with_for_update=True)
    refuse(phone_rules.why_not_signal(sitting, present_turn(session, sitting_id)))
    return sitting


def _asked(session: Session, sitting_id: int, participant_id: int) -> Speaker | None:
    hers = select(Speaker).where(
        Speaker.sitting_id == sitting_id,
        Speaker.participant_id == participant_id,
        col(Speaker.state) != SpeakerState.DONE,
    )
    return session.exec(hers).first()


def _her_table(session: Session, sitting_id: int, participant_id: int) -> Table:
    badge = badge_worn_by(session, sitting_id, participant_id)
    table = chairs_of(session, day_view(session, sitting_id), badge).nearest
    if table is None:
        refuse(PhoneRefusal.NO_TABLE)
    assert table is not None
    return table
