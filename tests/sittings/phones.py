"""What the tests of the phone share: a day with a vote, the words that a page says."""

from typing import Any

from sqlmodel import Session

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot
from deliberation.sittings.models import Segment
from tests.ballots.voting import MODERATOR
from tests.sittings.days import VOTE, a_day, view_of
from tests.world import NOON, World


def a_voting_day(world: World, **details: Any) -> tuple[int, int]:
    """A day whose fourth step has a ballot, that nobody has opened yet. Their numbers."""
    day = a_day(world, **details)
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?")
    number: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)
    step = view_of(world, day).segments[VOTE].id

    def tie(session: Session) -> None:
        session.get_one(Segment, step).ballot_id = number

    world.db.do(tie)
    return day, number


def open_vote(world: World, ballot_id: int) -> None:
    world.db.do(lifecycle.open_ballot, ballot_id, MODERATOR, NOON)
