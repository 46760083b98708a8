"""The simulated facilitator, who leads the day from her desk, and the projector beside her."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress

from deliberation.rehearsal.book import Room
from deliberation.rehearsal.browser import Answer, Browser, Server, Unreachable
from deliberation.rehearsal.copying import Copy
from deliberation.rehearsal.forms import Fields, Form, form_to, forms_in
from deliberation.rehearsal.phones import shown_by
from deliberation.rehearsal.screens import Screen
from deliberation.security import STAFF_COOKIE

NAME = "facilitator"
ROOM = "room screen"
MOST_CARDS = 3  # in the group that becomes a proposal
PATIENCE = 30.0  # seconds, beyond ten times what a stage should take
GROUP = "Ce qui revient"
TOO_SLOW = "Tout le monde n'a pas fini une étape à temps."
NO_BUTTON = "Il manque un bouton au pilotage ou au mur : {name}."


class Projector:
    """The room screen."""

    def __init__(self, room: Room, server: Server, address: str) -> None:
        self.room = room
        path, _, query = address.partition("?")
        self._address = address
        self.browser = Browser(server)
        self.screen = Screen(self.browser, f"{path}/direct?{query}", self._hear)

    async def live(self) -> None:
        if (await self.browser.get(self._address)).status != 200:
            self.room.book.errors["L'écran de la salle ne s'ouvre pas."] += 1
        await self.screen.run()

    def _hear(self, frame: bytes, at: float) -> None:
        self.room.watch.scenes.append(at)
        if (answers := shown_by(frame).answers) is not None:
            self.room.watch.count(ROOM, answers, at)


class Facilitator:
    """Leads the copied day from its first step to its end."""

    def __init__(self, room: Room, server: Server, copy: Copy) -> None:
        self.room, self.copy = room, copy
        self.browser = Browser(server)
        self.browser.cookies[STAFF_COOKIE] = copy.session_token
        self.day = f"/journees/{copy.sitting_id}"
        self._grouped = False

    async def lead(self, tell: Callable[[int], None]) -> int:
        """Returns how many steps were led."""
        led = 0
        for number, segment_id in enumerate(self.copy.segments, 1):
            tell(number)
            tapped = asyncio.get_running_loop().time()
            if not await self._act("start" if number == 1 else "next"):
                break
            self.room.watch.turns[segment_id] = tapped
            led += 1
            await self._stage(segment_id, number)
            if segment_id in self.copy.votes:
                await self._vote(segment_id)
        await self._act("next")
        await self._everyone("0-after")
        return led

    async def _stage(self, segment_id: int, number: int) -> None:
        """A step goes on until all have done what it asks, and as long as it has to."""
        room = self.room
        async with room.as_long_as(room.pace):
            if number == 2:
                for act in ("more", "pause", "resume"):
                    await self._act(act)
            await room.until(lambda: room.stage.startswith(f"{segment_id}-"), PATIENCE)
            await self._everyone(room.stage)
            if segment_id in self.copy.writes:
                await self._done(f"notes {segment_id}", lambda: room.scribes)
        if segment_id in self.copy.writes and not self._grouped:
            await self._make_wall()

    async def _vote(self, segment_id: int) -> None:
        if not await self._press("open", f"{self.day}/pilotage", ("step", "open")):
            return
        async with self.room.as_long_as(self.room.pace):
            await self._everyone(f"{segment_id}-voting")
        await self._press("close", f"{self.day}/pilotage", ("step", "close"))
        await self._everyone(f"{segment_id}-result")

    async def _make_wall(self) -> None:
        """What tables chose goes on the screen, in a group; then a proposal, then a ballot."""
        wall = f"{self.day}/mur"
        forms = await self._forms(wall)
        cards = [pair for form in forms if form.id == "tidy" for pair in form.boxes]
        if not cards:
            return
        shown = max(
            (form for form in forms if form.action.endswith("/montrer")),
            key=lambda form: len(form.fields),
            default=None,
        )
        await self._send("show cards", shown, [])
        tidy = form_to(await self._forms(wall), "/ranger")
        await self._send("group", tidy, cards[:MOST_CARDS], name=GROUP)
        self._grouped = True
        await self._press("show the wall", f"{self.day}/pilotage", ("scene", "wall"))
        await self._send("proposal", form_to(await self._forms(wall), "/proposition"), [])
        vote = (
            one for one in await self._forms(wall) if re.search(r"/groupes/\d+/vote$", one.action)
        )
        if self.copy.free_vote:
            await self._send("ballot", next(vote, None), [])

    async def _act(self, act: str) -> Answer | None:
        return await self._press(act, f"{self.day}/pilotage", ("act", act))

    async def _press(self, kind: str, page: str, button: tuple[str, str]) -> Answer | None:
        forms = await self._forms(page)
        form = next((one for one in forms if one.presses(*button)), None)
        return await self._send(kind, form, [button])

    async def _send(
        self, kind: str, form: Form | None, more: Fields, **typed: str
    ) -> Answer | None:
        if form is None:
            self.room.book.errors[NO_BUTTON.format(name=kind)] += 1
            return None
        action, fields = form.action, form.filled(*more, **typed)
        return await self.room.book.act(
            NAME,
            kind if kind not in ACTS else "turn",
            lambda: self.browser.post(action, fields),
            lambda answer: answer.status == 303,
        )

    async def _forms(self, path: str) -> list[Form]:
        with suppress(Unreachable):
            return forms_in((await self.browser.get(path)).text)
        return []

    async def _everyone(self, stage: str) -> None:
        await self._done(stage, lambda: self.room.present)

    async def _done(self, what: str, number: Callable[[], int]) -> None:
        room = self.room
        enough = room.pace * 10 + PATIENCE
        if not await room.until(lambda: len(room.done[what]) >= number(), enough):
            room.book.errors[TOO_SLOW] += 1


ACTS = ("start", "next", "more", "pause", "resume", "show the wall")
