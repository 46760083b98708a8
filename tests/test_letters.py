"""Laws of the letters: what a phone is told of the light files is what is in them, and enough."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from deliberation.web import ROOT

FACES = ("Regular", "Bold", "Italic", "BoldItalic")
WHOLE = Path(str(files("fontpkg_atkinson_hyperlegible") / "files"))
# Spaces and hyphens that no letter is drawn for, and shapes that stand beside a word that says the
# same: any font of the device will do.
DRAWN_BY_ANY = frozenset("\u202f\u2011○●✓→")
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?")
FACE = re.compile(
    r"@font-face \{.*?vendor/AtkinsonHyperlegible-(\w+)\.woff2.*?unicode-range: ([^;]*)", re.S
)
WRITTEN = ("templates/**/*.html", "static/*.css", "static/*.js", "deliberation/**/*.py")
PAPER = ROOT / "deliberation/documents"  # has whole files of its own


def letters(ranges: str) -> set[int]:
    ends = [(int(first, 16), int(last or first, 16)) for first, last in RANGE.findall(ranges)]
    return {sign for first, last in ends for sign in range(first, last + 1)}


def announced() -> dict[str, set[int]]:
    """What the style sheet says of each light file."""
    sheet = (ROOT / "static/tokens.css").read_text("utf-8")
    return {face: letters(ranges) for face, ranges in FACE.findall(sheet)}


def made() -> set[int]:
    """What the light files are made of."""
    [ranges] = re.findall(r"^LETTERS := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    return letters(ranges)


def test_the_style_sheet_announces_what_the_light_files_are_made_of() -> None:
    assert announced() == dict.fromkeys(FACES, made())


@pytest.mark.parametrize("face", FACES)
def test_a_light_file_has_all_the_letters_that_are_announced_and_no_other(face: str) -> None:
    assert made() <= set(TTFont(WHOLE / f"AtkinsonHyperlegible-{face}.ttf").getBestCmap())
    light = ROOT / f"static/vendor/AtkinsonHyperlegible-{face}.woff2"
    assert set(TTFont(light).getBestCmap()) == announced()[face]


def test_every_sign_that_our_pages_are_written_with_is_in_the_light_files() -> None:
    sources = [path for pattern in WRITTEN for path in ROOT.glob(pattern)]
    missing = {
        sign: path.relative_to(ROOT)
        for path in sources
        if PAPER not in path.parents
        for sign in set(path.read_text("utf-8")) - DRAWN_BY_ANY
        if ord(sign) not in made() and sign.isprintable()
    }
    assert missing == {}
