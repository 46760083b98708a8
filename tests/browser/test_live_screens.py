"""Live screens in a real browser: htmx takes our partials, comes back, or gives up when told to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.routing import Route as Address
from starlette.staticfiles import StaticFiles

from deliberation.live import partial
from tests.hall import Hall, serving

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
PAGE = """<!doctype html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="htmx-config" content='{"metaCharacter": "-", "includeIndicatorCSS": false}'>
  <title>Écran</title>
  <link rel="icon" href="data:,">
</head>
<body>
  <main data-hx-ws-connect="%s">
    <div id="card"><p id="words">Avant</p><label>Note <textarea id="note"></textarea></label></div>
    <p id="still">Immobile</p>
  </main>
  <script src="/vendor/htmx.min.js"></script>
  <script src="/vendor/hx-ws.min.js"></script>
</body>
</html>"""
# The last code that htmx was told, and whether it has given up.
WATCH = """document.addEventListener("htmx-ws-close", (event) => {
  document.documentElement.dataset.code = event.detail.code;
});"""
GAVE_UP = "document.querySelector('main')._htmx.ws.connection === undefined"


class Screens(Hall):
    """A hall whose rooms show a card, and a page that follows one of them."""

    def __init__(self) -> None:
        vendor = Mount("/vendor", StaticFiles(directory=VENDOR))
        super().__init__(routes=[Address("/", self._page), vendor])

    def html(self, channel: str, audience: str) -> str:
        words = self.words.get(channel, "Au début")
        note = '<label>Note <textarea id="note"></textarea></label>'
        card = partial("card", f'<div id="card"><p id="words">{words}</p>{note}</div>')
        return card + partial("elsewhere", '<p id="elsewhere">Pas sur cette page</p>')

    async def _page(self, request: Request) -> Response:
        policy = {"content-security-policy": "default-src 'self'; img-src data:"}
        return HTMLResponse(PAGE % request.query_params["follow"], headers=policy)


@pytest.fixture
def hall() -> Iterator[Screens]:
    if not (VENDOR / "hx-ws.min.js").exists():
        pytest.skip("the browser files are not there (make install)")
    with serving(Screens()) as hall:
        yield hall


@pytest.fixture
def page(browser: Browser, hall: Screens) -> Iterator[Page]:
    page = browser.new_page(base_url=f"http://127.0.0.1:{hall.port}")
    page.add_init_script(WATCH)
    yield page
    page.close()


def test_a_change_reaches_the_page_and_keeps_what_is_being_typed(page: Page, hall: Screens) -> None:
    page.goto("/?follow=/ballot:1/page")
    expect(page.locator("#words")).to_have_text("Au début")
    page.locator("#note").press_sequentially("à demi éc")
    hall.say("ballot:1", "Ensuite")
    expect(page.locator("#words")).to_have_text("Ensuite")
    expect(page.locator("#note")).to_have_value("à demi éc")
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator("#still")).to_have_text("Immobile")
    expect(page.locator("#elsewhere")).to_have_count(0)


def test_a_page_whose_scripts_arrive_late_is_live_too(page: Page) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route("**/hx-ws.min.js", hold)
    with page.expect_response("**/htmx.min.js"), page.expect_request("**/hx-ws.min.js"):
        page.goto("/?follow=/ballot:1/page", wait_until="commit")
    page.evaluate("new Promise((done) => setTimeout(done))")  # htmx has had its turn
    late.pop().continue_()
    expect(page.locator("#words")).to_have_text("Au début")


@pytest.mark.parametrize("frame", ["base.html", "screen.html"])
def test_our_pages_load_htmx_in_the_same_way(frame: str) -> None:
    source = (ROOT / "templates" / frame).read_text("utf-8")
    scripts = re.findall(r"<script([^>]*)vendor/[^>]*>", source)
    assert len(scripts) == 2
    assert not re.search("defer|async|module", "".join(scripts))


def test_a_page_comes_back_by_itself_and_is_shown_what_it_missed(page: Page, hall: Screens) -> None:
    page.goto("/?follow=/ballot:1/page")
    expect(page.locator("#words")).to_have_text("Au début")
    hall.stop_hub()
    expect(page.locator("html")).to_have_attribute("data-code", "1012")
    hall.words["ballot:1"] = "Pendant ce temps"
    hall.start_hub()
    expect(page.locator("#words")).to_have_text("Pendant ce temps")


def test_a_page_that_is_refused_does_not_try_again(page: Page) -> None:
    page.goto("/?follow=/closed")
    expect(page.locator("html")).to_have_attribute("data-code", "4403")
    assert page.evaluate(GAVE_UP)
    expect(page.locator("#words")).to_have_text("Avant")
