"""The law of reading back: when it begins, until when people answer, what it waits for. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from deliberation.debate.models import Scope
from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.syntheses.models import SynthesisState
from deliberation.syntheses.reading_back.models import ReadingBack, Understood
from deliberation.syntheses.rules import STEPS, Step, SynthesisRefusal

LONGEST = timedelta(days=92)


class Reread(StrEnum):
    """Where the reading back of a text stands."""

    NOBODY = "nobody"  # no author of the words that it uses has a card: there is nobody to ask
    NOT_YET = "not_yet"
    OPEN = "open"
    DONE = "done"


class RereadRefusal(Refusal):
    """Why a text is not read back now, or does not leave yet."""

    NOBODY = N_("Personne ne peut être interrogé : aucun auteur des mots repris n'a de carte.")
    BAD_END = N_("Choisissez un jour après aujourd'hui, dans les trois mois.")
    NOT_YET = N_(
        "Avant l'envoi, les personnes dont vous reprenez les mots disent si vous les avez bien "
        "comprises : commencez la relecture."
    )
    OVER = N_(
        "Cette relecture est terminée : votre réponse n'a pas été enregistrée. "
        "Ce que vous aviez répondu avant reste."
    )
    NOT_YOURS = N_("Cette phrase ne reprend pas vos mots : vous n'avez rien à en dire ici.")
    CHANGED = N_("Cette phrase a changé entre-temps : relisez-la, puis répondez.")
    CLAIMED = N_("Quelqu'un a rattaché cette note à sa carte : elle répond elle-même.")
    STILL_OPEN = N_(
        "Des personnes relisent encore. La synthèse part quand leur délai est passé ; "
        "pour corriger avant, arrêtez la relecture."
    )


def is_open(one: ReadingBack, today: date) -> bool:
    """Whether people answer: up to the end of its last day, and no longer."""
    return not one.stopped and today <= one.ends_on


def stand(state: SynthesisState, held: Iterable[ReadingBack], asked: int, today: date) -> Reread:
    """Where a text stands: it was read back once people had all the time that was announced."""
    whole = [one for one in held if not one.stopped]
    if state is SynthesisState.READING_BACK and any(is_open(one, today) for one in whole):
        return Reread.OPEN
    if whole:
        return Reread.DONE
    return Reread.NOT_YET if asked else Reread.NOBODY


def why_not_begin(
    state: SynthesisState, statements: int, untouched: int, asked: int, ends_on: date, today: date
) -> Refusal | None:
    """A whole text is read back, to somebody, and at least one day is left to answer."""
    if (state, Step.READ_BACK) not in STEPS:
        return SynthesisRefusal.NOT_WRITABLE
    if not statements:
        return SynthesisRefusal.NO_STATEMENT
    if untouched:
        return SynthesisRefusal.UNTOUCHED
    if not asked:
        return RereadRefusal.NOBODY
    return None if today < ends_on <= today + LONGEST else RereadRefusal.BAD_END


def why_not_correct(state: SynthesisState) -> Refusal | None:
    """Only a text that is being read back is taken back by its writers."""
    return None if (state, Step.CORRECT) in STEPS else SynthesisRefusal.NOT_READ_BACK


def why_not_send(stands: Reread) -> RereadRefusal | None:
    """A text leaves once those it speaks for had their time; without anyone to ask, it waits for
    nobody. What changed since is said beside it, and does not hold it back.
    """
    if stands is Reread.NOT_YET:
        return RereadRefusal.NOT_YET
    return RereadRefusal.STILL_OPEN if stands is Reread.OPEN else None


def why_not_say(being_read: bool, hers: bool) -> RereadRefusal | None:
    """Each answers for the sentences that use her words, while they are being read."""
    if not hers:
        return RereadRefusal.NOT_YOURS
    return None if being_read else RereadRefusal.OVER


def why_not_say_aloud(being_read: bool, used: bool, claimed: bool) -> RereadRefusal | None:
    """A note is heard by those who were at its table; once it has an author, she is asked."""
    if used and claimed:
        return RereadRefusal.CLAIMED
    return why_not_say(being_read, used)


def why_not_answer(version: int, seen: int) -> RereadRefusal | None:
    """An answer is about the sentence that was read, not about another."""
    return None if version == seen else RereadRefusal.CHANGED


def gravest(verdicts: Iterable[Understood]) -> Understood:
    """One answer for one person, whatever the number of her sentences: the gravest that she gave.
    At least one is given.
    """
    said = set(verdicts)
    return next(verdict for verdict in Understood if verdict in said)


def narrowest(scopes: Iterable[Scope]) -> Scope:
    """How far a correction goes: no further than the words that it corrects."""
    said = set(scopes)
    return next((scope for scope in Scope if scope in said), Scope.DRAFTERS)
