"""The law of topics: what each needs before it opens, the steps of its life, when it is open."""

from datetime import date
from enum import StrEnum

from deliberation.assembly.models import Phase, Topic
from deliberation.errors import Common, Refusal
from deliberation.i18n import N_


class NoTopic(Refusal):
    """Why a topic cannot be framed or opened."""

    INCOMPLETE = N_("Ce sujet ne peut pas encore ouvrir. Il manque : {missing}.")
    DATES_REVERSED = N_("La date de fermeture vient avant la date d'ouverture.")
    ALREADY_OVER = N_("La date de fermeture est passée. Choisissez-en une autre.")
    NO_LONGER_EDITED = N_("Ce sujet est déjà ouvert : sa question ne change plus.")


class Step(StrEnum):
    """What a moderator can do to a topic."""

    FRAME = "frame"
    OPEN = "open"
    CLOSE = "close"
    REOPEN = "reopen"
    START_SYNTHESIS = "start_synthesis"
    CONCLUDE = "conclude"
    DECLINE = "decline"


STEPS: dict[tuple[Phase, Step], Phase] = {
    (Phase.SUGGESTED, Step.FRAME): Phase.FRAMED,
    (Phase.FRAMED, Step.OPEN): Phase.OPEN,
    (Phase.OPEN, Step.CLOSE): Phase.CLOSED,
    (Phase.CLOSED, Step.REOPEN): Phase.OPEN,
    (Phase.CLOSED, Step.START_SYNTHESIS): Phase.IN_SYNTHESIS,
    (Phase.IN_SYNTHESIS, Step.CONCLUDE): Phase.CONCLUDED,
    (Phase.SUGGESTED, Step.DECLINE): Phase.DECLINED,
    (Phase.FRAMED, Step.DECLINE): Phase.DECLINED,
}
HAPPENED: dict[Step, str] = {
    Step.FRAME: "topic.framed",
    Step.OPEN: "topic.opened",
    Step.CLOSE: "topic.closed",
    Step.REOPEN: "topic.reopened",
    Step.START_SYNTHESIS: "topic.synthesis_started",
    Step.CONCLUDE: "topic.concluded",
    Step.DECLINE: "topic.declined",
}
NEEDED: dict[str, str] = {
    "question": N_("la question"),
    "why": N_("pourquoi on la pose"),
    "easy_read": N_("la version facile à lire"),
    "decider": N_("qui décide"),
    "can_change": N_("ce qui peut changer"),
    "known_when": N_("quand vous saurez"),
    "opens_on": N_("la date d'ouverture"),
    "closes_on": N_("la date de fermeture"),
}


class Standing(StrEnum):
    """How a topic stands on a given day, as people are told."""

    SUGGESTED = "suggested"
    FRAMED = "framed"
    AWAITED = "awaited"
    OPEN = "open"
    OVER = "over"
    CLOSED = "closed"
    IN_SYNTHESIS = "in_synthesis"
    CONCLUDED = "concluded"
    DECLINED = "declined"


def standing(topic: Topic, today: date) -> Standing:
    """The phase of a topic, seen with its dates: both days are included."""
    if topic.phase is not Phase.OPEN:
        return Standing(topic.phase.value)
    if topic.opens_on and today < topic.opens_on:
        return Standing.AWAITED
    return Standing.OVER if topic.closes_on and today > topic.closes_on else Standing.OPEN


def is_open(topic: Topic, today: date) -> bool:
    """Whether people may take part on this day."""
    return standing(topic, today) is Standing.OPEN


def missing(topic: Topic) -> list[str]:
    """What a topic still needs before it opens, in the words of its form."""
    return [words for name, words in NEEDED.items() if not getattr(topic, name)]


def why_not_frame(opens_on: date | None, closes_on: date | None) -> NoTopic | None:
    """None when these dates can be kept, even while the rest is not written."""
    reversed_ = opens_on and closes_on and closes_on < opens_on
    return NoTopic.DATES_REVERSED if reversed_ else None


def why_not_edit(topic: Topic) -> NoTopic | None:
    """None while nobody has answered the question yet."""
    early = topic.phase in (Phase.SUGGESTED, Phase.FRAMED)
    return None if early else NoTopic.NO_LONGER_EDITED


def why_not_open(topic: Topic, today: date) -> NoTopic | None:
    """None when a topic says all that people have the right to know before they answer."""
    if missing(topic):
        return NoTopic.INCOMPLETE
    if refusal := why_not_frame(topic.opens_on, topic.closes_on):
        return refusal
    return NoTopic.ALREADY_OVER if topic.closes_on and topic.closes_on < today else None


def why_not_step(topic: Topic, step: Step, today: date) -> Refusal | None:
    """None when a topic may take this step on this day."""
    after = STEPS.get((topic.phase, step))
    if after is None:
        return Common.NO_SUCH_STEP
    return why_not_open(topic, today) if after is Phase.OPEN else None


def steps_from(phase: Phase) -> list[Step]:
    """The steps that may follow, in the order of a topic's life."""
    return [step for before, step in STEPS if before is phase]
