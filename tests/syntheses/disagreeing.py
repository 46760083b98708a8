"""Builders of disagreements: objections to a vote, what tables keep, results in which colleges
differ."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from deliberation.ballots.changes import ask_again
from deliberation.ballots.commands import say_condition
from deliberation.ballots.lifecycle import open_ballot
from deliberation.ballots.models import Ballot, BallotState, Choice, Counter, Method
from deliberation.syntheses.dissents.commands import answer_dissent
from deliberation.syntheses.dissents.reading import Protected, protected
from deliberation.syntheses.models import Synthesis
from tests.ballots.voting import MODERATOR, a_ballot_of, close, people, vote
from tests.sittings.noting import agree, peers, release
from tests.syntheses.drafting import PEN
from tests.world import NOON, World

OBJECTION = "Le guichet ferme trop tôt pour qui travaille."
APART = "Nous ne voulons pas de visites sans prévenir."


def an_objected_vote(
    world: World, objectors: Sequence[int] = (), others: int = 8, **details: Any
) -> int:
    """A consent in which some objected, each with a reason; its result is shown."""
    ballot = a_ballot_of(world, Method.CONSENT, **details)
    who = list(objectors) or people(world, 1)
    for person in [*who, *people(world, others)]:
        vote(world, ballot, person, "objection" if person in who else "no_objection")
    for person in who:
        world.db.do(say_condition, ballot, person, OBJECTION, NOON)
    close(world, ballot)
    return ballot


def asked_again(world: World, ballot: int, changed: bool, *answers: str) -> int:
    """The same question once more, changed or not, answered by other people."""
    again = int(world.db.do(ask_again, ballot, MODERATOR))

    def change(session: Session) -> None:
        session.get_one(Ballot, again).question = "Garder un guichet jusqu'à 19 h ?"

    if changed:
        world.db.do(change)
    world.db.do(open_ballot, again, MODERATOR, NOON)
    for person, answer in zip(people(world, len(answers)), answers, strict=True):
        vote(world, again, person, answer)
    close(world, again)
    return again


def a_divided_vote(world: World, alike: bool = False) -> int:
    """A counted vote in which two colleges answer each its own way, or both alike."""
    ballot = world.keep(
        Ballot(topic_id=world.topic_id, question="Un guichet ?", state=BallotState.CLOSED)
    )
    for college in ("concerned", "professionals"):
        for choice in (Choice.AGREE, Choice.DISAGREE):
            mine = alike or (college == "concerned") is (choice is Choice.AGREE)
            world.keep(
                Counter(
                    ballot_id=ballot.id,
                    college_id=world.colleges[college],
                    choice=choice,
                    number=30 if mine else 5,
                )
            )
    return int(ballot.id)


def kept_by_peers(world: World) -> None:
    """Two peer groups, one of which does not agree; both let their notes be seen."""
    segment_id, tables = peers(world)
    for place, (table, device) in enumerate(tables):
        agree(world, table, device, segment_id, APART if not place else "")
    for table, device in tables:
        release(world, table, device, segment_id)


def blocks(world: World, synthesis_id: int) -> list[Protected]:
    """The protected blocks of a synthesis, as they stand."""
    with world.db.reading() as session:
        return protected(session, session.get_one(Synthesis, synthesis_id))


def keys(world: World, synthesis_id: int) -> list[str]:
    return [one.key for one in blocks(world, synthesis_id)]


def answered(
    world: World, synthesis_id: int, key: str, words: str = "Nous ouvrons le soir."
) -> None:
    world.db.do(answer_dissent, synthesis_id, key, words, PEN)
