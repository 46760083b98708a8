"""The facilitator's desk in a real browser: by keyboard alone, on a phone, and live."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session

from deliberation.app import build
from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot
from deliberation.config import Settings
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE
from deliberation.sittings.models import Act, Segment, TableNote
from deliberation.sittings.registers import Colour, Raised, Speaker
from tests.ballots.voting import MODERATOR, people
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.keyboard import reach
from tests.browser.serving import serving
from tests.sittings.days import (
    GROUPS,
    VOTE,
    a_badge,
    a_day,
    a_table,
    act,
    go_to,
    seat,
    view_of,
)
from tests.world import World, a_member, a_world

PHONE = {"width": 390, "height": 844}
UNFOLD = "() => document.querySelectorAll('details').forEach((box) => { box.open = true; })"


@dataclass
class Site:
    """A running platform, and the session of someone who drives its days."""

    address: str
    world: World
    facilitator: str


@pytest.fixture(scope="module")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("desk")
    path = folder / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=folder))
    world = a_world(app.state.db)
    facilitator = a_member(world, Role.FACILITATOR)
    with serving(app) as address:
        yield Site(address, world, facilitator)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    with browser.new_context(base_url=site.address, locale="fr-FR") as context:
        cookie = {"name": STAFF_COOKIE, "value": site.facilitator, "url": site.address}
        context.add_cookies([cookie])  # type: ignore[list-item]
        yield context.new_page()


@pytest.fixture
def day(site: Site) -> int:
    """A day with a vote, two tables, someone who wants to speak and a card raised."""
    world = site.world
    day = a_day(world)
    groups, voting = (view_of(world, day).segments[place].id for place in (GROUPS, VOTE))
    assert groups is not None
    ballot = Ballot(topic_id=world.topic_id, question="Garder un guichet ?")
    ballot_id: int = world.db.do(lifecycle.prepare_ballot, ballot, MODERATOR)

    def tie(session: Session) -> None:
        session.get_one(Segment, voting).ballot_id = ballot_id

    world.db.do(tie)
    tables = [a_table(world, day, number, name="Les Pins") for number in (1, 2)]
    for number, college in enumerate(("concerned", "professionals", None), 1):
        seat(world, groups, a_badge(world, day, number, college), tables[0])
    world.keep(Speaker(sitting_id=day, badge=12))
    return day


def open_desk(page: Page, day: int) -> Page:
    page.goto(f"/journees/{day}/pilotage")
    return page


def press(page: Page, key: str) -> None:
    """Press a key, and wait for the answer: a button pressed again before it is pressed once."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.keyboard.press(key)
    answer.value.finished()


def title(page: Page, words: str) -> None:
    expect(page.locator("#desk-step")).to_have_text(words)


def test_a_whole_day_is_driven_by_keyboard_alone(page: Page, day: int) -> None:
    open_desk(page, day)
    title(page, "La journée n’a pas commencé")
    reach(page, "#advance")
    for step in ("Accueil", "En petits groupes", "Mise en commun", "Le vote"):
        press(page, "Enter")
        title(page, step)
        expect(page.locator("#advance")).to_be_focused()
    for button in ("Je ferme le vote", "Suivant"):
        press(page, "Enter")
        expect(page.locator("#advance")).to_have_text(button)
        expect(page.locator("#advance")).to_be_focused()
    for step in ("Synthèse à chaud", "La journée est finie"):
        press(page, "Enter")
        title(page, step)
    reach(page, "#act-undo")
    expect(page.locator(":focus")).to_have_text("Défaire : suivant")
    press(page, "Enter")
    title(page, "Synthèse à chaud")


def test_the_next_step_is_the_first_stop_of_the_live_step(page: Page, site: Site, day: int) -> None:
    go_to(site.world, day, 0)
    open_desk(page, day)
    stops = page.locator("#desk_live :is(a, button, summary)").evaluate_all("all => all[0].id")
    assert stops == "advance"


def test_keys_act_only_inside_the_desk_and_each_can_be_turned_off(
    page: Page, site: Site, day: int
) -> None:
    go_to(site.world, day, 0)
    open_desk(page, day)
    dark = page.locator("#darkness")
    for key in "bn":
        page.keyboard.press(key)
    page.locator("#advance").focus()
    press(page, "n")
    title(page, "En petits groupes")  # the keys that were pressed outside have done nothing
    press(page, "b")
    expect(dark).to_have_attribute("aria-pressed", "true")
    press(page, "b")
    expect(dark).to_have_attribute("aria-pressed", "false")
    page.locator("summary", has_text="Les touches du clavier").click()
    page.locator("[data-key-switch=n]").uncheck()
    page.reload()
    page.locator("#advance").focus()
    page.keyboard.press("n")
    press(page, "b")
    expect(dark).to_have_attribute("aria-pressed", "true")
    title(page, "En petits groupes")


