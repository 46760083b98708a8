"""The law of coming in: codes, cards, words and accounts. Pure functions."""

from datetime import date, datetime, time, timedelta

from deliberation.errors import Refusal
from deliberation.i18n import N_, PARIS
from deliberation.people.models import AccessCard, College, RoomCode, Structure

MOST_CARDS = 200
CODE_DAYS = 1  # a room code serves until the end of tomorrow, unless told otherwise
LONGEST_CODE_DAYS = 60
SESSION_TIME = timedelta(hours=12)
REPLAY_TIME = timedelta(minutes=1)  # a double tap, not another person on a lent phone


class NoEntry(Refusal):
    """Why someone cannot come in this way, and which way is open."""

    NO_SUCH_CODE = N_("Ce code n'existe pas. Vérifiez ses signes, ou demandez-le à l'accueil.")
    CODE_EXPIRED = N_("Ce code ne sert plus. Demandez le nouveau à votre comité.")
    CARD_SPENT = N_("Cette carte a déjà servi. Si elle est à vous, entrez ses quatre mots.")
    NO_SUCH_CARD = N_("Cette carte n'existe pas. Vérifiez son code, ou demandez une autre carte.")
    CARD_UNUSED = N_("Cette carte n'a pas encore servi. Entrez d'abord avec son code.")
    OTHER_COMMITTEE = N_("Cette carte est celle d'un autre comité.")
    ELSEWHERE = N_("Cette réponse n'est pas de ce comité. Choisissez parmi celles de la page.")
    ALREADY_IN = N_("Cette page a déjà servi à entrer. Pour revenir, entrez vos quatre mots.")
    NO_SUCH_WORDS = N_("Ces quatre mots ne vont pas ensemble. Vérifiez-les sur votre carte.")
    CARDS_SHOWN = N_("Ces cartes ont déjà été montrées une fois. Faites-en d'autres.")
    BAD_EXPIRY = N_("Un code sert au moins aujourd'hui, et au plus soixante jours.")
    WRONG_ACCOUNT = N_("L'adresse ou le mot de passe ne va pas. Vérifiez les deux.")
    LINK_OVER = N_("Ce lien ne sert plus. Demandez-en un autre à la personne qui vous l'a envoyé.")


def why_not_enter(code: RoomCode | None, now: datetime) -> NoEntry | None:
    """None when this code of a room admits people."""
    if code is None:
        return NoEntry.NO_SUCH_CODE
    return NoEntry.CODE_EXPIRED if code.expires_at <= now else None


def why_not_use(card: AccessCard | None) -> NoEntry | None:
    """None when this printed card has not been used by anyone yet."""
    if card is None:
        return NoEntry.NO_SUCH_CARD
    return NoEntry.CARD_SPENT if card.spent else None


def why_not_attach(card: AccessCard | None, committee_id: int) -> NoEntry | None:
    """None when someone of this committee may make this card her own."""
    if card and card.committee_id != committee_id:
        return NoEntry.OTHER_COMMITTEE
    return why_not_use(card)


def vouches(card: AccessCard, college_id: int | None) -> bool:
    """A structure's card vouches for its holder, unless she had said to be of another college."""
    return card.structure_id is not None and card.college_id in (None, college_id)


def why_not_belong(thing: College | Structure | None, committee_id: int) -> NoEntry | None:
    """None when this college, or this structure, is one of this committee."""
    return None if thing and thing.committee_id == committee_id else NoEntry.ELSEWHERE


def why_not_last(last_day: date, today: date) -> NoEntry | None:
    """None when a code may serve until this day."""
    wanted = timedelta(0) <= last_day - today <= timedelta(days=LONGEST_CODE_DAYS)
    return None if wanted else NoEntry.BAD_EXPIRY


def end_of(day: date) -> datetime:
    """The midnight that ends a day in Paris."""
    return datetime.combine(day + timedelta(days=1), time(), PARIS)


def is_replay(first: datetime, now: datetime) -> bool:
    """Whether a form sent again is the same tap, so that it may be answered in the same way."""
    return now - first <= REPLAY_TIME


def local_address(wanted: str, otherwise: str) -> str:
    """Where to go after signing in: a page of ours, never another site."""
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if ours else otherwise


def is_held(since: date | None, until: date | None, day: date) -> bool:
    """Whether a seat is held on this day: its first and its last days are included."""
    return (since is None or since <= day) and (until is None or day <= until)
