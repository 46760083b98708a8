"""« Tester la salle »: the right sentence on each phone, and the right address at the laptop."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.testclient import TestClient

from deliberation.app import build
from deliberation.config import Settings
from deliberation.sittings.hall import CHECKS, Finding, hosted
from deliberation.sittings.network import addresses_here, is_everywhere, is_loopback
from deliberation.text import typography
from tests.browser.checks import assert_accessible, assert_valid_html
from tests.browser.serving import serving
from tests.engines import CHROMIUM_OPTIONS
from tests.world import NOON

HERE = ("192.168.1.20",)
PHONE = {"x-forwarded-for": "192.168.1.33"}  # the tests' browser is on the laptop itself
TWO_HOURS = "(() => { const now = Date.now; Date.now = () => now() + 7_200_000; })()"
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("no", "SecurityError"); } })"""


def settings_of(**details: object) -> Settings:
    return Settings(_env_file=None, **details)  # type: ignore[arg-type]


def test_a_server_that_listens_to_its_own_machine_alone_is_shut_to_phones() -> None:
    for name in ("127.0.0.1", "localhost", "127.4.5.6"):
        host = hosted(settings_of(host=name), HERE)
        assert host.shut and not host.phones and host.printed_is_wrong
        assert host.should_print == "http://192.168.1.20:8000"


def test_a_server_that_listens_everywhere_is_found_at_each_address_of_its_machine() -> None:
    here = ("10.0.0.2", "192.168.1.20")
    host = hosted(settings_of(host="0.0.0.0", port=8001), here)
    assert host.phones == ("http://10.0.0.2:8001", "http://192.168.1.20:8001")
    assert not host.shut and host.printed_is_wrong  # nobody can type 0.0.0.0
    printed = hosted(settings_of(host="0.0.0.0", public_url="http://192.168.1.20:8001"), here)
    assert not printed.printed_is_wrong


def test_a_server_that_listens_at_one_address_is_found_there() -> None:
    host = hosted(settings_of(host="192.168.1.20"), HERE)
    assert host.phones == ("http://192.168.1.20:8000",) and not host.printed_is_wrong


@given(some.ip_addresses(v=4).map(str))
def test_an_address_is_this_machine_alone_or_everywhere_or_one_place(address: str) -> None:
    assert is_loopback(address) == address.startswith("127.")
    assert is_everywhere(address) == (address == "0.0.0.0")


def test_the_addresses_of_this_machine_are_never_its_own_loop() -> None:
    assert not any(map(is_loopback, addresses_here()))


def test_each_trouble_has_its_advice_and_each_check_may_go_well() -> None:
    for check in CHECKS:
        assert [finding.name for finding in check.findings if finding.fine] == ["fine"]
        assert all(finding.fine or finding.advice for finding in check.findings)


def test_the_hour_of_the_server_is_given_to_anyone_and_never_kept(client: TestClient) -> None:
    with time_machine.travel(NOON, tick=False):
        answer = client.get("/heure")
    assert answer.text == str(int(NOON.timestamp() * 1000))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")
    assert "set-cookie" not in answer.headers


def test_the_direct_line_says_one_word_and_is_not_to_be_opened_again(client: TestClient) -> None:
    with client.websocket_connect("/salle/direct") as line:
        assert line.receive_text()
        assert line.receive() == {"type": "websocket.close", "code": 1000, "reason": ""}


def test_without_script_there_is_a_list_to_follow_and_a_form_to_try(client: TestClient) -> None:
    page = client.get("/salle").text
    assert typography("isolation des clients") in page
    answer = client.post("/salle")
    assert answer.status_code == 303
    assert "La page marche sans JavaScript" in client.get(answer.headers["location"]).text


# --- in a browser, over plain HTTP, under the name of the hall --------------------------


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    name = "--host-resolver-rules=MAP salle.test 127.0.0.1"
    with sync_playwright() as playwright:
        options = [*CHROMIUM_OPTIONS, name]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hall")
    (folder / "deliberation.db").write_bytes(migrated_file.read_bytes())
    app = build(settings_of(data_dir=folder, host="0.0.0.0"))
    with serving(app) as address:
        name = address.replace("127.0.0.1", "salle.test")
        app.state.settings.public_url = name
        yield name


