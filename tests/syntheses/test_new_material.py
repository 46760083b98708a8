"""Notes kept elsewhere enter as words like any others: seen first, once, and as they were said."""

from html import unescape

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.assembly.models import Phase
from deliberation.debate.models import ContributionState, Nature, Scope
from deliberation.people.models import Account, Channel
from deliberation.roles import Role
from deliberation.uploads import READ_AT_MOST
from tests.ballots.voting import people
from tests.debate.speaking import journal
from tests.syntheses.bringing import a_board, a_file, kept, place, send, words
from tests.syntheses.drafting import a_synthesis, covered
from tests.syntheses.test_incoming import a_word_file
from tests.world import World, a_member, a_participant, a_topic, enter, leave, sign_in


@pytest.fixture
def desk(client: TestClient, world: World) -> TestClient:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    return client


def test_what_is_pasted_is_seen_before_anything_is_kept(desk: TestClient, world: World) -> None:
    assert desk.get(place(world)).status_code == 200
    pasted = "- Un guichet\r\n\r\n• Mon numéro : 06 12 34 56 78\r\n- Un guichet\r\n<b>&amp;"
    answer = desk.post(place(world), data={"text": pasted})
    assert answer.status_code == 200
    page = unescape(answer.text)
    assert "3 paroles prêtes à entrer" in page
    assert "1 attendra la modération" in page
    assert "1 n’est pas cochée" in page
    assert '<input type="hidden" name="there-4"' in page
    assert "&lt;b&gt;&amp;amp;" in answer.text
    assert kept(world) == []


def test_notes_enter_with_all_that_was_said_of_them(desk: TestClient, world: World) -> None:
    said = {"channel": "table", "scope": "public", "nature": "need", "said_by": "3"}
    answer = send(desk, world, "Un guichet", "Au 06 12 34 56 78", table_name="Les Pins", **said)
    assert answer.status_code == 303
    one, held = kept(world)
    assert (one.words, one.channel, one.scope) == ("Un guichet", Channel.TABLE, Scope.PUBLIC)
    assert (one.nature, one.said_by, one.table_name) == (Nature.NEED, 3, "Les Pins")
    assert one.participant_id is None
    assert (one.state, held.state) == (ContributionState.SHOWN, ContributionState.HELD)
    with world.db.reading() as session:
        account = session.exec(select(Account.id)).one()
    assert one.entered_by_id == account
    events = [event for event in journal(world) if event.name == "note.entered"]
    assert [event.actor for event in events] == [f"account:{account}"] * 2
    assert "guichet" not in str([event.details for event in events])
    assert "2 paroles sont entrées" in desk.get(answer.headers["location"]).text
    found = desk.get(f"/gestion/sujets/{world.topic_id}/matiere?q=guichets&channel=table").text
    assert "Un guichet" in found


def test_they_wait_to_be_taken_up_like_all_others(desk: TestClient, world: World) -> None:
    send(desk, world, "Un guichet")
    synthesis = a_synthesis(world)
    assert covered(world, synthesis).untouched == {one.id for one in kept(world)}


def test_a_replay_enters_nothing_twice(desk: TestClient, world: World) -> None:
    for once in ("a", "a", "b"):
        answer = send(desk, world, "Un guichet", "Un bus", once=once)
        assert answer.status_code == 303
    assert words(world) == ["Un guichet", "Un bus"]
    page = desk.get(answer.headers["location"]).text
    assert "0 parole est entrée" in page
    assert "déjà là, mot pour mot" in page
    again = desk.post(place(world), data={"text": "Un guichet\nUn tram"}).text
    assert "1 parole prête à entrer" in again
    assert "Les mêmes mots sont déjà entrés" in again


def test_the_same_words_said_by_someone_else_enter_if_one_says_so(
    desk: TestClient, world: World
) -> None:
    send(desk, world, "Un guichet")
    send(desk, world, "Un guichet", **{"there-1": "yes"})
    assert words(world) == ["Un guichet"] * 2


def test_what_was_left_out_does_not_enter_and_corrections_do(
    desk: TestClient, world: World
) -> None:
    form = {
        "channel": "voice",
        "note-1": "Un titre",
        "note-2": " Un guichet\r\nouvert ",
        "keep-2": "yes",
    }
    desk.post(f"{place(world)}/entree", data=form)
    assert words(world) == ["Un guichet\nouvert"]


