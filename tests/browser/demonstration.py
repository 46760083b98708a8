"""The demonstration committee, served for real, and everyone who may look at its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser, Page, Response

from deliberation.app import build
from deliberation.config import Settings
from deliberation.demo import keys
from deliberation.demo.loading import load
from deliberation.demo.welcome import Welcome
from tests.browser import viewers, visits
from tests.browser.serving import serving
from tests.browser.viewers import Visit


@dataclass
class Site:
    """Where the demonstration answers, what there is to try, and what fills an address."""

    address: str
    told: Welcome
    names: dict[str, Any]

    def at(self, visit: Visit) -> str:
        return visit.address.format(**self.names)


@contextmanager
def demonstration(migrated_file: Path, folder: Path) -> Iterator[Site]:
    """The demonstration, loaded into a new database."""
    (folder / "deliberation.db").write_bytes(migrated_file.read_bytes())
    settings = Settings(data_dir=folder)
    app = build(settings)
    told = load(app.state.db, settings, datetime.now(UTC))
    card = keys.printed(settings.key)[keys.HELD_BY_CONCERNED].speech.hash
    with app.state.db.reading() as session:
        names = visits.names(session, told, card)
    names["registration_secret"] = keys.registration_secret(settings.key, 0)
    with serving(app) as address:
        yield Site(address, told, names)


class Visitor:
    """One page of Chromium, that becomes each person in turn."""

    def __init__(self, browser: Browser, site: Site, **options: Any) -> None:
        self.site = site
        self.context = browser.new_context(base_url=site.address, locale="fr-FR", **options)
        self.page: Page = self.context.new_page()
        self.known: dict[str, list[Any]] = {viewers.STRANGER: []}

    def become(self, who: str) -> None:
        """Come in as people do, the first time; be recognised afterwards."""
        self.context.clear_cookies()
        if who in self.known:
            self.context.add_cookies(self.known[who])
            return
        if who == viewers.HELPED:
            self.become(viewers.FACILITATOR)
        address, form = self._way_in(who)
        assert self.context.request.post(address, form=form).ok, who
        self.known[who] = self.context.cookies()

    def _way_in(self, who: str) -> tuple[str, dict[str, str]]:
        told = self.site.told
        if who == viewers.READER:
            return f"/lien/{self.site.names['link']}", {}
        if who == viewers.TABLE:
            return told.table.removeprefix(told.home), {}
        if who == viewers.HELPED:
            address = "/scrutins/{ballot_open}/aide/carte".format(**self.site.names)
            return address, {"words": told.held_cards[0]}
        if who in viewers.CARDS:
            return "/entrer/carte", {"words": told.held_cards[viewers.CARDS.index(who)]}
        account = next(one for one in told.accounts if one.email.startswith(who))
        return "/connexion", {"email": account.email, "password": account.password}

    def go(self, visit: Visit) -> Response:
        """Open a page as its viewer."""
        self.become(visit.viewer)
        response = self.page.goto(self.site.at(visit))
        assert response is not None
        return response

    def ask(self, visit: Visit) -> APIResponse:
        """What the server answers to its viewer, without opening it."""
        self.become(visit.viewer)
        return self.context.request.get(self.site.at(visit))
