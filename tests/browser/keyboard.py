"""Who has only a keyboard goes from stop to stop, and must always see where she is."""

import pytest
from playwright.sync_api import Page

MOST_STOPS = 80
SOON = 5_000  # milliseconds
# The box of a choice shows the focus of the small thing that it holds.
OUTLINED = """(element) => [element, element.closest(".pick")].some((one) => {
  const { outlineStyle, outlineWidth } = one ? getComputedStyle(one) : {};
  return outlineStyle === "solid" && parseFloat(outlineWidth) >= 3;
})"""


def reach(page: Page, what: str) -> None:
    """Go to an element with the Tab key alone."""
    wanted = page.locator(what).first.evaluate("element => element.outerHTML", timeout=SOON)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stops = page.locator(":focus")
        for html in stops.evaluate_all("all => all.map(e => e.outerHTML)"):
            assert stops.evaluate(OUTLINED), f"one does not see that this has the focus: {html}"
            if html == wanted:
                return
    pytest.fail(f"the Tab key does not reach {what} on {page.url}")


def type_in(page: Page, field: str, words: str) -> None:
    reach(page, field)
    page.keyboard.type(words)


def press(page: Page, button: str, key: str = "Enter") -> None:
    reach(page, button)
    with page.expect_navigation():
        page.keyboard.press(key)
