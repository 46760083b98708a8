"""A day does not close over notes that no table has heard, unless its staff says so."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.debate.models import Contribution, Scope
from deliberation.errors import Refused
from deliberation.journal import Event
from deliberation.roles import Role
from deliberation.sittings import commands, unheard
from deliberation.sittings.models import Act, TableNote
from deliberation.sittings.note_rules import TableRefusal
from deliberation.sittings.plan_rules import PlanRefusal
from tests.sittings.days import GROUPS, a_day, a_table, act, go_to, view_of
from tests.sittings.planning import CLERK, NOW, refusal
from tests.world import World, a_member, sign_in

WORDS = "On attend trop longtemps"


def a_note(world: World, day: int, table: int, words: str = WORDS) -> int:
    """A draft that its table has not heard."""
    segment = view_of(world, day).segments[GROUPS]
    with world.db.reading() as session:
        known = len(session.exec(select(TableNote)).all())
    note = TableNote(
        table_id=table,
        segment_id=segment.id,
        topic_id=world.topic_id,
        number=known + 1,
        words=words,
        scope=Scope.PUBLIC,
        at=NOW,
    )
    return int(world.keep(note).id)


def lived(world: World) -> tuple[int, int]:
    """A day that has come to its end, and one of its tables."""
    day = a_day(world)
    table = a_table(world, day, 4, name="Les Pins")
    go_to(world, day, len(view_of(world, day).segments) - 1)
    act(world, day, Act.END)
    return day, table


def test_a_day_says_which_tables_have_not_heard_their_notes_before_it_closes(
    client: TestClient, world: World
) -> None:
    day, table = lived(world)
    a_note(world, day, table)
    assert refusal(world, commands.close_sitting, day, CLERK) is PlanRefusal.NOTES_WAIT
    sign_in(client, a_member(world, Role.FACILITATOR))
    answer = client.post(f"/gestion/journees/{day}/fin")
    assert answer.status_code == 409
    said = answer.text.replace("’", "'").replace("\u00a0", " ")
    assert "1 note n'a pas été relue : Table 4, Les Pins." in said
    assert 'name="without_reading"' in said
    again = client.post(f"/gestion/journees/{day}/fin", data={"without_reading": "yes"})
    assert again.status_code == 303


def test_a_day_whose_notes_were_heard_closes_at_once(world: World) -> None:
    day, _ = lived(world)
    world.db.do(commands.close_sitting, day, CLERK)


def test_notes_that_wait_are_kept_and_nobody_outside_the_staff_reads_them(
    client: TestClient, world: World
) -> None:
    day, table = lived(world)
    a_note(world, day, table)
    world.db.do(commands.close_sitting, day, CLERK, without_reading=True)
    for address in (f"/journees/{day}/a-chaud", f"/journees/{day}/compte-rendu", "/sujets/1"):
        assert WORDS not in client.get(address).text
    sign_in(client, a_member(world, Role.FACILITATOR))
    assert WORDS in client.get(f"/gestion/journees/{day}/notes-a-relire").text


def test_notes_heard_after_the_day_become_words_for_those_who_draft_and_no_further(
    client: TestClient, world: World
) -> None:
    day, table = lived(world)
    a_note(world, day, table)
    a_note(world, day, table, "Il faudrait un banc")
    world.db.do(commands.close_sitting, day, CLERK, without_reading=True)
    sign_in(client, a_member(world, Role.FACILITATOR))
    page = f"/gestion/journees/{day}/notes-a-relire"
    segment = view_of(world, day).segments[GROUPS].id
    assert client.post(page, data={"table": table, "segment": segment}).status_code == 303
    with world.db.reading() as session:
        kept = session.exec(select(Contribution).order_by(Contribution.note_number)).all()
        assert session.exec(select(TableNote)).all() == []
    assert [one.words for one in kept] == [WORDS, "Il faudrait un banc"]
    assert {one.scope for one in kept} == {Scope.DRAFTERS}
    assert "Toutes les notes de cette journée ont été relues" in client.get(page).text


def test_a_note_that_nobody_can_hear_is_set_aside_with_a_reason_and_its_words_are_erased(
    client: TestClient, world: World
) -> None:
    day, table = lived(world)
    note = a_note(world, day, table)
    world.db.do(commands.close_sitting, day, CLERK, without_reading=True)
    sign_in(client, a_member(world, Role.FACILITATOR))
    aside = f"/gestion/journees/{day}/notes-ecartees"
    assert client.post(aside, data={"note": note, "reason": ""}).status_code == 422
    form = {"note": note, "reason": "La table est partie avant la relecture."}
    assert client.post(aside, data=form).status_code == 303
    with world.db.reading() as session:
        assert session.get_one(TableNote, note).words == ""
        [event] = session.exec(select(Event).where(Event.name == "note.set_aside")).all()
    assert event.details["reason"] == "La table est partie avant la relecture."
    assert WORDS not in str(event.details)
    assert client.post(aside, data=form | {"note": 999}).status_code == 409


def test_while_a_day_runs_a_table_hears_its_notes_itself(world: World) -> None:
    day = a_day(world)
    table = a_table(world, day)
    a_note(world, day, table)
    segment = view_of(world, day).segments[GROUPS].id
    with pytest.raises(Refused) as refused:
        world.db.do(unheard.hear_late, day, table, segment, CLERK, NOW + timedelta(hours=1))
    assert refused.value.reason is TableRefusal.DAY_NOT_OVER


def test_another_days_notes_are_not_this_days(world: World) -> None:
    day, table = lived(world)
    other, _ = lived(world)
    a_note(world, day, table)

    def waiting(session: Session) -> tuple[int, int]:
        return len(unheard.unheard_of(session, day)), len(unheard.unheard_of(session, other))

    with world.db.reading() as session:
        assert waiting(session) == (1, 0)
        assert unheard.told(unheard.unheard_of(session, other)) == ""
