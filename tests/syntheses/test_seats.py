"""Who still has a seat, and how many must take part, are asked at the moment of the verdict."""

from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Committee
from deliberation.assembly.seats import SeatRefusal, set_quorum, set_seat
from deliberation.errors import Refused
from deliberation.i18n import local_day, today
from deliberation.people.models import College, Membership
from deliberation.people.rules import is_held
from deliberation.roles import Role
from deliberation.syntheses import sign_off
from deliberation.syntheses.models import SynthesisState, Verdict
from deliberation.syntheses.rules import SynthesisRefusal
from deliberation.syntheses.sign_off_rules import HeadCount, outcome, why_not_count
from tests.ballots.voting import words
from tests.syntheses.drafting import PEN, frozen_words, judged, state_of, submitted
from tests.syntheses.test_sign_off import technical_members
from tests.world import NOON, World, a_member, sign_in

TODAY = local_day(NOON)
DAY = timedelta(days=1)


def seats(world: World) -> list[int]:
    with world.db.reading() as session:
        wanted = select(Membership.id).where(Membership.role == Role.TECHNICAL)
        return [n for n in session.exec(wanted.order_by(Membership.id)) if n]


def test_a_seat_is_held_from_its_first_to_its_last_day() -> None:
    assert is_held(None, None, TODAY)
    assert is_held(TODAY, TODAY, TODAY)
    assert not is_held(None, TODAY - DAY, TODAY)
    assert not is_held(TODAY + DAY, None, TODAY)


def test_whose_seat_ended_yesterday_decides_nothing_and_is_told(world: World) -> None:
    one, two, three = technical_members(world, 3)
    synthesis_id = submitted(world)
    judged(world, synthesis_id, one, Verdict.VALIDATE)
    first, second, _ = seats(world)
    world.db.do(set_seat, world.committee_id, first, None, TODAY - DAY, PEN)
    world.db.do(set_seat, world.committee_id, second, None, TODAY - DAY, PEN)
    with pytest.raises(Refused) as refused:
        judged(world, synthesis_id, two, Verdict.VALIDATE)
    assert refused.value.reason is SynthesisRefusal.SEAT_ENDED
    assert state_of(world, synthesis_id) is SynthesisState.SUBMITTED
    judged(world, synthesis_id, three, Verdict.VALIDATE)
    assert state_of(world, synthesis_id) is SynthesisState.VALIDATED


def test_whoever_has_left_is_not_among_those_who_validated_and_the_others_are_told(
    client: TestClient, world: World
) -> None:
    one, two, three = technical_members(world, 3)
    synthesis_id = submitted(world)
    world.db.do(sign_off.give_verdict, synthesis_id, one, Verdict.VALIDATE, "", NOON, True)
    first, *_ = seats(world)
    world.db.do(set_seat, world.committee_id, first, None, TODAY - DAY, PEN)
    sign_in(client, a_member(world, Role.TECHNICAL, email="quatre@example.org"))
    page = client.get(f"/gestion/syntheses/{synthesis_id}/validation").text
    assert "cet avis ne compte plus" in page
    for member in (two, three):
        judged(world, synthesis_id, member, Verdict.VALIDATE)
    assert state_of(world, synthesis_id) is SynthesisState.VALIDATED
    told = frozen_words(world, synthesis_id)
    assert "par 2 membres" in told and "dont" not in told.split("par 2 membres")[1][:60]


def test_a_name_is_taken_off_or_given_until_it_is_printed(client: TestClient, world: World) -> None:
    synthesis_id = submitted(world)
    address = f"/gestion/syntheses/{synthesis_id}"
    sign_in(client, a_member(world, Role.TECHNICAL, Role.SECRETARIAT))
    assert client.post(f"{address}/nom", data={"named": "true"}).status_code == 409
    client.post(f"{address}/validation", data={"verdict": "validate", "named": "true"})
    assert state_of(world, synthesis_id) is SynthesisState.VALIDATED
    for given in (False, True, False):
        assert client.post(f"{address}/nom", data={"named": given}).status_code == 303
        assert ("dont Camille" in frozen_words(world, synthesis_id)) is given
    assert "ne sera pas imprimé" in words(client.get(f"{address}/validation"))
    world.db.do(sign_off.publish_synthesis, synthesis_id, PEN, NOON)
    assert client.post(f"{address}/nom", data={"named": "true"}).status_code == 409


