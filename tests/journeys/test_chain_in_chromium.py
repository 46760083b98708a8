"""Coming in, speaking and voting on narrow phones, with and without script; a projector follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation.config import Settings
from tests.journeys.person import Person
from tests.journeys.speaking import makes_a_code, opens_a_topic
from tests.journeys.story import Story, a_story

PHONE = {"width": 360, "height": 740}
PROJECTOR = {"width": 1366, "height": 768}
QUESTION = "Garder un guichet ouvert ?"


@pytest.fixture
def story(sqlite_url: str, tmp_path: Path) -> Iterator[Story]:
    with a_story(Settings(data_dir=tmp_path, database_url=sqlite_url)) as story:
        yield story


def prepares_a_ballot(moderator: Person, topic: str) -> str:
    ballots = f"/gestion{topic}/scrutins"
    moderator.sends(f"{ballots}/nouveau", ballots, question=QUESTION)
    desk = moderator.where
    moderator.sends(desk, f"{desk}/etapes", step="open")
    return desk.removeprefix("/gestion")


def comes_in(phone: Page, code: str, college: str) -> None:
    """With the keyboard alone, as with a switch or a screen reader."""
    phone.goto("/entrer")
    phone.get_by_label("Le code").focus()
    phone.keyboard.type(code.lower())
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name=college).focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Gardez ces quatre mots")
    expect(phone.locator(".speech-card-words span")).to_have_count(4)
    expect(phone.locator("main")).not_to_contain_text(college)
    phone.get_by_role("link", name="Je les ai gardés").click()


def speaks(phone: Page, topic: str, words: str) -> None:
    phone.goto(f"{topic}/contributions")
    phone.get_by_role("textbox", name="Vos mots").fill(words)
    phone.get_by_role("button", name="J’envoie mes mots").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("C’est enregistré")
    phone.goto("/ma-parole")
    expect(phone.locator("main")).to_contain_text(words)


def votes(phone: Page, ballot: str) -> None:
    """One tap is the vote, and the mind may change."""
    phone.goto(ballot)
    for choice in ("Pas d’accord", "Je ne sais pas"):
        phone.get_by_role("button", name=choice).click()
        expect(phone.get_by_role("button", name=choice)).to_have_attribute("aria-pressed", "true")
        expect(phone.locator("#choices [role=status]")).to_contain_text("C’est enregistré")


def test_phones_with_and_without_script_speak_and_vote_and_the_projector_follows(
    story: Story, browser: Browser
) -> None:
    moderator = story.signed_in("moderatrice")
    topic = opens_a_topic(story, moderator)
    code = makes_a_code(story, moderator, topic)
    ballot = prepares_a_ballot(moderator, topic)
    room = {"base_url": story.address, "locale": "fr-FR"}
    with (
        browser.new_context(**room, viewport=PROJECTOR) as hall,
        browser.new_context(**room, viewport=PHONE) as new,
        browser.new_context(**room, viewport=PHONE, java_script_enabled=False) as old,
    ):
        projector = hall.new_page()
        failures: list[str] = []
        projector.on("pageerror", lambda error: failures.append(str(error)))
        projector.goto(f"{ballot}/ecran")
        expect(projector.locator("main")).to_contain_text("0 personne a répondu")
        for number, (context, college) in enumerate(
            [(new, "personnes accompagnées"), (old, "professionnels")], 1
        ):
            phone = context.new_page()
            phone.on("pageerror", lambda error: failures.append(str(error)))
            comes_in(phone, code, college)
            speaks(phone, topic, f"Des mots, numéro {number}")
            votes(phone, ballot)
            answered = "1 personne a répondu" if number == 1 else "2 personnes ont répondu"
            expect(projector.locator("#screen_tally")).to_contain_text(answered)
        desk = f"/gestion{ballot}"
        moderator.sends(desk, f"{desk}/etapes", step="close")
        expect(projector.locator("figure.result")).to_be_visible()
        late = old.pages[0]
        late.get_by_role("button", name="D’accord", exact=True).click()
        expect(late.get_by_role("alert")).to_contain_text("Ce vote est fermé")
        late.goto("/ma-parole")
        late.get_by_role("button", name="J’ai fini").click()
        expect(late.locator("main")).to_contain_text("Il ne reste rien de vous")
        assert old.cookies() == []
        assert failures == []
