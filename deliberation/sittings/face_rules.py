"""The law of the three faces: who may still say what she thought of a day, and who counts paper."""

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings import rules
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.registers import Face

FACE_WORDS = {
    Face.HAPPY: N_("Contente ou content"),
    Face.SO_SO: N_("Moyen"),
    Face.UNHAPPY: N_("Pas contente, pas content"),
}


class FaceRefusal(Refusal):
    """What the three faces answer when they say no."""

    NOT_YET = N_("La journée n'est pas finie : vous donnerez votre avis à la dernière étape.")
    ALREADY_COUNTED = N_(
        "Les avis sur papier sont déjà comptés et montrés : les changer dirait ce qu'une personne "
        "a répondu."
    )


def is_ending(sitting: Sitting, step: int, steps: int) -> bool:
    """Whether a day is in its last step, or past it; `step` is counted from 1, 0 before all."""
    return sitting.state is SittingState.OVER or 0 < steps <= step


def why_not_judge(sitting: Sitting, step: int, steps: int) -> Refusal | None:
    """Opinions are asked at the end of a day, and may change until it is closed."""
    if refusal := rules.why_not_run(sitting):
        return refusal
    return None if is_ending(sitting, step, steps) else FaceRefusal.NOT_YET


def why_not_count_paper(sitting: Sitting, step: int, steps: int, counted: bool) -> Refusal | None:
    """Paper may be counted after the day is closed, but once: then its numbers are shown."""
    if sitting.state is SittingState.OVER and not sitting.away:
        return FaceRefusal.ALREADY_COUNTED if counted else None
    return why_not_judge(sitting, step, steps)
