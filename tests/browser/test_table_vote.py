"""A vote on a table's device in a real browser: by keyboard, without script, and forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session
from starlette.testclient import TestClient

from deliberation.app import build
from deliberation.ballots.models import Choice, HandCount
from deliberation.config import Settings
from deliberation.people.models import Participant
from deliberation.security import TRIES_COOKIE, token_hash
from deliberation.sittings.doors import DEVICE_COOKIE
from tests.ballots.lending import TYPED, secret_of_words
from tests.ballots.voting import choices
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.keyboard import press, reach, type_in
from tests.browser.serving import serving
from tests.sittings.desks import rows
from tests.sittings.table_voting import at_table
from tests.world import World, a_world

NARROW = {"width": 360, "height": 740}
HANDS, LEND = "form[action$=mains]", "form[action$=isoloir]"


@dataclass
class Voting:
    """A table whose device is in a vote; one of its people has a card that we know."""

    world: World
    ballot: int
    table: int
    person: int
    address: str
    secret: str

    @property
    def page(self) -> str:
        return f"/tables/{self.table}/vote"


@pytest.fixture
def voting(migrated_file: Path, tmp_path: Path) -> Iterator[Voting]:
    path = tmp_path / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=tmp_path))
    world, device = a_world(app.state.db), TestClient(app)
    ballot, table, [person, *_] = at_table(device, world)

    def give(session: Session) -> None:
        session.get_one(Participant, person).card_hash = token_hash(secret_of_words(world))

    world.db.do(give)
    secret = device.cookies[DEVICE_COOKIE]
    with serving(app) as address:
        yield Voting(world, ballot, table, person, address, secret)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, browser: Browser, voting: Voting) -> Iterator[Page]:
    """The device of the table."""
    with browser.new_context(
        base_url=voting.address,
        locale="fr-FR",
        viewport=NARROW,  # type: ignore[arg-type]
        java_script_enabled=request.param,
    ) as context:
        cookie = {"name": DEVICE_COOKIE, "value": voting.secret, "url": voting.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        yield context.new_page()


def test_hands_are_counted_by_keyboard_alone(page: Page, voting: Voting) -> None:
    page.goto(f"/tables/{voting.table}")
    reach(page, f"[href='{voting.page}']")
    page.keyboard.press("Enter")
    type_in(page, "#hands-agree", "3")
    press(page, f"{HANDS} button")
    expect(page.get_by_text("3 mains levées")).to_be_visible()
    assert [row.number for row in rows(voting.world, HandCount)] == [3]
    press(page, "form[action$=reprise] button")
    assert rows(voting.world, HandCount) == []


def test_the_device_goes_round_by_keyboard_alone_and_going_back_shows_nothing(
    page: Page, voting: Voting
) -> None:
    page.goto(voting.page)
    type_in(page, "#words", TYPED)
    press(page, f"{LEND} button")
    press(page, f"[name=choice][value={Choice.AGREE}]")
    press(page, "form[action$=fin] button")
    assert choices(voting.world, voting.ballot) == {voting.person: Choice.AGREE}
    assert {one["name"] for one in page.context.cookies()} <= {DEVICE_COOKIE, TRIES_COOKIE}
    for _ in range(3):
        page.go_back()
        assert page.locator("[name=choice]").count() == 0
        assert page.locator("[aria-pressed=true]").count() == 0
        for box in page.locator("#words").all():
            expect(box).to_have_value("")


@pytest.mark.timeout(180)
@pytest.mark.parametrize("page", [True], indirect=True)
def test_the_pages_of_a_vote_at_a_table_are_accessible_and_valid(
    page: Page, voting: Voting, vnu: list[str]
) -> None:
    pages: dict[str, str] = {}

    def look() -> None:
        assert_accessible(page)
        pages[f"{page.url} {len(pages)}"] = page.request.get(page.url).text()

    page.goto(voting.page)
    look()
    page.locator("#words").fill(TYPED)
    page.locator(f"{LEND} button").click()
    page.wait_for_url("**/isoloir")
    look()
    page.locator(f"[name=choice][value={Choice.AGREE}]").click()
    page.wait_for_url("**/isoloir?compte=1")
    look()
    page.locator("form[action$=fin] button").click()
    page.wait_for_url("**/vote?rendu=1")
    page.locator("#hands-agree").fill("4")
    page.locator(f"{HANDS} button").click()
    expect(page.get_by_text("4 mains levées")).to_be_visible()
    look()
    page.locator("#hands-agree").fill("5")
    page.locator(f"{HANDS} button").click()
    expect(page.get_by_role("alert")).to_contain_text("recomptez ensemble")
    assert_accessible(page)
    assert_valid_html(vnu, pages)
