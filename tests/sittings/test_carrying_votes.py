"""Laws of votes that travel: every method, every channel, secret or not, comes home once."""

from typing import Any

from sqlmodel import Session, col, delete, select

from deliberation.ballots import channels, lifecycle
from deliberation.ballots.commands import VoteCall, say_condition
from deliberation.ballots.lifecycle import OptionText
from deliberation.ballots.models import (
    Ballot,
    BallotState,
    BarredCard,
    Choice,
    Condition,
    Counter,
    HandCount,
    Method,
    Option,
    Paper,
    SpentVoice,
    Vote,
)
from deliberation.ballots.secrecy import PaperCall, cast_papers, key_of, paper_checked_by
from deliberation.ballots.sheets import Sheet, read_sheet
from deliberation.db import Database
from deliberation.debate.models import Contribution
from deliberation.journal import Event
from deliberation.people.models import Channel
from deliberation.sittings import carriage
from deliberation.sittings.groupings import WallGroup, WallOption
from tests.ballots.voting import a_ballot_of
from tests.sittings.days import FACILITATOR
from tests.sittings.trips import NOW, Trip, come_home, leave, many, untouched
from tests.world import a_participant

WORDS = ("Le guichet", "Le bus")
DOTS = Sheet(Method.DOTS, dots=3, each=2)
CHECKING = "ABCDEFGHJKMN"


def prepare(db: Database, trip: Trip, sheet: Sheet, **details: Any) -> int:
    """A vote of the day's wall, as it is made of a group of cards."""

    def make(session: Session) -> int:
        ballot = Ballot(topic_id=trip.world.topic_id, question="Que garder ?", **details)
        texts = [OptionText(word) for word in WORDS]
        id = lifecycle.prepare_ballot(session, ballot, FACILITATOR, sheet, texts)
        group = WallGroup(sitting_id=trip.day, name=f"Groupe {id}", position=id)
        session.add(group)
        session.flush()
        for option in read_sheet(ballot.sheet).options:
            session.add(WallOption(option_id=option, group_id=group.id or 0))
        return id

    id: int = db.do(make)
    db.do(lifecycle.open_ballot, id, FACILITATOR, NOW)
    return id


def options(db: Database, ballot: int) -> tuple[int, ...]:
    with db.reading() as session:
        return read_sheet(session.get_one(Ballot, ballot).sheet).options


def arrive(trip: Trip) -> None:
    trip.laptop.do(carriage.bring, leave(trip), FACILITATOR, NOW)


def cast(db: Database, ballot: int, person: int, paper: str, secret: str = "") -> None:
    if secret:
        call = PaperCall(ballot, person, paper, NOW, secret, CHECKING)
        assert db.do(cast_papers, call) == "counted"
        return
    assert db.do(many, [VoteCall(ballot, person, paper, NOW)]) == [paper]


def rows(db: Database, kind: Any) -> list[Any]:
    with db.reading() as session:
        return list(session.exec(select(kind)).all())


def clean(trip: Trip) -> None:
    assert untouched(trip.world.db) == []
    assert untouched(trip.laptop) == []


def only(db: Database, trip: Trip) -> Ballot:
    """The ballot that is not the one of the day's step."""
    [ballot] = [one for one in rows(db, Ballot) if one.id != trip.ballot]
    assert isinstance(ballot, Ballot)
    return ballot


def test_a_vote_that_was_made_there_names_the_options_of_here(trip: Trip) -> None:
    arrive(trip)
    there = prepare(trip.laptop, trip, DOTS)
    first, second = options(trip.laptop, there)
    cast(trip.laptop, there, 1, f"{first}:1 {second}:2")
    trip.laptop.do(lifecycle.close_ballot, there, FACILITATOR, NOW)
    elsewhere(trip)  # meanwhile, here, the same numbers are given
    elsewhere(trip)
    come_home(trip)
    here = max(rows(trip.world.db, Ballot), key=lambda one: one.id)
    mine = options(trip.world.db, here.id)
    assert mine != (first, second)
    with trip.world.db.reading() as session:
        kept = session.exec(select(Option).where(Option.ballot_id == here.id)).all()
        assert {option.id: option.words for option in kept} == dict(zip(mine, WORDS, strict=True))
        [vote] = session.exec(select(Vote).where(Vote.ballot_id == here.id)).all()
        assert vote.choice == f"{mine[0]}:1 {mine[1]}:2"
        named = select(WallGroup.name).join(WallOption).where(WallOption.option_id == mine[0])
        assert session.exec(named).all() == [f"Groupe {there}"]
    clean(trip)


def test_a_secret_paper_comes_home_by_its_key_and_the_journal_knows_of_none(trip: Trip) -> None:
    secret = a_participant(trip.world, "concerned", 7)
    ballot = prepare(trip.world.db, trip, DOTS, secret=True)
    first, second = options(trip.world.db, ballot)
    cast(trip.world.db, ballot, 2, f"{first}:1", secret)
    arrive(trip)
    cast(trip.laptop, ballot, 2, f"{second}:2", secret)
    come_home(trip)
    [paper] = rows(trip.world.db, Paper)
    assert (paper.key, paper.choice) == (key_of(secret, ballot), f"{second}:2")
    assert not [event for event in rows(trip.world.db, Event) if event.name == "vote.cast"]
    clean(trip)
    trip.world.db.do(lifecycle.close_ballot, ballot, FACILITATOR, NOW)
    assert [row.choice for row in rows(trip.world.db, Counter)] == [f"{second}:2"]
    clean(trip)


