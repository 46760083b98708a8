"""What a Word, OpenDocument or text file says, a paragraph at a time. Pure; nothing in it is run.

A file is a stranger's. Only its text is unpacked, and no more of it than a limit, whatever it says
of its size; a document that defines entities is not read at all.
"""

import re
from io import BytesIO
from pathlib import PurePath
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from deliberation.errors import Refusal, Refused
from deliberation.i18n import N_

HEAVIEST = 8_000_000  # bytes
LONGEST_TEXT = 20_000_000  # bytes, once unpacked
UNPACKED = 200_000_000  # bytes that a whole file may say that it holds, pictures and all
MOST_ENTRIES = 2_000

TEXT = (".txt", ".md")
WORD = re.compile(r"word/document\d*\.xml")
# A part of a file that would be run.
RUN = re.compile(r"(.*/)?vbaProject\.bin|Basic/.+/.+|Scripts/.+")
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")

W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
ODT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
PARAGRAPHS = {*(one + "p" for one in W), ODT + "p", ODT + "h"}
RUNS = {one + "t" for one in W}
BLANKS = {
    **{one + name: sign for one in W for name, sign in (("tab", " "), ("br", " "), ("cr", " "))},
    **{one + "noBreakHyphen": "-" for one in W},
    **dict.fromkeys((ODT + "s", ODT + "tab", ODT + "line-break"), " "),
}
# What was taken out of the text, or says it a second time, or is beside it.
SKIPPED = {
    *(one + name for one in W for name in ("del", "moveFrom")),
    "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback",
    ODT + "tracked-changes",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0 annotation",
}


class FileRefusal(Refusal):
    """Why a file is not read."""

    NONE = N_("Choisissez un fichier.")
    TOO_HEAVY = N_("Ce fichier est trop lourd : 8 Mo au plus. Enregistrez-le sans ses images.")
    KIND = N_(
        "Ce fichier n'est ni un document Word (.docx), ni un document OpenDocument (.odt), "
        "ni un texte (.txt, .md)."
    )
    OLD_WORD = N_(
        "Les anciens fichiers Word (.doc) ne se lisent pas ici : ouvrez-le, "
        "et enregistrez-le en .docx."
    )
    UNREADABLE = N_(
        "Nous n'avons pas pu lire ce fichier : il est abîmé, ou n'est pas ce que dit son nom. "
        "Ouvrez-le, et enregistrez-le de nouveau."
    )
    SWOLLEN = N_("Une fois déplié, ce fichier est trop gros pour être lu.")
    ENTITIES = N_(
        "Ce fichier fait appel à d'autres contenus : par prudence, nous ne le lisons pas."
    )
    RUNS = N_(
        "Ce fichier contient des macros : par prudence, nous ne le lisons pas. "
        "Enregistrez-le sans elles."
    )
    LOCKED = N_("Ce fichier est protégé par un mot de passe : enregistrez-le sans.")
    EMPTY = N_("Nous n'avons trouvé aucun texte dans ce fichier.")


def paragraphs_of(name: str, data: bytes) -> list[str]:
    """Each paragraph, list item or paragraph of a cell, in the order of the file."""
    if not data:
        raise Refused(FileRefusal.NONE)
    if len(data) > HEAVIEST:
        raise Refused(FileRefusal.TOO_HEAVY)
    kind = PurePath(name.lower()).suffix
    if kind in TEXT:
        found = _text(data).splitlines()
    elif kind in (".docx", ".odt"):
        found = _said(_unpacked(kind, data), by_runs=kind == ".docx")
    else:
        raise Refused(FileRefusal.OLD_WORD if kind == ".doc" else FileRefusal.KIND)
    told = [words for words in found if words.strip()]
    if not told:
        raise Refused(FileRefusal.EMPTY)
    return told


def _text(data: bytes) -> str:
    """As it was written: in UTF-8, or by an older Windows."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not BINARY.search(text):
            return text
    raise Refused(FileRefusal.UNREADABLE)


def _unpacked(kind: str, data: bytes) -> bytes:
    """The one part of the file that holds its text."""
    try:
        with ZipFile(BytesIO(data)) as file:
            part = _part(kind, file.infolist())
            with file.open(part) as packed:
                text = packed.read(LONGEST_TEXT + 1)
    except Refused:
        raise
    except Exception:  # a hostile file makes its reader fail in many ways
        raise Refused(FileRefusal.UNREADABLE) from None
    if len(text) > LONGEST_TEXT:
        raise Refused(FileRefusal.SWOLLEN)
    return text


def _part(kind: str, parts: list[ZipInfo]) -> ZipInfo:
    if len(parts) > MOST_ENTRIES or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused(FileRefusal.SWOLLEN)
    if any(RUN.fullmatch(part.filename) for part in parts):
        raise Refused(FileRefusal.RUNS)
    told = WORD if kind == ".docx" else re.compile(r"content\.xml")
    found = next((part for part in parts if told.fullmatch(part.filename)), None)
    if found is None or found.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(FileRefusal.UNREADABLE)
    if found.flag_bits & 1:
        raise Refused(FileRefusal.LOCKED)
    if found.file_size > LONGEST_TEXT:
        raise Refused(FileRefusal.SWOLLEN)
    return found


def _said(xml: bytes, by_runs: bool) -> list[str]:
    reader = _Reader(by_runs)
    try:
        reader.parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Refused(FileRefusal.UNREADABLE) from None
    return reader.found


class _Reader:
    """Walks through the text of a document, in one pass, and keeps its paragraphs."""

    def __init__(self, by_runs: bool) -> None:
        self.by_runs = by_runs  # in Word, only runs hold words; in OpenDocument, all does
        self.found: list[str] = []
        self.open: list[list[str]] = []  # paragraphs: a text box holds some within another
        self.skipping = 0
        self.in_run = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words

    def _refuse(self, *_: object) -> None:
        raise Refused(FileRefusal.ENTITIES)

    def _start(self, name: str, _: object) -> None:
        if name in SKIPPED or self.skipping:
            self.skipping += 1
        elif name in PARAGRAPHS:
            self.open.append([])
        elif name in RUNS:
            self.in_run += 1
        elif name in BLANKS and self.open:
            self.open[-1].append(BLANKS[name])

    def _end(self, name: str) -> None:
        if self.skipping:
            self.skipping -= 1
        elif name in PARAGRAPHS:
            self.found.append(" ".join("".join(self.open.pop()).split()))
        elif name in RUNS:
            self.in_run -= 1

    def _words(self, words: str) -> None:
        if self.open and not self.skipping and (self.in_run or not self.by_runs):
            self.open[-1].append(words)
