"""What our script adds: words kept until they are sent, live parts that go on without a socket."""

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from deliberation import web
from deliberation.security import SafeHeaders, SeenParticipant, Viewer
from tests.browser.serving import serving

KEPT = "Gardé sur ce téléphone, pas encore envoyé"
PAGE = """
{% extends "base.html" %}
{% from "components/buttons.html" import button %}
{% from "components/fields.html" import long_text %}
{% block main %}
<form method="post" action="/words" autocomplete="off" {{ htmx | safe }}>
  {{ long_text("words", "Votre idée", given_back, limit=10, required=none) }}
  {{ button("J'envoie") }}
</form>
<div data-hx-ws-connect="/socket"><p id="live" data-poll="/live">0</p></div>
{% endblock %}
"""
NEWS = """<hx-partial data-hx-target="#live" data-hx-swap="outerMorph">
<p id="live" data-poll="/live">par le fil</p></hx-partial>"""


class Place:
    """A small platform: a form, a live part, and a door that can be shut."""

    def __init__(self) -> None:
        self.refuses = False
        self.socket_open = False
        self.live = 0
        self.app = Starlette(
            routes=[
                Route("/", self.form),
                Route("/htmx", self.form),
                Route("/words", self.receive, methods=["POST"]),
                Route("/effacer", self.erase, methods=["POST"]),
                Route("/live", self.state),
                WebSocketRoute("/socket", self.follow),
                Mount("/static", web.Assets(directory=web.ROOT / "static")),
            ],
            middleware=[Middleware(SafeHeaders)],
        )

    def form(self, request: Request, given_back: str = "") -> Response:
        who = request.query_params.get("who", "Voix 1001")
        htmx = 'data-hx-post="/words" data-hx-swap="none"' if request.url.path == "/htmx" else ""
        html = web.templates.env.from_string(PAGE).render(
            viewer=Viewer(SeenParticipant(1, 1, None, who)), given_back=given_back, htmx=htmx
        )
        return HTMLResponse(html, 409 if given_back else 200)

    async def receive(self, request: Request) -> Response:
        [words] = parse_qs((await request.body()).decode())["words"]
        if web.is_htmx(request):
            return HTMLResponse("", 409 if self.refuses else 200)
        return self.form(request, words) if self.refuses else web.see_other("/")

    def erase(self, request: Request) -> Response:
        return web.see_other("/")

    def state(self, request: Request) -> Response:
        return HTMLResponse(f'<p id="live" data-poll="/live">{self.live}</p>')

    async def follow(self, socket: WebSocket) -> None:
        await socket.accept()
        if not self.socket_open:
            await socket.close(4403)
            return
        await socket.send_text(NEWS)
        with suppress(WebSocketDisconnect):
            await socket.receive_text()


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def context(browser: Browser, place: Place) -> Iterator[BrowserContext]:
    with serving(place.app) as address, browser.new_context(base_url=address) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def write(page: Page, words: str) -> None:
    page.get_by_label("Votre idée").press_sequentially(words)


def expect_words(page: Page, words: str) -> None:
    expect(page.get_by_label("Votre idée")).to_have_value(words)


def test_words_typed_are_there_again_after_the_page_was_closed(
    context: BrowserContext, page: Page
) -> None:
    page.goto("/")
    write(page, "Le bus")
    expect(page.locator("#state")).to_have_text(KEPT)
    page.close()
    again = context.new_page()
    again.goto("/")
    expect_words(again, "Le bus")
    expect(again.locator("#state")).to_have_text(KEPT)


def test_words_that_were_received_are_kept_no_longer(page: Page) -> None:
    page.goto("/")
    write(page, "Le bus")
    page.get_by_role("button", name="J'envoie").click()
    expect_words(page, "")
    page.goto("/")
    expect_words(page, "")


def test_words_that_were_refused_are_still_kept(place: Place, page: Page) -> None:
    place.refuses = True
    page.goto("/")
    write(page, "Le bus")
    page.get_by_role("button", name="J'envoie").click()
    expect_words(page, "Le bus")
    page.goto("/")
    expect_words(page, "Le bus")


@pytest.mark.parametrize("refuses", [False, True])
def test_words_sent_without_leaving_the_page_are_kept_only_if_refused(
    place: Place, page: Page, refuses: bool
) -> None:
    place.refuses = refuses
    page.goto("/htmx")
    write(page, "Le bus")
    with page.expect_response("**/words"):
        page.get_by_role("button", name="J'envoie").click()
    page.goto("/")
    expect_words(page, "Le bus" if refuses else "")


def test_words_are_not_lost_when_the_network_is(context: BrowserContext, page: Page) -> None:
    page.goto("/")
    write(page, "Le bus")
    context.set_offline(True)
    page.get_by_role("button", name="J'envoie").click()
    context.set_offline(False)
    page.go_back()
    expect_words(page, "Le bus")


def test_what_could_not_leave_is_said(context: BrowserContext, page: Page) -> None:
    page.goto("/htmx")
    context.set_offline(True)
    page.get_by_role("button", name="J'envoie").click()
    expect(page.locator("#state")).to_contain_text("ce n’est pas parti")


def test_another_person_on_the_same_phone_does_not_see_the_words(page: Page) -> None:
    page.goto("/")
    write(page, "Le bus")
    page.goto("/?who=Voix 1002")
    expect_words(page, "")


def test_erasing_leaves_no_word_on_the_phone(page: Page) -> None:
    page.goto("/")
    write(page, "Le bus")
    page.get_by_role("button", name="J’ai fini").click()
    expect_words(page, "")
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_the_limit_is_said_before_typing_and_what_is_too_long_is_not_cut(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("Signes écrits : 0 sur 10")).to_be_visible()
    write(page, "Onze signes")
    expect(page.get_by_text("Signes écrits : 11 sur 10, 1 de trop")).to_be_visible()
    expect_words(page, "Onze signes")


def test_a_live_part_is_asked_for_again_where_the_socket_is_shut(place: Place, page: Page) -> None:
    page.clock.install()
    place.live = 47  # the page that was drawn still says 0
    page.goto("/")
    page.clock.fast_forward(6_000)
    expect(page.locator("#live")).to_have_text("47")


def test_a_live_part_is_left_alone_while_its_socket_is_open(place: Place, page: Page) -> None:
    place.socket_open = True
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page.locator("#live")).to_have_text("par le fil")
    page.clock.fast_forward(6_000)
    page.evaluate("() => fetch('/')")
    assert not [address for address in asked if address.endswith("/live")]


def test_no_button_promises_a_voice_that_the_phone_has_not(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("Lire à voix haute")).to_be_hidden()
