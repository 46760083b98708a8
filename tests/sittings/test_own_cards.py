"""Dots on the cards of the other tables: not on those of one's own, and nothing is told by it."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot, OwnOption, Paper, Vote
from deliberation.ballots.sheets import read_sheet
from deliberation.journal import Event
from deliberation.people.models import Participant
from deliberation.security import token_hash
from deliberation.sittings.groupings import WallOption
from deliberation.sittings.own_cards import own_pairs
from tests.ballots.voting import people, words
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
    client: TestClient, world: World, secret: bool = False, neighbours: int = 4, **fields: object
) -> tuple[Ballot, Sequence[int]]:
    """Two tables, a card of each, both put to one vote; at each table sits a person with a card,
    and her neighbours.
    """
    day, groups, first = a_wall(world)
    second = a_table(world, day, 2)
    seated = [(first, hers(world, 1)[1]), (second, hers(world, 2)[1])]
    for table in (first, second):
        seated += [(table, person) for person in people(world, neighbours)]
    for table, person in seated:
        seat(world, groups, a_badge(world, day, 50 + person, participant_id=person), table)
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
    before = len(rows(world, Event))
    refusal = client.post(box, data={f"mark-{mine}": "1", f"mark-{other}": "1"})
    assert refusal.status_code == 422
    assert "Une de ces cartes vient de votre table" in words(refusal)
    assert rows(world, Vote) == rows(world, Paper) == []
    assert len(rows(world, Event)) == before
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
    barred = {(one.participant_id, one.option_id) for one in rows(world, OwnOption)}
    assert {pair for pair in barred if pair[0] <= 2} == {(1, mine), (2, other)}
    assert Counter(option for _, option in barred) == {mine: 5, other: 5}
    enter(client, hers(world, 3)[0])
    form = {f"mark-{mine}": "1", f"mark-{other}": "1"}
    assert client.post(f"/scrutins/{ballot.id}/votes", data=form).status_code == 303


def test_a_card_that_few_could_choose_is_left_to_all(client: TestClient, world: World) -> None:
    """Its dots would be those of the other table alone, and of four people there."""
    ballot, (mine, _) = a_vote_among_cards(client, world, neighbours=3, elsewhere="yes")
    assert rows(world, OwnOption) == []
    enter(client, secret_of(world, 1))
    form = {f"mark-{mine}": "1"}
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
    st.dictionaries(st.integers(10, 18), chairs, max_size=9),
)
def test_an_option_is_hers_only_where_all_its_cards_come_from_where_she_sat(
    tables: dict[int, set[tuple[int, int]]], seats: dict[int, set[tuple[int, int]]]
) -> None:
    found = own_pairs(tables, seats)
    for option, come_from in tables.items():
        hers = {person for person, sat in seats.items() if come_from and not come_from - sat}
        told = {person for one, person in found if one == option}
        assert told == (hers if len(seats.keys() - hers) >= 5 else set())
