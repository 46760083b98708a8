"""What is told in short is in the tree: nothing is averaged away, and each vote has its groups."""

from deliberation.ballots.results import HOW_DIFFERENT
from deliberation.documents import tree
from deliberation.i18n import gettext
from deliberation.syntheses.models import Purpose
from deliberation.syntheses.short import MOST_SIGNS, can_be_short, page_of, slides_of
from tests.documents.world import a_document, a_picture

VOTE = tree.Picture(a_picture().svg, "Une barre.", "Un guichet ?", "La plupart.", "ballot:3")
WORDS = "Venir sans prévenir, non."


def said(text: str, *keys: str) -> tree.Paragraph:
    return tree.Paragraph(text, keys or ("rédaction du groupe",), keys or ("group",))


def a_text(*sections: tree.Section, facts: tuple[tuple[str, str], ...] = ()) -> tree.Document:
    return a_document(sections=sections, facts=facts)


def section(purpose: Purpose, *blocks: tree.Block) -> tree.Section:
    return tree.Section(purpose.value.capitalize(), 1, blocks, purpose)


def headings(document: tree.Document) -> list[str]:
    return [slide.heading for slide in slides_of(document).slides]


RECOMMENDED = a_text(
    section(Purpose.ESSENTIAL, said("Un guichet. Partout !"), VOTE, tree.Table("x", ("a",), ())),
    section(Purpose.RECOMMENDATIONS, said("Un guichet.", "ballot:3", "ballot:4"), said("Relire.")),
    facts=(
        ("ballot:3", "La plupart sont d'accord."),
        ("group:3", "professionnels : 9 « d'accord »"),
        ("group:3", "personnes accompagnées : 5 « d'accord »"),
    ),
)


def test_a_vote_is_told_by_group_beside_its_recommendation_and_drawn_once() -> None:
    remarks = [unit.remark for unit in page_of(RECOMMENDED).parts[1].units]
    assert remarks[0].startswith("Vote. La plupart sont d’accord. Par groupe\u00a0: professionnels")
    assert "personnes accompagnées" in remarks[0]
    assert remarks[1] == ""
    deck = slides_of(RECOMMENDED).slides
    assert [slide.alt for slide in deck if slide.svg] == ["Une barre."]
    assert headings(RECOMMENDED)[1:6] == [
        "Préconisation 1 sur 2",
        "Préconisation 1 sur 2\u00a0: le vote",
        "Un guichet ?",
        "Préconisation 1 sur 2\u00a0: le vote par groupe",
        "Préconisation 2 sur 2",
    ]


def test_a_page_cuts_between_sentences_and_keeps_paragraphs() -> None:
    [essential, *_] = page_of(RECOMMENDED).parts
    assert [(unit.text, unit.opens) for unit in essential.units] == [
        ("Un guichet.", True),
        ("Partout !", False),
    ]


def test_each_disagreement_has_its_slide_with_the_words_of_who_disagrees() -> None:
    note = tree.Note(f"Regards différents. {gettext(HOW_DIFFERENT)} Reste ouvert.")
    text = a_text(
        section(Purpose.DISSENT, tree.Quote(WORDS), tree.Note("Reste ouvert."), note, said("Non."))
    )
    slides = [slide.lines for slide in slides_of(text).slides]
    quoted = f"«\u202f{WORDS}\u202f»"
    assert slides == [
        (quoted, "Reste ouvert."),
        ("Regards différents.", "Reste ouvert."),
        ("Non.",),
    ]
    [part] = page_of(text).parts
    told = [unit.text for unit in part.units]
    assert told == [quoted, "Reste ouvert.", "Regards différents.", "Reste ouvert.", "Non."]


def test_a_text_without_disagreements_says_so() -> None:
    text = a_text(section(Purpose.ESSENTIAL, said("Un guichet.")))
    assert page_of(text).parts[-1].heading == "Points de divergence"
    assert slides_of(text).slides[-1].lines == ("Le texte complet n’en écrit aucun.",)


def test_no_slide_is_longer_than_a_glance_and_no_word_is_lost() -> None:
    long = [f"Une phrase numéro {n} avec ses mots." for n in range(30)] + ["mot " * 300]
    text = a_text(section(Purpose.LOCAL, *map(said, long)))
    slides = [slide for slide in slides_of(text).slides if slide.heading.startswith("Local")]
    assert all(
        len(slide.lines) == 1 or sum(map(len, slide.lines)) <= MOST_SIGNS for slide in slides
    )
    told = " ".join(line for slide in slides for line in slide.lines).replace(" …", "")
    assert told.split() == " ".join(long).split()


def test_what_a_text_of_other_times_is_for_nobody_guesses() -> None:
    assert not can_be_short(a_document())
    assert can_be_short(RECOMMENDED)


def test_statements_are_numbered_in_their_part_and_only_they_are() -> None:
    text = a_text(
        section(Purpose.ESSENTIAL, tree.Paragraph("Les conditions :"), said("Un."), said("Deux.")),
        tree.Section("Dessous", 2, (said("Trois."),)),
        tree.Section("", 1, (said("Quatre."),)),
    )
    assert [(number, one.text) for number, _, one in tree.statements(text)] == [
        ("1.1", "Un."),
        ("1.2", "Deux."),
        ("1.1.1", "Trois."),
        ("1.1.2", "Quatre."),
    ]
