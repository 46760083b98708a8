"""The papers of a ballot as they are published: anonymous, without college, in no one's order.

A `.jsonl` file, one JSON object a line. The first says what was asked:

    {"format": "bulletins/1", "question": "…", "method": "ranking", "counting": "schulze",
     "ties": true, "grades": [], "dots": 0, "each": 0, "voters": 12,
     "options": [{"id": "17", "name": "…"}, …]}

`options` are those of the sheet; of a single answer or a moving debate, its answers. Where a whole
paper must be kept to be counted (rankings, one answer), each line is one paper as `sheets.py`
writes it, and how many people gave it. Elsewhere a whole paper would be nearly a signature: each
option is a question of its own, and a line says how many gave it a mark (a tick is 1, a grade 0 is
the best one; a moving debate asks "first" and "last", and positions begin at 0):

    {"paper": "17:1 19:2", "people": 3}
    {"question": "17", "mark": 0, "people": 3}

Lines are sorted by what they say, which tells nothing of who said it, or when.
"""

import json
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from deliberation.ballots.counting import COUNTED_BY, MOMENTS, Given, brought_together
from deliberation.ballots.counting import marks_of_sheet as marks_of
from deliberation.ballots.methods import Papers
from deliberation.ballots.methods.shapes import Profile
from deliberation.ballots.models import Method
from deliberation.ballots.papers.reading import FileRefusal, Line, PaperFile, Unreadable
from deliberation.ballots.questions import questions_of
from deliberation.ballots.sheets import ANSWERS, Counting, Sheet, why_not_count
from deliberation.i18n import N_, gettext

FORMAT = "bulletins/1"
MOST_MARKS = 256
SPLIT = (Method.APPROVAL, Method.DOTS, Method.JUDGMENT, Method.MOVING)
PUBLISHED = N_("les bulletins publiés d'un vote")


def publish(question: str, sheet: Sheet, words: Mapping[int, str], given: Given) -> Iterator[str]:
    """The lines of the file; `words` are those of the options."""
    yield _line(
        format=FORMAT,
        question=question,
        method=sheet.method,
        counting=sheet.counting,
        ties=sheet.ties,
        grades=sheet.grades,
        dots=sheet.dots,
        each=sheet.each,
        voters=sum(given.values()),
        options=[{"id": id, "name": name} for id, name in _named(sheet, words).items()],
    )
    if sheet.method not in SPLIT:
        for paper, people in sorted(given.items()):
            yield _line(paper=paper, people=people)
        return
    profile = brought_together(sheet, words, given)
    assert isinstance(profile, Profile)
    for asked, row in zip(_questions(sheet), profile.counts, strict=True):
        for mark, people in enumerate(row):
            if people:
                yield _line(question=asked, mark=mark, people=people)


def _named(sheet: Sheet, words: Mapping[int, str]) -> dict[str, str]:
    """What the options, or the answers, are called."""
    if answers := ANSWERS.get(sheet.method):
        labels = questions_of(sheet, words)[0].answers
        return {id: answer.label for id, answer in zip(answers, labels, strict=True)}
    return {str(option): words[option] for option in sheet.options}


def _questions(sheet: Sheet) -> tuple[str, ...]:
    return MOMENTS if sheet.method is Method.MOVING else tuple(map(str, sheet.options))


def _line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def read(lines: Iterator[Line]) -> PaperFile:
    """What a published file says."""
    try:
        header = json.loads(next(lines)[1])
        sheet, names = _sheet(header)
        said = _whole_number(header["voters"])
    except (StopIteration, KeyError, TypeError, ValueError):
        raise Unreadable(FileRefusal.NOT_OURS, 1) from None
    first = next(lines, None)
    split = "question" in _object(first) if first else sheet.method in SPLIT
    papers = (_split if split else _whole)(sheet, names, _all(first, lines), said)
    return PaperFile(gettext(PUBLISHED), dict.fromkeys(COUNTED_BY[sheet.method], papers))


def _sheet(header: Mapping[str, Any]) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet that a first line describes, and the names of its options or answers."""
    if header["format"] != FORMAT:
        raise ValueError
    method, options = Method(header["method"]), header["options"]
    ids, names = [str(one["id"]) for one in options], tuple(str(one["name"]) for one in options)
    answers = ANSWERS.get(method)
    if len(set(ids)) < len(ids) or (answers and tuple(ids) != answers):
        raise ValueError
    if max(len(header["grades"]), _whole_number(header["each"])) > MOST_MARKS:
        raise ValueError
    sheet = Sheet(
        method=method,
        options=() if answers else tuple(map(_written_number, ids)),
        grades=tuple(map(str, header["grades"])),
        dots=_whole_number(header["dots"]),
        each=_whole_number(header["each"]),
        counting=Counting(header["counting"]),
        ties=header["ties"] is True,
    )
    return sheet, names


def _whole_number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value


def _written_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError
    return int(text)


def _all(first: Line | None, lines: Iterator[Line]) -> Iterator[tuple[int, dict[str, Any], int]]:
    """The number, the object and the people of each line."""
    while first is not None:
        said = _object(first)
        people = said.get("people")
        if type(people) is not int or people < 1:
            raise Unreadable(FileRefusal.NOT_A_LINE, first[0])
        yield first[0], said, people
        first = next(lines, None)


def _object(line: Line) -> dict[str, Any]:
    try:
        said = json.loads(line[1])
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Unreadable(FileRefusal.NOT_A_LINE, line[0])
    return said


Rows = Iterator[tuple[int, dict[str, Any], int]]


def _whole(sheet: Sheet, names: tuple[str, ...], rows: Rows, voters: int) -> Papers:
    given: Tally[str] = Tally()
    for line, said, people in rows:
        paper = said.get("paper")
        if not isinstance(paper, str) or sheet.method is Method.MOVING:
            raise Unreadable(FileRefusal.MIXED, line)
        if paper not in given and (refusal := why_not_count(sheet, paper)):
            raise Unreadable(refusal, line)
        given[paper] += people
    if voters != given.total():
        raise Unreadable(FileRefusal.VOTERS, said=voters, found=given.total())
    papers = brought_together(sheet, dict(zip(sheet.options, names, strict=False)), given)
    if isinstance(papers, Profile) and sheet.method in ANSWERS:
        return replace(papers, options=names)
    return papers


def _split(sheet: Sheet, names: tuple[str, ...], rows: Rows, voters: int) -> Papers:
    """Each question's own counts; all the people have answered each of them."""
    questions, marks = _questions(sheet), marks_of(sheet)
    counts = {question: [0] * len(marks) for question in questions}
    for line, said, people in rows:
        question, mark = said.get("question"), said.get("mark")
        if not isinstance(question, str) or sheet.method not in SPLIT:
            raise Unreadable(FileRefusal.MIXED, line)
        if question not in counts or type(mark) is not int or not 0 <= mark < len(marks):
            raise Unreadable(FileRefusal.UNKNOWN_OPTION, line)
        counts[question][mark] += people
    for row in counts.values():
        if sum(row) != voters:
            raise Unreadable(FileRefusal.VOTERS, said=voters, found=sum(row))
    moving = sheet.method is Method.MOVING
    table = tuple(tuple(counts[question]) for question in questions)
    return Profile(MOMENTS if moving else names, names if moving else marks, table, voters)
