"""While a day is away, on a laptop, nothing of it changes here: its return would lose it."""

from typing import Any

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.roles import Role
from deliberation.sittings.luggage import own, table_of
from deliberation.sittings.models import Sitting, Table
from deliberation.sittings.reading import day_view
from tests.chain import address_of
from tests.sittings.days import GROUPS, a_badge, a_day, a_table, go_to, hold_table
from tests.test_strangers import FORM, routes
from tests.world import World, a_member, a_participant, enter, sign_in

OF_A_DAY = ("{sitting_id:id}", "{table_id:id}", "{photograph_id:id}")
# What does not touch the day: a copy of it, a session for its desk, and its return.
ALLOWED = {
    "/gestion/journees/{sitting_id:id}/copie",
    "/journees/{sitting_id:id}/pilotage/telephone",
    "/journees/{sitting_id:id}/emporter",
}


def rows_of_the_day(session: Session, day: int) -> dict[str, list[Any]]:
    """Everything that travels with it, as it stands."""
    chosen = own(day_view(session, day))
    return {
        table_of(kind).name: [
            tuple(row) for row in session.connection().execute(table_of(kind).select().where(where))
        ]
        for kind, where in chosen.items()
    }


@pytest.fixture
def away(client: TestClient, world: World) -> int:
    """A day that has left, in the middle of a step, and everyone who could change it, at once."""
    day = a_day(world)
    table = a_table(world, day)
    a_badge(world, day, 1)
    go_to(world, day, GROUPS)
    enter(client, a_participant(world))
    sign_in(client, a_member(world, Role.FACILITATOR, Role.SECRETARIAT, Role.MODERATOR))
    hold_table(client, world, table)

    def leave(session: Session) -> None:
        session.get_one(Table, table).help_asked_at = session.get_one(Sitting, day).starts_at
        session.get_one(Sitting, day).away = True

    world.db.do(leave)
    return day


def test_no_form_changes_a_day_that_is_away(client: TestClient, world: World, away: int) -> None:
    with world.db.reading() as session:
        before = rows_of_the_day(session, away)
    asked = [
        one.path
        for one in routes("POST")
        if any(name in one.path for name in OF_A_DAY) and one.path not in ALLOWED
    ]
    assert len(asked) > 60
    for path in asked:
        answer = client.post(address_of(path), data=FORM)
        assert answer.status_code >= 400, (path, answer.status_code)
    with world.db.reading() as session:
        assert rows_of_the_day(session, away) == before


def test_a_facilitator_is_told_that_her_day_is_away(client: TestClient, away: int) -> None:
    answer = client.post(f"/journees/{away}/pilotage/adresses")
    assert answer.status_code == 409
    assert "emportée" in answer.text


def test_a_day_copied_to_a_year_typed_wrong_is_refused_in_words(
    client: TestClient, away: int
) -> None:
    form = {"starts_at": "2098-01-01T09:00"}
    answer = client.post(f"/gestion/journees/{away}/copie", data=form)
    assert answer.status_code == 409
    assert "Vérifiez la date" in answer.text
