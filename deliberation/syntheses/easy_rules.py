"""The law of an easy-read twin: whose words stand, and what is called FALC. Pure."""

from datetime import date

from deliberation.errors import Refusal
from deliberation.i18n import N_


class EasyReadRefusal(Refusal):
    """Why something is not done to an easy-read text."""

    MEANWHILE = N_(
        "Quelqu'un a changé ce texte pendant que vous écriviez. Rien de ce que vous avez écrit "
        "n'est perdu : relisez le texte gardé, puis renvoyez le vôtre."
    )
    NOTHING_TESTED = N_("Écrivez d'abord le texte facile à lire : c'est lui que le groupe relit.")
    NO_TESTER = N_(
        "Donnez le nom du groupe qui a relu, et le jour : sans eux, pas de mention FALC."
    )
    NOT_YET = N_("Ce jour n'est pas encore arrivé.")


def why_not_write(seen: str, kept: str) -> EasyReadRefusal | None:
    """Nobody writes over words that she has not read."""
    return None if seen == kept else EasyReadRefusal.MEANWHILE


def why_not_test(written: bool, group: str, on: date | None, now: date) -> EasyReadRefusal | None:
    """A text is called FALC when people concerned have read it: a group with a name, on a day."""
    if not written:
        return EasyReadRefusal.NOTHING_TESTED
    if not group or on is None:
        return EasyReadRefusal.NO_TESTER
    return EasyReadRefusal.NOT_YET if on > now else None
