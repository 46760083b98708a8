"""Coming in with the keyboard alone, with and without script; every door accessible and valid."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from sqlmodel import Session

from deliberation.app import build
from deliberation.config import Settings
from deliberation.db import Database
from deliberation.i18n import local_day
from deliberation.people import commands
from deliberation.roles import Grant, Role
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.keyboard import press, type_in
from tests.browser.serving import serving
from tests.world import NOON, a_world

EMAIL, PASSWORD = "camille@example.org", "papier crayon"
LINK = "0123456789abcdef"
FAR = 100 * timedelta(days=365)
OLD_PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a platform where a committee is at work."""
    folder = tmp_path_factory.mktemp("data")
    shutil.copy(migrated_file, folder / "deliberation.db")
    app = build(Settings(data_dir=folder))
    furnish(app.state.db)
    with serving(app) as address:
        yield address


def furnish(db: Database) -> None:
    """A moderator, who has a password and a link."""
    world = a_world(db)

    def work(session: Session) -> None:
        grants = [Grant(Role.MODERATOR, world.committee_id)]
        account = commands.make_account(session, EMAIL, "Camille", PASSWORD, grants)
        commands.make_link(session, account, LINK, FAR.days, NOON)

    db.do(work)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """A narrow phone, with or without script."""
    with browser.new_context(
        base_url=site, locale="fr-FR", viewport=OLD_PHONE, java_script_enabled=request.param
    ) as context:
        yield context.new_page()


def sign_in(page: Page) -> None:
    page.goto("/connexion")
    type_in(page, "#email", EMAIL)
    type_in(page, "#password", PASSWORD)
    press(page, "main form button")


def a_code(page: Page) -> str:
    """A moderator makes a code for a room, and signs out."""
    sign_in(page)
    press(page, "a[href$='/codes']")
    press(page, "main form button")
    code = page.locator("main li.card").first.get_attribute("id") or ""
    press(page, "form[action='/deconnexion'] button")
    return code.removeprefix("code-")


def words_of(page: Page) -> str:
    return page.locator(".speech-card-words").inner_text()


def test_a_person_comes_in_leaves_a_lent_phone_and_comes_back_with_the_keyboard_alone(
    page: Page,
) -> None:
    code = a_code(page)
    page.goto("/entrer")
    type_in(page, "#code", code.lower())
    press(page, "main form button")
    press(page, "button.choice")
    words = words_of(page)
    press(page, "form[action='/effacer'] button")
    assert page.context.cookies() == []
    page.goto("/entrer/carte")
    type_in(page, "#words", " ".join(reversed(words.split())).upper())
    press(page, "main form button")
    assert page.url.endswith("/ma-parole")


def test_a_topic_is_prepared_and_opened_with_the_keyboard_alone(page: Page) -> None:
    sign_in(page)
    press(page, "a[href$='/sujets/nouveau']")
    type_in(page, "#question", "Comment prévenir avant une visite ?")
    press(page, "main form button")
    assert "il manque" in page.locator(".notice-warm").inner_text()
    for name in ("why", "easy_read", "decider", "can_change", "known_when"):
        type_in(page, f"#{name}", f"Des mots pour {name}.")
    today = local_day(NOON)
    page.fill("#opens_on", today.isoformat())
    page.fill("#closes_on", (today + FAR).isoformat())
    press(page, "main form:has(#question) button")
    press(page, "form[action$='/etapes'] button")
    assert "Ouvert jusqu" in page.locator("main .lead").inner_text()


def test_every_door_is_accessible_on_an_old_phone_and_valid(
    browser: Browser, site: str, vnu: list[str]
) -> None:
    pages: dict[str, str] = {}

    def look(name: str) -> None:
        assert_accessible(page)
        pages[name] = page.content()

    with browser.new_context(base_url=site, locale="fr-FR") as context:
        page = context.new_page()
        code = a_code(page)
        for address in (
            "/connexion",
            f"/lien/{LINK}",
            "/lien/faux",
            "/entrer",
            "/e/AAAAAA",
            f"/e/{code}",
            f"/e/{code}/affiche",
            "/entrer/carte",
            "/effacer",
            "/comites/deux-vals",
            "/groupes/1",
        ):
            page.goto(address)
            look(address)
        sign_in(page)
        for address in (
            "/gestion",
            "/gestion/groupes/1/sujets/nouveau",
            "/gestion/sujets/1",
            "/gestion/comites/deux-vals/codes",
            "/gestion/comites/deux-vals/cartes",
        ):
            page.goto(address)
            look(address)
        page.fill("#number", "2")
        page.get_by_role("button", name="Je fais les cartes").click()
        page.wait_for_selector(".paper-card")
        look("cartes")
        card = page.locator(".paper-card-way strong").first.inner_text().replace(" ", "")
        page.goto(f"/c/{card}")
        look("/c")
        page.get_by_role("button", name="Je préfère ne pas dire").click()
        page.wait_for_selector(".speech-card")
        look("mots")
        page.goto(f"/c/{card}")
        look("spent")
    assert_valid_html(vnu, pages)
