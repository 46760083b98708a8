"""The pages of syntheses and of what became of the words: accessible, and whole without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation.app import build
from deliberation.config import Settings
from deliberation.security import PARTICIPANT_COOKIE, STAFF_COOKIE
from deliberation.sittings.pictures import redrawn
from deliberation.syntheses.boards import Board
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.serving import serving
from tests.sittings.test_photographs import a_picture
from tests.syntheses.at_work import AtWork, at_work
from tests.syntheses.camps import two_camps
from tests.world import NOON, a_world


class Site(NamedTuple):
    """A running platform, and the committee that works on it."""

    address: str
    people: AtWork


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("syntheses")
    path = folder / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=folder))
    world = a_world(app.state.db)
    people = at_work(world)
    two_camps(world)
    about = {"description": "Un paperboard", "account_id": 1, "at": NOON}
    world.keep(Board(topic_id=world.topic_id, image=redrawn(a_picture()), **about))
    with serving(app) as address:
        yield Site(address, people)


def look(
    browser: Browser, site: Site, vnu: list[str], cookies: dict[str, str], *paths: str
) -> None:
    """Each page as it comes, then with all that it folds away."""
    with browser.new_context(base_url=site.address, locale="fr-FR") as context:
        for name, value in cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": site.address}])
        page, pages = context.new_page(), {}
        for path in paths:
            reply = page.goto(path)
            assert reply and reply.status == 200, path
            pages[path] = page.request.get(path).text()
            page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
            assert_accessible(page)
        assert_valid_html(vnu, pages)


def test_the_desk_of_a_writer_is_accessible(browser: Browser, site: Site, vnu: list[str]) -> None:
    people = site.people
    look(
        browser,
        site,
        vnu,
        {STAFF_COOKIE: people.moderator},
        "/gestion/sujets/1/syntheses",
        f"/gestion/syntheses/{people.draft}",
        f"/gestion/syntheses/{people.returned}",
        f"/gestion/syntheses/{people.draft}/reste",
        "/gestion/sections/3/phrases",
        "/gestion/phrases/2",
        "/gestion/photographies/1",
        "/gestion/sujets/1/opinions",
    )


def test_what_is_typed_from_a_photograph_is_read_again_accessibly(
    browser: Browser, site: Site, vnu: list[str]
) -> None:
    with browser.new_context(base_url=site.address, locale="fr-FR") as context:
        cookie = {"name": STAFF_COOKIE, "value": site.people.moderator, "url": site.address}
        context.add_cookies([cookie])
        page = context.new_page()
        page.goto("/gestion/photographies/1")
        page.get_by_label("Ce qui est écrit").fill("- Un tram\n- Un tram\n- Au 06 12 34 56 78")
        page.get_by_role("button", name="Je relis ces notes").click()
        expect(page.get_by_text("2 paroles prêtes à entrer")).to_be_visible()
        assert_accessible(page)
        assert_valid_html(vnu, {"preview": page.content()})


def test_notes_enter_with_the_keyboard_alone_without_script(writer: Page) -> None:
    writer.goto("/gestion/photographies/1")
    writer.get_by_label("Ce qui est écrit").fill("- Un tramway\n- Un titre")
    writer.get_by_role("button", name="Je relis ces notes").press("Enter")
    writer.get_by_role("checkbox", name="Faire entrer la ligne 2").press("Space")
    writer.get_by_label("Ligne 1", exact=True).fill("Un tramway le soir")
    writer.get_by_role("button", name="Je fais entrer").press("Enter")
    expect(writer.get_by_text("1 parole est entrée.")).to_be_visible()
    expect(writer.get_by_text("Un tramway le soir")).to_be_visible()


def test_the_pages_of_who_signs_off_and_sends_are_accessible(
    browser: Browser, site: Site, vnu: list[str]
) -> None:
    people = site.people
    look(
        browser,
        site,
        vnu,
        {STAFF_COOKIE: people.technical},
        f"/gestion/syntheses/{people.submitted}/validation",
        f"/syntheses/{people.submitted}",
    )
    look(
        browser,
        site,
        vnu,
        {STAFF_COOKIE: people.secretariat},
        f"/gestion/syntheses/{people.validated}",
        f"/gestion/syntheses/{people.sent}/transmettre",
    )


def test_what_everyone_reads_is_accessible(browser: Browser, site: Site, vnu: list[str]) -> None:
    published = f"/syntheses/{site.people.sent}"
    look(browser, site, vnu, {}, "/", "/sujets/1", published, "/transmissions/1")
    look(browser, site, vnu, {PARTICIPANT_COOKIE: site.people.speaker}, "/ma-parole")


@pytest.fixture
def writer(browser: Browser, site: Site) -> Iterator[Page]:
    """The page of someone who writes a synthesis, in a browser without script."""
    with browser.new_context(
        base_url=site.address, locale="fr-FR", java_script_enabled=False
    ) as context:
        cookie = {"name": STAFF_COOKIE, "value": site.people.moderator, "url": site.address}
        context.add_cookies([cookie])
        yield context.new_page()


def test_a_sentence_is_written_with_the_keyboard_alone(writer: Page, site: Site) -> None:
    writer.goto(f"/gestion/syntheses/{site.people.draft}")
    writer.get_by_role("link", name="Ajouter une phrase : Comment nous avons travaillé").press(
        "Enter"
    )
    writer.get_by_label("La phrase", exact=True).fill("Deux rencontres, et quarante paroles.")
    writer.get_by_label("Chercher un mot").fill("bus mercredi")
    writer.get_by_label("Chercher un mot").press("Enter")
    expect(writer.get_by_label("La phrase", exact=True)).to_have_value(
        "Deux rencontres, et quarante paroles."
    )
    writer.get_by_role("checkbox", name="Le bus du mercredi").first.press("Space")
    writer.get_by_role("button", name="J’enregistre la phrase").press("Enter")
    expect(writer.get_by_text("Deux rencontres, et quarante paroles.")).to_be_visible()


def test_a_source_leads_to_the_words_that_were_said(writer: Page, site: Site) -> None:
    writer.goto(f"/gestion/syntheses/{site.people.draft}")
    writer.get_by_role("link", name="contribution 2", exact=True).click()
    expect(writer.locator("#parole-2")).to_contain_text("Je remplis les dossiers à leur place")
