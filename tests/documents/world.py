"""A document to print, and any document that hypothesis can think of."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from deliberation.documents.bars import bars
from deliberation.documents.tree import (
    Bullets,
    Document,
    Note,
    Paragraph,
    Picture,
    Quote,
    Section,
    Table,
)


@dataclass(frozen=True)
class Choice:
    label: str
    shape: str
    share: float | None
    text: str


@dataclass(frozen=True)
class Group:
    label: str
    cells: tuple[Choice, ...]
    grade: str = ""


def a_group(label: str, *counts: int) -> Group:
    """A row of a result; without counts, a group too small to be shown."""
    names = (("D'accord", "agree"), ("D'accord si…", "agree_if"), ("Pas d'accord", "disagree"))
    known = counts or (None,) * len(names)
    cells = [
        Choice(word, shape, n and n / sum(counts), "—" if n is None else str(n))
        for (word, shape), n in zip(names, known, strict=True)
    ]
    return Group(label, tuple(cells))


def a_picture() -> Picture:
    drawn = bars([a_group("Personnes accompagnées", 16, 6, 8), a_group("Institutions")])
    return Picture(drawn, "Une barre : 16, 6 et 8.", "Voie papier", "La plupart sont d'accord.")


def a_document(**changes: Any) -> Document:
    """A synthesis with a block of each kind."""
    sections = (
        Section(
            "La question posée",
            1,
            (
                Paragraph(
                    "Comment garder un accueil humain\u202f?", ("contribution 12", "scrutin 3")
                ),
                Quote("Je n'ai plus de forfait le 15 du mois.", "contribution 12"),
            ),
        ),
        Section("Ce que disent les professionnels", 2, (Note("Un texte n'est pas cité."),)),
        Section(
            "Préconisations",
            1,
            (
                Bullets(("Garder une voie papier.", "Répondre en dix jours.")),
                Table(
                    "Qui a parlé", ("Collège", "Nombre"), (("Associations", "6"),), "Groupes de 5."
                ),
                a_picture(),
            ),
        ),
        Section("Points de divergence", 1),
    )
    document = Document(
        title="Un accueil humain",
        subtitle="Synthèse du comité des Deux-Vals",
        number="2026-4",
        digest="a3f29c01" * 8,
        date=date(2026, 3, 29),
        identity=(("Groupe de travail", "Numérique et accès aux droits"),),
        sections=sections,
        notice="Personnes non vérifiées.",
    )
    return replace(document, **changes)


# What has broken typesetters before, and any text that Unicode allows.
TRAPS = (
    '#panic("x")',
    '#read("pdf.py")',
    '#import "@preview/x:1.0.0"',
    "$x^2$ @ref *gras* _souligné_ `code` <etiquette> // rien /* rien */ \\ ~ --- = Titre",
    "\x00\x07\x1b[31m\x85\ufeffa\ufeff\ufffe\uffff\ue000",
    "\u202ereversé\u202c שלום سلام",
    "😀👩\u200d👩\u200d👧🇫🇷 漢字 தமிழ்",
    "e\u0301\u0489\u0300" * 20,
    "W" * 300,
    "mot\u00a0" * 200,
    "ligne\n\n\nparagraphe\n- liste\n    code",
    "| a | b |\n[lien](javascript:alert) &amp; <script>",
    '"',
    "",
)
texts = st.sampled_from(TRAPS) | st.text(max_size=60)
lines = st.lists(texts, max_size=4).map(tuple)
blocks = st.one_of(
    st.builds(Paragraph, texts, lines),
    st.builds(Quote, texts, texts),
    st.builds(Bullets, lines),
    st.builds(Table, texts, lines, st.lists(lines, max_size=3).map(tuple), texts),
    st.builds(Picture, st.just(a_picture().svg), texts, texts, texts),
    st.builds(Note, texts),
)
sections = st.builds(Section, texts, st.integers(-1, 9), st.lists(blocks, max_size=3).map(tuple))
documents = st.builds(
    Document,
    title=texts,
    subtitle=texts,
    number=texts,
    digest=texts,
    date=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    identity=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    sections=st.lists(sections, max_size=4).map(tuple),
    notice=texts,
)


UNPRINTED = ("svg", "alt", "language", "key", "keys", "purpose", "facts")


def every_text(node: Any) -> Iterator[str]:
    """All the strings of a document, but drawings, alternatives and what is for machines."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        for child in node:
            yield from every_text(child)
    elif is_dataclass(node):
        for name in (f.name for f in fields(node) if f.name not in UNPRINTED):
            yield from every_text(getattr(node, name))
