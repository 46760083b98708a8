"""The laws of the page « à chaud »: a day in its own words, and nobody shown through them."""

from starlette.testclient import TestClient

from deliberation.debate.models import ContributionState, Nature, Scope
from deliberation.roles import Role
from deliberation.sittings import wall_ballots, wall_groups
from deliberation.sittings.groupings import Pairing, PairingKind
from deliberation.sittings.models import (
    Act,
    ReportBack,
    Saying,
    SittingState,
)
from deliberation.sittings.wall_commands import show_cards
from tests.sittings.days import (
    FACILITATOR,
    GROUPS,
    MORNING,
    VOTE,
    a_day,
    a_table,
    act,
    go_to,
)
from tests.sittings.endings import (
    a_counted_vote,
    a_lived_day,
    public,
    read,
    shown,
    staff,
    to_the_end,
)
from tests.sittings.noting import agree, peers, rank, release, rows, scope, segment, write
from tests.sittings.walls import PEERS, a_card, a_group, card_row, seated, told, words_of
from tests.world import World, a_participant, enter, leave


def test_the_page_opens_to_all_at_the_last_step_and_before_to_who_runs_the_day(
    client: TestClient, world: World
) -> None:
    day, step, table = a_lived_day(world)
    shown(world, step, table, public(world, "Un guichet le soir"))
    for page in ("a-chaud", "compte-rendu"):
        assert "Un guichet le soir" not in read(client, day, page)
        assert "à la dernière étape" in read(client, day, page)
    assert client.get(f"/journees/{day}/compte-rendu/pdf").status_code == 404
    staff(client, world, Role.FACILITATOR)
    for page in ("a-chaud", "compte-rendu"):
        assert "Un guichet le soir" in read(client, day, page)
    leave(client)
    to_the_end(world, day)
    for page in ("a-chaud", "compte-rendu"):
        assert "Un guichet le soir" in read(client, day, page)
    assert client.get(f"/journees/{day}/compte-rendu/pdf").status_code == 200


def test_a_draft_is_unknown(client: TestClient, world: World) -> None:
    day = a_day(world, state=SittingState.DRAFT)
    for page in ("a-chaud", "compte-rendu", "compte-rendu/pdf", "avis"):
        assert client.get(f"/journees/{day}/{page}").status_code == 404
        assert client.get(f"/journees/999/{page}").status_code == 404


def test_strangers_read_public_words_and_the_committee_what_the_room_saw(
    client: TestClient, world: World
) -> None:
    day, step, table = a_lived_day(world)
    shown(world, step, table, public(world, "Pour tous"))
    shown(world, step, table, words_of(world, "Pour la salle"))
    a_card(world, step, table, contribution_id=public(world, "Jamais montré"))
    shown(world, step, table, public(world, "Masqué", state=ContributionState.HIDDEN))
    to_the_end(world, day)
    page = read(client, day)
    assert "Pour tous" in page and "Pour la salle" not in page
    enter(client, a_participant(world))
    pages = [read(client, day)]
    staff(client, world, Role.RAPPORTEUR)
    for page in (*pages, read(client, day)):
        assert "Pour tous" in page and "Pour la salle" in page
        assert "Jamais montré" not in page and "Masqué" not in page
    staff(client, world, Role.NATIONAL_READER)
    assert "Pour la salle" not in read(client, day)


def test_cards_stand_under_their_group_word_for_word(client: TestClient, world: World) -> None:
    day, step, table = a_lived_day(world)
    group = a_group(world, day, "L'accueil du soir")
    said = "Un guichet <b>ouvert</b>, « le soir » & sans rendez-vous"
    shown(world, step, table, public(world, said), wall_group_id=group)
    shown(world, step, table, public(world, "Seule"))
    to_the_end(world, day)
    html = client.get(f"/journees/{day}/a-chaud").text
    assert "&lt;b&gt;ouvert&lt;/b&gt;" in html
    page = told(html)
    places = [page.index(words) for words in ("L'accueil du soir", "Un guichet", "Les cartes des")]
    assert places == sorted(places)


def test_a_college_is_told_on_a_card_only_where_five_people_could_have_said_it(
    client: TestClient, world: World
) -> None:
    day, step, table = a_lived_day(world, concerned=5, professionals=3, institutions=2)
    shown(world, step, table, public(world, "Dit par l'une", "concerned"))
    shown(world, step, table, public(world, "Dit par un autre", "professionals"))
    to_the_end(world, day)
    page = read(client, day)
    assert "Dit par l'une personnes accompagnées" in page
    assert "professionnels" not in page


