"""The pages of the debate on an old phone: accessible, valid, and quick for who writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deliberation.app import build
from deliberation.config import Settings
from deliberation.debate.models import ContributionState, Scope
from deliberation.roles import Role
from deliberation.security import PARTICIPANT_COOKIE, STAFF_COOKIE
from deliberation.text import typography
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.serving import serving
from tests.debate.speaking import (
    PHONE,
    a_note,
    a_proposal,
    a_speaker,
    an_account,
    in_state,
    said,
    who,
)
from tests.world import a_member, a_participant, a_world


@dataclass
class Site:
    """A running platform on which people have spoken."""

    address: str
    speaker: str
    newcomer: str
    moderator: str
    mine: int
    held: int
    hidden: int


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("debate")
    path = folder / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=folder))
    world = a_world(app.state.db)
    speaker, newcomer = a_participant(world), a_participant(world, number=2)
    me, other, account = who(world, speaker), a_speaker(world, 3), an_account(world)
    for state in ContributionState:
        in_state(world, other, state, Scope.PUBLIC)
    mine, held = said(world, me, "Un guichet.\nMême le samedi."), said(world, me, PHONE)
    for words in ("Garder un guichet.", "Garder le papier."):
        a_proposal(world, account, [mine], words)
    a_note(world, account, "Plus de guichet.", said_by=3)
    hidden = in_state(world, me, ContributionState.HIDDEN, Scope.DRAFTERS)
    moderator = a_member(world, Role.MODERATOR)
    with serving(app) as address:
        yield Site(address, speaker, newcomer, moderator, mine, held, hidden)


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=site.address, locale="fr-FR") as context:
        yield context


def as_participant(phone: BrowserContext, site: Site, secret: str) -> Page:
    phone.add_cookies([{"name": PARTICIPANT_COOKIE, "value": secret, "url": site.address}])
    return phone.new_page()


def as_moderator(phone: BrowserContext, site: Site) -> Page:
    phone.add_cookies([{"name": STAFF_COOKIE, "value": site.moderator, "url": site.address}])
    return phone.new_page()


def look(page: Page, vnu: list[str], *addresses: str) -> None:
    """Each page as it comes, then with all that it folds away."""
    pages = {}
    for address in addresses:
        page.goto(address)
        pages[address] = page.request.get(address).text()
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        assert_accessible(page)
    assert_valid_html(vnu, pages)


def test_the_pages_of_a_participant_are_accessible(
    phone: BrowserContext, site: Site, vnu: list[str]
) -> None:
    page = as_participant(phone, site, site.speaker)
    look(
        page,
        vnu,
        "/sujets/1/contributions",
        "/sujets/1/contributions?carte=1",
        f"/contributions/{site.mine}?nouveau=1",
        f"/contributions/{site.held}",
        f"/contributions/{site.hidden}",
        "/propositions/1",
        "/note",
    )


def test_the_first_words_of_someone_are_asked_in_an_accessible_way(
    phone: BrowserContext, site: Site, vnu: list[str]
) -> None:
    look(as_participant(phone, site, site.newcomer), vnu, "/sujets/1/contributions")


def test_the_desks_are_accessible(phone: BrowserContext, site: Site, vnu: list[str]) -> None:
    page = as_moderator(phone, site)
    look(
        page,
        vnu,
        "/sujets/1/notes?note=1&table=Les+Pins",
        "/gestion/sujets/1/contributions",
        f"/gestion/contributions/{site.held}",
        f"/gestion/contributions/{site.hidden}",
        "/gestion/sujets/1/propositions",
        "/gestion/sujets/1/propositions/fusion",
        "/propositions/1",
    )


def test_a_scribe_sends_a_note_with_the_enter_key(phone: BrowserContext, site: Site) -> None:
    page = as_moderator(phone, site)
    page.goto("/sujets/1/notes?table=Les+Saules")
    box = page.get_by_label("Ce qui est dit")
    box.fill("Première ligne.")
    box.press("Shift+Enter")
    box.type("Deuxième ligne.")
    box.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Note n°")
    expect(page.get_by_role("textbox", name="La table")).to_have_value("Les Saules")
    expect(page.get_by_label("Ce qui est dit")).to_have_value("")
    expect(page.get_by_text("Deuxième ligne.")).to_be_visible()


def test_a_sentence_can_be_started_with_one_touch(phone: BrowserContext, site: Site) -> None:
    page = as_participant(phone, site, site.speaker)
    page.goto("/sujets/1/contributions")
    box = page.get_by_role("textbox", name="Vos mots")
    page.get_by_role("button", name="Il faudrait").click()
    box.press_sequentially("un guichet.")
    page.get_by_role("button", name="Ce qui marche").click()
    expect(box).to_have_value("Il faudrait un guichet.\nCe qui marche ")


def test_words_that_were_sent_leave_no_draft(phone: BrowserContext, site: Site) -> None:
    page = as_participant(phone, site, site.newcomer)
    page.goto("/sujets/1/contributions")
    page.get_by_role("textbox", name="Vos mots").fill("Une idée à moi.")
    page.reload()
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value("Une idée à moi.")
    page.get_by_role("button", name=typography("J'envoie mes mots")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(typography("C'est enregistré"))
    page.goto("/sujets/1/contributions")
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value("")
