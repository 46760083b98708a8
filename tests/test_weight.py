"""What a phone downloads: little, for it shares one poor line with a whole hall."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from deliberation.app import build
from deliberation.config import Settings
from deliberation.security import PARTICIPANT_COOKIE
from deliberation.web import Assets
from tests.ballots.voting import an_open_ballot
from tests.browser.serving import serving
from tests.sittings.days import a_day
from tests.world import HTMX, World, a_participant, a_world, enter

LIGHT = 60_000  # bytes: the first visit of a participant's page, with all that it asks for
GZIP = {"accept-encoding": "gzip"}
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
def site(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """A running platform, and the card of a participant."""
    folder = tmp_path_factory.mktemp("weight")
    (folder / "deliberation.db").write_bytes(migrated_file.read_bytes())
    app = build(Settings(data_dir=folder))
    world = a_world(app.state.db)
    an_open_ballot(world)
    a_day(world)
    with serving(app) as address:
        yield address, a_participant(world)


def parts(browser: Browser, site: tuple[str, str], page_address: str) -> dict[str, int]:
    """What came over the wire for a first visit, headers included: address -> bytes."""
    address, secret = site
    with browser.new_context(base_url=address, locale="fr-FR") as context:
        context.add_cookies([{"name": PARTICIPANT_COOKIE, "value": secret, "url": address}])
        page = context.new_page()
        wire = context.new_cdp_session(page)
        asked: dict[str, str] = {}
        came: dict[str, int] = {}
        wire.on(
            "Network.requestWillBeSent",
            lambda said: asked.update({said["requestId"]: urlsplit(said["request"]["url"]).path}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda said: came.update({asked[said["requestId"]]: int(said["encodedDataLength"])}),
        )
        wire.send("Network.enable")
        page.goto(page_address, wait_until="networkidle")
        page.evaluate("document.fonts.ready")
    return came


@pytest.mark.parametrize(
    "address", ["/journees/1/suivre", "/sujets/1/contributions?carte=1", "/scrutins/1"]
)
def test_the_first_visit_of_a_participant_s_page_is_light(
    browser: Browser, site: tuple[str, str], address: str
) -> None:
    came = parts(browser, site, address)
    told = "\n".join(f"{size:7} {name}" for name, size in sorted(came.items(), key=lambda p: -p[1]))
    letters = {Path(name).name for name in came if "Atkinson" in name}
    assert letters == {f"AtkinsonHyperlegible-{name}.woff2" for name in ("Regular", "Bold")}, told
    assert sum(came.values()) <= LIGHT, f"{address}: {sum(came.values())} bytes\n{told}"


def test_a_page_is_compressed_for_who_reads_it_so(client: TestClient, world: World) -> None:
    enter(client, a_participant(world))
    address = f"/sujets/{world.topic_id}/contributions"
    light, whole = (client.get(address, headers=how) for how in (GZIP, PLAIN))
    assert light.headers["content-encoding"] == "gzip"
    assert light.headers["vary"].lower() == "accept-encoding"
    assert int(light.headers["content-length"]) < int(whole.headers["content-length"]) / 2
    assert "content-encoding" not in whole.headers
    assert "<h1>" in light.text and "<h1>" in whole.text


def test_the_answer_to_a_vote_waits_for_no_compression(client: TestClient, world: World) -> None:
    ballot = an_open_ballot(world)
    enter(client, a_participant(world))
    said = {"choice": "agree"}
    for headers in (HTMX, {}):
        answer = client.post(f"/scrutins/{ballot}/votes", data=said, headers=GZIP | headers)
        assert answer.status_code in (200, 303)
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("name", ["app.js", "base.css", "icon.svg"])
def test_our_own_files_are_compressed_and_the_same(client: TestClient, name: str) -> None:
    light, whole = (client.get(f"/static/{name}", headers=how) for how in (GZIP, PLAIN))
    assert light.content == whole.content
    assert light.headers["content-encoding"] == "gzip"
    assert light.headers["content-type"] == whole.headers["content-type"]
    assert "immutable" in light.headers["cache-control"]
    assert int(light.headers["content-length"]) < len(whole.content)
    again = client.get(f"/static/{name}", headers=GZIP | {"if-none-match": "*"})
    assert (again.status_code, again.content) == (304, b"")


def test_a_file_that_changes_is_compressed_anew(tmp_path: Path) -> None:
    client = TestClient(Starlette(routes=[Mount("/", Assets(directory=tmp_path))]))
    for words in ("un " * 900, "deux " * 900):
        (tmp_path / "a.css").write_text(words)
        assert client.get("/a.css", headers=GZIP).text == words
