"""What a result is worth: who could vote, how many came and by which channel, and what was asked
of the count before it began (quorum, majority). Only words: each number comes with what it is of.
"""

from collections.abc import Sequence

from sqlmodel import Session

from deliberation.ballots import reading
from deliberation.ballots.disclosure import Band, Row, Shown
from deliberation.ballots.models import Ballot, Choice, Eligibility, Method
from deliberation.ballots.reading import Voices
from deliberation.ballots.rules import is_shown
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.text import sequence

UNVERIFIED = N_("Personnes non vérifiées.")
OPINION = N_("Avis : ce vote éclaire, il ne décide pas.")
DECISION = N_("Décision de : {decider}.")
VOTERS = {
    Eligibility.PRESENT: N_(
        "Peuvent voter les personnes présentes, entrées dans {committee} avec un code ou une "
        "carte, une fois chacune."
    ),
    Eligibility.CARDS: N_(
        "Peuvent voter les personnes de {committee} qui ont une carte remise par une structure, "
        "une fois chacune."
    ),
    Eligibility.ALL: N_(
        "Tout le monde peut voter, avec le code de {committee}. Personne n'est vérifié : "
        "le résultat le dit, et ne compare pas les groupes."
    ),
}
CAME = N_("{voices} voix pour {present} personnes présentes.")
BY = (
    (N_("{n} par téléphone ou carte"), N_("{n} par téléphone ou carte")),
    (N_("{n} en ligne"), N_("{n} en ligne")),
    (N_("{n} sur l'appareil d'une table"), N_("{n} sur l'appareil d'une table")),
    (N_("{n} avec un aidant"), N_("{n} avec un aidant")),
    (N_("{n} main levée"), N_("{n} mains levées")),
    (N_("{n} bulletin de papier"), N_("{n} bulletins de papier")),
)
BY_CHANNEL = N_("Comment on a voté : {channels}.")
MORE = N_("Il y a plus de voix que de personnes présentes ; raison écrite : « {reason} »")
QUORUM = N_("Quorum demandé : {asked} % des personnes présentes.")
REACHED = N_("Il est atteint.")
NOT_REACHED = N_("Il n'est pas atteint : ce vote ne décide pas.")
UNKNOWN = N_("Le nombre de personnes présentes n'est pas encore dit.")
MAJORITY = N_("Majorité demandée : {asked} % de celles et ceux qui se prononcent.")
MAJORITY_REACHED = N_("Elle est atteinte.")
MAJORITY_NOT_REACHED = N_("Elle n'est pas atteinte.")
MAJORITY_NOT_SAID = N_("Dire si elle est atteinte dirait ce qu'une personne a répondu.")
FOUR_IN_FIVE = 80


def standing(session: Session, ballot: Ballot) -> str:
    """What a result is worth, in one line: an opinion or a decision, by people verified or not."""
    return (
        stakes(ballot) if _verified(session, ballot) else f"{stakes(ballot)} {gettext(UNVERIFIED)}"
    )


def _verified(session: Session, ballot: Ballot) -> bool:
    """Whether a structure vouches for everyone. Of secret papers nobody knows whose they are: the
    ballot itself must have asked for cards."""
    if ballot.eligibility is Eligibility.PRESENT and not ballot.secret:
        return not (ballot.id and reading.has_unvouched(session, ballot.id))
    return ballot.eligibility is Eligibility.CARDS


def stakes(ballot: Ballot) -> str:
    """Whether the vote decides, and for whom."""
    words = gettext(DECISION if ballot.decision_of else OPINION)
    return words.format(decider=ballot.decision_of)


def who_votes(ballot: Ballot, committee: str) -> str:
    """Who may answer, as the ballot says it."""
    return gettext(VOTERS[ballot.eligibility]).format(committee=committee)


def came(session: Session, ballot: Ballot) -> list[str]:
    """How many came, by which channels, and whether they were enough: once the ballot is closed."""
    if not is_shown(ballot):
        return []
    voices = reading.voices(session, ballot)
    said = []
    if ballot.present is not None:
        words = gettext(CAME)
        said.append(words.format(voices=number(voices.all), present=number(ballot.present)))
    if voices.by_hand or voices.assisted:
        said.append(by_channel(voices))
    if ballot.excess:
        said.append(gettext(MORE).format(reason=ballot.excess))
    return [*said, *quorum(ballot, voices.all)]


def by_channel(voices: Voices) -> str:
    """How many voices came by each channel that was used."""
    said = [
        ngettext(one, many, n).format(n=number(n))
        for n, (one, many) in zip(voices, BY, strict=True)
        if n
    ]
    return gettext(BY_CHANNEL).format(channels=sequence(said))


def quorum(ballot: Ballot, voices: int) -> list[str]:
    """Whether enough of those present voted, where it was asked."""
    if not ballot.quorum:
        return []
    asked = gettext(QUORUM).format(asked=ballot.quorum)
    if ballot.present is None:
        return [asked, gettext(UNKNOWN)]
    enough = 100 * voices >= ballot.quorum * ballot.present
    return [asked, gettext(REACHED if enough else NOT_REACHED)]


def majority(ballot: Ballot, totals: Sequence[Row]) -> list[str]:
    """Whether the best answer gathers what was asked, among those who chose; only where the
    numbers, or a band, say as much. `totals` are those of each question.
    """
    if not ballot.threshold:
        return []
    asked = gettext(MAJORITY).format(asked=ballot.threshold)
    if any(row.shown is not Shown.EXACT for row in totals):
        most = any(Band.MOST in row.bands[:1] for row in totals)
        known = most and ballot.threshold <= FOUR_IN_FIVE
        return [asked, gettext(MAJORITY_REACHED if known else MAJORITY_NOT_SAID)]
    best, chose = _best(ballot.method, totals)
    enough = chose > 0 and 100 * best >= ballot.threshold * chose
    return [asked, gettext(MAJORITY_REACHED if enough else MAJORITY_NOT_REACHED)]


def _best(method: Method, totals: Sequence[Row]) -> tuple[int, int]:
    """The best answer's voices, and how many chose. « D'accord si » is a choice, and no yes."""
    if method is Method.APPROVAL:
        return max(row.numbers[0] for row in totals), sum(totals[0].numbers)
    numbers = totals[0].numbers
    if method is Method.CHOICE:
        return max(numbers[:-1]), sum(numbers[:-1])
    said = dict(zip(Choice, numbers, strict=True))
    chose = sum(said[one] for one in (Choice.AGREE, Choice.AGREE_IF, Choice.DISAGREE))
    return said[Choice.AGREE], chose