def test_on_a_phone_the_next_step_is_always_under_the_thumb(
    page: Page, site: Site, day: int
) -> None:
    go_to(site.world, day, GROUPS)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_desk(page, day)
    for where in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {where})")
        box = page.locator("#advance").bounding_box()
        assert box is not None
        assert box["y"] >= PHONE["height"] / 2
        assert box["y"] + box["height"] <= PHONE["height"]
        assert (box["width"] > 300, box["height"] >= 48) == (True, True)
    page.get_by_role("button", name="Suivant", exact=True).click()
    title(page, "Mise en commun")


def test_a_desk_shows_what_another_device_does_and_what_others_see(
    page: Page, site: Site, day: int
) -> None:
    go_to(site.world, day, 0)
    open_desk(page, day)
    views = page.locator("#desk_views")
    expect(views.locator("#card h1")).to_have_text("Écoutez, le micro est dans la salle.")
    assert views.locator("[inert]").count() == 2
    act(site.world, day, Act.NEXT)
    title(page, "En petits groupes")
    expect(views.locator("#scene")).to_contain_text("Qu'est-ce qui bloque")


def test_whoever_presses_an_old_button_is_told_and_sees_where_the_day_is(
    page: Page, site: Site, day: int
) -> None:
    go_to(site.world, day, 0)
    page.route_web_socket("**/direct", lambda socket: socket.close())
    open_desk(page, day)
    act(site.world, day, Act.PAUSE)
    page.locator("#advance").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a été fait deux fois")
    title(page, "Accueil")
    expect(page.locator(".desk-live .countdown")).to_contain_text("En pause")
    page.locator("#advance").click()
    title(page, "En petits groupes")
    expect(page.locator("#alert")).to_be_hidden()


def whole_day(site: Site, day: int) -> Iterator[str]:
    """The day before it begins, in groups while a table calls, at the vote, when that vote was left
    open, and once it is over.
    """
    world = site.world
    [person] = people(world, 1)
    yield "before"
    groups = go_to(world, day, GROUPS)
    table = a_table(world, day, 9, help_asked_at=datetime.now(UTC))
    note = TableNote(
        table_id=table,
        segment_id=groups,
        topic_id=world.topic_id,
        number=day * 50,
        words="Le guichet ferme trop tôt.",
        at=datetime.now(UTC),
    )
    world.keep(note)
    world.keep(Raised(sitting_id=day, participant_id=person, colour=Colour.LOST))
    yield "groups"
    act(world, day, Act.NEXT)
    act(world, day, Act.NEXT)
    yield "vote"
    ballot = view_of(world, day).segments[VOTE].ballot_id
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, datetime.now(UTC))
    act(world, day, Act.UNDO)
    yield "left open"
    world.db.do(lifecycle.close_ballot, ballot, MODERATOR, datetime.now(UTC))
    act(world, day, Act.END)
    yield "after"


def test_the_desk_is_accessible_all_day_long(page: Page, site: Site, day: int) -> None:
    for _ in whole_day(site, day):
        open_desk(page, day)
        page.evaluate(UNFOLD)
        assert_accessible(page)


def test_the_desk_is_valid_html_all_day_long(
    page: Page, site: Site, day: int, vnu: list[str]
) -> None:
    address = f"/journees/{day}/pilotage"
    pages = {when: page.request.get(address).text() for when in whole_day(site, day)}
    assert_valid_html(vnu, pages)


def test_a_link_for_a_phone_is_accessible_and_opens_the_desk_there(
    page: Page, browser: Browser, site: Site, day: int
) -> None:
    open_desk(page, day)
    page.locator("summary", has_text="Piloter depuis un téléphone").click()
    page.get_by_role("button", name="Je fais un lien pour mon téléphone").click()
    link = page.locator("#telephone a")
    expect(link).to_be_visible()
    assert_accessible(page)
    address = link.get_attribute("href")
    assert address is not None
    with browser.new_context(base_url=site.address, viewport=PHONE) as phone:  # type: ignore[arg-type]
        there = phone.new_page()
        there.goto(address[address.index("/lien/") :])
        there.get_by_role("button", name="C’est moi, j’entre").click()
        title(there, "La journée n’a pas commencé")
