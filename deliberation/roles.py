"""Who may do what: the one table of actions and roles, walked from the topic up to the nation."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from deliberation.i18n import N_


class Role(StrEnum):
    """The part that a signed-in person plays in a place."""

    SCRIBE = "scribe"
    FACILITATOR = "facilitator"
    RAPPORTEUR = "rapporteur"
    MODERATOR = "moderator"
    TECHNICAL = "technical"
    STEERING = "steering"
    SECRETARIAT = "secretariat"
    NATIONAL_READER = "national_reader"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, str] = {
    Role.SCRIBE: N_("scribe d'une table"),
    Role.FACILITATOR: N_("animatrice ou animateur"),
    Role.RAPPORTEUR: N_("rapporteur du groupe"),
    Role.MODERATOR: N_("modératrice ou modérateur"),
    Role.TECHNICAL: N_("membre du comité technique"),
    Role.STEERING: N_("membre du comité de pilotage"),
    Role.SECRETARIAT: N_("secrétariat du comité"),
    Role.NATIONAL_READER: N_("lecteur de l'instance nationale"),
    Role.ADMINISTRATOR: N_("administrateur de la plateforme"),
}


class Action(StrEnum):
    """Everything that asks for a role."""

    ENTER_NOTES = "enter_notes"
    PREPARE_SITTING = "prepare_sitting"
    RUN_SITTING = "run_sitting"
    KEEP_REGISTRATIONS = "keep_registrations"
    KEEP_SEATS = "keep_seats"
    ISSUE_CARDS = "issue_cards"
    FRAME_TOPIC = "frame_topic"
    READ_CONTRIBUTIONS = "read_contributions"
    MODERATE = "moderate"
    MAKE_PROPOSALS = "make_proposals"
    RUN_BALLOTS = "run_ballots"
    WRITE_SYNTHESIS = "write_synthesis"
    SHAPE_SYNTHESES = "shape_syntheses"
    SIGN_OFF = "sign_off"
    PUBLISH_SYNTHESIS = "publish_synthesis"
    TRANSMIT = "transmit"
    READ_TRANSMISSIONS = "read_transmissions"
    ANSWER_TRANSMISSION = "answer_transmission"


ACTION_NAMES: dict[Action, str] = {
    Action.ENTER_NOTES: N_("écrire ce qui est dit à une table"),
    Action.PREPARE_SITTING: N_("préparer une journée : son déroulé, ses tables, ses ateliers"),
    Action.RUN_SITTING: N_("animer une journée et ce que montre l'écran de la salle"),
    Action.KEEP_REGISTRATIONS: N_("tenir les inscriptions à une journée"),
    Action.KEEP_SEATS: N_("tenir les sièges du comité technique, son quorum, les objectifs"),
    Action.ISSUE_CARDS: N_("imprimer des cartes de parole et créer des codes"),
    Action.FRAME_TOPIC: N_("préparer, ouvrir et fermer un sujet"),
    Action.READ_CONTRIBUTIONS: N_("lire les contributions confiées aux rédacteurs"),
    Action.MODERATE: N_("relire un texte retenu, masquer avec une raison"),
    Action.MAKE_PROPOSALS: N_("faire des propositions à partir des contributions"),
    Action.RUN_BALLOTS: N_("préparer, ouvrir et fermer un vote"),
    Action.WRITE_SYNTHESIS: N_("rédiger la synthèse"),
    Action.SHAPE_SYNTHESES: N_("changer le modèle des synthèses"),
    Action.SIGN_OFF: N_("valider une synthèse ou la renvoyer"),
    Action.PUBLISH_SYNTHESIS: N_("publier une synthèse validée"),
    Action.TRANSMIT: N_("transmettre à l'instance nationale"),
    Action.READ_TRANSMISSIONS: N_("lire les transmissions reçues"),
    Action.ANSWER_TRANSMISSION: N_("accuser réception et répondre"),
}

ALLOWED: dict[Action, frozenset[Role]] = {
    Action.ENTER_NOTES: frozenset({Role.SCRIBE, Role.FACILITATOR, Role.MODERATOR}),
    Action.PREPARE_SITTING: frozenset({Role.FACILITATOR, Role.MODERATOR, Role.SECRETARIAT}),
    Action.RUN_SITTING: frozenset({Role.FACILITATOR, Role.MODERATOR}),
    Action.KEEP_REGISTRATIONS: frozenset({Role.SECRETARIAT}),
    Action.KEEP_SEATS: frozenset({Role.SECRETARIAT}),
    Action.ISSUE_CARDS: frozenset({Role.FACILITATOR, Role.MODERATOR, Role.SECRETARIAT}),
    Action.FRAME_TOPIC: frozenset({Role.MODERATOR}),
    Action.READ_CONTRIBUTIONS: frozenset({Role.MODERATOR, Role.RAPPORTEUR, Role.TECHNICAL}),
    Action.MODERATE: frozenset({Role.MODERATOR}),
    Action.MAKE_PROPOSALS: frozenset({Role.MODERATOR, Role.RAPPORTEUR}),
    Action.RUN_BALLOTS: frozenset({Role.FACILITATOR, Role.MODERATOR}),
    Action.WRITE_SYNTHESIS: frozenset({Role.MODERATOR, Role.RAPPORTEUR}),
    Action.SHAPE_SYNTHESES: frozenset({Role.MODERATOR, Role.SECRETARIAT}),
    Action.SIGN_OFF: frozenset({Role.TECHNICAL}),
    Action.PUBLISH_SYNTHESIS: frozenset({Role.MODERATOR, Role.SECRETARIAT}),
    Action.TRANSMIT: frozenset({Role.SECRETARIAT}),
    Action.READ_TRANSMISSIONS: frozenset({Role.NATIONAL_READER}),
    Action.ANSWER_TRANSMISSION: frozenset({Role.NATIONAL_READER}),
}


class Grant(NamedTuple):
    """One role, held in one place: a group, a whole committee, or the national body."""

    role: Role
    committee_id: int | None = None
    group_id: int | None = None


class Place(NamedTuple):
    """Where an action would happen. The national body has no committee."""

    committee_id: int | None = None
    group_id: int | None = None


NATION = Place()


def may(grants: Iterable[Grant], action: Action, place: Place) -> bool:
    """Whether one of these roles, held here or in the place above, allows the action."""
    return any(grant.role in ALLOWED[action] and covers(grant, place) for grant in grants)


def covers(grant: Grant, place: Place) -> bool:
    """A role held in a committee is held in its groups; a group's role stays in the group."""
    if grant.group_id is not None:
        return grant.group_id == place.group_id
    return grant.committee_id == place.committee_id
