"""A phone on a poor wifi: what is sent waits on it, arrives once, and is never lost.

Over plain HTTP, under another name than localhost: no secure context, so no service worker.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from sqlmodel import Session, select

from deliberation.app import build
from deliberation.assembly.models import Phase, Topic
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.security import PARTICIPANT_COOKIE
from deliberation.text import typography
from tests.browser.checks import assert_accessible
from tests.browser.serving import serving
from tests.debate.speaking import said, who
from tests.engines import CHROMIUM_OPTIONS
from tests.world import World, a_participant, a_world

WORDS = "Un guichet ouvert le samedi."
KEPT = typography("Gardé sur cet appareil, pas encore envoyé : 1")
SAVED = typography("C'est enregistré")
BACK = "() => dispatchEvent(new Event('online'))"


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for which the hall's laptop has a name."""
    name = "--host-resolver-rules=MAP salle.test 127.0.0.1"
    with sync_playwright() as playwright:
        options = [*CHROMIUM_OPTIONS, name]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


@dataclass
class Hall:
    """A platform in a hall, and the phone of someone in it."""

    address: str
    world: World
    secret: str
    context: BrowserContext

    @property
    def page_address(self) -> str:
        return f"/sujets/{self.world.topic_id}/contributions"

    def phone(self, secret: str = "") -> Page:
        value = secret or self.secret
        self.context.add_cookies(
            [{"name": PARTICIPANT_COOKIE, "value": value, "url": self.address}]
        )
        page = self.context.new_page()
        page.goto(self.page_address)
        return page

    def received(self) -> list[str]:
        with self.world.db.reading() as session:
            return list(session.exec(select(Contribution.words).order_by(Contribution.id)))

    def close_the_topic(self) -> None:
        def close(session: Session) -> None:
            session.get_one(Topic, self.world.topic_id).phase = Phase.CLOSED

        self.world.db.do(close)


@pytest.fixture
def hall(browser: Browser, migrated_file: Path, tmp_path: Path) -> Iterator[Hall]:
    (tmp_path / "deliberation.db").write_bytes(migrated_file.read_bytes())
    app = build(Settings(data_dir=tmp_path))
    world = a_world(app.state.db)
    secret = a_participant(world)
    said(world, who(world, secret), "D'abord.")  # so that the form is short
    with serving(app) as address:
        name = address.replace("127.0.0.1", "salle.test")
        with browser.new_context(base_url=name, locale="fr-FR") as context:
            yield Hall(name, world, secret, context)


def write(page: Page, words: str = WORDS) -> None:
    page.get_by_role("textbox", name="Vos mots").fill(words)
    page.get_by_role("button", name=typography("J'envoie mes mots")).click()


def expect_kept(page: Page, words: str = KEPT) -> None:
    expect(page.locator("#outbox")).to_have_text(words)


def cut(route: Route) -> None:
    """The wifi lets nothing through that is sent."""
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_the_hall_has_no_secure_context(hall: Hall) -> None:
    page = hall.phone()
    assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]


def test_words_sent_on_a_good_line_lead_to_their_page(hall: Hall) -> None:
    page = hall.phone()
    write(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SAVED)
    assert hall.received() == ["D'abord.", WORDS]
    page.goto(hall.page_address)
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value("")
    expect(page.locator("#outbox")).to_be_hidden()


def test_words_sent_without_network_are_kept_and_leave_when_it_returns(hall: Hall) -> None:
    page = hall.phone()
    hall.context.set_offline(True)
    write(page)
    expect_kept(page)
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value("")
    assert_accessible(page)
    hall.context.set_offline(False)
    expect_kept(page, SAVED)
    assert hall.received() == ["D'abord.", WORDS]


def test_words_that_wait_outlive_the_page_and_arrive_once_and_in_order(hall: Hall) -> None:
    page = hall.phone()
    page.route("**/contributions", cut)
    for number in range(3):
        write(page, f"Idée {number}")
        expect_kept(page, KEPT.replace("1", str(number + 1)))
    page.reload()
    expect_kept(page, KEPT.replace("1", "3"))
    page.unroute("**/contributions")
    page.evaluate(BACK)
    expect_kept(page, SAVED)
    page.reload()
    expect(page.locator("#outbox")).to_be_hidden()
    assert hall.received() == ["D'abord.", "Idée 0", "Idée 1", "Idée 2"]


def test_words_whose_answer_was_lost_are_counted_once(hall: Hall) -> None:
    page = hall.phone()

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST":
            # The test itself knows the laptop by its number alone.
            address = route.request.url.replace("salle.test", "127.0.0.1")
            origin = {"origin": address.removesuffix(hall.page_address)}
            sent = route.fetch(
                url=address, headers=route.request.all_headers() | origin, max_redirects=0
            )
            assert sent.status == 303
            route.abort()
        else:
            route.continue_()

    page.route("**/contributions", lose_the_answer)
    write(page)
    expect_kept(page)
    page.unroute("**/contributions")
    page.evaluate(BACK)
    expect_kept(page, SAVED)
    assert hall.received() == ["D'abord.", WORDS]


