"""What a synthesis took up and what it did not, with the reasons. It writes itself."""

from collections.abc import Sequence

from sqlmodel import Session

from deliberation.documents import tree
from deliberation.i18n import N_, gettext, number
from deliberation.syntheses import reading
from deliberation.syntheses.models import Purpose, Synthesis
from deliberation.syntheses.rules import Coverage

TITLE = N_("Ce que nous avons repris, et ce que non")
NOT_TAKEN = N_("Ce que nous n'avons pas repris, et pourquoi")
USED = N_("Contributions reprises : {n}")
ASIDE = N_("Contributions mises de côté, avec une raison : {n}")
UNTOUCHED = N_("Contributions pas encore traitées : {n}")
NONE_ASIDE = N_("Aucune contribution n'est mise de côté.")
HEADER = (N_("Pourquoi"), N_("Combien"), N_("Lesquelles"))
MORE = N_("{numbers} et {n} autres")
LISTED = 20  # numbers named for one reason; the table of words to download has them all


def annex(session: Session, synthesis: Synthesis, found: Coverage) -> tuple[tree.Section, ...]:
    """Numbers and reasons only: a text that is frozen could not give words back to who withdraws
    them.
    """
    counts = ((USED, found.used), (ASIDE, found.set_aside), (UNTOUCHED, found.untouched))
    lines = tuple(gettext(words).format(n=number(len(ids))) for words, ids in counts)
    return (
        tree.Section(gettext(TITLE), 1, (tree.Bullets(lines),), Purpose.COVERAGE),
        tree.Section(
            gettext(NOT_TAKEN), 2, (_not_taken(session, synthesis, found),), Purpose.COVERAGE
        ),
    )


def facts(found: Coverage) -> list[tuple[str, str]]:
    """The same, for a machine."""
    counts = found._asdict().items()
    return [(f"coverage:{name}", str(len(ids))) for name, ids in counts]


def _not_taken(session: Session, synthesis: Synthesis, found: Coverage) -> tree.Block:
    reasons: dict[str, list[int]] = {}
    for one, reason in reading.set_asides(session, synthesis.id or 0, found):
        reasons.setdefault(reason, []).append(one.id or 0)
    if not reasons:
        return tree.Note(gettext(NONE_ASIDE))
    most_first = sorted(reasons.items(), key=lambda said: (-len(said[1]), said[0]))
    rows = tuple((why, number(len(ids)), _numbers(ids)) for why, ids in most_first)
    return tree.Table("", tuple(map(gettext, HEADER)), rows)


def _numbers(ids: Sequence[int]) -> str:
    """The numbers of some contributions; of many, the first ones."""
    said = ", ".join(map(str, ids[:LISTED]))
    more = len(ids) - LISTED
    return gettext(MORE).format(numbers=said, n=number(more)) if more > 0 else said
