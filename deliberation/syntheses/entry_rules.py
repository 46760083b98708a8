"""How notes kept elsewhere enter: which lines are notes, and what is told of them. Pure."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from deliberation.assembly.models import Phase
from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.debate.privacy import findings
from deliberation.debate.rules import LONGEST_WORDS, PROPOSING
from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.text import clean

MOST_NOTES = 500  # at once: all of them are read again on one page
MOST_SIGNS = 300_000  # in all: what one page sends back, accents and all
# What a list puts before its lines: a dash or a dot, a number, a letter, a box, a heading's signs.
MARK = re.compile(
    r"(?:[\u2022\u25cf\u25aa\u25a0\u25e6\u25cb\u2023\u2043\u00b7\u27a2\u27a4\u2713\uf0b7\uf0a7\uf0d8]\s*|[-–—*]\s+|[-–—](?=[A-ZÀ-ÖØ-Þ])|o\t\s*"
    r"|\(?\d{1,3}[.)/]\s+|\(?[a-zA-Z]\)\s+|#{1,6}\s+|\[[ xX]?\]\s+)"
)


class EntryRefusal(Refusal):
    """Why notes do not enter."""

    NOT_AT_WORK = N_(
        "On n'ajoute pas de paroles à ce sujet maintenant : il n'est pas ouvert, ou il est conclu."
    )
    NOTHING = N_("Il n'y a aucune parole à faire entrer.")
    TOO_MANY = N_("Il y a {n} paroles ici, et 500 au plus entrent à la fois : coupez l'envoi.")
    TOO_MUCH = N_("Ce texte est trop long pour entrer d'un coup : coupez l'envoi en deux.")
    TOO_LONG = N_("Une parole a 1500 signes au plus. Raccourcissez {lines}, ou coupez en deux.")
    SMALL_COLLEGE = N_(
        "Ce groupe est trop petit pour être nommé à côté de ses paroles : choisissez « non dit »."
    )
    FEW_PEOPLE = N_(
        "Moins de cinq personnes de ce groupe pouvaient le dire : on reconnaîtrait quelqu'un. "
        "Choisissez « non dit »."
    )
    COLLEGE_AND_TABLE = N_(
        "Dites la table ou le groupe, pas les deux : ensemble, ils feraient reconnaître quelqu'un."
    )


class Standing(StrEnum):
    """What is to be known of a note before it enters."""

    NEW = "new"
    HELD = "held"  # it may tell who someone is: a moderator will read it first
    TWICE = "twice"  # the same words are higher in the same list
    THERE = "there"  # the same words were entered before
    TOO_LONG = "too_long"


class Note(NamedTuple):
    """One line that is proposed: its number in what was sent, and whether it is to enter."""

    number: int
    words: str
    standing: Standing
    keep: bool


def lines_of(sent: Iterable[str]) -> dict[int, str]:
    """The notes among some lines, by the number of their line, without the marks of a list."""
    told = ((number, unmarked(clean(line))) for number, line in enumerate(sent, 1))
    return {number: words for number, words in told if words}


def unmarked(line: str) -> str:
    """A line without what a list puts before it: once, and at its beginning alone."""
    found = MARK.match(f"{line} ")  # a mark that is alone has no blank behind it any more
    return line[found.end() :].strip() if found else line


def proposed(lines: dict[int, str], there: Collection[str]) -> list[Note]:
    """Each note, as it is first shown: those that are already there are not to enter."""
    seen: set[str] = set()
    notes = []
    for number, words in lines.items():
        standing = standing_of(words, seen, there)
        keep = standing not in (Standing.TWICE, Standing.THERE)
        notes.append(Note(number, words, standing, keep))
        seen.add(words)
    return notes


def standing_of(words: str, seen: Collection[str], there: Collection[str]) -> Standing:
    """What is to be known of these words, given those above and those that entered before."""
    if len(words) > LONGEST_WORDS:
        return Standing.TOO_LONG
    if words in there:
        return Standing.THERE
    if words in seen:
        return Standing.TWICE
    return Standing.HELD if findings(words) else Standing.NEW


def why_not_bring(phase: Phase) -> EntryRefusal | None:
    """What was kept elsewhere is brought to a topic that is at work."""
    return None if phase in PROPOSING else EntryRefusal.NOT_AT_WORK


def why_not_read(notes: Iterable[str]) -> EntryRefusal | None:
    """There is something to enter, and no more than can be read again on one page."""
    lengths = [len(words) for words in notes]
    if not lengths:
        return EntryRefusal.NOTHING
    if len(lengths) > MOST_NOTES:
        return EntryRefusal.TOO_MANY
    return EntryRefusal.TOO_MUCH if sum(lengths) > MOST_SIGNS else None


def why_not_keep(notes: Iterable[Note]) -> EntryRefusal | None:
    """What is kept fits in a contribution."""
    long = any(len(note.words) > LONGEST_WORDS for note in notes if note.keep)
    return EntryRefusal.TOO_LONG if long else None


def why_not_tell_college(
    college: int | None, nameable: Collection[int], people: int, table_name: str
) -> EntryRefusal | None:
    """Some words are said to come from a college only where five of its people could have said
    them, and nothing else is told of where they were.
    """
    if college is None:
        return None
    if college not in nameable:
        return EntryRefusal.SMALL_COLLEGE
    if people < SMALLEST_SHOWN:
        return EntryRefusal.FEW_PEOPLE
    return EntryRefusal.COLLEGE_AND_TABLE if table_name else None
