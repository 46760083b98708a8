"""The words of the demonstration, read as data, and the days on which they were said."""

import tomllib
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, NamedTuple

from deliberation.i18n import PARIS, local_day
from deliberation.text import typography

TOPICS = ("1_file", "2_reaching", "3_peers", "4_visits", "5_sharing", "6_welcome")
OPENING_HOUR = 10


class Clock(NamedTuple):
    """The demonstration is told in days before and after the moment when it is loaded."""

    now: datetime

    def day(self, days: int) -> date:
        return local_day(self.now) + timedelta(days=days)

    def at(self, days: float) -> datetime:
        """A moment of a day, in the hours when people are awake; never later than now."""
        whole, part = divmod(days, 1)
        opening = datetime.combine(self.day(int(whole)), time(OPENING_HOUR), PARIS)
        return min(self.now, opening.astimezone(self.now.tzinfo) + timedelta(hours=8 * part))


def read(name: str) -> dict[str, Any]:
    """One file of the story, its words typeset the French way."""
    source = files(__package__).joinpath("words", f"{name}.toml").read_text("utf-8")
    story: dict[str, Any] = _typeset(tomllib.loads(source))
    return story


def _typeset(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _typeset(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_typeset(part) for part in value]
    return typography(value) if isinstance(value, str) else value
