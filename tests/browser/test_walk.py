"""One person's way from the door to the wiped phone, with the keyboard, script or no script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.demonstration import Site, demonstration
from tests.browser.keyboard import press, reach, type_in

OLD_PHONE = {"width": 360, "height": 740}
WORDS = "Un guichet, avec deux chaises."
CONDITION = "Si le guichet ouvre aussi le samedi."


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with demonstration(migrated_file, tmp_path_factory.mktemp("demonstration")) as site:
        yield site


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def phone(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(
        base_url=site.address,
        locale="fr-FR",
        viewport=OLD_PHONE,
        java_script_enabled=request.param,
    ) as context:
        yield context.new_page()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_the_first_stop_of_a_page_leads_past_what_every_page_repeats(phone: Page) -> None:
    phone.goto("/entrer")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Aller au contenu")).to_be_in_viewport()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    expect(phone.locator("#code")).to_be_focused()


def test_a_person_comes_in_speaks_votes_follows_her_words_and_leaves_nothing(
    phone: Page, site: Site
) -> None:
    phone.goto("/")
    type_in(phone, "#code", site.told.room_code.lower())
    press(phone, "main form button")
    press(phone, "button.choice", "Space")
    assert len(phone.locator(".speech-card-words").inner_text().split()) == 4
    press(phone, "main a.button-primary")

    press(phone, "main a.button[href$='/contributions']")
    type_in(phone, "#words", WORDS)
    press(phone, "main form:has(#words) button[type=submit]")
    assert heading(phone) == "C’est enregistré"

    phone.goto(f"/sujets/{site.names['topic_open']}")
    press(phone, f"main li a[href='/scrutins/{site.told.places.ballot}']")
    reach(phone, "button.choice-agree_if")
    phone.keyboard.press("Space")
    expect(phone.get_by_role("status").first).to_contain_text("C’est enregistré")
    expect(phone.locator("button.choice-agree_if")).to_have_attribute("aria-pressed", "true")
    type_in(phone, "#words", CONDITION)
    press(phone, "main form:has(#words) button")
    expect(phone.get_by_text("Ce que vous avez écrit est gardé")).to_be_visible()

    press(phone, "header a[href='/ma-parole']")
    expect(phone.get_by_text(WORDS)).to_be_visible()
    expect(phone.get_by_text("compté", exact=False).first).to_be_visible()
    expect(phone.get_by_text(CONDITION)).to_have_count(0)

    press(phone, "form[action='/effacer'] button")
    assert heading(phone) == "C’est effacé"
    assert phone.context.cookies() == []
    phone.go_back()
    expect(phone.get_by_text("deux chaises")).to_have_count(0)
