"""A simulated table: one device opens it, writes notes, chooses, reads back, and agrees."""

import asyncio
import random
import re
from contextlib import suppress

from deliberation.rehearsal.book import Room
from deliberation.rehearsal.browser import Browser, Server, Unreachable
from deliberation.rehearsal.forms import Form, form_to, forms_in
from deliberation.rehearsal.screens import Screen

NOTES = 3
PRIORITIES = 3
LINE = "Répétition, table {table}, étape {step}, note {number} : trop de guichets à la fois."
SEGMENT = re.compile(rb'id="table_step"[^>]*data-segment="(\d*)"')
RANKED = re.compile(r"/notes/\d+/rang$")


class Scribe:
    """Whoever writes for one table."""

    def __init__(self, room: Room, server: Server, number: int, address: str) -> None:
        self.room, self.number, self.address = room, number, address
        self.name = f"table {number}"
        self.browser = Browser(server)
        self.page = ""
        self.segment = ""  # the step in which this table writes, if it does
        self._wake = asyncio.Event()
        self._chance = random.Random(f"table {number}")

    async def live(self, wait: float) -> None:
        """From the sign on the table to the end of the day."""
        await asyncio.sleep(wait)
        if not await self._open():
            self.room.scribes -= 1
            await self.room.tell()
            return
        screen = Screen(self.browser, f"{self.page}/direct", self._hear)
        following = asyncio.create_task(screen.run())
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                segment = self.segment
                if segment:
                    with suppress(Unreachable):
                        await self._write(segment)
                    await self.room.say(f"notes {segment}", self.name)
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            self.browser.hang_up()

    def _hear(self, frame: bytes, _: float) -> None:
        if found := SEGMENT.search(frame):
            segment = found[1].decode()
            if segment != self.segment:
                self.segment = segment
                self._wake.set()

    async def _open(self) -> bool:
        with suppress(Unreachable):
            sign = await self.browser.get(self.address)
            form = form_to(forms_in(sign.text), self.address)
            if form is None:
                self.room.book.errors["L'adresse d'une table n'ouvre rien."] += 1
                return False
            opened = await self._send("table", form, (), "/tables/")
            if opened:
                self.page = opened
        return bool(self.page)

    async def _write(self, segment: str) -> None:
        """Notes, some of them pasted together, three priorities, « la table est d'accord »."""
        sentences = [
            LINE.format(table=self.number, step=segment, number=number)
            for number in range(1, NOTES + 3)
        ]
        written = [[one] for one in sentences[:NOTES]] + [sentences[NOTES:]]
        kept: list[str] = []
        for lines in written:
            await asyncio.sleep(self._chance.random() * self.room.pace / (len(written) + 2))
            form = form_to(await self._forms(self.page), "/notes")
            if form is None or self.segment != segment:
                break
            more = () if len(lines) > 1 else self._nature(form)
            if await self._send("note", form, more, "note=", words="\r\n".join(lines)):
                kept += lines
        for rank in range(PRIORITIES):
            await self._choose(rank)
        await self._agree(segment, kept)

    def _nature(self, form: Form) -> tuple[tuple[str, str], ...]:
        natures = [box for box in form.boxes if box[0] == "nature" and box[1]]
        return (self._chance.choice(natures),) if natures else ()

    async def _choose(self, place: int) -> None:
        ranked = [form for form in await self._forms(self.page) if RANKED.search(form.action)]
        if place < len(ranked):
            button = ("rank", str(place + 1))
            if button in ranked[place].buttons:
                await self._send("priority", ranked[place], (button,), "#note-")

    async def _agree(self, segment: str, kept: list[str]) -> None:
        where = f"{self.page}/relecture?etape={segment}"
        form = form_to(await self._forms(where), "/relecture")
        if form is None:
            return
        if await self._send("agreement", form, (), "relues="):
            self.room.book.notes.update(kept)
        # In peer groups nothing is seen before each table lets it be.
        if form := form_to(await self._forms(where), "/ouverture"):
            await self._send("release", form, (), "/relecture")

    async def _forms(self, path: str) -> list[Form]:
        return forms_in((await self.browser.get(path)).text)

    async def _send(
        self, kind: str, form: Form, more: tuple[tuple[str, str], ...], leads: str, **typed: str
    ) -> str:
        """Send a form; where it leads, if it leads where it should."""
        kept = [pair[0] for pair in more]
        fields = [pair for pair in form.filled(**typed) if pair[0] not in kept] + list(more)
        answer = await self.room.book.act(
            self.name,
            kind,
            lambda: self.browser.post(form.action, fields),
            lambda a: a.status == 303 and leads in a.location,
        )
        return answer.location if answer else ""
