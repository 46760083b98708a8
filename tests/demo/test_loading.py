"""What the demonstration holds: enough to look alive, and each case that must be seen once."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.models import Ballot, BallotState, Choice, Method
from deliberation.ballots.pictures import NOT_SHOWN
from deliberation.ballots.reading import ballots_of, groups_of, tallies
from deliberation.ballots.results import results_of
from deliberation.config import Settings
from deliberation.council.models import Transmission
from deliberation.council.reading import view_of
from deliberation.db import Database
from deliberation.debate.commands import newest
from deliberation.debate.models import Contribution, ContributionState, Link, LinkKind, Scope
from deliberation.debate.privacy import findings
from deliberation.debate.proposals import sources_of
from deliberation.debate.shapes import Kind
from deliberation.demo.loading import load
from deliberation.demo.story import TOPICS, read
from deliberation.demo.welcome import Welcome
from deliberation.i18n import local_day
from deliberation.people.models import Account, College, Participant
from deliberation.records.verifying import altered
from deliberation.sittings.groupings import WallGroup
from deliberation.syntheses.models import Synthesis, SynthesisState

FICTION = re.compile(r"0(?:6 39 98|1 99 00|2 61 91|3 53 01|4 65 71|5 36 49)(?: \d\d){2}")
CHANNELS = {"table": 38, "paper": 14, "online": 12, "voice": 4}


def rows(session: Session) -> dict[str, int]:
    """How many rows each table holds."""
    tables = SQLModel.metadata.sorted_tables
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def all_words() -> str:
    return "\n".join(str(read(name)) for name in ("committee", *TOPICS, "7_later"))


def test_loading_twice_adds_nothing_and_says_the_same(
    db: Database, settings: Settings, told: Welcome, now: datetime
) -> None:
    with db.reading() as session:
        before = rows(session)
    again = load(db, settings, now + timedelta(days=3))
    with db.reading() as session:
        assert rows(session) == before
    assert again == told


def test_the_numbers_of_the_committee_hold(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        said = session.exec(newest()).all()
        channels = Counter(one.channel.value for one in said)
        assert {name: channels[name] for name in CHANNELS} == CHANNELS
        people = session.exec(
            select_rows(College.code, func.count()).join(Participant).group_by(College.code)
        )
        by_college = dict(people.all())
        assert (len(by_college), sum(by_college.values())) == (6, 84)
        assert min(by_college.values()) == 3
        held = rows(session)
        assert (held["working_group"], held["proposal"]) == (3, 13)


def test_every_case_that_must_be_seen_is_there(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        said = session.exec(newest()).all()
        assert {one.scope for one in said} == set(Scope)
        states = Counter(one.state for one in said)
        assert set(states) == set(ContributionState)
        assert any(one.corrects_id for one in said)
        [held] = [one for one in said if one.state is ContributionState.HELD]
        assert {found.kind for found in findings(held.words)} == {Kind.PHONE}
        phases = set(session.exec(select_rows(Topic.phase)))
        assert {Phase.OPEN, Phase.CLOSED, Phase.IN_SYNTHESIS, Phase.CONCLUDED} <= phases
        assert session.exec(select_rows(Link).where(Link.kind == LinkKind.MERGED)).first()
        ballots = session.exec(select_rows(Ballot)).all()
        assert {ballot.state for ballot in ballots} == set(BallotState)


def test_every_proposal_comes_from_words(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        for link in session.exec(select_rows(Link)):
            assert sources_of(session, [link.to_id])[link.to_id]


def test_one_synthesis_is_at_each_stage(db: Database, told: Welcome, now: datetime) -> None:
    with db.reading() as session:
        states = Counter(session.exec(select_rows(Synthesis.state)))
        assert states == {
            SynthesisState.PUBLISHED: 2,
            SynthesisState.RETURNED: 1,
            SynthesisState.SUBMITTED: 1,
            SynthesisState.DRAFT: 1,
        }
        sent = session.exec(select_rows(Transmission).order_by(col(Transmission.id))).all()
        late, partly = [view_of(session, one.id or 0) for one in sent]
        today = local_day(now)
        assert local_day(late.transmission.sent_at) == today - timedelta(days=240)
        assert late.receipt and late.lateness(today).overdue
        assert partly.receipt and not partly.lateness(today).overdue
        assert (
            0 < sum(asked.answer is not None for asked in partly.questions) < len(partly.questions)
        )


def counts(session: Session, ballot_id: int | None) -> dict[Choice, int]:
    """The exact total of a ballot, by choice."""
    ballot = session.get_one(Ballot, ballot_id)
    papers: Counter[str] = sum(
        tallies(session, ballot, groups_of(session, ballot)).values(), Counter()
    )
    return {choice: papers[choice] for choice in Choice}


def closed_ballots(session: Session) -> list[Ballot]:
    """The degrees of agreement that were counted."""
    done = (BallotState.CLOSED, BallotState.PUBLISHED)
    counted = select_rows(Ballot).where(col(Ballot.state).in_(done))
    return list(session.exec(counted.where(Ballot.method == Method.AGREEMENT)))


def test_every_way_of_voting_is_there_and_its_result_says_something(
    db: Database, told: Welcome
) -> None:
    with db.reading() as session:
        ballots = ballots_of(session, told.places.topic)
        assert {ballot.method for ballot in ballots} == set(Method)
        assert any(ballot.secret and ballot.state is BallotState.OPEN for ballot in ballots)
        closed = [one for one in ballots if one.state not in (BallotState.DRAFT, BallotState.OPEN)]
        pictures = [results_of(session, one.id or 0) for one in closed]
        assert all(picture and picture.exact for picture in pictures)


def test_everyone_has_voted_wherever_a_ballot_is_closed(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        closed = closed_ballots(session)
        assert len(closed) >= 4
        in_a_room = set(session.exec(select_rows(WallGroup.ballot_id)))
        for ballot in closed:
            present = 26 if ballot.id in in_a_room else 84
            assert sum(counts(session, ballot.id).values()) == present


def test_one_vote_divides_professionals_and_the_people_they_accompany(
    db: Database, told: Welcome
) -> None:
    with db.reading() as session:
        ballot = session.get_one(Ballot, told.places.result)
        groups = {group.name: group.key for group in groups_of(session, ballot)}
        votes = tallies(session, ballot, groups_of(session, ballot))
        agree = {
            name: round(100 * votes[groups[name]][Choice.AGREE] / votes[groups[name]].total())
            for name in ("professionnels", "personnes accompagnées")
        }
        assert agree == {"professionnels": 81, "personnes accompagnées": 34}
        picture = results_of(session, told.places.result)
        assert picture and all(cell.count is not None for row in picture.rows for cell in row.cells)


def test_one_vote_is_a_tie(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        totals = [counts(session, ballot.id) for ballot in closed_ballots(session)]
        assert any(one[Choice.AGREE] == one[Choice.DISAGREE] for one in totals)


def test_the_college_of_three_never_shows_and_the_others_do(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        for ballot in closed_ballots(session):
            picture = results_of(session, ballot.id or 0)
            assert picture
            shown = {
                row.label for row in picture.rows for cell in row.cells if cell.text != NOT_SHOWN
            }
            assert {"personnes accompagnées", "professionnels"} <= shown
            assert "élus locaux" not in shown


def test_nothing_is_altered(db: Database, settings: Settings, told: Welcome) -> None:
    with db.reading() as session:
        assert altered(session, settings.key) == []


def test_nobody_is_real(db: Database, told: Welcome) -> None:
    with db.reading() as session:
        accounts = session.exec(select_rows(Account)).all()
        assert all(one.email.endswith("@example.org") for one in accounts)
        assert all(one.name.endswith("(prénom d’emprunt)") for one in accounts)
    words = all_words()
    assert set(re.findall(r"[\w.]+@([\w.]+)", words)) == {"example.org"}
    numbers = [words[f.start : f.end] for f in findings(words) if f.kind is Kind.PHONE]
    assert numbers and all(FICTION.fullmatch(number) for number in numbers)


@pytest.mark.parametrize("name", ["committee", *TOPICS, "7_later", "8_days"])
def test_nothing_is_said_that_is_not_yet_typeset(name: str) -> None:
    assert not re.search(r" [;:!?»]|« ", str(read(name)))


def test_nothing_happens_later_than_now(db: Database, told: Welcome, now: datetime) -> None:
    with db.reading() as session:
        for moment in session.exec(select_rows(Contribution.at)):
            assert moment.astimezone(UTC) <= now
        for ballot in ballots_of(session, told.places.topic):
            assert ballot.opened_at is None or ballot.opened_at <= now
