"""A committee at work: forty contributions, three proposals, a synthesis at each stage."""

from dataclasses import dataclass

from sqlmodel import select

from deliberation.council.commands import (
    answer_question,
    receive_transmission,
    send_transmission,
)
from deliberation.council.models import Outcome
from deliberation.council.reading import proposed_questions, questions_of
from deliberation.debate.models import Scope
from deliberation.people.models import Membership
from deliberation.roles import Role
from deliberation.syntheses import commands
from deliberation.syntheses.models import Verdict
from tests.debate.speaking import a_proposal, a_speaker, an_account, said, who
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    hand_over,
    judged,
    published,
    sections,
)
from tests.world import NOON, World, a_member, a_participant

WORDS = (
    "On me dit d'aller sur internet, je n'ai plus de forfait le 15 du mois.",
    "Je remplis les dossiers à leur place, faute de temps pour expliquer.",
    "Au guichet, une personne m'a écoutée. C'est la première fois depuis un an.",
    "Aller vers, oui, mais frapper chez moi sans prévenir, non.",
    "Les horaires d'ouverture tombent pendant le travail. Je perds une demi-journée.",
    "Un courrier de trois pages pour dire que mon dossier est incomplet, sans dire ce qui manque.",
    "Nous n'avons pas le droit de tout dire aux familles, et personne ne nous dit quoi taire.",
    "Le bus du mercredi s'arrête devant la mairie : c'est là qu'il faudrait un accueil.",
    "Mon fils traduit pour moi. Il a douze ans, ce n'est pas à lui de le faire.",
    "Relire son dossier avant qu'il parte, cela change tout.",
)
STATEMENTS = (
    (0, "Les démarches en ligne écartent celles et ceux qui n'ont ni forfait, ni appareil."),
    (0, "Un accueil où l'on parle à quelqu'un reste la première demande."),
    (1, "Comment garder un accueil humain quand les démarches passent par internet ?"),
    (3, "Les horaires d'ouverture ne conviennent pas aux personnes qui travaillent."),
    (3, "Les courriers ne disent pas ce qui manque au dossier."),
    (4, "Le 15 du mois, le forfait est fini : internet n'est plus une porte."),
    (5, "Les professionnels remplissent les dossiers à la place des personnes, faute de temps."),
    (6, "À la mairie, un accueil le jour du bus a doublé les visites."),
    (7, "Garder partout une voie papier et un guichet, un jour par semaine au moins."),
    (7, "Faire relire son dossier à chaque personne avant l'envoi."),
    (8, "Venir au domicile sans prévenir : les avis sont partagés."),
    (10, "L'instance peut-elle demander un guichet garanti dans chaque canton ?"),
)


@dataclass
class AtWork:
    """Who is there (the secrets of their sessions) and the synthesis at each stage."""

    world: World
    speaker: str
    moderator: str
    technical: str
    secretariat: str
    draft: int
    returned: int
    submitted: int
    validated: int
    sent: int


def at_work(world: World) -> AtWork:
    speaker = a_participant(world, number=1)
    me, others, pen = who(world, speaker), a_speaker(world, 2), an_account(world)
    scopes = (Scope.DRAFTERS, Scope.PUBLIC, Scope.COUNCIL)
    for n in range(40):
        words = WORDS[n] if n < len(WORDS) else f"{WORDS[n % len(WORDS)]} Encore hier, {n} fois."
        said(world, me if n % 13 == 0 else others, words, scope=scopes[n % 3])
    guichet = a_proposal(world, pen, [1, 3, 5], "Un guichet par canton, un jour par semaine.")
    a_proposal(world, pen, [10], "Faire relire son dossier avant l'envoi.")
    a_proposal(world, pen, [4, 9], "Prévenir avant de venir au domicile.")
    ballot = a_counted_ballot(world, guichet)
    a_counted_ballot(world, votes=())
    members = {
        role: a_member(world, role, email=f"{role}@example.org")
        for role in (Role.MODERATOR, Role.TECHNICAL, Role.SECRETARIAT)
    }
    draft, returned, handed, validated, sent = (
        a_written_synthesis(world, title, guichet, ballot)
        for title in (
            "Un accueil humain, en cours",
            "Un accueil humain, à reprendre",
            "Un accueil humain, à lire",
            "Un accueil humain, à publier",
            "Garder un accueil humain",
        )
    )
    world.db.do(commands.set_aside, draft, [9, 13, 28], "Déjà dit dans une autre contribution", PEN)
    for one in (returned, handed, validated):
        hand_over(world, one)
    reader = technical_of(world)
    judged(world, returned, reader, Verdict.RETURN, "Dites qui manquait autour de la table.")
    judged(world, validated, reader, Verdict.VALIDATE)
    answered(world, published(world, sent), reader)
    return AtWork(world, speaker, *members.values(), draft, returned, handed, validated, sent)


def a_written_synthesis(world: World, title: str, proposal: int, ballot: int) -> int:
    """Twelve sentences, standing on everything that a sentence may stand on."""
    synthesis = a_synthesis(world, title)
    parts = sections(world, synthesis)
    for n, (part, words) in enumerate(STATEMENTS):
        cited = {"proposals": (proposal,), "ballots": (ballot,)} if part == 7 else {}
        own = {"contributions": (n + 1, n + 14)} if n % 4 else {"by_group": True}
        a_statement(world, parts[part], words, **(own | cited))
    a_statement(world, parts[9], "La loi le dit déjà.", reference="CASF, article D. 142-1-1")
    return synthesis


def technical_of(world: World) -> int:
    """The account of the one member of the technical committee."""
    with world.db.reading() as session:
        held = select(Membership.account_id).where(Membership.role == Role.TECHNICAL)
        return session.exec(held).one()


def answered(world: World, synthesis_id: int, account: int) -> None:
    """Sent to the national body, received, and answered in part."""
    with world.db.reading() as session:
        asked = proposed_questions(session, synthesis_id)
    number = world.db.do(send_transmission, synthesis_id, asked, "", None, PEN, NOON)
    world.db.do(receive_transmission, number, account, NOON)
    with world.db.reading() as session:
        question = questions_of(session, number)[0].question.id
    reason = "Un guichet par canton est à l'étude dans deux départements."
    world.db.do(answer_question, question, Outcome.PARTLY, reason, "", None, account, NOON)
