"""A table votes on its own device: each in turn and alone, or by hands that are counted once."""

import re
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import pytest
from httpx2 import Response
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Ballot, Choice, HandCount, Method, Paper, SpentVoice, Vote
from deliberation.ballots.reading import voices
from deliberation.ballots.rules import BallotRefusal
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.security import BOOTH_COOKIE, PARTICIPANT_COOKIE, token_hash
from deliberation.sittings.models import Badge, Seating, Segment, Table
from tests.ballots.lending import TYPED, UNKNOWN, a_holder, holds, secret_of_words
from tests.ballots.voting import (
    MODERATOR,
    a_ballot_of,
    choices,
    close,
    people,
    recount,
    vote,
    words,
)
from tests.sittings.days import (
    GROUPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    go_to,
    hold_table,
    seat,
    view_of,
)
from tests.sittings.desks import rows
from tests.world import NOON, World

Seated = tuple[int, int, list[int]]  # ballot, table, people


def at_table(client: TestClient, world: World, phones: int = 4, **details: object) -> Seated:
    """A vote of the day, four people with phones and one without at a table, and its device."""
    ballot = a_ballot_of(world, Method.AGREEMENT, **details)
    day = a_day(world)
    table = a_table(world, day, 4)
    steps = [one.id or 0 for one in view_of(world, day).segments]

    def attach(session: Session) -> None:
        session.get_one(Segment, steps[VOTE]).ballot_id = ballot

    world.db.do(attach)
    here = people(world, phones)
    for number, person in enumerate([*here, None], 1):
        seat(world, steps[GROUPS], a_badge(world, day, number, participant_id=person), table)
    go_to(world, day, VOTE)
    hold_table(client, world, table)
    return ballot, table, here


def raise_hands(
    client: TestClient, table: int, ballot: int, status: int = 303, **counts: int
) -> str:
    form = {"ballot": str(ballot)} | {f"hands-{answer}": str(n) for answer, n in counts.items()}
    answer = client.post(f"/tables/{table}/vote/mains", data=form)
    assert answer.status_code == status, words(answer)
    return words(answer)


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
    raise_hands(client, table, ballot, agree=5)
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


def test_a_secret_vote_has_no_hands_and_its_device_goes_round(
    client: TestClient, world: World
) -> None:
    ballot, table, here = at_table(client, world, secret=True)
    assert "on n'y lève pas la main" in words(client.get(f"/tables/{table}/vote"))
    assert "on n'y lève pas la main" in raise_hands(client, table, ballot, 409, agree=3)
    on_this_device(client, world, table, ballot, here[0])
    assert len(rows(world, Paper)) == 1
    assert rows(world, Vote) == []


def on_this_device(client: TestClient, world: World, table: int, ballot: int, person: int) -> None:
    """She types her four words, votes, and the device is the table's again."""

    def give(session: Session) -> None:
        session.get_one(Participant, person).card_hash = token_hash(secret_of_words(world))

    world.db.do(give)
    form = {"ballot": str(ballot), "words": TYPED}
    lent = client.post(f"/tables/{table}/vote/isoloir", data=form)
    assert lent.headers["location"] == f"/scrutins/{ballot}/isoloir"
    booth = client.get(lent.headers["location"])
    assert "Pour vous : personne d'autre ne regarde" in words(booth)
    assert booth.headers["cache-control"] == "no-store"
    voted = client.post(f"/scrutins/{ballot}/isoloir", data={"choice": Choice.AGREE})
    done = client.get(voted.headers["location"])
    assert "C'est compté, passez l'appareil" in words(done)
    assert 'aria-pressed="true"' not in done.text
    back = client.post(f"/scrutins/{ballot}/isoloir/fin")
    assert back.headers["location"] == f"/tables/{table}/vote?rendu=1"
    assert "à la personne suivante" in words(client.get(back.headers["location"]))
    assert not holds(client, BOOTH_COOKIE)
    assert not holds(client, PARTICIPANT_COOKIE)
    assert (
        client.get(f"/scrutins/{ballot}/isoloir").status_code == 401
    )  # the way back shows nothing


def test_each_votes_in_turn_on_the_device_and_nothing_of_hers_stays(
    client: TestClient, world: World
) -> None:
    ballot, table, here = at_table(client, world)
    on_this_device(client, world, table, ballot, here[1])
    assert choices(world, ballot) == {here[1]: Choice.AGREE}
    begun = [event for event in rows(world, Event) if event.name == "assistance.begun"]
    assert begun == []  # nobody helped her: the device went round


def lend_to(client: TestClient, table: int, ballot: int) -> Response:
    form = {"ballot": str(ballot), "words": TYPED}
    return client.post(f"/tables/{table}/vote/isoloir", data=form)


def test_after_hands_the_device_is_lent_to_nobody_who_may_have_raised_one(
    client: TestClient, world: World
) -> None:
    """Whose phone is of the table is counted already; of a stranger nobody knows."""
    ballot, table, _ = at_table(client, world)
    a_holder(world)
    raise_hands(client, table, ballot, agree=5)
    refused = lend_to(client, table, ballot)
    assert refused.status_code == 409
    assert "la vôtre en est peut-être" in words(refused)
    client.post(f"/tables/{table}/vote/reprise", data={"ballot": str(ballot)})
    assert lend_to(client, table, ballot).status_code == 303


def test_a_device_is_lent_for_the_vote_of_the_step_alone(client: TestClient, world: World) -> None:
    ballot, table, _ = at_table(client, world)
    a_holder(world)
    refused = lend_to(client, table, a_ballot_of(world, Method.AGREEMENT))
    assert refused.status_code == 409
    assert "Aucun vote n'est ouvert à cette étape" in words(refused)
    assert lend_to(client, table, ballot).status_code == 303


@pytest.mark.parametrize(("typed", "status"), [("", 422), (UNKNOWN, 409)])
def test_words_that_open_nothing_are_told(
    client: TestClient, world: World, typed: str, status: int
) -> None:
    ballot, table, _ = at_table(client, world)
    form = {"ballot": str(ballot), "words": typed}
    answer = client.post(f"/tables/{table}/vote/isoloir", data=form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


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
