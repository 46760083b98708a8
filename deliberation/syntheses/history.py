"""What became of the sentences of a synthesis: their versions, and what changed since a moment."""

import difflib
import re
from collections.abc import Iterable
from typing import NamedTuple

from sqlmodel import Session, col, select

from deliberation.syntheses.models import Section, Statement, StatementVersion


class Piece(NamedTuple):
    """Some words of a comparison: kept, added or taken out."""

    words: str
    was: bool
    now: bool


class Change(NamedTuple):
    """A sentence that is not as it was: before, and now; nothing where it was or is not there."""

    statement: Statement
    before: StatementVersion | None
    after: StatementVersion | None

    @property
    def pieces(self) -> list[Piece]:
        return compare(
            self.before.words if self.before else "", self.after.words if self.after else ""
        )


class Changes(NamedTuple):
    """What changed in a text, in the order in which it is read."""

    added: list[Change]
    changed: list[Change]
    removed: list[Change]

    def __bool__(self) -> bool:
        return any(map(len, self))


def compare(before: str, after: str) -> list[Piece]:
    """What two texts share, word by word, and what each one has alone."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    found = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pieces: list[Piece] = []
    was = now = ""
    for place, (kind, i, j, k, m) in enumerate(found):
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        # A blank between two changes is part of both: words are read in a row.
        if kind == "equal" and (gone.strip() or place in (0, len(found) - 1)):
            pieces += [*_apart(was, now), Piece(gone, True, True)]
            was = now = ""
        else:
            was, now = was + gone, now + come
    return pieces + _apart(was, now)


def _apart(was: str, now: str) -> list[Piece]:
    """What was taken out, then what took its place."""
    return [Piece(was, True, False)] * bool(was) + [Piece(now, False, True)] * bool(now)


def versions_of(session: Session, statement_id: int) -> list[StatementVersion]:
    """All that this sentence was, from the first writing to the newest."""
    wanted = select(StatementVersion).where(StatementVersion.statement_id == statement_id)
    return list(session.exec(wanted.order_by(col(StatementVersion.number))))


def changes_since(session: Session, synthesis_id: int, round: int) -> Changes:
    """What changed since the text was handed over for the `round`-th time."""
    rows = session.exec(
        select(Statement, StatementVersion)
        .join(StatementVersion)
        .join(Section, col(Section.id) == Statement.section_id)
        .where(Section.synthesis_id == synthesis_id)
        .order_by(
            col(Section.position),
            col(Statement.position),
            col(Statement.id),
            col(StatementVersion.number),
        )
    ).all()
    every: dict[int, tuple[Statement, list[StatementVersion]]] = {}
    for statement, version in rows:
        every.setdefault(version.statement_id, (statement, []))[1].append(version)
    return sorted_out(
        Change(
            statement,
            _standing(version for version in versions if version.round < round),
            _standing(versions),
        )
        for statement, versions in every.values()
    )


def sorted_out(every: Iterable[Change]) -> Changes:
    """The same, without what did not change."""
    found = Changes([], [], [])
    for one in every:
        if one.before and one.after:
            if _told(one.before) != _told(one.after):
                found.changed.append(one)
        elif one.after:
            found.added.append(one)
        elif one.before:
            found.removed.append(one)
    return found


def _standing(versions: Iterable[StatementVersion]) -> StatementVersion | None:
    """How the sentence stood after these versions; none if it was not in the text."""
    *_, last = [None, *versions]
    return last if last and not last.removed else None


def _told(version: StatementVersion) -> tuple[object, ...]:
    return version.words, version.by_group, {"quotes": []} | version.cited
