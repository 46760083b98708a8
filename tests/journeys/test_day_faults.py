"""What happens to a live day in its bad moments: phones cut off, two people who press at once."""

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import httpx2
import pytest
from sqlmodel import select
from websockets.sync.client import ClientConnection

from deliberation.app import build
from deliberation.ballots.models import Vote
from deliberation.config import Settings
from deliberation.debate.models import Contribution
from deliberation.roles import Role
from deliberation.security import PARTICIPANT_COOKIE, STAFF_COOKIE
from deliberation.sittings.models import Act
from tests.browser.serving import serving
from tests.hall import SOON
from tests.journeys.living import plainly
from tests.journeys.person import Page, Person, ShownForm
from tests.journeys.story import first_frame, follow
from tests.sittings.days import (
    GROUPS,
    STEPS,
    VOTE,
    a_day,
    a_table,
    act,
    go_to,
    view_of,
)
from tests.sittings.noting import door
from tests.sittings.phones import a_voting_day, open_vote
from tests.world import World, a_member, a_participant, a_world

pytestmark = pytest.mark.both_databases

IN_GROUPS = str(STEPS[GROUPS]["title"])
UNTIL = re.compile(r'data-until="([^"]+)"')


# --- cut off for two minutes -----------------------------------------------------------------


class Phone(Person):
    """Someone's phone, which follows the day, loses the network, and comes back."""

    def __init__(self, address: str, secret: str, day: int, screens: ExitStack) -> None:
        super().__init__(address)
        self.screens = screens
        self.client.cookies.set(PARTICIPANT_COOKIE, secret)
        self.day = f"/journees/{day}"
        self.screen: ClientConnection | None = None
        self.queue: list[tuple[ShownForm, dict[str, str]]] = []

    def comes_back(self) -> str:
        """What it shows at once."""
        self.screen = self.screens.enter_context(
            follow(self.address, f"{self.day}/suivre/direct", {})
        )
        return plainly(first_frame(self.screen))

    def is_cut(self) -> None:
        """No more network, and no word to the server."""
        assert self.screen
        self.screen.socket.shutdown(socket.SHUT_RDWR)

    def types(self, words: str) -> None:
        """In the box of the present step; it will leave when it can."""
        form = self.reads(f"{self.day}/suivre").form(f"{self.day}/mots")
        self.queue.append((form, {"words": words}))

    def sends_what_waited(self) -> list[httpx2.Response]:
        """The answer to the first sending is lost: the same form is sent again."""
        waited, self.queue = self.queue, []
        return [self.posts(form, **words) for form, words in waited for _ in range(2)]


@contextmanager
def phones_of(world: World, address: str, day: int, number: int) -> Iterator[list[Phone]]:
    with ExitStack() as screens:
        cards = [a_participant(world, number=one) for one in range(number)]
        phones = [Phone(address, card, day, screens) for card in cards]
        yield phones
        for phone in phones:
            phone.client.close()


def words_of(world: World) -> list[str]:
    with world.db.reading() as session:
        return sorted(session.exec(select(Contribution.words)))


def test_phones_that_were_cut_off_show_the_present_and_send_what_waited_once(
    settings: Settings,
) -> None:
    app = build(settings)
    with serving(app) as address:
        world = a_world(app.state.db)
        day, ballot = a_voting_day(world)
        go_to(world, day, GROUPS)
        with phones_of(world, address, day, 10) as phones, ThreadPoolExecutor(3) as together:
            away, here = phones[:3], phones[3:]
            for phone in phones:
                phone.comes_back()

            # The step goes on: what waited belongs to it.
            lose(away, "Dit hors ligne")
            act(world, day, Act.MORE)
            assert_show(away, until=view_of(world, day).turn)
            for answers in together.map(Phone.sends_what_waited, away):
                assert [one.status_code for one in answers] == [200, 200]
            kept = [f"Dit hors ligne {number}" for number in range(3)]
            assert words_of(world) == kept

            # Two minutes later it is over, and the vote is open.
            lose(away, "Trop tard")
            later = datetime.now(UTC) + timedelta(minutes=2)
            for _ in range(VOTE - GROUPS):
                act(world, day, Act.NEXT, later)
            open_vote(world, ballot)
            tap(here, ballot)
            assert_show(away, until=view_of(world, day).turn, words="7 personnes ont répondu")
            for answers in together.map(Phone.sends_what_waited, away):
                for answer in answers:
                    assert answer.status_code == 409
                    said = Page(answer.text).text
                    assert f"L'étape « {IN_GROUPS} » est finie" in said
                    assert "Trop tard" in answer.text  # her words are given back
            assert words_of(world) == kept
            tap(away, ballot)
            with world.db.reading() as session:
                assert len(session.exec(select(Vote)).all()) == 10


