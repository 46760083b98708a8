"""A day in three real windows that nobody reloads: a phone, a table's device, the room screen."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from deliberation.ballots.models import Choice
from deliberation.config import Settings
from deliberation.sittings.models import Segment
from deliberation.text import typography
from tests.ballots.voting import people, vote
from tests.journeys.living import (
    ARDECHE,
    TITLE,
    Day,
    announces,
    cards,
    furnishes,
    leads,
    looks_at,
    prepares,
    runs_the_vote,
    shows,
)
from tests.journeys.story import a_story
from tests.journeys.test_chain_in_chromium import comes_in
from tests.sittings.days import view_of
from tests.sittings.noting import door

PHONE: ViewportSize = {"width": 390, "height": 844}
TABLET: ViewportSize = {"width": 1024, "height": 768}
PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
NOTED = "Un guichet ouvert le soir, une fois par semaine."
SAID = "Il faudrait quelqu'un qui rappelle."
OTHERS = 5  # who vote with them: fewer than five answers are never told


@dataclass
class Windows:
    """The windows of a room, and what went wrong in any of them."""

    day: Day
    browser: Browser
    stack: ExitStack
    failures: list[str] = field(default_factory=list)

    def open(self, size: ViewportSize) -> Page:
        context = self.stack.enter_context(
            self.browser.new_context(
                base_url=self.day.story.address,
                locale="fr-FR",
                viewport=size,
                reduced_motion="reduce",
            )
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        return page


@contextmanager
def windows_of(day: Day, browser: Browser) -> Iterator[Windows]:
    with ExitStack() as stack:
        yield Windows(day, browser, stack)


def comes_to_the_day(phone: Page, day: Day) -> None:
    """By the code on the wall, with the keyboard alone, to the page that stays open."""
    comes_in(phone, day.code, "personnes accompagnées")
    if day.phone not in phone.url:
        phone.goto(day.phone)


def opens_the_table(table: Page, day: Day) -> None:
    table.goto(door(day.story.world, int(day.tables[0].rpartition("/")[2])))
    table.get_by_role("button", name=typography("J'écris pour cette table")).click()
    expect(table.get_by_role("heading", level=1)).to_have_text("Table 1")


def steps_of(day: Day) -> tuple[Segment, ...]:
    return view_of(day.story.world, day.id).segments


def everyone_is_at(day: Day, place: int, *windows: Page) -> None:
    """« Suivant », and each window shows the step without being touched."""
    leads(day, "next" if place else "start")
    title = typography(steps_of(day)[place].title)
    for window in windows:
        expect(window.locator("main")).to_contain_text(title)


def notes_are_typed(table: Page) -> None:
    """By the keyboard alone: the box, the words, Enter."""
    expect(table.locator("#table_box")).to_be_visible()
    table.locator("#words").focus()
    table.keyboard.type(NOTED)
    table.keyboard.press("Enter")
    expect(table.locator("#table_feed")).to_contain_text(typography(NOTED))


def notes_are_read_back(table: Page) -> None:
    table.get_by_role("button", name=re.compile("^1re")).click()
    table.get_by_role("link", name="Nous relisons nos notes").click()
    table.get_by_role("button", name=typography("La table est d'accord")).click()
    expect(table.locator("#table_sent")).to_contain_text("ses notes sont gardées")


def words_are_sent(phone: Page) -> None:
    phone.get_by_role("textbox", name="Vos mots").fill(SAID)
    phone.get_by_role("button", name=typography("J'envoie")).click()
    expect(phone.locator("#sent")).to_contain_text(typography("C'est enregistré"))


def the_wall_is_shown(day: Day, screen: Page) -> None:
    """Nothing before the tap; then by itself."""
    looks_at(day, "wall")
    expect(screen.locator("#scene")).to_have_class(re.compile("scene-wall"))
    expect(screen.locator("#scene")).not_to_contain_text(NOTED)
    [handle] = cards(day).values()
    shows(day, handle)
    expect(screen.locator(".scene-card")).to_have_text(NOTED)
    day.facilitator.sends(day.wall, f"{day.wall}/ranger", card=[handle], name="Être reçus")
    [group] = re.findall(r"/groupes/(\d+)/proposition", day.facilitator.reads(day.wall).html)
    for tap in ("proposition", "vote"):
        day.facilitator.sends(day.wall, f"{day.wall}/groupes/{group}/{tap}")


def taps(phone: Page, screen: Page, count: str) -> None:
    """One tap is the vote, and the room sees that one more has answered."""
    phone.get_by_role("button", name=typography("D'accord"), exact=True).click()
    expect(phone.locator(".choice[aria-pressed=true]")).to_contain_text(typography("D'accord"))
    expect(screen.locator(".scene-answers")).to_contain_text(count)


@pytest.mark.timeout(120)
def test_three_windows_that_nobody_reloads_live_the_whole_day(
    settings: Settings, browser: Browser
) -> None:
    with a_story(settings) as story:
        day = prepares(story, ARDECHE)
        furnishes(day, [""], [])
        announces(day)
        with windows_of(day, browser) as windows:
            phone, table, screen = map(windows.open, (PHONE, TABLET, PROJECTOR))
            comes_to_the_day(phone, day)
            opens_the_table(table, day)
            screen.goto(day.screen)
            for window in (phone, screen):
                expect(window.get_by_role("heading", level=1)).to_have_text(TITLE)
            expect(table.locator("#table_step")).to_contain_text(typography("n'a pas encore"))

            everyone_is_at(day, 0, phone, table, screen)
            everyone_is_at(day, 1, phone, table, screen)
            notes_are_typed(table)
            words_are_sent(phone)
            everyone_is_at(day, 2, phone, table, screen)
            notes_are_read_back(table)
            everyone_is_at(day, 3, phone, table, screen)
            the_wall_is_shown(day, screen)

            everyone_is_at(day, 4, table, screen)
            expect(phone.locator("#card")).to_contain_text("La question va être lue")
            runs_the_vote(day, "open")
            taps(phone, screen, "1 personne a répondu")
            late = windows.open(PHONE)
            comes_to_the_day(late, day)
            taps(late, screen, "2 personnes ont répondu")
            [ballot] = {one.ballot_id for one in steps_of(day) if one.ballot_id}
            for person in people(story.world, OTHERS):
                vote(story.world, ballot, person, Choice.AGREE)
            expect(screen.locator(".scene-answers")).to_contain_text("7 personnes ont répondu")
            for window in (phone, late, screen):
                expect(window.locator(".result-table, .scene-result")).to_have_count(0)
            runs_the_vote(day, "close")
            expect(screen.locator("#scene")).to_have_class(re.compile("scene-result"))
            for window in (phone, late):
                expect(window.locator(".result-table")).to_be_visible()

            everyone_is_at(day, 5, phone, late, table, screen)
            leads(day, "next")
            for window in (phone, late):
                expect(window.get_by_role("heading", level=1)).to_contain_text("Merci")
            expect(table.locator("#table_step")).to_contain_text("La journée est finie")
            phone.goto("/ma-parole")
            expect(phone.locator("main")).to_contain_text(SAID)
            assert windows.failures == []
