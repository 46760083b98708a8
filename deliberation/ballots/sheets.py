"""The sheet of a ballot: what a paper may say. Pure; nothing is counted here.

A paper is one short text, so that every vote is one row and every counter one sum:

    agree           one answer, or the number of one option (`none`: none of them)
    17 19           several options
    17:3 19:0       a mark for each option: dots, a grade (0 is the best) or a rank (1 is the first)
    2>4             a position at first, and the last one (débat mouvant)

Options are written in the order of the sheet: two papers that say the same are the same text.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache

from deliberation.ballots.models import Choice, Consent, Method
from deliberation.errors import Refusal
from deliberation.i18n import N_

NONE = "none"  # a paper that chooses no option
MOVED = ">"
LEGIBLE = re.compile("[0-9]{1,9}(:[0-9]{1,3})?")
MOST_OPTIONS = 40
MOST_GRADES = 7
MOST_DOTS = 20
POSITIONS = 5  # from « tout à fait d'accord » to « pas du tout d'accord »


class Counting(StrEnum):
    """How a ranking is counted."""

    BORDA = "borda"
    RUN_OFF = "instant-runoff"
    SCHULZE = "schulze"


class PaperRefusal(Refusal):
    """What a ballot answers to a paper that it cannot count."""

    NOT_AN_ANSWER = N_("Choisissez une des réponses proposées.")
    ANOTHER_OPTION = N_("Une de ces réponses n'est pas dans ce vote. Rechargez la page.")
    NOTHING = N_("Il manque votre réponse.")
    TWICE = N_("La même réponse est cochée deux fois. Rechargez la page.")
    NOT_A_MARK = N_("Un de ces nombres n'est pas possible ici.")
    TOO_MANY_DOTS = N_("C'est trop de gommettes : enlevez-en avant d'envoyer.")
    TOO_MANY_HERE = N_("C'est trop de gommettes sur une même proposition : répartissez-les.")
    GRADE_MISSING = N_("Il manque une mention : donnez-en une à chaque proposition.")
    OWN_TABLE = N_(
        "Une de ces cartes vient de votre table : vos gommettes vont à celles des autres tables."
    )
    RANK_TWICE = N_("Deux propositions ont le même rang : donnez un rang différent à chacune.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one ballot lets people write. `options` are rows' numbers, in the order shown."""

    method: Method = Method.AGREEMENT
    options: tuple[int, ...] = ()
    grades: tuple[str, ...] = ()  # from the best to the worst
    dots: int = 0
    each: int = 0  # the most dots that one option takes from one person
    counting: Counting = Counting.SCHULZE
    ties: bool = True  # whether two options may have the same rank


AGREEMENT = Sheet()
ANSWERS: Mapping[Method, tuple[str, ...]] = {
    Method.AGREEMENT: tuple(Choice),
    Method.CONSENT: tuple(Consent),
    Method.MOVING: tuple(str(place) for place in range(1, POSITIONS + 1)),
}


def write_sheet(sheet: Sheet) -> str:
    """A sheet as a ballot keeps it."""
    return "" if sheet == AGREEMENT else json.dumps(asdict(sheet), separators=(",", ":"))


@lru_cache(maxsize=256)
def read_sheet(kept: str) -> Sheet:
    """The sheet that a ballot keeps; read once, however many vote."""
    if not kept:
        return AGREEMENT
    said = json.loads(kept)
    return Sheet(
        method=Method(said["method"]),
        options=tuple(said["options"]),
        grades=tuple(said["grades"]),
        dots=said["dots"],
        each=said["each"],
        counting=Counting(said["counting"]),
        ties=said["ties"],
    )


def answers_of(sheet: Sheet) -> tuple[str, ...]:
    """The texts that a paper of one single answer may be; none for the other methods."""
    if sheet.method is Method.CHOICE:
        return (*map(str, sheet.options), NONE)
    return ANSWERS.get(sheet.method, ())


def paper_of(choice: str, picks: Sequence[str], marks: Sequence[str]) -> str:
    """What a form says, as one text: one answer, the options that were ticked, or « option:mark »
    for each; a mark left empty is no mark. Whether it may be said is asked by `why_not_count`.
    """
    if marks:
        return " ".join(mark for mark in marks if not mark.endswith(":")) or NONE
    return choice or " ".join(picks) or NONE


def legible(paper: str) -> str:
    """What can be shown again of a paper that was not taken, whatever it says."""
    said = (one for one in paper.split() if LEGIBLE.fullmatch(one))
    return " ".join(said) or NONE


