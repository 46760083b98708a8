"""The files of a synthesis: each opens again, and holds what its reader may read, no more."""

from io import BytesIO
from zipfile import ZipFile

import pikepdf
from docx import Document
from starlette.testclient import TestClient

from tests.syntheses.drafting import published, submitted
from tests.world import World


def test_a_published_synthesis_is_downloaded_as_files_that_anyone_can_read(
    client: TestClient, world: World
) -> None:
    address = f"/syntheses/{published(world, submitted(world))}"
    made = client.get(f"{address}/pdf")
    assert made.headers["content-type"] == "application/pdf"
    assert "synthese-deux-vals-2026-001.pdf" in made.headers["content-disposition"]
    with pikepdf.open(BytesIO(made.content)) as file:
        assert file.Root.MarkInfo.Marked
        assert file.open_metadata()["pdfuaid:part"] == "1"
    words = [
        part.text for part in Document(BytesIO(client.get(f"{address}/docx").content)).paragraphs
    ]
    assert any("Une phrase." in line for line in words)
    assert "Une phrase." in client.get(f"{address}/md").text
    with ZipFile(BytesIO(client.get(f"{address}/odt").content)) as file:
        assert "Une phrase." in file.read("content.xml").decode()
    assert client.get(f"{address}/exe").status_code == 404
