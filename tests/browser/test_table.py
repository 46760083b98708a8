"""A table's device in a real browser: by keyboard alone, without script, without network."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deliberation.app import build
from deliberation.config import Settings
from deliberation.debate.models import Nature, Scope
from deliberation.security import new_token, token_hash
from deliberation.sittings import notes
from deliberation.sittings.commands import close_sitting
from deliberation.sittings.doors import DEVICE_COOKIE
from deliberation.sittings.models import Act
from deliberation.text import typography
from tests.browser.checks import assert_accessible, assert_fits, assert_valid_html
from tests.browser.keyboard import press, reach, type_in
from tests.browser.serving import serving
from tests.sittings.days import FACILITATOR, GROUPS, STEPS, a_day, a_table, act, go_to
from tests.sittings.noting import agree, door, drafts, rank, scope, words, write
from tests.world import World, a_world

TABLET = {"width": 1024, "height": 768}
BOX = "Ce qui est dit"
CHANGED = typography("L'étape a changé.")
TWICE = (STEPS[0], STEPS[1], STEPS[1] | {"title": "Encore en groupes"}, *STEPS[2:])


@dataclass
class Hall:
    """A running platform where a day is in its groups."""

    address: str
    world: World
    sitting_id: int
    table_id: int
    segment_id: int
    secret: str

    @property
    def device(self) -> str:
        return token_hash(self.secret)

    @property
    def page(self) -> str:
        return f"/tables/{self.table_id}"

    def write(self, *lines: str, **details: object) -> int:
        return write(self.world, self.table_id, self.device, self.segment_id, *lines, **details)

    def words(self) -> list[str]:
        return [note.words for note in drafts(self.world)]


@pytest.fixture
def hall(migrated_file: Path, tmp_path: Path) -> Iterator[Hall]:
    path = tmp_path / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=tmp_path))
    world = a_world(app.state.db)
    sitting_id = a_day(world, TWICE)
    table_id = a_table(world, sitting_id, 4, name="Les Pins")
    segment_id = go_to(world, sitting_id, GROUPS)
    secret = new_token()
    world.db.do(notes.open_table, table_id, token_hash(secret), False)
    with serving(app) as address:
        yield Hall(address, world, sitting_id, table_id, segment_id, secret)


@pytest.fixture
def tablet(browser: Browser, hall: Hall) -> Iterator[BrowserContext]:
    with browser.new_context(
        base_url=hall.address,
        locale="fr-FR",
        viewport=TABLET,  # type: ignore[arg-type]
    ) as context:
        yield context


def held(tablet: BrowserContext, hall: Hall) -> Page:
    """The page of the device that writes for the table."""
    tablet.add_cookies([{"name": DEVICE_COOKIE, "value": hall.secret, "url": hall.address}])
    return tablet.new_page()


def look(page: Page, pages: dict[str, str], address: str) -> None:
    """A page as it comes, then with all that it folds away, on a tablet and on an old phone."""
    page.goto(address)
    pages[f"{address} {len(pages)}"] = page.request.get(address).text()
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.timeout(180)
def test_the_pages_of_a_table_are_accessible_and_valid(
    tablet: BrowserContext, hall: Hall, vnu: list[str]
) -> None:
    pages: dict[str, str] = {}
    look(tablet.new_page(), pages, door(hall.world, hall.table_id))
    look(tablet.new_page(), pages, hall.page)
    page = held(tablet, hall)
    look(page, pages, hall.page)
    college = hall.world.colleges["concerned"]
    first = hall.write("Un.", "Deux.", "Trois.", nature=Nature.NEED, said_by=3, college_id=college)
    rank(hall.world, hall.table_id, hall.device, first, 1)
    scope(hall.world, hall.table_id, hall.device, first + 1, Scope.TABLE)
    look(page, pages, f"{hall.page}?note={first}&combien=1")
    look(page, pages, f"{hall.page}/relecture")
    look(page, pages, f"{hall.page}/photo")
    agree(hall.world, hall.table_id, hall.device, hall.segment_id)
    look(page, pages, f"{hall.page}?relues=3")
    look(page, pages, f"{hall.page}/relecture")
    act(hall.world, hall.sitting_id, Act.PAUSE)
    look(page, pages, hall.page)
    act(hall.world, hall.sitting_id, Act.END)
    hall.world.db.do(close_sitting, hall.sitting_id, FACILITATOR)
    look(page, pages, hall.page)
    assert_valid_html(vnu, pages)


def test_a_scribe_writes_without_leaving_the_keyboard_or_the_page(
    tablet: BrowserContext, hall: Hall
) -> None:
    page = held(tablet, hall)
    page.goto(hall.page)
    reach(page, "#words")
    page.keyboard.type("Il faudrait un guichet.")
    page.keyboard.press("Alt+3")
    page.keyboard.press("Enter")
    expect(page.locator("#table_sent")).to_contain_text("Dites ce numéro à qui a parlé")
    expect(page.get_by_label(BOX)).to_have_value("")
    expect(page.get_by_label(BOX)).to_be_focused()
    expect(page.locator("#table_feed")).to_contain_text("Il faudrait un guichet.")
    page.keyboard.type("Pourquoi 3 fois 4 papiers ?")
    page.keyboard.press("Tab")
    page.keyboard.press("4")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#table_feed")).to_contain_text("Pourquoi 3 fois 4 papiers ?")
    kept = [(note.words, note.nature) for note in drafts(hall.world)]
    assert kept == [
        ("Il faudrait un guichet.", Nature.IDEA),
        ("Pourquoi 3 fois 4 papiers ?", Nature.QUESTION),
    ]


def test_pasting_makes_one_note_a_line(tablet: BrowserContext, hall: Hall) -> None:
    page = held(tablet, hall)
    page.goto(hall.page)
    page.get_by_label(BOX).fill("Un.\nDeux.\n\nTrois.")
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#table_sent")).to_contain_text("3 notes, une par ligne")
    assert hall.words() == ["Un.", "Deux.", "Trois."]


def test_a_whole_reading_by_keyboard_alone_and_without_script(browser: Browser, hall: Hall) -> None:
    with browser.new_context(base_url=hall.address, java_script_enabled=False) as tablet:
        page = held(tablet, hall)
        page.goto(hall.page)
        type_in(page, "#words", "Un.\nDeux.")
        press(page, ".table-send button")
        note = drafts(hall.world)[0].id
        press(page, f"#note-{note} [name=rank]")
        press(page, "#table_priorities a")
        press(page, f"#note-{note} [name=scope][value=public]")
        type_in(page, "#disagreement", "Pas tous d'accord.")
        press(page, "form[action$=relecture] button")
        expect(page.locator("#table_sent")).to_contain_text(typography("La table est d'accord"))
    assert words(hall.world) == ["Un.", "Deux.", "Pas tous d'accord."]


def test_a_step_that_changes_leaves_the_words_in_the_box_and_says_so(
    tablet: BrowserContext, hall: Hall
) -> None:
    page = held(tablet, hall)
    page.goto(hall.page)
    page.get_by_label(BOX).fill("Encore en train d'écri")
    act(hall.world, hall.sitting_id, Act.NEXT)
    expect(page.get_by_text(CHANGED)).to_be_visible()
    expect(page.get_by_label(BOX)).to_have_value("Encore en train d'écri")
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#unsaved")).to_contain_text("Encore en train d'écri")
    assert hall.words() == []
    page.get_by_role("button", name="Reprendre").click()
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#table_feed")).to_contain_text("Encore en train d'écri")
    assert hall.words() == ["Encore en train d'écri"]


def test_a_scribe_may_carry_half_a_note_to_the_new_step(tablet: BrowserContext, hall: Hall) -> None:
    page = held(tablet, hall)
    page.goto(hall.page)
    page.get_by_label(BOX).fill("La moitié")
    act(hall.world, hall.sitting_id, Act.NEXT)
    page.get_by_role("button", name=typography("J'écris pour la nouvelle étape")).click()
    expect(page.get_by_text(CHANGED)).to_be_hidden()
    page.keyboard.press("End")
    page.keyboard.type(" et l'autre.")
    page.keyboard.press("Enter")
    expect(page.locator("#table_feed")).to_contain_text("La moitié et l'autre.")
    assert [note.segment_id != hall.segment_id for note in drafts(hall.world)] == [True]


def test_the_box_opens_by_itself_when_a_step_asks_to_write(
    tablet: BrowserContext, hall: Hall
) -> None:
    act(hall.world, hall.sitting_id, Act.BACK)
    page = held(tablet, hall)
    page.goto(hall.page)
    expect(page.get_by_label(BOX)).to_be_hidden()
    act(hall.world, hall.sitting_id, Act.NEXT)
    expect(page.get_by_label(BOX)).to_be_visible()
    page.get_by_label(BOX).fill("Dès l'ouverture.")
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#table_feed")).to_contain_text("Dès l'ouverture.")


def test_what_is_typed_without_network_leaves_once_when_it_returns(
    tablet: BrowserContext, hall: Hall
) -> None:
    page = held(tablet, hall)
    page.goto(hall.page)
    tablet.set_offline(True)
    for line in ("Hors ligne, un.", "Hors ligne, deux."):
        page.get_by_label(BOX).fill(line)
        page.get_by_label(BOX).press("Enter")
        expect(page.get_by_label(BOX)).to_have_value("")
    expect(page.locator("#outbox")).to_contain_text("Gardé sur cet appareil")
    assert hall.words() == []
    tablet.set_offline(False)
    expect(page.locator("#table_feed")).to_contain_text("Hors ligne, deux.", timeout=20_000)
    assert hall.words() == ["Hors ligne, un.", "Hors ligne, deux."]


def test_a_device_whose_table_is_taken_over_is_told_and_keeps_its_words(
    tablet: BrowserContext, hall: Hall
) -> None:
    hall.write("Déjà gardée.")
    page = held(tablet, hall)
    page.goto(hall.page)
    page.get_by_label(BOX).fill("Presque perdu")
    hall.world.db.do(notes.open_table, hall.table_id, "another", True)
    expect(page.locator("#table_step")).to_contain_text("ouverte sur un autre appareil")
    expect(page.locator("#table_feed")).not_to_contain_text("Déjà gardée.")
    expect(page.get_by_label(BOX)).to_have_value("Presque perdu")
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#unsaved")).to_contain_text("Presque perdu")
    page.goto(door(hall.world, hall.table_id))
    page.get_by_role("button", name="Je reprends ici").click()
    page.get_by_role("button", name="Reprendre").click()
    expect(page.get_by_label(BOX)).to_have_value("Presque perdu")
    page.get_by_label(BOX).press("Enter")
    expect(page.locator("#table_feed")).to_contain_text("Presque perdu")
    assert hall.words() == ["Déjà gardée.", "Presque perdu"]
