"""How the application says no."""

from enum import StrEnum

from deliberation.i18n import N_


class Refusal(StrEnum):
    """The base of every room's refusals: an enum member is known, tested and translatable."""


class Refused(Exception):
    """A rule said no. The reason is a `Refusal`; `about` fills the blanks of its sentence."""

    def __init__(self, reason: Refusal, **about: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.about = about


def refuse(reason: Refusal | None, **about: object) -> None:
    """Raise what a `why_not_…` rule answered, if it answered anything."""
    if reason is not None:
        raise Refused(reason, **about)


class Overloaded(Exception):
    """Too many people are waiting to write: they are asked to try again in a moment."""


class BadForm(Exception):
    """A form that was not understood: for each field, a French sentence to show beside it."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class Common(Refusal):
    """What any room may answer."""

    NO_SUCH_STEP = N_("Cette action n'est pas possible maintenant.")
    NOT_YOURS = N_("Cette action est réservée à d'autres personnes.")
