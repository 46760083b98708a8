"""The drawing of a method: rounds, duels, dots or points, from numbers that may all be printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from deliberation.ballots.methods import borda, dots, instant_runoff, schulze
from deliberation.ballots.methods.duels import Duels
from deliberation.ballots.methods.instant_runoff import Round
from deliberation.ballots.methods.result import Number, Result
from deliberation.documents.dotted import dotted
from deliberation.documents.grid import LOW, grid
from deliberation.documents.tallies import Tally, tallies
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.text import sequence

ON_SCREEN = 5  # lines that the last row of a room still reads
DUELS_WON = N_("Duels gagnés")
ROUND = N_("Tour {n}")
LEAVES = (N_("Tour {n} : {names} part."), N_("Tour {n} : {names} partent."))
PASS = N_("Des voix passent à {names}.")
STAYS = (N_("À la fin, il reste {names}."), N_("À la fin, il reste {names}, à égalité."))
WINS = (
    N_("{name} : {won} duel gagné sur {duels}"),
    N_("{name} : {won} duels gagnés sur {duels}"),
)


class Drawing(NamedTuple):
    """A picture, what it says in words, and the same for a room: only what the last row reads."""

    svg: str
    sentence: str
    brief: str


def drawing_of(result: Result) -> Drawing | None:
    """What a method draws; none where bars already say it all."""
    draw = DRAWN.get(result.method)
    return draw(result) if draw and result.steps else None


def _order(result: Result) -> list[str]:
    return [name for tier in result.ranking for name in tier]


def _rounds(result: Result) -> Drawing:
    rounds = [step for step in result.steps if isinstance(step, Round)]
    order = {name: place for place, name in enumerate(_order(result))}
    drawn = []
    for one in rounds:
        rows = sorted(one.votes, key=lambda score: order[score.option])
        drawn.append(
            Tally(
                gettext(ROUND).format(n=one.number),
                tuple((score.option, score.score) for score in rows),
                frozenset(one.leave),
            )
        )
    said = [words for pair in zip_longest(rounds, rounds[1:]) for words in _passage(*pair)]
    if result.winners:
        stays = gettext(STAYS[len(result.winners) > 1])
        said.append(stays.format(names=_names(result.winners)))
    last = [one._replace(rows=one.rows[:ON_SCREEN]) for one in drawn[-1:]]
    return Drawing(tallies(drawn), " ".join(said), tallies(last))


def _passage(one: Round, after: Round | None) -> Iterator[str]:
    """Who leaves a round, and whom some of their voices go to: both can be read in the table."""
    if not one.leave:
        return
    yield gettext(LEAVES[len(one.leave) > 1]).format(n=one.number, names=_names(one.leave))
    held = {score.option: score.score for score in one.votes}
    next_votes = after.votes if after else ()
    gained = [score.option for score in next_votes if score.score > held[score.option]]
    if gained:
        yield gettext(PASS).format(names=_names(gained))


def _duels(result: Result) -> Drawing:
    duels = {step.option: step for step in result.steps if isinstance(step, Duels)}
    names, order = list(duels), _order(result)
    before = [[duels[one].before[names.index(other)] for other in order] for one in order]
    svg, others = grid(order, before), range(len(order))
    won = [sum(before[row][one] > before[one][row] for one in others) for row in others]
    rows = tuple(zip(order, won, strict=True))
    said = [
        ngettext(*WINS, n).format(name=f"« {name} »", won=number(n), duels=number(len(order) - 1))
        for name, n in rows
    ]
    few = len(order) < ON_SCREEN
    most_won = Tally(gettext(DUELS_WON), rows[:ON_SCREEN])
    brief = grid(order, before, LOW) if few else tallies([most_won])
    return Drawing(svg, f"{sequence(said)}.", brief)


def _wall(result: Result) -> Drawing:
    rows = [(name, int(score)) for name, score in _scores(result)]
    said = _said(rows, N_("{n} gommette"), N_("{n} gommettes"))
    return Drawing(dotted(rows), said, dotted(rows[:ON_SCREEN], lines=1))


def _points(result: Result) -> Drawing:
    rows = tuple(_scores(result))
    said = _said(rows, N_("{n} point"), N_("{n} points"))
    return Drawing(tallies([Tally("", rows)]), said, tallies([Tally("", rows[:ON_SCREEN])]))


def _scores(result: Result) -> list[tuple[str, Number]]:
    scores = {step.option: step.score for step in result.steps}
    return [(name, scores[name]) for name in _order(result)]


def _said(rows: Sequence[tuple[str, Number]], one: str, many: str) -> str:
    said = [f"« {name} » : {ngettext(one, many, int(n)).format(n=number(n))}" for name, n in rows]
    return f"{sequence(said)}."


def _names(names: Sequence[str]) -> str:
    return sequence([f"« {name} »" for name in names])


DRAWN: Mapping[str, Callable[[Result], Drawing]] = {
    instant_runoff.NAME: _rounds,
    schulze.NAME: _duels,
    borda.NAME: _points,
    dots.NAME: _wall,
}
