"""A table votes together: hands that are counted once, beside the phones."""

import re
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, Choice, HandCount, Method, SpentVoice
from deliberation.ballots.reading import voices
from deliberation.ballots.rules import BallotRefusal
from deliberation.errors import Refused
from deliberation.sittings.models import Badge, Seating, Table
from tests.ballots.voting import (
    MODERATOR,
    a_ballot_of,
    choices,
    close,
    recount,
    vote,
    words,
)
from tests.sittings.days import (
    a_table,
    hold_table,
)
from tests.sittings.desks import rows
from tests.sittings.table_voting import at_table, raise_hands
from tests.world import NOON, World


def test_hands_are_counted_and_the_phones_of_the_table_vote_no_more(
    client: TestClient, world: World
) -> None:
    ballot, table, here = at_table(client, world)
    assert "Voter à cette table" in words(client.get(f"/tables/{table}"))
    raise_hands(client, table, ballot, agree=3, disagree=2)
    with pytest.raises(Refused) as caught:
        world.db.do(cast_votes, VoteCall(ballot, here[0], Choice.AGREE, NOON))
    assert caught.value.reason is BallotRefusal.COUNTED_ELSEWHERE
    assert "Noté pour cette table : 5 mains levées." in words(client.get(f"/tables/{table}/vote"))
    close(world, ballot)
    with world.db.reading() as session:
        assert voices(session, session.get_one(Ballot, ballot)).hands == 5
    assert recount(world) == []


def test_who_has_voted_on_a_phone_raises_no_hand(client: TestClient, world: World) -> None:
    ballot, table, here = at_table(client, world)
    for person in here[:2]:
        vote(world, ballot, person, Choice.AGREE)
    page = words(client.get(f"/tables/{table}/vote"))
    assert "sur cet appareil ou à une autre table : 2. Mains levées : 3 au plus." in page
    refusal = raise_hands(client, table, ballot, 409, agree=4)
    assert "Personnes à cette table : 5. Ont déjà voté autrement : 2." in refusal
    assert "Cela fait 3 au plus" in refusal
    assert rows(world, SpentVoice) == rows(world, HandCount) == []
    raise_hands(client, table, ballot, agree=3)
    vote(world, ballot, here[0], Choice.DISAGREE)  # her voice is the phone's: she may change it
    assert len(choices(world, ballot)) == 2


