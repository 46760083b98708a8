"""The law of protected blocks: who holds a disagreement, and so who alone may close it. Pure."""

from enum import StrEnum
from typing import NamedTuple

from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.syntheses.models import Purpose, SynthesisState
from deliberation.syntheses.rules import WRITABLE, why_not_write


class Kind(StrEnum):
    """Where a disagreement was found."""

    OBJECTION = "objection"
    TABLE = "table"
    PEERS = "peers"
    COLLEGE = "college"


class Holders(StrEnum):
    """Who may close a block."""

    AUTHOR = "author"  # who said it, with her card
    OBJECTORS = "objectors"  # all who objected in an open vote, each with her card
    GROUP = "group"  # the people of a table or of a peer group, together, in a sitting
    NEW_ROUND = "new_round"  # nobody knows them: they are asked again, by a vote


# Why these and no others: printed beside the block.
WHO: dict[Holders, str] = {
    Holders.AUTHOR: N_("Seule la personne qui l'a dit peut le fermer, avec sa carte."),
    Holders.OBJECTORS: N_(
        "Seules les personnes qui s'y sont opposées peuvent le fermer, chacune avec sa carte."
    ),
    Holders.GROUP: N_("Seul le groupe qui l'a dit peut le fermer, ensemble, lors d'une rencontre."),
    Holders.NEW_ROUND: N_(
        "Ce vote ne dit pas qui a répondu quoi : seul un nouveau vote sur un texte modifié "
        "peut le fermer."
    ),
}


class DissentRefusal(Refusal):
    """Why a block stays as it is."""

    NO_SUCH = N_("Ce point de divergence n'est pas dans cette synthèse.")
    NOT_YOURS = N_("Seules les personnes qui ont posé ce désaccord peuvent dire qu'il est réglé.")
    NOT_NOW = N_("Ce désaccord ne change plus : le texte est en d'autres mains.")
    ALREADY = N_("Ce désaccord est déjà fermé.")
    NOT_TOGETHER = N_("Ce désaccord n'est pas celui d'un groupe : une rencontre ne le ferme pas.")
    WRITER = N_(
        "Vous avez écrit dans cette synthèse : demandez à quelqu'un d'autre d'enregistrer "
        "ce que le groupe a dit."
    )
    OTHER_DAY = N_("Choisissez une rencontre de ce comité, tenue après que ce désaccord a été dit.")


def stays_in_text(purpose: Purpose | None) -> bool:
    """Whether a heading may not be taken out of a text, nor out of a committee's template."""
    return purpose is Purpose.DISSENT


def holders_of_objection(secret: bool, by_hand: bool, objectors: int) -> Holders:
    """Nobody knows whose objection says what, so all who objected hold each one. Where papers are
    secret, or hands were counted, nobody knows who objected either.
    """
    known = objectors and not secret and not by_hand
    return Holders.OBJECTORS if known else Holders.NEW_ROUND


def holders_of_note(kind: Kind, claimed: bool) -> Holders:
    """What a table keeps is its own, until someone attaches her card to the note; what a peer group
    says is the group's, whoever spoke.
    """
    return Holders.AUTHOR if claimed and kind is Kind.TABLE else Holders.GROUP


class Block(NamedTuple):
    """What a rule needs to know of a block."""

    holders: Holders
    closed: bool


def why_not_settle(
    state: SynthesisState, being_read: bool, block: Block, hers: bool
) -> DissentRefusal | None:
    """Someone closes what she holds, with her card, while people read the text back."""
    if not hers or block.holders not in (Holders.AUTHOR, Holders.OBJECTORS):
        return DissentRefusal.NOT_YOURS
    if state is not SynthesisState.READING_BACK or not being_read:
        return DissentRefusal.NOT_NOW
    return DissentRefusal.ALREADY if block.closed else None


def why_not_record(
    state: SynthesisState, block: Block, writer: bool, good_day: bool
) -> DissentRefusal | None:
    """What a group said in a sitting is recorded by someone who wrote nothing of the text."""
    if block.holders is not Holders.GROUP:
        return DissentRefusal.NOT_TOGETHER
    if state not in WRITABLE | {SynthesisState.READING_BACK}:
        return DissentRefusal.NOT_NOW
    if block.closed:
        return DissentRefusal.ALREADY
    if writer:
        return DissentRefusal.WRITER
    return None if good_day else DissentRefusal.OTHER_DAY


def why_not_answer(state: SynthesisState) -> Refusal | None:
    """Writers say how they took a disagreement into account while they write, and only that."""
    return why_not_write(state)
