"""The methods in the words of whoever has to choose one, and who may vote."""

from typing import NamedTuple

from deliberation.ballots.models import Eligibility, Method
from deliberation.ballots.sheets import Counting
from deliberation.i18n import N_


class Way(NamedTuple):
    """A method, as someone who has to choose one reads it."""

    name: str
    what: str
    when: str


WAYS = {
    Method.AGREEMENT: Way(
        N_("Degré d'accord"),
        N_("D'accord, d'accord si…, pas d'accord, je ne sais pas."),
        N_("Pour une proposition : mesurer l'accord et recueillir les conditions."),
    ),
    Method.CONSENT: Way(
        N_("Consentement"),
        N_("Pas d'objection, une réserve, ou une objection qui dit pourquoi."),
        N_("Pour décider ensemble : une objection se lève en améliorant le texte."),
    ),
    Method.CHOICE: Way(
        N_("Un seul choix"),
        N_("On choisit une réponse parmi plusieurs."),
        N_("Quand il n'en faut qu'une, et que peu de réponses sont possibles."),
    ),
    Method.APPROVAL: Way(
        N_("Plusieurs choix"),
        N_("On coche tout ce qui convient."),
        N_("Pour trouver ce qui convient au plus grand nombre."),
    ),
    Method.DOTS: Way(
        N_("Gommettes"),
        N_("On répartit quelques gommettes sur les propositions."),
        N_("Pour dégager des priorités, vite."),
    ),
    Method.JUDGMENT: Way(
        N_("Jugement majoritaire"),
        N_("On donne une mention à chaque proposition, de « Très bien » à « À rejeter »."),
        N_("Pour choisir entre plusieurs propositions en les jugeant toutes."),
    ),
    Method.RANKING: Way(
        N_("Classement"),
        N_("On range les propositions de la préférée à la moins bonne."),
        N_("Pour un ordre de priorité."),
    ),
    Method.MOVING: Way(
        N_("Débat mouvant"),
        N_("On prend position, et on peut bouger en écoutant les autres."),
        N_("Pour débattre d'une phrase : on voit combien de personnes ont changé d'avis."),
    ),
}
COUNTINGS = {
    Counting.SCHULZE: N_("Par duels : qui gagne face à chacune des autres (Schulze)"),
    Counting.RUN_OFF: N_("Par élimination : la moins souvent première sort (vote alternatif)"),
    Counting.BORDA: N_("Par points : le plus de points à la mieux placée (Borda)"),
}
ELIGIBLE = {
    Eligibility.PRESENT: N_("Les personnes présentes, entrées avec le code ou une carte"),
    Eligibility.CARDS: N_("Les personnes qui ont une carte remise par une structure"),
    Eligibility.ALL: N_("Tout le monde (le résultat dira « personnes non vérifiées »)"),
}
