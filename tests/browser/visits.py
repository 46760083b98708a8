"""Every page that can be asked for, with a real example of it, and the person who looks at it."""

from typing import Any

from sqlmodel import Session, col, select

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.models import Ballot, BallotState, Method
from deliberation.council.models import Transmission
from deliberation.debate.models import Contribution, Link, LinkKind, Proposal, Scope
from deliberation.demo.welcome import Welcome
from deliberation.people.models import Participant
from deliberation.sittings.models import Segment, SegmentKind, Sitting, SittingState, Table
from deliberation.sittings.registers import Registration, Workshop
from deliberation.syntheses.clusters.models import Cluster
from deliberation.syntheses.models import Section, Statement, Synthesis
from tests.browser import day_visits, synthesis_visits
from tests.browser.viewers import (
    FACILITATOR,
    HELPED,
    MODERATOR,
    PARTICIPANT,
    PROFESSIONAL,
    RAPPORTEUR,
    READER,
    SCRIBE,
    SECRETARIAT,
    TECHNICAL,
    Visit,
)

# The forms that differ, and the results: what a degree of agreement does not show already.
COUNTED = [method for method in Method if method is not Method.AGREEMENT]
PAGES: dict[str, list[Visit]] = (
    day_visits.PAGES
    | synthesis_visits.PAGES
    | {
        "/": [Visit("/"), Visit("/", PARTICIPANT), Visit("/", MODERATOR)],
        "/connexion": [Visit("/connexion")],
        "/lien/{token}": [Visit("/lien/{link}")],
        "/effacer": [Visit("/effacer"), Visit("/effacer", PARTICIPANT)],
        "/comites/{slug}": [Visit("/comites/{slug}"), Visit("/comites/{slug}", MODERATOR)],
        "/groupes/{group_id:id}": [Visit("/groupes/{group}"), Visit("/groupes/{group}", MODERATOR)],
        "/entrer": [Visit("/entrer")],
        "/entrer/carte": [Visit("/entrer/carte")],
        "/e/{code}": [Visit("/e/{room}")],
        "/e/{code}/affiche": [Visit("/e/{room}/affiche", MODERATOR)],
        "/e/{code}/ecran": [Visit("/e/{room}/ecran", MODERATOR)],
        "/c/{code}": [Visit("/c/{card}"), Visit("/c/{card}", PARTICIPANT)],
        "/gestion/comites/{slug}/codes": [Visit("/gestion/comites/{slug}/codes", MODERATOR)],
        "/gestion/comites/{slug}/sieges": [Visit("/gestion/comites/{slug}/sieges", SECRETARIAT)],
        "/gestion/comites/{slug}/cartes": [Visit("/gestion/comites/{slug}/cartes", SECRETARIAT)],
        "/gestion": [
            Visit("/gestion", who)
            for who in (MODERATOR, SCRIBE, TECHNICAL, RAPPORTEUR, SECRETARIAT, READER)
        ],
        "/gestion/groupes/{group_id:id}/sujets/nouveau": [
            Visit("/gestion/groupes/{group}/sujets/nouveau", MODERATOR)
        ],
        "/gestion/sujets/{topic_id:id}": [
            Visit(f"/gestion/sujets/{{topic_{phase}}}", MODERATOR)
            for phase in ("framed", "open", "closed", "in_synthesis", "concluded", "declined")
        ],
        "/sujets/{topic_id:id}/contributions": [
            Visit("/sujets/{topic_open}/contributions", PARTICIPANT),
            Visit("/sujets/{topic_open}/contributions?carte=1", PARTICIPANT),
            Visit("/sujets/{topic_open}/contributions"),
            Visit("/sujets/{topic_concluded}/contributions", PARTICIPANT),
        ],
        "/contributions/{contribution_id:id}": [
            Visit("/contributions/{mine}", PARTICIPANT),
            Visit("/contributions/{mine}?nouveau=1", PARTICIPANT),
        ],
        "/sujets/{topic_id:id}/notes": [Visit("/sujets/{topic_open}/notes?table=Les+Pins", SCRIBE)],
        "/note": [Visit("/note", PARTICIPANT)],
        "/gestion/sujets/{topic_id:id}/contributions": [
            Visit("/gestion/sujets/{topic_open}/contributions", MODERATOR)
        ],
        "/gestion/contributions/{contribution_id:id}": [
            Visit("/gestion/contributions/{contribution_held}", MODERATOR),
            Visit("/gestion/contributions/{contribution_hidden}", MODERATOR),
            Visit("/gestion/contributions/{public}", MODERATOR),
        ],
        "/gestion/sujets/{topic_id:id}/propositions": [
            Visit("/gestion/sujets/{topic_open}/propositions", MODERATOR)
        ],
        "/gestion/sujets/{topic_id:id}/propositions/fusion": [
            Visit("/gestion/sujets/{topic_open}/propositions/fusion", MODERATOR)
        ],
        "/propositions/{proposal_id:id}": [
            Visit("/propositions/{proposal}"),
            Visit("/propositions/{merged}", MODERATOR),
        ],
        "/transmissions/{transmission_id:id}": [
            Visit("/transmissions/{transmission}"),
            Visit("/transmissions/{transmission}", READER),
        ],
        "/gestion/syntheses/{synthesis_id:id}/transmettre": [
            Visit("/gestion/syntheses/{synthesis_published}/transmettre", SECRETARIAT)
        ],
        "/conseil": [Visit("/conseil", READER)],
        "/scrutins/{ballot_id:id}": [
            Visit("/scrutins/{ballot_open}"),
            Visit("/scrutins/{ballot_open}", PARTICIPANT),
            Visit("/scrutins/{ballot_closed}", PARTICIPANT),
            Visit("/scrutins/{ballot_published}"),
            *(Visit(f"/scrutins/{{{method}_open}}", PARTICIPANT) for method in COUNTED),
            *(Visit(f"/scrutins/{{{method}_counted}}") for method in COUNTED),
        ],
        "/gestion/scrutins/{ballot_id:id}/corriger": [
            Visit("/gestion/scrutins/{ballot_draft}/corriger", MODERATOR),
            Visit("/gestion/scrutins/{ballot_open}/corriger", MODERATOR),
        ],
        "/scrutins/{ballot_id:id}/aide": [
            Visit("/scrutins/{ballot_open}/aide", FACILITATOR),
            Visit("/scrutins/{ballot_closed}/aide?rendu=1", FACILITATOR),
        ],
        "/scrutins/{ballot_id:id}/isoloir": [
            Visit("/scrutins/{ballot_open}/isoloir", HELPED),
            Visit("/scrutins/{ballot_open}/isoloir?compte=1", HELPED),
        ],
        "/scrutins/{ballot_id:id}/ecran": [
            Visit("/scrutins/{ballot_open}/ecran", MODERATOR),
            Visit("/scrutins/{ballot_published}/ecran"),
        ],
        "/gestion/sujets/{topic_id:id}/scrutins": [
            Visit("/gestion/sujets/{topic_open}/scrutins", MODERATOR)
        ],
        "/gestion/sujets/{topic_id:id}/scrutins/nouveau": [
            Visit(f"/gestion/sujets/{{topic_open}}/scrutins/nouveau?methode={method}", MODERATOR)
            for method in ("agreement", "dots", "judgment", "ranking")
        ],
        "/gestion/scrutins/{ballot_id:id}/comptage": [
            Visit("/gestion/scrutins/{ballot_open}/comptage", MODERATOR),
            Visit("/gestion/scrutins/{judgment_open}/comptage", MODERATOR),
        ],
        "/gestion/scrutins/{ballot_id:id}": [
            Visit(f"/gestion/scrutins/{{ballot_{state}}}", MODERATOR) for state in BallotState
        ],
        "/sujets/{topic_id:id}": [
            Visit("/sujets/{topic_open}"),
            Visit("/sujets/{topic_open}", PARTICIPANT),
            Visit("/sujets/{topic_concluded}"),
            Visit("/sujets/{topic_in_synthesis}", MODERATOR),
            Visit("/sujets/{topic_framed}", MODERATOR),
        ],
        "/ma-parole": [Visit("/ma-parole", PARTICIPANT), Visit("/ma-parole", PROFESSIONAL)],
        "/a-propos/composants": [Visit("/a-propos/composants")],
        "/a-propos/roles": [Visit("/a-propos/roles")],
        "/a-propos/accessibilite": [Visit("/a-propos/accessibilite")],
        "/a-propos/vos-donnees": [Visit("/a-propos/vos-donnees")],
    }
)
# What is asked for by a page, not by a person: pieces that a page takes in, and files to keep.
PIECES = day_visits.PIECES | {
    "/scrutins/{ballot_id:id}/resultat": Visit("/scrutins/{ballot_open}/resultat"),
    "/gestion/phrases/{statement_id:id}/sources": Visit(
        "/gestion/phrases/{statement}/sources?q=guichet", RAPPORTEUR
    ),
    "/gestion/sections/{section_id:id}/phrases/sources": Visit(
        "/gestion/sections/{section}/phrases/sources?q=1", RAPPORTEUR
    ),
    "/scrutins/{ballot_id:id}/ecran/resultat": Visit("/scrutins/{ballot_open}/ecran/resultat"),
}
FILES = (
    day_visits.FILES
    | synthesis_visits.FILES
    | {
        "/scrutins/{ballot_id:id}/bulletins.jsonl": [
            Visit("/scrutins/{judgment_counted}/bulletins.jsonl")
        ],
        "/syntheses/{synthesis_id:id}/{kind}": [
            Visit(f"/syntheses/{{synthesis_published}}/{kind}") for kind in ("pdf", "docx")
        ],
        "/a-propos/schema/synthese.json": [Visit("/a-propos/schema/synthese.json")],
    }
)
# What is not given, by its status.
REFUSED = {
    404: Visit("/nulle-part"),
    403: Visit("/gestion/sujets/{topic_open}/contributions", SCRIBE),
    401: Visit("/ma-parole"),
}
PRINTED = [
    Visit("/journees/{day}"),
    Visit("/gestion/journees/{day}/badges", FACILITATOR),
    Visit("/gestion/journees/{day}/attestations", SECRETARIAT),
    Visit("/e/{room}/affiche", MODERATOR),
    Visit("/syntheses/{synthesis_published}"),
    Visit("/transmissions/{transmission}"),
    Visit("/scrutins/{ballot_published}"),
    Visit("/sujets/{topic_concluded}"),
]


