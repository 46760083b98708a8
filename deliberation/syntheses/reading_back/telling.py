"""What may be told of a reading back: how many read, what they said together, and corrections.

No number is given by sentence: of so few people, it would tell who answered what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from deliberation.ballots.disclosure import SMALLEST_SHOWN, Row, Shown, disclose_whole
from deliberation.ballots.results import amount
from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution
from deliberation.debate.rules import Audience, is_readable
from deliberation.documents import tree
from deliberation.i18n import N_, day, gettext, number, today
from deliberation.syntheses.models import Statement, Synthesis, SynthesisState
from deliberation.syntheses.reading_back.answers import answers_on
from deliberation.syntheses.reading_back.asking import is_being_read, reading_backs, stand_of
from deliberation.syntheses.reading_back.models import StatementReadBack, Understood
from deliberation.syntheses.reading_back.rules import Reread, gravest
from deliberation.text import sequence

TITLE = N_("Relu par les personnes")
NOBODY = N_(
    "Ce texte n'a pas été relu par les personnes : aucun auteur des mots repris n'a de carte."
)
WAITING = N_("Les personnes dont les mots sont repris relisent ce texte jusqu'au {day}.")
READ = N_("Relu par {n} personnes sur {all} dont les mots sont repris, jusqu'au {day}.")
FEW_READ = N_(
    "Relu par moins de cinq personnes sur {all} dont les mots sont repris, jusqu'au {day}."
)
FEW_ASKED = N_(
    "Moins de cinq personnes, dont les mots sont repris, pouvaient relire ce texte jusqu'au {day}."
)
FEW_ASK = N_("Moins de cinq personnes, dont les mots sont repris, relisent ce texte.")
SAID = N_("À la question « Vous avons-nous bien compris ? » : {answers}.")
NOT_TOLD = N_(
    "Ce qu'elles ont répondu n'est pas compté ici : cela dirait ce qu'une personne a dit."
)
ANSWERS = {
    Understood.YES: N_("« oui » pour chacune de leurs phrases"),
    Understood.PARTLY: N_("« pas tout à fait » pour une au moins"),
    Understood.NO: N_("« non » pour une au moins"),
}
ANSWERED = N_("{part} {answer}")
ALOUD = N_("Lu à voix haute ou sur papier, à part : {n} notes de tables.")
FEW_ALOUD = N_("Lu à voix haute ou sur papier, à part : quelques notes de tables.")
CHANGED = N_("Depuis, des phrases ont été changées ; ce qui les corrigeait reste écrit ici.")
CORRECTED = N_("Ce que des personnes ont corrigé :")
ABOUT = N_("correction de la phrase « {words} »")
ABOUT_OLD = N_("correction d'une phrase qui a changé depuis : « {words} »")
ENTRUSTED = N_("D'autres corrections ont été confiées aux rédacteurs : elles ne sont pas ici.")


@dataclass(frozen=True)
class Correction:
    """Somebody's words about a sentence; of whom, nobody knows."""

    statement: Statement
    words: Contribution
    changed: bool  # the sentence is not as it was then


@dataclass(frozen=True)
class Told:
    """All that may be told of the reading back of a text."""

    stand: Reread
    until: date | None
    asked: int
    read: int
    notes: int
    answers: Row
    changed: bool
    corrections: list[Correction]


def told_of(session: Session, synthesis: Synthesis) -> Told:
    """What staff may know, and a document print: answers only once nobody can change hers."""
    said = answers_on(session, synthesis.id or 0)
    held = reading_backs(session, synthesis.id or 0)
    by_card = [one for one in said if one.participant_id]
    people = _by_voice((one.participant_id, one) for one in by_card)
    notes = {one.contribution_id for one in said if one.contribution_id}
    corrections = _corrections(session, said)
    over = not is_being_read(session, synthesis, today())
    verdicts = Counter(gravest(one.verdict for one in mine) for mine in people)
    counts = tuple(verdicts[verdict] for verdict in Understood)
    return Told(
        stand=stand_of(session, synthesis, today()),
        until=held[-1].ends_on if held else None,
        asked=max(held[-1].asked, len(people)) if held else 0,
        read=len(people),
        notes=len(notes),
        answers=disclose_whole({0: counts}) if over else Row(Shown.HIDDEN),
        changed=_changed(session, said),
        corrections=corrections,
    )


