"""Laws of the wall desk: one tap shows, one key takes off, and nothing shows by itself."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.debate.models import ContributionState, Scope
from deliberation.sittings.groupings import CloudWord
from deliberation.sittings.models import ReportBack, Scene
from tests.sittings.days import a_table
from tests.sittings.desks import Wall, desk, post, rows, shown
from tests.sittings.stagings import a_shown_card, correct, withdraw
from tests.sittings.walls import (
    a_card,
    a_facilitator,
    a_wall,
    approve,
    card_row,
    look,
    screen,
    told,
    words_of,
    written,
)
from tests.world import World


def test_one_tap_shows_a_card_and_another_takes_it_off(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    post(client, day, "montrer", card=cards[0])
    seen = screen(client, world, day)
    assert "Idée une" in seen
    assert "Idée deux" not in seen
    post(client, day, "retirer", card=cards[0])
    assert "Idée une" not in screen(client, world, day)


def test_to_show_all_shows_those_that_were_before_ones_eyes_and_no_later_one(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    html = desk(client, day)
    form = html.split("aucune ne désigne")[0].rsplit("<form", 1)[1]
    handles = re.findall(r'name="card" value="([^"]+)"', form)
    assert sorted(handles) == sorted(cards)
    later = a_card(world, card_row(world, cards[0]).segment_id, card_row(world, cards[0]).table_id)
    post(client, day, "montrer", card=handles)
    assert shown(world, *cards, later) == [True, True, True, False]


def test_one_key_takes_off_what_was_shown_last_and_again_what_was_before(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    for card in cards[:2]:
        post(client, day, "montrer", card=card)
    post(client, day, "retirer")
    assert shown(world, *cards) == [True, False, False]
    post(client, day, "retirer")
    assert shown(world, *cards) == [False, False, False]
    assert "rien à retirer" in post(client, day, "retirer", 409)


def test_what_was_taken_off_is_put_back_in_one_tap(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    assert "Remettre" not in told(desk(client, day))
    post(client, day, "montrer", card=cards)
    post(client, day, "retirer")
    assert shown(world, *cards) == [False] * 3
    assert "Remettre" in told(desk(client, day))
    post(client, day, "remettre")
    assert shown(world, *cards) == [True] * 3
    assert "rien à remettre" in post(client, day, "remettre", 409)


def test_the_desk_has_the_key_and_works_without_it(client: TestClient, wall: Wall) -> None:
    day, _ = wall
    html = desk(client, day)
    assert "wall.js" in html
    assert f'action="/journees/{day}/mur/retirer" data-take-off-last' in html


def test_in_the_cloud_the_same_key_takes_all_the_words_off(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    step = card_row(world, cards[0]).segment_id
    written(world, step, *["guichet"] * 6)
    post(client, day, "montrer", card=cards[0])
    post(client, day, "mots", segment=step, word="guichet")
    look(world, day, Scene.CLOUD)
    assert "guichet" in screen(client, world, day)
    post(client, day, "retirer")
    assert "guichet" not in screen(client, world, day)
    assert shown(world, cards[0]) == [True]


def test_only_words_that_are_offered_may_be_shown(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    step = card_row(world, cards[0]).segment_id
    written(world, step, *["guichet"] * 6, "secret", "secret")
    for word in ("secret", "<b>gras</b>", ""):
        post(client, day, "mots", 409, segment=step, word=word)
    post(client, day, "mots", 409, segment=step + 1, word="guichet")
    assert not rows(world, CloudWord)
    html = told(desk(client, day))
    assert "guichet" in html
    assert "secret" not in html


def test_a_word_that_is_tapped_again_leaves_the_cloud(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    step = card_row(world, cards[0]).segment_id
    written(world, step, *["guichet, écoute"] * 6)
    post(client, day, "mots", segment=step, word=["guichet", "écoute"])
    post(client, day, "mots/retirer", segment=step, word="guichet")
    look(world, day, Scene.CLOUD)
    seen = screen(client, world, day)
    assert "guichet" not in seen
    assert "écoute" in seen


def test_the_desk_tells_no_table_and_no_order_of_arrival(client: TestClient, world: World) -> None:
    day, groups, _ = a_wall(world)
    for place, shuffle in enumerate(("ccc", "aaa", "bbb")):
        table = a_table(world, day, 90610 + place, name=f"Les Bouleaux {place}")
        a_card(world, groups, table, f"Carte {shuffle}", shuffle=shuffle)
    a_facilitator(client, world)
    html = client.get(f"/journees/{day}/mur/cartes").text
    assert html.index("Carte aaa") < html.index("Carte bbb") < html.index("Carte ccc")
    for secret in ("Bouleaux", "9061"):
        assert secret not in told(html)
    ids = {str(report.id) for report in rows(world, ReportBack)}
    assert not ids & set(re.findall(r'name="card" value="([^"]+)"', html))


def test_what_is_not_to_be_read_leaves_a_marker_or_nothing(
    client: TestClient, world: World
) -> None:
    day, groups, table = a_wall(world)
    states = {
        "retiré": {"state": ContributionState.WITHDRAWN},
        "masqué": {"state": ContributionState.HIDDEN},
        "retenu": {"state": ContributionState.HELD},
        "gardé": {"scope": Scope.TABLE},
    }
    cards = {}
    for words, details in states.items():
        said = words_of(world, f"Mot {words}", **details)
        cards[words] = a_card(world, groups, table, contribution_id=said, on_screen=True)
    a_facilitator(client, world)
    html = told(desk(client, day))
    assert "Mot " not in html
    assert "Ces mots ont été retirés" in html
    assert "Ces mots ont été masqués" in html
    assert "Un modérateur relit ces mots." in html
    for card in cards.values():
        post(client, day, "montrer", 409, card=card)
    look(world, day, Scene.WALL)
    assert "Mot " not in screen(client, world, day)


@pytest.mark.parametrize("change", [withdraw, correct])
def test_what_changed_meanwhile_is_not_put_back(
    client: TestClient, world: World, change: Any
) -> None:
    day, words, speaker = a_shown_card(world)
    a_facilitator(client, world)
    change(world, words, speaker)
    post(client, day, "remettre", 409)
    [card] = rows(world, ReportBack)
    assert not card.on_screen


def test_words_that_were_approved_stay_marked_on_the_desk(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    step = card_row(world, cards[0]).segment_id
    written(world, step, *["guichet"] * 6)
    approve(world, step, "guichet")
    assert re.search(r'value="guichet" aria-pressed="true"', desk(client, day))
