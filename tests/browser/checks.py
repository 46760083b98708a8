"""What every page must be: accessible, narrow enough for an old phone, and valid HTML."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OLD_PHONE: ViewportSize = {"width": 320, "height": 640}
A4 = {"width": 658, "height": 986}  # within the margins
WHITE = "rgb(255, 255, 255)"
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# By night only the colours are others.
SCHEMES: dict[Literal["light", "dark"], dict[str, object]] = {
    "light": {"type": "tag", "values": WCAG},
    "dark": COLOURS,
}
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const out = (element) => element.getBoundingClientRect().right > width + 1;
  const cut = (element) => element
    && (getComputedStyle(element).overflowX !== "visible" || cut(element.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => out(element) && !cut(element) && ![...element.children].some(out));
  const told = wide.map((element) => element.outerHTML.slice(0, 120));
  return [`${document.documentElement.scrollWidth} px wide`, ...told];
}"""
LETTERS = """(times) => {
  const { style } = document.documentElement;
  style.fontSize = "";
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (times > 1) style.fontSize = `${times * size}px`;
}"""


def assert_accessible(page: Page, screen: ViewportSize = OLD_PHONE) -> None:
    """No WCAG 2.2 A or AA violation on an old phone, by day and by night; nothing too wide.

    The page is already open; it is given back as it was.
    """
    with _on(page, screen):
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = _violations(page, rules)
            assert not found, f"{page.url} ({scheme})\n{_told(found)}"
        assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window, nor once the letters are twice as large."""
    for times in (1, 2):
        page.evaluate(LETTERS, times)
        too_wide = page.evaluate(TOO_WIDE)
        page.evaluate(LETTERS, 1)
        assert not too_wide, "\n".join([f"{page.url}, letters {times} times as large", *too_wide])


def assert_printable(page: Page) -> None:
    """On paper, even by night: black on white, nothing cut on the right, nothing to click on."""
    size = page.viewport_size
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == WHITE, page.url
    found = _violations(page, COLOURS)
    too_wide, buttons = page.evaluate(TOO_WIDE), page.locator("button:visible").all_inner_texts()
    page.emulate_media(media="null", color_scheme="null")
    if size:
        page.set_viewport_size(size)
    assert not found, f"{page.url} on paper\n{_told(found)}"
    assert not too_wide, f"{page.url} on paper: {too_wide}"
    assert not buttons, f"{page.url} on paper: {buttons}"


@contextmanager
def _on(page: Page, screen: ViewportSize) -> Iterator[None]:
    size = page.viewport_size
    page.set_viewport_size(screen)
    yield
    page.emulate_media(color_scheme="null", reduced_motion="null")
    if size:
        page.set_viewport_size(size)


def _violations(page: Page, rules: dict[str, object]) -> list[dict[str, Any]]:
    """What axe finds. Its script is given to a page once, and only violations come back."""
    if page.evaluate("() => typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    run = "async (options) => (await axe.run(options)).violations"
    found: list[dict[str, Any]] = page.evaluate(run, options)
    return found


def _told(violations: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{rule['id']}: {rule['help']}\n  "
        + "\n  ".join(f"{node['html'][:160]} {node['failureSummary']}" for node in rule["nodes"])
        for rule in violations
    )


def assert_valid_html(vnu: list[str], pages: Mapping[str, str]) -> None:
    """v.Nu finds no error in these pages (name -> HTML). It starts slowly: give it many at once."""
    with TemporaryDirectory() as folder:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder) / f"{number}.html"
            path.write_text(html, "utf-8")
            names[path.as_uri()] = name
        checked = subprocess.run(
            [*vnu, "--errors-only", "--format", "json", "--exit-zero-always", "--stdout", folder],
            check=True,
            capture_output=True,
            text=True,
        )
    messages = json.loads(checked.stdout)["messages"]
    assert not messages, "\n".join(_complaint(message, names) for message in messages)


def _complaint(message: dict[str, object], names: Mapping[str, str]) -> str:
    where = names.get(str(message.get("url", "")).replace("file:/", "file:///", 1), "?")
    return f"{where}: {message['message']} ({message.get('extract', '')})"
