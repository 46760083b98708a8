"""Laws of the scenes: what each shows, in which words, and what none ever shows."""

import re
from datetime import UTC, datetime, timedelta

from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Choice
from deliberation.people.models import RoomCode
from deliberation.sittings.models import Act, Scene
from tests.ballots.voting import MODERATOR, close, people, vote
from tests.sittings.days import (
    GROUPS,
    PLENARY,
    REPORT,
    VOTE,
    a_code_for,
    a_day,
    act,
    go_to,
    view_of,
)
from tests.sittings.stagings import a_vote
from tests.sittings.walls import (
    a_card,
    a_wall,
    address,
    look,
    screen,
    written,
)
from tests.world import NOON, World


def test_before_the_day_begins_the_room_is_told_how_to_enter(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    a_code_for(world, day, "K7M4PX")
    seen = screen(client, world, day)
    assert "Demain, ensemble" in seen
    assert "K7M 4PX" in seen
    assert "Pas de compte, pas de nom" in seen


def test_the_code_stays_in_a_corner_of_every_scene_but_the_black_one(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    a_code_for(world, day, "K7M4PX")
    go_to(world, day, PLENARY)
    for scene in Scene:
        look(world, day, scene)
        assert "K7M 4PX" in screen(client, world, day), scene
    act(world, day, Act.DARKEN)
    assert screen(client, world, day).strip() == "Écran noir."


def test_the_code_of_the_day_goes_before_that_of_its_topic(
    client: TestClient, world: World
) -> None:
    until = datetime.now(UTC) + timedelta(days=1)
    day = a_day(world)

    def topic_code(code: str) -> None:
        world.keep(
            RoomCode(
                code=code,
                committee_id=world.committee_id,
                topic_id=world.topic_id,
                expires_at=until,
            )
        )

    topic_code("AAAAAA")
    assert "AAA AAA" in screen(client, world, day)
    a_code_for(world, day, "CCCCCC")
    topic_code("DDDDDD")
    assert "CCC CCC" in screen(client, world, day)


def test_a_step_shows_its_instruction_its_easy_twin_and_its_end(
    client: TestClient, world: World
) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS)
    html = client.get(address(world, day, "/scene")).text
    ends_at = view_of(world, day).turn.ends_at  # type: ignore[union-attr]
    assert f'data-until="{ends_at.isoformat()}"' in html  # type: ignore[union-attr]
    seen = screen(client, world, day)
    assert "Qu'est-ce qui bloque ?" in seen
    assert "Dites ce qui bloque." in seen
    act(world, day, Act.PAUSE)
    html = client.get(address(world, day, "/scene")).text
    assert "data-until" not in html
    assert "En pause : 20 min de reste" in screen(client, world, day)


def test_a_long_instruction_is_paged_and_nothing_of_it_is_lost(
    client: TestClient, world: World
) -> None:
    long = " ".join(f"mot{place}" for place in range(120))
    day = a_day(world, ({"kind": "plenary", "title": "Lire", "minutes": 5, "instruction": long},))
    go_to(world, day, 0)
    seen = []
    for page in range(1, 9):
        look(world, day, Scene.INSTRUCTION, page)
        seen.append(screen(client, world, day))
    assert "Page 1 sur 4" in seen[0]
    assert seen[7] == seen[3]  # a page that does not exist is the nearest one
    assert all(any(f"mot{place} " in page for page in seen) for place in range(119))


def test_in_silence_the_room_is_told_to_write(client: TestClient, world: World) -> None:
    day = a_day(world)
    go_to(world, day, GROUPS)
    look(world, day, Scene.SILENCE)
    assert "Silence : on écrit." in screen(client, world, day)


def test_nothing_typed_reaches_the_screen_before_a_human_tap(
    client: TestClient, world: World
) -> None:
    day, groups, table = a_wall(world)
    a_card(world, groups, table, "Un guichet le soir")
    written(world, groups, *["guichet"] * 6)
    for scene in Scene:
        look(world, day, scene)
        assert "guichet" not in screen(client, world, day), scene


def test_a_vote_is_read_aloud_then_counted_then_told_in_words(
    client: TestClient, world: World
) -> None:
    day, ballot = a_vote(world)
    seen = screen(client, world, day)
    assert "Garder un guichet ?" in seen
    assert "la question est lue à voix haute" in seen
    assert "ont répondu" not in seen
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
    for place, person in enumerate(people(world, 22)):
        vote(world, ballot, person, Choice.DISAGREE if place < 4 else Choice.AGREE)
    seen = screen(client, world, day)
    assert "22 personnes ont répondu" in seen
    assert "Pas d'accord" in seen  # how to answer
    assert "18" not in re.sub(r"\d+ h \d+", "", seen)  # the clock may say eighteen
    assert "sur cinq" not in seen
    close(world, ballot)
    assert "Au moins quatre personnes sur cinq sont d'accord." in screen(client, world, day)


def test_a_result_that_is_asked_for_before_the_close_is_not_shown(
    client: TestClient, world: World
) -> None:
    day, ballot = a_vote(world)
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
    for person in people(world, 22):
        vote(world, ballot, person, Choice.AGREE)
    look(world, day, Scene.RESULT)
    seen = screen(client, world, day)
    assert "22 personnes ont répondu" in seen
    assert "sont d'accord" not in seen


def test_a_result_may_be_shown_after_its_step(client: TestClient, world: World) -> None:
    day, ballot = a_vote(world)
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
    close(world, ballot)
    act(world, day, Act.NEXT)
    look(world, day, Scene.RESULT)
    assert "Personne n'a répondu." in screen(client, world, day)


def test_a_vote_without_a_ballot_says_that_it_is_coming(client: TestClient, world: World) -> None:
    day = a_day(world)
    go_to(world, day, VOTE)
    assert "Le vote se prépare." in screen(client, world, day)


def test_the_mirror_says_one_sentence_and_counts_no_answer(
    client: TestClient, world: World
) -> None:
    day, ballot = a_vote(world)
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
    mirror = client.get(address(world, day, "/scene")).text.rsplit('role="status">')[-1]
    vote(world, ballot, people(world, 1)[0], Choice.AGREE)
    html = client.get(address(world, day, "/scene")).text
    assert html.rsplit('role="status">')[-1] == mirror
    assert html.count('role="status"') == 1
    assert "Garder un guichet ?" in mirror


def test_after_the_day_the_room_is_thanked(client: TestClient, world: World) -> None:
    day = a_day(world)
    go_to(world, day, REPORT)
    act(world, day, Act.END)
    look(world, day, Scene.INSTRUCTION)
    assert "La journée est terminée." in screen(client, world, day)
