"""Someone's own words beside a sentence: a link to a passage, never a copy of it.

What is kept is where the passage stands; its words are looked up each time they are shown, so that
they go when their author takes them back.
"""

import re
from collections.abc import Collection, Iterable

from sqlmodel import Session, col, select

from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution, ContributionState
from deliberation.debate.rules import Audience, is_readable
from deliberation.i18n import N_, gettext
from deliberation.syntheses.models import Citation
from deliberation.text import plain

MARKED = re.compile(r"«([^»]+)»|“([^”]+)”|\"([^\"]+)\"")
FEWEST_COPIED = 4  # words between quotation marks that are somebody's: fewer are anybody's
WITHDRAWN = N_("Une citation a été retirée par la personne qui l'avait dite.")
NOT_SHOWN = N_(
    "Une citation n'est plus affichée : ses mots ont été masqués, corrigés, "
    "ou ne sont plus confiés à tout le monde."
)


def passage(words: str, wanted: str) -> tuple[int, int] | None:
    """Where a passage stands in some words, letter by letter; only blanks and the shape of an
    apostrophe may differ. None if it is not there, or cuts a word."""
    tokens = [
        re.sub(r"['\u2019]", "['\u2019]", re.escape(token))
        for token in wanted.strip('«»“”" \u00a0\u202f').split()
    ]
    found = re.search(r"(?<!\w)" + r"\s+".join(tokens) + r"(?!\w)", words) if tokens else None
    return found.span() if found else None


def may_be_quoted(contribution: Contribution) -> bool:
    """A synthesis is published: only what its author entrusted to everyone is repeated in it."""
    return is_readable(contribution, Audience.PUBLIC)


def copied(words: str, said: Iterable[Contribution]) -> Contribution | None:
    """The contribution that a sentence repeats between quotation marks, if it repeats one."""
    marked = ("".join(found) for found in MARKED.findall(words))
    wanted = [f" {text} " for text in map(plain, marked) if text.count(" ") >= FEWEST_COPIED - 1]
    if not wanted:
        return None
    for one in said:
        theirs = f" {plain(one.words)} "
        if any(text in theirs for text in wanted):
            return one
    return None


def quoted(citation: Citation, cited: Contribution, newest: Contribution) -> str | None:
    """The words of a quotation, as long as they may be shown and are still said so."""
    if citation.starts is None or not may_be_quoted(newest) or len(cited.words) != citation.length:
        return None
    words = cited.words[citation.starts : citation.ends]
    return words if words in newest.words else None


def quotes_of(session: Session, citations: Collection[Citation]) -> dict[int, str | None]:
    """The words of each quotation, by the number of its citation; none where they are gone."""
    quoting = [one for one in citations if one.starts is not None]
    numbers = {one.contribution_id or 0 for one in quoting}
    rows = session.exec(select(Contribution).where(col(Contribution.id).in_(numbers)))
    cited, newest = {row.id: row for row in rows}, newest_of(session, numbers)
    return {
        one.id or 0: quoted(one, cited[one.contribution_id], newest[one.contribution_id or 0])
        for one in quoting
    }


def why_gone(newest: Contribution) -> str:
    """What became of a quotation that is not shown any more."""
    return gettext(WITHDRAWN if newest.state is ContributionState.WITHDRAWN else NOT_SHOWN)
