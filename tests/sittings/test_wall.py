"""Laws of the wall desk: one tap shows, one key takes off, no word is altered, all is undoable."""

import re
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.models import Ballot, BallotState
from deliberation.debate.models import ContributionState, Link, ProposalVersion, Scope
from deliberation.roles import Role
from deliberation.sittings.groupings import CloudWord, Pairing, WallGroup
from deliberation.sittings.models import ReportBack, Scene, Segment, Sitting, SittingState
from tests.debate.speaking import journal
from tests.sittings.days import VOTE, a_day, a_table, go_to, view_of
from tests.sittings.test_scenes import a_confrontation, a_shown_card, correct, withdraw
from tests.sittings.walls import (
    a_card,
    a_facilitator,
    a_group,
    a_wall,
    approve,
    card_row,
    look,
    screen,
    told,
    words_of,
    written,
)
from tests.world import World, a_participant, enter, leave


def post(client: TestClient, day: int, further: str, status: int = 303, **fields: Any) -> str:
    answer = client.post(f"/journees/{day}/mur/{further}", data=fields)
    assert answer.status_code == status, answer.text
    return told(answer.text)


def desk(client: TestClient, day: int) -> str:
    answer = client.get(f"/journees/{day}/mur")
    assert answer.status_code == 200
    return answer.text


def rows(world: World, what: Any) -> list[Any]:
    with world.db.reading() as session:
        return list(session.exec(select(what)))


def shown(world: World, *cards: str) -> list[bool]:
    return [card_row(world, card).on_screen for card in cards]


@pytest.fixture
def wall(client: TestClient, world: World) -> tuple[int, list[str]]:
    """A day that reports back, three cards, and the facilitator before them."""
    day, groups, table = a_wall(world)
    cards = [a_card(world, groups, table, f"Idée {name}") for name in ("une", "deux", "trois")]
    a_facilitator(client, world)
    look(world, day, Scene.WALL)
    return day, cards


Wall = tuple[int, list[str]]


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


