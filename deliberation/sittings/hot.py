"""« À chaud »: what a day said and voted, in its own words, one minute after the last vote."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from deliberation.assembly.models import Topic
from deliberation.assembly.reading import topic_view
from deliberation.ballots.pictures import NOT_SHOWN, Picture
from deliberation.ballots.results import results_of
from deliberation.debate import rules
from deliberation.debate.access import belongs
from deliberation.debate.commands import newest_of
from deliberation.debate.models import Contribution, Nature
from deliberation.debate.rules import Audience
from deliberation.i18n import gettext, today
from deliberation.roles import Action
from deliberation.security import Viewer
from deliberation.sittings.face_rules import is_ending
from deliberation.sittings.models import ReportBack, Saying, Segment, SegmentKind
from deliberation.sittings.opinions import Opinions, opinions_of
from deliberation.sittings.reading import DayView
from deliberation.sittings.wall_ballots import ballots_of_day
from deliberation.sittings.wall_cards import WallCard, cards_of, groups_of, pairs_of
from deliberation.sittings.wall_rules import confront
from deliberation.sittings.wall_scenes import (
    ANOTHER,
    BOTH,
    CONTRARY,
    FROM_TABLES,
    ONLY,
    ONLY_ONE,
    SEVERAL,
    group_of,
)

IN_THE_ROOM = (Action.RUN_SITTING, Action.PREPARE_SITTING, Action.READ_CONTRIBUTIONS)


@dataclass(frozen=True)
class Heap:
    """Some cards under a title; where they answer each other, set by set."""

    title: str
    sets: list[list[WallCard]]


@dataclass(frozen=True)
class Voted:
    """A vote of the day that was counted."""

    ballot_id: int
    picture: Picture


@dataclass(frozen=True)
class Hot:
    """All that the page tells to one audience."""

    priorities: list[Heap]
    results: list[Voted]
    divergences: list[Heap]
    disagreements: list[str]
    opinions: list[Opinions]
    topic: Topic | None


def may_read(viewer: Viewer, view: DayView) -> bool:
    """The page opens to all at the last step; those who run the day see it before."""
    ending = is_ending(view.sitting, view.step, len(view.segments))
    return ending or viewer.may(Action.RUN_SITTING, view.place)


def was_there(viewer: Viewer, view: DayView) -> bool:
    """Whether she may read what the room screen showed: the committee's people, and its staff."""
    inside = belongs(viewer.participant, view.place)
    return inside or any(viewer.may(action, view.place) for action in IN_THE_ROOM)


def hot(session: Session, view: DayView, in_the_room: bool) -> Hot:
    """What a day said: to strangers, public words only; to others, what the room saw as well."""
    cards = cards_of(session, view)
    public = public_ids(session, view)
    seen = {card.id for card in cards if card.shown and (in_the_room or card.id in public)}
    return Hot(
        _priorities(session, view, [card for card in cards if card.id in seen]),
        voted_in(session, view),
        [heap for heap in _divergences(session, view, cards, seen) if heap.sets],
        _disagreements(session, view, [card.id for card in cards if card.id in seen]),
        opinions_of(session, view),
        _topic(session, view),
    )


def public_ids(session: Session, view: DayView) -> set[int]:
    """The cards of a day whose words anyone may read."""
    reports = _reports(session, view)
    newest = newest_of(session, set(reports.values()))
    return {id for id, one in reports.items() if rules.is_readable(newest[one], Audience.PUBLIC)}


def voted_in(session: Session, view: DayView) -> list[Voted]:
    """The votes of a day that were counted, on topics that anyone may read."""
    told = []
    for ballot in ballots_of_day(session, view):
        assert ballot.id is not None
        picture = results_of(session, ballot.id)
        if picture and topic_view(session, ballot.topic_id, today()).is_public:
            told.append(Voted(ballot.id, _shorter(picture)))
    return told


