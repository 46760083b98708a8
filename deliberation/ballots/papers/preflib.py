"""Files of PrefLib (Mattei and Walsh, "PrefLib: a library for preferences", 2013), read strictly.

Headers first, `# NUMBER ALTERNATIVES: 4` and `# ALTERNATIVE NAME 1: …`; then one line for each
different paper, how many people gave it and what it says:

    .soc .soi   60: 3,1,2,4       a ranking, complete or not, without ties
    .toc .toi   12: 3,{1,2},4     a ranking, complete or not, where braces are ties
    .cat        13: 6,{1,2,5},{}  the options of each category, from the best one

Rankings are counted by first places, Borda, run-off and Schulze; categories are grades, and where
there are one or two of them, the first is an approval. An option in no category has the last one.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from deliberation.ballots.methods import OF_RANKINGS, Papers
from deliberation.ballots.methods.shapes import UNRANKED, Profile, Rankings, ticked
from deliberation.ballots.papers.reading import FileRefusal, Line, PaperFile, Unreadable
from deliberation.i18n import N_, gettext

STRICT, COMPLETE = ("soc", "soi"), ("soc", "toc")
KINDS = ("soc", "soi", "toc", "toi", "cat")
RANKED = N_("des classements")
SORTED = N_("des choix rangés en catégories")

HEADER = re.compile(r"#\s*([A-Z][A-Z ]*?)(?:\s+([0-9]{1,9}))?\s*:\s*(.*)")
NAMED = ("DATA TYPE", "NUMBER ALTERNATIVES", "NUMBER VOTERS", "NUMBER CATEGORIES")
NUMBERED = ("ALTERNATIVE NAME", "CATEGORY NAME")
ONE = "[0-9]{1,9}"
SEVERAL = rf"\{{{ONE}(?:,{ONE})*\}}"
ORDER = re.compile(rf"({ONE}):((?:{ONE}|{SEVERAL})(?:,(?:{ONE}|{SEVERAL}))*|)")
ANY = rf"(?:{ONE}|{SEVERAL}|\{{\}})"
CATEGORIES = re.compile(rf"({ONE}):({ANY}(?:,{ANY})*|)")
GROUP = re.compile(rf"{ONE}|\{{[^}}]*\}}")
BRACES = re.compile(r"\{([^}]*)\}")
AT_ONCE = 4096
MOST_CATEGORIES = 256


class Paper(NamedTuple):
    """One line of votes."""

    line: int
    people: int
    said: str


class Headers:
    """What the first lines say, of all that they may say, that a count needs."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], str] = {}

    def add(self, line: int, text: str) -> None:
        if not (found := HEADER.fullmatch(text)):
            return
        name, number, value = found[1], found[2] or "", found[3]
        if name not in (NUMBERED if number else NAMED):
            return
        if (name, number) in self._values:
            raise Unreadable(FileRefusal.HEADER_TWICE, line, header=f"{name} {number}".strip())
        self._values[name, number] = value

    def get(self, name: str) -> str:
        return self._values.get((name, ""), "")

    def number(self, name: str) -> int:
        value = self.get(name)
        if not value:
            raise Unreadable(FileRefusal.HEADER_MISSING, header=name)
        if not re.fullmatch(ONE, value):
            raise Unreadable(FileRefusal.NOT_A_NUMBER, header=name)
        return int(value)

    def names(self, name: str, number: int) -> tuple[str, ...]:
        """The names numbered from 1 to `number`, all of them."""
        found = []
        for place in range(1, number + 1):
            if (value := self._values.get((name, str(place)))) is None:
                raise Unreadable(FileRefusal.HEADER_MISSING, header=f"{name} {place}")
            found.append(value)
        return tuple(found)


def read(kind: str, lines: Iterator[Line]) -> PaperFile:
    """What a file of this kind says; `kind` is how its name ends."""
    headers = Headers()
    first = next((row for row in _after(headers, lines)), None)
    said = headers.get("DATA TYPE") or kind
    if said != kind:
        raise Unreadable(FileRefusal.ANOTHER_KIND, said=said, named=kind)
    number = headers.number("NUMBER ALTERNATIVES")
    if number >= UNRANKED:
        raise Unreadable(FileRefusal.NOT_A_NUMBER, header="NUMBER ALTERNATIVES")
    options = headers.names("ALTERNATIVE NAME", number)
    papers = _papers(CATEGORIES if kind == "cat" else ORDER, first, lines)
    if kind == "cat":
        names = headers.names("CATEGORY NAME", headers.number("NUMBER CATEGORIES"))
        return _sorted(options, names, papers, headers)
    return _ranked(kind, options, papers, headers)


def _after(headers: Headers, lines: Iterator[Line]) -> Iterator[Line]:
    for line, text in lines:
        if not text.startswith("#"):
            yield line, text
            return
        headers.add(line, text)


