"""Laws of the scenes: what each shows, in which words, and what none ever shows."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot, Choice
from deliberation.debate import commands
from deliberation.debate.models import Act as Moderation
from deliberation.debate.models import Scope
from deliberation.debate.moderation import Decision, moderate_contribution
from deliberation.people.models import RoomCode
from deliberation.sittings.groupings import Pairing, PairingKind
from deliberation.sittings.models import Act, Scene, Segment
from tests.ballots.voting import MODERATOR, close, people, vote
from tests.debate.speaking import an_account
from tests.sittings.days import (
    GROUPS,
    PLENARY,
    REPORT,
    VOTE,
    a_code_for,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.sittings.walls import (
    PEERS,
    a_card,
    a_group,
    a_wall,
    address,
    approve,
    card_row,
    every_page,
    look,
    screen,
    seated,
    words_of,
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


def a_shown_card(world: World) -> tuple[int, int, int]:
    """(day, words, who said them) with a card of them on the screen."""
    day, groups, table = a_wall(world)
    speaker = people(world, 1)[0]
    words = words_of(world, "Un guichet le soir", participant_id=speaker)
    a_card(world, groups, table, contribution_id=words, on_screen=True)
    look(world, day, Scene.WALL)
    return day, words, speaker


def withdraw(world: World, words: int, speaker: int) -> None:
    world.db.do(commands.withdraw_contribution, words, speaker)


def keep_back(world: World, words: int, speaker: int) -> None:
    world.db.do(commands.change_scope, words, speaker, Scope.TABLE)


def hide(world: World, words: int, speaker: int) -> None:
    decision = Decision(Moderation.HIDE, "Désigne quelqu'un")
    world.db.do(moderate_contribution, words, decision, an_account(world), NOON)


def correct(world: World, words: int, speaker: int) -> None:
    now = datetime.now(UTC)
    world.db.do(commands.correct_contribution, words, speaker, "Madame Untel dort", now)


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


def a_confrontation(world: World, **sizes: int) -> tuple[int, dict[str, list[str]]]:
    """Colleges that met apart, then stand before the room: their cards, all shown."""
    day = a_day(world, PEERS)
    groups = go_to(world, day, 1)
    cards: dict[str, list[str]] = {}
    for place, (college, size) in enumerate(sizes.items()):
        table = a_table(world, day, place + 1, college_id=world.colleges[college])
        seated(world, day, groups, table, start=100 * (place + 1), **{college: size})
        said = [f"{college} {number}" for number in ("un", "deux", "trois")]
        cards[college] = [a_card(world, groups, table, one, on_screen=True) for one in said]
    act(world, day, Act.NEXT)
    look(world, day, Scene.CONFRONTATION)
    return day, cards


def pair(world: World, first: str, second: str, kind: PairingKind) -> None:
    ids = sorted(card_row(world, one).id or 0 for one in (first, second))
    world.keep(Pairing(first_id=ids[0], second_id=ids[1], kind=kind))


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
    assert here < seen.index("concerned trois") < seen.index("professionals trois") < contrary
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


def a_vote(world: World, **details: Any) -> tuple[int, int]:
    """A day that stands at its vote, and the ballot, still shut."""
    day = a_day(world)
    step = go_to(world, day, VOTE)
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?", **details)
    id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)

    def link(session: Any) -> None:
        session.get_one(Segment, step).ballot_id = id

    world.db.do(link)
    return day, id


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
    assert "18" not in seen
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
