"""The law of a synthesis: what may be written, who signs it off, what freezes it. Pure."""

from collections.abc import Collection
from enum import StrEnum
from typing import NamedTuple

from deliberation.assembly.models import Phase
from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.roles import Action
from deliberation.syntheses.models import SynthesisState


class Step(StrEnum):
    """What happens to a synthesis."""

    READ_BACK = "read_back"
    CORRECT = "correct"
    SUBMIT = "submit"
    RETURN = "return"
    VALIDATE = "validate"
    PUBLISH = "publish"
    HAND_BACK = "hand_back"


STEPS: dict[tuple[SynthesisState, Step], SynthesisState] = {
    (SynthesisState.DRAFT, Step.READ_BACK): SynthesisState.READING_BACK,
    (SynthesisState.RETURNED, Step.READ_BACK): SynthesisState.READING_BACK,
    (SynthesisState.READING_BACK, Step.CORRECT): SynthesisState.DRAFT,
    (SynthesisState.READING_BACK, Step.SUBMIT): SynthesisState.SUBMITTED,
    (SynthesisState.DRAFT, Step.SUBMIT): SynthesisState.SUBMITTED,
    (SynthesisState.RETURNED, Step.SUBMIT): SynthesisState.SUBMITTED,
    (SynthesisState.SUBMITTED, Step.RETURN): SynthesisState.RETURNED,
    (SynthesisState.SUBMITTED, Step.VALIDATE): SynthesisState.VALIDATED,
    (SynthesisState.SUBMITTED, Step.HAND_BACK): SynthesisState.RETURNED,
    (SynthesisState.VALIDATED, Step.HAND_BACK): SynthesisState.RETURNED,
    (SynthesisState.VALIDATED, Step.PUBLISH): SynthesisState.PUBLISHED,
}
HAPPENED: dict[Step, str] = {
    Step.READ_BACK: "synthesis.read_back",
    Step.CORRECT: "synthesis.taken_back",
    Step.SUBMIT: "synthesis.submitted",
    Step.RETURN: "synthesis.returned",
    Step.VALIDATE: "synthesis.validated",
    Step.PUBLISH: "synthesis.published",
    Step.HAND_BACK: "synthesis.handed_back",
}
STATE_NAMES: dict[SynthesisState, str] = {
    SynthesisState.DRAFT: N_("en cours d'écriture"),
    SynthesisState.READING_BACK: N_("en relecture par les personnes"),
    SynthesisState.SUBMITTED: N_("chez le comité technique"),
    SynthesisState.RETURNED: N_("renvoyée par le comité technique"),
    SynthesisState.VALIDATED: N_("validée, pas encore publiée"),
    SynthesisState.PUBLISHED: N_("publiée"),
}
# Whoever has one of these to do may read a synthesis before it is published.
WORK = (Action.WRITE_SYNTHESIS, Action.SIGN_OFF, Action.PUBLISH_SYNTHESIS, Action.TRANSMIT)
WRITABLE = frozenset({SynthesisState.DRAFT, SynthesisState.RETURNED})
WITH_MATERIAL = frozenset({Phase.OPEN, Phase.CLOSED, Phase.IN_SYNTHESIS})


