"""« Ma parole »: what each person said, and what became of it, up to the answer. For her alone."""

from typing import NamedTuple

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.assembly.models import Topic
from deliberation.ballots.models import Ballot, Vote
from deliberation.council.commands import QuestionView, questions_from
from deliberation.council.rules import OUTCOME_NAMES
from deliberation.debate.commands import contributions_of
from deliberation.debate.models import Contribution, ProposalVersion
from deliberation.debate.proposals import inspired_by
from deliberation.debate.reading import Card, cards
from deliberation.syntheses.models import Section, Statement, Synthesis, SynthesisState
from deliberation.syntheses.reading import statements_on
from deliberation.web import database, page, participant_of


class Retained(NamedTuple):
    """A sentence of a published synthesis that stands on her words, and what was answered to it."""

    statement: Statement
    synthesis: Synthesis
    questions: list[QuestionView]


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
        if any(asked.answer for one in self.retained for asked in one.questions):
            return 5
        if any(one.questions for one in self.retained):
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
    """For each of these words, the published sentences that stand on them, with the answers."""
    found: dict[int, list[Retained]] = {}
    for number, statements in statements_on(session, contribution_ids).items():
        for statement in statements:
            section = session.get_one(Section, statement.section_id)
            synthesis = session.get_one(Synthesis, section.synthesis_id)
            if synthesis.state is SynthesisState.PUBLISHED:
                asked = questions_from(session, [statement.id or 0])
                found.setdefault(number, []).append(Retained(statement, synthesis, asked))
    return found


def counted(session: Session, participant_id: int) -> list[Ballot]:
    """The ballots in which she has a vote: that it is counted, never what it says."""
    votes = select(Vote.ballot_id).where(Vote.participant_id == participant_id)
    wanted = select(Ballot).where(col(Ballot.id).in_(votes))
    return list(session.exec(wanted.order_by(col(Ballot.id).desc())))


def _topics(session: Session, said: list[Contribution]) -> list[Topic]:
    wanted = select(Topic).where(col(Topic.id).in_({one.topic_id for one in said}))
    return list(session.exec(wanted))


routes: list[BaseRoute] = [Route("/ma-parole", my_words)]
