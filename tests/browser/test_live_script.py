"""A live page: the server's minutes, a piece that is one's own, notes that leave one by one."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from deliberation import web
from deliberation.frames import partial
from deliberation.security import SafeHeaders
from tests.browser.serving import serving

PAGE = """
{% extends "base.html" %}
{% from "components/fields.html" import long_text, once %}
{% from "components/buttons.html" import button %}
{% from "components/progress.html" import countdown %}
{% block main %}
{{ countdown("Jusqu'à bientôt", until) }}
<div data-hx-ws-connect="/line">{{ card | safe }}</div>
<form method="post" action="/notes" data-outbox="stay" data-refresh="#notes" data-enter>
  {{ once(new_token()) }}
  {{ long_text("words", "La note", required=none) }}
  {{ button("J'ajoute") }}
</form>
<form method="post" action="/photo" enctype="multipart/form-data" data-outbox>
  <label>La photo <input type="file" name="photo"></label>
  {{ button("J'envoie la photo") }}
</form>
<ul id="notes">{% for note in notes %}<li>{{ note }}</li>{% endfor %}</ul>
{% endblock %}
"""
CARD = """<div id="card"><p>{step}</p>{slot}</div>"""
SLOT = '<div id="mine" data-mine="/mine" data-turn="{turn}" data-jitter="0">{words}</div>'
SHIFTED = """(hours) => {
  const Real = Date;
  const off = hours * 3_600_000;
  window.Date = class extends Real {
    constructor(...given) { if (given.length) super(...given); else super(Real.now() + off); }
    static now() { return Real.now() + off; }
  };
}"""
HEARD = "document.addEventListener('outbox-sent', ({ detail }) => (window.heard = detail.to))"


class Place:
    """A small platform in the middle of a live day."""

    def __init__(self) -> None:
        self.until = datetime.now(UTC)
        self.ahead = 0.0  # seconds that its clock gained since the page was given
        self.asked = 0
        self.refuses = False
        self.notes: list[str] = []
        self.tokens: list[str] = []
        self.socket: WebSocket | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.listening = Event()
        self.app = Starlette(
            routes=[
                Route("/", self.page),
                Route("/mine", self.mine),
                Route("/heure", self.hour),
                Route("/notes", self.add, methods=["POST"]),
                WebSocketRoute("/line", self.line),
                Mount("/static", web.Assets(directory=web.ROOT / "static")),
            ],
            middleware=[Middleware(SafeHeaders)],
        )

    def page(self, request: Request) -> Response:
        card = CARD.format(step="Étape 1", slot=SLOT.format(turn=1, words="la vôtre, avec la page"))
        html = web.templates.env.from_string(PAGE).render(
            until=self.until.isoformat(), card=card, notes=self.notes
        )
        return HTMLResponse(html)

    def mine(self, request: Request) -> Response:
        self.asked += 1
        return HTMLResponse(f"<p>la vôtre, demandée {self.asked} fois</p>")

    def hour(self, request: Request) -> Response:
        return PlainTextResponse(str(int((time.time() + self.ahead) * 1000)))

    async def add(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        if self.refuses:
            alert = '<div id="alert"><p class="refusal">Cette étape est finie.</p></div>'
            return HTMLResponse(alert, 409)
        self.tokens += form["once"]
        self.notes += form["words"]
        return web.see_other("/")

    async def line(self, socket: WebSocket) -> None:
        await socket.accept()
        self.socket, self.loop = socket, asyncio.get_running_loop()
        self.listening.set()
        with suppress(WebSocketDisconnect):
            await socket.receive_text()

    def show(self, step: str, turn: int | None) -> None:
        """Send the same frame to everyone: it knows nobody."""
        assert self.listening.wait(5) and self.socket and self.loop
        slot = SLOT.format(turn=turn, words="") if turn else ""
        frame = partial("card", CARD.format(step=step, slot=slot))
        asyncio.run_coroutine_threadsafe(self.socket.send_text(frame), self.loop).result(5)


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


def in_seconds(place: Place, seconds: float) -> None:
    place.until = datetime.fromtimestamp(time.time() + seconds, UTC)


def expect_left(page: Page, words: str) -> None:
    expect(page.get_by_role("timer")).to_have_text(words)


# --- the clock --------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-2, 0, 2])
def test_a_phone_two_hours_off_shows_the_right_minutes(
    place: Place, page: Page, hours: int
) -> None:
    in_seconds(place, 8 * 60 - 1)
    page.add_init_script(f"({SHIFTED})({hours})")
    page.goto("/")
    assert abs(page.evaluate("Date.now()") / 1000 - time.time() - hours * 3600) < 1800
    expect_left(page, "encore 8 min")


def test_the_last_minutes_are_counted_to_the_second(place: Place, page: Page) -> None:
    page.clock.install()
    in_seconds(place, 90)
    page.goto("/")
    expect_left(page, "encore 2 min")
    page.clock.fast_forward(31_000)
    expect_left(page, "encore 1 min")
    page.clock.fast_forward(60_000)
    expect_left(page, "c’est fini")


def test_a_page_that_is_seen_again_asks_the_hour_again(place: Place, page: Page) -> None:
    in_seconds(place, 8 * 60 - 1)
    page.goto("/")
    expect_left(page, "encore 8 min")
    place.ahead = 5 * 60.0
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_left(page, "encore 3 min")


# --- a piece that is one's own --------------------------------------------------------------


def test_one_s_own_piece_comes_with_the_page_and_is_not_asked_for(place: Place, page: Page) -> None:
    page.goto("/")
    place.show("Étape 1, suite", turn=1)
    expect(page.locator("#card > p")).to_have_text("Étape 1, suite")
    expect(page.locator("#mine")).to_have_text("la vôtre, avec la page")
    assert place.asked == 0


def test_one_s_own_piece_is_asked_for_once_for_each_turn(place: Place, page: Page) -> None:
    page.goto("/")
    place.show("Étape 2", turn=2)
    expect(page.locator("#mine")).to_have_text("la vôtre, demandée 1 fois")
    for beat in range(3):
        place.show(f"Étape 2, battement {beat}", turn=2)
        expect(page.locator("#card > p")).to_have_text(f"Étape 2, battement {beat}")
    expect(page.locator("#mine")).to_have_text("la vôtre, demandée 1 fois")
    place.show("Étape 3", turn=3)
    expect(page.locator("#mine")).to_have_text("la vôtre, demandée 2 fois")
    assert place.asked == 2


def test_one_s_own_piece_that_went_away_is_asked_for_when_it_comes_back(
    place: Place, page: Page
) -> None:
    page.goto("/")
    place.show("Écoutez", turn=None)
    expect(page.locator("#mine")).to_have_count(0)
    place.show("Étape 1", turn=1)
    expect(page.locator("#mine")).to_have_text("la vôtre, demandée 1 fois")


# --- notes, one after the other -------------------------------------------------------------


def test_notes_leave_one_by_one_while_the_next_is_typed(place: Place, page: Page) -> None:
    page.goto("/")
    page.evaluate(HEARD)
    box = page.get_by_label("La note")
    for number in range(3):
        box.press_sequentially(f"Note {number}")
        box.press("Enter")
    box.press_sequentially("La suivante")
    expect(page.locator("#notes li")).to_have_text(["Note 0", "Note 1", "Note 2"])
    expect(box).to_have_value("La suivante")
    expect(box).to_be_focused()
    assert place.notes == ["Note 0", "Note 1", "Note 2"]
    assert len(set(place.tokens)) == 3
    assert page.evaluate("heard") == "/notes"


def test_notes_typed_without_network_arrive_in_order_and_show_on_the_page(
    context: BrowserContext, place: Place, page: Page
) -> None:
    page.goto("/")
    context.set_offline(True)
    box = page.get_by_label("La note")
    for number in range(3):
        box.press_sequentially(f"Note {number}")
        box.press("Enter")
    expect(page.locator("#outbox")).to_contain_text("pas encore envoyé : 3")
    context.set_offline(False)
    expect(page.locator("#notes li")).to_have_text(["Note 0", "Note 1", "Note 2"])
    expect(page.locator("#outbox")).to_have_text("C’est enregistré")


def test_a_note_for_a_step_that_is_over_is_given_back(place: Place, page: Page) -> None:
    place.refuses = True
    page.goto("/")
    box = page.get_by_label("La note")
    box.press_sequentially("Trop tard")
    box.press("Enter")
    unsaved = page.get_by_role("region", name="Pas enregistré")
    expect(unsaved).to_contain_text("Pas enregistré : Cette étape est finie.")
    expect(unsaved).to_contain_text("Trop tard")
    place.refuses = False
    unsaved.get_by_role("button", name="Reprendre").click()
    expect(box).to_have_value("Trop tard")
    box.press("Enter")
    expect(page.locator("#notes li")).to_have_text(["Trop tard"])
    expect(unsaved).to_be_hidden()


def test_a_photograph_does_not_wait_and_the_page_says_so(
    context: BrowserContext, page: Page
) -> None:
    page.goto("/")
    photo = {"name": "mur.jpg", "mimeType": "image/jpeg", "buffer": b"jpeg"}
    page.get_by_label("La photo").set_input_files([photo])  # type: ignore[list-item]
    context.set_offline(True)
    page.get_by_role("button", name="J'envoie la photo").click()
    expect(page.locator("#outbox")).to_contain_text("la photo n’est pas partie")
    assert page.evaluate("Object.keys(localStorage).length") == 0
