"""Borda: an option has one point for each option that a paper puts after it; most points win.

Source: Borda, "Mémoire sur les élections au scrutin", Histoire de l'Académie royale des sciences,
1781 (issued 1784). Options tied on a paper each get the mean of the points of the places that they
share (Black, The Theory of Committees and Elections, 1958): half a point for each tied other.
Options that are not ranked are last and tied; a paper that ranks nothing changes no order.
Ties: options that have as many points are tied; none is drawn.
Shapes: rankings. Steps: one `Score` for each option, in points (halves are exact).
"""

from deliberation.ballots.methods.duels import duels
from deliberation.ballots.methods.result import Number, Result, by_score
from deliberation.ballots.methods.shapes import Rankings

NAME = "borda"


def count(papers: Rankings) -> Result:
    """The option that has the most points."""
    before = duels(papers)
    others = (len(papers.options) - 1) * papers.voters
    # Twice the points: two where it is before, one where it is tied, none where it is after.
    doubled = (others + before.sum(axis=1) - before.sum(axis=0)).tolist()
    points: list[Number] = [twice / 2 if twice % 2 else twice // 2 for twice in doubled]
    return by_score(NAME, papers.options, points, papers.voters, papers.expressed > 0)
