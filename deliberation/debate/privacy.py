"""What in a text may tell who someone is: found by its shape, then held, then masked. Pure.

Shapes miss some and mistake others: what is held is always read by a person.
"""

import re
from typing import NamedTuple

from deliberation.debate.shapes import SHAPES, Kind
from deliberation.i18n import N_, gettext
from deliberation.text import sequence


class Finding(NamedTuple):
    """A passage of a text, from `start` up to `end`."""

    kind: Kind
    start: int
    end: int


NAMES: dict[Kind, str] = {
    Kind.EMAIL: N_("une adresse e-mail"),
    Kind.PROFILE: N_("un lien vers une page personnelle"),
    Kind.BANK: N_("des coordonnées bancaires"),
    Kind.SOCIAL_SECURITY: N_("un numéro de sécurité sociale"),
    Kind.PHONE: N_("un numéro de téléphone"),
    Kind.FILE: N_("un numéro de dossier"),
    Kind.BIRTH: N_("une date de naissance"),
    Kind.ADDRESS: N_("une adresse postale"),
}
HELD = N_("Votre texte contient {what}. Nous le gardons sans le montrer : un modérateur le relira.")
MASKS: dict[Kind, str] = dict.fromkeys(Kind, "[numéro masqué]") | {
    Kind.EMAIL: "[adresse masquée]",
    Kind.PROFILE: "[lien masqué]",
    Kind.BIRTH: "[date masquée]",
    Kind.ADDRESS: "[adresse masquée]",
}


def findings(text: str) -> tuple[Finding, ...]:
    """The passages that may tell who someone is, in their order."""
    return tuple(Finding(_kind(found), *found.span()) for found in SHAPES.finditer(text))


def mask(text: str) -> str:
    """The same text, in which nothing more is found."""
    while (masked := SHAPES.sub(lambda found: MASKS[_kind(found)], text)) != text:
        text = masked
    return text


def held_because(text: str) -> str:
    """The sentence that tells an author why her words wait; nothing if they need not."""
    kinds = dict.fromkeys(finding.kind for finding in findings(text))
    what = sequence([gettext(NAMES[kind]) for kind in kinds])
    return gettext(HELD).format(what=what) if what else ""


def _kind(found: re.Match[str]) -> Kind:
    assert found.lastgroup is not None
    return Kind(found.lastgroup)
