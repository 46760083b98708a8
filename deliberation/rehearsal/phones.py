"""A simulated person and her phone: she comes in with the code, follows, and does what she may."""

import asyncio
import random
import re
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from deliberation.rehearsal.answering import an_answer, another_answer, answered, paper_in
from deliberation.rehearsal.book import Choice, Room, type_of_meaning
from deliberation.rehearsal.browser import Answer, Browser, Server, Unreachable
from deliberation.rehearsal.forms import Fields, Form, form_to, forms_in
from deliberation.rehearsal.screens import Screen
from deliberation.security import PARTICIPANT_COOKIE

FEWEST_ACTS = 5
SPEAKS = 8  # one person in so many asks to speak
DROPS = 12  # one in so many loses the network for a while
LOSES_ANSWER = 9  # one in so many loses the answer to her words, and sends them again
SHARE = 0.6  # of a stage, in which people do what they do
ABSENCE = 1.5  # seconds
NOT_OPEN = "Le téléphone n'a pas reçu ce qui est à lui (réponse {status})."
WORDS = "Parole de répétition, badge {number} : il faudrait un accueil plus simple."

SAVED = 'class="state state-saved"'
KEY = re.compile(rb'data-turn="((\d+)-(\w+)-\d+)"')
BLANK = "[ \u00a0\u202f]+"
ANSWERED = re.compile(f">([^<>]+?){BLANK}personnes? (?:a|ont){BLANK}répondu".encode())


class Shown(NamedTuple):
    """What a frame says to a phone that reads no words."""

    key: str = ""  # the name of the piece that is hers
    segment_id: int = 0
    card: str = ""
    answers: int | None = None


@lru_cache(maxsize=64)  # all phones are sent the same bytes
def shown_by(frame: bytes) -> Shown:
    key, answers = KEY.search(frame), ANSWERED.search(frame)
    number = int(re.sub(rb"\D", b"", answers[1]) or 0) if answers else None
    if key is None:
        return Shown(answers=number)
    return Shown(key[1].decode(), int(key[2]), key[3].decode(), number)


