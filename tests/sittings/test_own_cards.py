"""Dots on the cards of the other tables: not on those of one's own, and nothing is told by it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot, OwnOption, Paper, Vote
from deliberation.ballots.sheets import read_sheet
from deliberation.people.models import Participant
from deliberation.security import token_hash
from deliberation.sittings.groupings import WallOption
from deliberation.sittings.own_cards import own_pairs
from tests.ballots.voting import words
from tests.sittings.days import a_badge, a_table, seat
from tests.sittings.desks import post, rows
from tests.sittings.walls import a_card, a_facilitator, a_group, a_wall
from tests.world import World, a_participant, enter, leave


def hers(world: World, number: int) -> tuple[str, int]:
    """Someone with a card: its secret, and her number."""
    secret = a_participant(world, number=number)
    with world.db.reading() as session:
        found = select(Participant.id).where(Participant.card_hash == token_hash(secret))
        return secret, session.exec(found).one() or 0


def a_vote_among_cards(
    client: TestClient, world: World, secret: bool = False, **fields: object
) -> tuple[Ballot, Sequence[int]]:
    """Two tables, a card of each, both put to one vote; at each table sits a person with a card."""
    day, groups, first = a_wall(world)
    second = a_table(world, day, 2)
    for table, person in ((first, 1), (second, 2)):
        badge = a_badge(world, day, 50 + person, participant_id=hers(world, person)[1])
        seat(world, groups, badge, table)
    a_facilitator(client, world)
    made = []
    for table, name in ((first, "L'accueil"), (second, "Le bus")):
        group = a_group(world, day, name)
        post(client, day, "ranger", card=[a_card(world, groups, table, name)], group=group)
        made.append(group)
    post(client, day, "ensemble", group=made, method="dots", **fields)
    [ballot] = rows(world, Ballot)
    if secret:
        world.db.do(lambda session: setattr(session.get_one(Ballot, ballot.id), "secret", True))
    post(client, day, f"votes/{ballot.id}/ouvrir")
    leave(client)
    return rows(world, Ballot)[0], read_sheet(ballot.sheet).options


def secret_of(world: World, person: int) -> str:
    """A new card for the person who sits at this table."""
    fresh = f"{person:032x}"

    def give(session: Session) -> None:
        session.get_one(Participant, person).card_hash = token_hash(fresh)

    world.db.do(give)
    return fresh


@pytest.mark.parametrize("secret", [False, True])
def test_a_dot_on_a_card_of_her_own_table_is_refused_and_said_why(
    client: TestClient, world: World, secret: bool
) -> None:
    ballot, (mine, other) = a_vote_among_cards(client, world, secret, elsewhere="yes")
    enter(client, secret_of(world, 1))
    box = f"/scrutins/{ballot.id}/{'bulletins' if secret else 'votes'}"
    page = words(client.get(f"/scrutins/{ballot.id}"))
    assert "De votre table : vos gommettes vont aux autres." in page
    assert f'name="mark-{mine}"' not in page
    assert f'name="mark-{other}"' in page
    refusal = client.post(box, data={f"mark-{mine}": "1", f"mark-{other}": "1"})
    assert refusal.status_code == 422
    assert "Une de ces cartes vient de votre table" in words(refusal)
    assert rows(world, Vote) == rows(world, Paper) == []
    assert client.post(box, data={f"mark-{mine}": "0", f"mark-{other}": "2"}).status_code == 303
    kept = [*rows(world, Vote), *rows(world, Paper)]
    assert [one.choice for one in kept] == [f"{other}:2"]


def test_her_buttons_come_back_without_her_own_card(client: TestClient, world: World) -> None:
    ballot, (mine, other) = a_vote_among_cards(client, world, elsewhere="yes")
    enter(client, secret_of(world, 1))
    form = {f"mark-{other}": "2"}
    answer = client.post(f"/scrutins/{ballot.id}/votes", data=form, headers={"hx-request": "true"})
    assert f'name="mark-{mine}"' not in answer.text
    assert f'name="mark-{other}"' in answer.text


def test_each_has_the_cards_of_the_others_and_who_sat_nowhere_has_all(
    client: TestClient, world: World
) -> None:
    ballot, (mine, other) = a_vote_among_cards(client, world, elsewhere="yes")
    assert {(one.participant_id, one.option_id) for one in rows(world, OwnOption)} == {
        (1, mine),
        (2, other),
    }
    enter(client, hers(world, 3)[0])
    form = {f"mark-{mine}": "1", f"mark-{other}": "1"}
    assert client.post(f"/scrutins/{ballot.id}/votes", data=form).status_code == 303


def test_without_that_rule_a_table_may_choose_its_own(client: TestClient, world: World) -> None:
    ballot, (mine, _) = a_vote_among_cards(client, world)
    assert rows(world, OwnOption) == []
    enter(client, secret_of(world, 1))
    form = {f"mark-{mine}": "2"}
    assert client.post(f"/scrutins/{ballot.id}/votes", data=form).status_code == 303


def test_the_rule_is_of_dots_alone(client: TestClient, world: World) -> None:
    day, groups, table = a_wall(world)
    a_facilitator(client, world)
    made = []
    for name in ("L'accueil", "Le bus"):
        group = a_group(world, day, name)
        post(client, day, "ranger", card=[a_card(world, groups, table, name)], group=group)
        made.append(group)
    post(client, day, "ensemble", group=made, method="ranking", elsewhere="yes")
    assert [one.elsewhere for one in rows(world, WallOption)] == [False, False]


chairs = st.sets(st.tuples(st.integers(1, 2), st.integers(1, 3)), max_size=4)


@given(
    st.dictionaries(st.integers(1, 4), chairs, max_size=4),
    st.dictionaries(st.integers(10, 14), chairs, max_size=4),
)
def test_an_option_is_hers_only_where_all_its_cards_come_from_where_she_sat(
    tables: dict[int, set[tuple[int, int]]], people: dict[int, set[tuple[int, int]]]
) -> None:
    found = own_pairs(tables, people)
    for option, come_from in tables.items():
        for person, sat in people.items():
            others = come_from - sat
            assert ((option, person) in found) is (bool(come_from) and not others)
