"""The law of ballots: what a vote may be, and when. Pure functions and one table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from deliberation.assembly.models import Phase
from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.ballots.models import (
    Ballot,
    BallotState,
    Choice,
    Consent,
    Eligibility,
    Method,
)
from deliberation.ballots.sheets import MOST_DOTS, MOST_GRADES, MOST_OPTIONS, Sheet
from deliberation.errors import Refusal
from deliberation.i18n import N_
from deliberation.people.models import Channel


class BallotRefusal(Refusal):
    """What a ballot answers when it says no."""

    NOT_YET = N_("Ce vote n'est pas encore ouvert. Votre réponse n'a pas été comptée.")
    CLOSED = N_(
        "Ce vote est fermé. Votre réponse n'a pas été comptée. "
        "Vous pouvez encore écrire une remarque."
    )
    ANOTHER_COMMITTEE = N_("Ce vote est réservé aux personnes entrées dans ce comité.")
    CARD_NEEDED = N_(
        "Ce vote demande une carte remise par une structure. Votre réponse n'a pas été comptée."
    )
    COUNTED_ELSEWHERE = N_(
        "Votre voix est comptée à votre table, à main levée ou sur papier : "
        "une personne ne vote qu'une fois."
    )
    CARD_TOO_NEW = N_(
        "Cette carte a été remise pendant ce vote : elle servira aux votes suivants. "
        "Votre réponse n'a pas été comptée."
    )
    STILL_OPEN = N_("Ce vote est encore ouvert : la clé de contrôle sert après sa fermeture.")
    NO_SUCH_KEY = N_(
        "Aucun bulletin ne porte cette clé. Vérifiez chaque lettre ; "
        "si vous avez revoté ensuite, seule la dernière clé vaut."
    )
    NO_SUCH_BALLOT = N_("Ce vote n'existe pas.")
    NO_SUCH_STEP = N_("Ce vote ne peut pas faire cela maintenant.")
    TOPIC_NOT_OPEN = N_("Ouvrez d'abord le sujet : un vote s'ouvre quand son sujet est ouvert.")
    TOPIC_OVER = N_("Ce sujet est terminé : on ne peut plus y ouvrir de vote.")
    ALREADY_OVER = N_("L'heure de fermeture de ce vote est déjà passée.")
    RESULT_SEEN = N_(
        "Ce résultat a été montré : rouvrir ce vote dirait ce que répondent les suivants. "
        "Préparez un autre vote."
    )
    NO_QUESTION = N_("Un vote a besoin d'une question, ou d'une proposition.")
    FEW_OPTIONS = N_("Il faut au moins deux réponses différentes, une par ligne.")
    MANY_OPTIONS = N_("C'est trop de réponses : {most} au plus.")
    SAME_OPTIONS = N_("Deux réponses disent la même chose : gardez-en une.")
    FEW_GRADES = N_("Il faut entre 2 et {most} mentions différentes, une par ligne.")
    NO_DOTS = N_("Donnez au moins une gommette à chaque personne, et {most} au plus.")
    DOTS_HERE = N_("Sur une même proposition, on ne met pas plus de gommettes que l'on n'en a.")
    NO_THRESHOLD = N_(
        "Une majorité se demande pour un degré d'accord, un choix ou une approbation, "
        "et quand on sait qui vote."
    )
    NO_WEIGHT = N_(
        "Donner le même poids à chaque collège demande un degré d'accord ou un choix, "
        "et des votants dont on connaît le collège."
    )
    MOVES_IN_SIGHT = N_("Un débat mouvant ne peut pas être secret : on y voit chacun bouger.")
    OVER_BEFORE = N_("Ce vote fermerait avant de s'ouvrir.")
    HANDS_SHOW = N_(
        "Ce vote est secret : on n'y lève pas la main. Un bulletin dans une urne, ou l'appareil "
        "de la table qui passe de main en main."
    )
    NO_HANDS = N_("Ici une main levée ne dit pas tout : il faut un bulletin par personne.")
    LESS_THAN_NOBODY = N_("On ne compte pas moins que personne : écrivez des nombres.")
    TOO_MANY_HANDS = N_("C'est plus de voix qu'une salle n'en a : vérifiez le nombre.")
    HOW_MANY_CAME = N_(
        "Dites d'abord combien de personnes étaient présentes : des voix ont été comptées "
        "à la main ou sur papier."
    )
    MORE_THAN_CAME = N_(
        "{voices} voix pour {present} personnes présentes. Recomptez, corrigez le nombre de "
        "personnes présentes, ou écrivez pourquoi : la raison sera imprimée avec le résultat."
    )
    ALREADY_SECRET = N_("Ce vote est déjà secret, et le reste.")
    PUBLISH_FIRST = N_(
        "Publiez d'abord ce vote : tant qu'il peut être ouvert, ou rouvert, il reste comme annoncé."
    )
    NOT_ASKED_YET = N_("Ce vote n'a pas encore été posé : il suffit de l'ouvrir.")
    NOT_A_DRAFT = N_("Ce vote a déjà été ouvert : ses groupes et sa question ne changent plus.")
    NO_CONDITION = N_("Une condition, ou une raison, s'écrit après la réponse qui la demande.")
    WHICH_REASON = N_("Dites s'il s'agit d'une réserve ou d'une objection.")
    ANOTHER_TOPIC = N_("Cette proposition n'est pas dans ce sujet.")
    NOT_A_GROUPING = N_("Choisissez au moins deux groupes de ce comité à montrer ensemble.")


LABELS: Mapping[Choice, str] = MappingProxyType(
    {
        Choice.AGREE: N_("D'accord"),
        Choice.AGREE_IF: N_("D'accord si…"),
        Choice.DISAGREE: N_("Pas d'accord"),
        Choice.UNSURE: N_("Je ne sais pas"),
        Choice.NO_ANSWER: N_("Je ne veux pas répondre"),
    }
)

# With which answers people say why.
REASONS: Mapping[Method, tuple[str, ...]] = MappingProxyType(
    {
        Method.AGREEMENT: (Choice.AGREE_IF,),
        Method.CONSENT: (Consent.RESERVE, Consent.OBJECTION),
    }
)
STEPS: Mapping[tuple[BallotState, str], BallotState] = MappingProxyType(
    {
        (BallotState.DRAFT, "open"): BallotState.OPEN,
        (BallotState.OPEN, "close"): BallotState.CLOSED,
        (BallotState.CLOSED, "reopen"): BallotState.OPEN,
        (BallotState.CLOSED, "publish"): BallotState.PUBLISHED,
    }
)
WITH_OPTIONS = (Method.CHOICE, Method.APPROVAL, Method.DOTS, Method.JUDGMENT, Method.RANKING)
WITH_HANDS = (Method.AGREEMENT, Method.CONSENT, Method.CHOICE)
MOST_HANDS = 10_000
WITH_THRESHOLD = (Method.AGREEMENT, Method.CHOICE, Method.APPROVAL)
WITH_WEIGHT = (Method.AGREEMENT, Method.CHOICE)
FEWEST = 2  # options, or grades
# What fills the blanks of a refusal.
MOST = {
    BallotRefusal.MANY_OPTIONS: MOST_OPTIONS,
    BallotRefusal.FEW_GRADES: MOST_GRADES,
    BallotRefusal.NO_DOTS: MOST_DOTS,
}
COUNTED = (BallotState.CLOSED, BallotState.PUBLISHED)
TOO_EARLY = (Phase.SUGGESTED, Phase.FRAMED)
TOO_LATE = (Phase.CONCLUDED, Phase.DECLINED)


def why_not_vote(
    state: BallotState, closes_at: datetime | None, now: datetime | None
) -> BallotRefusal | None:
    """None when a vote is welcome. The role of who votes is not asked: nobody votes early."""
    if state is BallotState.DRAFT:
        return BallotRefusal.NOT_YET
    if state is not BallotState.OPEN or (closes_at and now and now >= closes_at):
        return BallotRefusal.CLOSED
    return None


def why_not_welcome_helped(ballot: Ballot) -> BallotRefusal | None:
    """Where a structure must vouch for people, a helper vouches for nobody."""
    needs_card = ballot.eligibility is Eligibility.CARDS
    return BallotRefusal.CARD_NEEDED if needs_card else None


def why_not_step(state: BallotState, step: str) -> BallotRefusal | None:
    """A ballot takes only the steps that the table of its life has."""
    return None if (state, step) in STEPS else BallotRefusal.NO_SUCH_STEP


def why_not_open(ballot: Ballot, phase: Phase, now: datetime) -> BallotRefusal | None:
    """A ballot opens while its topic lives; without an easy-read twin it is read aloud instead."""
    if phase in TOO_EARLY:
        return BallotRefusal.TOPIC_NOT_OPEN
    if phase in TOO_LATE:
        return BallotRefusal.TOPIC_OVER
    if ballot.closes_at is not None and now >= ballot.closes_at:
        return BallotRefusal.ALREADY_OVER
    return why_not_step(ballot.state, "open")


def is_shown(ballot: Ballot) -> bool:
    """Whether everyone may see the result: from the close on or, where it is held, once it is
    published. Nothing else shows it: neither a role, nor a change of what was said at the start.
    """
    return ballot.state is BallotState.PUBLISHED or (
        ballot.state is BallotState.CLOSED and not ballot.held
    )


def why_not_reopen(ballot: Ballot, answers: int) -> BallotRefusal | None:
    """None while nothing was shown, because the result is held or because too few had answered: of
    two results, the difference would tell what each of those who answered in between has chosen.
    """
    if refusal := why_not_step(ballot.state, "reopen"):
        return refusal
    seen = is_shown(ballot) and answers >= SMALLEST_SHOWN
    return BallotRefusal.RESULT_SEEN if seen else None


def why_not_prepare(ballot: Ballot, sheet: Sheet, words: Sequence[str]) -> BallotRefusal | None:
    """What a ballot must have before it may be a draft: a sheet that people can fill, and no rule
    that it could not keep. `words` are those of its options.
    """
    if not ballot.question:
        return BallotRefusal.NO_QUESTION
    if ballot.opens_at and ballot.closes_at and ballot.closes_at <= ballot.opens_at:
        return BallotRefusal.OVER_BEFORE
    if ballot.secret and sheet.method is Method.MOVING:
        return BallotRefusal.MOVES_IN_SIGHT
    anyone = ballot.eligibility is Eligibility.ALL
    if ballot.threshold and (anyone or sheet.method not in WITH_THRESHOLD):
        return BallotRefusal.NO_THRESHOLD
    if ballot.weighted and (anyone or sheet.method not in WITH_WEIGHT):
        return BallotRefusal.NO_WEIGHT
    return _why_not_sheet(sheet, words)


def _why_not_sheet(sheet: Sheet, words: Sequence[str]) -> BallotRefusal | None:
    if sheet.method in WITH_OPTIONS and (refusal := _why_not_options(words)):
        return refusal
    if sheet.method is Method.JUDGMENT:
        grades = {grade.casefold() for grade in sheet.grades}
        if not FEWEST <= len(grades) == len(sheet.grades) <= MOST_GRADES:
            return BallotRefusal.FEW_GRADES
    if sheet.method is Method.DOTS:
        if not 1 <= sheet.dots <= MOST_DOTS:
            return BallotRefusal.NO_DOTS
        if not 1 <= sheet.each <= sheet.dots:
            return BallotRefusal.DOTS_HERE
    return None


def _why_not_options(words: Sequence[str]) -> BallotRefusal | None:
    same = [" ".join(word.split()).casefold() for word in words]
    if len(set(same)) < len(same):
        return BallotRefusal.SAME_OPTIONS
    if len(same) < FEWEST:
        return BallotRefusal.FEW_OPTIONS
    return BallotRefusal.MANY_OPTIONS if len(same) > MOST_OPTIONS else None


def why_not_raise_secrecy(ballot: Ballot, method: Method) -> BallotRefusal | None:
    """A draft, or a ballot that is final; while people may vote, it stays what they were told."""
    if ballot.secret:
        return BallotRefusal.ALREADY_SECRET
    if ballot.state in (BallotState.OPEN, BallotState.CLOSED):
        return BallotRefusal.PUBLISH_FIRST
    draft = ballot.state is BallotState.DRAFT
    return BallotRefusal.MOVES_IN_SIGHT if draft and method is Method.MOVING else None


def why_not_ask_again(state: BallotState) -> BallotRefusal | None:
    """Only what was asked is asked again."""
    return BallotRefusal.NOT_ASKED_YET if state is BallotState.DRAFT else None


def why_not_count_by_hand(
    ballot: Ballot, sheet: Sheet, channel: Channel, numbers: Iterable[int]
) -> BallotRefusal | None:
    """Hands are raised and slips are typed in while the ballot is open, like any vote; hands only
    where one hand is one answer and where nobody minds being seen.
    """
    if refusal := why_not_vote(ballot.state, None, None):
        return refusal
    if channel is Channel.TABLE and ballot.secret:
        return BallotRefusal.HANDS_SHOW
    if channel is Channel.TABLE and sheet.method not in WITH_HANDS:
        return BallotRefusal.NO_HANDS
    counts = list(numbers)
    if min(counts, default=0) < 0:
        return BallotRefusal.LESS_THAN_NOBODY
    return BallotRefusal.TOO_MANY_HANDS if sum(counts) > MOST_HANDS else None


def why_not_declare_present(state: BallotState, present: int) -> BallotRefusal | None:
    """The room is counted from the opening on, and until the result is final."""
    if state in (BallotState.DRAFT, BallotState.PUBLISHED):
        return BallotRefusal.NO_SUCH_STEP
    if present < 0:
        return BallotRefusal.LESS_THAN_NOBODY
    return BallotRefusal.TOO_MANY_HANDS if present > MOST_HANDS else None


def why_not_publish(ballot: Ballot, voices: int, by_hand: int, reason: str) -> BallotRefusal | None:
    """A total that exceeds the people present is not published without a reason; where nobody
    counted the room, voices that no token stands for are not either.
    """
    if refusal := why_not_step(ballot.state, "publish"):
        return refusal
    if ballot.present is None:
        return BallotRefusal.HOW_MANY_CAME if by_hand else None
    exceeds = voices > ballot.present and not reason.strip()
    return BallotRefusal.MORE_THAN_CAME if exceeds else None


def why_not_change(state: BallotState) -> BallotRefusal | None:
    """What is voted on, and the groups in which it is shown, are fixed before the first vote."""
    return None if state is BallotState.DRAFT else BallotRefusal.NOT_A_DRAFT


def why_not_say_condition(method: Method, choice: str | None) -> BallotRefusal | None:
    """Only « d'accord si… » asks for a condition, a reserve or an objection for its reason."""
    return None if choice in REASONS.get(method, ()) else BallotRefusal.NO_CONDITION
