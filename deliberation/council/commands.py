"""What can be done with a transmission, and what can be read of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee, NationalBody, Topic, WorkingGroup
from deliberation.council import rules
from deliberation.council.models import (
    Answer,
    Outcome,
    Question,
    Transmission,
    TransmissionReceipt,
    TransmissionState,
)
from deliberation.errors import refuse
from deliberation.i18n import local_day
from deliberation.journal import record
from deliberation.people.models import Account
from deliberation.syntheses.models import Section, Snapshot, Statement, Synthesis
from deliberation.syntheses.reading import snapshot_of


class Asked(NamedTuple):
    """A question to be sent: its words, and the statement from which it comes, if any."""

    words: str
    statement_id: int | None = None


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
    committee = _committee_of(session, synthesis)
    sent = (
        snapshot
        and session.exec(
            select(Transmission).where(Transmission.snapshot_id == snapshot.id)
        ).first()
    )
    refuse(
        rules.why_not_send(
            snapshot is not None,
            bool(sent),
            committee.national_body_id is not None,
            [question.words for question in questions],
            due_on,
            local_day(now),
        ),
        most=rules.MOST_QUESTIONS,
    )
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


class QuestionView(NamedTuple):
    """A question, its newest answer, and the earlier ones, newest first."""

    question: Question
    answer: Answer | None
    earlier: list[Answer]


def questions_of(session: Session, transmission_id: int) -> list[QuestionView]:
    """The questions of a transmission in order, with their answers."""
    asked = select(Question).where(Question.transmission_id == transmission_id)
    return _with_answers(session, session.exec(asked.order_by(col(Question.position))).all())


def questions_from(session: Session, statement_ids: Iterable[int]) -> list[QuestionView]:
    """The questions that come from these statements, with their answers."""
    asked = select(Question).where(col(Question.statement_id).in_(list(statement_ids)))
    return _with_answers(session, session.exec(asked.order_by(col(Question.id))).all())


def _with_answers(session: Session, questions: Iterable[Question]) -> list[QuestionView]:
    questions = list(questions)
    answers: dict[int, list[Answer]] = {}
    given = select(Answer).where(col(Answer.question_id).in_([q.id for q in questions]))
    for answer in session.exec(given.order_by(col(Answer.id).desc())):
        answers.setdefault(answer.question_id, []).append(answer)
    views = []
    for question in questions:
        newest, *earlier = answers.get(question.id or 0, [None])
        views.append(QuestionView(question, newest, [a for a in earlier if a]))
    return views


class TransmissionView(NamedTuple):
    """A transmission as both sides read it."""

    transmission: Transmission
    snapshot: Snapshot
    synthesis: Synthesis
    topic: Topic
    committee: Committee
    body: NationalBody
    questions: list[QuestionView]
    receipt: TransmissionReceipt | None
    reader: Account | None

    @property
    def state_name(self) -> str:
        return rules.STATE_NAMES[self.transmission.state]

    @property
    def given(self) -> int:
        """How many of its questions have an answer."""
        return sum(view.answer is not None for view in self.questions)

    def lateness(self, today: date) -> rules.Lateness:
        """The lateness of the question that is the most late."""
        late = [rules.lateness(v.answer, self.transmission.due_on, today) for v in self.questions]
        dated = [one for one in late if one.due_on is not None]
        return min(
            dated, key=lambda one: one.due_on or date.max, default=rules.Lateness(None, False)
        )


def view_of(session: Session, transmission_id: int) -> TransmissionView:
    """All that a transmission's page says."""
    transmission = session.get_one(Transmission, transmission_id)
    snapshot = session.get_one(Snapshot, transmission.snapshot_id)
    synthesis = session.get_one(Synthesis, snapshot.synthesis_id)
    receipt = session.get(TransmissionReceipt, transmission_id)
    return TransmissionView(
        transmission,
        snapshot,
        synthesis,
        session.get_one(Topic, synthesis.topic_id),
        _committee_of(session, synthesis),
        session.get_one(NationalBody, transmission.national_body_id),
        questions_of(session, transmission_id),
        receipt,
        session.get_one(Account, receipt.account_id) if receipt else None,
    )


PAGE = 30


def inbox(
    session: Session, state: TransmissionState | None = None, start: int = 0
) -> list[TransmissionView]:
    """What the national body has received, newest first, `PAGE` at a time."""
    wanted = select(Transmission.id).order_by(col(Transmission.id).desc())
    if state is not None:
        wanted = wanted.where(Transmission.state == state)
    numbers = session.exec(wanted.offset(start).limit(PAGE)).all()
    return [view_of(session, number) for number in numbers if number]


def of_synthesis(session: Session, synthesis_id: int) -> Transmission | None:
    """The transmission of a synthesis, if it has left."""
    return session.exec(
        select(Transmission)
        .join(Snapshot, col(Snapshot.id) == Transmission.snapshot_id)
        .where(Snapshot.synthesis_id == synthesis_id)
    ).first()


def proposed_questions(session: Session, synthesis_id: int) -> list[Asked]:
    """The statements of the section that asks something of the national body."""
    statements = session.exec(
        select(Statement)
        .join(Section, col(Section.id) == Statement.section_id)
        .where(Section.synthesis_id == synthesis_id, col(Section.asks_council).is_(True))
        .order_by(col(Statement.position))
    )
    return [Asked(statement.words, statement.id) for statement in statements]


def _committee_of(session: Session, synthesis: Synthesis) -> Committee:
    topic = session.get_one(Topic, synthesis.topic_id)
    group = session.get_one(WorkingGroup, topic.group_id)
    return session.get_one(Committee, group.committee_id)
