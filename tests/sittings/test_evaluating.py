"""The laws of the three faces: one each, hers alone, counted when nothing changes any more."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.ballots.disclosure import SMALLEST_SHOWN
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.roles import Role
from deliberation.sittings import opinions
from deliberation.sittings.evaluating import count_paper_faces, judge_day
from deliberation.sittings.face_rules import FaceRefusal, is_ending
from deliberation.sittings.models import Act, Sitting, SittingState
from deliberation.sittings.registers import Evaluation, Face, PaperFaces
from deliberation.sittings.rules import DayRefusal
from tests.sittings.days import END, FACILITATOR, MORNING, REPORT, a_day, act, go_to
from tests.sittings.planning import rows, said
from tests.world import World, a_member, a_participant, enter, leave, sign_in

EVENTS = ("evaluation.given", "paper_faces.counted")


def an_ending_day(world: World) -> int:
    day = a_day(world)
    go_to(world, day, END)
    return day


def close(world: World, day: int) -> None:
    def over(session: Session) -> None:
        session.get_one(Sitting, day).state = SittingState.OVER

    world.db.do(over)


def people(world: World, count: int) -> list[int]:
    for number in range(count):
        a_participant(world, number=number)
    with world.db.reading() as session:
        found = session.exec(select(Participant).order_by(col(Participant.id))).all()
        return [one.id for one in found if one.id is not None][-count:]


def judged(world: World, day: int, *faces: Face) -> list[int]:
    """Each of these is the face of somebody else."""
    ids = people(world, len(faces))
    for id, face in zip(ids, faces, strict=True):
        world.db.do(judge_day, day, id, face)
    return ids


def refusal(world: World, command: Any, *details: Any) -> Any:
    with pytest.raises(Refused) as refused:
        world.db.do(command, *details)
    return refused.value.reason


def test_one_tap_is_her_opinion_and_another_one_changes_it(
    client: TestClient, world: World
) -> None:
    day = an_ending_day(world)
    enter(client, a_participant(world))
    here = f"/journees/{day}/avis"
    for face in (Face.UNHAPPY, Face.HAPPY, Face.HAPPY):
        reply = client.post(here, data={"face": face.value})
        assert (reply.status_code, reply.headers["location"]) == (303, here)
    [given] = rows(world, Evaluation)
    assert given.face is Face.HAPPY
    page = client.get(here)
    assert page.text.count('aria-pressed="true"') == 1
    assert "C'est enregistré" in said(page).replace("’", "'")
    assert "1 personne a donné son avis." in said(page)


def test_three_faces_are_drawn_and_said(client: TestClient, world: World) -> None:
    day = an_ending_day(world)
    enter(client, a_participant(world))
    page = client.get(f"/journees/{day}/avis")
    for face in Face:
        assert f'id="mark-{face.value}"' in page.text
        assert f'name="face" value="{face.value}"' in page.text
    for words in ("Contente ou content", "Moyen", "Pas contente, pas content"):
        assert words in said(page)


def test_the_journal_knows_neither_the_face_nor_the_person(world: World) -> None:
    day = an_ending_day(world)
    judged(world, day, Face.HAPPY, Face.UNHAPPY)
    world.db.do(count_paper_faces, day, dict.fromkeys(Face, 4), FACILITATOR)
    with world.db.reading() as session:
        events = session.exec(select(Event).where(col(Event.name).in_(EVENTS))).all()
    assert [event.name for event in events] == [*[EVENTS[0]] * 2, EVENTS[1]]
    assert [event.actor for event in events] == [None, None, FACILITATOR]
    for event in events:
        assert not any(face.value in str(event.details) for face in Face)


def test_nobody_judges_a_day_before_its_last_step_nor_after_it_is_closed(
    client: TestClient, world: World
) -> None:
    day, [person] = a_day(world), people(world, 1)
    assert refusal(world, judge_day, day, person, Face.HAPPY) is FaceRefusal.NOT_YET
    go_to(world, day, REPORT)
    assert refusal(world, judge_day, day, person, Face.HAPPY) is FaceRefusal.NOT_YET
    act(world, day, Act.NEXT)
    act(world, day, Act.NEXT)
    world.db.do(judge_day, day, person, Face.HAPPY)
    act(world, day, Act.END)
    world.db.do(judge_day, day, person, Face.SO_SO)
    close(world, day)
    assert refusal(world, judge_day, day, person, Face.UNHAPPY) is DayRefusal.OVER
    assert [row.face for row in rows(world, Evaluation)] == [Face.SO_SO]
    enter(client, a_participant(world, number=7))
    assert client.post(f"/journees/{day}/avis", data={"face": "happy"}).status_code == 409
    assert "disabled" in client.get(f"/journees/{day}/avis").text


def test_faces_are_of_the_committee_of_the_day_and_paper_of_who_runs_it(
    client: TestClient, world: World
) -> None:
    day = an_ending_day(world)
    here = f"/journees/{day}/avis"
    numbers = {"happy": "5", "so_so": "0", "unhappy": "0"}
    assert client.get(here).status_code == 401
    assert client.post(here, data={"face": "happy"}).status_code == 401
    assert client.post(f"{here}/papier", data=numbers).status_code == 401
    enter(client, a_participant(world))
    assert client.post(here, data={"face": "ravie"}).status_code == 422
    assert client.post(f"{here}/papier", data=numbers).status_code == 401
    leave(client)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    assert client.get(here).status_code == 401
    assert client.post(f"{here}/papier", data=numbers).status_code == 403
    sign_in(client, a_member(world, Role.FACILITATOR, email="f@example.org"))
    assert 'name="face"' not in client.get(here).text
    assert client.post(f"{here}/papier", data=numbers).status_code == 303
    assert client.post(f"{here}/papier", data=numbers | {"happy": "-1"}).status_code == 422
    assert [row.number for row in rows(world, PaperFaces)].count(5) == 1


def test_paper_may_be_counted_after_the_close_once(world: World) -> None:
    day = an_ending_day(world)
    close(world, day)
    world.db.do(count_paper_faces, day, dict.fromkeys(Face, 3), FACILITATOR)
    again = dict.fromkeys(Face, 4)
    known = refusal(world, count_paper_faces, day, again, FACILITATOR)
    assert known is FaceRefusal.ALREADY_COUNTED
    assert {row.number for row in rows(world, PaperFaces)} == {3}


def test_no_count_of_faces_shows_while_one_may_change(client: TestClient, world: World) -> None:
    day = an_ending_day(world)
    judged(world, day, *[Face.HAPPY] * 6, *[Face.UNHAPPY] * 4)
    here = f"/journees/{day}/a-chaud"
    assert "pensé de la journée" not in said(client.get(here))
    close(world, day)
    page = said(client.get(here))
    assert "10 personnes ont donné leur avis." in page
    assert "Contente ou content 6" in page and "Pas contente, pas content 4" in page


def test_fewer_than_five_faces_are_never_counted_aloud(client: TestClient, world: World) -> None:
    day = an_ending_day(world)
    judged(world, day, *[Face.HAPPY] * 3, Face.UNHAPPY)
    world.db.do(
        count_paper_faces, day, {Face.HAPPY: 2, Face.SO_SO: 2, Face.UNHAPPY: 0}, "account:1"
    )
    close(world, day)
    page = said(client.get(f"/journees/{day}/a-chaud"))
    assert page.count("Trop peu de réponses") == 2
    assert "Contente ou content" not in page


@given(st.tuples(*[st.integers(0, 9)] * 3))
def test_what_is_told_of_faces_never_tells_what_one_person_answered(
    counts: tuple[int, int, int],
) -> None:
    told = opinions._told(opinions.ON_PHONES, counts)
    voters = sum(counts)
    exact = [one.text for one in told.faces if one.text.isdigit()]
    if voters < SMALLEST_SHOWN or max(counts) >= voters - 1:
        assert not exact
    alike = [
        other
        for other in itertools.product(range(voters + 1), repeat=3)
        if sum(other) == voters and opinions._told(opinions.ON_PHONES, other) == told
    ]
    assert voters < 2 or any(max(other) < voters for other in alike)


def test_a_day_ends_with_its_last_step() -> None:
    day = Sitting(group_id=1, title="J", starts_at=MORNING, state=SittingState.ANNOUNCED)
    assert [is_ending(day, step, 3) for step in range(5)] == [False, False, False, True, True]
    assert not is_ending(day, 0, 0) and not is_ending(day, 1, 0)
    day.state = SittingState.OVER
    assert is_ending(day, 0, 3)
