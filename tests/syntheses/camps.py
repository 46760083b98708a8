"""People who vote in two camps: what opinion groups are made of."""

from deliberation.ballots.models import Choice
from tests.ballots.voting import an_open_ballot, close, people, vote
from tests.world import World

YES, NO = Choice.AGREE, Choice.DISAGREE


def voted(world: World, voters: list[int], answers: list[Choice], **details: object) -> int:
    """A vote that these people answered, still open."""
    ballot = an_open_ballot(world, **details)
    for person, answer in zip(voters, answers, strict=True):
        vote(world, ballot, person, answer)
    return ballot


def two_camps(world: World, number: int = 20) -> list[int]:
    """They differ on two proposals, and most of both agree on three."""
    voters = people(world, number)
    half = number // 2
    camps = [YES] * half + [NO] * (number - half)
    others = [NO if answer == YES else YES for answer in camps]
    most = [NO if place in (0, 1, half) else YES for place in range(number)]
    for answers in (camps, others, most, most[::-1], most[1:] + most[:1]):
        close(world, voted(world, voters, answers))
    return voters