def names(session: Session, told: Welcome, card_hash: str) -> dict[str, Any]:
    """What fills the blanks: rows of the demonstration, found by what they are.

    `card_hash` is that of the participant who visits.
    """

    def first(column: Any, *conditions: Any) -> Any:
        return session.exec(select(column).where(*conditions).order_by(column)).first()

    def by(column: Any, of: Any) -> dict[str, Any]:
        """The first row in each state, as `topic_open`."""
        name = of.class_.__tablename__
        return {f"{name}_{value}": first(column, of == value) for value in of.type.enums}

    states = {
        **by(Topic.id, col(Topic.phase)),
        **by(Ballot.id, col(Ballot.state)),
        **by(Synthesis.id, col(Synthesis.state)),
        **by(Contribution.id, col(Contribution.state)),
    }
    for method in Method:
        mine = Ballot.method == method, Ballot.topic_id == states["topic_open"]
        states[f"{method}_open"] = first(Ballot.id, *mine, Ballot.state == BallotState.OPEN)
        counted = col(Ballot.state).in_((BallotState.CLOSED, BallotState.PUBLISHED))
        states[f"{method}_counted"] = first(Ballot.id, *mine, counted)
    me = first(Participant.id, Participant.card_hash == card_hash)
    draft = states["synthesis_draft"]
    of_draft = (Statement.section_id == Section.id, Section.synthesis_id == draft)
    merges = (Link.kind == LinkKind.MERGED, Link.to_id == Proposal.id)
    return states | {
        "slug": told.slug,
        "room": told.room_code,
        "card": told.free_card,
        "link": told.reader_link.rsplit("/", 1)[-1],
        "group": first(Topic.group_id, Topic.phase == Phase.OPEN),
        "mine": first(Contribution.id, Contribution.participant_id == me),
        "public": first(Contribution.id, Contribution.scope == Scope.PUBLIC),
        "proposal": first(Proposal.id),
        "merged": first(Proposal.id, *merges),
        "section": first(Section.id, Section.synthesis_id == draft),
        "statement": first(Statement.id, *of_draft),
        "cluster": first(Cluster.id),
        "transmission": first(Transmission.id),
        "day": told.places.day,
        "lived": told.places.lived,
        "later": first(Sitting.id, Sitting.state == SittingState.DRAFT),
        "screen_token": told.screen.rpartition("=")[2],
        "table": first(Table.id, Table.sitting_id == told.places.day),
        "table_token": told.table.rpartition("/")[2],
        "registration": first(Registration.id),
        "workshop": first(Workshop.id),
        "vote_step": first(
            Segment.id, Segment.sitting_id == told.places.day, Segment.kind == SegmentKind.VOTE
        ),
        "groups_step": first(
            Segment.id,
            Segment.sitting_id == told.places.day,
            Segment.kind == SegmentKind.SMALL_GROUPS,
        ),
        "lived_step": first(Segment.id, Segment.sitting_id == told.places.lived),
    }
