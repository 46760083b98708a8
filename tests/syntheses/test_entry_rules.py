"""What of some lines is a note, and what of a note may be told."""

import pytest

from deliberation.assembly.models import Phase
from deliberation.syntheses.entry_rules import (
    MOST_NOTES,
    EntryRefusal,
    Standing,
    lines_of,
    proposed,
    why_not_bring,
    why_not_read,
    why_not_tell_college,
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("- Un guichet", "Un guichet"),
        ("  •\tUn guichet", "Un guichet"),
        ("–Un guichet", "Un guichet"),
        ("* Un guichet", "Un guichet"),
        ("12) Un guichet", "Un guichet"),
        ("3. Un guichet", "Un guichet"),
        ("b) Un guichet", "Un guichet"),
        ("[x] Un guichet", "Un guichet"),
        ("## Un guichet", "Un guichet"),
        ("\uf0b7 Un guichet", "Un guichet"),
        ("- - Un guichet", "- Un guichet"),
        ("Un guichet - ouvert", "Un guichet - ouvert"),
        ("-5 degrés dans la salle", "-5 degrés dans la salle"),
        ("+ de guichets", "+ de guichets"),
        ("2024. Une année", "2024. Une année"),
        ("1,5 guichet par canton", "1,5 guichet par canton"),
        ("A. nous aide", "A. nous aide"),
        ("« - oui »", "« - oui »"),
    ],
)
def test_what_a_list_puts_before_a_line_is_taken_off_and_nothing_else(
    line: str, words: str
) -> None:
    assert lines_of([line]) == {1: words}


def test_empty_lines_are_no_notes_and_the_others_keep_their_number() -> None:
    assert lines_of(["", "  ", "Un", "-", "•", "4.", "Deux\x07"]) == {3: "Un", 7: "Deux"}


def test_each_note_says_what_is_to_be_known_of_it() -> None:
    lines = lines_of(["Un guichet", "Un guichet", "Déjà là", "Au 06 12 34 56 78", "x" * 1501])
    notes = proposed(lines, {"Déjà là"})
    assert [note.standing for note in notes] == [
        Standing.NEW,
        Standing.TWICE,
        Standing.THERE,
        Standing.HELD,
        Standing.TOO_LONG,
    ]
    assert [note.keep for note in notes] == [True, False, False, True, True]


def test_notes_enter_while_a_topic_is_at_work_and_not_too_many_at_once() -> None:
    at_work = {phase for phase in Phase if why_not_bring(phase) is None}
    assert at_work == {Phase.OPEN, Phase.CLOSED, Phase.IN_SYNTHESIS}
    assert why_not_read([]) is EntryRefusal.NOTHING
    assert why_not_read(["x"] * MOST_NOTES) is None
    assert why_not_read(["x"] * (MOST_NOTES + 1)) is EntryRefusal.TOO_MANY
    assert why_not_read(["x" * 700] * MOST_NOTES) is EntryRefusal.TOO_MUCH


def test_a_college_is_told_where_five_of_its_people_could_have_said_it() -> None:
    assert why_not_tell_college(None, set(), 0, "Les Pins") is None
    assert why_not_tell_college(1, {1}, 5, "") is None
    assert why_not_tell_college(1, {2}, 5, "") is EntryRefusal.SMALL_COLLEGE
    assert why_not_tell_college(1, {1}, 4, "") is EntryRefusal.FEW_PEOPLE
    assert why_not_tell_college(1, {1}, 9, "Les Pins") is EntryRefusal.COLLEGE_AND_TABLE
