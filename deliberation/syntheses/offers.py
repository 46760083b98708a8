"""What a sentence is offered to cite: beside it in lists, or as its writer types an « @ »."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from sqlmodel import Session, col

from deliberation.debate.commands import listed
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.proposals import proposals_of
from deliberation.debate.rules import Audience
from deliberation.i18n import gettext
from deliberation.stems import stemmed, stems
from deliberation.syntheses.citing import Written
from deliberation.syntheses.clusters.reading import Gathered
from deliberation.syntheses.rules import Coverage
from deliberation.syntheses.sources import NAMES, counted_ballots

MOST_WORDS, MOST_OTHERS = 6, 3


class Offer(NamedTuple):
    """The words offered to a statement: ticked, waiting, then those that found their place."""

    ticked: list[Contribution]
    waiting: list[Contribution]
    placed: list[Contribution]


class Found(NamedTuple):
    """One thing that may be cited, as it is shown to who looks for it."""

    kind: str
    number: int
    words: str

    @property
    def name(self) -> str:
        return gettext(NAMES[self.kind]).format(n=self.number)


def offer(
    told: Collection[Contribution], chosen: Collection[int], covered: Coverage, search: str
) -> Offer:
    """What is ticked always stays in sight; of the rest, what holds every word of the search."""
    wanted = [f" {stem} " for stem in stems(search)]
    ticked, found = [], []
    for one in told:
        text = f" {one.id}{one.stems}"
        if one.id in chosen:
            ticked.append(one)
        elif all(word in text for word in wanted):
            found.append(one)
    waiting = [one for one in found if one.id in covered.untouched]
    return Offer(ticked, waiting, [one for one in found if one not in waiting])


def with_theme(written: Written, themes: Collection[Gathered], chosen: int) -> Written:
    """The same, standing on all the words of a theme too, if one of these is chosen."""
    joined = [number for one in themes if one.cluster.id == chosen for number in one.numbers]
    every = (*written.contributions, *joined)
    return replace(written, contributions=tuple(dict.fromkeys(every)))


def found_for(session: Session, topic_id: int, search: str) -> list[Found]:
    """A few things that hold these words, of which the last may be half typed; a number finds the
    contribution that bears it.
    """
    wanted = [f" {stem} " for stem in stems(search)]
    if wanted and not search.endswith(" "):
        wanted[-1] = wanted[-1].rstrip()
    told = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN})
    if search.strip().isdecimal():
        told = told.where(Contribution.id == int(search.strip()[:9]))
    else:
        told = told.where(*(col(Contribution.stems).contains(stem) for stem in wanted))
    words = session.exec(told.order_by(col(Contribution.id)).limit(MOST_WORDS))

    def holds(text: str) -> bool:
        return all(stem in stemmed(text) for stem in wanted)

    proposals = proposals_of(session, topic_id, with_merged=True)
    held = [one for one in proposals if holds(f"{one.title} {one.words}")]
    counted = [one for one in counted_ballots(session, topic_id) if holds(one.question)]
    return [
        *(Found("contribution", one.id or 0, one.words) for one in words),
        *(Found("proposal", one.proposal_id, one.title or one.words) for one in held[:MOST_OTHERS]),
        *(Found("ballot", one.id or 0, one.question) for one in counted[:MOST_OTHERS]),
    ]
