"""The ready templates of days: their steps as data, read from the files of `ready`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from deliberation.sittings.models import Opens, SeatingRule, SegmentKind
from deliberation.text import typography

# In the order in which they are offered, the simplest first.
READY = ("ardeche", "one_two_four_all", "metaplan", "world_cafe", "crossing_knowledge")


@dataclass(frozen=True)
class Pattern:
    """A way to hold a day that others have tried: what it is for, and its steps."""

    code: str
    name: str
    about: str
    needs: str
    steps: tuple[dict[str, Any], ...]

    @property
    def minutes(self) -> int:
        return sum(step["minutes"] for step in self.steps)


@cache
def patterns() -> dict[str, Pattern]:
    """The ready templates, by their code."""
    return {code: _read(code) for code in READY}


def _read(code: str) -> Pattern:
    source = files(__package__).joinpath("ready", f"{code}.toml").read_text("utf-8")
    told = tomllib.loads(source)
    steps = tuple(_step(step) for step in told["steps"])
    name, about, needs = (typography(told[part]) for part in ("name", "about", "needs"))
    return Pattern(code, name, about, needs, steps)


def _step(told: dict[str, Any]) -> dict[str, Any]:
    rule = told.get("seating_rule")
    return {
        "kind": SegmentKind(told["kind"]),
        "title": typography(told["title"]),
        "minutes": told["minutes"],
        "opens": Opens(told["opens"]),
        "seating_rule": SeatingRule(rule) if rule else None,
        "instruction": typography(told["instruction"].strip()),
        "easy_read": typography(told["easy_read"].strip()),
    }
