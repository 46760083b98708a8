"""What can be read of a transmission: its questions, their answers, and how late they are."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.assembly.models import Committee, NationalBody, Topic, WorkingGroup
from deliberation.council import rules
from deliberation.council.models import (
    Answer,
    Question,
    Transmission,
    TransmissionReceipt,
    TransmissionState,
)
from deliberation.people.models import Account
from deliberation.syntheses.models import Section, Snapshot, Statement, Synthesis
from deliberation.syntheses.sources import IN_TEXT

PAGE = 30


class Asked(NamedTuple):
    """A question to be sent: its words, and the statement from which it comes, if any."""

    words: str
    statement_id: int | None = None


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
    """All that a transmission's page says; `NoResultFound` when there is none."""
    return _views(session, [session.get_one(Transmission, transmission_id)])[0]


def inbox(
    session: Session, state: TransmissionState | None = None, start: int = 0
) -> list[TransmissionView]:
    """What the national body has received, newest first, `PAGE` at a time."""
    wanted = select(Transmission).order_by(col(Transmission.id).desc())
    if state is not None:
        wanted = wanted.where(Transmission.state == state)
    return _views(session, session.exec(wanted.offset(start).limit(PAGE)).all())


def _views(session: Session, transmissions: Sequence[Transmission]) -> list[TransmissionView]:
    """As many queries for a whole page as for one transmission."""
    numbers = [transmission.id for transmission in transmissions]
    origins = session.exec(
        select(Snapshot, Synthesis, Committee)
        .join(Synthesis, col(Synthesis.id) == Snapshot.synthesis_id)
        .join(Topic, col(Topic.id) == Synthesis.topic_id)
        .join(WorkingGroup, col(WorkingGroup.id) == Topic.group_id)
        .join(Committee, col(Committee.id) == WorkingGroup.committee_id)
        .where(col(Snapshot.id).in_([one.snapshot_id for one in transmissions]))
    )
    receipts = session.exec(
        select(TransmissionReceipt, Account)
        .join(Account)
        .where(col(TransmissionReceipt.transmission_id).in_(numbers))
    )
    asked = select(Question).where(col(Question.transmission_id).in_(numbers))
    questions: dict[int, list[QuestionView]] = {}
    for view in _with_answers(session, session.exec(asked.order_by(col(Question.position)))):
        questions.setdefault(view.question.transmission_id, []).append(view)
    origin = {
        snapshot.id: (snapshot, synthesis, committee) for snapshot, synthesis, committee in origins
    }
    received = {receipt.transmission_id: (receipt, reader) for receipt, reader in receipts}
    return [
        TransmissionView(
            one,
            *origin[one.snapshot_id],
            session.get_one(NationalBody, one.national_body_id),
            questions.get(one.id or 0, []),
            *received.get(one.id or 0, (None, None)),
        )
        for one in transmissions
    ]


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
        .where(Section.synthesis_id == synthesis_id, col(Section.asks_council).is_(True), IN_TEXT)
        .order_by(col(Statement.position))
    )
    return [Asked(statement.words, statement.id) for statement in statements]
