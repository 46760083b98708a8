"""What someone copies out of a PDF comes in the order in which it is read."""

import shutil
import subprocess
from pathlib import Path

import pytest

from deliberation.documents.pdf import pdf
from deliberation.documents.short import easy_read_pdf, page_pdf, slides_pdf
from tests.documents.test_short import a_deck, a_page, an_easy_sheet
from tests.documents.world import a_document
from tests.engines import missing

CASES = {
    "whole": (
        lambda: pdf(a_document()),
        ("Un accueil humain", "Numérique et accès", "2026-4", "Sommaire", "1. La question posée",
         "forfait le 15 du mois", "1.1. Ce que disent", "Un texte n'est pas cité", "Préconisations",
         "Garder une voie papier", "Qui a parlé", "Collège", "Associations", "Groupes de 5",
         "La plupart", "3. Points de divergence"),
    ),
    "page": (
        lambda: page_pdf(a_page()),
        ("La question", "Un accueil humain", "L'essentiel", "Les démarches", "Demandes",
         "Un guichet par canton", "n° 2026-4", "29 mars 2026"),
    ),
    "easy_read": (
        lambda: easy_read_pdf(an_easy_sheet()),
        ("Version facile à lire", "Un accueil humain", "Internet", "On veut parler"),
    ),
    "slides": (
        lambda: slides_pdf(a_deck()),
        ("La question", "Un accueil humain", "L'essentiel", "Un guichet", "Le vote", "D'accord"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CASES)
def test_plain_text_keeps_the_order(kind: str, tmp_path: Path) -> None:
    command = shutil.which("pdftotext") or missing("pdftotext (poppler-utils)")
    made, order = CASES[kind]
    path = tmp_path / "made.pdf"
    path.write_bytes(made())
    told = subprocess.run([command, path, "-"], check=True, capture_output=True).stdout.decode()
    said = " ".join(told.split())
    for words in order:
        _, found, said = said.partition(words)
        assert found, f"« {words} » is not read after what stands before it"