def test_a_secret_vote_made_there_is_over_here_and_its_keys_of_control_still_serve(
    trip: Trip,
) -> None:
    prepare(trip.world.db, trip, DOTS)
    secret = a_participant(trip.world, "concerned", 7)
    arrive(trip)
    elsewhere(trip)
    there = prepare(trip.laptop, trip, DOTS, secret=True)
    first, _ = options(trip.laptop, there)
    cast(trip.laptop, there, 2, f"{first}:2", secret)
    come_home(trip)
    here = max(rows(trip.world.db, Ballot), key=lambda one: one.id)
    assert here.secret
    assert here.state is BallotState.CLOSED
    with trip.world.db.reading() as session:
        paper = paper_checked_by(session, session.get_one(Ballot, here.id), CHECKING)
        assert paper.choice == f"{options(trip.world.db, here.id)[0]}:2"
    clean(trip)


def test_hands_spent_voices_and_late_cards_come_home_in_place_of_what_had_left(trip: Trip) -> None:
    sheet = Sheet(Method.CHOICE)
    ballot = prepare(trip.world.db, trip, sheet)
    first, second = options(trip.world.db, ballot)
    db = trip.world.db
    db.do(channels.spend_voices, ballot, [1], "Table 1", FACILITATOR)
    db.do(count, ballot, "Table 1", {str(first): 6, str(second): 1})
    arrive(trip)
    assert [row.participant_id for row in rows(trip.laptop, SpentVoice)] == [1]
    trip.laptop.do(count, ballot, "Table 1", {str(second): 4})
    trip.laptop.do(channels.add_slips, ballot, "Urne", str(first), 2, FACILITATOR)
    trip.laptop.do(channels.declare_present, ballot, 9, FACILITATOR)
    trip.laptop.do(bar, ballot)
    db.do(channels.add_slips, ballot, "Urne d'ici", str(first), 3, FACILITATOR)
    trip.laptop.do(lifecycle.close_ballot, ballot, FACILITATOR, NOW)
    come_home(trip)
    said = {(row.source, row.channel, row.choice): row.number for row in rows(db, HandCount)}
    assert said == {
        ("Table 1", Channel.TABLE, str(second)): 4,
        ("Urne", Channel.PAPER, str(first)): 2,
        ("Urne d'ici", Channel.PAPER, str(first)): 3,
    }
    assert [row.participant_id for row in rows(db, SpentVoice)] == [1]
    assert [row.card_hash for row in rows(db, BarredCard)] == ["late"]
    assert only(db, trip).present == 9
    clean(trip)


def test_a_table_that_took_its_voices_back_there_has_none_spent_here(trip: Trip) -> None:
    ballot = prepare(trip.world.db, trip, Sheet(Method.CHOICE))
    trip.world.db.do(channels.spend_voices, ballot, [1], "Table 1", FACILITATOR)
    arrive(trip)
    trip.laptop.do(channels.give_voices_back, ballot, "Table 1", FACILITATOR)
    come_home(trip)
    assert rows(trip.world.db, SpentVoice) == []


def test_a_condition_is_a_contribution_once_and_its_words_stay_there_alone(trip: Trip) -> None:
    trip.world.db.do(lifecycle.open_ballot, trip.ballot, FACILITATOR, NOW)
    cast(trip.world.db, trip.ballot, 1, Choice.AGREE_IF)
    trip.world.db.do(say_condition, trip.ballot, 1, "Si le bus passe", NOW)
    arrive(trip)
    trip.laptop.do(lifecycle.close_ballot, trip.ballot, FACILITATOR, NOW)
    come_home(trip)
    [said] = rows(trip.world.db, Contribution)
    [condition] = rows(trip.world.db, Condition)
    assert said.words == "Si le bus passe"
    assert (condition.words, condition.contribution_id) == ("", said.id)
    assert condition.choice == Choice.AGREE_IF
    clean(trip)


def test_a_condition_that_was_released_before_leaving_travels_with_its_words(trip: Trip) -> None:
    db = trip.world.db
    db.do(lifecycle.open_ballot, trip.ballot, FACILITATOR, NOW)
    cast(db, trip.ballot, 1, Choice.AGREE_IF)
    db.do(say_condition, trip.ballot, 1, "Si le bus passe", NOW)
    db.do(lifecycle.close_ballot, trip.ballot, FACILITATOR, NOW)
    arrive(trip)
    assert [row.words for row in rows(trip.laptop, Contribution)] == ["Si le bus passe"]
    come_home(trip)
    clean(trip)


def test_a_question_asked_again_travels_with_the_one_that_it_answers(trip: Trip) -> None:
    first = prepare(trip.world.db, trip, DOTS)
    again = prepare(trip.world.db, trip, DOTS, round_of_id=first)

    def forget(session: Session) -> None:
        mine = col(WallOption.option_id).in_(options(trip.world.db, first))
        session.execute(delete(WallOption).where(mine))

    trip.world.db.do(forget)
    arrive(trip)
    assert {row.id for row in rows(trip.laptop, Ballot)} == {trip.ballot, first, again}


def elsewhere(trip: Trip) -> None:
    """A vote of the topic that is none of the day's."""
    a_ballot_of(trip.world, Method.DOTS, *WORDS)


def count(session: Session, ballot: int, table: str, counts: dict[str, int]) -> None:
    channels.count_by_hand(session, ballot, table, Channel.TABLE, counts, FACILITATOR)


def bar(session: Session, ballot: int) -> None:
    session.add(BarredCard(ballot_id=ballot, card_hash="late"))
