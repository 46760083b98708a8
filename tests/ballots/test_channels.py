"""Phones, raised hands and slips of paper in one vote: each person once, and all of it said."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.ballots import channels, lifecycle
from deliberation.ballots.commands import VoteCall, cast_votes
from deliberation.ballots.models import Choice, Method
from deliberation.ballots.results import results_of
from deliberation.ballots.rules import BallotRefusal
from deliberation.errors import Refused
from deliberation.people.models import Channel
from deliberation.roles import Role
from tests.ballots.voting import (
    MODERATOR,
    a_ballot_of,
    close,
    option_ids,
    people,
    recount,
    vote,
    words,
)
from tests.world import NOON, World, a_member, sign_in


def refused(world: World, command: Any, *args: Any) -> BallotRefusal:
    with pytest.raises(Refused) as caught:
        world.db.do(command, *args)
    assert isinstance(caught.value.reason, BallotRefusal)
    return caught.value.reason


def hands(world: World, ballot: int, **counts: int) -> None:
    said = (ballot, "table 4", Channel.TABLE, counts, MODERATOR)
    world.db.do(channels.count_by_hand, *said)


def told(world: World, ballot: int) -> Any:
    with world.db.reading() as session:
        return results_of(session, ballot)


def test_hands_and_slips_are_in_the_same_total_as_phones(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    for person in people(world, 6):
        vote(world, ballot, person, Choice.AGREE)
    hands(world, ballot, agree=3, disagree=4)
    world.db.do(channels.add_slips, ballot, "urne", Choice.DISAGREE, 2, MODERATOR)
    close(world, ballot)
    picture = told(world, ballot)
    assert [cell.count for cell in picture.rows[0].cells] == [9, 0, 6, 0, 0]
    note = picture.note.replace("\u00a0", " ")
    assert "6 par téléphone ou carte, 7 mains levées et 2 bulletins de papier" in note
    assert recount(world) == []


def test_a_table_that_counts_again_replaces_what_it_had_said(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    hands(world, ballot, agree=9)
    hands(world, ballot, agree=5, disagree=1)
    close(world, ballot)
    assert [cell.count for cell in told(world, ballot).rows[0].cells][:3] in (
        [5, 0, 1],
        [None, None, None],
    )


def test_slips_that_were_typed_too_often_are_taken_back(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    slips = (ballot, "urne", Choice.AGREE)
    assert world.db.do(channels.add_slips, *slips, 12, MODERATOR) == 12
    assert world.db.do(channels.add_slips, *slips, -2, MODERATOR) == 10
    reason = refused(world, channels.add_slips, *slips, -11, MODERATOR)
    assert reason is BallotRefusal.LESS_THAN_NOBODY


def test_a_secret_ballot_refuses_raised_hands_and_takes_slips(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, secret=True)
    said = (ballot, "table 4", Channel.TABLE, {Choice.AGREE: 3}, MODERATOR)
    assert refused(world, channels.count_by_hand, *said) is BallotRefusal.HANDS_SHOW
    assert world.db.do(channels.add_slips, ballot, "urne", Choice.AGREE, 5, MODERATOR) == 5
    close(world, ballot)
    assert recount(world) == []


def test_hands_cannot_say_what_a_ranking_says(world: World) -> None:
    ballot = a_ballot_of(world, Method.RANKING, "Bus", "Train")
    one, other = option_ids(world, ballot)
    paper = {f"{one}:1 {other}:2": 4}
    said = (ballot, "table 4", Channel.TABLE, paper, MODERATOR)
    assert refused(world, channels.count_by_hand, *said) is BallotRefusal.NO_HANDS


def test_who_is_counted_at_a_table_does_not_vote_by_phone_too(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    early, late = people(world, 2)
    vote(world, ballot, early, Choice.AGREE)
    spent = (ballot, [early, late], "table 4", MODERATOR)
    assert world.db.do(channels.spend_voices, *spent) == 1  # no hand is counted for her
    call = VoteCall(ballot, late, Choice.AGREE, NOON)
    assert refused(world, cast_votes, call) is BallotRefusal.COUNTED_ELSEWHERE
    vote(world, ballot, early, Choice.DISAGREE)  # her voice is the phone's: she may change it
    world.db.do(channels.give_voices_back, ballot, "table 4", MODERATOR)
    vote(world, ballot, late, Choice.AGREE)


def test_a_total_above_the_people_present_is_published_only_with_a_reason(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    hands(world, ballot, agree=30)
    close(world, ballot)
    publish = (lifecycle.publish_ballot, ballot, MODERATOR)
    assert refused(world, *publish) is BallotRefusal.HOW_MANY_CAME
    world.db.do(channels.declare_present, ballot, 28, MODERATOR)
    assert refused(world, *publish) is BallotRefusal.MORE_THAN_CAME
    world.db.do(*publish, "Deux personnes sont arrivées après le comptage.")
    note = told(world, ballot).note.replace("\u00a0", " ")
    assert "30 voix pour 28 personnes présentes" in note
    assert "Deux personnes sont arrivées après le comptage." in note


def test_a_quorum_is_of_those_present_and_says_whether_it_is_reached(world: World) -> None:
    for present, sentence in ((40, "Il est atteint."), (100, "ce vote ne décide pas")):
        ballot = a_ballot_of(world, Method.AGREEMENT, quorum=50)
        hands(world, ballot, agree=15, disagree=10)
        world.db.do(channels.declare_present, ballot, present, MODERATOR)
        close(world, ballot)
        assert sentence in told(world, ballot).note


def test_nothing_is_counted_by_hand_before_or_after_the_vote(world: World) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT, is_open=False)
    said = (ballot, "table 4", Channel.TABLE, {Choice.AGREE: 3}, MODERATOR)
    assert refused(world, channels.count_by_hand, *said) is BallotRefusal.NOT_YET
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
    close(world, ballot)
    assert refused(world, channels.count_by_hand, *said) is BallotRefusal.CLOSED


def test_a_changed_hand_count_is_found(world: World) -> None:
    from deliberation.ballots.models import HandCount  # noqa: PLC0415

    ballot = a_ballot_of(world, Method.AGREEMENT)
    hands(world, ballot, agree=9, disagree=2)
    close(world, ballot)

    def tamper(session: Any) -> None:
        session.get_one(HandCount, 1).number = 90

    world.db.do(tamper)
    assert recount(world) == [
        f"hand_count:{ballot}/table/table 4/agree: altered",
        f"hand_count:{ballot}/table/0/table 4: not what was declared",
    ]


def test_a_moderator_counts_the_room_without_script(client: TestClient, world: World) -> None:
    ballot = a_ballot_of(world, Method.CHOICE, "Bus", "Train")
    sign_in(client, a_member(world, Role.MODERATOR))
    desk = f"/gestion/scrutins/{ballot}"
    one, other = option_ids(world, ballot)
    assert "Personne n'a encore été compté" in words(client.get(f"{desk}/comptage"))
    form = {"source": "Table 4", f"hands-{one}": "12", f"hands-{other}": ""}
    assert client.post(f"{desk}/mains", data=form).status_code == 303
    slips = {"source": "Urne", "choice": str(other), "number": "7"}
    assert client.post(f"{desk}/papiers", data=slips).status_code == 303
    assert client.post(f"{desk}/presents", data={"present": "18"}).status_code == 303
    page = words(client.get(f"{desk}/comptage"))
    assert "Table 4 : 12 mains levées" in page
    assert "Urne : 7 bulletins" in page
    close(world, ballot)
    assert "Pourquoi il y a plus de voix" in words(client.get(desk))
    refusal = client.post(f"{desk}/etapes", data={"step": "publish"})
    assert refusal.status_code == 409
    assert "19 voix pour 18 personnes présentes" in words(refusal)
    why = {"step": "publish", "reason": "Une personne est arrivée en retard."}
    assert client.post(f"{desk}/etapes", data=why).status_code == 303


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("presents", {"present": "-1"}),
        ("presents", {"present": "beaucoup"}),
        ("mains", {"source": "", "hands-agree": "3"}),
        ("papiers", {"source": "Urne", "choice": "agree", "number": "mille"}),
    ],
)
def test_what_is_no_number_is_given_back(
    client: TestClient, world: World, address: str, form: dict[str, str]
) -> None:
    ballot = a_ballot_of(world, Method.AGREEMENT)
    sign_in(client, a_member(world, Role.MODERATOR))
    answer = client.post(f"/gestion/scrutins/{ballot}/{address}", data=form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
