"""The pieces of every page, and the pages that say no: accessible, valid, whole without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation import web
from deliberation.app import build
from deliberation.config import Settings
from deliberation.documents.strokes import contrast
from deliberation.forms import TypedField
from tests.browser.checks import (
    assert_accessible,
    assert_fits,
    assert_printable,
    assert_valid_html,
)
from tests.browser.keyboard import reach
from tests.browser.serving import serving

COMPONENTS = "/a-propos/composants"


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole platform, on a database where nobody has come yet."""
    settings = Settings(
        database_url=f"sqlite:///{migrated_file}", data_dir=tmp_path_factory.mktemp("data")
    )
    with serving(build(settings)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with browser.new_context(base_url=site, locale="fr-FR") as context:
        yield context.new_page()


def test_the_components_are_accessible_on_an_old_phone(page: Page) -> None:
    page.goto(COMPONENTS)
    assert_accessible(page)


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_the_components_fit_every_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(COMPONENTS)
    assert_fits(page)


TABS = """<nav aria-label="Essai"><ul class="plain place-steps">
<li><a class="LOOK" href="#" aria-current="page">Ici</a></li>
<li><a class="LOOK" href="#">Là</a></li>
</ul></nav>"""
LINE = """(link) => {
  const [line] = getComputedStyle(link).boxShadow.match(/rgb[^)]*[)]|none/);
  const hex = (colour) => "#" + colour.match(/[0-9]+/g).slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, "0")).join("");
  return line === "none" ? "" : [hex(line), hex(getComputedStyle(document.body).backgroundColor),
    hex(getComputedStyle(link).backgroundColor)];
}"""


@pytest.mark.parametrize("look", ["button button-quiet", ""])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_link_of_the_page_where_we_are_has_a_line_that_is_seen(
    page: Page, look: str, scheme: Literal["light", "dark"]
) -> None:
    """Not by its colour alone, and against the page as against the link itself."""
    page.emulate_media(color_scheme=scheme)
    page.goto(COMPONENTS)
    tabs = TABS.replace("LOOK", look)
    page.locator("main").evaluate(
        "(main, html) => main.insertAdjacentHTML('afterbegin', html)", tabs
    )
    line, *grounds = page.get_by_role("link", name="Ici").evaluate(LINE)
    assert all(contrast(line, ground) >= 3 for ground in grounds)
    assert not page.get_by_role("link", name="Là", exact=True).evaluate(LINE)
    page.emulate_media(forced_colors="active")
    thickness = "(link) => parseFloat(getComputedStyle(link).borderBottomWidth)"
    here, there = (
        page.get_by_role("link", name=name, exact=True).evaluate(thickness)
        for name in ("Ici", "Là")
    )
    assert here > there + 2


def test_a_page_that_does_not_exist_says_so_and_shows_the_way(page: Page) -> None:
    page.goto("/nulle-part")
    assert_accessible(page)
    page.get_by_role("link", name="Revenir à l'accueil").is_visible()


def a_refusal() -> str:
    typed = [
        TypedField("once", "once", "7", long=False, hidden=True, error=""),
        TypedField(
            "words", "Votre idée", "Un mot\nou deux", long=True, hidden=False, error="Trop."
        ),
        TypedField("title", "Titre", "Le bus", long=False, hidden=False, error=""),
    ]
    template = web.templates.env.get_template("refused.html")
    return template.render(
        sentence="Ce texte est trop long.", advice="", action="/a", back="/", typed=typed
    )


def test_a_refusal_gives_back_every_word(page: Page) -> None:
    page.goto(COMPONENTS)
    page.set_content(a_refusal())
    expect(page.get_by_role("alert").filter(has_text="trop long")).to_be_visible()
    expect(page.get_by_label("Votre idée")).to_have_value("Un mot\nou deux")
    expect(page.get_by_label("Votre idée")).to_have_accessible_description("Trop.")
    expect(page.get_by_label("Titre")).to_have_value("Le bus")
    assert page.locator("input[name=once]").input_value() == "7"


def test_these_pages_are_valid_html(page: Page, vnu: list[str]) -> None:
    pages = {"a refusal": a_refusal()}
    for address in (COMPONENTS, "/nulle-part"):
        answer = page.request.get(address)
        pages[address] = answer.text()
    assert_valid_html(vnu, pages)


def test_without_script_nothing_is_offered_that_needs_it(browser: Browser, site: str) -> None:
    with browser.new_context(base_url=site, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(COMPONENTS)
        expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
        expect(page.get_by_text("1 500 signes au plus".replace(" ", "\u202f", 1))).to_be_visible()
        expect(page.get_by_role("link", name="Qui lira mes mots")).to_be_visible()


def test_the_checks_see_what_they_are_for(page: Page, vnu: list[str]) -> None:
    page.goto(COMPONENTS)
    page.set_content("<html lang=fr><title>x</title><main><img src='data:,'><p>Un mot</main>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
    page.set_content("<html lang=fr><title>x</title><pre>" + "mot" * 200 + "</pre>")
    with pytest.raises(AssertionError, match="wide"):
        assert_fits(page)
    with pytest.raises(AssertionError, match="bad: "):
        assert_valid_html(
            vnu, {"bad": "<!doctype html><html lang=fr><title>x</title><p id=a><p id=a>"}
        )


def test_the_checks_see_what_only_the_night_paper_or_a_keyboard_show(page: Page) -> None:
    pale = "@media (prefers-color-scheme: dark) { p { color: #ddd } } :focus { outline: none }"
    page.set_content(
        f"<html lang=fr><title>x</title><style>{pale} body {{ background: #fff }}</style>"
        "<main><h1>Un titre</h1><p>Un mot</p><button>Oui</button></main>"
    )
    with pytest.raises(AssertionError, match=r"\(dark\)\ncolor-contrast"):
        assert_accessible(page)
    with pytest.raises(AssertionError, match="on paper\ncolor-contrast"):
        assert_printable(page)
    with pytest.raises(AssertionError, match="does not see that this has the focus"):
        reach(page, "button")
