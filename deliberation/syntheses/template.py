"""The headings of a synthesis, in order, with what each one waits for. Data."""

from typing import NamedTuple

from deliberation.i18n import N_
from deliberation.syntheses.models import Purpose


class Heading(NamedTuple):
    """One section of the template."""

    purpose: Purpose | None
    heading: str
    guide: str
    asks_council: bool = False


TEMPLATE: tuple[Heading, ...] = (
    Heading(
        Purpose.ESSENTIAL,
        N_("L'essentiel en dix lignes"),
        N_("Ce qu'une personne pressée doit retenir, en mots simples."),
    ),
    Heading(
        Purpose.QUESTION,
        N_("La question posée, et pourquoi ici"),
        N_("La question, et ce qui la rend importante sur ce territoire."),
    ),
    Heading(
        Purpose.METHOD,
        N_("Comment nous avons travaillé"),
        N_("Les rencontres, les limites, et qui manquait."),
    ),
    Heading(
        Purpose.FINDINGS,
        N_("Constats partagés"),
        N_("Ce que tout le monde voit, avec les mots des personnes."),
    ),
    Heading(
        Purpose.CONCERNED,
        N_("Ce que disent les personnes accompagnées"),
        N_("Leur parole, sans la mêler à celle des autres."),
    ),
    Heading(
        Purpose.PROFESSIONALS,
        N_("Ce que disent les professionnels"),
        N_("Leur parole, sans la mêler à celle des autres."),
    ),
    Heading(
        Purpose.PRACTICES,
        N_("Pratiques inspirantes du territoire"),
        N_("Ce qui marche déjà quelque part, et pourquoi."),
    ),
    Heading(
        Purpose.RECOMMENDATIONS,
        N_("Préconisations"),
        N_("Une phrase par préconisation : quoi, à qui elle s'adresse, le vote, les objections."),
    ),
    Heading(
        Purpose.DISSENT,
        N_("Points de divergence et questions ouvertes"),
        N_("Ce sur quoi on n'est pas d'accord. Rien n'est effacé par une moyenne."),
    ),
    Heading(
        Purpose.REFERENCES,
        N_("Repères éthiques et juridiques"),
        N_("Les textes et les principes qui comptent ici."),
    ),
    Heading(
        Purpose.COUNCIL,
        N_("Ce que nous demandons à l'instance nationale"),
        N_("Une question par phrase : elle répondra à chacune."),
        asks_council=True,
    ),
    Heading(
        Purpose.LOCAL,
        N_("Ce que nous faisons localement"),
        N_("Ce que le comité et ses partenaires décident de faire eux-mêmes."),
    ),
)
