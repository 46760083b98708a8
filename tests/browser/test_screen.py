"""What a projector shows: letters for the last row, and nothing that would need scrolling."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from markupsafe import Markup
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from deliberation import web
from deliberation.app import FONTS
from tests.browser.serving import serving

PROJECTORS = [(1024, 768), (1366, 768), (1920, 1080), (3840, 2160)]
PAGE = """
{% extends "screen.html" %}
{% from "components/paper.html" import qr_code %}
{% from "components/progress.html" import countdown %}
{% from "components/results.html" import result_picture %}
{% block place %}Les Deux-Vals{% endblock %}
{% block clock %}{{ countdown("Avis") }}{% endblock %}
{% block main %}<h1 class="long">Relire son dossier avant l'envoi ?</h1>
{{ result_picture(picture, titled=false) }}{% endblock %}
{% block corner %}{{ qr_code(qr, "K7M2QX", "parole.example/entrer") }}{% endblock %}
"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("main *, header *, footer *")]
  .filter((element) => element.checkVisibility() && !element.closest(".aside-only, title, desc"))
  .filter((element) => [...element.childNodes].some(
    (node) => node.nodeType === 3 && node.data.trim()))
  .map((element) => parseFloat(getComputedStyle(element).fontSize)))"""
OVERFLOW = """() => {
  const [main, foot] = ["main", "footer"].map((name) => document.querySelector(name));
  return Math.max(main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth,
    foot.getBoundingClientRect().bottom - innerHeight, foot.scrollWidth - innerWidth);
}"""
CHOICES = [("agree", "D'accord"), ("agree_if", "D'accord si…"), ("disagree", "Pas d'accord")]


def a_row(label: str, *shares: float | None, texts: str = "12") -> SimpleNamespace:
    cells = [
        SimpleNamespace(label=word, shape=shape, share=share, count=share and 12, text=texts)
        for (shape, word), share in zip(CHOICES, shares, strict=True)
    ]
    return SimpleNamespace(label=label, cells=cells)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    static = Mount("/static", web.Assets(directory=web.ROOT / "static"))
    fonts = Mount("/static/fonts", web.Assets(directory=FONTS))
    with serving(Starlette(routes=[fonts, static])) as address:
        yield address


@pytest.fixture
def screen(browser: Browser, site: str) -> Iterator[Page]:
    """A projector that shows a result: the whole, a college in words, and one too small to show."""
    picture = SimpleNamespace(
        title="Relire son dossier",
        sentence="Quatre personnes sur cinq sont d'accord, parfois à une condition.",
        note="Pour protéger chacune, les groupes sont donnés en fourchettes.",
        rows=[
            a_row("Ensemble", 0.6, 0.35, 0.05),
            a_row("Personnes accompagnées", None, None, None, texts="environ un sur trois"),
            a_row("Étudiants", None, None, None, texts="—"),
        ],
    )
    qr = Markup('<svg viewBox="0 0 1 1"><title>Code</title></svg>')
    with browser.new_context(base_url=site) as context:
        page = context.new_page()
        page.goto("/static/tokens.css")
        page.set_content(web.templates.env.from_string(PAGE).render(picture=picture, qr=qr))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        yield page


@pytest.mark.parametrize(("width", "height"), PROJECTORS)
def test_a_projector_shows_large_letters_and_never_scrolls(
    screen: Page, width: int, height: int
) -> None:
    screen.set_viewport_size({"width": width, "height": height})
    assert screen.evaluate(SMALLEST) >= 28
    assert screen.evaluate(OVERFLOW) <= 0


def test_a_group_too_small_has_no_number_on_the_projector(screen: Page) -> None:
    students = screen.get_by_role("row").filter(has_text="Étudiants")
    expect(students.get_by_role("img")).to_have_accessible_name("Étudiants Non montré")
    expect(screen.get_by_text("12", exact=True).locator("visible=true")).to_have_count(3)
