"""Laws of a day that travels: it is held in one place at a time, and comes home whole, once."""

from typing import Any

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from deliberation.ballots.commands import VoteCall
from deliberation.ballots.models import Ballot, BallotState, Choice, Vote
from deliberation.debate.commands import withdraw_contribution
from deliberation.debate.models import Contribution
from deliberation.debate.notes import claim_note
from deliberation.debate.rules import note_letters
from deliberation.errors import Refused
from deliberation.people.commands import enter_with_card
from deliberation.people.models import AccessCard, Participant
from deliberation.roles import Role
from deliberation.security import token_hash
from deliberation.sittings import agreeing, bundle, carriage, notes, wall_ballots
from deliberation.sittings.bundle import BundleRefusal
from deliberation.sittings.carriage import CarriageRefusal
from deliberation.sittings.conducting import conduct
from deliberation.sittings.models import Act, Badge, ReportBack, Saying, Sitting, Table
from deliberation.sittings.notes import Noted
from deliberation.sittings.reading import day_view
from deliberation.sittings.rules import DayRefusal
from tests.sittings.days import (
    FACILITATOR,
    GROUPS,
    VOTE,
)
from tests.sittings.days import act as do
from tests.sittings.trips import (
    NOW,
    Trip,
    come_home,
    count,
    leave,
    many,
    travelling,
    untouched,
    view_segment,
)
from tests.world import NOON, World, a_member, a_participant, sign_in

KEY = b"k" * 32


def held_elsewhere(trip: Trip) -> None:
    """On the laptop: someone enters with a printed card, a table notes and agrees, people vote."""
    db, day = trip.laptop, trip.day

    def step(what: Act) -> None:
        with db.reading() as session:
            seen = day_view(session, day).number
        db.do(conduct, day, what, seen, FACILITATOR, NOW)

    step(Act.START)
    step(Act.NEXT)
    with db.reading() as session:
        groups = view_segment(session, day, GROUPS)
        card = session.exec(select(AccessCard.id)).one()
    db.do(enter_with_card, card, trip.world.colleges["professionals"], lambda: "Voix 7777", NOW)
    db.do(notes.open_table, 1, "device", False)
    note, _ = db.do(notes.enter_notes, 1, "device", groups, Noted(("Un guichet ouvert",)), NOW)
    db.do(notes.choose_priority, 1, "device", note, 1)
    db.do(agreeing.agree_notes, 1, "device", groups, "", NOW)
    step(Act.NEXT)
    step(Act.NEXT)
    db.do(wall_ballots.open_day_ballot, day, trip.ballot, FACILITATOR, NOW)
    with db.reading() as session:
        people = session.exec(select(Participant.id).order_by(col(Participant.id))).all()
    for person in people:
        [outcome] = db.do(many, [VoteCall(trip.ballot, person or 0, Choice.AGREE, NOW)])
        assert outcome is Choice.AGREE
    db.do(wall_ballots.close_day_ballot, day, trip.ballot, FACILITATOR, NOW)


def test_a_day_that_left_changes_in_one_place_only(trip: Trip) -> None:
    trip.laptop.do(carriage.bring, leave(trip), FACILITATOR, NOW)
    with pytest.raises(Refused) as refused:
        do(trip.world, trip.day, Act.START)
    assert refused.value.reason is DayRefusal.AWAY
    held_elsewhere(trip)
    assert count(trip.world.db, Contribution) == 0


def test_what_was_said_and_voted_elsewhere_is_here_when_the_day_is_back(trip: Trip) -> None:
    trip.laptop.do(carriage.bring, leave(trip), FACILITATOR, NOW)
    held_elsewhere(trip)
    # Meanwhile, here: someone else entered, and has the number that was given there.
    a_participant(trip.world, "institutions", 2)
    come_home(trip)
    with trip.world.db.reading() as session:
        [said] = session.exec(select(Contribution)).all()
        assert (said.words, said.note_number) == ("Un guichet ouvert", 1)
        assert session.exec(select(Saying.contribution_id)).all() == [said.id]
        assert session.exec(select(ReportBack.contribution_id)).all() == [said.id]
        ballot = session.get_one(Ballot, trip.ballot)
        assert ballot.state is BallotState.CLOSED
        arrived = select(Participant).where(Participant.card_hash == token_hash("printed"))
        newcomer = session.exec(arrived).one()
        assert newcomer.college_id == trip.world.colleges["professionals"]
        assert {vote.participant_id for vote in session.exec(select(Vote))} == {1, newcomer.id}
        assert session.exec(select(AccessCard.spent)).one() is True
        view = day_view(session, trip.day)
        assert view.step == VOTE + 1
        assert not view.sitting.away
    assert count(trip.world.db, Participant) == 3
    assert untouched(trip.world.db) == []
    assert untouched(trip.laptop) == []


def test_a_note_of_elsewhere_is_claimed_here_and_no_note_has_its_number(trip: Trip) -> None:
    trip.laptop.do(carriage.bring, leave(trip), FACILITATOR, NOW)
    held_elsewhere(trip)
    come_home(trip)
    letters = note_letters(trip.world.db.key, trip.world.topic_id, 1)
    id = trip.world.db.do(claim_note, trip.world.topic_id, 1, letters, 1)
    trip.world.db.do(withdraw_contribution, id, 1)
    go_to_next = do(trip.world, trip.day, Act.REGROUP)
    assert go_to_next
    trip.world.db.do(notes.open_table, 1, "other", True)
    with trip.world.db.reading() as session:
        groups = view_segment(session, trip.day, GROUPS)
    added = Noted(("Un mot de plus",))
    note, _ = trip.world.db.do(notes.enter_notes, 1, "other", groups, added, NOW)
    with trip.world.db.reading() as session:
        assert session.get_one(notes.TableNote, note).number > 1