def _papers(pattern: re.Pattern[str], first: Line | None, lines: Iterator[Line]) -> Iterator[Paper]:
    while first is not None:
        line, text = first
        if text.startswith("#"):
            raise Unreadable(FileRefusal.HEADER_LATE, line)
        found = pattern.fullmatch(text.replace(" ", ""))
        if not found or not int(found[1]):
            raise Unreadable(FileRefusal.NOT_A_LINE, line)
        yield Paper(line, int(found[1]), found[2])
        first = next(lines, None)


def _check_voters(headers: Headers, found: int) -> None:
    if headers.get("NUMBER VOTERS") and (said := headers.number("NUMBER VOTERS")) != found:
        raise Unreadable(FileRefusal.VOTERS, said=said, found=found)


def _ranked(
    kind: str, options: tuple[str, ...], papers: Iterator[Paper], headers: Headers
) -> PaperFile:
    places, people = [np.empty((len(options), 0), np.uint16)], []
    while piece := list(islice(papers, AT_ONCE)):
        places.append(_places(kind, len(options), piece))
        people += [paper.people for paper in piece]
    found = Rankings(options, np.concatenate(places, axis=1), np.array(people, np.int64))
    _check_voters(headers, found.voters)
    return PaperFile(gettext(RANKED), dict.fromkeys(OF_RANKINGS, found))


def _places(kind: str, number: int, papers: list[Paper]) -> NDArray[np.uint16]:
    """The places of some papers, shape (options, papers); numpy reads them, for speed.

    In braces, every number but the first is written as a negative one: it goes no place further.
    """
    said = [BRACES.sub(lambda tie: tie[1].replace(",", ",-"), paper.said) for paper in papers]
    lengths = np.array([one.count(",") + 1 if one else 0 for one in said])
    numbers = np.fromstring(",".join(filter(None, said)), np.int64, sep=",")
    paper = np.repeat(np.arange(len(papers)), lengths)
    option, further = np.abs(numbers) - 1, numbers >= 0
    _refuse(papers, paper[(option < 0) | (option >= number)], FileRefusal.UNKNOWN_OPTION)
    if kind in STRICT:
        _refuse(papers, paper[~further], FileRefusal.TIED)
    running = np.cumsum(further)
    before = np.concatenate(([0], running))[np.cumsum(lengths) - lengths]
    places = np.full((number, len(papers)), UNRANKED, np.uint16)
    places[option, paper] = running - before[paper]
    ranked = (places < UNRANKED).sum(axis=0)
    _refuse(papers, np.flatnonzero(ranked != lengths), FileRefusal.TWICE)
    if kind in COMPLETE:
        _refuse(papers, np.flatnonzero(ranked < number), FileRefusal.INCOMPLETE)
    return places


def _refuse(papers: list[Paper], wrong: NDArray[np.intp], reason: FileRefusal) -> None:
    if wrong.size:
        raise Unreadable(reason, papers[wrong[0]].line)


def _sorted(
    options: tuple[str, ...], names: tuple[str, ...], papers: Iterator[Paper], headers: Headers
) -> PaperFile:
    if not 0 < len(names) <= MOST_CATEGORIES:
        raise Unreadable(FileRefusal.NOT_A_NUMBER, header="NUMBER CATEGORIES")
    numbers = [str(number) for number in range(1, len(options) + 1)]
    found = [dict.fromkeys(numbers, 0) for _ in names]
    voters = 0
    for paper in papers:
        voters += paper.people
        for row, category in zip(found, _categories(paper, found), strict=False):
            for number in category:
                row[number] += paper.people
    counts = [[row[number] for row in found] for number in numbers]
    _check_voters(headers, voters)
    shapes: dict[str, Papers] = {}
    if len(names) <= 2:
        shapes["approval"] = ticked(options, [row[0] for row in counts], voters)
    for grades in counts:
        grades[-1] += voters - sum(grades)
    if len(names) > 1:
        shapes["majority-judgment"] = Profile(options, names, tuple(map(tuple, counts)), voters)
    return PaperFile(gettext(SORTED), shapes)


def _categories(paper: Paper, found: list[dict[str, int]]) -> list[list[str]]:
    """The numbers of the options in each category of a paper, from the first."""
    groups = [
        [] if group == "{}" else group.strip("{}").split(",") for group in GROUP.findall(paper.said)
    ]
    named = list(chain.from_iterable(groups))
    if len(groups) > len(found):
        raise Unreadable(FileRefusal.TOO_MANY_CATEGORIES, paper.line)
    if not found[0].keys() >= set(named):
        raise Unreadable(FileRefusal.UNKNOWN_OPTION, paper.line)
    if len(set(named)) < len(named):
        raise Unreadable(FileRefusal.TWICE, paper.line)
    return groups
