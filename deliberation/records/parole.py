"""« Ma parole »: what each person said, and what became of it, up to the answer. For her alone."""

from collections.abc import Collection
from typing import NamedTuple

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot, Vote
from deliberation.council.models import Transmission, TransmissionState
from deliberation.council.reading import QuestionView, of_synthesis, questions_from
from deliberation.council.rules import OUTCOME_NAMES
from deliberation.debate.commands import contributions_of
from deliberation.debate.models import Contribution, ProposalVersion
from deliberation.debate.proposals import inspired_by
from deliberation.debate.reading import Card, cards
from deliberation.syntheses.models import Section, Statement, Synthesis, SynthesisState
from deliberation.syntheses.reading import statements_on
from deliberation.syntheses.reading_back.mine import texts_to_read
from deliberation.web import database, page, participant_of


class Retained(NamedTuple):
    """A published synthesis that stands on her words: its sentences, where it went, its answers."""

    synthesis: Synthesis
    statements: list[Statement]
    transmission: Transmission | None
    questions: list[QuestionView]

    @property
    def answered(self) -> bool:
        return any(asked.answer for asked in self.questions) or bool(
            self.transmission and self.transmission.state is TransmissionState.ANSWERED
        )


class Followed(NamedTuple):
    """Some words of hers, and where they went."""

    contribution: Contribution
    card: Card
    topic: Topic
    proposals: list[ProposalVersion]
    retained: list[Retained]

    @property
    def step(self) -> int:
        """How far the words have travelled, out of `STEPS`."""
        if any(one.answered for one in self.retained):
            return 5
        if any(one.transmission for one in self.retained):
            return 4
        return 3 if self.retained else 2 if self.proposals else 1


STEPS = 5


def my_words(request: Request) -> Response:
    """What she said and what became of it; of her votes, only that they are counted."""
    participant = participant_of(request)
    with database(request).reading() as session:
        return page(
            request,
            "records/my_words.html",
            participant=participant,
            to_read=texts_to_read(session, participant.id, participant.committee_id),
            followed=follow(session, participant.id),
            counted=counted(session, participant.id),
            steps=STEPS,
            outcomes=OUTCOME_NAMES,
        )


def follow(session: Session, participant_id: int) -> list[Followed]:
    """All her words, newest first, each followed as far as it went."""
    said = contributions_of(session, participant_id)
    ids = [contribution.id or 0 for contribution in said]
    proposals = inspired_by(session, ids)
    retained = retained_on(session, ids)
    topics = {topic.id: topic for topic in _topics(session, said)}
    shown = cards(session, said, participant_id)
    return [
        Followed(
            contribution,
            card,
            topics[contribution.topic_id],
            proposals.get(contribution.id or 0, []),
            retained.get(contribution.id or 0, []),
        )
        for contribution, card in zip(said, shown, strict=True)
    ]


def retained_on(session: Session, contribution_ids: list[int]) -> dict[int, list[Retained]]:
    """For each of these words, the published syntheses that stand on them, with the answers."""
    stood_on = statements_on(session, contribution_ids)
    every = [statement for statements in stood_on.values() for statement in statements]
    asked = questions_from(session, {statement.id or 0 for statement in every})
    syntheses = _published(session, {statement.section_id for statement in every})
    sent = {one.id: of_synthesis(session, one.id or 0) for one in syntheses.values()}
    found: dict[int, list[Retained]] = {}
    for number, statements in stood_on.items():
        told: dict[int, list[Statement]] = {}
        for statement in statements:
            if synthesis := syntheses.get(statement.section_id):
                told.setdefault(synthesis.id or 0, []).append(statement)
        found[number] = [
            Retained(
                syntheses[mine[0].section_id],
                mine,
                sent[synthesis_id],
                [one for one in asked if one.question.statement_id in {said.id for said in mine}],
            )
            for synthesis_id, mine in told.items()
        ]
    return found


def _published(session: Session, section_ids: Collection[int]) -> dict[int | None, Synthesis]:
    """The synthesis of each of these sections, if it is published."""
    rows = select(Section.id, Synthesis).join(Synthesis)
    published = col(Synthesis.state) == SynthesisState.PUBLISHED
    return dict(session.exec(rows.where(col(Section.id).in_(section_ids), published)).all())


def counted(session: Session, participant_id: int) -> list[Ballot]:
    """The ballots in which she has a vote: that it is counted, never what it says."""
    votes = select(Vote.ballot_id).where(Vote.participant_id == participant_id)
    wanted = select(Ballot).where(col(Ballot.id).in_(votes))
    return list(session.exec(wanted.order_by(col(Ballot.id).desc())))


def _topics(session: Session, said: list[Contribution]) -> list[Topic]:
    wanted = select(Topic).where(col(Topic.id).in_({one.topic_id for one in said}))
    return list(session.exec(wanted))


routes: list[BaseRoute] = [Route("/ma-parole", my_words)]
