"""What is read of transmissions costs the same however many there are."""

from sqlalchemy import event
from sqlmodel import Session

from deliberation.council.models import Question, Transmission
from deliberation.council.reading import inbox
from deliberation.syntheses.models import Snapshot, Synthesis, SynthesisState
from tests.world import NOON, World


def a_transmission(world: World, number: int) -> int:
    synthesis = world.keep(
        Synthesis(
            topic_id=world.topic_id,
            title=f"Synthèse {number}",
            state=SynthesisState.PUBLISHED,
            created_on=NOON.date(),
        )
    )
    snapshot = world.keep(
        Snapshot(
            synthesis_id=synthesis.id,
            number=f"2026-{number}",
            content="{}",
            digest="d" * 64,
            published_at=NOON,
        )
    )
    sent = world.keep(
        Transmission(snapshot_id=snapshot.id, national_body_id=world.body_id, sent_at=NOON)
    )
    for position in (2, 1):
        words = f"Question {number}.{position}"
        world.keep(Question(transmission_id=sent.id, position=position, words=words))
    return int(sent.id)


def queries(world: World, session: Session) -> int:
    """How many times the database is asked something to show the inbox."""
    asked: list[str] = []
    event.listen(world.db.readers, "before_cursor_execute", lambda *said: asked.append(said[2]))
    inbox(session)
    return len(asked)


def test_an_inbox_of_five_asks_the_database_as_often_as_an_inbox_of_one(world: World) -> None:
    a_transmission(world, 1)
    with world.db.reading() as session:
        alone = queries(world, session)
    for number in range(2, 6):
        a_transmission(world, number)
    with world.db.reading() as session:
        together = queries(world, session)
    assert together == alone > 0


def test_each_transmission_of_the_inbox_has_its_own_questions_in_order(world: World) -> None:
    sent = [a_transmission(world, number) for number in (1, 2)]
    with world.db.reading() as session:
        views = inbox(session)
    assert [view.transmission.id for view in views] == sent[::-1]
    assert [[asked.question.words for asked in view.questions] for view in views] == [
        ["Question 2.1", "Question 2.2"],
        ["Question 1.1", "Question 1.2"],
    ]
