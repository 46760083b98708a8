"""What a rehearsal counts: acts sent and acknowledged, how long they took, what must be found."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from deliberation.rehearsal.browser import Answer, Unreachable

PAUSES = (0.5, 1.0, 2.0)  # seconds before an act that found no server, or a busy one, is sent again
DOORS = 12  # people who come in at the same time
BUSY = (502, 503, 504)
NO_ANSWER = "Le serveur ne répond pas."
SAID_NO = "Le serveur a refusé : {kind} (réponse {status})."
NOT_SHOWN = "Le serveur a répondu sans montrer que c'est enregistré : {kind}."

type_of_send = Callable[[], Awaitable[Answer]]
type_of_meaning = Callable[[Answer], bool]  # whether an answer means that it is done


class Choice(NamedTuple):
    """Who answered a vote: by the secret of her cookie, since bots know no number."""

    secret: str
    ballot_id: int


@dataclass
class Book:
    """Everything that was done, as those who did it saw it."""

    sent: int = 0
    tried: Counter[str] = field(default_factory=Counter)  # acts sent, by kind
    acknowledged: Counter[str] = field(default_factory=Counter)  # by kind of act
    of: Counter[str] = field(default_factory=Counter)  # acts sent, by who sent them
    waits: list[float] = field(default_factory=list)  # seconds from an act to its answer
    errors: Counter[str] = field(default_factory=Counter)
    choices: dict[Choice, str] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    faces: dict[str, str] = field(default_factory=dict)

    async def act(
        self,
        who: str,
        kind: str,
        send: type_of_send,
        means: type_of_meaning,
    ) -> Answer | None:
        """Do one thing, as often as a page would try; the answer, if it means that it is done."""
        self.sent += 1
        self.of[who] += 1
        self.tried[kind] += 1
        clock = asyncio.get_running_loop().time
        began = clock()
        answer = await self._tried(send)
        if answer is None:
            self.errors[NO_ANSWER] += 1
        elif answer.status >= 400:
            self.errors[SAID_NO.format(kind=kind, status=answer.status)] += 1
        elif not means(answer):
            self.errors[NOT_SHOWN.format(kind=kind)] += 1
        else:
            self.acknowledged[kind] += 1
            self.waits.append(clock() - began)
            return answer
        return None

    async def _tried(self, send: type_of_send) -> Answer | None:
        answer: Answer | None = None
        for pause in (*PAUSES, None):
            try:
                answer = await send()
            except Unreachable:
                answer = None
            if (answer and answer.status not in BUSY) or pause is None:
                break
            await asyncio.sleep(pause)
        return answer


@dataclass
class Watch:
    """When taps were made, and when screens showed what came of them."""

    votes: list[tuple[float, float]] = field(default_factory=list)  # answered at, tapped at
    turns: dict[int, float] = field(default_factory=dict)  # a step, and when it was asked for
    counts: dict[str, list[tuple[int, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by screen: a number of answers, and when it was shown
    steps: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    scenes: list[float] = field(default_factory=list)  # when the room screen changed
    absent: set[str] = field(default_factory=set)  # screens that lost the network for a while

    def count(self, screen: str, number: int, at: float) -> None:
        """A screen shows how many have answered."""
        shown = self.counts[screen]
        if not shown or number != shown[-1][0]:
            shown.append((number, at))

    def delays(self, room: str) -> tuple[list[float], list[float]]:
        """Seconds from each tap to the room screen, and to the last phone, that shows it."""
        first, last = [], []
        phones = [name for name in self.counts if name != room and name not in self.absent]
        for rank, tapped in enumerate((at for _, at in sorted(self.votes)), 1):
            if (seen := _when(self.counts.get(room, []), rank)) is not None:
                first.append(max(seen - tapped, 0.0))
            times = [_when(self.counts[name], rank) for name in phones]
            known = [time for time in times if time is not None]
            if known and len(known) == len(times):
                last.append(max(max(known) - tapped, 0.0))
        for segment_id, tapped in self.turns.items():
            if later := [at for at in self.scenes if at > tapped]:
                first.append(later[0] - tapped)
            seen_by = [
                times[segment_id]
                for name, times in self.steps.items()
                if name not in self.absent and segment_id in times
            ]
            if seen_by:
                last.append(max(max(seen_by) - tapped, 0.0))
        return first, last


def _when(shown: list[tuple[int, float]], number: int) -> float | None:
    """When a screen first showed this number of answers, or more."""
    return next((at for count, at in shown if count >= number), None)


@dataclass
class Room:
    """Who is in, and how far they are: people wait for each other, and no clock is trusted."""

    people: int
    tables: int
    book: Book = field(default_factory=Book)
    watch: Watch = field(default_factory=Watch)
    present: int = 0  # phones that are in, and follow
    missing: int = 0  # phones that could not come in
    scribes: int = 0
    stage: str = ""  # what phones show now: a step, and its card
    over: bool = False
    pace: float = 5.0  # seconds given to one stage
    done: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # A hall has only so many doors; and a server that hashes slowly is not asked twice for that.
    doors: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(DOORS))
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def say(self, stage: str, who: str) -> None:
        """Someone has done all that she does at a stage."""
        self.done[stage].add(who)
        await self.tell()

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, what: Callable[[], bool], longest: float) -> bool:
        """Wait for something that happens in the room; false when it took too long."""
        try:
            async with asyncio.timeout(longest), self.changed:
                await self.changed.wait_for(what)
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def as_long_as(self, lasts: float) -> AsyncIterator[None]:
        """Give what happens inside at least this long."""
        clock = asyncio.get_running_loop().time
        began = clock()
        yield
        await asyncio.sleep(max(began + lasts - clock(), 0.0))
