"""Laws of the wall, the confrontation and the cloud as the room sees them."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.debate import commands
from deliberation.debate.models import Scope
from deliberation.sittings.groupings import PairingKind
from deliberation.sittings.models import Act, Scene
from tests.ballots.voting import people
from tests.sittings.days import (
    a_table,
    act,
)
from tests.sittings.stagings import (
    a_confrontation,
    a_shown_card,
    correct,
    hide,
    keep_back,
    pair,
    withdraw,
)
from tests.sittings.walls import (
    a_card,
    a_group,
    a_wall,
    address,
    approve,
    every_page,
    look,
    screen,
    seated,
    written,
)
from tests.world import World


def test_a_card_that_was_let_through_shows_its_words_unaltered_under_its_group(
    client: TestClient, world: World
) -> None:
    day, groups, table = a_wall(world)
    group = a_group(world, day, "L'accueil du public")
    words = "Un guichet, ouvert « le soir » ; et une vraie personne !"
    a_card(world, groups, table, words, on_screen=True, wall_group_id=group)
    look(world, day, Scene.WALL)
    html = client.get(address(world, day, "/scene")).text
    assert words in html
    assert "L'accueil du public" in screen(client, world, day)


def test_cards_come_in_the_order_that_was_drawn_and_tell_no_table_no_time_no_number(
    client: TestClient, world: World
) -> None:
    day, groups, _ = a_wall(world)
    for place, shuffle in enumerate("cab"):
        table = a_table(world, day, 90170 + place, name=f"Les Bouleaux {place}")
        card = f"Carte {shuffle}"
        a_card(world, groups, table, card, shuffle=shuffle * 20, on_screen=True)
    look(world, day, Scene.WALL)
    html = client.get(address(world, day, "/scene")).text
    assert html.index("Carte a") < html.index("Carte b") < html.index("Carte c")
    for secret in ("Bouleaux", "9017", "aaaa", "bbbb", "cccc"):
        assert secret not in re.sub(r'data-until="[^"]*"', "", html)


def labelled(client: TestClient, world: World, **people: int) -> str:
    day, groups, table = a_wall(world, **people)
    a_card(world, groups, table, "Un", "concerned", on_screen=True)
    a_card(world, groups, table, "Deux", "institutions", on_screen=True)
    look(world, day, Scene.WALL)
    return screen(client, world, day)


def test_a_card_bears_its_college_where_five_people_could_have_said_it(
    client: TestClient, world: World
) -> None:
    seen = labelled(client, world, concerned=6, institutions=5)
    assert "personnes accompagnées" in seen
    assert "institutions" in seen


def test_a_card_of_a_small_college_bears_none_and_is_not_alone_without(
    client: TestClient, world: World
) -> None:
    seen = labelled(client, world, concerned=9, professionals=5, institutions=2)
    assert "personnes accompagnées" in seen
    assert "professionnels" not in seen
    assert "institutions" not in seen


def test_people_who_did_not_sit_at_the_tables_of_the_cards_do_not_hide_those_who_did(
    client: TestClient, world: World
) -> None:
    day, groups, table = a_wall(world, concerned=2, institutions=2)
    seated(world, day, groups, a_table(world, day, 2), start=50, concerned=20, institutions=20)
    a_card(world, groups, table, "Un", "concerned", on_screen=True)
    look(world, day, Scene.WALL)
    assert "personnes accompagnées" not in screen(client, world, day)


def test_while_the_step_goes_on_no_card_bears_a_college(client: TestClient, world: World) -> None:
    day, groups, table = a_wall(world, place=1, concerned=9)
    a_card(world, groups, table, "Un", "concerned", on_screen=True)
    look(world, day, Scene.WALL)
    assert "personnes accompagnées" not in screen(client, world, day)
    act(world, day, Act.NEXT)
    look(world, day, Scene.WALL)
    assert "personnes accompagnées" in screen(client, world, day)


@pytest.mark.parametrize("change", [withdraw, keep_back, hide, correct])
def test_words_that_change_leave_the_screen_until_someone_shows_them_again(
    client: TestClient, world: World, change: Any
) -> None:
    day, words, speaker = a_shown_card(world)
    assert "Un guichet le soir" in screen(client, world, day)
    change(world, words, speaker)
    seen = screen(client, world, day)
    assert "guichet" not in seen
    assert "Untel" not in seen


def test_a_confrontation_shows_what_both_say_what_one_says_and_what_is_contrary(
    client: TestClient, world: World
) -> None:
    day, cards = a_confrontation(world, concerned=6, professionals=7)
    pair(world, cards["concerned"][0], cards["professionals"][0], PairingKind.SAME)
    pair(world, cards["concerned"][1], cards["professionals"][1], PairingKind.CONTRARY)
    seen = every_page(client, world, day, Scene.CONFRONTATION)
    both, here = seen.index("Dit par les deux groupes"), seen.index("Seulement ici")
    contrary = seen.index("Contradictoire")
    assert both < here < contrary
    for card in ("concerned trois", "professionals trois"):
        assert here < seen.index(card) < contrary
    for card in ("concerned un", "professionals un"):
        assert both < seen.index(card) < here
    for card in ("concerned deux", "professionals deux"):
        assert contrary < seen.index(card)


def test_a_college_of_fewer_than_five_is_not_told_in_a_confrontation(
    client: TestClient, world: World
) -> None:
    day, _ = a_confrontation(world, concerned=12, professionals=8, institutions=3)
    seen = every_page(client, world, day, Scene.CONFRONTATION)
    assert "Seulement ici : personnes accompagnées" in seen
    assert "Seulement ici : un autre groupe" in seen
    assert "institutions un" in seen
    assert ": institutions" not in seen
    assert ": professionnels" not in seen


def test_with_two_colleges_one_of_them_small_none_is_told(client: TestClient, world: World) -> None:
    day, _ = a_confrontation(world, concerned=12, institutions=3)
    seen = every_page(client, world, day, Scene.CONFRONTATION)
    assert "concerned un" in seen
    assert "personnes accompagnées" not in seen
    assert "un autre groupe" not in seen


def test_the_cloud_shows_the_words_that_were_let_through_while_three_people_share_them(
    client: TestClient, world: World
) -> None:
    day, groups, _ = a_wall(world)
    ids = written(world, groups, *["guichet, écoute"] * 3, *["transport"] * 3)
    approve(world, groups, "guichet", "transport")
    look(world, day, Scene.CLOUD)
    seen = screen(client, world, day)
    assert "guichet" in seen
    assert "transport" in seen
    assert "écoute" not in seen
    cloud = client.get(address(world, day, "/scene")).text.split('"scene-shared">')[1]
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", cloud.split("</ul>")[0]))
    speaker = people(world, 1)[0]

    def own(session: Any) -> None:
        session.get_one(commands.Contribution, ids[0]).participant_id = speaker

    world.db.do(own)
    withdraw(world, ids[0], speaker)
    seen = screen(client, world, day)
    assert "guichet" not in seen
    assert "transport" in seen


def test_what_stays_at_a_table_is_counted_in_no_cloud(client: TestClient, world: World) -> None:
    day, groups, _ = a_wall(world)
    written(world, groups, *["guichet"] * 9, scope=Scope.TABLE)
    approve(world, groups, "guichet")
    look(world, day, Scene.CLOUD)
    assert "guichet" not in screen(client, world, day)
