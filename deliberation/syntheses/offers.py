"""What a sentence is offered to cite: beside it in lists, or as its writer types an « @ »."""

from collections.abc import Collection
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import ColumnElement
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
MOST_SHOWN = 60  # beside a sentence; beyond, one searches


class Shelf(NamedTuple):
    """The first words of a kind, and how many there are of it."""

    rows: list[Contribution]
    total: int


class Offer(NamedTuple):
    """The words offered to a statement: ticked, waiting, then those that found their place."""

    ticked: list[Contribution]
    waiting: Shelf
    placed: Shelf


class Found(NamedTuple):
    """One thing that may be cited, as it is shown to who looks for it."""

    kind: str
    number: int
    words: str

    @property
    def name(self) -> str:
        return gettext(NAMES[self.kind]).format(n=self.number)


def offer(
    session: Session, topic_id: int, chosen: Collection[int], covered: Coverage, search: str
) -> Offer:
    """What is ticked always stays in sight; of the rest, the first ones that hold every word of the
    search (a word may be a number). Only those that are shown are read: a topic may be long.
    """
    told = listed(topic_id, Audience.DRAFTERS, {ContributionState.SHOWN}).order_by(
        col(Contribution.id)
    )
    held = told.where(*(_holds(stem) for stem in stems(search)))
    rows = session.connection().execute(held.with_only_columns(col(Contribution.id)))
    found = [number for (number,) in rows if number and number not in chosen]
    waiting = [number for number in found if number in covered.untouched]
    placed = [number for number in found if number not in covered.untouched]
    wanted = {*chosen, *waiting[:MOST_SHOWN], *placed[:MOST_SHOWN]}
    read = {one.id: one for one in session.exec(told.where(col(Contribution.id).in_(wanted)))}

    def shelf(numbers: list[int]) -> Shelf:
        return Shelf([read[number] for number in numbers[:MOST_SHOWN]], len(numbers))

    ticked = [one for number, one in read.items() if number in chosen]
    return Offer(ticked, shelf(waiting), shelf(placed))


def _holds(stem: str) -> ColumnElement[bool]:
    held = col(Contribution.stems).contains(f" {stem} ")
    return held | (col(Contribution.id) == int(stem[:9])) if stem.isdecimal() else held


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
