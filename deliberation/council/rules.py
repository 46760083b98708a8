"""The law of transmissions: what may be sent, how it is answered, when it is late. Pure."""

from collections.abc import Iterable, Sequence, Set
from datetime import date
from typing import NamedTuple

from deliberation.council.models import Answer, Outcome, TransmissionState
from deliberation.errors import Refusal
from deliberation.i18n import N_

STEPS: dict[tuple[TransmissionState, str], TransmissionState] = {
    (TransmissionState.SENT, "receive"): TransmissionState.RECEIVED,
    (TransmissionState.RECEIVED, "answer"): TransmissionState.ANSWERED,
    (TransmissionState.ANSWERED, "study"): TransmissionState.RECEIVED,
}

STATE_NAMES: dict[TransmissionState, str] = {
    TransmissionState.SENT: N_("envoyée, pas encore reçue"),
    TransmissionState.RECEIVED: N_("reçue, réponse attendue"),
    TransmissionState.ANSWERED: N_("réponse donnée"),
}

OUTCOME_NAMES: dict[Outcome, str] = {
    Outcome.KEPT: N_("Pris en compte"),
    Outcome.PARTLY: N_("Pris en compte en partie"),
    Outcome.NOT_KEPT: N_("Non"),
    Outcome.STUDIED: N_("À l'étude"),
}

MOST_QUESTIONS = 12


class CouncilRefusal(Refusal):
    """Why something is not done with a transmission."""

    NOT_PUBLISHED = N_("Cette synthèse n'est pas publiée : elle ne peut pas encore partir.")
    ALREADY_SENT = N_("Cette synthèse est déjà partie. Elle ne part qu'une fois.")
    NO_BODY = N_("Ce comité n'a pas d'instance nationale à qui écrire.")
    NO_QUESTION = N_("Écrivez au moins une question : l'instance répond question par question.")
    ELSEWHERE = N_("Une de ces questions ne vient pas de cette synthèse.")
    TOO_MANY = N_("Il y a trop de questions : {most} au plus, pour que chacune ait une réponse.")
    PAST_DUE_DATE = N_("La date de réponse convenue est déjà passée.")
    NOT_RECEIVED = N_("Accusez d'abord réception : le comité saura que vous l'avez lue.")
    ALREADY_RECEIVED = N_("L'accusé de réception est déjà parti.")
    NO_REASON = N_("Écrivez pourquoi : les personnes qui ont parlé liront cette raison.")
    NO_DATE = N_("Dites jusqu'à quand la question est à l'étude.")
    PAST_DATE = N_("Cette date est déjà passée.")


def why_not_send(
    published: bool,
    sent: bool,
    body: bool,
    questions: Sequence[str],
    due_on: date | None,
    today: date,
) -> CouncilRefusal | None:
    """Only a published synthesis goes up, once, with at least one question."""
    reasons = (
        (not published, CouncilRefusal.NOT_PUBLISHED),
        (sent, CouncilRefusal.ALREADY_SENT),
        (not body, CouncilRefusal.NO_BODY),
        (not questions, CouncilRefusal.NO_QUESTION),
        (len(questions) > MOST_QUESTIONS, CouncilRefusal.TOO_MANY),
        (due_on is not None and due_on < today, CouncilRefusal.PAST_DUE_DATE),
    )
    return next((refusal for holds, refusal in reasons if holds), None)


def why_not_ask(wanted: Set[int | None], proposed: Set[int | None]) -> CouncilRefusal | None:
    """A question follows the words that its own synthesis stands on, or nobody's."""
    return None if wanted <= proposed | {None} else CouncilRefusal.ELSEWHERE


def why_not_receive(state: TransmissionState) -> CouncilRefusal | None:
    """A receipt is given once."""
    return None if (state, "receive") in STEPS else CouncilRefusal.ALREADY_RECEIVED


def why_not_answer(
    state: TransmissionState, outcome: Outcome, reason: str, until: date | None, today: date
) -> CouncilRefusal | None:
    """An answer comes after the receipt; a « non » says why, a study says until when."""
    if state is TransmissionState.SENT:
        return CouncilRefusal.NOT_RECEIVED
    if outcome in (Outcome.PARTLY, Outcome.NOT_KEPT) and not reason:
        return CouncilRefusal.NO_REASON
    if outcome is Outcome.STUDIED and until is None:
        return CouncilRefusal.NO_DATE
    if outcome is Outcome.STUDIED and until is not None and until < today:
        return CouncilRefusal.PAST_DATE
    return None


def after(state: TransmissionState, answers: Iterable[Answer | None]) -> TransmissionState:
    """The state of a transmission once its questions have these latest answers."""
    settled = all(answer and answer.outcome is not Outcome.STUDIED for answer in answers)
    return STEPS.get((state, "answer" if settled else "study"), state)


class Lateness(NamedTuple):
    """When an answer is due, and whether that day has passed without it."""

    due_on: date | None
    overdue: bool


def lateness(answer: Answer | None, due_on: date | None, today: date) -> Lateness:
    """A question is late after its agreed day, or after the end of its study; never otherwise."""
    if answer is not None and answer.outcome is not Outcome.STUDIED:
        return Lateness(None, False)
    due = answer.until if answer is not None else due_on
    return Lateness(due, due is not None and due < today)