class SynthesisRefusal(Refusal):
    """Why something is not done to a synthesis."""

    TOO_EARLY = N_("Ce sujet n'est pas encore ouvert, ou il est terminé : rien à synthétiser.")
    NOT_WRITABLE = N_("Cette synthèse n'est plus en cours d'écriture : elle ne change plus.")
    NOT_READ_BACK = N_("Cette synthèse n'est pas en relecture.")
    NO_WORDS = N_("Écrivez une phrase.")
    NO_SOURCE = N_(
        "Dites d'où vient cette phrase : choisissez au moins une source, "
        "ou marquez-la « rédaction du groupe »."
    )
    UNKNOWN_SOURCE = N_("Une des sources n'est pas dans ce sujet, ou ne peut pas être citée.")
    NO_STATEMENT = N_("La synthèse est encore vide : écrivez au moins une phrase.")
    UNTOUCHED = N_(
        "Des contributions attendent encore : {n}. Reprenez-les dans une phrase, "
        "ou mettez-les de côté en disant pourquoi."
    )
    NOTHING_LEFT = N_("Rien n'attend : chaque contribution est reprise, ou mise de côté.")
    NOT_SUBMITTED = N_("Cette synthèse n'attend pas d'avis en ce moment.")
    NO_REASON = N_("Dites pourquoi : les rédacteurs en ont besoin pour corriger.")
    WRONG_COUNT = N_(
        "Le compte n'est pas juste : pour, contre, abstentions et « ne prend pas part » "
        "doivent faire le nombre de présents."
    )
    NOBODY = N_("Une séance sans présents ne décide de rien.")
    NO_QUORUM = N_("Le quorum est de {quorum} : il manque {missing}. La décision attend.")
    SEAT_ENDED = N_(
        "Vous n'avez plus de siège au comité technique : votre avis n'est pas gardé. "
        "Si c'est une erreur, parlez-en au secrétariat."
    )
    STANDS_ON_NOTHING = N_(
        "Depuis l'envoi, une phrase a perdu sa source : ses mots ont été retirés. "
        "La synthèse doit d'abord revenir aux rédacteurs."
    )
    STILL_STANDS = N_("Chaque phrase a encore une source : rien n'oblige à la reprendre.")
    NOT_VALIDATED = N_("Le comité technique n'a pas validé cette synthèse : elle ne peut paraître.")
    NO_REMARK = N_("Écrivez votre remarque.")
    NOT_YOUR_VERDICT = N_("Vous n'avez pas donné d'avis sur cette version de la synthèse.")
    NOT_YOUR_REMARK = N_("Cette remarque est celle d'un autre membre.")
    NOT_PUBLISHED = N_("Cette synthèse n'est pas publiée : elle se change sans avis de correction.")
    SAME_WORDS = N_("La phrase n'a pas changé. Écrivez la phrase telle qu'elle doit être.")
    NO_NOTICE = N_("Dites à tout le monde ce qui change, et pourquoi.")
    NOT_PRINTED = N_("Cette phrase n'est pas dans le texte publié.")
    NOTHING_CHOSEN = N_("Choisissez au moins une contribution.")


def why_not_start(phase: Phase) -> SynthesisRefusal | None:
    """A synthesis needs something to synthesise."""
    return None if phase in WITH_MATERIAL else SynthesisRefusal.TOO_EARLY


def why_not_write(state: SynthesisState) -> SynthesisRefusal | None:
    """What was submitted is read as it is: it changes only if it is returned."""
    return None if state in WRITABLE else SynthesisRefusal.NOT_WRITABLE


def why_not_state(words: str, sources: int, by_group: bool) -> SynthesisRefusal | None:
    """A statement says where it comes from, or that the group wrote it."""
    if not words:
        return SynthesisRefusal.NO_WORDS
    return None if sources or by_group else SynthesisRefusal.NO_SOURCE


def why_not_set_aside(
    state: SynthesisState, chosen: Collection[int], reason: str
) -> SynthesisRefusal | None:
    """Words are set aside while writing, and never without a reason."""
    if refusal := why_not_write(state):
        return refusal
    if not chosen:
        return SynthesisRefusal.NOTHING_CHOSEN
    return None if reason else SynthesisRefusal.NO_REASON


def why_not_submit(
    state: SynthesisState, statements: int, untouched: int
) -> SynthesisRefusal | None:
    """A text is handed over once it says something, and once every voice has found its place."""
    if (state, Step.SUBMIT) not in STEPS:
        return SynthesisRefusal.NOT_WRITABLE
    if not statements:
        return SynthesisRefusal.NO_STATEMENT
    return SynthesisRefusal.UNTOUCHED if untouched else None


class Coverage(NamedTuple):
    """What became of what may be used: cited, set aside with a reason, or untouched."""

    used: frozenset[int]
    set_aside: frozenset[int]
    untouched: frozenset[int]


def coverage(told: Collection[int], cited: Collection[int], set_aside: Collection[int]) -> Coverage:
    """Each contribution is in one place only; what is cited is used, even if once set aside."""
    used = frozenset(told) & frozenset(cited)
    aside = (frozenset(told) & frozenset(set_aside)) - used
    return Coverage(used, aside, frozenset(told) - used - aside)
