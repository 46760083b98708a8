"""What can be done with a transmission."""

from datetime import date, datetime

from sqlmodel import Session

from deliberation.assembly.commands import place_of
from deliberation.assembly.models import Committee
from deliberation.council import rules
from deliberation.council.models import (
    Answer,
    Outcome,
    Question,
    Transmission,
    TransmissionReceipt,
)
from deliberation.council.reading import Asked, of_synthesis, proposed_questions, questions_of
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading import snapshot_of


def send_transmission(
    session: Session,
    synthesis_id: int,
    questions: list[Asked],
    note: str,
    due_on: date | None,
    actor: str,
    now: datetime,
) -> int:
    """Send a published synthesis to the national body, with what it asks."""
    synthesis = session.get_one(Synthesis, synthesis_id, with_for_update=True)
    snapshot = snapshot_of(session, synthesis_id)
    committee = session.get_one(Committee, place_of(session, synthesis.topic_id).committee_id)
    refuse(
        rules.why_not_send(
            snapshot is not None,
            of_synthesis(session, synthesis_id) is not None,
            committee.national_body_id is not None,
            [question.words for question in questions],
            due_on,
            local_day(now),
        ),
        most=rules.MOST_QUESTIONS,
    )
    proposed = {question.statement_id for question in proposed_questions(session, synthesis_id)}
    refuse(rules.why_not_ask({question.statement_id for question in questions}, proposed))
    assert snapshot and snapshot.id and committee.national_body_id
    transmission = Transmission(
        snapshot_id=snapshot.id,
        national_body_id=committee.national_body_id,
        note=note,
        due_on=due_on,
        sent_at=now,
    )
    session.add(transmission)
    session.flush()
    assert transmission.id
    for position, question in enumerate(questions, start=1):
        session.add(
            Question(
                transmission_id=transmission.id,
                position=position,
                words=question.words,
                statement_id=question.statement_id,
            )
        )
    record(session, "transmission.sent", transmission.channel, actor=actor, number=snapshot.number)
    return transmission.id


def receive_transmission(
    session: Session, transmission_id: int, account_id: int, now: datetime
) -> None:
    """The national body says that it has it, and who reads it."""
    transmission = session.get_one(Transmission, transmission_id, with_for_update=True)
    refuse(rules.why_not_receive(transmission.state))
    transmission.state = rules.STEPS[transmission.state, "receive"]
    session.add(TransmissionReceipt(transmission_id=transmission_id, account_id=account_id, at=now))
    record(session, "transmission.received", transmission.channel, actor=f"account:{account_id}")


def answer_question(
    session: Session,
    question_id: int,
    outcome: Outcome,
    reason: str,
    studied_by: str,
    until: date | None,
    account_id: int,
    now: datetime,
) -> int:
    """Answer one question; an earlier answer stays, and the newest one counts."""
    question = session.get_one(Question, question_id)
    transmission = session.get_one(Transmission, question.transmission_id, with_for_update=True)
    refuse(rules.why_not_answer(transmission.state, outcome, reason, until, local_day(now)))
    studied = outcome is Outcome.STUDIED
    session.add(
        Answer(
            question_id=question_id,
            outcome=outcome,
            reason=reason,
            studied_by=studied_by if studied else "",
            until=until if studied else None,
            account_id=account_id,
            at=now,
        )
    )
    session.flush()
    latest = [view.answer for view in questions_of(session, question.transmission_id)]
    transmission.state = rules.after(transmission.state, latest)
    record(
        session,
        "question.answered",
        transmission.channel,
        actor=f"account:{account_id}",
        question=question.position,
    )
    return question.transmission_id
