"""A phone during a day, in a real browser: what is pressed and what is typed outlive the frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect
from sqlmodel import Session

from deliberation.app import build
from deliberation.ballots.models import Choice
from deliberation.config import Settings
from deliberation.security import PARTICIPANT_COOKIE
from deliberation.sittings.models import Act, Segment
from tests.ballots.voting import close, people, vote
from tests.browser.checks import assert_accessible, assert_fits
from tests.browser.serving import serving
from tests.sittings.days import GROUPS, VOTE, a_badge, a_day, a_table, act, go_to, seat, view_of
from tests.sittings.phones import a_voting_day, open_vote
from tests.world import World, a_participant, a_world

WORDS = "Le bus ne passe plus"
KEPT = "Gardé sur ce téléphone, pas encore envoyé"
LATE = """Date = class extends Date {
  constructor(...given) { given.length ? super(...given) : super(Date.now()); }
  static now() { return super.now() + 2 * 3600_000; }
};"""
# Waits in the page itself: what is asked again and again from outside, its policy forbids.
LIVE = """() => new Promise((done) => {
  const follow = document.getElementById('follow');
  const look = () => follow._htmx?.ws?.connection?.socket?.readyState === 1
    ? done() : requestAnimationFrame(look);
  look();
})"""
SIZE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def phone(browser: Browser, sqlite_url: str, tmp_path: Path) -> Iterator["Phone"]:
    app = build(Settings(database_url=sqlite_url, data_dir=tmp_path))
    world = a_world(app.state.db)
    with (
        serving(app) as address,
        browser.new_context(base_url=address, locale="fr-FR", viewport=SIZE) as context,
    ):
        yield Phone(world, context, address)


class Phone:
    """Someone's phone, and the world in which it is."""

    def __init__(self, world: World, context: BrowserContext, address: str) -> None:
        self.world, self.context = world, context
        card = a_participant(world)
        context.add_cookies([{"name": PARTICIPANT_COOKIE, "value": card, "url": address}])

    def open(self, day: int) -> Page:
        page = self.context.new_page()
        page.goto(f"/journees/{day}/suivre")
        page.evaluate(LIVE)
        return page


def test_a_pressed_answer_stays_pressed_while_others_answer(phone: Phone) -> None:
    world = phone.world
    day, ballot = a_voting_day(world)
    open_vote(world, ballot)
    go_to(world, day, VOTE)
    page = phone.open(day)
    page.get_by_role("button", name="Pas d’accord").click()
    pressed = page.locator(".choice[aria-pressed=true]")
    expect(pressed).to_contain_text("Pas d’accord")
    for number, person in enumerate(people(world, 5), 2):
        vote(world, ballot, person, Choice.AGREE)
        expect(page.get_by_text(f"{number} personnes ont répondu")).to_be_visible()
        expect(pressed).to_contain_text("Pas d’accord")
    act(world, day, Act.MORE)
    expect(page.get_by_text("encore 10 min")).to_be_visible()
    expect(pressed).to_contain_text("Pas d’accord")
    close(world, ballot)
    expect(page.locator(".result-table")).to_be_visible()
    expect(page.get_by_text("Votre réponse est comptée")).to_be_visible()


def test_half_typed_words_outlive_every_frame_of_their_step_and_the_card_that_comes_again(
    phone: Phone,
) -> None:
    world = phone.world
    day = a_day(world)
    step = go_to(world, day, GROUPS)
    page = phone.open(day)
    field = page.get_by_role("textbox", name="Vos mots")
    field.press_sequentially(WORDS)
    act(world, day, Act.PAUSE)
    expect(page.get_by_text("En pause")).to_be_visible()

    def say_better(session: Session) -> None:
        session.get_one(Segment, step).instruction = "Qu'est-ce qui aide ?"

    world.db.do(say_better)
    act(world, day, Act.RESUME)
    expect(page.get_by_role("heading", name="Qu'est-ce qui aide ?")).to_be_visible()
    expect(field).to_have_value(WORDS)
    expect(field).to_be_focused()


def test_half_typed_words_are_kept_when_their_step_ends_and_come_back_with_it(
    phone: Phone,
) -> None:
    world = phone.world
    day = a_day(world)
    go_to(world, day, GROUPS)
    page = phone.open(day)
    page.get_by_role("textbox", name="Vos mots").press_sequentially(WORDS)
    act(world, day, Act.NEXT)
    expect(page.get_by_role("heading", name="Écoutez, le micro est dans la salle.")).to_be_visible()
    expect(page.locator("#state")).to_have_text(KEPT)
    act(world, day, Act.BACK)
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value(WORDS)


def test_words_are_sent_without_leaving_the_page_and_one_may_say_more(phone: Phone) -> None:
    world = phone.world
    day = a_day(world)
    go_to(world, day, GROUPS)
    page = phone.open(day)
    field = page.get_by_role("textbox", name="Vos mots")
    for words in (WORDS, "Un autre mot"):
        field.fill(words)
        page.get_by_role("button", name="J’envoie").click()
        expect(page.locator("#sent")).to_contain_text("C’est enregistré")
        expect(field).to_have_value("")
    page.goto("/ma-parole")
    for words in (WORDS, "Un autre mot"):
        expect(page.get_by_text(words)).to_have_count(1)


