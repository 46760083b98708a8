"""The law of reading back: when it begins, until when people answer, what it waits for. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.syntheses.models import SynthesisState
from deliberation.syntheses.reading_back.models import ReadingBack
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
