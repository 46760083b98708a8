"""Consent: the gravest answer that anyone gave is the answer of all; one objection is enough.

Source: Endenburg, Sociocracy: the organization of decision-making, Eburon 1998: a proposal passes
when nobody has a paramount objection to it. A reserve is written down and does not block.
Ties: none. Where nobody answers there is no consent, and no winner.
Shapes: a profile of ticks whose options are the answers from the lightest to the gravest. Steps:
one `Score` for each answer, in people. The ranking has the answer of all first, the others tied.
"""

from deliberation.ballots.methods.result import Result, Score
from deliberation.ballots.methods.shapes import Profile

NAME = "consent"


def count(papers: Profile) -> Result:
    """The gravest answer given."""
    ticks = [row[1] for row in papers.counts]
    steps = tuple(Score(answer, n) for answer, n in zip(papers.options, ticks, strict=True))
    given = [answer for answer, n in zip(papers.options, ticks, strict=True) if n]
    gravest = tuple(given[-1:])
    others = tuple(answer for answer in papers.options if answer not in gravest)
    ranking = tuple(tier for tier in (gravest, others) if tier)
    return Result(NAME, papers.voters, gravest, ranking, steps)
