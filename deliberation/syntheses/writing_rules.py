"""The law of writing: one's own words over nobody else's, on sources that live, under headings that
hold. Pure.
"""

from deliberation.errors import Refusal
from deliberation.i18n import N_

MOST_HEADINGS = 40


class WritingRefusal(Refusal):
    """Why a sentence or a heading stays as it is."""

    CHANGED_MEANWHILE = N_(
        "Quelqu'un a changé cette phrase pendant que vous l'écriviez. Vos mots sont gardés : "
        "comparez les deux textes, puis décidez."
    )
    HELD = N_("Quelqu'un d'autre écrit cette phrase depuis {since}. Vous pouvez la lui reprendre.")
    NO_SUCH_VERSION = N_("Cette version n'existe pas.")
    NOT_QUOTABLE = N_(
        "La contribution {n} n'est pas confiée à tout le monde : elle porte votre phrase, "
        "mais ses mots ne sont pas cités. Dites-le avec les vôtres."
    )
    NOT_VERBATIM = N_(
        "Ce passage n'est pas mot pour mot dans la contribution {n} : recopiez-le exactement."
    )
    COPIED = N_(
        "Ces guillemets reprennent la contribution {n}. Cochez-la, et mettez ce passage dans "
        "« Passage à citer » : si la personne retire ses mots, la citation partira avec eux."
    )
    BARE = N_(
        "Des phrases n'ont plus de source, parce que des paroles ont été retirées : {n}. "
        "Donnez-leur une source, ou retirez-les."
    )
    TOO_MANY_HEADINGS = N_("Le plan a déjà quarante parties : retirez-en une d'abord.")
    OTHER_HEADING = N_("Le plan a changé entre-temps : rouvrez la page, puis recommencez.")
    DISSENT_STAYS = N_(
        "Cette partie garde les désaccords : elle peut changer de nom ou de place, "
        "mais elle reste dans le texte."
    )
    HEADING_IN_USE = N_(
        "Cette partie contient des phrases, ou des phrases retirées qui peuvent revenir : "
        "elle reste."
    )
    NOT_IN_TEXT = N_("Cette phrase n'est plus dans le texte : remettez-la d'abord.")
    IN_TEXT = N_("Cette phrase est déjà dans le texte.")
    NO_LIVING_SOURCE = N_(
        "Tout ce que citait cette phrase a été retiré : écrivez-en une autre, avec une source."
    )


def why_not_rewrite(removed: bool, newest: int, seen: int) -> WritingRefusal | None:
    """A sentence is written again from its newest version: what another wrote is never covered."""
    if refusal := why_not_remove(removed):
        return refusal
    return None if seen == newest else WritingRefusal.CHANGED_MEANWHILE


def why_not_remove(removed: bool) -> WritingRefusal | None:
    return WritingRefusal.NOT_IN_TEXT if removed else None


def why_not_put_back(removed: bool) -> WritingRefusal | None:
    return None if removed else WritingRefusal.IN_TEXT


def why_not_bring_back(sources: int, by_group: bool) -> WritingRefusal | None:
    """What comes back into the text stands on something that still lives."""
    return None if sources or by_group else WritingRefusal.NO_LIVING_SOURCE


def why_not_quote(public: bool, verbatim: bool) -> WritingRefusal | None:
    """A quotation is what was said, letter by letter, by someone who lets everyone read it."""
    if not public:
        return WritingRefusal.NOT_QUOTABLE
    return None if verbatim else WritingRefusal.NOT_VERBATIM


def why_not_copy(public: bool) -> WritingRefusal | None:
    """Somebody's words are quoted as such, or not at all."""
    return WritingRefusal.COPIED if public else WritingRefusal.NOT_QUOTABLE


def why_not_stand(bare: int) -> WritingRefusal | None:
    """Nothing is handed over that stands on nothing any more."""
    return WritingRefusal.BARE if bare else None


def why_not_add(headings: int) -> WritingRefusal | None:
    return WritingRefusal.TOO_MANY_HEADINGS if headings >= MOST_HEADINGS else None


def why_not_touch_heading(there: bool) -> WritingRefusal | None:
    """One acts on the heading that one saw, not on another that took its place."""
    return None if there else WritingRefusal.OTHER_HEADING


def why_not_drop(stays: bool, statements: int) -> WritingRefusal | None:
    """Where disagreements are kept is always there, and no sentence loses its heading."""
    if stays:
        return WritingRefusal.DISSENT_STAYS
    return WritingRefusal.HEADING_IN_USE if statements else None
