"""No page escapes: whoever it is for visits it on an old phone, and it is accessible and valid."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from starlette.routing import Route

from deliberation.app import ROUTES
from tests.browser.checks import assert_accessible, assert_printable, assert_valid_html
from tests.browser.day_visits import ELSEWHERE
from tests.browser.demonstration import Site, Visitor, demonstration
from tests.browser.visits import FILES, PAGES, PIECES, PRINTED, REFUSED, Visit

UNFOLD = "document.querySelectorAll('details').forEach((part) => (part.open = true))"
AROUND = "<!doctype html><html lang=fr><title>x</title><main><h1>x</h1>{}</main></html>"
WORDS = "Un guichet ouvert, même le samedi. "


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with demonstration(migrated_file, tmp_path_factory.mktemp("demonstration")) as site:
        yield site


@pytest.fixture(scope="module")
def visitor(browser: Browser, site: Site) -> Visitor:
    return Visitor(browser, site)


def each(*visits: Visit) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("visit", visits, ids=" ".join)


def test_every_page_has_an_example() -> None:
    asked_for = {
        route.path
        for route in ROUTES
        if isinstance(route, Route) and "GET" in (route.methods or ())
    }
    assert asked_for == PAGES.keys() | PIECES.keys() | FILES.keys() | ELSEWHERE


@each(*chain.from_iterable(PAGES.values()))
def test_a_page_is_accessible_with_all_that_it_folds_away(visitor: Visitor, visit: Visit) -> None:
    assert visitor.go(visit).status == 200
    visitor.page.evaluate(UNFOLD)
    assert_accessible(visitor.page)


@pytest.mark.parametrize("status", REFUSED)
def test_a_page_that_is_not_given_says_so_accessibly(visitor: Visitor, status: int) -> None:
    assert visitor.go(REFUSED[status]).status == status
    assert_accessible(visitor.page)


def too_long(page: Page, words: str) -> int:
    """The status of the answer to words that are sent as they are, without asking the script."""
    page.locator("#words").evaluate("(box, words) => { box.value = words; }", words)
    with page.expect_navigation() as answer:
        page.locator("form", has=page.locator("#words")).evaluate("form => form.submit()")
    return answer.value.status


def test_words_that_are_too_long_come_back_accessibly(
    visitor: Visitor, site: Site, vnu: list[str]
) -> None:
    page = visitor.page
    [words_page, *_] = PAGES["/sujets/{topic_id:id}/contributions"]
    visitor.go(words_page)
    assert too_long(page, WORDS * 100) == 422
    assert page.get_by_role("alert").is_visible()
    assert page.get_by_label("Vos mots").input_value() == (WORDS * 100).strip()
    assert_accessible(page)
    refused = page.content()
    visitor.go(words_page)
    assert too_long(page, WORDS * 40_000) == 413
    assert_accessible(page)
    assert_valid_html(vnu, {"too long": refused, "far too long": page.content()})


@each(*PRINTED)
def test_on_paper_a_page_is_black_on_white_and_not_cut(visitor: Visitor, visit: Visit) -> None:
    visitor.go(visit)
    assert_printable(visitor.page)


def test_cards_are_printed_black_on_white_and_not_cut(visitor: Visitor, vnu: list[str]) -> None:
    [cards, *_] = PAGES["/gestion/comites/{slug}/cartes"]
    visitor.go(cards)
    visitor.page.get_by_role("button", name="Je fais les cartes").click()
    visitor.page.wait_for_selector(".paper-card")
    assert_accessible(visitor.page)
    assert_printable(visitor.page)
    assert_valid_html(vnu, {"cards": visitor.page.content()})


@each(*chain.from_iterable(FILES.values()))
def test_a_document_can_be_kept(visitor: Visitor, visit: Visit) -> None:
    answer = visitor.ask(visit)
    assert answer.ok
    assert "filename=" in answer.headers["content-disposition"]


def test_every_page_is_valid_html(visitor: Visitor, vnu: list[str]) -> None:
    pages = {
        " ".join(visit): visitor.ask(visit).text()
        for visit in chain(*PAGES.values(), REFUSED.values())
    }
    for path, visit in PIECES.items():
        piece = visitor.ask(visit)
        assert piece.ok
        pages[path] = AROUND.format(piece.text())
    assert_valid_html(vnu, pages)