def test_counting_again_replaces_and_colleges_add_up(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    raise_hands(client, table, ballot, agree=5)
    raise_hands(client, table, ballot, agree=1, disagree=1)
    college = world.colleges["concerned"]
    form = {"ballot": str(ballot), "college": str(college), "hands-agree": "3"}
    assert client.post(f"/tables/{table}/vote/mains", data=form).status_code == 303
    assert "5 mains levées" in words(client.get(f"/tables/{table}/vote"))
    form["hands-agree"] = "4"
    assert client.post(f"/tables/{table}/vote/mains", data=form).status_code == 409
    assert sum(row.number for row in rows(world, HandCount)) == 5


def test_a_form_sent_twice_counts_once(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    page = client.get(f"/tables/{table}/vote").text
    tokens = re.findall(r'name="once" value="([^"]+)"', page)
    form = {"ballot": str(ballot), "hands-agree": "3", "once": tokens[-1]}
    count = f"/tables/{table}/vote/mains"
    assert client.post(count, data=form).status_code == 303
    raise_hands(client, table, ballot, agree=5)
    assert client.post(count, data=form).status_code == 303  # a replay, not a correction
    assert [row.number for row in rows(world, HandCount)] == [5]


def test_who_was_counted_at_one_table_raises_no_hand_at_the_next(
    client: TestClient, world: World
) -> None:
    ballot, table, here = at_table(client, world)
    raise_hands(client, table, ballot, agree=5)
    day = view_of_table(world, table)
    other = a_table(world, day, 5)
    with world.db.reading() as session:
        badges = select(Badge.id).where(col(Badge.participant_id).in_(here[:2]))
        moved = list(session.exec(badges))

    def move(session: Session) -> None:
        for seating in session.exec(select(Seating).where(col(Seating.badge_id).in_(moved))):
            seating.table_id = other

    world.db.do(move)
    hold_table(client, world, other)
    assert "Mains levées : 0 au plus." in words(client.get(f"/tables/{other}/vote"))
    raise_hands(client, other, ballot, 409, agree=1)


def view_of_table(world: World, table: int) -> int:
    with world.db.reading() as session:
        return session.get_one(Table, table).sitting_id


def test_a_table_may_take_its_phones_again(client: TestClient, world: World) -> None:
    ballot, table, here = at_table(client, world)
    raise_hands(client, table, ballot, agree=2)
    college = str(world.colleges["concerned"])
    form = {"ballot": str(ballot), "college": college, "hands-agree": "3"}
    assert client.post(f"/tables/{table}/vote/mains", data=form).status_code == 303
    again = client.post(f"/tables/{table}/vote/reprise", data={"ballot": str(ballot)})
    assert again.status_code == 303
    assert rows(world, SpentVoice) == rows(world, HandCount) == []
    vote(world, ballot, here[0], Choice.AGREE)


@pytest.mark.parametrize("typed", ["-2", "trois", "3" * 5000])
def test_what_is_no_number_of_hands_is_refused_in_words(
    client: TestClient, world: World, typed: str
) -> None:
    ballot, table, _ = at_table(client, world)
    form = {"ballot": str(ballot), "hands-agree": "3", "hands-disagree": typed}
    answer = client.post(f"/tables/{table}/vote/mains", data=form)
    assert answer.status_code == 409
    assert "écrivez des nombres" in words(answer)
    assert rows(world, HandCount) == rows(world, SpentVoice) == []


def test_an_answer_that_the_ballot_has_not_is_no_count(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    form = {"ballot": str(ballot), "hands-maybe": "2"}
    answer = client.post(f"/tables/{table}/vote/mains", data=form)
    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.text
    assert rows(world, HandCount) == rows(world, SpentVoice) == []


def test_no_hand_at_all_is_no_count(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    assert "Écrivez au moins une main levée" in raise_hands(client, table, ballot, 409, agree=0)
    assert rows(world, SpentVoice) == []


def test_nothing_is_counted_once_the_step_or_the_vote_is_over(
    client: TestClient, world: World
) -> None:
    ballot, table, _ = at_table(client, world)
    close(world, ballot)
    assert "Aucun vote n'est ouvert" in words(client.get(f"/tables/{table}/vote"))
    assert "Aucun vote n'est ouvert" in raise_hands(client, table, ballot, 409, agree=2)
    other = a_ballot_of(world, Method.AGREEMENT)
    raise_hands(client, table, other, 409, agree=2)
    assert rows(world, HandCount) == []


def test_only_the_device_of_the_table_counts_there(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    client.cookies.clear()
    raise_hands(client, table, ballot, 403, agree=2)
    assert client.get(f"/tables/{table}/vote").status_code == 403


def test_a_phone_and_a_hand_at_the_same_moment_are_one_voice(
    client: TestClient, world: World
) -> None:
    """Whichever comes first, there are never more voices than people at the table."""
    ballot, table, here = at_table(client, world)
    calls: list[Callable[[], object]] = [
        lambda person=person: world.db.do(cast_votes, VoteCall(ballot, person, Choice.AGREE, NOON))
        for person in here
    ]
    form = {"ballot": str(ballot), "hands-agree": "5"}
    calls.insert(2, lambda: client.post(f"/tables/{table}/vote/mains", data=form))

    def attempt(call: Callable[[], object]) -> None:
        with suppress(Refused):
            call()

    threads = [Thread(target=attempt, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = sum(row.number for row in rows(world, HandCount))
    assert counted + len(choices(world, ballot)) <= 5
    world.db.do(lifecycle.close_ballot, ballot, MODERATOR, NOON)
    assert recount(world) == []