def settle(sheet: Sheet, paper: str) -> str:
    """The same paper in its one way of being written: options in order, no mark that says nothing.

    Only for a paper that `why_not_count` lets pass.
    """
    if sheet.method is Method.APPROVAL and paper != NONE:
        picked = {int(option) for option in paper.split()}
        return " ".join(str(option) for option in sheet.options if option in picked)
    if sheet.method in (Method.DOTS, Method.JUDGMENT, Method.RANKING):
        marks = marks_of(paper)
        if sheet.method is Method.DOTS:
            marks = {option: mark for option, mark in marks.items() if mark}
        if sheet.method is Method.RANKING:  # the order is what a paper says: 1, 1, 3 is 1, 1, 2
            ranks = {rank: place for place, rank in enumerate(sorted(set(marks.values())), 1)}
            marks = {option: ranks[rank] for option, rank in marks.items()}
        return write_marks((option, marks[option]) for option in sheet.options if option in marks)
    return paper


def write_marks(marks: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{option}:{mark}" for option, mark in marks) or NONE


def marks_of(paper: str) -> dict[int, int]:
    """The mark of each option; none for a paper that says nothing."""
    if paper == NONE:
        return {}
    pairs = (one.partition(":") for one in paper.split())
    return {int(option): int(mark) for option, _, mark in pairs}


def picks_of(paper: str) -> list[int]:
    """The options that a paper ticks."""
    return [] if paper == NONE else [int(option) for option in paper.split()]


def renumber_sheet(sheet: Sheet, number: Callable[[int], int]) -> Sheet:
    """The same sheet, once its options have other numbers."""
    return replace(sheet, options=tuple(map(number, sheet.options)))


def renumber(sheet: Sheet, paper: str, number: Callable[[int], int]) -> str:
    """The same paper, once the options of its sheet have other numbers."""
    if not sheet.options or paper == NONE:
        return paper
    pairs = (one.partition(":") for one in paper.split())
    return " ".join(f"{number(int(option))}{colon}{mark}" for option, colon, mark in pairs)


def moved(before: str | None, paper: str) -> str:
    """A position that replaces another: the first one ever taken stays."""
    first = (before or paper).partition(MOVED)[0]
    return f"{first}{MOVED}{paper}"


def why_not_own(paper: str, own: frozenset[int]) -> PaperRefusal | None:
    """None when no dot goes to what comes from her own table; for a paper of dots that counts."""
    given = (option for option, dots in marks_of(paper).items() if dots)
    return None if own.isdisjoint(given) else PaperRefusal.OWN_TABLE


def why_not_count(sheet: Sheet, paper: str) -> PaperRefusal | None:
    """None when a paper says what the sheet lets it say."""
    if answers := answers_of(sheet):
        return None if paper in answers else _why_not_answer(paper)
    if paper == NONE:
        return PaperRefusal.GRADE_MISSING if sheet.method is Method.JUDGMENT else None
    if sheet.method is Method.APPROVAL:
        return _why_not_options(sheet, paper.split())
    pairs = [one.partition(":") for one in paper.split()]
    if refusal := _why_not_options(sheet, [option for option, _, _ in pairs]):
        return refusal
    if not all(mark.isdecimal() and mark.isascii() and len(mark) < 4 for _, _, mark in pairs):
        return PaperRefusal.NOT_A_MARK
    return _why_not_marks(sheet, [int(mark) for _, _, mark in pairs])


def _why_not_answer(paper: str) -> PaperRefusal:
    if paper == NONE:
        return PaperRefusal.NOTHING
    return PaperRefusal.ANOTHER_OPTION if paper.isdecimal() else PaperRefusal.NOT_AN_ANSWER


def _why_not_options(sheet: Sheet, named: Sequence[str]) -> PaperRefusal | None:
    if not set(named) <= set(map(str, sheet.options)):
        return PaperRefusal.ANOTHER_OPTION
    return PaperRefusal.TWICE if len(set(named)) < len(named) else None


def _why_not_marks(sheet: Sheet, marks: Sequence[int]) -> PaperRefusal | None:
    match sheet.method:
        case Method.DOTS:
            if sum(marks) > sheet.dots:
                return PaperRefusal.TOO_MANY_DOTS
            return PaperRefusal.TOO_MANY_HERE if max(marks) > sheet.each else None
        case Method.JUDGMENT:
            if max(marks) >= len(sheet.grades):
                return PaperRefusal.NOT_A_MARK
            return PaperRefusal.GRADE_MISSING if len(marks) < len(sheet.options) else None
        case _:
            if not 1 <= min(marks) <= max(marks) <= len(sheet.options):
                return PaperRefusal.NOT_A_MARK
            twice = len(set(marks)) < len(marks)
            return PaperRefusal.RANK_TWICE if twice and not sheet.ties else None
