"""The room screen of a day, from the last row: large letters, no scrolling, by day and by night."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from deliberation.app import build
from deliberation.ballots import lifecycle
from deliberation.ballots.models import Ballot, Choice, Method
from deliberation.config import Settings
from deliberation.roles import Role
from deliberation.security import STAFF_COOKIE
from deliberation.sittings.cloud_words import candidates_in
from deliberation.sittings.groupings import PairingKind
from deliberation.sittings.models import Act, Scene, Segment
from deliberation.sittings.reading import day_view
from deliberation.text import plain
from tests.ballots.voting import MODERATOR, a_ballot_of, close, people, vote
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.serving import serving
from tests.sittings.days import (
    GROUPS,
    PLENARY,
    STEPS,
    VOTE,
    a_code_for,
    a_day,
    act,
    go_to,
)
from tests.sittings.stagings import a_confrontation, pair
from tests.sittings.walls import (
    a_card,
    a_group,
    a_wall,
    address,
    approve,
    look,
    written,
)
from tests.world import NOON, World, a_member, a_world

SIZES = [(1024, 768), (1280, 720), (1920, 1080)]
LONG = (
    "Quand on arrive au guichet, personne ne peut dire qui suit notre dossier, alors il faut "
    "raconter toute son histoire une fois de plus, devant tout le monde, et repartir avec un "
    "numéro de téléphone qui ne répond jamais avant la fin du mois."
)
SMALLEST = """() => Math.min(...[...document.querySelectorAll("#scene *")]
  .filter((element) => element.checkVisibility() && !element.closest(".aside-only, svg"))
  .filter((element) => [...element.childNodes].some(
    (node) => node.nodeType === 3 && node.data.trim()))
  .map((element) => parseFloat(getComputedStyle(element).fontSize)))"""
# How far anything goes out of the window, or out of the box that holds the scene.
OUT = """() => {
  const root = document.documentElement;
  const body = document.querySelector(".scene-body");
  const inside = [...document.querySelectorAll("#scene *")]
    .filter((element) => element.checkVisibility() && !element.closest(".aside-only, svg"))
    .map((element) => element.getBoundingClientRect());
  return Math.max(
    root.scrollHeight - innerHeight, root.scrollWidth - innerWidth,
    body.scrollHeight - body.clientHeight, body.scrollWidth - body.clientWidth,
    ...inside.map((box) => Math.max(box.bottom - innerHeight, box.right - innerWidth, -box.top)));
}"""
CHOSEN = {
    "silence": Scene.SILENCE,
    "wall": Scene.WALL,
    "confrontation": Scene.CONFRONTATION,
    "cloud": Scene.CLOUD,
}


@dataclass
class Hall:
    """A running platform with a day for each scene."""

    address: str
    world: World
    days: dict[str, int]
    facilitator: str

    def at(self, name: str) -> str:
        return self.address + address(self.world, self.days[name])


def _at_step(world: World, place: int, **details: Any) -> int:
    steps = (*STEPS[:place], {**STEPS[place], **details}, *STEPS[place + 1 :])
    day = a_day(world, steps)
    go_to(world, day, place)
    return day


def _wall(world: World) -> int:
    day, groups, table = a_wall(world, concerned=9, professionals=8, institutions=6)
    colleges = [*world.colleges, None]
    for number, name in enumerate(("L'accueil du public", "Les transports, le soir et le samedi")):
        group = a_group(world, day, name)
        for place in range(6):
            length = (36, 90, len(LONG), 60, 140, 20)[place]
            a_card(
                world,
                groups,
                table,
                LONG[:length] if place else "Un guichet,\nle soir,\nle samedi.",
                colleges[(place + number) % 4],
                on_screen=True,
                wall_group_id=group,
            )
    a_card(world, groups, table, f"{LONG} {LONG} {LONG} {LONG}", on_screen=True)
    a_card(world, groups, table, "M" * 200, on_screen=True)
    a_card(world, groups, table, "\n".join("abcdefghijklmnopqrst"), on_screen=True)
    return day


def _confrontation(world: World) -> int:
    day, cards = a_confrontation(world, concerned=6, professionals=7)
    pair(world, cards["concerned"][0], cards["professionals"][0], PairingKind.SAME)
    pair(world, cards["concerned"][1], cards["professionals"][1], PairingKind.CONTRARY)
    return day


def _vote(world: World, state: str, voters: dict[str, list[int]]) -> int:
    day = a_day(world)
    step = go_to(world, day, VOTE)
    question = "Garder dans chaque commune un guichet ouvert le soir, où une personne répond ?"
    if state == "long":
        question = f"{LONG} {LONG} {LONG} {LONG}"
    ballot: int = world.db.do(
        lifecycle.prepare_ballot, Ballot(topic_id=world.topic_id, question=question), MODERATOR
    )

    def link(session: Any) -> None:
        session.get_one(Segment, step).ballot_id = ballot

    world.db.do(link)
    if state == "draft":
        return day
    world.db.do(lifecycle.open_ballot, ballot, MODERATOR, NOON)
    for crowd in voters.values():
        for place, person in enumerate(crowd):
            vote(world, ballot, person, list(Choice)[place % 3 if place % 2 else 0])
    if state == "closed":
        close(world, ballot)
    return day


def _many_options(world: World) -> int:
    """A vote with long words to judge, more than one page of them."""
    day = a_day(world)
    step = go_to(world, day, VOTE)
    grades = ("Très bien", "Bien", "Assez bien", "Passable", "Insuffisant", "À rejeter")
    options = [f"{number}. {LONG[: 40 * number]}" for number in range(1, 7)]
    ballot = a_ballot_of(world, Method.JUDGMENT, *options, grades=grades, secret=True)

    def link(session: Any) -> None:
        session.get_one(Segment, step).ballot_id = ballot

    world.db.do(link)
    return day


def _cloud(world: World) -> int:
    day, groups, _ = a_wall(world)
    words = [
        f"{start}{end}"
        for start in ("mobilit", "accompagn", "guich", "transpor", "écou")
        for end in ("é", "ement", "et", "ts", "tes", "ance", "eurs", "age", "oire", "ité")
    ]
    for place in range(30):
        written(
            world, groups, " ".join(words[: 50 if place < 3 else max(0, 44 - 2 * place)] or "le")
        )
    approve(world, groups, *words_offered(world, day, groups))
    return day


def words_offered(world: World, day: int, step: int) -> list[str]:
    with world.db.reading() as session:
        return [plain(word) for word in candidates_in(session, day_view(session, day), step)]


@pytest.fixture(scope="module")
def hall(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("room")
    path = folder / "deliberation.db"
    path.write_bytes(migrated_file.read_bytes())
    app = build(Settings(database_url=f"sqlite:///{path}", data_dir=folder))
    world = a_world(app.state.db)
    sizes = {"concerned": 24, "professionals": 12, "institutions": 9}
    voters = {college: people(world, number, college) for college, number in sizes.items()}
    days = {
        "welcome": a_day(world, title="Demain, ensemble : l'accueil des personnes en Valdombre"),
        "instruction": _at_step(world, GROUPS),
        "medium": _at_step(world, GROUPS, instruction=LONG[:170], easy_read="Dites ce qui bloque."),
        "long": _at_step(world, PLENARY, instruction=LONG),
        "silence": _at_step(world, GROUPS),
        "wall": _wall(world),
        "confrontation": _confrontation(world),
        "vote": _vote(world, "draft", voters),
        "open vote": _vote(world, "open", voters),
        "result": _vote(world, "closed", voters),
        "cloud": _cloud(world),
        "long vote": _vote(world, "long", voters),
        "many options": _many_options(world),
        "nothing": a_day(world),
    }
    for number, (name, day) in enumerate(days.items()):
        a_code_for(world, day, f"K7M4{'ACDEFGHJKMNPQR'[number]}X")
        if name in CHOSEN:
            look(world, day, CHOSEN[name])
    act(world, days["nothing"], Act.DARKEN)
    facilitator = a_member(world, Role.FACILITATOR)
    with serving(app) as site:
        yield Hall(site, world, days, facilitator)


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    with browser.new_context(locale="fr-FR", reduced_motion="reduce") as context:
        yield context.new_page()


SCENES = [
    "welcome", "instruction", "medium", "long", "silence", "wall", "confrontation",
    "vote", "open vote", "long vote", "many options", "result", "cloud",
]  # fmt: skip


def _picture(page: Page, name: str) -> None:
    """Kept to be looked at, where somebody asks for it."""
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.screenshot(path=Path(folder) / f"{name.replace(' ', '-')}-{scheme}.png")


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_read_from_the_last_row_and_never_scrolls(
    window: Page, hall: Hall, name: str
) -> None:
    number = last = 1
    while number <= last:
        if number > 1:
            look(hall.world, hall.days[name], CHOSEN.get(name, Scene.AUTO), number)
        window.goto(hall.at(name))
        expect(window.get_by_text("Le code").first).to_be_visible()
        for width, height in SIZES:
            window.set_viewport_size({"width": width, "height": height})
            _picture(window, f"{name}-{number}-{width}")
            where = f"{name}, page {number}, {width} × {height}"
            assert window.evaluate(SMALLEST) >= 28, where
            assert window.evaluate(OUT) <= 1, where
        told = window.locator(".scene-page")
        last = int(told.inner_text().split()[-1]) if told.count() else 1
        number += 1
    if last > 1:
        look(hall.world, hall.days[name], CHOSEN.get(name, Scene.AUTO), 1)


@pytest.mark.parametrize("name", [*SCENES, "nothing"])
def test_a_scene_is_accessible_even_on_an_old_phone(window: Page, hall: Hall, name: str) -> None:
    window.goto(hall.at(name))
    assert_accessible(window)


def test_the_scenes_are_valid_html(window: Page, hall: Hall, vnu: list[str]) -> None:
    pages = {}
    for name in hall.days:
        pages[name] = window.request.get(hall.at(name)).text()
    window.context.add_cookies(
        [{"name": STAFF_COOKIE, "value": hall.facilitator, "url": hall.address}]
    )
    for name in ("wall", "confrontation", "cloud", "open vote"):
        wall = f"{hall.address}/journees/{hall.days[name]}/mur"
        pages[f"desk of {name}"] = window.request.get(wall).text()
    assert_valid_html(vnu, pages)


def test_a_black_screen_gives_no_light_and_says_so_to_who_listens(window: Page, hall: Hall) -> None:
    window.set_viewport_size({"width": 1280, "height": 720})
    window.goto(hall.at("nothing"))
    expect(window.get_by_role("status")).to_have_text("Écran noir.")
    box = window.locator("#scene").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1280, "height": 720}
    colour = "getComputedStyle(document.querySelector('#scene')).backgroundColor"
    assert window.evaluate(colour) == "rgb(0, 0, 0)"


def test_the_screen_follows_the_facilitator_without_being_touched(window: Page, hall: Hall) -> None:
    window.goto(hall.at("nothing"))
    act(hall.world, hall.days["nothing"], Act.LIGHTEN)
    expect(window.get_by_role("heading", name="Demain, ensemble")).to_be_visible()
    act(hall.world, hall.days["nothing"], Act.DARKEN)
    expect(window.get_by_role("heading", name="Demain, ensemble")).to_have_count(0)
