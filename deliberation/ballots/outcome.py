"""What a count decides, and how it is said: only where the law of small groups lets it be told."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from deliberation.ballots.counting import brought_together, count, rankings_of
from deliberation.ballots.disclosure import Counts, Disclosure, Shown, disclose, disclose_whole
from deliberation.ballots.methods.duels import duels
from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Profile
from deliberation.ballots.models import Consent, Method
from deliberation.ballots.questions import Question, Tallies, questions_of
from deliberation.ballots.sheets import MOVED, Counting, Sheet
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.text import sequence

FIRST = N_("{names} arrive en tête{how}.")
FIRST_TIED = N_("{names} arrivent en tête, à égalité{how}.")
NO_WINNER = N_("Aucune réponse n'a été choisie.")
HOW = {
    Counting.SCHULZE: N_(" : aucune autre ne la bat en duel"),
    Counting.RUN_OFF: N_(", une fois les autres éliminées"),
    Counting.BORDA: N_(" par le nombre de points"),
}
CONSENT_SAID = {
    Consent.NO_OBJECTION: N_("Personne ne s'y oppose : il y a consentement."),
    Consent.RESERVE: N_("Personne ne s'y oppose : il y a consentement, avec des réserves à noter."),
    Consent.OBJECTION: N_("Il y a une objection au moins : le texte est à revoir."),
}
# Their options are tied to each other on each paper: shown by college, they would tell too much
# where a college is small.
MARKED = (Method.APPROVAL, Method.DOTS, Method.JUDGMENT)
TOGETHER = (Method.DOTS, Method.RANKING)


class Outcome(NamedTuple):
    """What may be told: each question in the order to show, and the count where it is exact."""

    told: tuple[tuple[Question, Disclosure], ...]
    result: Result | None
    sentence: str

    @property
    def main(self) -> tuple[Question, Disclosure]:
        return self.told[0]


def outcome(
    sheet: Sheet, words: Mapping[int, str], papers: Tallies, compared: bool = True
) -> Outcome:
    """What may be told of these papers; colleges only where they are `compared`."""
    asked = questions_of(sheet, words)
    told = [
        (one, _told(sheet, counts, compared))
        for one, counts in zip(asked, tables(sheet, words, asked, papers), strict=True)
    ]
    whole = sum((Tally(said) for said in papers.values()), Tally[str]())
    if not all(one.total.shown is Shown.EXACT for _, one in told) or _telling(sheet, words, papers):
        return Outcome(tuple(told), None, "")
    result = count(sheet, words, whole)
    if len(told) > 1 and sheet.method is not Method.MOVING:
        places = {name: place for place, name in enumerate(sum(result.ranking, ()))}
        told.sort(key=lambda one: places[one[0].label])
    return Outcome(tuple(told), result, say(sheet, result, whole))


def tables(
    sheet: Sheet, words: Mapping[int, str], asked: Sequence[Question], papers: Tallies
) -> list[dict[int, Counts]]:
    """People by group and answer, for each question; where each option is marked on its own, all
    at once, for there may be many papers.
    """
    if sheet.method not in MARKED:
        return [one.tally(papers) for one in asked]
    found: list[dict[int, Counts]] = [{} for _ in asked]
    for group, said in papers.items():
        profile = brought_together(sheet, words, said)
        assert isinstance(profile, Profile)
        for table, row in zip(found, profile.counts, strict=True):
            table[group] = row[::-1] if sheet.method is Method.APPROVAL else row
    return found


def _told(sheet: Sheet, counts: Mapping[int, Counts], compared: bool) -> Disclosure:
    told = disclose(counts)
    exact = all(row.shown is not Shown.BANDED for row in told.groups.values())
    if compared and (exact or sheet.method not in TOGETHER):
        return told
    return Disclosure(told.voters, disclose_whole(counts), {})


def _telling(sheet: Sheet, words: Mapping[int, str], papers: Tallies) -> bool:
    """Whether a ranking's duels would tell what nearly everyone says of two options."""
    if sheet.method is not Method.RANKING:
        return False
    names = tuple(words[option] for option in sheet.options)
    fought = {}
    for group, said in papers.items():
        fought[group] = duels(rankings_of(sheet, names, said)), sum(said.values())
    return any(
        disclose_whole(
            {group: _duel(before, voters, *pair) for group, (before, voters) in fought.items()}
        ).shown
        is not Shown.EXACT
        for pair in combinations(range(len(names)), 2)
    )


def _duel(before: NDArray[np.int64], voters: int, one: int, other: int) -> Counts:
    """People who put the one before, the other before, or neither."""
    first, second = int(before[one, other]), int(before[other, one])
    return first, second, voters - first - second


def say(sheet: Sheet, result: Result, whole: Mapping[str, int]) -> str:
    """What is decided, in one sentence."""
    match sheet.method:
        case Method.AGREEMENT:
            return ""
        case Method.CONSENT:
            return gettext(CONSENT_SAID[Consent(result.winners[0])])
        case Method.MOVING:
            return moves(whole)
        case _:
            return first(sheet, result)


def first(sheet: Sheet, result: Result) -> str:
    """Which option comes first, or which ones together."""
    if not result.winners:
        return gettext(NO_WINNER)
    how = gettext(HOW[sheet.counting]) if sheet.method is Method.RANKING else ""
    words = FIRST if len(result.winners) == 1 else FIRST_TIED
    return gettext(words).format(names=sequence([f"« {one} »" for one in result.winners]), how=how)


def moves(whole: Mapping[str, int]) -> str:
    """How many people stand elsewhere than at first, where that may be told."""
    still = sum(times for paper, times in whole.items() if len(set(paper.split(MOVED))) == 1)
    moved = sum(whole.values()) - still
    if disclose_whole({0: (moved, still)}).shown is not Shown.EXACT:
        return ""
    said = ngettext(
        N_("{n} personne a changé de position."), N_("{n} personnes ont changé de position."), moved
    )
    return said.format(n=number(moved))
