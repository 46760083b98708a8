"""What a file of papers gives, by what methods it is counted, and why one cannot be read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deliberation.ballots.methods import METHODS, Papers
from deliberation.errors import Refusal
from deliberation.i18n import N_, gettext

Line = tuple[int, str]  # its number in the file, and its text


class FileRefusal(Refusal):
    """Why a file, or one of its lines, cannot be counted."""

    NO_FILE = N_("Nous ne pouvons pas lire ce fichier.")
    NOT_TEXT = N_("Ce fichier n'est pas du texte en UTF-8.")
    UNKNOWN_KIND = N_(
        "Ce fichier n'est ni un fichier de PrefLib (.soc, .soi, .toc, .toi, .cat) "
        "ni les bulletins publiés d'un vote (.jsonl)."
    )
    UNKNOWN_METHOD = N_("« {method} » n'est pas une méthode. Ce fichier se compte par {methods}.")
    FOREIGN = N_("Ce fichier contient {kind} : on le compte par {methods}, pas par {method}.")
    ANOTHER_KIND = N_("Le fichier dit contenir « {said} », et son nom dit « {named} ».")
    HEADER_MISSING = N_("Il manque « {header} » au début du fichier.")
    NOT_A_NUMBER = N_("« {header} » doit être un nombre.")
    HEADER_LATE = N_("Cette ligne devait être au début, avant les votes.")
    HEADER_TWICE = N_("« {header} » est écrit deux fois.")
    NOT_A_LINE = N_("Ce n'est pas une ligne de votes.")
    UNKNOWN_OPTION = N_("Un de ces choix n'est pas dans la liste du début.")
    TWICE = N_("Le même choix est écrit deux fois.")
    TIED = N_("Deux choix sont à égalité, et ce genre de fichier n'en a pas.")
    INCOMPLETE = N_("Il manque un choix, et ce genre de fichier les classe tous.")
    TOO_MANY_CATEGORIES = N_("Il y a plus de catégories que le début n'en dit.")
    VOTERS = N_("Le début dit {said} votants, et le fichier en contient {found}.")
    NOT_OURS = N_("La première ligne n'est pas celle de bulletins publiés.")
    MIXED = N_("Cette ligne n'est pas écrite comme les autres.")


class Unreadable(Exception):
    """A file that cannot be counted: why, and at which of its lines."""

    def __init__(self, reason: Refusal, line: int | None = None, **about: object) -> None:
        super().__init__(reason)
        self.reason, self.line, self.about = reason, line, about

    def __str__(self) -> str:
        sentence = gettext(self.reason).format(**self.about)
        return sentence if self.line is None else f"ligne {self.line} : {sentence}"


@dataclass(frozen=True, slots=True)
class PaperFile:
    """What a file holds, in words, and the papers in the shape of each method that fits."""

    kind: str
    shapes: Mapping[str, Papers]


def why_not_count_by(file: PaperFile, method: str) -> FileRefusal | None:
    """None when the file says what the method asks: a grade is not a rank."""
    if method not in METHODS:
        return FileRefusal.UNKNOWN_METHOD
    return None if method in file.shapes else FileRefusal.FOREIGN


@contextmanager
def lines_of(path: Path) -> Iterator[Iterator[Line]]:
    """The lines of a file, one at a time, without those that are empty."""
    try:
        with path.open(encoding="utf-8-sig") as text:
            yield ((number, line) for number, row in enumerate(text, 1) if (line := row.strip()))
    except OSError:
        raise Unreadable(FileRefusal.NO_FILE) from None
    except UnicodeDecodeError:
        raise Unreadable(FileRefusal.NOT_TEXT) from None
