"""Builders: a synthesis, its sentences, a vote that was counted, and where a test finds them."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot, BallotState, Choice, Counter
from deliberation.debate.proposals import current_version
from deliberation.documents.stored import stored
from deliberation.errors import Refused
from deliberation.syntheses import commands, reading, sign_off
from deliberation.syntheses.citing import Written
from deliberation.syntheses.document import document_of
from deliberation.syntheses.models import Section, Statement, Synthesis, SynthesisState, Verdict
from deliberation.syntheses.reading_back.asking import asked_of
from deliberation.syntheses.reading_back.commands import begin_reading_back
from deliberation.syntheses.reading_back.models import ReadingBack
from deliberation.syntheses.rules import Coverage
from deliberation.syntheses.statements import add_statement
from tests.world import NOON, World

PEN = "account:1"
UNTIL = NOON.date() + timedelta(days=7)


def a_synthesis(world: World, title: str = "Garder un accueil humain") -> int:
    return int(world.db.do(commands.start_synthesis, world.topic_id, title, PEN, NOON))


def sections(world: World, synthesis_id: int) -> list[int]:
    """The ids of its sections, in order."""
    with world.db.reading() as session:
        found = select(Section.id).where(Section.synthesis_id == synthesis_id)
        return [n for n in session.exec(found.order_by(col(Section.position))) if n]


def a_statement(
    world: World, section_id: int, words: str = "Une phrase.", **sources: object
) -> int:
    """A sentence at the end of this section; without sources, the group wrote it. Its id."""
    written = Written(words, **(sources or {"by_group": True}))  # type: ignore[arg-type]
    world.db.do(add_statement, section_id, written, PEN, NOON)
    with world.db.reading() as session:
        return int(
            session.exec(select(Statement.id).order_by(col(Statement.id).desc())).first() or 0
        )


def texts(world: World, synthesis_id: int) -> list[str]:
    """Its sentences, in the order in which they are read."""
    with world.db.reading() as session:
        parts = reading.parts_of(session, synthesis_id)
        return [said.statement.words for part in parts for said in part.said]


def sources(world: World, synthesis_id: int) -> list[list[str]]:
    """The names of the sources of each sentence."""
    with world.db.reading() as session:
        return [
            said.sources for part in reading.parts_of(session, synthesis_id) for said in part.said
        ]


def covered(world: World, synthesis_id: int) -> Coverage:
    with world.db.reading() as session:
        return reading.coverage_of(session, session.get_one(Synthesis, synthesis_id))


def state_of(world: World, synthesis_id: int) -> SynthesisState:
    with world.db.reading() as session:
        return session.get_one(Synthesis, synthesis_id).state


def a_counted_ballot(
    world: World,
    proposal_id: int | None = None,
    votes: Iterable[int] = (20, 2, 4),
    state: BallotState = BallotState.CLOSED,
) -> int:
    """A vote with these numbers of « d'accord », « d'accord si » and « pas d'accord »."""
    with world.db.reading() as session:
        version = current_version(session, proposal_id).id if proposal_id else None
    ballot = world.keep(
        Ballot(
            topic_id=world.topic_id,
            question="Garder un guichet ?",
            state=state,
            proposal_version_id=version,
        )
    )
    for choice, number in zip(Choice, votes, strict=False):
        for college in world.colleges.values():
            world.keep(
                Counter(ballot_id=ballot.id, college_id=college, choice=choice, number=number)
            )
    return int(ballot.id)


def submitted(world: World) -> int:
    """A synthesis of one sentence, in the hands of the technical committee."""
    synthesis_id = a_synthesis(world)
    a_statement(world, sections(world, synthesis_id)[0])
    hand_over(world, synthesis_id)
    return synthesis_id


def hand_over(world: World, synthesis_id: int) -> None:
    """The text goes to the technical committee; what it does not take up is set aside."""
    if covered(world, synthesis_id).untouched:
        world.db.do(commands.set_rest_aside, synthesis_id, "Dit autrement.", PEN)
    read_back(world, synthesis_id)
    world.db.do(commands.submit_synthesis, synthesis_id, PEN, NOON)


def read_back(world: World, synthesis_id: int) -> None:
    """If somebody can be asked, the text is read back, and its last day goes by."""
    with world.db.reading() as session:
        asked = asked_of(session, synthesis_id)
    if asked:
        world.db.do(begin_reading_back, synthesis_id, UNTIL, PEN, NOON)
        world.db.do(its_days_pass)


def its_days_pass(session: Session) -> None:
    """The last day of every reading back is over, as if time had gone by."""
    for one in session.exec(select(ReadingBack)):
        one.began_on = one.ends_on = date(2026, 1, 1)


def judged(world: World, synthesis_id: int, account: int, verdict: Verdict, why: str = "") -> None:
    world.db.do(sign_off.give_verdict, synthesis_id, account, verdict, why, NOON)


def published(world: World, synthesis_id: int) -> int:
    """The same synthesis, validated in a sitting and published."""
    count = sign_off.HeadCount(5, 4, 1, 0, 0)
    if state_of(world, synthesis_id) is SynthesisState.DRAFT:
        hand_over(world, synthesis_id)
    world.db.do(sign_off.record_sitting, synthesis_id, count, "", PEN, NOON)
    world.db.do(sign_off.publish_synthesis, synthesis_id, PEN, NOON)
    return synthesis_id


def frozen_words(world: World, synthesis_id: int) -> str:
    """All that its document says."""
    with world.db.reading() as session:
        return stored(document_of(session, session.get_one(Synthesis, synthesis_id), NOON))


def refusal_of(caught: pytest.ExceptionInfo[Refused]) -> object:
    return caught.value.reason


def desk_of(synthesis: int) -> str:
    return f"/gestion/syntheses/{synthesis}"


def send(client: TestClient, address: str, **fields: object) -> str:
    """Send a form that is welcome, and give where it leads."""
    reply = client.post(address, data=fields)
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])
