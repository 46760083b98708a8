"""Laws of the wall desk's doors: who comes in, what is refused, and what the journal says."""

from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.ballots.models import Ballot
from deliberation.roles import Role
from deliberation.sittings.groupings import WallGroup
from deliberation.sittings.models import Scene, Sitting, SittingState, Table
from tests.debate.speaking import journal
from tests.sittings.days import GROUPS, view_of
from tests.sittings.desks import Wall, post, rows, shown
from tests.sittings.walls import (
    a_card,
    a_facilitator,
    a_group,
    a_wall,
    card_row,
    written,
)
from tests.world import World, a_participant, enter, leave


def test_the_wall_chooses_the_scene_and_the_page_of_the_screen(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    view = view_of(world, day)
    table = world.keep(Table(sitting_id=day, number=9)).id
    a_card(world, view.segments[GROUPS].id or 0, table, "mot " * 150, on_screen=True)
    for page, shown_page in ((2, 2), (999, 2)):
        turn = view_of(world, day).number
        post(client, day, "scene", turn=turn, scene="wall", page=page)
        assert (view_of(world, day).scene, view_of(world, day).turn.page) == (
            Scene.WALL,
            shown_page,
        )  # type: ignore[union-attr]
    assert "Quelqu'un d'autre" in post(client, day, "scene", 409, turn=turn, scene="cloud")
    post(client, day, "scene", turn=turn + 1, scene="cloud", dark="dark")
    assert view_of(world, day).turn.dark  # type: ignore[union-attr]
    for bad in ({"scene": "x", "turn": 1}, {"scene": "wall"}, {"scene": "wall", "turn": "é"}):
        post(client, day, "scene", 422, **bad)


def test_a_card_of_another_day_is_not_touched(client: TestClient, world: World, wall: Wall) -> None:
    day, _ = wall
    elsewhere, groups, table = a_wall(world)
    card = a_card(world, groups, table)
    group = a_group(world, elsewhere)
    for further in ("montrer", "retirer", "ranger"):
        post(client, day, further, 409, card=card)
    post(client, day, "ranger", 404, card=wall[1][0], group=group)
    post(client, day, f"groupes/{group}/nom", 404, name="Mien")
    post(client, day, f"groupes/{group}/defaire", 404)
    ballot = world.keep(Ballot(topic_id=world.topic_id, question="?"))
    post(client, day, f"votes/{ballot.id}/ouvrir", 409)
    assert not card_row(world, card).on_screen


def test_bad_forms_are_refused_in_words_and_change_nothing(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    post(client, day, "montrer", 409)
    post(client, day, "montrer", 409, card=["", "'; --", cards[0]])
    post(client, day, "ranger", 409, name="Vide")
    post(client, day, "ranger", 404, card=cards, group="deux")
    post(client, day, "ranger", 422, card=cards, name="x" * 81)
    post(client, day, "groupes/999/vote", 404)
    post(client, day, "votes/999/ouvrir", 404)
    post(client, day, "paires", 422)
    post(client, day, "mots", 422, segment="x")
    assert not rows(world, WallGroup)
    assert shown(world, *cards) == [False] * 3


def acts(day: int) -> list[str]:
    here = f"/journees/{day}/mur"
    named = ("montrer", "retirer", "remettre", "ranger", "paires", "paires/defaire", "mots")
    group = ("nom", "defaire", "proposition", "vote")
    return [
        *(f"{here}/{one}" for one in (*named, "mots/retirer", "scene")),
        *(f"{here}/groupes/1/{one}" for one in group),
        f"{here}/votes/1/ouvrir",
        f"{here}/votes/1/fermer",
    ]


@pytest.mark.parametrize("role", [Role.SCRIBE, Role.RAPPORTEUR, Role.SECRETARIAT, Role.TECHNICAL])
def test_only_who_runs_the_day_comes_to_the_wall(
    client: TestClient, world: World, role: Role
) -> None:
    day, _, _ = a_wall(world)
    card = a_participant(world)
    for status in (401, 401, 403):
        for path in acts(day):
            assert client.post(path).status_code == status, path
        for page in ("", "/cartes"):
            assert client.get(f"/journees/{day}/mur{page}").status_code == status
        if not client.cookies:
            enter(client, card)
        elif status == 401:
            leave(client)
            a_facilitator(client, world, role)


def test_a_stranger_does_not_follow_the_wall(client: TestClient, world: World) -> None:
    day, _, _ = a_wall(world)
    for path in (f"/journees/{day}/mur/direct", "/journees/999/mur/direct"):
        with client.websocket_connect(path) as socket, pytest.raises(WebSocketDisconnect) as gone:
            socket.receive_text()
        assert gone.value.code == 4403


def test_two_facilitators_see_the_same_wall(client: TestClient, world: World, wall: Wall) -> None:
    day, cards = wall
    with client.websocket_connect(f"/journees/{day}/mur/direct") as socket:
        frame = socket.receive_text()
        assert "Idée une" in frame
        assert 'data-hx-target="#wall_board"' in frame
        assert "Camille" not in frame
        post(client, day, "ranger", card=cards[0], name="Accueillir mieux")
        while "Accueillir mieux" not in frame:  # a frame may come of what was marked before
            frame = socket.receive_text()


@pytest.mark.parametrize("details", [{"state": SittingState.OVER}, {"away": True}])
def test_a_day_that_is_over_or_carried_away_does_not_change(
    client: TestClient, world: World, wall: Wall, details: dict[str, Any]
) -> None:
    day, cards = wall

    def change(session: Any) -> None:
        sitting = session.get_one(Sitting, day)
        for name, value in details.items():
            setattr(sitting, name, value)

    world.db.do(change)
    post(client, day, "montrer", 409, card=cards[0])
    post(client, day, "ranger", 409, card=cards[0], name="Accueil")
    assert shown(world, cards[0]) == [False]


def test_the_journal_says_what_happened_to_the_wall_and_holds_no_word(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    step = card_row(world, cards[0]).segment_id
    written(world, step, *["guichet"] * 6)
    post(client, day, "ranger", card=cards, name="Les transports")
    post(client, day, "montrer", card=cards)
    post(client, day, "mots", segment=step, word="guichet")
    post(client, day, "retirer")
    lines = [event for event in journal(world) if event.channel == f"wall:{day}"]
    assert [event.name for event in lines] == [
        "wall_group.made",
        "cards.shown",
        "words.shown",
        "cards.taken_off",
    ]
    for event in lines:
        assert event.actor == "account:1"
        assert not any(word in str(event.details) for word in ("guichet", "Idée", "transports"))
