"""Booths in a real browser: with the keyboard alone, with a thumb, and without script."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from deliberation.app import build
from deliberation.ballots.models import Method
from deliberation.ballots.sheets import MOST_DOTS, MOST_GRADES
from deliberation.config import Settings
from deliberation.security import PARTICIPANT_COOKIE
from deliberation.text import typography
from tests.ballots.voting import a_ballot_of, choices, option_ids
from tests.ballots.voting import vote as record_vote
from tests.browser.checks import assert_accessible, assert_fits, assert_printable
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


def a_ballot(hall: Hall, method: Method, **details: Any) -> tuple[int, list[int]]:
    ballot = a_ballot_of(hall.world, method, *OPTIONS, **details)
    return ballot, option_ids(hall.world, ballot)


def sent(page: Page) -> None:
    expect(page.get_by_text("C’est enregistré", exact=False).first).to_be_visible()


def vote(page: Page) -> None:
    page.get_by_role("button", name="Je vote").click()
    sent(page)


def change(page: Page) -> None:
    with page.expect_response(lambda answer: answer.url.endswith("/votes")) as answered:
        page.get_by_role("button", name="Je change mon vote").click()
    assert answered.value.status in (200, 303)
    answered.value.finished()


def assert_told(page: Page, words: str) -> None:
    """What a screen reader is told, politely, of the answer as it grows."""
    expect(page.locator("[data-told][role=status]")).to_contain_text(typography(words))


def test_grades_are_given_with_the_keyboard_alone(hall: Hall) -> None:
    ballot, (bus, train, bike) = a_ballot(hall, Method.JUDGMENT)
    page = hall.open(ballot)
    for option, steps in ((bus, 0), (train, 1), (bike, 2)):
        reach(page, f"[name=mark-{option}]")
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
        judged = len(page.locator(".grades :checked").all())
        assert_told(page, f"{judged} sur 3 jugées.")
    expect(page.locator("[data-told]")).not_to_contain_text("Il faut une mention")
    reach(page, "#choices button.button-primary")
    page.keyboard.press("Enter")
    sent(page)
    assert hall.voted(ballot) == f"{bus}:0 {train}:1 {bike}:2"


def test_dots_are_given_with_a_thumb_and_never_too_many(hall: Hall) -> None:
    ballot, (bus, train, _) = a_ballot(hall, Method.DOTS)  # three dots, two at most on one
    page = hall.open(ballot)
    more = page.get_by_role("button", name="Ajouter une gommette : Bus")
    for _ in range(2):
        more.click()
    assert_told(page, "Bus : 2 gommettes. Pas plus sur celle-ci.")
    more.press("Enter")  # once more: it says why not
    expect(page.locator(f"[name=mark-{bus}]")).to_have_value("2")
    expect(more).to_have_attribute("aria-disabled", "true")
    why = "Pas plus sur celle-ci. Il vous reste une gommette."
    expect(page.locator("[data-told]")).to_have_text(typography(why))
    page.get_by_role("button", name="Ajouter une gommette : Train").click()
    assert_told(page, "Train : 1 gommette. Il n'en reste aucune")
    page.get_by_role("button", name="Retirer une gommette : Bus").click()
    assert_told(page, "Bus : 1 gommette. Il vous reste une gommette.")
    assert_accessible(page)
    assert_fits(page)
    vote(page)
    assert hall.voted(ballot) == f"{bus}:1 {train}:1"
    expect(more).to_be_visible()  # the buttons are back


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
    assert_told(page, "Vélo : 3e.")
    page.keyboard.press("Enter")  # one place up again: the focus has stayed
    assert_told(page, "Vélo : 2e.")
    order = page.locator("[data-booth] select").evaluate_all("all => all.map((e) => e.name)")
    assert order == [f"mark-{option}" for option in (train, bike, bus)]
    assert_accessible(page)
    assert_fits(page)
    vote(page)
    assert hall.voted(ballot) == f"{bus}:3 {train}:1 {bike}:2"


def test_an_option_goes_down_until_it_has_no_rank(hall: Hall) -> None:
    ballot, (bus, _, _) = a_ballot(hall, Method.RANKING)
    page = hall.open(ballot)
    page.get_by_role("button", name="Monter : Bus").click()
    page.get_by_role("button", name="Descendre : Bus").click()
    expect(page.locator(f"[name=mark-{bus}]")).to_have_value("")


def test_what_was_tied_stays_tied_when_another_moves(hall: Hall) -> None:
    ballot, (bus, train, bike) = a_ballot(hall, Method.RANKING)
    page = hall.open(ballot)
    page.select_option(f"[name=mark-{bus}]", "1")
    page.select_option(f"[name=mark-{train}]", "1")
    assert_told(page, "Train : 1er, à égalité.")
    page.get_by_role("button", name="Monter : Vélo").click()
    assert_told(page, "Vélo : 2e.")
    page.get_by_role("button", name="Monter : Vélo").click()
    vote(page)
    assert hall.voted(ballot) == f"{bus}:2 {train}:2 {bike}:1"
    page.get_by_role("button", name="Descendre : Bus").click()  # and leaves those beside it alone
    change(page)
    assert hall.voted(ballot) == f"{bus}:3 {train}:2 {bike}:1"


def test_a_rank_that_is_chosen_in_a_list_keeps_the_focus(hall: Hall) -> None:
    ballot, (bus, train, _) = a_ballot(hall, Method.RANKING, ties=False)
    page = hall.open(ballot)
    page.select_option(f"[name=mark-{bus}]", "1")
    field = page.locator(f"[name=mark-{train}]")
    field.focus()
    field.select_option("1")
    expect(field).to_be_focused()
    assert_told(page, "Une autre proposition a déjà ce rang")


def test_a_ranking_that_was_counted_is_changed_as_it_stands(hall: Hall) -> None:
    ballot, (bus, train, bike) = a_ballot(hall, Method.RANKING)
    page = hall.open(ballot)
    for name in ("Train", "Bus"):
        page.get_by_role("button", name=f"Monter : {name}").click()
    vote(page)
    page.get_by_role("button", name="Descendre : Train").click()  # the booth is furnished again
    page.select_option(f"[name=mark-{bike}]", "3")
    expect(page.locator("[data-booth] select")).to_have_count(3)  # and no row twice
    change(page)
    page.reload()
    for option, rank in ((bus, "1"), (train, "2"), (bike, "3")):
        expect(page.locator(f"[name=mark-{option}]")).to_have_value(rank)
    assert hall.voted(ballot) == f"{bus}:1 {train}:2 {bike}:3"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("method", [Method.DOTS, Method.JUDGMENT, Method.APPROVAL])
def test_who_comes_back_finds_what_she_answered(hall: Hall, method: Method, script: bool) -> None:
    ballot, (bus, train, bike) = a_ballot(hall, method)
    paper = {
        Method.DOTS: f"{bus}:2",
        Method.JUDGMENT: f"{bus}:1 {train}:0 {bike}:3",
        Method.APPROVAL: f"{bus} {bike}",
    }[method]
    record_vote(hall.world, ballot, HER, paper, datetime.now(UTC))
    page = hall.open(ballot, script)
    change(page)  # as it stands
    assert hall.voted(ballot) == paper


def test_an_answer_that_finds_no_network_is_still_there_and_leaves_as_it_stands(
    hall: Hall,
) -> None:
    ballot, (bus, train, _) = a_ballot(hall, Method.DOTS)
    page = hall.open(ballot)
    for name in ("Bus", "Bus", "Train"):
        page.get_by_role("button", name=f"Ajouter une gommette : {name}").click()
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Je vote").click()
    expect(page.locator("#state")).to_contain_text("Pas de réseau")
    expect(page.locator(f"[name=mark-{bus}]")).to_have_value("2")
    assert hall.voted(ballot) is None
    page.context.set_offline(False)
    vote(page)
    assert hall.voted(ballot) == f"{bus}:2 {train}:1"


@pytest.mark.parametrize("method", [Method.DOTS, Method.JUDGMENT, Method.RANKING])
def test_a_booth_with_the_most_that_it_may_hold_fits_and_is_not_printed(
    hall: Hall, method: Method
) -> None:
    details: dict[Method, dict[str, Any]] = {
        Method.DOTS: {"dots": MOST_DOTS, "each": MOST_DOTS},
        Method.JUDGMENT: {"grades": [f"Mention assez longue {n}" for n in range(MOST_GRADES)]},
    }
    ballot, _ = a_ballot(hall, method, **details.get(method, {}))
    page = hall.open(ballot)
    expect(page.locator("[data-furnished]")).to_be_visible()
    assert_accessible(page)
    assert_printable(page)


@pytest.mark.parametrize("method", [Method.DOTS, Method.JUDGMENT, Method.RANKING])
def test_whatever_answers_is_large_enough_for_a_thumb(hall: Hall, method: Method) -> None:
    ballot, _ = a_ballot(hall, method)
    page = hall.open(ballot)
    expect(page.locator("[data-furnished]")).to_be_visible()
    heights = page.locator("[data-booth] :is(.pick, button)").evaluate_all(
        "all => all.map((e) => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 48
    assert_accessible(page)
    assert_fits(page)
