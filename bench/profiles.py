"""How much is measured: `smoke` shows that everything runs, `quick` measures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    name: str
    rounds: int  # each measures every variant once, in shuffled order
    seconds: float  # that one measurement lasts
    warm_up: float  # seconds
    sockets: int  # that follow one room
    voters: int  # who vote at the same time


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("smoke", rounds=3, seconds=0.3, warm_up=0.1, sockets=50, voters=50),
        Profile("quick", rounds=5, seconds=3.0, warm_up=0.5, sockets=1000, voters=1000),
    )
}
