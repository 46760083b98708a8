"""Durable votes per second: the product's writer, against an ORM session for each request.

`orm` does the same act as an ordinary application would: it reads the ballot and the voter, keeps
the vote, moves the counters and writes the journal's row, but no chain of seals; a recount must
agree. `bare` only keeps the vote: no rule, no counter, no journal.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import uvloop
from sqlmodel import Session

from bench.profiles import Profile
from bench.report import Sample, Samples
from deliberation import journal
from deliberation.assembly.models import Committee, Phase, Topic, WorkingGroup
from deliberation.ballots.commands import VoteCall, cast_votes, mark_of_vote
from deliberation.ballots.models import NO_COLLEGE, Ballot, BallotState, Choice, Counter, Vote
from deliberation.ballots.rules import why_not_vote
from deliberation.ballots.verify import findings
from deliberation.db import Database
from deliberation.engines import make_engine, migrate
from deliberation.journal import Event, Happened, event_mark
from deliberation.people.models import Channel, College, Participant
from deliberation.server import calm_collector

BALLOTS = 12  # as many questions as one day puts to the vote
THREADS = 40  # that a usual server keeps for its requests
TARGET = 50.0
KEY = bytes(32)

type_of_vote = Callable[[int, int, Choice], Awaitable[None]]


def run(profile: Profile) -> Samples:
    """Each round measures both, in an order drawn anew, each on a fresh file (WAL, FULL)."""
    result = Samples()
    calm_collector()  # as the server does when it starts
    for number in range(1, profile.rounds + 1):
        for variant in random.sample(list(VARIANTS), len(VARIANTS)):
            with TemporaryDirectory() as folder:
                url = f"sqlite:///{Path(folder) / 'votes.db'}"
                waits, fault = VARIANTS[variant](url, profile)
            fault = fault or (None if waits else "no vote was answered in time")
            metrics = {
                "voters": profile.voters,
                "votes_per_second": round(len(waits) / profile.seconds),
                "ack_ms_p50": _milliseconds(waits, 50),
                "ack_ms_p99": _milliseconds(waits, 99),
            }
            result.samples.append(Sample("ingest", variant, number, metrics, fault))
    result.compare(
        "durable_votes_over_orm", "votes_per_second", over="product", under="orm", target=TARGET
    )
    result.compare(
        "durable_votes_over_bare_orm", "votes_per_second", over="product", under="bare", target=10.0
    )
    return result


def _milliseconds(waits: list[float], percent: int) -> float:
    """How long that share of the voters waited at most."""
    return round(waits[len(waits) * percent // 100] * 1e3, 1) if waits else 0.0


def product(url: str, profile: Profile) -> tuple[list[float], str | None]:
    """The product's command, through the product's writer; a recount must agree afterwards."""

    async def vote_for_a_while(db: Database) -> list[float]:
        async def vote(person: int, ballot: int, choice: Choice) -> None:
            await db.write(cast_votes, VoteCall(ballot, person, choice, datetime.now(UTC)))

        await db.start()
        waits = await _closed_loop(vote, profile)
        await db.stop()
        return waits

    waits = uvloop.run(vote_for_a_while(an_assembly(url, profile.voters)))
    return waits, _recount(url, findings, journal.broken)


def _recount(url: str, *recounts: Callable[[Session, bytes], list[str]]) -> str | None:
    """What is wrong in the votes and the counters, or in the journal."""
    db = Database(url, KEY, journal.seal)
    with db.reading() as session:
        wrong = [line for recount in recounts for line in recount(session, KEY)]
    db.close()
    return "; ".join(wrong) or None


def orm(url: str, profile: Profile) -> tuple[list[float], str | None]:
    def cast(session: Session, ballot_id: int, person: int, choice: Choice) -> None:
        ballot = session.get_one(Ballot, ballot_id)
        voter = session.get_one(Participant, person)
        assert why_not_vote(ballot.state, ballot.closes_at, datetime.now(UTC)) is None
        old = keep(session, ballot_id, person, choice)
        for moved, change in ((old, -1), (choice, 1)):
            if moved is None or old is choice:
                continue
            key = ballot_id, voter.college_id or NO_COLLEGE, moved
            if counter := session.get(Counter, key):
                counter.number += change
            else:
                session.add(Counter(ballot_id=key[0], college_id=key[1], choice=key[2], number=1))
        at, who = datetime.now(UTC), f"participant:{person}"
        happened = Happened("vote.cast", ballot.channel, who, {})
        mark = event_mark(KEY, at.isoformat(), happened)
        session.add(Event(seal_id=1, at=at, **happened._asdict(), mark=mark))

    return _session_per_request(url, profile, cast), _recount(url, findings)


def bare(url: str, profile: Profile) -> tuple[list[float], str | None]:
    return _session_per_request(url, profile, keep), None


def keep(session: Session, ballot_id: int, person: int, choice: Choice) -> Choice | None:
    """Look for the vote, change it or add it; the old choice is returned."""
    mark = mark_of_vote(KEY, ballot_id, person, choice)
    vote = session.get(Vote, (ballot_id, person))
    if vote is None:
        session.add(Vote(ballot_id=ballot_id, participant_id=person, choice=choice, mark=mark))
        return None
    old, vote.choice, vote.mark = vote.choice, choice, mark
    return old


def _session_per_request(
    url: str, profile: Profile, cast: Callable[[Session, int, int, Choice], object]
) -> list[float]:
    """A thread pool, a session for each request, one commit each; writers take turns at once."""
    an_assembly(url, profile.voters).close()
    engine = make_engine(url, begin="BEGIN IMMEDIATE")

    def carry_out(person: int, ballot: int, choice: Choice) -> None:
        with Session(engine) as session, session.begin():
            cast(session, ballot, person, choice)

    with ThreadPoolExecutor(THREADS) as threads:

        async def vote(person: int, ballot: int, choice: Choice) -> None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(threads, carry_out, person, ballot, choice)

        waits = uvloop.run(_closed_loop(vote, profile))
    engine.dispose()
    return waits


VARIANTS = {"product": product, "orm": orm, "bare": bare}


async def _closed_loop(vote: type_of_vote, profile: Profile) -> list[float]:
    """Everyone votes, waits for the acknowledgement, and votes again. Seconds waited, sorted."""
    waits: list[float] = []
    start = perf_counter() + profile.warm_up
    end = start + profile.seconds
    choices = tuple(Choice)

    async def voter(person: int) -> None:
        turn = person  # each goes round the ballots and the choices, and so changes her mind
        while (asked := perf_counter()) < end:
            turn += 1
            await vote(person, turn % BALLOTS + 1, choices[turn % 5])
            if start <= (answered := perf_counter()) < end:
                waits.append(answered - asked)

    await asyncio.gather(*(voter(person) for person in range(1, profile.voters + 1)))
    return sorted(waits)


def an_assembly(url: str, voters: int) -> Database:
    """A committee, its people, and the questions open to their vote."""
    migrate(url)
    db = Database(url, KEY, journal.seal)

    def found(session: Session) -> None:
        session.add(Committee(id=1, slug="a", name="A", territories="", bearers="", term=""))
        session.flush()
        session.add(WorkingGroup(id=1, committee_id=1, name="B"))
        session.add_all(
            College(id=id, committee_id=1, code=str(id), name="C", shape="circle")
            for id in range(1, 7)
        )
        session.flush()
        session.add(Topic(id=1, group_id=1, question="?", phase=Phase.OPEN))
        session.flush()
        session.add_all(
            Ballot(id=id, topic_id=1, question="?", state=BallotState.OPEN)
            for id in range(1, BALLOTS + 1)
        )
        session.add_all(
            Participant(
                id=id,
                committee_id=1,
                college_id=id % 6 + 1,
                pseudonym=f"Voix {id}",
                channel=Channel.PHONE,
                joined_on=date(2026, 3, 29),
            )
            for id in range(1, voters + 1)
        )

        journal.record(session, "topic.opened", "topic:1")  # and so a first seal

    db.do(found)
    return db
