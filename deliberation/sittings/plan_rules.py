"""The law of preparing a day: what may still change, and within which bounds. Pure functions."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from deliberation.ballots.models import Ballot, BallotState
from deliberation.errors import Refusal
from deliberation.i18n import N_, gettext
from deliberation.sittings.models import (
    Opens,
    SeatingRule,
    Segment,
    SegmentKind,
    Sitting,
    SittingState,
)
from deliberation.sittings.rules import GROUPS, Standing

LONGEST_TITLE = 150
LONGEST_WORDS = 1500
MOST_MINUTES = 480
MOST_SEGMENTS = 60
MOST_ROOMS = 40
MOST_TABLES = 150
MOST_CHAIRS = 30
MOST_BADGES = 1500
FROM_EARLIER, TO_LATER = timedelta(days=366), timedelta(days=3 * 366)
CODE_DAYS = 59  # how long before a day its code may be made
# Trees that have one short name each: a table is called from the other end of a room.
TREES = N_(
    "Chêne, Tilleul, Érable, Bouleau, Frêne, Hêtre, Saule, Peuplier, Olivier, Figuier, Noyer, "
    "Cerisier, Pommier, Poirier, Prunier, Châtaignier, Noisetier, Sapin, Mélèze, Cèdre, Cyprès, "
    "Pin, Platane, Orme, Aulne, Sureau, Sorbier, Amandier, Abricotier, Laurier"
)


class PlanRefusal(Refusal):
    """What the preparation of a day answers when it says no."""

    AWAY = N_(
        "Cette journée est emportée sur un autre ordinateur : rien ne change ici avant son retour."
    )
    OVER = N_("Cette journée est terminée : elle ne change plus. Vous pouvez la dupliquer.")
    WRONG_YEAR = N_("Vérifiez la date, l'année surtout : {day} est trop loin d'aujourd'hui.")
    LATE_SIGN_UP = N_("Les inscriptions ferment avant le début de la journée : vérifiez la date.")
    OTHER_TOPIC = N_("Ce sujet est celui d'un autre groupe de travail.")
    OTHER_BALLOT = N_("Ce vote n'est pas du sujet de cette étape, ou il est déjà fermé.")
    VOTE_OF_TOPIC = N_("Une étape porte un vote de ce sujet : enlevez d'abord son vote.")
    VOTE_ELSEWHERE = N_(
        "On ne vote que dans une étape de vote : choisissez « Vote », ou ce que l'étape demande."
    )
    LIVED = N_(
        "Des personnes ont déjà vécu cette étape, ou y ont une place : elle ne peut pas être "
        "enlevée, et reste du même genre. Sa durée et ses mots peuvent changer."
    )
    HAS_WORKSHOPS = N_("Un atelier se tient pendant cette étape : changez d'abord l'atelier.")
    NO_SUCH_PLACE = N_("Cette étape est déjà au bout du déroulé.")
    TOO_MANY_STEPS = N_("Une journée a soixante étapes au plus.")
    TOO_MANY_ROOMS = N_("Une journée a quarante salles au plus.")
    TOO_MANY_TABLES = N_("Une journée a cent cinquante tables au plus.")
    TOO_MANY_BADGES = N_("Une journée a mille cinq cents badges au plus.")
    TABLE_SERVED = N_(
        "Cette table a déjà servi, ou des personnes y ont une place : elle ne peut pas être "
        "enlevée."
    )
    OTHER_ROOM = N_("Cette salle n'est pas de cette journée.")
    NO_TABLES = N_("Aucune table ne porte ces numéros.")
    NO_STEP = N_("Ajoutez d'abord une étape : on annonce une journée qui a un déroulé.")
    ALREADY_ANNOUNCED = N_("Cette journée est déjà annoncée.")
    NOT_ANNOUNCED = N_("Annoncez d'abord la journée.")
    RUNNING = N_("La journée est en cours : terminez-la d'abord au pilotage.")
    NOTES_WAIT = N_(
        "{told} Faites-les relire, ou cochez la case ci-dessous : elles resteront pour l'équipe "
        "seule, qui pourra les relire plus tard avec la table."
    )
    VOTE_OPEN = N_("Un vote de cette journée est encore ouvert : fermez-le d'abord au pilotage.")
    MEANWHILE = N_(
        "Quelqu'un d'autre a changé cette page pendant que vous écriviez. Vos mots sont là, et "
        "rien n'est perdu : relisez, puis gardez de nouveau."
    )
    CODE_TOO_EARLY = N_("C'est encore tôt : le code se crée dans les deux mois avant la journée.")
    DAY_PAST = N_("Cette journée est passée : son code ne servirait plus.")


def why_not_prepare(sitting: Sitting) -> PlanRefusal | None:
    """None when a day may still change: it is held here, and is not over."""
    if sitting.away:
        return PlanRefusal.AWAY
    return PlanRefusal.OVER if sitting.state is SittingState.OVER else None


def why_not_hold(starts_at: datetime, now: datetime) -> PlanRefusal | None:
    """None when a date can be that of a day: a year typed wrong is the commonest mistake."""
    near = now - FROM_EARLIER <= starts_at <= now + TO_LATER
    return None if near else PlanRefusal.WRONG_YEAR


def why_not_register_until(until: datetime | None, starts_at: datetime) -> PlanRefusal | None:
    """None when people can register until that moment."""
    return PlanRefusal.LATE_SIGN_UP if until and until > starts_at else None


def why_not_announce(sitting: Sitting, segments: Sequence[Segment]) -> PlanRefusal | None:
    """None when a day may be told to everyone."""
    if refusal := why_not_prepare(sitting):
        return refusal
    if sitting.state is not SittingState.DRAFT:
        return PlanRefusal.ALREADY_ANNOUNCED
    return None if segments else PlanRefusal.NO_STEP


def why_not_close(
    sitting: Sitting, standing: Standing, vote_open: bool = False, notes_wait: bool = False
) -> PlanRefusal | None:
    """None when a day may be closed for good: nobody is in the middle of it, nor of its votes, and
    no note waits that nobody knows of.
    """
    if refusal := why_not_prepare(sitting):
        return refusal
    if sitting.state is SittingState.DRAFT:
        return PlanRefusal.NOT_ANNOUNCED
    if standing in (Standing.RUNNING, Standing.PAUSED):
        return PlanRefusal.RUNNING
    if vote_open:
        return PlanRefusal.VOTE_OPEN
    return PlanRefusal.NOTES_WAIT if notes_wait else None


def why_not_make_code(sitting: Sitting, held_on: date, today: date) -> PlanRefusal | None:
    """None when a code may lead people to this day."""
    if refusal := why_not_prepare(sitting):
        return refusal
    if sitting.state is SittingState.DRAFT:
        return PlanRefusal.NOT_ANNOUNCED
    if held_on < today:
        return PlanRefusal.DAY_PAST
    return PlanRefusal.CODE_TOO_EARLY if (held_on - today).days > CODE_DAYS else None


def why_not_be(kind: SegmentKind, opens: Opens) -> PlanRefusal | None:
    """None when a step of this kind may ask that of people."""
    elsewhere = opens is Opens.VOTING and kind is not SegmentKind.VOTE
    return PlanRefusal.VOTE_ELSEWHERE if elsewhere else None


def why_not_vote_on(
    ballot: Ballot | None, topic_id: int | None, kept: int | None
) -> PlanRefusal | None:
    """None when a step about this topic may hold this vote, or held it already (`kept`)."""
    if ballot is None:
        return None
    waits = ballot.id == kept or ballot.state in (BallotState.DRAFT, BallotState.OPEN)
    return None if waits and ballot.topic_id == topic_id else PlanRefusal.OTHER_BALLOT


def why_not_become(segment: Segment, kind: SegmentKind, lived: bool) -> PlanRefusal | None:
    """None when a step may become one of this kind: what was lived stays what it was."""
    return PlanRefusal.LIVED if lived and kind is not segment.kind else None


def why_not_move(place: int, steps: int) -> PlanRefusal | None:
    """None when there is such a place in the programme; places count from 0."""
    return None if 0 <= place < steps else PlanRefusal.NO_SUCH_PLACE


def asked_in(kind: SegmentKind, opens: Opens) -> Opens:
    """What a step asks: a vote always asks to vote, a break never asks anything."""
    return {SegmentKind.VOTE: Opens.VOTING, SegmentKind.BREAK: Opens.LISTENING}.get(kind, opens)


def seated_in(kind: SegmentKind, rule: SeatingRule | None) -> SeatingRule | None:
    """How a step seats people: only groups are seated."""
    return rule if kind in GROUPS else None


def tree(number: int) -> str:
    """The name of the table of this number, when tables are named after trees."""
    trees = gettext(TREES).split(", ")
    again, place = divmod(number - 1, len(trees))
    return f"{trees[place]} {again + 1}" if again else trees[place]


def seen_as(*words: object) -> str:
    """A short print of what a page showed, by which a later change is known."""
    text = "\x1f".join(str(word) for word in words)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
