"""Dots (gommettes): each paper shares at most n dots, at most m on one option; most dots win.

Source: cumulative voting with a cap, as facilitators practise it ("dotmocracy"); Glasser, "Game
theory and cumulative voting for corporate directors", Management Science 5 (1959), for its theory.
What a paper may hold is asked by `sheets.why_not_count`: nothing is cut down here.
Ties: options that hold as many dots are tied; none is drawn.
Shapes: a profile whose mark k is k dots. Steps: one `Score` for each option, in dots.
"""

from deliberation.ballots.methods.result import Result, by_score
from deliberation.ballots.methods.shapes import Profile

NAME = "dots"


def count(papers: Profile) -> Result:
    """The option that holds the most dots."""
    dots = [sum(mark * people for mark, people in enumerate(row)) for row in papers.counts]
    return by_score(NAME, papers.options, dots, papers.voters, any(dots))