def test_a_day_arrives_once_and_comes_home_once(trip: Trip) -> None:
    content = leave(trip)
    trip.laptop.do(carriage.bring, content, FACILITATOR, NOW)
    with pytest.raises(Refused) as twice:
        trip.laptop.do(carriage.bring, leave_again(trip), FACILITATOR, NOW)
    assert twice.value.reason is CarriageRefusal.ALREADY_THERE
    held_elsewhere(trip)
    back = come_home(trip)
    votes = count(trip.world.db, Vote)
    with pytest.raises(Refused) as again:
        trip.world.db.do(carriage.bring, back, FACILITATOR, NOW)
    assert again.value.reason is CarriageRefusal.ALREADY_HOME
    assert count(trip.world.db, Vote) == votes


def leave_again(trip: Trip) -> dict[str, Any]:
    """The same file, asked for a second time."""
    return travelling(trip.world.db, trip.day)


def test_a_day_that_was_kept_after_all_takes_nothing_back(trip: Trip) -> None:
    trip.laptop.do(carriage.bring, leave(trip), FACILITATOR, NOW)
    trip.world.db.do(carriage.give_up, trip.day, FACILITATOR, NOW)
    assert do(trip.world, trip.day, Act.START) == 1
    with pytest.raises(Refused) as refused:
        come_home(trip)
    assert refused.value.reason is CarriageRefusal.GIVEN_UP
    assert do(trip.world, trip.day, Act.NEXT) == 2


def test_a_day_goes_only_where_there_is_nothing_yet(trip: Trip, world: World) -> None:
    content = leave(trip)
    with pytest.raises(Refused) as refused:
        trip.world.db.do(carriage.bring, content | {"token": "other"}, FACILITATOR, NOW)
    assert refused.value.reason is CarriageRefusal.NOT_EMPTY


def test_a_file_of_another_key_or_that_was_changed_is_not_read() -> None:
    data = bundle.packed(KEY, {"day": {"moment": 1}, "at": NOON, "image": b"\x00\n"})
    assert bundle.unpacked(KEY, data) == {"day": {"moment": 1}, "at": NOON, "image": b"\x00\n"}
    assert b"moment" not in data
    for wrong, key, refusal in (
        (data, b"x" * 32, BundleRefusal.OTHER_KEY),
        (data[:-1] + bytes([data[-1] ^ 1]), KEY, BundleRefusal.ALTERED),
        (data[:60], KEY, BundleRefusal.ALTERED),
        (b"des mots", KEY, BundleRefusal.NOT_A_DAY),
        (b"", KEY, BundleRefusal.NOT_A_DAY),
    ):
        with pytest.raises(Refused) as refused:
            bundle.unpacked(key, wrong)
        assert refused.value.reason is refusal


def test_a_facilitator_takes_the_day_and_brings_it_back_by_its_page(
    client: TestClient, trip: Trip
) -> None:
    sign_in(client, a_member(trip.world, Role.FACILITATOR))
    here = f"/journees/{trip.day}/emporter"
    assert "J’emporte la journée" in client.get(here).text
    assert client.post(here, data={"step": "take"}).status_code == 303
    page = client.get(here).text
    assert "Je télécharge le fichier" in page
    file = client.get(f"{here}/fichier")
    assert "attachment" in file.headers["content-disposition"]
    content = bundle.unpacked(trip.laptop.key, file.content)
    trip.laptop.do(carriage.bring, content, FACILITATOR, NOW)
    held_elsewhere(trip)
    trip.laptop.do(carriage.send_home, trip.day, FACILITATOR, NOW)
    with trip.laptop.reading() as session:
        home = bundle.packed(trip.laptop.key, carriage.content_of(session, trip.day))
    wrong = client.post(f"{here}/retour", files={"file": ("x.parole", b"des mots")})
    assert wrong.status_code == 409
    assert "n’est pas une journée" in wrong.text
    assert client.post(f"{here}/retour", files={"file": ("x", file.content)}).status_code == 409
    assert client.post(f"{here}/retour", data={"file": "x"}).status_code == 409
    back = client.post(f"{here}/retour", files={"file": ("x.parole", home)})
    assert back.status_code == 303
    assert "La journée est revenue" in client.get(here).text
    assert count(trip.world.db, Contribution) == 1


def test_only_who_runs_the_day_has_its_file(client: TestClient, trip: Trip) -> None:
    leave(trip)
    here = f"/journees/{trip.day}/emporter"
    sign_in(client, a_member(trip.world, Role.SCRIBE, Role.TECHNICAL))
    assert client.get(f"{here}/fichier").status_code == 403
    assert client.get(here).status_code == 403
    assert client.post(here, data={"step": "give_up"}).status_code == 403
    with trip.world.db.reading() as session:
        assert session.get_one(Sitting, trip.day).away
        assert session.exec(select(Badge.number)).all() == [1]
        assert session.exec(select(Table.number)).all() == [1]
