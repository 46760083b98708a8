"""From the papers of a ballot to the result of its method. Pure: no database, no college.

The papers are those that `sheets.why_not_count` lets pass, each with how many people gave it.
"""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

import numpy as np

from deliberation.ballots.methods import METHODS, OF_RANKINGS, Papers
from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import UNRANKED, Profile, Rankings, ticked
from deliberation.ballots.models import Method
from deliberation.ballots.sheets import ANSWERS, MOVED, NONE, POSITIONS, Sheet

Given = Mapping[str, int]  # papers, and how many people gave each
MOMENTS = ("first", "last")  # the two questions of a moving debate
AT_ONCE = 4096

COUNTED_BY: Mapping[Method, tuple[str, ...]] = {
    Method.AGREEMENT: ("agreement", "plurality"),
    Method.CHOICE: ("plurality",),
    Method.APPROVAL: ("approval",),
    Method.DOTS: ("dots",),
    Method.JUDGMENT: ("majority-judgment",),
    Method.RANKING: OF_RANKINGS,
    Method.CONSENT: ("consent", "plurality"),
    Method.MOVING: ("moving",),
}


def count(sheet: Sheet, words: Mapping[int, str], given: Given) -> Result:
    """The result of a ballot by its own method; `words` are those of its options."""
    ranked = sheet.method is Method.RANKING
    return METHODS[sheet.counting if ranked else COUNTED_BY[sheet.method][0]](
        brought_together(sheet, words, given)
    )


def brought_together(sheet: Sheet, words: Mapping[int, str], given: Given) -> Papers:
    """The papers in the shape that the sheet's methods count."""
    voters = sum(given.values())
    options = tuple(words[option] for option in sheet.options)
    match sheet.method:
        case Method.RANKING:
            return rankings_of(sheet, options, given)
        case Method.DOTS | Method.JUDGMENT:
            return _marked(sheet, options, given, voters)
        case Method.MOVING:
            return _moved(given, voters)
        case Method.CHOICE | Method.APPROVAL:
            ticks = tokens(given)
            return ticked(options, [ticks[str(option)] for option in sheet.options], voters)
        case method:
            answers = ANSWERS[method]
            return ticked(answers, [given.get(answer, 0) for answer in answers], voters)


def tokens(given: Given) -> Tally[str]:
    """How many people wrote each word of their papers."""
    once = (paper for paper, people in given.items() if people == 1)
    found: Tally[str] = Tally(chain.from_iterable(map(str.split, once)))
    for paper, people in given.items():
        if people > 1:
            for word in paper.split():
                found[word] += people
    return found


def marks_of_sheet(sheet: Sheet) -> tuple[str, ...]:
    """The names of the marks that an option of this sheet may have, from mark 0."""
    match sheet.method:
        case Method.JUDGMENT:
            return sheet.grades
        case Method.DOTS:
            return tuple(str(number) for number in range(sheet.each + 1))
        case Method.MOVING:
            return tuple(str(place) for place in range(1, POSITIONS + 1))
        case _:
            return ("0", "1")


def _marked(sheet: Sheet, options: tuple[str, ...], given: Given, voters: int) -> Profile:
    """An option without a mark has no dot, or the worst grade."""
    names, found = marks_of_sheet(sheet), tokens(given)
    silent = 0 if sheet.method is Method.DOTS else len(names) - 1
    rows = []
    for option in sheet.options:
        row = [found[f"{option}:{mark}"] for mark in range(len(names))]
        row[silent] += voters - sum(row)
        rows.append(tuple(row))
    return Profile(options, names, tuple(rows), voters)


def _moved(given: Given, voters: int) -> Profile:
    rows = [[0] * POSITIONS for _ in MOMENTS]
    for paper, people in given.items():
        for row, position in zip(rows, paper.split(MOVED), strict=True):
            row[int(position) - 1] += people
    names = tuple(str(place) for place in range(1, POSITIONS + 1))
    return Profile(MOMENTS, names, tuple(map(tuple, rows)), voters)


def rankings_of(sheet: Sheet, options: tuple[str, ...], given: Given) -> Rankings:
    """The places of each option on each paper; read by numpy, for there may be millions."""
    order = np.argsort(sheet.options)
    numbers = np.array(sheet.options, np.int64)[order]
    places = np.full((len(options), len(given)), UNRANKED, np.uint16)
    start = 0
    for papers in _pieces(given):
        written = ["" if paper == NONE else paper for paper in papers]
        marks = np.fromstring(" ".join(written).replace(":", " "), np.int64, sep=" ")
        lengths = [paper.count(":") for paper in written]
        people = np.repeat(np.arange(start, start + len(papers)), lengths)
        places[order[np.searchsorted(numbers, marks[0::2])], people] = marks[1::2]
        start += len(papers)
    return Rankings(options, places, np.fromiter(given.values(), np.int64, len(given)))


def _pieces(papers: Iterable[str]) -> Iterator[list[str]]:
    all_papers = iter(papers)
    while piece := list(islice(all_papers, AT_ONCE)):
        yield piece
