"""A file of papers, whatever its kind: how its name ends says how it is read."""

from pathlib import Path

from deliberation.ballots.papers import preflib
from deliberation.ballots.papers.reading import FileRefusal, PaperFile, Unreadable, lines_of


def read_papers(path: Path) -> PaperFile:
    """The papers of a file; `Unreadable` says in French why not, and at which line."""
    kind = path.suffix.lower().removeprefix(".")
    if kind in preflib.KINDS:
        with lines_of(path) as lines:
            return preflib.read(kind, lines)
    if kind in ("jsonl", "json"):
        # Only our own files need to know what a ballot is.
        from deliberation.ballots.papers import published  # noqa: PLC0415

        with lines_of(path) as lines:
            return published.read(lines)
    raise Unreadable(FileRefusal.UNKNOWN_KIND)