def test_a_quorum_counts_on_the_seats_that_have_not_ended(client: TestClient, world: World) -> None:
    technical_members(world, 2)
    world.db.do(set_quorum, world.committee_id, 2, {}, PEN)
    first, _ = seats(world)
    world.db.do(set_seat, world.committee_id, first, None, today() - DAY, PEN)
    with pytest.raises(Refused) as refused:
        world.db.do(set_quorum, world.committee_id, 2, {}, PEN)
    assert (refused.value.reason, refused.value.about) == (SeatRefusal.TOO_HIGH, {"seats": 1})
    sign_in(client, a_member(world, Role.SECRETARIAT))
    assert "rien ne peut être décidé" in words(client.get("/gestion/comites/deux-vals/sieges"))


def test_nothing_is_decided_below_the_quorum(world: World) -> None:
    members = technical_members(world, 3)
    world.db.do(set_quorum, world.committee_id, 3, {}, PEN)
    synthesis_id = submitted(world)
    with pytest.raises(Refused) as refused:
        world.db.do(sign_off.record_sitting, synthesis_id, HeadCount(2, 2, 0, 0, 0), "", PEN, NOON)
    assert refused.value.reason is SynthesisRefusal.NO_QUORUM
    assert refused.value.about == {"quorum": 3, "missing": 1}
    for member in members[:2]:
        judged(world, synthesis_id, member, Verdict.VALIDATE)
    assert state_of(world, synthesis_id) is SynthesisState.SUBMITTED
    judged(world, synthesis_id, members[2], Verdict.VALIDATE)
    assert state_of(world, synthesis_id) is SynthesisState.VALIDATED


def test_the_quorum_is_a_rule_of_the_committee_and_never_a_hidden_one() -> None:
    assert outcome([Verdict.VALIDATE] * 2, 3) is not None
    assert outcome([Verdict.VALIDATE] * 2, 3, quorum=3) is None
    assert why_not_count(HeadCount(1, 1, 0, 0, 0)) is None
    assert why_not_count(HeadCount(1, 1, 0, 0, 0), 2) is SynthesisRefusal.NO_QUORUM


def test_bad_seats_and_quorums_are_refused(world: World) -> None:
    technical_members(world, 1)
    [seat] = seats(world)
    scribe = Membership(account_id=1, role=Role.SCRIBE, committee_id=world.committee_id)
    elsewhere = world.keep(scribe).id
    for seat_id, since, until, reason in (
        (seat, TODAY, TODAY - DAY, SeatRefusal.ENDS_FIRST),
        (elsewhere, None, None, SeatRefusal.NOT_A_SEAT),
    ):
        with pytest.raises(Refused) as refused:
            world.db.do(set_seat, world.committee_id, seat_id, since, until, PEN)
        assert refused.value.reason is reason
    with pytest.raises(Refused) as refused:
        world.db.do(set_quorum, world.committee_id, 2, {}, PEN)
    assert refused.value.reason is SeatRefusal.TOO_HIGH


def test_the_secretariat_keeps_seats_quorum_and_targets(client: TestClient, world: World) -> None:
    technical_members(world, 2)
    [seat, _] = seats(world)
    sign_in(client, a_member(world, Role.SECRETARIAT))
    with world.db.reading() as session:
        slug = session.get_one(Committee, world.committee_id).slug
    address = f"/gestion/comites/{slug}/sieges"
    ended = {"until": (TODAY - DAY).isoformat()}
    assert client.post(f"{address}/{seat}", data=ended, follow_redirects=True).status_code == 200
    college = world.colleges["concerned"]
    client.post(address, data={"quorum": "1", f"target-{college}": "20"})
    page = client.get(address).text
    assert "pas tenu aujourd" in page and 'value="20"' in page
    with world.db.reading() as session:
        assert session.get_one(College, college).target == 20
        assert session.get_one(Committee, world.committee_id).quorum == 1
    answer = client.post(address, data={"quorum": "beaucoup"})
    assert answer.status_code == 422 and "nombre entier" in answer.text


def test_a_role_that_ended_opens_no_page(client: TestClient, world: World) -> None:
    synthesis_id = submitted(world)
    sign_in(client, a_member(world, Role.TECHNICAL))
    assert client.get(f"/gestion/syntheses/{synthesis_id}/validation").status_code == 200
    [seat] = seats(world)
    world.db.do(set_seat, world.committee_id, seat, None, TODAY - DAY, PEN)
    assert client.get(f"/gestion/syntheses/{synthesis_id}/validation").status_code == 403
