"""Every page of the synthesis desk, with a real example of it, and the person who looks at it."""

from tests.browser.viewers import (
    MODERATOR,
    PARTICIPANT,
    RAPPORTEUR,
    SECRETARIAT,
    TECHNICAL,
    Visit,
)

PAGES: dict[str, list[Visit]] = {
    "/ma-parole/relecture/{synthesis_id:id}": [
        Visit("/ma-parole/relecture/{synthesis_published}", PARTICIPANT)
    ],
    "/gestion/sujets/{topic_id:id}/syntheses": [
        Visit("/gestion/sujets/{topic_closed}/syntheses", MODERATOR),
        Visit("/gestion/sujets/{topic_open}/syntheses", MODERATOR),
    ],
    "/gestion/sujets/{topic_id:id}/matiere": [
        Visit("/gestion/sujets/{topic_closed}/matiere", MODERATOR),
        Visit("/gestion/sujets/{topic_closed}/matiere?q=guichet&reste=1", RAPPORTEUR),
        Visit("/gestion/sujets/{topic_open}/matiere?groupe=1&table=x", MODERATOR),
    ],
    "/gestion/sujets/{topic_id:id}/matiere/ajouter": [
        Visit("/gestion/sujets/{topic_closed}/matiere/ajouter", RAPPORTEUR),
        Visit("/gestion/sujets/{topic_concluded}/matiere/ajouter?entrees=3&relues=4", MODERATOR),
    ],
    "/gestion/sujets/{topic_id:id}/regroupements": [
        Visit("/gestion/sujets/{topic_closed}/regroupements", MODERATOR),
        Visit("/gestion/sujets/{topic_open}/regroupements", RAPPORTEUR),
    ],
    "/gestion/sujets/{topic_id:id}/regroupements/tri": [
        Visit("/gestion/sujets/{topic_closed}/regroupements/tri", MODERATOR),
        Visit("/gestion/sujets/{topic_closed}/regroupements/tri?q=introuvable", MODERATOR),
    ],
    "/gestion/sujets/{topic_id:id}/regroupements/propositions": [
        Visit("/gestion/sujets/{topic_closed}/regroupements/propositions?quoi=theme", MODERATOR),
        Visit("/gestion/sujets/{topic_open}/regroupements/propositions", MODERATOR),
    ],
    "/gestion/regroupements/{cluster_id:id}": [
        Visit("/gestion/regroupements/{cluster}", MODERATOR)
    ],
    "/gestion/sujets/{topic_id:id}/opinions": [
        Visit("/gestion/sujets/{topic_open}/opinions", TECHNICAL),
        Visit("/gestion/sujets/{topic_closed}/opinions", TECHNICAL),
    ],
    "/gestion/syntheses/{synthesis_id:id}": [
        Visit(f"/gestion/syntheses/{{synthesis_{state}}}", MODERATOR)
        for state in ("draft", "submitted", "returned", "published")
    ],
    "/gestion/sujets/{topic_id:id}/double-lecture": [
        Visit("/gestion/sujets/{topic_closed}/double-lecture", RAPPORTEUR)
    ],
    "/gestion/syntheses/{synthesis_id:id}/correction": [
        Visit("/gestion/syntheses/{synthesis_published}/correction", SECRETARIAT),
        Visit("/gestion/syntheses/{synthesis_published}/correction?phrase=1", MODERATOR),
    ],
    "/gestion/syntheses/{synthesis_id:id}/reste": [
        Visit("/gestion/syntheses/{synthesis_draft}/reste", RAPPORTEUR)
    ],
    "/gestion/syntheses/{synthesis_id:id}/divergences": [
        Visit("/gestion/syntheses/{synthesis_draft}/divergences", RAPPORTEUR),
        Visit("/gestion/syntheses/{synthesis_returned}/divergences", TECHNICAL),
    ],
    "/gestion/syntheses/{synthesis_id:id}/relecture/notes": [
        Visit("/gestion/syntheses/{synthesis_published}/relecture/notes", RAPPORTEUR)
    ],
    "/gestion/syntheses/{synthesis_id:id}/relecture": [
        Visit("/gestion/syntheses/{synthesis_published}/relecture", RAPPORTEUR),
        Visit("/gestion/syntheses/{synthesis_draft}/relecture", RAPPORTEUR),
    ],
    "/gestion/sections/{section_id:id}/phrases": [
        Visit("/gestion/sections/{section}/phrases", RAPPORTEUR)
    ],
    "/gestion/syntheses/{synthesis_id:id}/facile-a-lire": [
        Visit("/gestion/syntheses/{synthesis_published}/facile-a-lire", RAPPORTEUR)
    ],
    "/gestion/phrases/{statement_id:id}": [Visit("/gestion/phrases/{statement}", RAPPORTEUR)],
    "/gestion/comites/{slug}/modele": [Visit("/gestion/comites/{slug}/modele", SECRETARIAT)],
    "/gestion/syntheses/{synthesis_id:id}/plan": [
        Visit("/gestion/syntheses/{synthesis_draft}/plan", RAPPORTEUR)
    ],
    "/gestion/phrases/{statement_id:id}/versions": [
        Visit("/gestion/phrases/{statement}/versions", RAPPORTEUR)
    ],
    "/syntheses/{synthesis_id:id}": [
        Visit("/syntheses/{synthesis_published}"),
        Visit("/syntheses/{synthesis_published}", SECRETARIAT),
        Visit("/syntheses/{synthesis_submitted}", TECHNICAL),
    ],
    "/gestion/syntheses/{synthesis_id:id}/validation": [
        Visit("/gestion/syntheses/{synthesis_submitted}/validation", TECHNICAL)
    ],
}
FILES: dict[str, list[Visit]] = {
    "/gestion/syntheses/{synthesis_id:id}/relecture/feuilles.pdf": [
        Visit("/gestion/syntheses/{synthesis_published}/relecture/feuilles.pdf", RAPPORTEUR)
    ],
}
