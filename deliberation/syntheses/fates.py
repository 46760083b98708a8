"""What became of each contribution, as a table for a spreadsheet."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import NamedTuple

from sqlmodel import Session, col

from deliberation.debate.commands import lineage_of, listed
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.rules import Audience, is_readable
from deliberation.documents import tree
from deliberation.i18n import N_, gettext
from deliberation.syntheses import reading
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.sources import citations_of, contributions_under, key_of
from deliberation.text import defused

COLUMNS = (
    *(N_("contribution"), N_("ce qu'elle est devenue"), N_("phrases"), N_("raison")),
    N_("paroles, si leur auteur les montre à tout le monde"),
)
USED = N_("reprise")
ASIDE = N_("mise de côté")
UNTOUCHED = N_("ni reprise, ni mise de côté")
GONE = {
    ContributionState.WITHDRAWN: N_("retirée par son auteur"),
    ContributionState.HIDDEN: N_("masquée par la modération"),
}
MARK = "\ufeff"  # French spreadsheets take a file for UTF-8 only if it begins so


class Fate(NamedTuple):
    """One contribution that drafters could use; words only where everyone may read them."""

    number: int
    became: str
    statements: tuple[str, ...] = ()
    reason: str = ""
    words: str = ""


def fates_of(session: Session, synthesis: Synthesis, document: tree.Document) -> list[Fate]:
    """What became of all that drafters may use, and the empty markers of what is gone.

    A number, an outcome, a reason: no college, no table, no time, so that nobody is found by
    putting them together.
    """
    rows = session.exec(
        listed(synthesis.topic_id, Audience.DRAFTERS).order_by(col(Contribution.id))
    )
    said = {row.id or 0: row for row in rows}
    covered = reading.coverage_of(session, synthesis)
    asides = reading.set_asides(session, synthesis.id or 0, covered)
    reasons = {one.id: reason for one, reason in asides}
    places = _places(session, synthesis, document, said)
    found = []
    for number, row in said.items():
        reason, used = reasons.get(number, ""), number in covered.used
        became = GONE.get(row.state, USED if used else ASIDE if reason else UNTOUCHED)
        words = row.words if is_readable(row, Audience.PUBLIC) else ""
        found.append(Fate(number, gettext(became), places.get(number, ()), reason, words))
    return found


def as_csv(fates: Iterable[Fate]) -> bytes:
    """Semicolons, and no cell that a spreadsheet takes for a formula."""
    text = StringIO(MARK)
    text.seek(len(MARK))
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(gettext, COLUMNS))
    for one in fates:
        statements = ", ".join(one.statements)
        cells = (str(one.number), one.became, statements, one.reason, one.words)
        writer.writerow(map(defused, cells))
    return text.getvalue().encode()


def _places(
    session: Session, synthesis: Synthesis, document: tree.Document, said: Mapping[int, object]
) -> dict[int, tuple[str, ...]]:
    """The numbers of the statements that stand on each contribution, directly or not."""
    cited = citations_of(session, synthesis.id or 0)
    under = contributions_under(session, cited)
    lineage = lineage_of(session, said)
    beneath: dict[str, set[int]] = {}
    for citation in cited:
        newest = {lineage[one] for one in under[citation.id] if one in lineage}
        beneath.setdefault(key_of(citation), set()).update(newest)
    places: dict[int, dict[str, None]] = {}
    for number, _, statement in tree.statements(document):
        for key in statement.keys:
            for one in sorted(beneath.get(key, ())):
                places.setdefault(one, {})[number] = None
    return {one: tuple(numbers) for one, numbers in places.items()}
