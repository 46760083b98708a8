"""Degree of agreement: each paper gives one of five answers to one proposal.

Definition: our own five positions (agree, agree if…, disagree, unsure, no answer), each counted
for itself: nothing is averaged, and no answer is turned into another. Whether a threshold is
reached is asked of the ballot, not here. Conditions of « d'accord si… » are words, kept elsewhere.
Ties: answers given as often are tied.
Shapes: a profile of ticks whose options are the answers. Steps: one `Score` for each, in people.
"""

from deliberation.ballots.methods.result import Result, by_ticks
from deliberation.ballots.methods.shapes import Profile

NAME = "agreement"


def count(papers: Profile) -> Result:
    """The answer that most people give, and how many give each."""
    return by_ticks(NAME, papers)
