"""The protected blocks as a document prints them: what was said, its answer, where it stands."""

from collections.abc import Iterator

from sqlmodel import Session, select

from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.ballots.models import Ballot, Method
from deliberation.ballots.reading import SHOWN, answers
from deliberation.debate.rules import Audience
from deliberation.documents import tree
from deliberation.i18n import N_, gettext
from deliberation.syntheses.dissents.reading import EMPTY, Protected, protected
from deliberation.syntheses.models import Purpose, Synthesis
from deliberation.syntheses.sources import NAMES

TITLE = N_("Points de divergence et questions ouvertes")
FROM = N_("{name} ({source})")
NOT_TOLD = N_(
    "Moins de cinq personnes ont répondu à un vote : ni son résultat, ni ce qui y a été dit n'est "
    "montré ici. Qui rédige l'a lu."
)
ANSWERED = N_("Comment nous l'avons pris en compte : {words}")


def dissent_blocks(session: Session, synthesis: Synthesis) -> list[tree.Block]:
    """What « points de divergence » says before any sentence of the writers. It is never empty."""
    told = [one for one in protected(session, synthesis) if one.found.is_printed]
    blocks = [block for one in told for block in _blocks(one)]
    if _has_small_consent(session, synthesis.topic_id):
        blocks.append(tree.Note(gettext(NOT_TOLD)))
    return blocks or [tree.Note(gettext(EMPTY))]


def _has_small_consent(session: Session, topic_id: int) -> bool:
    """Whether fewer than five people answered some consent, objections or not: that one of them
    objected is already a result, which is printed of no group so small.
    """
    counted = select(Ballot).where(
        Ballot.topic_id == topic_id, Ballot.method == Method.CONSENT, SHOWN
    )
    return any(0 < answers(session, one) < SMALLEST_SHOWN for one in session.exec(counted).all())


def dissent_section(blocks: list[tree.Block]) -> tree.Section:
    """The same, for a text that has no such heading."""
    return tree.Section(gettext(TITLE), 1, tuple(blocks), Purpose.DISSENT)


def _blocks(one: Protected) -> Iterator[tree.Block]:
    """Somebody's words as they were said, and where they stand; none of it is the writers' own."""
    words, source = one.words_for(Audience.PUBLIC), _source(one)
    told = []
    if one.told_to(Audience.PUBLIC):
        yield tree.Quote(words, source)
    else:
        told = [f"{source}.", words]
    if one.answer:
        told.append(gettext(ANSWERED).format(words=one.answer))
    yield tree.Note(" ".join([*told, one.state]))


def _source(one: Protected) -> str:
    kind, number = (
        ("ballot", one.found.ballot.id) if one.found.ballot else ("contribution", one.found.number)
    )
    source = gettext(NAMES[kind]).format(n=number)
    return gettext(FROM).format(name=one.name, source=source)