class Phone:
    """One person."""

    def __init__(self, room: Room, server: Server, code: str, number: int) -> None:
        self.room, self.number, self.code = room, number, code
        self.name = f"phone {number}"
        self.browser = Browser(server)
        self.day = ""
        self.key = ""
        self._card = Shown()
        self._wake = asyncio.Event()
        self._chance = random.Random(number)

    async def live(self, wait: float) -> None:
        """From the door to what she thinks of the day."""
        await asyncio.sleep(wait)
        async with self.room.doors:
            inside = await self._come_in()
        if not inside:
            self.room.missing += 1
            await self.room.tell()
            return
        screen = Screen(self.browser, f"{self.day}/suivre/direct", self._hear)
        following = asyncio.create_task(screen.run())
        try:
            await self._follow(screen)
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            self.browser.hang_up()

    async def _come_in(self) -> bool:
        with suppress(Unreachable):
            door = await self.browser.get(f"/e/{self.code}")
            form = form_to(forms_in(door.text), f"/e/{self.code}")
            if form is None:
                self.room.book.errors["La page d'entrée n'a pas de formulaire."] += 1
                return False
            college = self._chance.choice(form.buttons or form.boxes)
            inside = await self._send(
                "join", form, college, means=lambda a: "speech-card" in a.text
            )
            if inside is None:
                return False
            path = re.search(r'href="(/journees/\d+)/suivre"', inside.text)
            self.day = path[1] if path else ""
            first = await self.browser.get(f"{self.day}/suivre")
            await self._wear(forms_in(first.text))
        return bool(self.day)

    async def _wear(self, forms: list[Form]) -> None:
        asked = [form for form in forms if form.action.endswith("/badge")]
        form = next((one for one in asked if ("number", "") in one.fields), None)
        if form is None:
            self.room.book.errors["La page ne demande pas le badge."] += 1
            return
        filled = form.filled(number=str(self.number))
        await self._post("badge", form, filled, lambda a: "badge-asked" not in a.text)

    def _hear(self, frame: bytes, at: float) -> None:
        shown, watch = shown_by(frame), self.room.watch
        if shown.answers is not None:
            watch.count(self.name, shown.answers, at)
        if shown.segment_id:
            watch.steps[self.name].setdefault(shown.segment_id, at)
        if shown.key and shown.key != self.key:
            self.key, self._card = shown.key, shown
            self._wake.set()

    async def _follow(self, screen: Screen) -> None:
        room = self.room
        await self._wake.wait()
        room.present += 1
        while True:
            self._wake.clear()
            card, key = self._card, self.key
            stage = f"{card.segment_id}-{card.card}"
            if stage != room.stage:
                room.stage = stage
            await room.tell()
            await asyncio.sleep(self._chance.random() * room.pace * SHARE)
            if self.key == key:
                with suppress(Unreachable):
                    await self._take_part(card)
                await room.say(stage, self.name)
            if card.card == "after":
                return
            if self.number % DROPS == 0 and card.card == "listening":
                await self._lose_network(screen)
            await self._wake.wait()

    async def _lose_network(self, screen: Screen) -> None:
        self.room.watch.absent.add(self.name)
        self.browser.hang_up()
        screen.drop()
        await asyncio.sleep(ABSENCE * self._chance.random())

    async def _take_part(self, card: Shown) -> None:
        """Do what the card offers."""
        if card.card == "after":
            await self._judge()
            return
        if card.card == "before":
            return
        mine = await self.browser.get(f"{self.day}/suivre/moi", by_script=True)
        if mine.status != 200:
            self.room.book.errors[NOT_OPEN.format(status=mine.status)] += 1
        forms = forms_in(mine.text)
        if card.card == "writing":
            await self._say(forms)
        elif card.card == "voting":
            await self._vote(forms)
        if self.number % SPEAKS == 0:
            forms = await self._speak(forms)
        if self.room.book.of[self.name] < FEWEST_ACTS:
            await self._raise_and_lower(forms)

    async def _say(self, forms: list[Form]) -> None:
        form = form_to(forms, "/mots")
        if form is None:
            return
        words = WORDS.format(number=self.number)
        filled = form.filled(words=words)
        if self.number % LOSES_ANSWER == 0:
            # The answer is lost: her phone sends the same form again, and it counts once.
            with suppress(Unreachable):
                await self.browser.post_and_leave(form.action, filled)
        if await self._post("words", form, filled, lambda a: "envoye=" in a.location, False):
            self.room.book.words[words] += 1

    async def _vote(self, forms: list[Form]) -> None:
        """She answers, then changes her mind."""
        form = form_to(forms, "/votes") or form_to(forms, "/bulletins")
        if form is None:
            return
        first = an_answer(form, self._chance)
        clock = asyncio.get_running_loop().time
        tapped = clock()
        if await self._choose(form, first):
            if form.action.endswith(
                "/votes"
            ):  # of a secret vote, screens tell the turnout in steps
                self.room.watch.votes.append((clock(), tapped))
            await asyncio.sleep(self._chance.random() * self.room.pace * (1 - SHARE) / 2)
        if then := another_answer(form, first, self._chance):
            await self._choose(form, then)

    async def _choose(self, form: Form, answer: Fields) -> Answer | None:
        secret = form.action.endswith("/bulletins")
        kind, means = ("secret vote", _tells(SAVED)) if secret else ("vote", _shows(form, answer))
        sent = await self._post(kind, form, answered(form, answer), means)
        if sent:
            ballot_id = int(form.action.split("/")[2])
            card = self.browser.cookies.get(PARTICIPANT_COOKIE, "")
            self.room.book.choices[Choice(card, ballot_id)] = paper_in(answer)
        return sent

    async def _speak(self, forms: list[Form]) -> list[Form]:
        """Ask to speak; whoever had asked lowers her hand."""
        form = form_to(forms, "/parole")
        if form is None or not form.buttons:
            return forms
        button = form.buttons[0]
        kind, asks = ("hand down", False) if button[1] == "nobody" else ("hand", True)
        sent = await self._send(kind, form, button, lambda a: ('value="nobody"' in a.text) is asks)
        return forms_in(sent.text) if sent else forms

    async def _raise_and_lower(self, forms: list[Form]) -> None:
        """Her cards go up, and down again, one after the other, until she has done enough."""
        signals = [one for one in forms if one.action.endswith("/cartons") and one.buttons]
        for button in dict.fromkeys(form.buttons[0] for form in signals):
            for up in (True, False):
                form = next(
                    (
                        one
                        for one in forms
                        if button in one.buttons and (("up", "yes") in one.fields) is up
                    ),
                    None,
                )
                if form is None:
                    return
                told = f'value="{button[1]}" aria-pressed="{"true" if up else "false"}"'
                kind = "card" if up else "card down"
                sent = await self._send(kind, form, button, _tells(told))
                if sent is None:
                    return
                forms = forms_in(sent.text)
            if self.room.book.of[self.name] >= FEWEST_ACTS:
                return

    async def _judge(self) -> None:
        """What she thought of the day, where the page that asks exists."""
        page = await self.browser.get(f"{self.day}/avis")
        form = form_to(forms_in(page.text), "/avis") if page.status == 200 else None
        choices = (form.buttons or form.boxes) if form else []
        if form and choices:
            face = self._chance.choice(choices)
            if await self._send("opinion", form, face, lambda a: True, by_script=False):
                secret = self.browser.cookies.get(PARTICIPANT_COOKIE, "")
                self.room.book.faces[secret] = face[1]

    async def _send(
        self,
        kind: str,
        form: Form,
        button: tuple[str, str],
        means: type_of_meaning,
        by_script: bool = True,
    ) -> Answer | None:
        by_script = by_script and kind != "join"
        return await self._post(kind, form, form.filled(button), means, by_script)

    async def _post(
        self, kind: str, form: Form, fields: Fields, means: type_of_meaning, by_script: bool = True
    ) -> Answer | None:
        return await self.room.book.act(
            self.name,
            kind,
            lambda: self.browser.post(form.action, fields, by_script),
            means,
        )


def _shows(form: Form, answer: Fields) -> type_of_meaning:
    """Whether what comes back is her form, and says what she answered."""
    if form.buttons:
        return _tells(f'value="{answer[0][1]}" aria-pressed="true"')

    def is_hers(sent: Answer) -> bool:
        again = form_to(forms_in(sent.text), form.action)
        return again is not None and SAVED in sent.text and set(answer) <= set(again.fields)

    return is_hers


def _tells(told: str) -> type_of_meaning:
    return lambda answer: told in answer.text
