"""The voting methods: pure, one module each, with its source, its tie-break and its steps.

`METHODS[name](papers)` counts; the papers are a `Profile` or `Rankings`, as each method says.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from deliberation.ballots.methods import (
    agreement,
    approval,
    borda,
    consent,
    dots,
    instant_runoff,
    majority_judgment,
    moving,
    plurality,
    schulze,
)
from deliberation.ballots.methods.result import Result
from deliberation.ballots.methods.shapes import Profile, Rankings

Papers = Profile | Rankings

METHODS: Mapping[str, Callable[[Any], Result]] = MappingProxyType(
    {
        plurality.NAME: plurality.count,
        approval.NAME: approval.count,
        borda.NAME: borda.count,
        instant_runoff.NAME: instant_runoff.count,
        schulze.NAME: schulze.count,
        majority_judgment.NAME: majority_judgment.count,
        dots.NAME: dots.count,
        agreement.NAME: agreement.count,
        consent.NAME: consent.count,
        moving.NAME: moving.count,
    }
)
OF_RANKINGS = (plurality.NAME, borda.NAME, instant_runoff.NAME, schulze.NAME)
