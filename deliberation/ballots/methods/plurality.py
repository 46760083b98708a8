"""Choice (plurality): each paper names one option; the option named most wins.

Source: Brandt, Conitzer, Endriss, Lang, Procaccia (eds), Handbook of Computational Social Choice,
Cambridge 2016, chapter 2. Of a ranking, its first place is counted; a paper that puts several
options first names none of them.
Ties: options named as often are tied; none is drawn. Blank papers count as voters, for no option.
Shapes: a profile of ticks (mark 1: named), or rankings. Steps: one `Score` for each option, people.
"""

from deliberation.ballots.methods.result import Result, by_ticks
from deliberation.ballots.methods.shapes import Profile, Rankings, first_choices, ticked

NAME = "plurality"


def count(papers: Profile | Rankings) -> Result:
    """The option that most people name."""
    if isinstance(papers, Profile):
        return by_ticks(NAME, papers)
    firsts = first_choices(papers.compact(), papers.times)
    return by_ticks(NAME, ticked(papers.options, firsts, papers.voters))
