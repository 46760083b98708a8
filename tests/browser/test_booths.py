"""Booths in a real browser: with the keyboard alone, with a thumb, and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from deliberation.app import build
from deliberation.ballots.models import Method
from deliberation.config import Settings
from deliberation.security import PARTICIPANT_COOKIE
from tests.ballots.voting import a_ballot_of, choices, option_ids
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.keyboard import reach
from tests.browser.serving import serving
from tests.world import World, a_participant, a_world

SIZE: ViewportSize = {"width": 320, "height": 640}
OPTIONS = ("Bus", "Train", "Vélo")
HER = 1  # the only participant


class Hall:
    """A place where one person votes, on a phone of our own."""

    def __init__(self, world: World, address: str, browser: Browser) -> None:
        self.world, self.address, self.browser = world, address, browser
        self.card = a_participant(world)

    def open(self, ballot: int, script: bool = True) -> Page:
        context = self.browser.new_context(
            base_url=self.address, locale="fr-FR", viewport=SIZE, java_script_enabled=script
        )
        cookie = {"name": PARTICIPANT_COOKIE, "value": self.card, "url": self.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"/scrutins/{ballot}")
        return page

    def voted(self, ballot: int) -> str | None:
        return choices(self.world, ballot).get(HER)


@pytest.fixture
def hall(browser: Browser, sqlite_url: str, tmp_path: Path) -> Iterator[Hall]:
    app = build(Settings(database_url=sqlite_url, data_dir=tmp_path))
    world = a_world(app.state.db)
    with serving(app) as address:
        yield Hall(world, address, browser)


def a_ballot(hall: Hall, method: Method) -> tuple[int, list[int]]:
    ballot = a_ballot_of(hall.world, method, *OPTIONS)
    return ballot, option_ids(hall.world, ballot)


def sent(page: Page) -> None:
    expect(page.get_by_text("C’est enregistré", exact=False).first).to_be_visible()


def test_grades_are_given_with_the_keyboard_alone(hall: Hall) -> None:
    ballot, (bus, train, bike) = a_ballot(hall, Method.JUDGMENT)
    page = hall.open(ballot)
    for option, steps in ((bus, 0), (train, 1), (bike, 2)):
        reach(page, f"[name=mark-{option}]")
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    expect(page.get_by_text("Mentions données : 3 sur 3")).to_be_visible()
    reach(page, "#choices button.button-primary")
    page.keyboard.press("Enter")
    sent(page)
    assert hall.voted(ballot) == f"{bus}:0 {train}:1 {bike}:2"


def test_dots_are_given_with_a_thumb_and_never_too_many(hall: Hall) -> None:
    ballot, (bus, train, _) = a_ballot(hall, Method.DOTS)  # three dots, two at most on one
    page = hall.open(ballot)
    more = page.get_by_role("button", name="Ajouter : Bus")
    for _ in range(3):
        more.click(force=True)
    expect(page.locator(f"[name=mark-{bus}]")).to_have_value("2")
    expect(more).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("Gommettes qui restent : 1")).to_be_visible()
    page.get_by_role("button", name="Ajouter : Train").click()
    expect(page.get_by_text("Gommettes qui restent : 0")).to_be_visible()
    page.get_by_role("button", name="Retirer : Bus").click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Je vote").click()
    sent(page)
    assert hall.voted(ballot) == f"{bus}:1 {train}:1"
    expect(page.get_by_role("button", name="Ajouter : Bus")).to_be_visible()  # they are back


def test_dots_are_given_without_script(hall: Hall) -> None:
    ballot, (bus, train, _) = a_ballot(hall, Method.DOTS)
    page = hall.open(ballot, script=False)
    page.select_option(f"[name=mark-{bus}]", "2")
    page.select_option(f"[name=mark-{train}]", "1")
    page.get_by_role("button", name="Je vote").click()
    assert hall.voted(ballot) == f"{bus}:2 {train}:1"


def test_a_ranking_is_made_with_the_keyboard_alone_and_the_focus_stays(hall: Hall) -> None:
    ballot, (bus, train, bike) = a_ballot(hall, Method.RANKING)
    page = hall.open(ballot)
    for option in (train, bus, bike):
        reach(page, f"div.field:has([name=mark-{option}]) .stepper button:first-child")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Vélo : 3e")).to_be_visible()
    page.keyboard.press("Enter")  # one place up again: the focus has stayed
    expect(page.get_by_text("Vélo : 2e")).to_be_visible()
    order = page.locator("[data-booth] select").evaluate_all("all => all.map((e) => e.name)")
    assert order == [f"mark-{option}" for option in (train, bike, bus)]
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Je vote").click()
    sent(page)
    assert hall.voted(ballot) == f"{bus}:3 {train}:1 {bike}:2"


def test_an_option_goes_down_until_it_has_no_rank(hall: Hall) -> None:
    ballot, (bus, _, _) = a_ballot(hall, Method.RANKING)
    page = hall.open(ballot)
    page.get_by_role("button", name="Monter : Bus").click()
    page.get_by_role("button", name="Descendre : Bus").click()
    expect(page.locator(f"[name=mark-{bus}]")).to_have_value("")


def test_a_grade_is_large_enough_for_a_thumb(hall: Hall) -> None:
    ballot, _ = a_ballot(hall, Method.JUDGMENT)
    page = hall.open(ballot)
    heights = page.locator(".grades .pick").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48
    assert_accessible(page)
    assert_fits(page)