@pytest.mark.parametrize(
    ("notes", "said", "status", "sentence"),
    [
        ((), {}, 409, "aucune parole"),
        (("Un guichet", "y" * 1501), {}, 409, "Raccourcissez la ligne 2"),
        (("Un guichet",), {"channel": "ballot"}, 422, "Choisissez une des réponses"),
        (("Un guichet",), {"scope": "table"}, 422, "Choisissez une des réponses"),
        (("Un guichet",), {"said_by": "0"}, 422, "trop petit"),
        (("Un guichet",), {"table_name": "x" * 61}, 422, "60 signes au plus"),
        (("Un guichet",), {"college": "1", "people": "9"}, 409, "trop petit pour être nommé"),
    ],
)
def test_what_cannot_enter_comes_back_whole(
    desk: TestClient,
    world: World,
    notes: tuple[str, ...],
    said: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    answer = send(desk, world, *notes, **said)
    assert answer.status_code == status
    page = unescape(answer.text)
    assert sentence in page
    assert 'role="alert"' in page
    assert all(f"\n{note}</textarea>" in page for note in notes)
    assert kept(world) == []


def test_a_college_is_told_only_if_five_of_its_people_could_have_said_it(
    desk: TestClient, world: World
) -> None:
    college = world.colleges["concerned"]
    people(world, 5, "concerned")
    few = send(desk, world, "Un guichet", college=str(college), people="4")
    assert "Moins de cinq personnes" in few.text
    both = send(desk, world, "Un guichet", college=str(college), people="6", table_name="Les Pins")
    assert "pas les deux" in both.text
    assert kept(world) == []
    assert send(desk, world, "Un guichet", college=str(college), people="6").status_code == 303
    assert [one.college_id for one in kept(world)] == [college]


def test_too_many_lines_are_refused_and_given_back(desk: TestClient, world: World) -> None:
    lines = "\n".join(f"Parole {n}" for n in range(10_000))
    answer = desk.post(place(world), data={"text": lines})
    assert answer.status_code == 409
    assert "10000 paroles ici" in answer.text
    assert "Parole 9999" in answer.text
    five = desk.post(place(world), data={"text": "\n".join(lines.split("\n")[:500])})
    assert "500 paroles prêtes" in five.text


def test_a_concluded_topic_takes_nothing_more(desk: TestClient, world: World) -> None:
    world.topic_id = world.keep(a_topic(world.group_id, phase=Phase.CONCLUDED)).id
    assert "n’ajoute pas de paroles" in desk.get(place(world)).text
    assert send(desk, world, "Un guichet").status_code == 409
    assert kept(world) == []


def test_a_file_is_seen_as_notes_before_anything_is_kept(desk: TestClient, world: World) -> None:
    answer = a_file(desk, world, "notes.docx", a_word_file())
    assert answer.status_code == 200
    assert "5 paroles prêtes" in answer.text
    assert "\nEn deux morceaux</textarea>" in answer.text
    assert kept(world) == []


def test_a_file_that_is_not_read_is_refused_in_clear_words(desk: TestClient, world: World) -> None:
    for name, data, sentence in (
        ("a.pdf", b"%PDF", "ni un document Word"),
        ("a.docx", b"x", "abîmé"),
        ("a.txt", bytes(9_000_000), "trop lourd"),
        ("a.txt", b"x\n" * 501, "501 paroles"),
    ):
        answer = a_file(desk, world, name, data)
        assert answer.status_code == 409
        assert sentence in answer.text
    for files in ({}, {"other": ("a.txt", b"x")}):
        answer = desk.post(f"{place(world)}/fichier", files=files or None, data={"x": "y"})
        assert answer.status_code in (400, 409)
    huge = {"content-type": "multipart/form-data; boundary=x"}
    answer = desk.post(f"{place(world)}/fichier", content=bytes(READ_AT_MOST + 1), headers=huge)
    assert answer.status_code in (400, 413)


def test_strangers_and_other_roles_bring_nothing_and_see_no_photograph(
    client: TestClient, world: World
) -> None:
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    address = a_board(client, world).headers["location"]
    for role, status in ((None, 401), (Role.TECHNICAL, 403), (Role.SCRIBE, 403)):
        leave(client)
        if role:
            sign_in(client, a_member(world, role, email=f"{role}@example.org"))
        else:
            enter(client, a_participant(world))
        for page in (place(world), address, f"{address}/image"):
            assert client.get(page).status_code == status, page
        assert a_board(client, world).status_code == status
        assert a_file(client, world, "a.txt", b"x").status_code == status
        assert send(client, world, "Un guichet").status_code == status
        assert client.post(f"{address}/retrait", data={"reason": "x"}).status_code == status
    assert kept(world) == []
