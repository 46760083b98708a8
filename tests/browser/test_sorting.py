"""Words put in themes by hand: dragged, with the keyboard alone, and without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from sqlmodel import select

from deliberation.app import build
from deliberation.config import Settings
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE
from deliberation.syntheses.clusters.commands import Hand, place_words
from deliberation.syntheses.clusters.models import ClusterAct
from deliberation.text import typography
from tests.browser.checks import assert_accessible
from tests.browser.keyboard import reach
from tests.browser.serving import serving
from tests.debate.speaking import a_speaker, an_account, said
from tests.syntheses.test_clusters import clustered
from tests.world import NOON, World, a_member, a_world

WIDE: ViewportSize = {"width": 1280, "height": 800}
BUS, TRAIN, DESK, LATE = "Plus de bus le soir", "Un train", "Un guichet", "Trop tard"


class Desk(NamedTuple):
    """Four words in no theme, two themes, and the browser of who sorts them."""

    world: World
    address: str
    browser: Browser
    secret: str

    def open(self, script: bool = True, screen: ViewportSize = WIDE) -> Page:
        context = self.browser.new_context(
            base_url=self.address, locale="fr-FR", viewport=screen, java_script_enabled=script
        )
        cookie = {"name": STAFF_COOKIE, "value": self.secret, "url": self.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"/gestion/sujets/{self.world.topic_id}/regroupements/tri")
        return page

    def sorted(self) -> dict[str, set[str]]:
        return {name: set(words) for name, words in clustered(self.world).items()}

    def acts(self) -> int:
        with self.world.db.reading() as session:
            return len(session.exec(select(ClusterAct)).all())


AT_FIRST = {"Accueil": {"Un sourire"}, "Transports": {"Une gare"}}


@pytest.fixture
def desk(browser: Browser, sqlite_url: str, tmp_path: Path) -> Iterator[Desk]:
    app = build(Settings(database_url=sqlite_url, data_dir=tmp_path))
    world = a_world(app.state.db)
    speaker, hand = a_speaker(world), Hand(an_account(world), NOON)
    for name, words in AT_FIRST.items():
        numbers = [said(world, speaker, one) for one in words]
        world.db.do(place_words, world.topic_id, numbers, None, name, hand)
    for one in (LATE, DESK, TRAIN, BUS):
        said(world, speaker, one)
    secret = a_member(world, Role.RAPPORTEUR)
    with serving(app) as address:
        yield Desk(world, address, browser, secret)


def word(page: Page, words: str) -> Locator:
    return page.locator("label.pick", has_text=words)


def theme(page: Page, name: str) -> Locator:
    return page.locator("[data-theme]", has_text=name)


def lift(page: Page, words: str, over: Locator) -> None:
    """Press on some words, and bring them over something, without letting go."""
    word(page, words).hover()
    page.mouse.down()
    box = over.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=6)


def drag(page: Page, words: str, over: Locator) -> None:
    lift(page, words, over)
    page.mouse.up()


def assert_told(page: Page, words: str) -> None:
    """What a screen reader is told, politely."""
    expect(page.locator("#sorting-state[role=status]")).to_have_text(typography(words))


def assert_nothing_done(desk: Desk, page: Page) -> None:
    expect(page.locator(".sorting-ghost")).to_have_count(0)
    expect(page.locator(".sorting-over, .sorting-lifted")).to_have_count(0)
    assert_told(page, "")
    assert (desk.sorted(), desk.acts()) == (AT_FIRST, 2)


def test_a_word_is_dragged_onto_a_theme_and_what_was_ticked_stays(desk: Desk) -> None:
    page = desk.open()
    page.evaluate("window.same = true")
    word(page, BUS).click()
    page.get_by_label("Le nom du nouveau").fill("Pas encore")
    page.get_by_label("Le nom du nouveau").focus()
    page.evaluate("scrollTo(0, 150)")
    drag(page, TRAIN, theme(page, "Transports"))
    assert_told(page, "1 parole rangée dans « Transports ».")
    assert desk.sorted() == AT_FIRST | {"Transports": {"Une gare", TRAIN}}
    expect(theme(page, "Transports")).to_contain_text("2 paroles")
    expect(word(page, TRAIN)).to_have_count(0)
    expect(word(page, BUS).locator("input")).to_be_checked()
    expect(page.get_by_label("Le nom du nouveau")).to_have_value("Pas encore")
    expect(page.get_by_label("Le nom du nouveau")).to_be_focused()
    assert page.evaluate("[window.same, scrollY]") == [True, 150]  # the page is the same


def test_all_that_is_ticked_is_dragged_at_once_then_undone(desk: Desk) -> None:
    page = desk.open()
    for one in (BUS, TRAIN, LATE):
        word(page, one).click()
    lift(page, TRAIN, theme(page, "Transports"))
    expect(page.locator(".sorting-ghost")).to_have_text(typography("3 paroles"))
    expect(theme(page, "Transports")).to_have_class("sorting-over")
    page.mouse.up()
    assert_told(page, "3 paroles rangées dans « Transports ».")
    assert desk.sorted()["Transports"] == {"Une gare", BUS, TRAIN, LATE}
    assert desk.acts() == 3  # together, as the form does
    page.get_by_role("button", name="Annuler : ajouter des paroles à « Transports »").press("Enter")
    assert_told(page, "C'est annulé.")
    assert desk.sorted() == AT_FIRST
    expect(word(page, BUS)).to_be_visible()
    expect(page.locator("#sorting-undo button")).to_be_focused()


def test_a_new_theme_is_named_before_anything_is_sent(desk: Desk) -> None:
    page = desk.open()
    drag(page, LATE, theme(page, "Nouveau regroupement"))
    assert_told(page, "Nommez le nouveau regroupement, puis « Je les range ».")
    assert desk.acts() == 2
    name = page.get_by_label("Le nom du nouveau")
    expect(name).to_be_focused()
    name.fill("Horaires")
    name.press("Enter")
    assert_told(page, "1 parole rangée dans « Horaires ».")
    assert desk.sorted() == AT_FIRST | {"Horaires": {LATE}}
    expect(theme(page, "Horaires")).to_contain_text("1 parole")
    expect(page.get_by_label("Le nom du nouveau")).to_have_value("")


def test_escape_cancels_a_drag(desk: Desk) -> None:
    page = desk.open()
    lift(page, BUS, theme(page, "Transports"))
    page.keyboard.press("Escape")
    expect(page.locator(".sorting-ghost")).to_have_count(0)
    page.mouse.up()
    assert_nothing_done(desk, page)


@pytest.mark.parametrize("where", ["h1", "label.pick >> nth=0", "#themes"])
def test_a_drag_that_ends_nowhere_does_nothing_and_ticks_nothing(desk: Desk, where: str) -> None:
    page = desk.open()
    word(page, BUS).hover(position={"x": 30, "y": 20})
    page.mouse.down()
    page.mouse.move(600, 500, steps=4)
    page.locator(where).hover()
    page.mouse.up()
    assert_nothing_done(desk, page)
    expect(page.locator(".pick :checked")).to_have_count(0)
    word(page, BUS).click()  # and the next press ticks, as ever
    expect(page.locator(".pick :checked")).to_have_count(1)


def test_a_finger_drags_by_the_grip_and_scrolls_elsewhere(desk: Desk) -> None:
    page = desk.open()
    touch = """([what, x, y, type]) => document.querySelector(what).dispatchEvent(new PointerEvent(
      type, { pointerType: "touch", isPrimary: true, bubbles: true, clientX: x, clientY: y }))"""
    box = theme(page, "Accueil").bounding_box()
    assert box
    for what, ghosts in ((".pick", 0), (".sorting-grip", 1)):
        page.evaluate(touch, [what, 300, 400, "pointerdown"])
        page.evaluate(touch, [what, box["x"] + 20, box["y"] + 20, "pointermove"])
        expect(page.locator(".sorting-ghost")).to_have_count(ghosts)
        page.evaluate(touch, [what, box["x"] + 20, box["y"] + 20, "pointerup"])
    assert_told(page, "1 parole rangée dans « Accueil ».")
    assert desk.sorted() == AT_FIRST | {"Accueil": {"Un sourire", BUS}}
    assert page.locator(".sorting-grip").first.evaluate("e => getComputedStyle(e).touchAction") == (
        "none"
    )


@pytest.mark.parametrize("screen", [WIDE, ViewportSize(width=360, height=740)])
def test_the_form_does_the_same_with_the_keyboard_alone(desk: Desk, screen: ViewportSize) -> None:
    page = desk.open(screen=screen)
    for one in (1, 2):
        reach(page, f".pick:nth-of-type({one}) input")
        page.keyboard.press("Space")
    reach(page, "select[name=cluster]")
    page.keyboard.type("Tra")
    reach(page, ".sorting-form button")
    page.keyboard.press("Enter")
    assert_told(page, "2 paroles rangées dans « Transports ».")
    assert desk.sorted()["Transports"] == {"Une gare", BUS, TRAIN}
    expect(page.locator(".sorting-form button.button-primary")).to_be_focused()


def test_what_is_refused_says_why_as_without_script(desk: Desk) -> None:
    page = desk.open()
    page.get_by_role("button", name="Je les range").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.goto(f"/gestion/sujets/{desk.world.topic_id}/regroupements/tri")
    word(page, BUS).click()
    page.get_by_role("button", name="Je les range").click()  # a new one, without a name
    expect(page.get_by_text("nom", exact=False).first).to_be_visible()
    assert desk.acts() == 2


def test_what_finds_no_network_says_so_and_is_not_done_twice(desk: Desk) -> None:
    page = desk.open()
    page.context.set_offline(True)
    drag(page, BUS, theme(page, "Transports"))
    assert_told(page, "Pas de réponse. Rechargez la page : elle dira ce qui est rangé.")
    page.context.set_offline(False)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    drag(page, BUS, theme(page, "Accueil"))
    page.evaluate("new Promise(requestAnimationFrame)")
    assert sent == []
    assert (desk.sorted(), desk.acts()) == (AT_FIRST, 2)


def test_the_last_word_leaves_the_page_and_comes_back(desk: Desk) -> None:
    page = desk.open()
    for one in (BUS, TRAIN, DESK, LATE):
        word(page, one).click()
    drag(page, LATE, theme(page, "Accueil"))
    expect(page.get_by_text("Toutes les paroles ont un thème.")).to_be_visible()
    expect(page.locator("#sorting-state")).to_be_focused()  # what had the focus has gone
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("label.pick")).to_have_count(4)
    drag(page, LATE, theme(page, "Accueil"))
    assert_told(page, "1 parole rangée dans « Accueil ».")


def test_the_form_does_the_same_without_script(desk: Desk) -> None:
    page = desk.open(script=False)
    expect(page.locator(".sorting-themes, .sorting-grip").filter(visible=True)).to_have_count(0)
    word(page, BUS).click()
    page.select_option("[name=cluster]", label="Transports")
    page.get_by_role("button", name="Je les range").click()
    expect(word(page, BUS)).to_have_count(0)
    assert desk.sorted()["Transports"] == {"Une gare", BUS}
    page.get_by_role("button", name="Annuler").click()
    assert desk.sorted() == AT_FIRST


def test_the_themes_are_accessible_and_large_enough(desk: Desk) -> None:
    page = desk.open()
    drag(page, BUS, theme(page, "Transports"))
    assert_told(page, "1 parole rangée dans « Transports ».")
    for screen in (WIDE, ViewportSize(width=1024, height=700)):
        page.set_viewport_size(screen)
        heights = page.locator("[data-theme], .sorting-grip").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= 48
        assert_accessible(page, screen)
    assert_accessible(page, WIDE)
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator(".sorting-themes")).to_be_hidden()


def test_a_long_list_of_themes_scrolls_under_what_is_dragged_and_stays_there(desk: Desk) -> None:
    hand = Hand(an_account(desk.world, email="autre@example.org"), NOON)
    speaker = a_speaker(desk.world, number=2)
    for n in range(20):
        numbers = [said(desk.world, speaker, f"Mot {n}")]
        desk.world.db.do(place_words, desk.world.topic_id, numbers, None, f"Zone {n:02}", hand)
    page = desk.open()
    last = theme(page, "Zone 19")
    word(page, BUS).hover()
    page.mouse.down()
    for step in range(200):
        page.mouse.move(1000, 780 - step % 2)
        if last.evaluate("e => e.getBoundingClientRect().bottom < innerHeight - 80"):
            break
    box = last.bounding_box()
    assert box and page.evaluate("scrollY") == 0  # the words have not moved
    page.mouse.move(box["x"] + 30, box["y"] + 20)
    page.mouse.up()
    assert_told(page, "1 parole rangée dans « Zone 19 ».")
    assert page.locator(".sorting-themes").evaluate("e => e.scrollTop") > 0