@pytest.fixture
def context(browser: Browser, served: str) -> Iterator[BrowserContext]:
    with browser.new_context(base_url=served, locale="fr-FR", extra_http_headers=PHONE) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def finding(check: str, name: str) -> Finding:
    [found] = [
        one for part in CHECKS if part.name == check for one in part.findings if one.name == name
    ]
    return found


def expect_found(page: Page, **names: str) -> None:
    """These things are wrong or not known (""), and nothing else; each is said."""
    for check in CHECKS:
        name = names.get(check.name, "fine")
        shown = page.locator(f"[data-check={check.name}] [data-finding]:visible")
        if not name:
            expect(shown).to_have_count(0)
            continue
        expect(shown).to_have_count(1)
        expect(shown).to_have_attribute("data-finding", name)
        expect(shown).to_contain_text(typography(finding(check.name, name).sentence))


def test_on_a_good_wifi_all_is_well(page: Page, vnu: list[str], served: str) -> None:
    page.goto("/salle")
    assert page.evaluate("isSecureContext") is False
    expect_found(page)
    expect(page.locator("#hall [data-summary]")).to_have_text("Tout va bien ici.")
    assert_accessible(page)
    assert_valid_html(vnu, {"hall": page.content()})


def test_a_server_that_is_out_of_reach_is_said_and_found_again(
    context: BrowserContext, page: Page
) -> None:
    page.goto("/salle")
    expect_found(page)
    context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('online'))")  # it tries again
    expect_found(page, server="lost", live="")
    expect(page.get_by_text("isolation des clients").first).to_be_visible()
    assert_accessible(page)
    context.set_offline(False)
    expect_found(page)


@pytest.mark.parametrize("how", ["page", "redirect"])
def test_a_wifi_that_answers_in_our_place_is_recognised(page: Page, how: str) -> None:
    elsewhere = {"status": 302, "headers": {"location": "http://wifi.example/"}}
    welcome = {"body": "<title>Acceptez nos conditions</title>"}
    page.route("**/heure", lambda route: route.fulfill(**(welcome if how == "page" else elsewhere)))
    page.goto("/salle")
    expect(page.locator("[data-check=server] [data-finding=portal]")).to_be_visible()


def test_a_line_that_the_wifi_cuts_is_said(page: Page) -> None:
    page.route_web_socket("**/salle/direct", lambda line: line.close())
    page.goto("/salle")
    expect_found(page, live="blocked")


def test_a_clock_two_hours_off_is_no_trouble(page: Page) -> None:
    page.add_init_script(TWO_HOURS)
    page.goto("/salle")
    expect_found(page, clock="off")


def test_a_browser_that_keeps_nothing_is_said(page: Page) -> None:
    page.add_init_script(NO_STORAGE)
    page.goto("/salle")
    expect_found(page, storage="none")


def test_another_address_than_the_posters_is_said(browser: Browser, served: str) -> None:
    by_number = served.replace("salle.test", "127.0.0.1")
    with browser.new_context(base_url=by_number, extra_http_headers=PHONE) as context:
        page = context.new_page()
        page.goto("/salle")
        expect_found(page, address="other")
        expect(page.locator("[data-check=address]")).to_contain_text(served)


def test_the_laptop_itself_is_told_how_phones_should_come(browser: Browser, served: str) -> None:
    laptop = served.replace("salle.test", "127.0.0.1")
    with browser.new_context(base_url=laptop) as context:
        page = context.new_page()
        page.goto("/salle")
        expect_found(page)
        expect(page.get_by_role("region", name="Cet ordinateur est le serveur")).to_be_visible()
        assert_accessible(page)


def test_a_phone_is_not_told_about_the_laptop(page: Page) -> None:
    page.goto("/salle")
    expect(page.get_by_text("Cet ordinateur est le serveur")).to_have_count(0)


def test_without_javascript_the_page_can_send(browser: Browser, served: str) -> None:
    with browser.new_context(base_url=served, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/salle")
        expect(page.locator("#hall")).to_be_hidden()
        page.get_by_role("button", name="J’essaie d’envoyer").click()
        expect(page.get_by_text("La page marche sans JavaScript.")).to_be_visible()
