"""Laws of groups, pairs and ballots made at the wall: no word is altered, each is made once."""

from typing import Any

from starlette.testclient import TestClient

from deliberation.assembly.models import Phase, Topic
from deliberation.ballots.models import Ballot, BallotState
from deliberation.debate.models import Link, ProposalVersion
from deliberation.sittings.groupings import Pairing, WallGroup
from deliberation.sittings.models import Scene, Segment
from tests.sittings.days import VOTE, a_day, a_table, go_to, view_of
from tests.sittings.desks import Wall, desk, post, rows
from tests.sittings.stagings import a_confrontation
from tests.sittings.walls import (
    a_card,
    a_facilitator,
    a_group,
    card_row,
    look,
    screen,
    told,
)
from tests.world import World


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
