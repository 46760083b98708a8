"""Laws of several groups put to one vote: each is an option, nothing opens before it is read."""

import pytest
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot, BallotState, Method, Option
from deliberation.ballots.sheets import read_sheet
from deliberation.roles import Role
from deliberation.sittings.groupings import WallGroup, WallOption
from tests.ballots.voting import a_ballot_of
from tests.sittings.days import view_of
from tests.sittings.desks import Wall, desk, post, rows
from tests.sittings.walls import a_facilitator, a_group, told
from tests.world import World

WAYS = (Method.DOTS, Method.APPROVAL, Method.JUDGMENT, Method.RANKING)


def groups_on(client: TestClient, world: World, wall: Wall) -> tuple[int, int]:
    day, cards = wall
    first, second = a_group(world, day, "L'accueil"), a_group(world, day, "Le bus")
    post(client, day, "ranger", card=cards[:2], group=first)
    post(client, day, "ranger", card=cards[2], group=second)
    return first, second


@pytest.mark.parametrize("method", WAYS)
def test_two_taps_lead_from_groups_to_a_vote_among_them(
    client: TestClient, world: World, wall: Wall, method: Method
) -> None:
    day, _ = wall
    groups = groups_on(client, world, wall)
    post(client, day, "ensemble", group=groups, method=method)
    [ballot] = rows(world, Ballot)
    assert (ballot.method, ballot.state) == (method, BallotState.DRAFT)
    options = rows(world, Option)
    assert [option.words for option in options] == ["L'accueil", "Le bus"]
    assert read_sheet(ballot.sheet).options == tuple(option.id for option in options)
    assert [(one.option_id, one.group_id) for one in rows(world, WallOption)] == [
        (option.id, group) for option, group in zip(options, groups, strict=True)
    ]
    assert ballot.id in [one.ballot_id for one in view_of(world, day).segments]
    page = told(desk(client, day))
    assert "Lisez d'abord la question et ces réponses à voix haute." in page
    post(client, day, f"votes/{ballot.id}/ouvrir")
    assert rows(world, Ballot)[0].state is BallotState.OPEN


def test_a_group_that_became_a_proposal_is_voted_on_in_its_words(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    first, second = groups_on(client, world, wall)
    post(client, day, f"groupes/{first}/proposition", card=cards[0])
    post(client, day, "ensemble", group=[first, second], method="dots", question="Quoi d'abord ?")
    [ballot] = rows(world, Ballot)
    assert ballot.question == "Quoi d'abord ?"
    options = rows(world, Option)
    assert [option.words for option in options] == ["Idée une", "Le bus"]
    assert [option.proposal_version_id is None for option in options] == [False, True]
    # One of them may still be put to the vote alone, for a degree of agreement.
    post(client, day, f"groupes/{first}/vote")
    assert {one.method for one in rows(world, Ballot)} == {Method.DOTS, Method.AGREEMENT}
    assert "Quoi d'abord ?" in told(desk(client, day))


def test_one_group_or_one_of_another_day_or_without_cards_is_no_choice(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    first, _ = groups_on(client, world, wall)
    empty = a_group(world, day, "Vide")
    for chosen in ([], [first], [first, empty], [first, 999]):
        page = post(client, day, "ensemble", 409, group=chosen, method="dots")
        assert "Cochez au moins deux groupes" in page
    post(client, day, "ensemble", 422, group=[first], method="agreement")
    assert rows(world, Ballot) == []


def test_a_group_that_is_an_option_is_not_undone(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    groups = groups_on(client, world, wall)
    post(client, day, "ensemble", group=groups, method="ranking")
    page = post(client, day, f"groupes/{groups[0]}/defaire", 409)
    assert "mis au vote avec d'autres" in page
    assert len(rows(world, WallGroup)) == 2


def test_who_runs_the_day_without_its_ballots_puts_nothing_to_the_vote(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    groups = groups_on(client, world, wall)
    a_facilitator(client, world, Role.SCRIBE, email="s@example.org")
    post(client, day, "ensemble", 403, group=groups, method="dots")
    assert rows(world, Ballot) == []


def test_a_vote_among_groups_is_one_of_the_day_only(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    other = a_ballot_of(world, Method.CHOICE, "Oui", "Non", is_open=False)
    page = post(client, day, f"votes/{other}/ouvrir", 409)
    assert "pas de cette journée" in page
