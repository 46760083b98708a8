"""The ways of seeing of those who answered a topic's votes, for drafters: groups, never people."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import NamedTuple

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from deliberation.ballots.agreement import Asked, asked_in, votes_of
from deliberation.ballots.disclosure import Band
from deliberation.ballots.models import Counter
from deliberation.ballots.opinions.groups import opinions_of
from deliberation.ballots.opinions.told import (
    FEWEST,
    FEWEST_ASKED,
    Size,
    Stand,
    Told,
    told_of,
)
from deliberation.ballots.reading import SHOWN
from deliberation.ballots.results import BAND_WORDS
from deliberation.debate.access import staff_at
from deliberation.i18n import N_, gettext
from deliberation.roles import Action
from deliberation.syntheses.opinion_drawing import NAMES, circles
from deliberation.web import database, page

MOST_KEPT = 200  # topics
WAYS = {
    2: N_("Deux façons de voir"),
    3: N_("Trois façons de voir"),
    4: N_("Quatre façons de voir"),
    5: N_("Cinq façons de voir"),
}
SIZES = {
    Size.HALF: N_("plus de la moitié des personnes"),
    Size.QUARTER: N_("entre un quart et la moitié des personnes"),
    Size.FEWER: N_("un quart des personnes ou moins"),
}
AGREE = N_("d'accord : {share}")
DISAGREE = N_("pas d'accord : {share}")
SHARED = N_("les avis se partagent")
EVERYONE = N_("presque tout le monde est d'accord")
IN_EACH = N_("dans chaque groupe, {share}")
DRAWN = N_("Groupe {name} : {size}.")


class GroupView(NamedTuple):
    """One group, in words."""

    name: str
    size: str
    says: list[tuple[str, str]]  # what most of it answer, and the proposal


class Line(NamedTuple):
    """One proposal, with what each group answers."""

    words: str
    cells: list[str]
    joins: bool
    divides: bool


class Maps:
    """The map of each topic, as long as its votes stay the same; one is made at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, tuple[Hashable, Told | None]] = OrderedDict()
        self._turn = Lock()

    def of(self, session: Session, topic_id: int, asked: list[Asked]) -> Told | None:
        now = _state(session, asked)
        with self._turn:
            state, told = self._kept.get(topic_id, (None, None))
            if state != now:
                table = votes_of(session, asked)
                told = told_of(table, opinions_of(table)) if len(asked) >= FEWEST_ASKED else None
                self._kept[topic_id] = now, told
            self._kept.move_to_end(topic_id)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return told


def _state(session: Session, asked: list[Asked]) -> Hashable:
    """What changes with the votes, and costs nothing to read: their counters."""
    ballots = [one.ballot.id for one in asked]
    counted = select(Counter.ballot_id, Counter.college_id, Counter.choice, Counter.number)
    rows = session.exec(counted.where(col(Counter.ballot_id).in_(ballots)))
    return (
        tuple((one.ballot.id, one.ballot.closed_at, one.is_hidden) for one in asked),
        frozenset(tuple(row) for row in rows),
    )


def opinions(request: Request) -> Response:
    """Who answers alike, what each group says, what joins all of them, what divides them."""
    topic_id: int = request.path_params["topic_id"]
    _, view = staff_at(request, Action.READ_CONTRIBUTIONS)
    maps: Maps = request.app.state.opinions
    with database(request).reading() as session:
        asked = asked_in(session, topic_id, SHOWN)
        told = maps.of(session, topic_id, asked)
        words = [one.words for one in asked]
    groups = _groups(told, words) if told else []
    labels = [gettext(DRAWN).format(name=one.name, size=one.size) for one in groups]
    return page(
        request,
        "syntheses/opinions.html",
        topic=view.topic,
        told=told,
        title=gettext(WAYS[len(groups)]) if groups else "",
        groups=groups,
        drawing=circles(told.groups, labels) if told else "",
        labels=labels,
        joins=_joins(told, words) if told else [],
        lines=_lines(told, words) if told else [],
        people=FEWEST,
        ballots=FEWEST_ASKED,
    )


def _groups(told: Told, words: list[str]) -> list[GroupView]:
    return [
        GroupView(
            name,
            gettext(SIZES[group.size]),
            [(_answer(told.stands[column][place]), words[column]) for column, _ in group.says],
        )
        for place, (name, group) in enumerate(zip(NAMES, told.groups, strict=False))
    ]


def _joins(told: Told, words: list[str]) -> list[tuple[str, str]]:
    return [(words[column], _share(told.stands[column])) for column in told.joins]


def _lines(told: Told, words: list[str]) -> list[Line]:
    """Every proposal of which something is said, in the order of the votes."""
    nearly = [gettext(EVERYONE)] * len(told.groups)
    return [
        Line(
            words[column],
            [_answer(stand) for stand in stands] or nearly,
            column in told.joins,
            column in told.divides,
        )
        for column, stands in told.stands.items()
    ]


def _answer(stand: Stand) -> str:
    """What most of a group answer, with its share in words."""
    for part, words in ((stand.agree, AGREE), (stand.disagree, DISAGREE)):
        if part is not Band.HALF_OR_LESS:
            return gettext(words).format(share=gettext(BAND_WORDS[part]))
    return gettext(SHARED)


def _share(stands: tuple[Stand, ...]) -> str:
    """How many agree in every group, at least."""
    if not stands:
        return gettext(EVERYONE)
    least = Band.MOST if all(one.agree is Band.MOST for one in stands) else Band.MORE_THAN_HALF
    return gettext(IN_EACH).format(share=gettext(BAND_WORDS[least]))


routes: list[BaseRoute] = [Route("/gestion/sujets/{topic_id:id}/opinions", opinions)]
