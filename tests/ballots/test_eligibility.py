"""Who may vote is said by the ballot, and held to: those present, holders of cards, or anyone."""

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Choice, Eligibility, Method
from deliberation.ballots.results import results_of
from deliberation.ballots.rules import BallotRefusal
from deliberation.errors import Refused
from deliberation.people.models import Participant
from tests.ballots.voting import a_ballot_of, choices, close, people, vote, words
from tests.world import NOON, World, a_participant, enter

WORDS = {
    Eligibility.PRESENT: "les personnes présentes",
    Eligibility.CARDS: "une carte remise par une structure",
    Eligibility.ALL: "Tout le monde peut voter",
}


def vouch(world: World, *ids: int) -> None:
    """A structure answers for these people."""

    def mark(session: Session) -> None:
        for id in ids:
            session.get_one(Participant, id).vouched = True

    world.db.do(mark)


def test_a_ballot_for_cards_takes_the_vote_of_those_whom_a_structure_vouches_for(
    world: World,
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, eligibility=Eligibility.CARDS)
    held, other = people(world, 2)
    vouch(world, held)
    vote(world, ballot, held, Choice.AGREE)
    with pytest.raises(Refused) as refused:
        world.db.do(cast_votes, VoteCall(ballot, other, Choice.AGREE, NOON))
    assert refused.value.reason is BallotRefusal.CARD_NEEDED
    assert list(choices(world, ballot)) == [held]


def test_a_result_of_cards_alone_is_verified_and_another_is_not(world: World) -> None:
    told = {}
    for eligibility in Eligibility:
        ballot = a_ballot_of(world, Method.AGREEMENT, eligibility=eligibility)
        voters = people(world, 6)
        if eligibility is Eligibility.CARDS:
            vouch(world, *voters)
        for place, person in enumerate(voters):
            vote(world, ballot, person, Choice.AGREE if place < 3 else Choice.DISAGREE)
        close(world, ballot)
        with world.db.reading() as session:
            picture = results_of(session, ballot)
        assert picture is not None
        told[eligibility] = "Personnes non vérifiées" in picture.note.replace("\u00a0", " ")
    assert told == {Eligibility.PRESENT: True, Eligibility.CARDS: False, Eligibility.ALL: True}


@pytest.mark.parametrize("eligibility", Eligibility)
def test_a_ballot_says_who_may_vote(
    client: TestClient, world: World, eligibility: Eligibility
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, eligibility=eligibility)
    enter(client, a_participant(world))
    assert WORDS[eligibility] in words(client.get(f"/scrutins/{ballot}"))
