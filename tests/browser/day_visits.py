"""Every page of live days, with a real example of it, and the person who looks at it."""

from tests.browser.viewers import (
    FACILITATOR,
    MODERATOR,
    PARTICIPANT,
    SECRETARIAT,
    STRANGER,
    TABLE,
    Visit,
)

DAY = "/journees/{sitting_id:id}"
# The live days: one that waits, one that was lived, one in preparation.
PAGES: dict[str, list[Visit]] = {
    DAY: [Visit("/journees/{day}", who) for who in (STRANGER, PARTICIPANT, FACILITATOR)],
    f"{DAY}/inscription": [
        Visit("/journees/{day}/inscription"),
        Visit("/journees/{lived}/inscription"),
    ],
    f"{DAY}/suivre": [
        Visit(f"/journees/{{{day}}}/suivre", PARTICIPANT) for day in ("day", "lived")
    ],
    "/gestion/journees/{sitting_id:id}/notes-a-relire": [
        Visit("/gestion/journees/{day}/notes-a-relire", FACILITATOR)
    ],
    f"{DAY}/separement": [Visit("/journees/{day}/separement", PARTICIPANT)],
    f"{DAY}/pilotage": [
        Visit(f"/journees/{{{day}}}/pilotage", FACILITATOR) for day in ("day", "lived")
    ],
    f"{DAY}/placement": [
        Visit("/journees/{day}/placement", FACILITATOR),
        Visit("/journees/{day}/placement?regle=apart&essai=3", FACILITATOR),
    ],
    f"{DAY}/mur": [Visit(f"/journees/{{{day}}}/mur", FACILITATOR) for day in ("day", "lived")],
    f"{DAY}/ecran": [
        Visit("/journees/{day}/ecran?jeton={screen_token}"),
        Visit("/journees/{lived}/ecran", FACILITATOR),
    ],
    f"{DAY}/a-chaud": [
        Visit("/journees/{lived}/a-chaud", who) for who in (STRANGER, PARTICIPANT, FACILITATOR)
    ],
    f"{DAY}/compte-rendu": [
        Visit("/journees/{lived}/compte-rendu", who) for who in (STRANGER, MODERATOR)
    ],
    f"{DAY}/avis": [
        Visit("/journees/{day}/avis", PARTICIPANT),
        Visit("/journees/{day}/avis", FACILITATOR),
    ],
    f"{DAY}/emporter": [Visit("/journees/{day}/emporter", FACILITATOR)],
    f"{DAY}/repetition": [Visit("/journees/{day}/repetition", FACILITATOR)],
    "/t/{table_id:id}/{code}": [Visit("/t/{table}/{table_token}")],
    "/tables/{table_id:id}": [Visit("/tables/{table}", TABLE)],
    "/tables/{table_id:id}/relecture": [
        Visit("/tables/{table}/relecture?etape={groups_step}", TABLE)
    ],
    "/tables/{table_id:id}/vote": [Visit("/tables/{table}/vote", TABLE)],
    "/tables/{table_id:id}/photo": [Visit("/tables/{table}/photo", TABLE)],
    "/inscriptions/{token}": [Visit("/inscriptions/{registration_secret}")],
    "/salle": [Visit("/salle"), Visit("/salle", PARTICIPANT)],
    "/gestion/comites/{slug}/journees": [
        Visit("/gestion/comites/{slug}/journees", who) for who in (FACILITATOR, SECRETARIAT)
    ],
    "/gestion/groupes/{group_id:id}/journees/nouvelle": [
        Visit("/gestion/groupes/{group}/journees/nouvelle", FACILITATOR)
    ],
    f"/gestion{DAY}": [
        Visit(f"/gestion/journees/{{{day}}}", FACILITATOR) for day in ("day", "lived", "later")
    ],
    f"/gestion{DAY}/mots": [Visit("/gestion/journees/{day}/mots", FACILITATOR)],
    f"/gestion{DAY}/salle": [Visit("/gestion/journees/{day}/salle", FACILITATOR)],
    f"/gestion{DAY}/badges": [Visit("/gestion/journees/{day}/badges", FACILITATOR)],
    f"/gestion{DAY}/ateliers": [Visit("/gestion/journees/{day}/ateliers", FACILITATOR)],
    f"/gestion{DAY}/inscriptions": [Visit("/gestion/journees/{day}/inscriptions", SECRETARIAT)],
    f"/gestion{DAY}/attestations": [Visit("/gestion/journees/{day}/attestations", SECRETARIAT)],
    f"/gestion{DAY}/defraiements": [Visit("/gestion/journees/{day}/defraiements", SECRETARIAT)],
    "/gestion/inscriptions/{registration_id:id}": [
        Visit("/gestion/inscriptions/{registration}", SECRETARIAT)
    ],
    "/gestion/ateliers/{workshop_id:id}": [Visit("/gestion/ateliers/{workshop}", FACILITATOR)],
    "/gestion/etapes/{segment_id:id}": [
        Visit(f"/gestion/etapes/{{{step}}}", FACILITATOR) for step in ("vote_step", "lived_step")
    ],
    "/gestion/tables/{table_id:id}": [Visit("/gestion/tables/{table}", FACILITATOR)],
}
PIECES = {
    "/heure": Visit("/heure"),
    f"{DAY}/suivre/carte": Visit("/journees/{day}/suivre/carte"),
    f"{DAY}/suivre/etat": Visit("/journees/{day}/suivre/etat"),
    f"{DAY}/suivre/moi": Visit("/journees/{day}/suivre/moi", PARTICIPANT),
    f"{DAY}/pilotage/etat": Visit("/journees/{day}/pilotage/etat", FACILITATOR),
    f"{DAY}/ecran/scene": Visit("/journees/{lived}/ecran/scene", FACILITATOR),
    f"{DAY}/mur/cartes": Visit("/journees/{lived}/mur/cartes", FACILITATOR),
    f"{DAY}/repetition/etat": Visit("/journees/{day}/repetition/etat", FACILITATOR),
    "/tables/{table_id:id}/etape": Visit("/tables/{table}/etape", TABLE),
}
FILES = {
    f"{DAY}/agenda.ics": [Visit("/journees/{day}/agenda.ics")],
    f"{DAY}/compte-rendu/{{kind}}": [
        Visit(f"/journees/{{lived}}/compte-rendu/{kind}") for kind in ("pdf", "docx")
    ],
    f"{DAY}/kit.pdf": [Visit("/journees/{day}/kit.pdf", FACILITATOR)],
    f"/gestion{DAY}/inscriptions.csv": [
        Visit("/gestion/journees/{day}/inscriptions.csv", SECRETARIAT)
    ],
}
# What the demonstration has none of: their own tests show them.
ELSEWHERE = {
    "/photos/{photograph_id:id}",
    "/gestion/photographies/{board_id:id}",
    "/gestion/photographies/{board_id:id}/image",
    f"{DAY}/emporter/fichier",
}
