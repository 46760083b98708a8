"""Votes are kept, counted, changed and closed, on both databases."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation import journal
from deliberation.app import open_database
from deliberation.assembly.models import Committee
from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes, say_condition
from deliberation.ballots.models import NO_COLLEGE, Ballot, BallotState, Choice, Condition, Grouping
from deliberation.ballots.rules import BallotRefusal
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.debate.models import Contribution
from deliberation.errors import Refused
from deliberation.people.models import Channel, Participant
from tests.ballots.voting import (
    MODERATOR,
    an_open_ballot,
    choices,
    close,
    counters,
    people,
    recount,
    state,
    vote,
)
from tests.world import NOON, World


def test_a_vote_is_kept_and_counted_in_its_college(world: World) -> None:
    ballot, [person] = an_open_ballot(world), people(world, 1)
    vote(world, ballot, person, Choice.AGREE)
    assert choices(world, ballot) == {person: Choice.AGREE}
    assert counters(world, ballot) == {(world.colleges["concerned"], Choice.AGREE): 1}


def test_a_changed_vote_moves_the_counter(world: World) -> None:
    ballot, [person] = an_open_ballot(world), people(world, 1, None)
    for choice in (Choice.AGREE, Choice.AGREE, Choice.DISAGREE):
        vote(world, ballot, person, choice)
    assert counters(world, ballot) == {(NO_COLLEGE, Choice.DISAGREE): 1}
    assert recount(world) == []


def test_the_last_of_a_person_wins_and_every_call_is_answered(world: World) -> None:
    ballot, [one, two] = an_open_ballot(world), people(world, 2)
    calls = [
        VoteCall(ballot, one, Choice.AGREE, NOON),
        VoteCall(ballot, two, Choice.UNSURE, NOON),
        VoteCall(ballot, one, Choice.DISAGREE, NOON),
    ]
    outcomes = world.db.do(lambda session: cast_votes(session, calls))
    assert outcomes == [Choice.AGREE, Choice.UNSURE, Choice.DISAGREE]
    assert choices(world, ballot) == {one: Choice.DISAGREE, two: Choice.UNSURE}
    assert recount(world) == []


def test_one_bad_call_hurts_only_itself(world: World) -> None:
    ballot, late = an_open_ballot(world), an_open_ballot(world, closes_at=NOON)
    closed, [person] = an_open_ballot(world), people(world, 1)
    close(world, closed)
    calls = [
        VoteCall(late, person, Choice.AGREE, NOON),
        VoteCall(late, person, Choice.AGREE, NOON - timedelta(seconds=1)),
        VoteCall(closed, person, Choice.AGREE, NOON),
        VoteCall(9_999, person, Choice.AGREE, NOON),
        VoteCall(ballot, 9_999, Choice.AGREE, NOON),
        VoteCall(ballot, a_stranger(world), Choice.AGREE, NOON),
        VoteCall(ballot, person, Choice.AGREE, NOON),
    ]
    outcomes = world.db.do(lambda session: cast_votes(session, calls))
    said = [outcome.reason if isinstance(outcome, Refused) else outcome for outcome in outcomes]
    assert said == [
        BallotRefusal.CLOSED,
        Choice.AGREE,
        BallotRefusal.CLOSED,
        BallotRefusal.NO_SUCH_BALLOT,
        BallotRefusal.ANOTHER_COMMITTEE,
        BallotRefusal.ANOTHER_COMMITTEE,
        Choice.AGREE,
    ]
    assert choices(world, ballot) == {person: Choice.AGREE}
    assert recount(world) == []


def a_stranger(world: World) -> int:
    """Someone of another committee."""
    other = world.keep(Committee(slug="x", name="X", territories="", bearers="", term=""))
    person = world.keep(
        Participant(
            committee_id=other.id, pseudonym="Voix", channel=Channel.PHONE, joined_on=NOON.date()
        )
    )
    return int(person.id)


def test_nobody_votes_before_the_ballot_opens(world: World) -> None:
    draft = Ballot(topic_id=world.topic_id, question="?")
    ballot = world.db.do(lifecycle.prepare_ballot, draft, MODERATOR)
    [person] = people(world, 1)
    with pytest.raises(Refused) as refused:
        vote(world, ballot, person, Choice.AGREE)
    assert refused.value.reason is BallotRefusal.NOT_YET


def test_a_thousand_people_vote_at_once(client: TestClient, world: World) -> None:
    ballot, voters = an_open_ballot(world), people(world, 1000)
    every = list(Choice)

    async def all_together() -> list[Choice]:
        calls = (VoteCall(ballot, id, every[id % 5], NOON) for id in voters)
        return await asyncio.gather(*(world.db.write(cast_votes, call) for call in calls))

    assert client.portal is not None
    assert client.portal.call(all_together) == [every[id % 5] for id in voters]
    assert sum(counters(world, ballot).values()) == 1000
    assert recount(world) == []


@pytest.mark.parametrize("database_url", ["postgresql_url"], indirect=True)
@pytest.mark.parametrize("same_people", [True, False])
def test_two_processes_in_opposite_orders_neither_deadlock_nor_miscount(
    world: World, settings: Settings, same_people: bool
) -> None:
    ballots = an_open_ballot(world), an_open_ballot(world)
    here = people(world, 60)
    there = here if same_people else people(world, 61)
    other = open_database(settings)
    every = list(Choice)

    def vote_again_and_again(db: Database, voters: list[int], way: int) -> None:
        for turn in range(20):
            calls = [
                VoteCall(ballot, id, every[(turn + way * id) % 5], NOON)
                for ballot in ballots
                for id in voters
            ][::way]
            db.do(lambda session, calls=calls: cast_votes(session, calls))

    with ThreadPoolExecutor(2) as threads:
        both = [
            threads.submit(vote_again_and_again, world.db, here, 1),
            threads.submit(vote_again_and_again, other, there, -1),
        ]
        for work in both:
            work.result()
    other.close()
    assert recount(world) == []


def test_the_journal_says_who_voted_and_never_what(world: World) -> None:
    ballot, [person] = an_open_ballot(world), people(world, 1)
    vote(world, ballot, person, Choice.DISAGREE)
    with world.db.reading() as session:
        [event] = session.exec(select(journal.Event).where(journal.Event.name == "vote.cast"))
    assert (event.actor, event.channel) == (f"participant:{person}", f"ballot:{ballot}")
    assert event.details == {}


def test_the_journal_of_a_close_counts_no_small_group(world: World) -> None:
    small, large = an_open_ballot(world), an_open_ballot(world)
    voters = people(world, 9)
    for number, person in enumerate(voters):
        vote(world, large, person, list(Choice)[number % 3])
    for person in voters[:4]:
        vote(world, small, person, Choice.AGREE)
    for ballot in (small, large):
        close(world, ballot)
    with world.db.reading() as session:
        closed = select(journal.Event).where(journal.Event.name == "ballot.closed")
        details = {event.channel: event.details for event in session.exec(closed)}
    assert details[f"ballot:{small}"]["counts"] is None
    assert details[f"ballot:{large}"]["counts"][0][0] == 3
    assert details[f"ballot:{large}"]["votes"] == 9


def test_conditions_come_out_at_the_close_without_their_authors(world: World) -> None:
    ballot, voters = an_open_ballot(world), people(world, 6)
    said = [f"si le guichet {number} ouvre" for number in range(6)]
    for person, words in zip(voters, said, strict=True):
        vote(world, ballot, person, Choice.AGREE_IF)
        world.db.do(say_condition, ballot, person, words, NOON)
    with world.db.reading() as session:
        assert session.exec(select(Contribution)).all() == []
    close(world, ballot)
    with world.db.reading() as session:
        contributions = session.exec(select(Contribution)).all()
        assert {row.words for row in session.exec(select(Condition))} == {""}
    assert sorted(row.words for row in contributions) == said
    assert {row.participant_id for row in contributions} == {None}
    assert {row.channel for row in contributions} == {Channel.BALLOT}


def test_the_journal_does_not_tell_who_said_a_condition(world: World) -> None:
    """A line beside that of a vote would tell its choice."""
    ballot, [person] = an_open_ballot(world), people(world, 1)
    vote(world, ballot, person, Choice.AGREE_IF)
    with world.db.reading() as session:
        before = session.exec(select(journal.Event.id)).all()
    world.db.do(say_condition, ballot, person, "si le guichet reste", NOON)
    with world.db.reading() as session:
        assert session.exec(select(journal.Event.id)).all() == before
        assert len(session.exec(select(Condition)).all()) == 1


def test_a_condition_is_for_those_who_agree_if(world: World) -> None:
    ballot, [person] = an_open_ballot(world), people(world, 1)
    vote(world, ballot, person, Choice.AGREE)
    with pytest.raises(Refused) as refused:
        world.db.do(say_condition, ballot, person, "si…", NOON)
    assert refused.value.reason is BallotRefusal.NO_CONDITION


def test_a_reopened_ballot_takes_votes_again_and_everyone_can_know_it(world: World) -> None:
    ballot, voters = an_open_ballot(world), people(world, 2)
    vote(world, ballot, voters[0], Choice.AGREE)
    close(world, ballot)
    world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    vote(world, ballot, voters[1], Choice.AGREE)
    close(world, ballot)
    assert recount(world) == []
    with world.db.reading() as session:
        names = [event.name for event in session.exec(select(journal.Event))]
    assert names.count("ballot.reopened") == 1
    assert names.count("ballot.closed") == 2


def test_a_ballot_whose_result_was_shown_is_not_reopened(world: World) -> None:
    """One more answer, then a second result: the difference would tell what it was."""
    ballot = an_open_ballot(world)
    for number, person in enumerate(people(world, 6)):
        vote(world, ballot, person, Choice.AGREE if number % 2 else Choice.DISAGREE)
    close(world, ballot)
    with pytest.raises(Refused) as refused:
        world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    assert refused.value.reason is BallotRefusal.RESULT_SEEN
    assert state(world, ballot) is BallotState.CLOSED


def test_a_published_ballot_is_never_reopened(world: World) -> None:
    ballot = an_open_ballot(world)
    close(world, ballot)
    world.db.do(lifecycle.publish_ballot, ballot, MODERATOR)
    with pytest.raises(Refused):
        world.db.do(lifecycle.reopen_ballot, ballot, MODERATOR)
    assert state(world, ballot) is BallotState.PUBLISHED


def test_groups_are_chosen_before_the_first_vote_and_never_after(world: World) -> None:
    ballot = an_open_ballot(world)
    colleges = [world.colleges["professionals"], world.colleges["institutions"]]
    with pytest.raises(Refused) as refused:
        world.db.do(lifecycle.group_colleges, ballot, "Équipes", colleges, MODERATOR)
    assert refused.value.reason is BallotRefusal.NOT_A_DRAFT
    with world.db.reading() as session:
        assert session.exec(select(Grouping)).all() == []
