"""How a day was lived, step by step, told from its turns: real hours, and what was passed over."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from deliberation.sittings.models import Act, Segment, Turn


class Lived(NamedTuple):
    """A step: when it went on (no end while it still does), and whether it was passed over."""

    segment: Segment
    spans: tuple[tuple[datetime, datetime | None], ...]
    skipped: bool


def lived(segments: Sequence[Segment], turns: Iterable[Turn]) -> list[Lived]:
    """What became of each step of a day."""
    spans: dict[int | None, list[tuple[datetime, datetime | None]]] = {}
    skipped: set[int | None] = set()
    here: int | None = None
    since: datetime | None = None
    for turn in what_counts(turns):
        if turn.segment_id == here:
            continue
        if here is not None and since is not None:
            spans.setdefault(here, []).append((since, turn.at))
            skipped.discard(here)
            if turn.act is Act.SKIP:
                skipped.add(here)
        here, since = turn.segment_id, turn.at
    if here is not None and since is not None:
        spans.setdefault(here, []).append((since, None))
        skipped.discard(here)
    return [
        Lived(one, () if one.id in skipped else tuple(spans.get(one.id, ())), one.id in skipped)
        for one in segments
    ]


def what_counts(turns: Iterable[Turn]) -> list[Turn]:
    """The turns of a day in order, without those that were undone."""
    known = {turn.number: turn for turn in turns}
    kept = []
    turn = _meant(known, known.get(max(known, default=0)))
    while turn is not None:
        kept.append(turn)
        turn = _meant(known, known.get(turn.before or 0))
    return kept[::-1]


def _meant(known: dict[int, Turn], turn: Turn | None) -> Turn | None:
    """The turn itself; for one that undoes, the earlier turn to which it leads back."""
    while turn is not None and turn.act is Act.UNDO:
        undone = known[turn.number - 1]
        turn = known.get(undone.before or 0)
    return turn
