"""The wall desk: usable on an old phone, and by keyboard alone, where one key clears the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation.app import build
from deliberation.config import Settings
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE
from deliberation.sittings.groupings import PairingKind
from tests.browser.checks import assert_accessible
from tests.browser.serving import serving
from tests.sittings.stagings import a_confrontation, pair
from tests.world import a_member, a_world


@dataclass
class Site:
    """A running platform, on which two colleges have just released their notes."""

    address: str
    secret: str


@pytest.fixture
def site(migrated_file: Path, tmp_path: Path) -> Iterator[Site]:
    path = tmp_path / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=tmp_path))
    world = a_world(app.state.db)
    day, cards = a_confrontation(world, concerned=6, professionals=7)
    pair(world, cards["concerned"][0], cards["professionals"][0], PairingKind.SAME)
    secret = a_member(world, Role.FACILITATOR)
    with serving(app) as address:
        yield Site(f"{address}/journees/{day}/mur", secret)


@pytest.fixture
def wall(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(locale="fr-FR", reduced_motion="reduce") as context:
        context.add_cookies([{"name": STAFF_COOKIE, "value": site.secret, "url": site.address}])
        page = context.new_page()
        page.goto(site.address)
        yield page


def test_the_wall_is_accessible_on_an_old_phone(wall: Page) -> None:
    assert_accessible(wall)


def test_one_key_takes_a_card_off_unless_someone_types_or_put_the_key_away(wall: Page) -> None:
    shown = wall.get_by_text("Cartes à l’écran")
    expect(shown).to_contain_text("6")
    wall.get_by_role("checkbox", name="concerned un").focus()
    wall.keyboard.press("r")
    expect(shown).to_contain_text("5")
    wall.get_by_label("Ou dans un nouveau groupe").press("r")
    expect(wall.get_by_label("Ou dans un nouveau groupe")).to_have_value("r")
    wall.get_by_role("checkbox", name="La touche R").uncheck()
    wall.get_by_role("checkbox", name="concerned deux").press("r")
    expect(shown).to_contain_text("5")
    wall.keyboard.press("Escape")
    expect(shown).to_contain_text("4")
    wall.get_by_role("button", name="Remettre").click()
    expect(shown).to_contain_text("5")