def _shorter(picture: Picture) -> Picture:
    """The same, with the groups that are not shown named in one line instead of one row each."""
    rows = tuple(row for row in picture.rows if row.total or row.cells[0].text != NOT_SHOWN)
    note = " ".join(filter(None, (picture.silence, picture.note)))
    return replace(picture, rows=rows, note=note) if picture.silence else picture


def _reports(session: Session, view: DayView) -> dict[int, int]:
    """For each card of a day, the words that it bears."""
    rows = session.exec(
        select(ReportBack.id, ReportBack.contribution_id)
        .join(Segment, col(ReportBack.segment_id) == Segment.id)
        .where(Segment.sitting_id == view.sitting.id)
    )
    return {id: contribution_id for id, contribution_id in rows if id is not None}


def _priorities(session: Session, view: DayView, cards: list[WallCard]) -> list[Heap]:
    """Under the names of their groups, then those that stand alone."""
    names = {group.id: group.name for group in groups_of(session, view.sitting.id or 0)}
    heaps = [Heap(name, [[c] for c in cards if c.group_id == id]) for id, name in names.items()]
    loose = [[card] for card in cards if card.group_id not in names]
    return [heap for heap in (*heaps, Heap(gettext(FROM_TABLES), loose)) if heap.sets]


def _divergences(
    session: Session, view: DayView, cards: list[WallCard], seen: Collection[int]
) -> Iterable[Heap]:
    """What peer groups said alike, alone, against each other: by what may be told of colleges.

    Pairs are made of all the cards; of each, only what is seen is told.
    """
    for segment in view.segments:
        if segment.kind is not SegmentKind.PEER_GROUPS:
            continue
        kept = {c.id: c for c in cards if c.segment_id == segment.id and not c.marker}
        groups = {id: group_of(card) for id, card in kept.items()}
        keys = {id: group.key for id, group in groups.items()}
        told = confront(keys, pairs_of(session, kept.values()))
        two = len({card.college_id for card in kept.values()}) == 2
        shown = {id: kept[id] for id in kept if id in seen}
        yield Heap(gettext(CONTRARY), [s for s in _sets(told.contrary, shown) if len(s) > 1])
        yield Heap(gettext(BOTH if two else SEVERAL), _sets(told.shared, shown))
        names = {group.key: group.name for group in groups.values()}
        for key, ids in sorted(told.only.items(), key=lambda one: (not names[one[0]], one[0])):
            college = names[key] or gettext(ANOTHER)
            alone = gettext(ONLY).format(college=college) if any(names.values()) else ""
            yield Heap(alone or gettext(ONLY_ONE), _sets([(id,) for id in ids], shown))


def _sets(sets: Iterable[Iterable[int]], shown: dict[int, WallCard]) -> list[list[WallCard]]:
    """What is seen of sets of cards, in the order that was drawn for them."""
    places = {id: place for place, id in enumerate(shown)}
    found = [sorted((id for id in ids if id in shown), key=places.__getitem__) for ids in sets]
    drawn = sorted((ids for ids in found if ids), key=lambda ids: places[ids[0]])
    return [[shown[id] for id in ids] for ids in drawn]


def _disagreements(session: Session, view: DayView, seen: list[int]) -> list[str]:
    """The disagreements that tables kept, in an order that tells nothing of them."""
    said = session.exec(
        select(Saying.contribution_id)
        .join(Segment, col(Saying.segment_id) == Segment.id)
        .where(Segment.sitting_id == view.sitting.id)
    )
    newest = newest_of(session, set(said))
    reports = _reports(session, view)
    in_room = {reports[id] for id in seen}

    def is_told(id: int, row: Contribution) -> bool:
        public = rules.is_readable(row, Audience.PUBLIC)
        return row.nature is Nature.DISAGREEMENT and (public or id in in_room)

    return sorted(row.words for id, row in newest.items() if is_told(id, row))


def _topic(session: Session, view: DayView) -> Topic | None:
    """The topic of a day, whose page tells what happens next."""
    if view.sitting.topic_id is None:
        return None
    topic = topic_view(session, view.sitting.topic_id, today())
    return topic.topic if topic.is_public else None
