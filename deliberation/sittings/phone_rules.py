"""The law of a phone during a day: its badge, the cards it raises, the word it asks for. Pure."""

from collections.abc import Iterable

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings.models import Sitting, Turn
from deliberation.sittings.registers import SpeakerState
from deliberation.sittings.rules import Standing, standing, why_not_run

LARGEST_BADGE = 9999
LARGEST_NEW = 2000  # the numbers that follow one that a phone made up can still be typed


class PhoneRefusal(Refusal):
    """What a person's phone is answered when the answer is no."""

    BADGE_WORN = N_(
        "Le badge {number} est déjà celui d'un autre téléphone. "
        "Vérifiez le numéro, ou demandez à l'accueil."
    )
    NO_BADGE = N_("Dites d'abord votre numéro de badge.")
    NO_TABLE = N_("Vous n'avez pas encore de table. Levez la main, ou allez à l'accueil.")
    NO_SUCH_BADGE = N_(
        "Nous ne connaissons pas le badge {number}. Vérifiez le numéro, ou demandez à l'accueil."
    )
    YOURSELF = N_("C'est votre propre numéro : donnez celui de l'autre personne.")
    NOT_RUNNING = N_("La journée n'est pas en cours : cela ne servirait à personne.")
    NOT_WAITING = N_("Cette personne n'attend plus la parole.")


def why_not_wear(holder: int | None, participant_id: int) -> PhoneRefusal | None:
    """A number is worn by one phone only."""
    return None if holder in (None, participant_id) else PhoneRefusal.BADGE_WORN


def why_not_make_up(number: int) -> PhoneRefusal | None:
    """A phone may say a number that no badge bears yet: not one after which none can be typed."""
    return None if number <= LARGEST_NEW else PhoneRefusal.NO_SUCH_BADGE


def why_not_signal(sitting: Sitting, turn: Turn | None) -> Refusal | None:
    """Cards are raised, and the word asked for, while the day is on."""
    if refusal := why_not_run(sitting):
        return refusal
    if standing(turn) in (Standing.RUNNING, Standing.PAUSED):
        return None
    return PhoneRefusal.NOT_RUNNING


def why_not_keep_apart(own: int | None, other: int | None) -> PhoneRefusal | None:
    """Two known badges, one of which is hers."""
    if own is None:
        return PhoneRefusal.NO_BADGE
    if other is None:
        return PhoneRefusal.NO_SUCH_BADGE
    return PhoneRefusal.YOURSELF if own == other else None


def why_not_call(state: SpeakerState) -> PhoneRefusal | None:
    """Whoever has spoken, or speaks, is not called again."""
    return None if state is SpeakerState.WAITING else PhoneRefusal.NOT_WAITING


def next_badge(numbers: Iterable[int]) -> int:
    """The number of who has no badge: after all those that may be printed on one."""
    return max(numbers, default=0) + 1
