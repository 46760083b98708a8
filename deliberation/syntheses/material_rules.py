"""Which filters of all that was said may be used together, so that nobody is shown. Pure."""

from deliberation.errors import Refusal
from deliberation.i18n import N_


class MaterialRefusal(Refusal):
    """Why words are not sorted in that way."""

    COLLEGE_AND_PLACE = N_(
        "Un groupe ne se lit pas avec une table ou une étape : on y reconnaîtrait quelqu'un. "
        "Choisissez l'un ou l'autre."
    )
    SMALL_COLLEGE = N_("Ce groupe est trop petit pour que ses paroles soient lues à part.")


def why_not_sort(
    college: int | None, nameable: frozenset[int], by_place: bool
) -> MaterialRefusal | None:
    """A college is read alone, and only if it is large enough."""
    if college is None:
        return None
    if college not in nameable:
        return MaterialRefusal.SMALL_COLLEGE
    return MaterialRefusal.COLLEGE_AND_PLACE if by_place else None