def lose(phones: list[Phone], words: str) -> None:
    """Each has something to say, and no network."""
    for number, phone in enumerate(phones):
        phone.types(f"{words} {number}")
        phone.is_cut()


def assert_show(phones: list[Phone], until: Any, words: str = "") -> None:
    """The first thing they are sent is all that is true now."""
    for phone in phones:
        frame = phone.comes_back()
        assert UNTIL.findall(frame) == [until.ends_at.isoformat()]
        assert words in frame


def tap(phones: list[Phone], ballot: int) -> None:
    for phone in phones:
        page = f"{phone.day}/suivre"
        assert (
            "C'est enregistré"
            in phone.sends(page, f"/scrutins/{ballot}/votes", choice="agree").text
        )


# --- two at once -----------------------------------------------------------------------------


def at_once(people: list[Person], forms: list[ShownForm], **answers: str) -> list[httpx2.Response]:
    """Each has her form before her; they press at the very same time."""
    ready = Barrier(len(people))

    def press(person: Person, form: ShownForm) -> httpx2.Response:
        ready.wait(SOON)
        return person.posts(form, **answers)

    with ThreadPoolExecutor(len(people)) as together:
        return list(together.map(press, people, forms))


def test_two_facilitators_who_press_next_at_the_same_time_advance_one_step(
    settings: Settings,
) -> None:
    app = build(settings)
    with serving(app) as address:
        world = a_world(app.state.db)
        day = a_day(world)
        desk = f"/journees/{day}/pilotage"
        drivers = [Person(address), Person(address)]
        for number, driver in enumerate(drivers):
            secret = a_member(world, Role.FACILITATOR, email=f"f{number}@example.org")
            driver.client.cookies.set(STAFF_COOKIE, secret)
        for step in range(1, len(STEPS) + 1):
            wanted = "next" if step > 1 else "start"
            forms = [driver.reads(desk).form(f"{desk}/gestes", act=wanted) for driver in drivers]
            answers = at_once(drivers, forms, act=wanted)
            assert sorted(one.status_code for one in answers) == [200, 409]
            [late] = [Page(one.text) for one in answers if one.status_code == 409]
            assert "Quelqu'un d'autre vient de faire avancer la journée" in late.text
            assert (view_of(world, day).number, view_of(world, day).step) == (step, step)
        for driver in drivers:
            driver.client.close()


def test_of_two_devices_that_open_a_table_at_the_same_time_one_writes_and_the_other_is_told(
    settings: Settings,
) -> None:
    app = build(settings)
    with serving(app) as address:
        world = a_world(app.state.db)
        day = a_day(world)
        table = a_table(world, day, 4)
        go_to(world, day, GROUPS)
        sign, page = door(world, table), f"/tables/{table}"
        devices = [Person(address) for _ in range(4)]
        forms = [device.reads(sign).form(sign) for device in devices]
        answers = at_once(devices, forms)
        assert sorted(one.status_code for one in answers) == [200, 409, 409, 409]
        for device, answer in zip(devices, answers, strict=True):
            if answer.status_code == 200:
                writer = device
                assert answer.url.path == page
            else:
                other = device
                assert "déjà ouverte sur un autre appareil" in Page(answer.text).text
                assert device.asks(page).status_code == 403
        assert "C'est enregistré" in writer.sends(page, f"{page}/notes", words="Gardé.").text
        taken = other.sends(sign)
        assert "Gardé." in taken.text
        assert writer.asks(page).status_code == 403
        for device in devices:
            device.client.close()
