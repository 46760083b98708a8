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


@pytest.fixture
def typist(browser: Browser, site: Site) -> Iterator[Page]:
    """The same person, whose browser runs scripts."""
    with browser.new_context(base_url=site.address, locale="fr-FR") as context:
        cookie = {"name": STAFF_COOKIE, "value": site.people.moderator, "url": site.address}
        context.add_cookies([cookie])
        yield context.new_page()


def test_an_at_sign_finds_and_cites_a_source_without_leaving_the_text(
    typist: Page, site: Site
) -> None:
    typist.goto("/gestion/sections/3/phrases")
    field, found = typist.get_by_label("La phrase", exact=True), typist.locator("#citing-list li")
    field.press_sequentially("Un accueil le jour du bus. @bus mercredi")
    expect(found.first).to_contain_text("Le bus du mercredi")
    expect(typist.locator("#citing-state")).to_contain_text("Sources trouvées")
    assert_accessible(typist)
    field.press("Escape")
    expect(found).to_have_count(0)
    field.press(" ")
    field.press("Backspace")
    expect(found.first).to_be_visible()
    field.press("ArrowDown")
    expect(found.nth(1)).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    field.press("Enter")
    expect(field).to_have_value("Un accueil le jour du bus. ")
    expect(typist.locator("#citing-state")).to_contain_text("Citée : contribution 8")
    field.press_sequentially("@voiture volante")
    expect(typist.locator("#citing-state")).to_contain_text("Aucune source")
    for _ in "@voiture volante":
        field.press("Backspace")
    typist.get_by_role("button", name="J’enregistre la phrase").press("Enter")
    said = typist.locator("li.card", has_text="Un accueil le jour du bus.")
    expect(said).to_contain_text("contribution 8")


def test_a_draft_left_on_the_device_is_offered_and_taken_up_or_forgotten(typist: Page) -> None:
    field = typist.get_by_label("La phrase", exact=True)
    older = typist.locator("#older")
    typist.goto("/gestion/phrases/2")
    kept = field.input_value()
    field.fill("Une autre phrase, pas encore enregistrée.")
    expect(typist.locator("#kept")).to_contain_text("Brouillon gardé sur cet appareil")
    typist.goto("/gestion")
    typist.goto("/gestion/phrases/2")
    expect(field).to_have_value(kept)
    expect(older).to_contain_text("pas encore enregistrée")
    assert_accessible(typist)
    typist.get_by_role("button", name="Je reprends ce brouillon").press("Enter")
    expect(field).to_have_value("Une autre phrase, pas encore enregistrée.")
    typist.goto("/gestion/phrases/2")
    typist.get_by_role("button", name="Je l’efface").press("Enter")
    expect(older).to_be_hidden()
    typist.goto("/gestion/phrases/2")
    expect(field).to_have_value(kept)
    expect(older).to_be_hidden()
