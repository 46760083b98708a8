"""Approval: each paper ticks as many options as it likes; the option ticked most wins.

Source: Brams and Fishburn, "Approval voting", American Political Science Review 72 (1978).
Ties: options ticked as often are tied; none is drawn. Blank papers count as voters, for no option.
Shapes: a profile of ticks (mark 1: approved). Steps: one `Score` for each option, in people.
"""

from deliberation.ballots.methods.result import Result, by_ticks
from deliberation.ballots.methods.shapes import Profile

NAME = "approval"


def count(papers: Profile) -> Result:
    """The option that most people approve."""
    return by_ticks(NAME, papers)