def test_that_words_are_saved_is_still_said_when_the_card_changes(phone: Phone) -> None:
    world = phone.world
    day = a_day(world)
    go_to(world, day, GROUPS)
    page = phone.open(day)
    page.get_by_role("textbox", name="Vos mots").fill(WORDS)
    page.get_by_role("button", name="J’envoie").click()
    line = page.locator("#outbox")
    expect(line).to_have_text("C’est enregistré")
    act(world, day, Act.NEXT)
    expect(page.get_by_role("heading", name="Écoutez, le micro est dans la salle.")).to_be_visible()
    expect(page.locator("#mine-1")).to_be_visible()
    expect(line).to_have_text("C’est enregistré")
    expect(line).to_be_visible()


def test_words_whose_step_has_ended_are_on_her_own_page_sent_or_not(phone: Phone) -> None:
    world = phone.world
    day = a_day(world)
    go_to(world, day, GROUPS)
    page = phone.open(day)
    field, send = (
        page.get_by_role("textbox", name="Vos mots"),
        page.get_by_role("button", name="J’envoie"),
    )
    field.fill(WORDS)
    send.click()
    expect(page.locator("#sent")).to_contain_text("C’est enregistré")
    page.route("**/mots", lambda route: route.abort())
    field.fill("Un mot resté en route")
    send.click()
    expect(page.locator("#outbox")).to_contain_text("pas encore envoyé : 1")
    act(world, day, Act.NEXT)
    expect(page.get_by_role("heading", name="Écoutez, le micro est dans la salle.")).to_be_visible()
    page.unroute("**/mots")
    page.goto("/ma-parole")
    expect(page.get_by_text(WORDS)).to_have_count(1)
    unsaved = page.get_by_role("region", name="Pas enregistré")
    expect(unsaved).to_contain_text("Un mot resté en route")
    expect(unsaved).to_contain_text("« En petits groupes » est finie")
    assert_accessible(page)


def test_half_typed_words_whose_step_does_not_come_back_are_on_her_own_page(phone: Phone) -> None:
    world = phone.world
    day = a_day(world)
    go_to(world, day, GROUPS)
    page = phone.open(day)
    page.get_by_role("textbox", name="Vos mots").press_sequentially(WORDS)
    act(world, day, Act.NEXT)
    expect(page.get_by_role("heading", name="Écoutez, le micro est dans la salle.")).to_be_visible()
    page.goto("/ma-parole")
    drafts = page.get_by_role("region", name="Écrit sur cet appareil, pas envoyé")
    expect(drafts.get_by_text(WORDS)).to_be_visible()
    assert_accessible(page)
    page.reload()
    drafts.get_by_role("button", name="Jeter").click()
    expect(drafts).to_be_hidden()
    page.reload()
    expect(drafts).to_be_hidden()


def test_minutes_are_the_servers_on_a_phone_two_hours_off(phone: Phone) -> None:
    world = phone.world
    day = a_day(world)
    go_to(world, day, GROUPS)
    phone.context.add_init_script(LATE)
    page = phone.open(day)
    assert page.evaluate("Date.now()") > page.evaluate("performance.timeOrigin") + 7_000_000
    expect(page.locator(".countdown-left")).to_have_text("encore 20 min")
    act(world, day, Act.MORE)
    expect(page.locator(".countdown-left")).to_have_text("encore 25 min")


def test_her_badge_brings_her_table_and_a_raised_card_touches_nothing_else(phone: Phone) -> None:
    world = phone.world
    day = a_day(world)
    table = a_table(world, day, 4, name="Les Pins")
    step = view_of(world, day).segments[GROUPS].id or 0
    seat(world, step, a_badge(world, day, 12), table)
    go_to(world, day, GROUPS)
    page = phone.open(day)
    page.get_by_role("textbox", name="Vos mots").fill(WORDS)
    page.get_by_text("Quel est le numéro de votre badge").click()
    page.get_by_label("Le numéro du badge").fill("12")
    page.get_by_role("button", name="C’est mon badge").click()
    expect(page.get_by_text("Vous êtes à la table 4, Les Pins.")).to_be_visible()
    page.get_by_role("button", name="Moins vite").click()
    expect(page.get_by_role("button", name="Moins vite")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("textbox", name="Vos mots")).to_have_value(WORDS)
    act(world, day, Act.NEXT)
    expect(page.get_by_role("button", name="Moins vite")).to_have_attribute("aria-pressed", "false")


def test_every_card_is_accessible_and_fits_an_old_phone_with_large_letters(phone: Phone) -> None:
    world = phone.world
    day, ballot = a_voting_day(world)
    page = phone.open(day)
    assert_accessible(page)
    for what in (Act.START, Act.NEXT, Act.NEXT, Act.NEXT, Act.END):
        act(world, day, what)
        page.reload()
        page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
        assert_accessible(page)
    act(world, day, Act.UNDO)
    open_vote(world, ballot)
    page.reload()
    page.get_by_role("button", name="D’accord si").click()
    expect(page.get_by_label("à quelle condition")).to_be_visible()
    assert_accessible(page)
    page.goto(f"/journees/{day}/separement")
    assert_fits(page)
