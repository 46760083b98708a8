"""The files of a synthesis: each opens again, and holds what its reader may read, no more."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import jsonschema
import pikepdf
import pytest
from docx import Document
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.debate.commands import withdraw_contribution
from deliberation.debate.models import Contribution, Scope
from deliberation.debate.rules import Audience
from deliberation.documents.stored import restored, stored
from deliberation.roles import Role
from deliberation.syntheses import commands, reading
from deliberation.syntheses.corrections import correct_statement
from deliberation.syntheses.document import document_of
from deliberation.syntheses.files import FILES
from deliberation.syntheses.models import Statement, Synthesis
from deliberation.syntheses.provenance import SCHEMA, provenance
from tests.debate.speaking import a_proposal, a_speaker, an_account, said
from tests.documents.screen_reader import structure
from tests.documents.world import a_document
from tests.syntheses.drafting import (
    PEN,
    a_counted_ballot,
    a_statement,
    a_synthesis,
    published,
    sections,
    submitted,
)
from tests.world import NOON, World, a_member, sign_in

EVERYONE, DRAFTERS = "=1+1 pour tout le monde <b>&amp;", "Pour les rédacteurs seuls."
RELIRE = "Relire avant l'envoi."
ASIDE = "Pour tout le monde, à côté."


def a_told_synthesis(world: World) -> tuple[int, dict[str, int]]:
    """A synthesis that stands on everything that a sentence may stand on, and its contributions."""
    speaker = a_speaker(world)
    words = {
        "everyone": said(world, speaker, EVERYONE, scope=Scope.PUBLIC),
        "drafters": said(world, speaker, DRAFTERS, scope=Scope.DRAFTERS),
        "proposed": said(world, speaker, "Un guichet.", scope=Scope.DRAFTERS),
        "aside": said(world, speaker, ASIDE, scope=Scope.PUBLIC),
    }
    said(world, speaker, "Entre nous.", scope=Scope.TABLE)
    proposal = a_proposal(world, an_account(world), [words["proposed"]])
    ballot = a_counted_ballot(world, proposal)
    synthesis = a_synthesis(world)
    parts = sections(world, synthesis)
    both = (words["everyone"], words["drafters"])
    a_statement(world, parts[0], "#panic() *gras* <b>x</b>.", contributions=both)
    a_statement(world, parts[7], "Un guichet partout.", proposals=(proposal,), ballots=(ballot,))
    a_statement(world, parts[7], RELIRE)
    a_statement(world, parts[9], "La loi le dit.", reference="CASF")
    a_statement(world, parts[10], "Un guichet par canton ?")
    world.db.do(commands.set_aside, synthesis, [words["aside"]], "=Hors sujet", PEN)
    return synthesis, words


def table(content: bytes) -> list[list[str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def checked(told: Any) -> Any:
    """The same, once its schema has nothing to say against it."""
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told, schema)
    return told


def test_every_file_of_a_published_synthesis_opens_again_and_says_the_same(
    client: TestClient, world: World
) -> None:
    synthesis, _ = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}"
    page = client.get(address).text
    kinds = [kind for kind in FILES if kind != "facile-a-lire"]
    files = {kind: client.get(f"{address}/{kind}") for kind in kinds}
    for kind, file in files.items():
        assert file.status_code == 200
        assert f'href="{address}/{kind}"' in page
        assert "synthese-deux-vals-2026-001" in file.headers["content-disposition"]
    for kind in ("pdf", "une-page", "diapositives"):
        made = files[kind].content
        with pikepdf.open(BytesIO(made)) as pdf:
            assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert "#panic() *gras* <b>x</b>." in structure(made).said
        assert "Un guichet par canton" in structure(made).said
    with ZipFile(BytesIO(files["odt"].content)) as odt:
        assert "Un guichet partout." in odt.read("content.xml").decode()
    words = [part.text for part in Document(BytesIO(files["docx"].content)).paragraphs]
    assert any("Un guichet partout." in line for line in words)
    assert "Un guichet partout." in files["md"].text
    assert client.get(f"{address}/facile-a-lire").status_code == 404
    assert client.get(f"{address}/exe").status_code == 404


def test_the_page_and_the_slides_give_each_recommendation_its_vote(
    client: TestClient, world: World
) -> None:
    synthesis, _ = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}"
    said = structure(client.get(f"{address}/une-page").content).said
    _, found, rest = said.partition("Un guichet partout.")
    assert found and rest.startswith("Vote. Plus de la moitié")
    assert rest.index("Sur 78 réponses") < rest.index("Par groupe") < rest.index("Relire avant")
    assert "Nous n’en avons trouvé aucun." in said
    slides = structure(client.get(f"{address}/diapositives").content)
    headings = [heading.said for heading in slides.every("H2")]
    assert "Préconisation 1 sur 2\u00a0: le vote par groupe" in headings
    assert "Préconisation 2 sur 2" in headings
    assert [figure.attributes["/Alt"] for figure in slides.every("Figure")]


def test_the_json_says_where_each_sentence_comes_from(client: TestClient, world: World) -> None:
    synthesis, words = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}"
    told = checked(client.get(f"{address}/json").json())
    assert client.get(told["schema"]).json() == json.loads(SCHEMA.read_text("utf-8"))
    assert (told["status"], told["number"]) == ("published", "deux-vals-2026-001")
    assert told["coverage"] == {"used": 3, "set_aside": 1, "untouched": 0}
    assert told["validation"].startswith("en séance le")
    assert told["sha256"] in client.get(address).text
    statements = {
        block["number"]: [(source["kind"], source["number"]) for source in block["sources"]]
        for section in told["sections"]
        for block in section["blocks"]
        if block["kind"] == "statement"
    }
    assert statements == {
        "1.1": [("contribution", words["everyone"]), ("contribution", words["drafters"])],
        "2.1": [("proposal", 1), ("ballot", 1)],
        "2.2": [("group", None)],
        "4.1": [("reference", None)],
        "5.1": [("group", None)],
    }
    assert told["results"][0]["ballot"] == 1
    assert len(told["results"][0]["groups"]) == 3


def test_the_json_holds_the_words_that_its_reader_may_read(
    client: TestClient, world: World
) -> None:
    synthesis, _ = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}/json"
    told = checked(client.get(address).json())
    assert (told["audience"], [one["words"] for one in told["words"]]) == ("public", [EVERYONE])
    assert DRAFTERS not in json.dumps(told, ensure_ascii=False)
    sign_in(client, a_member(world, Role.TECHNICAL))
    told = checked(client.get(address).json())
    assert told["audience"] == "drafters"
    assert [one["words"] for one in told["words"]] == [EVERYONE, DRAFTERS]


def test_a_text_of_other_times_is_still_read_by_a_machine() -> None:
    told = checked(provenance(a_document(), {}, Audience.PUBLIC))
    assert told["coverage"] is None
    assert told["sections"][0]["blocks"][0]["sources"] == [
        {"kind": "named", "number": None, "name": "contribution 12"},
        {"kind": "named", "number": None, "name": "scrutin 3"},
    ]
    assert restored(stored(a_document()), a_document().digest) == a_document()
    with pytest.raises(jsonschema.ValidationError):
        checked(told | {"status": "maybe"})


def test_the_table_says_what_became_of_each_contribution(client: TestClient, world: World) -> None:
    synthesis, words = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}/paroles"
    heading, *rows = table(client.get(address).content)
    assert len(heading) == 5
    assert rows == [
        [str(words["everyone"]), "reprise", "1.1", "", f"'{EVERYONE}"],
        [str(words["drafters"]), "reprise", "1.1", "", ""],
        [str(words["proposed"]), "reprise", "2.1", "", ""],
        [str(words["aside"]), "mise de côté", "", "'=Hors sujet", ASIDE],
    ]
    sign_in(client, a_member(world, Role.TECHNICAL))
    assert table(client.get(address).content)[1:] == rows  # a file travels: nobody gets more


def test_words_withdrawn_after_publication_are_in_no_file(client: TestClient, world: World) -> None:
    synthesis, words = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}"
    with world.db.reading() as session:
        author = session.get_one(Contribution, words["everyone"]).participant_id
    world.db.do(withdraw_contribution, words["everyone"], author)
    rows = table(client.get(f"{address}/paroles").content)[1:]
    assert rows[0] == [str(words["everyone"]), "retirée par son auteur", "1.1", "", ""]
    assert checked(client.get(f"{address}/json").json())["words"] == []


def test_a_corrected_text_is_corrected_in_every_file(client: TestClient, world: World) -> None:
    synthesis, _ = a_told_synthesis(world)
    address = f"/syntheses/{published(world, synthesis)}"
    with world.db.reading() as session:
        statement = session.exec(select(Statement.id).where(Statement.words == RELIRE)).one()
    told = synthesis, statement, "Relire à deux.", "Un oubli.", PEN, NOON
    world.db.do(correct_statement, *told)
    data = checked(client.get(f"{address}/json").json())
    assert data["number"] == "deux-vals-2026-001-v2"
    for kind in ("json", "md"):
        content = client.get(f"{address}/{kind}").text
        assert "Relire à deux." in content and RELIRE not in content and "Un oubli." in content
    for kind in ("une-page", "diapositives"):
        file = client.get(f"{address}/{kind}")
        said = structure(file.content).said
        assert "Relire à deux." in said and RELIRE not in said
        assert "001-v2" in file.headers["content-disposition"]


def test_a_file_is_of_one_moment_even_while_the_text_changes(
    client: TestClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    synthesis, _ = a_told_synthesis(world)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    counted = reading.coverage_of

    def then_someone_writes(*asked: Any) -> Any:
        found = counted(*asked)
        a_statement(world, sections(world, synthesis)[1], "Entre-temps.")
        return found

    monkeypatch.setattr(reading, "coverage_of", then_someone_writes)
    assert "Entre-temps." not in client.get(f"/syntheses/{synthesis}/json").text
    monkeypatch.undo()
    assert "Entre-temps." in client.get(f"/syntheses/{synthesis}/json").text


def test_the_annex_gives_reasons_and_numbers_and_never_words(world: World) -> None:
    synthesis, words = a_told_synthesis(world)
    with world.db.reading() as session:
        document = document_of(session, session.get_one(Synthesis, synthesis), NOON)
    [annex] = [one for one in document.sections if one.heading.startswith("Ce que nous n’avons")]
    assert annex.blocks[0].rows == (("=Hors sujet", "1", str(words["aside"])),)  # type: ignore[union-attr]
    assert ASIDE not in stored(document)


@pytest.mark.parametrize("kind", FILES)
def test_nobody_else_takes_a_draft_away(client: TestClient, world: World, kind: str) -> None:
    assert client.get(f"/syntheses/{submitted(world)}/{kind}").status_code == 404
