"""The law of places: when people may be spread over the tables of a step. Pure functions."""

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.sittings import plan_rules
from deliberation.sittings.models import Segment, SegmentKind, Sitting


class PlaceRefusal(Refusal):
    """What the seating answers when it says no."""

    NOT_AT_TABLES = N_("Pendant cette étape, personne n'est à une table.")
    NO_SUCH_BADGE = N_("Aucun badge de cette journée ne porte le numéro {number}.")
    NO_SUCH_BADGES = N_("Aucun badge ne porte ces numéros. Faites d'abord les badges.")
    SAME_BADGE = N_("Écrivez deux numéros de badge différents.")
    NO_TABLE = N_("Cette journée n'a pas encore de table : ajoutez-en d'abord.")
    NOBODY = N_("Cette journée n'a pas encore de badge : faites-les d'abord.")


def seats_people(segment: Segment) -> bool:
    """Whether people sit at tables during a step."""
    return segment.kind in (SegmentKind.SMALL_GROUPS, SegmentKind.PEER_GROUPS)


def why_not_place(sitting: Sitting, segment: Segment) -> Refusal | None:
    """None when people may be seated for this step."""
    if refusal := plan_rules.why_not_prepare(sitting):
        return refusal
    return None if seats_people(segment) else PlaceRefusal.NOT_AT_TABLES


def why_not_spread(people: int, tables: int) -> PlaceRefusal | None:
    """None when there is someone to seat, and somewhere."""
    if not tables:
        return PlaceRefusal.NO_TABLE
    return None if people else PlaceRefusal.NOBODY


def why_not_welcome(found: int) -> PlaceRefusal | None:
    """None when some badges bear these numbers."""
    return None if found else PlaceRefusal.NO_SUCH_BADGES