def test_a_page_that_answers_in_our_place_does_not_take_the_words(hall: Hall) -> None:
    page = hall.phone()
    portal = "<!doctype html><title>Bienvenue sur notre wifi</title>"
    page.route("**/contributions", lambda route: route.fulfill(body=portal))
    write(page)
    expect_kept(page)
    page.unroute("**/contributions")
    page.evaluate(BACK)
    expect_kept(page, SAVED)
    assert hall.received() == ["D'abord.", WORDS]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_words_that_the_server_cannot_take_now_are_sent_later(hall: Hall, status: int) -> None:
    page = hall.phone()
    policy = {"content-security-policy": "default-src 'none'"}
    page.route("**/contributions", lambda route: route.fulfill(status=status, headers=policy))
    write(page)
    expect_kept(page)
    page.unroute("**/contributions")
    page.evaluate(BACK)
    expect_kept(page, SAVED)
    assert hall.received() == ["D'abord.", WORDS]


def test_two_tabs_send_the_same_words_once(hall: Hall) -> None:
    page = hall.phone()
    hall.context.set_offline(True)
    write(page)
    expect_kept(page)
    hall.context.set_offline(False)
    others = [hall.phone() for _ in range(3)]
    for tab in (page, *others):
        tab.evaluate(BACK)
    for tab in (page, *others):
        expect(tab.locator("#outbox")).not_to_have_class("state state-kept")
    assert hall.received() == ["D'abord.", WORDS]


def test_words_for_a_step_that_has_closed_are_said_not_saved_and_are_given_back(
    hall: Hall,
) -> None:
    page = hall.phone()
    page.route("**/contributions", cut)
    write(page)
    expect_kept(page)
    hall.close_the_topic()
    page.unroute("**/contributions")
    page.evaluate(BACK)
    unsaved = page.get_by_role("region", name="Pas enregistré")
    expect(unsaved).to_contain_text(WORDS)
    expect(unsaved.locator("[data-sentence]")).not_to_be_empty()
    assert hall.received() == ["D'abord."]
    assert_accessible(page)
    page.reload()  # the form is gone: its words are not
    expect(unsaved).to_contain_text(WORDS)
    expect(unsaved.get_by_role("button", name="Reprendre")).to_be_hidden()
    unsaved.get_by_role("button", name="Jeter").click()
    expect(unsaved).to_be_hidden()
    page.reload()
    expect(unsaved).to_be_hidden()


def test_refused_words_can_be_taken_back_into_the_form(hall: Hall) -> None:
    page = hall.phone()
    long = ("mot " * 600).strip()
    page.route("**/contributions", cut)
    write(page, long)
    expect_kept(page)
    page.unroute("**/contributions")
    page.evaluate(BACK)
    unsaved = page.get_by_role("region", name="Pas enregistré")
    expect(unsaved).to_contain_text("trop long")
    unsaved.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value(long)
    expect(unsaved).to_be_hidden()
    write(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SAVED)
    assert hall.received() == ["D'abord.", WORDS]


def test_words_refused_at_once_stay_in_the_form_and_can_be_corrected(hall: Hall) -> None:
    page = hall.phone()
    write(page, "mot " * 600)
    expect(page.get_by_role("alert")).to_contain_text("trop long")
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value("mot " * 600)
    expect(page.get_by_role("region", name="Pas enregistré")).to_be_hidden()
    write(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SAVED)
    page.goto(hall.page_address)
    expect(page.get_by_role("region", name="Pas enregistré")).to_be_hidden()
    assert hall.received() == ["D'abord.", WORDS]


def test_another_person_on_the_same_phone_neither_sees_nor_sends_the_words(hall: Hall) -> None:
    page = hall.phone()
    page.route("**/contributions", cut)
    write(page)
    expect_kept(page)
    page.close()
    other = hall.phone(a_participant(hall.world, number=2))
    other.evaluate(BACK)
    expect(other.locator("#outbox")).to_be_hidden()
    other.reload()
    assert hall.received() == ["D'abord."]
    again = hall.phone(hall.secret)
    expect_kept(again, SAVED)
    assert hall.received() == ["D'abord.", WORDS]


@pytest.mark.parametrize("sure", [False, True])
def test_erasing_asks_before_words_that_wait_are_lost(hall: Hall, sure: bool) -> None:
    page = hall.phone()
    page.route("**/contributions", cut)
    write(page)
    expect_kept(page)
    asked: list[str] = []

    def answer(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept() if sure else dialog.dismiss()  # type: ignore[attr-defined]

    page.on("dialog", answer)
    page.get_by_role("button", name="J’ai fini").click()
    assert len(asked) == 1 and "1" in asked[0]
    left = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('outbox '))")
    assert len(left) == (0 if sure else 1)
