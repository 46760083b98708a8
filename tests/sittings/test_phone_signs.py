"""Where a person sits and the signs that she makes from her phone, with or without script."""

from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.sittings.models import (
    Act,
    Badge,
    Segment,
    Sitting,
    SittingState,
    Table,
)
from deliberation.sittings.registers import Raised, Speaker
from tests.ballots.voting import people, words
from tests.sittings.days import (
    GROUPS,
    REPORT,
    STEPS,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    seat,
    view_of,
)
from tests.sittings.phones import look, me, rows, shows
from tests.world import HTMX, World, a_participant, enter, leave

# --- her table ------------------------------------------------------------------------------


def test_she_is_told_her_table_now_or_next_and_again_when_she_comes_back(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    table = a_table(world, day, 4, name="Les Pins")
    step = view_of(world, day).segments[GROUPS].id or 0
    seat(world, step, a_badge(world, day, 12), table)
    assert "Quel est le numéro de votre badge ?" in look(client, day)
    assert client.post(f"/journees/{day}/badge", data={"number": "12"}).status_code == 303
    assert "À l'étape « En petits groupes », vous serez à la table 4, Les Pins." in look(
        client, day
    )
    go_to(world, day, GROUPS)
    assert "Vous êtes à la table 4, Les Pins." in look(client, day)
    leave(client)
    enter(client, card)
    assert "Vous êtes à la table 4, Les Pins." in look(client, day)
    assert "Les Pins" not in client.get(f"/journees/{day}/suivre/carte").text


def test_who_arrives_late_has_a_table_and_who_came_without_one_can_ask(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    seat(world, step, a_badge(world, day, 12), table)
    piece = client.post(f"/journees/{day}/badge", data={}, headers=HTMX)
    assert "Vous êtes à la table 4." in words(piece)
    enter(client, a_participant(world, number=2))
    a_badge(world, day, 14, participant_id=2)
    assert "Trouver ma table" in look(client, day)
    assert client.post(f"/journees/{day}/place").status_code == 303
    assert "Vous êtes à la table 4." in look(client, day)


def test_a_badge_that_another_phone_wears_is_refused_in_plain_words(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    [other] = people(world, 1)
    a_badge(world, day, 12, participant_id=other)
    answer = client.post(f"/journees/{day}/badge", data={"number": "12"})
    assert answer.status_code == 409
    assert "Le badge 12 est déjà celui d'un autre téléphone." in words(answer)
    assert client.post(f"/journees/{day}/badge", data={"number": ""}).status_code == 422
    assert client.post(f"/journees/{day}/badge", data={}).status_code == 303
    assert "Votre badge : 13" in look(client, day)


def test_her_wishes_are_on_her_own_page_and_she_can_take_them_back(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    a_badge(world, day, 61)
    address = f"/journees/{day}/separement"
    assert client.post(address, data={"number": "61"}).status_code == 409
    client.post(f"/journees/{day}/badge", data={"number": "5"})
    assert client.post(address, data={"number": "61"}).headers["location"] == address
    html = words(client.get(address))
    assert "Pas avec le badge 61" in html
    assert "Seul le calcul des tables s'en sert" in html
    assert "Il est effacé à la fin de la journée." in html
    enter(client, a_participant(world, number=2))
    client.post(f"/journees/{day}/badge", data={"number": "61"})
    assert "Pas avec" not in words(client.get(address))
    enter(client, card)
    client.post(f"{address}/retrait", data={"number": "61"})
    assert "Pas avec" not in words(client.get(address))


# --- the signs that she makes ---------------------------------------------------------------


def test_she_raises_a_card_sees_it_raised_and_takes_it_down(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    assert "Moins vite" not in look(client, day)
    go_to(world, day, REPORT)
    address = f"/journees/{day}/cartons"
    piece = client.post(address, data={"colour": "slower", "up": "yes"}, headers=HTMX)
    assert "Carton levé" in words(piece)
    assert len(rows(world, Raised)) == 1
    assert client.post(address, data={"colour": "slower"}).status_code == 303
    assert "Carton levé" not in look(client, day)
    assert client.post(address, data={"colour": "red"}).status_code == 422
    assert rows(world, Raised) == []


def test_she_asks_for_the_word_as_she_chooses_and_lowers_her_hand(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    seat(world, step, a_badge(world, day, 12), table)
    client.post(f"/journees/{day}/badge", data={"number": "12"})
    assert "Je veux parler" not in look(client, day)
    act(world, day, Act.NEXT)
    html = look(client, day)
    assert "Je veux parler (badge 12)" in html
    assert "Je veux parler (table 4)" in html
    client.post(f"/journees/{day}/parole", data={"by": "table"})
    [speaker] = rows(world, Speaker)
    assert (speaker.badge, speaker.table_id) == (None, table)
    assert "on appellera votre table" in look(client, day)
    client.post(f"/journees/{day}/parole", data={"by": "nobody"})
    assert rows(world, Speaker) == []


def test_she_calls_someone_to_her_table(client: TestClient, world: World, card: str) -> None:
    day = a_day(world)
    table = a_table(world, day, 4)
    step = go_to(world, day, GROUPS)
    assert "Levez la main, ou allez à l'accueil" in look(client, day)
    assert client.post(f"/journees/{day}/aide").status_code == 409
    seat(world, step, a_badge(world, day, 12, participant_id=me(world, card)), table)
    client.post(f"/journees/{day}/aide")
    assert "Quelqu'un va venir à votre table." in look(client, day)
    assert [row.id for row in rows(world, Table) if row.help_asked_at] == [table]


def test_a_day_that_was_closed_thanks_everybody_and_takes_nothing_more(
    client: TestClient, world: World, card: str
) -> None:
    day = a_day(world, STEPS)
    step = go_to(world, day, GROUPS)

    def end(session: Session) -> None:
        session.get_one(Sitting, day).state = SittingState.OVER

    world.db.do(end)
    html = look(client, day)
    assert shows(html) == ["after"]
    assert f"/journees/{day}/a-chaud" in html
    assert "Moins vite" not in html
    form = {"segment": str(step), "words": "Trop tard."}
    assert client.post(f"/journees/{day}/mots", data=form).status_code == 409
    assert client.post(f"/journees/{day}/badge", data={}).status_code == 409
    assert (rows(world, Badge), len(rows(world, Segment))) == ([], len(STEPS))