def test_what_is_said_against_and_alike_is_told_as_the_facilitator_paired_it(
    client: TestClient, world: World
) -> None:
    day = a_day(world, steps=PEERS)
    ours = a_table(world, day, 1, college_id=world.colleges["concerned"])
    theirs = a_table(world, day, 2, college_id=world.colleges["professionals"])
    step = go_to(world, day, GROUPS)
    seated(world, day, step, ours, concerned=6)
    seated(world, day, step, theirs, start=10, professionals=6)
    said = {
        words: card_row(world, shown(world, step, table, one(world, words))).id or 0
        for words, table, one in (
            ("Oui le soir", ours, public),
            ("Non le soir", theirs, public),
            ("Attendre est long", ours, public),
            ("On attend trop", theirs, words_of),
            ("Seule ici", ours, public),
        )
    }

    def pair(first: str, second: str, kind: PairingKind) -> None:
        world.keep(Pairing(first_id=said[first], second_id=said[second], kind=kind))

    pair("Oui le soir", "Non le soir", PairingKind.CONTRARY)
    pair("Attendre est long", "On attend trop", PairingKind.SAME)
    to_the_end(world, day)
    _, _, told_apart = read(client, day).partition("Ce qui nous sépare")
    order = [
        "Contradictoire",
        "Oui le soir",
        "Dit par les deux groupes",
        "Attendre est long",
        "Seulement ici : personnes accompagnées",
        "Seule ici",
    ]
    places = [told_apart.index(words) for words in order]
    assert places == sorted(places)
    assert "On attend trop" not in told_apart  # it is not public
    enter(client, a_participant(world))
    assert "On attend trop" in read(client, day)


def test_kept_disagreements_are_told(client: TestClient, world: World) -> None:
    day, step, table = a_lived_day(world)
    for words, how_far in (("Deux refusent", Scope.PUBLIC), ("En confiance", Scope.DRAFTERS)):
        id = words_of(world, words, scope=how_far, nature=Nature.DISAGREEMENT)
        world.keep(Saying(segment_id=step, contribution_id=id, table_id=table))
    to_the_end(world, day)
    page = read(client, day)
    assert "Les désaccords gardés Deux refusent" in page and "En confiance" not in page
    enter(client, a_participant(world))
    assert "En confiance" not in read(client, day)  # the room never saw it


def test_a_vote_is_told_once_it_is_counted(client: TestClient, world: World) -> None:
    day = a_day(world)
    go_to(world, day, VOTE)
    ballot = a_counted_vote(world, day, agree=14, disagree=8)
    staff(client, world, Role.FACILITATOR)
    assert "Garder le guichet" not in read(client, day)
    world.db.do(wall_ballots.close_day_ballot, day, ballot, FACILITATOR, MORNING)
    act(world, day, Act.NEXT)
    leave(client)
    for page in ("a-chaud", "compte-rendu"):
        words = read(client, day, page)
        assert "Garder le guichet ?" in words
        assert "14 « d'accord » et 8 « pas d'accord »" in words.replace("\u00a0", " ")
        assert f'href="/scrutins/{ballot}"' in client.get(f"/journees/{day}/{page}").text


def test_what_happens_next_is_said(client: TestClient, world: World) -> None:
    day, _, _ = a_lived_day(world)
    to_the_end(world, day)
    page = read(client, day)
    assert "Et maintenant" in page
    assert "Le comité technique" in page and "Avant l'été" in page
    assert f'href="/sujets/{world.topic_id}"' in client.get(f"/journees/{day}/a-chaud").text


def test_a_day_led_from_its_tables_to_its_vote_is_told_word_for_word(
    client: TestClient, world: World
) -> None:
    step, tables = peers(world)
    day = segment(world, step).sitting_id
    seated(world, day, step, tables[0][0], concerned=6)
    seated(world, day, step, tables[1][0], start=20, professionals=6)
    said = ("Je veux qu'on me réponde", "Il nous manque du temps")
    for (table, device), words in zip(tables, said, strict=True):
        note = write(world, table, device, step, words)
        scope(world, table, device, note, Scope.PUBLIC)
        rank(world, table, device, note, 1)
        agree(world, table, device, step, "Deux ne veulent pas")
    assert [release(world, table, device, step) for table, device in tables] == [False, True]
    handles = [one.shuffle for one in rows(world, ReportBack)]
    world.db.do(show_cards, day, handles, FACILITATOR)
    pair = (handles[0], handles[1])
    world.db.do(wall_groups.pair_cards, day, pair, PairingKind.CONTRARY, FACILITATOR)
    act(world, day, Act.NEXT)
    act(world, day, Act.NEXT)
    ballot = a_counted_vote(world, day, agree=9, disagree=4)
    world.db.do(wall_ballots.close_day_ballot, day, ballot, FACILITATOR, MORNING)
    act(world, day, Act.NEXT)
    page = read(client, day)
    for words in (*said, "Contradictoire", "personnes accompagnées", "Garder le guichet ?"):
        assert words in page
    assert "Deux ne veulent pas" not in page  # its table did not say that all may read it
    minutes = read(client, day, "compte-rendu")
    assert f"Table 1 {said[0]}" in minutes and f"Table 2 {said[1]}" in minutes
