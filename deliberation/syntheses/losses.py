"""What the sentences of a synthesis have lost since they were written: sources, and quotations."""

from typing import NamedTuple

from sqlmodel import Session

from deliberation.debate.commands import newest_of
from deliberation.debate.proposals import proposals_of
from deliberation.debate.rules import Audience, is_readable
from deliberation.syntheses.models import Citation, Statement, Synthesis
from deliberation.syntheses.quotes import why_gone
from deliberation.syntheses.reading import parts_of
from deliberation.syntheses.sources import counted_ballots, name_of


class Loss(NamedTuple):
    """A sentence, the names of the sources that it lost, why its quotations are gone, and whether
    nothing carries it any more.
    """

    statement: Statement
    sources: list[str]
    quotes: list[str]
    bare: bool


def losses_of(session: Session, synthesis: Synthesis) -> dict[int, Loss]:
    """The sentences of a text that lost something, by their numbers, in the order of the text."""
    every = [said for part in parts_of(session, synthesis.id or 0) for said in part.said]
    proposals = {
        one.proposal_id for one in proposals_of(session, synthesis.topic_id, with_merged=True)
    }
    ballots = {one.id for one in counted_ballots(session, synthesis.topic_id)}
    cited = {one.contribution_id for said in every for one in said.citations}
    newest = newest_of(session, [number for number in cited if number])

    def lives(one: Citation) -> bool:
        if one.contribution_id:
            return is_readable(newest[one.contribution_id], Audience.DRAFTERS)
        if one.proposal_id:
            return one.proposal_id in proposals
        return one.ballot_id in ballots if one.ballot_id else True

    found = {}
    for said in every:
        dead = [one for one in said.citations if not lives(one)]
        gone = [
            why_gone(newest[one.contribution_id or 0])
            for one in said.citations
            if one.starts is not None and said.quotes.get(one.id or 0) is None
        ]
        bare = len(dead) == len(said.citations) and not said.statement.by_group
        if dead or gone:
            number = said.statement.id or 0
            found[number] = Loss(said.statement, list(map(name_of, dead)), gone, bare)
    return found


def bare_in(losses: dict[int, Loss]) -> int:
    """How many sentences stand on nothing any more."""
    return sum(one.bare for one in losses.values())
