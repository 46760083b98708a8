"""The catalogue of every word shown: source strings in French, looked up and typeset here."""

import gettext as _gettext
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from deliberation.text import typography

LOCALES = Path(__file__).parent / "locale"
PARIS = ZoneInfo("Europe/Paris")
_catalogue = _gettext.translation("deliberation", LOCALES, languages=["fr"], fallback=True)


def N_(message: str) -> str:
    """Mark a string for the catalogue, to be looked up when it is shown."""
    return message


@lru_cache(maxsize=4096)
def gettext(message: str) -> str:
    """The words to show for a source string, typeset the French way."""
    return typography(_catalogue.gettext(message))


def ngettext(singular: str, plural: str, count: int) -> str:
    """The same, for one or several (in French, zero is singular)."""
    return gettext(singular) if abs(count) < 2 else gettext(plural)


def local_day(moment: datetime) -> date:
    """The day that it is, at that moment, for the people of the committees."""
    return moment.astimezone(PARIS).date()


def today() -> date:
    """The day that it is now, for the same people."""
    return local_day(datetime.now(UTC))


def day(moment: date | datetime | None) -> str:
    """A date as people say it: 29 mars 2022, 1er avril 2022."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        moment = local_day(moment)
    first = "1'er'" if moment.day == 1 else "d"
    return format_date(moment, f"{first} MMMM y", locale="fr")


def hour(moment: datetime) -> str:
    """An hour as people write it: 14 h 30, with no-break spaces."""
    return format_time(moment.astimezone(PARIS), "H' h 'mm", locale="fr").replace(" ", "\u00a0")


def percent(share: float) -> str:
    """A share from 0 to 1 as people write it: 42 %."""
    return format_percent(share, locale="fr")


NEAR = {0: N_("aujourd'hui à {hour}"), 1: N_("demain à {hour}")}
ON_A_DAY = N_("le {day} à {hour}")


def when(moment: datetime, now: datetime | None = None) -> str:
    """A moment as people say it: aujourd'hui à 14 h 30, demain à 9 h 00, le 29 mars 2022 à 14 h 30.

    The days are those of the committees, whatever the clock of the server.
    """
    ahead = (local_day(moment) - local_day(now or datetime.now(UTC))).days
    words = gettext(NEAR.get(ahead, ON_A_DAY))
    return words.format(day=day(moment), hour=hour(moment))


def number(value: float) -> str:
    """A number as people write it: 1 000 or 3,5."""
    return format_decimal(value, locale="fr")