def reread_section(session: Session, synthesis: Synthesis) -> Iterator[tree.Section]:
    """How the text was read back, for its document; nothing before it was ever asked."""
    told = told_of(session, synthesis)
    if told.stand is Reread.NOBODY and synthesis.state is not SynthesisState.DRAFT:
        yield tree.Section(gettext(TITLE), 1, (tree.Note(gettext(NOBODY)),))
    elif told.stand is Reread.OPEN:
        words = gettext(WAITING).format(day=day(told.until))
        yield tree.Section(gettext(TITLE), 1, (tree.Note(words),))
    elif told.stand is Reread.DONE:
        yield tree.Section(gettext(TITLE), 1, tuple(_blocks(told)))


def turnout(told: Told) -> str:
    """How many read it, of those who could be asked."""
    about = {"n": number(told.read), "all": number(told.asked), "day": day(told.until)}
    if told.asked < SMALLEST_SHOWN:
        return gettext(FEW_ASK if told.stand is Reread.OPEN else FEW_ASKED).format(**about)
    return gettext(READ if told.read >= SMALLEST_SHOWN else FEW_READ).format(**about)


def lines(told: Told) -> list[str]:
    """What is told of it: while people may still change their answers, only how many there are."""
    if told.until is None:
        return []
    found = [turnout(told)]
    if told.read and told.stand is not Reread.OPEN:
        found.append(answers_in_words(told.answers))
    if told.notes:
        few = told.notes < SMALLEST_SHOWN
        found.append(gettext(FEW_ALOUD if few else ALOUD).format(n=number(told.notes)))
    if told.changed:
        found.append(gettext(CHANGED))
    return found


def answers_in_words(row: Row) -> str:
    """What people said together, in numbers or in large parts, where that tells nobody's answer."""
    if row.shown is Shown.HIDDEN:
        return gettext(NOT_TOLD)
    parts = [
        gettext(ANSWERED).format(part=amount(row, place), answer=gettext(ANSWERS[verdict]))
        for place, verdict in enumerate(Understood)
        if row.shown is Shown.BANDED or row.numbers[place]
    ]
    return gettext(SAID).format(answers=sequence(parts[::-1]))


def _blocks(told: Told) -> Iterator[tree.Block]:
    yield tree.Bullets(tuple(lines(told)))
    public = [one for one in told.corrections if is_readable(one.words, Audience.PUBLIC)]
    for place, one in enumerate(public):
        if not place:
            yield tree.Note(gettext(CORRECTED))
        about = gettext(ABOUT_OLD if one.changed else ABOUT).format(words=one.statement.words)
        yield tree.Quote(one.words.words, about)
    if len(public) < len(told.corrections):
        yield tree.Note(gettext(ENTRUSTED))


def _by_voice(
    said: Iterable[tuple[int | None, StatementReadBack]],
) -> list[list[StatementReadBack]]:
    found: dict[int | None, list[StatementReadBack]] = {}
    for voice, one in said:
        found.setdefault(voice, []).append(one)
    return list(found.values())


def _corrections(session: Session, said: list[StatementReadBack]) -> list[Correction]:
    """Readable by drafters, by sentence, then in an order that tells no time."""
    ids = [number for one in said if (number := one.correction_id)]
    words, statements = newest_of(session, ids), _statements(session, said)
    found = [
        Correction(
            statements[one.statement_id],
            words[one.correction_id],
            statements[one.statement_id].version != one.version,
        )
        for one in said
        if one.correction_id in words and is_readable(words[one.correction_id], Audience.DRAFTERS)
    ]
    return sorted(found, key=lambda one: (one.statement.id or 0, one.words.words))


def _changed(session: Session, said: list[StatementReadBack]) -> bool:
    statements = _statements(session, said)
    return any(one.version != statements[one.statement_id].version for one in said)


def _statements(session: Session, said: list[StatementReadBack]) -> dict[int, Statement]:
    ids = {one.statement_id for one in said}
    rows = session.exec(select(Statement).where(col(Statement.id).in_(ids)))
    return {one.id: one for one in rows if one.id}
