"""The laws of the kit: all a room needs on paper, heard and seen, in the right hands only."""

from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from deliberation.ballots.models import Ballot
from deliberation.documents.kit import (
    Advice,
    Cards,
    Cover,
    Door,
    Kit,
    Mark,
    NoteSheet,
    Poster,
    Programme,
    Sign,
    Slip,
    Slips,
    Task,
    kit_pdf,
)
from deliberation.people import codes
from deliberation.roles import Role
from deliberation.sittings.doors import table_token
from deliberation.sittings.kit_sheets import kit_of
from deliberation.sittings.models import Segment, Sitting, SittingState, Table
from tests.documents.screen_reader import farthest, structure
from tests.documents.world import TRAPS
from tests.sittings.days import MORNING, VOTE, a_code_for, a_day, a_table, view_of
from tests.world import World, a_member, a_participant, enter, leave, sign_in

HOSTILE = " ".join(TRAPS[:8])
A4_WIDTH = 595.3


def made(client: TestClient, day: int) -> bytes:
    reply = client.get(f"/journees/{day}/kit.pdf")
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/pdf"
    return reply.content


def heard(made: bytes) -> str:
    """What a screen reader says of it, with spaces and apostrophes as we type them."""
    said = structure(made).said.replace("\u200b", "")
    return " ".join(said.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'").split())


def a_facilitator(client: TestClient, world: World) -> None:
    sign_in(client, a_member(world, Role.FACILITATOR))


def a_whole_day(world: World, tables: int = 2) -> int:
    """A day with a code, tables, and a vote whose question is known."""
    day = a_day(world)
    a_code_for(world, day)
    for number in range(1, tables + 1):
        a_table(world, day, number, name=f"Les Pins {number}")
    ballot = world.keep(
        Ballot(topic_id=world.topic_id, question="Garder le guichet ?", easy_read="On garde ?")
    )

    vote = view_of(world, day).segments[VOTE]

    def vote_on(session: Session) -> None:
        session.get_one(Segment, vote.id).ballot_id = ballot.id

    world.db.do(vote_on)
    return day


def a_kit(words: str) -> Kit:
    """A kit with a sheet of each kind, in which people typed these words."""
    door = Door(words, str(codes.qr("http://exemple", "x")), words)
    slip = Slip(words, words, words, 2, words, (Mark("agree", words), Mark(words, words)))
    return Kit(
        words,
        MORNING.date(),
        (
            Cover(words, words, ((words, words),), (words,), (Task(words, 1, 3), Task(words))),
            Poster("Entrez", (words,), "K7M 4PX", door, (words,), words),
            Sign("Table 12", words, (words,) * 3, door),
            Cards(words, words, (Mark("circle", words), Mark(words, words))),
            Slips(words, words, (slip, slip)),
            NoteSheet(words, words, ("n°", "Mots", "", "", ""), (words,), 3, (words,)),
            Advice(words, words, ((words, (words, words)),)),
            Programme(words, words, ("", "", ""), (("10 h 10", words, "5 min", (words,)),)),
        ),
    )


def test_a_checker_of_accessibility_finds_no_fault(
    client: TestClient, world: World, tmp_path: Path
) -> None:
    a_facilitator(client, world)
    path = tmp_path / "kit.pdf"
    path.write_bytes(made(client, a_whole_day(world)))
    assert [finding.message for finding in pdfua.validate(str(path)).findings] == []
    with pikepdf.open(path) as kit:
        assert kit.open_metadata()["pdfuaid:part"] == "1"
        assert str(kit.Root.Lang) == "fr"


def test_one_file_holds_all_that_a_room_needs_in_the_order_of_the_day(
    client: TestClient, world: World
) -> None:
    a_facilitator(client, world)
    day = a_whole_day(world)
    said = heard(made(client, day))
    order = (
        "Le kit de la journée",
        "3 fois",
        "http://127.0.0.1:8000/salle",
        "Entrez dans la journée",
        "K7M 4PX",
        "Table 1",
        "Les Pins 1",
        "Une personne écrit pour la table",
        "Table 2",
        "Je n'ai pas compris",
        "Moins vite",
        "Je veux parler",
        "personnes accompagnées",
        "institutions",
        "Qui peut lire ces mots",
        "Reste à la table",
        "Peut être public",
        "Garder le guichet ?",
        "On garde ?",
        "Je ne veux pas répondre",
        "La question :",
        "Votre avis sur la journée",
        "Notes de la table",
        "Si le wifi ne marche pas",
        "http://127.0.0.1:8000/salle",
        "HOST=0.0.0.0",
        "Si l'écran ne marche pas",
        "Si une personne n'a pas de téléphone",
        "Si le serveur s'arrête",
        "Le déroulé",
        "10 h 10",
        "Qu'est-ce qui bloque ?",
        "20 min",
    )
    for words in order:
        _, found, said = said.partition(words)
        assert found, f"« {words} » is not after what stands before it"


def test_the_sign_of_a_table_opens_that_table_and_no_other(
    client: TestClient, world: World
) -> None:
    day = a_whole_day(world)
    with world.db.reading() as session:
        sheets = kit_of(session, view_of(world, day), "http://ici", world.db.key).sheets
        signs = [sheet for sheet in sheets if isinstance(sheet, Sign)]
        tables = session.exec(select(Table).order_by(col(Table.number))).all()
        sitting = session.get_one(Sitting, day)
        opens = [f"http://ici/t/{t.id}/{table_token(world.db.key, sitting, t)}" for t in tables]
    assert [sign.door.address for sign in signs] == opens
    for sign in signs:
        assert sign.door.address in sign.door.alt  # who does not see the drawing hears it
        assert sign.door.svg == codes.qr(sign.door.address, sign.door.alt)
        assert len(sign.lines) == 3
    for one, address in zip(tables, opens, strict=True):
        assert client.get(address.removeprefix("http://ici")).status_code in (200, 303), one.number


def test_without_a_code_the_poster_says_to_create_it_first(
    client: TestClient, world: World
) -> None:
    a_facilitator(client, world)
    said = heard(made(client, a_day(world)))
    assert "n'a pas encore de code" in said and "Créez-le d'abord" in said
    assert "/e/" not in said


def test_the_kit_is_for_those_who_prepare_the_day(client: TestClient, world: World) -> None:
    day = a_whole_day(world)
    draft = a_day(world, state=SittingState.DRAFT)
    here = f"/journees/{day}/kit.pdf"
    assert client.get(here).status_code == 401
    enter(client, a_participant(world))
    assert client.get(here).status_code == 401
    leave(client)
    for place, role in enumerate((Role.SCRIBE, Role.TECHNICAL, Role.NATIONAL_READER)):
        sign_in(client, a_member(world, role, email=f"{place}@example.org"))
        assert client.get(here).status_code == 403, role
    sign_in(client, a_member(world, Role.SECRETARIAT, email="s@example.org"))
    assert {client.get(f"/journees/{one}/kit.pdf").status_code for one in (day, draft)} == {200}
    assert client.get("/journees/99/kit.pdf").status_code == 404


@pytest.mark.parametrize("words", [*TRAPS[:4], "W" * 90, HOSTILE, "Bravo 😀"])
def test_what_people_typed_is_never_read_as_source_nor_leaves_the_page(words: str) -> None:
    kit = kit_pdf(a_kit(words))
    assert structure(kit).every("H1")
    left, right = farthest(kit)
    assert left > 40
    assert right < A4_WIDTH - 30
    assert kit_pdf(a_kit(words)) == kit


def test_a_trap_in_a_day_is_printed_as_it_was_typed(client: TestClient, world: World) -> None:
    trap = '#panic("x") <b>$x$</b> @ref *gras*'
    day = a_day(world, title=trap, venue=trap)
    a_code_for(world, day)
    a_table(world, day, name=trap)
    a_facilitator(client, world)
    said = heard(made(client, day))
    assert said.count(trap) >= 3


def test_a_sign_that_cannot_be_drawn_is_told(client: TestClient, world: World) -> None:
    lacking = heard(kit_pdf(a_kit("Bravo 😀")))
    assert "Bravo □" in lacking and "remplacé par □" in lacking
    assert "remplacé par □" not in heard(kit_pdf(a_kit("Bravo")))


def test_thirty_tables_have_thirty_signs_each_on_its_own_page(
    client: TestClient, world: World
) -> None:
    a_facilitator(client, world)
    kit = made(client, a_whole_day(world, tables=30))
    headings = [heading.said for heading in structure(kit).every("H1")]
    assert [one for one in headings if one.startswith("Table ")] == [
        f"Table {number}" for number in range(1, 31)
    ]
    with pikepdf.open(BytesIO(kit)) as pages:
        assert len(pages.pages) < 45