def test_cards_are_grouped_renamed_and_freed_and_no_word_changes(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    before = [card_row(world, card).contribution_id for card in cards]
    post(client, day, "ranger", card=cards[:2], name="L'accueil")
    [group] = rows(world, WallGroup)
    assert [card_row(world, card).wall_group_id for card in cards] == [group.id, group.id, None]
    post(client, day, "ranger", card=cards[2], group=group.id)
    post(client, day, "ranger", card=cards[0], group="")
    post(client, day, f"groupes/{group.id}/nom", name="Accueillir")
    assert [card_row(world, card).wall_group_id for card in cards] == [None, group.id, group.id]
    assert "Accueillir" in told(desk(client, day))
    post(client, day, f"groupes/{group.id}/defaire")
    assert not rows(world, WallGroup)
    assert {card_row(world, card).wall_group_id for card in cards} == {None}
    assert [card_row(world, card).contribution_id for card in cards] == before


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


def test_two_taps_lead_from_cards_to_a_ballot_that_opens_once_read_aloud(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    group = a_group(world, day)
    post(client, day, "ranger", card=cards[:2], group=group)
    assert "Idée une" in told(desk(client, day))
    post(client, day, f"groupes/{group}/proposition", card=cards[0])
    [version] = rows(world, ProposalVersion)
    assert version.words == "Idée une"  # unaltered
    sources = {link.contribution_id for link in rows(world, Link)}
    assert sources == {card_row(world, card).contribution_id for card in cards[:2]}
    post(client, day, f"groupes/{group}/vote")
    [ballot] = rows(world, Ballot)
    assert (ballot.question, ballot.state) == ("Idée une", BallotState.DRAFT)
    assert [one.ballot_id for one in view_of(world, day).segments] == [None] * 3 + [ballot.id, None]
    assert "Je l'ai lue à voix haute : j'ouvre le vote" in told(desk(client, day))
    post(client, day, f"votes/{ballot.id}/ouvrir")
    assert rows(world, Ballot)[0].state is BallotState.OPEN
    post(client, day, f"votes/{ballot.id}/fermer")
    assert rows(world, Ballot)[0].state is BallotState.CLOSED


def test_a_proposal_may_say_it_in_other_words(client: TestClient, world: World, wall: Wall) -> None:
    day, cards = wall
    post(client, day, "ranger", card=cards, name="Accueil")
    group = rows(world, WallGroup)[0].id
    post(client, day, f"groupes/{group}/proposition", card=cards[0], words="Ouvrir le soir.")
    assert rows(world, ProposalVersion)[0].words == "Ouvrir le soir."


def test_a_group_makes_one_proposal_and_one_ballot(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    group = a_group(world, day)
    here = f"groupes/{group}"
    post(client, day, f"{here}/proposition", 409, card=cards[0])  # it is empty
    post(client, day, f"{here}/vote", 409)
    post(client, day, "ranger", card=cards, group=group)
    post(client, day, f"{here}/proposition", card=cards[0])
    post(client, day, f"{here}/proposition", 409, card=cards[0])
    post(client, day, f"{here}/defaire", 409)
    post(client, day, f"{here}/vote")
    post(client, day, f"{here}/vote", 409)
    assert len(rows(world, Ballot)) == len(rows(world, ProposalVersion)) == 1


def test_a_form_that_is_sent_twice_makes_one_group(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    for _ in range(2):
        post(client, day, "ranger", card=cards[0], name="Accueil", once="abc")
    assert len(rows(world, WallGroup)) == 1


def test_a_ballot_without_a_free_step_still_opens_from_the_wall_and_shows(
    client: TestClient, world: World
) -> None:
    day = a_day(world, ({"kind": "small_groups", "title": "Tables", "minutes": 5},))
    step = go_to(world, day, 0)
    card = a_card(world, step, a_table(world, day))
    a_facilitator(client, world)
    post(client, day, "ranger", card=card, name="Accueil")
    group = rows(world, WallGroup)[0].id
    post(client, day, f"groupes/{group}/proposition", card=card)
    assert "Aucune étape de vote n'est libre" in told(desk(client, day))
    post(client, day, f"groupes/{group}/vote")
    post(client, day, f"votes/{rows(world, Ballot)[0].id}/ouvrir")
    look(world, day, Scene.VOTE)
    assert "0 personne a répondu" in screen(client, world, day)


def test_nothing_opens_while_its_topic_is_not_open(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    post(client, day, "ranger", card=cards, name="Accueil")
    group = rows(world, WallGroup)[0].id
    post(client, day, f"groupes/{group}/proposition", card=cards[0])
    post(client, day, f"groupes/{group}/vote")

    def suspend(session: Any) -> None:
        session.get_one(Topic, world.topic_id).phase = Phase.FRAMED

    world.db.do(suspend)
    post(client, day, f"votes/{rows(world, Ballot)[0].id}/ouvrir", 409)


def test_pairs_are_of_two_colleges_and_undone_in_one_tap(client: TestClient, world: World) -> None:
    day, cards = a_confrontation(world, concerned=6, professionals=7)
    a_facilitator(client, world)
    assert "chaque carte porte son collège" in told(desk(client, day))
    ours, theirs = cards["concerned"][0], cards["professionals"][0]
    post(client, day, "paires", 409, first=ours, second=cards["concerned"][1], kind="same")
    post(client, day, "paires", 409, first=ours, second=ours, kind="same")
    post(client, day, "paires", first=ours, second=theirs, kind="same")
    post(client, day, "paires", first=theirs, second=ours, kind="contrary")
    assert [row.kind for row in rows(world, Pairing)] == ["contrary"]
    assert "dit le contraire de" in told(desk(client, day))
    post(client, day, "paires/defaire", first=theirs, second=ours)
    assert not rows(world, Pairing)


def test_before_anything_is_shown_the_desk_says_which_colleges_will_not_be_told(
    client: TestClient, world: World
) -> None:
    day, _ = a_confrontation(world, concerned=12, professionals=8, institutions=3)
    a_facilitator(client, world)
    html = told(desk(client, day))
    assert "seuls sont nommés : personnes accompagnées" in html
    assert "institutions ·" not in html
    other, _ = a_confrontation(world, concerned=12, institutions=2)
    assert "aucun collège n'est nommé" in told(desk(client, other))


def test_the_wall_chooses_the_scene_and_the_page_of_the_screen(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, _ = wall
    turn = view_of(world, day).number
    post(client, day, "scene", turn=turn, scene="cloud", page=2)
    assert (view_of(world, day).scene, view_of(world, day).turn.page) == (Scene.CLOUD, 2)  # type: ignore[union-attr]
    assert "Quelqu'un d'autre" in post(client, day, "scene", 409, turn=turn, scene="wall")
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


def test_a_vote_that_a_step_already_has_is_not_replaced(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    ready = world.keep(Ballot(topic_id=world.topic_id, question="Prête ?"))

    def link(session: Any) -> None:
        segment = view_of(world, day).segments[VOTE].id
        session.get_one(Segment, segment).ballot_id = ready.id

    world.db.do(link)
    post(client, day, "ranger", card=cards, name="Accueil")
    group = rows(world, WallGroup)[0].id
    post(client, day, f"groupes/{group}/proposition", card=cards[0])
    post(client, day, f"groupes/{group}/vote")
    assert view_of(world, day).segments[VOTE].ballot_id == ready.id
    assert "Prête ?" in told(desk(client, day))


def test_words_that_were_approved_stay_marked_on_the_desk(
    client: TestClient, world: World, wall: Wall
) -> None:
    day, cards = wall
    step = card_row(world, cards[0]).segment_id
    written(world, step, *["guichet"] * 6)
    approve(world, step, "guichet")
    assert re.search(r'value="guichet" aria-pressed="true"', desk(client, day))
