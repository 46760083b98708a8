"""The law of registering for a day: until when, which workshops, who has a place, when all of it
is forgotten. Pure functions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from deliberation.errors import Refusal
from deliberation.i18n import N_, local_day
from deliberation.sittings.models import Sitting, SittingState
from deliberation.sittings.registers import Workshop, WorkshopPlace
from deliberation.sittings.rules import DayRefusal

LONGEST_NAME = 120
LONGEST_CONTACT = 200
LONGEST_ANSWER = 600
MOST_REGISTRATIONS = 3000
MOST_WORKSHOPS = 60
MOST_PLACES = 500
MOST_EACH = 8
KEPT = timedelta(days=60)


class EnrolRefusal(Refusal):
    """What the register of a day answers when it says no."""

    NO_SIGN_UP = N_("On ne s'inscrit pas à cette journée.")
    CLOSED = N_("Les inscriptions à cette journée sont fermées.")
    FULL = N_("Cette journée a reçu trop d'inscriptions. Parlez-en à votre comité.")
    TOO_MANY_HERE = N_(
        "Beaucoup d'inscriptions viennent d'ici. Attendez {minutes} min pour en envoyer une autre, "
        "ou demandez au secrétariat du comité : il peut inscrire quelqu'un."
    )
    FORGOTTEN = N_("Les inscriptions à cette journée sont effacées : soixante jours ont passé.")
    NO_SUCH_WORKSHOP = N_("Un atelier que vous aviez choisi n'existe plus : regardez la liste.")
    TOO_MANY_EACH = N_("C'est trop d'ateliers pour une personne. Le plus possible : {count}.")
    SAME_HOUR = N_("« {first} » et « {second} » sont à la même heure : choisissez l'un des deux.")
    CLASH = N_("Des personnes ont choisi cet atelier et un autre de cette heure.")
    OTHER_STEP = N_("Cette étape est celle d'une autre journée.")
    TOO_MANY_WORKSHOPS = N_("Une journée a soixante ateliers au plus.")
    CHOSEN_MEANWHILE = N_(
        "Des personnes viennent de choisir ou de quitter cet atelier : regardez, puis décidez."
    )


def why_not_register(sitting: Sitting, now: datetime) -> Refusal | None:
    """None when people may register for this day, or change what they registered."""
    if refusal := why_not_write(sitting):
        return refusal
    if sitting.state is SittingState.DRAFT:
        return DayRefusal.NOT_ANNOUNCED
    if sitting.registers_until is None:
        return EnrolRefusal.NO_SIGN_UP
    over = sitting.state is SittingState.OVER or now >= sitting.registers_until
    return EnrolRefusal.CLOSED if over else None


def why_not_write(sitting: Sitting) -> DayRefusal | None:
    """None while the register of a day is here: it travels with the day."""
    return DayRefusal.AWAY if sitting.away else None


def why_not_add(sitting: Sitting, today: date) -> Refusal | None:
    """None while the secretariat may write someone in."""
    gone = today >= forgotten_on(sitting.starts_at)
    return EnrolRefusal.FORGOTTEN if gone else why_not_write(sitting)


def why_not_choose(asked: int, found: Sequence[Workshop], each: int) -> EnrolRefusal | None:
    """None when one person may choose these workshops: as many as she `asked` were `found`."""
    if len(found) < asked:
        return EnrolRefusal.NO_SUCH_WORKSHOP
    if asked > each:
        return EnrolRefusal.TOO_MANY_EACH
    return EnrolRefusal.SAME_HOUR if clash(found) else None


def clash(workshops: Sequence[Workshop]) -> tuple[Workshop, Workshop] | None:
    """Two of these workshops that are held during the same step, if there are such two."""
    held: dict[int, Workshop] = {}
    for workshop in workshops:
        if workshop.segment_id is None:
            continue
        if workshop.segment_id in held:
            return held[workshop.segment_id], workshop
        held[workshop.segment_id] = workshop
    return None


def next_in(capacity: int, places: Sequence[WorkshopPlace]) -> list[WorkshopPlace]:
    """Who leaves the waiting list now: the first ones, as many as there are free places.

    Nobody who has a place ever loses it, even when the workshop became smaller.
    """
    free = capacity - sum(not place.waiting for place in places)
    waiting = sorted((place for place in places if place.waiting), key=lambda place: place.rank)
    return waiting[: max(free, 0)]


def forgotten_on(starts_at: datetime) -> date:
    """The day on which the registrations for a day are erased."""
    return local_day(starts_at) + KEPT
