"""How a result was counted, as a table that anyone can follow: the steps of its method."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from deliberation.ballots.methods import borda, dots, instant_runoff, majority_judgment, schulze
from deliberation.ballots.methods.duels import Duels
from deliberation.ballots.methods.instant_runoff import Round
from deliberation.ballots.methods.majority_judgment import Merit
from deliberation.ballots.methods.result import Result
from deliberation.i18n import N_, gettext, number
from deliberation.text import sequence

OUT = N_("parti")
NOTHING = N_("—")
HOW = {
    schulze.NAME: N_(
        "Chaque case dit combien de personnes mettent la proposition de la ligne avant celle de la "
        "colonne. Une proposition que personne ne bat, même par un chemin de duels, arrive en tête."
    ),
    instant_runoff.NAME: N_(
        "À chaque tour, la proposition la moins souvent première part ; ses bulletins vont à la "
        "suivante. Un bulletin qui ne dit plus rien est épuisé."
    ),
    borda.NAME: N_(
        "Une proposition reçoit, de chaque bulletin, un point pour chaque proposition placée après."
    ),
    dots.NAME: N_("On additionne les gommettes."),
    majority_judgment.NAME: N_(
        "La mention majoritaire est celle du milieu : la moitié au moins donne cette mention ou "
        "mieux. À mention égale, on regarde celles et ceux qui donnent mieux ou moins bien."
    ),
}


class Detail(NamedTuple):
    """A table of steps: how to read it, its columns, its rows."""

    how: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def detail_of(result: Result) -> Detail | None:
    """The steps of a count whose numbers may all be printed; none where the result itself says
    them.
    """
    drawn = DRAWN.get(result.method)
    if drawn is None or not result.steps:
        return None
    header, rows = drawn(result)
    return Detail(gettext(HOW[result.method]), header, rows)


Table = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]


def _duels(result: Result) -> Table:
    duels = [step for step in result.steps if isinstance(step, Duels)]
    names = tuple(duel.option for duel in duels)

    def row(duel: Duels) -> tuple[str, ...]:
        against = zip(names, duel.before, strict=True)
        return (
            duel.option,
            *(number(n) if name != duel.option else NOTHING for name, n in against),
        )

    rows = tuple(row(duel) for duel in duels)
    return (gettext(N_("Proposition")), *names), rows


def _rounds(result: Result) -> Table:
    rounds = [step for step in result.steps if isinstance(step, Round)]
    names = [score.option for score in rounds[0].votes]
    columns = (gettext(N_("Tour {n}")).format(n=one.number) for one in rounds)
    held = [{score.option: score.score for score in one.votes} for one in rounds]
    rows = [
        (name, *(number(one[name]) if name in one else gettext(OUT) for one in held))
        for name in names
    ]
    rows.append((gettext(N_("Bulletins épuisés")), *(number(one.exhausted) for one in rounds)))
    leaving = (sequence(list(one.leave)) if one.leave else NOTHING for one in rounds)
    rows.append((gettext(N_("Qui part")), *leaving))
    return (gettext(N_("Proposition")), *columns), tuple(rows)


def _scores(unit: str) -> Callable[[Result], Table]:
    def table(result: Result) -> Table:
        ordered = sorted(result.steps, key=lambda score: -score.score)
        rows = tuple((score.option, number(score.score)) for score in ordered)
        return (gettext(N_("Proposition")), gettext(unit)), rows

    return table


def _merits(result: Result) -> Table:
    merits = {step.option: step for step in result.steps if isinstance(step, Merit)}
    rows = tuple(
        (option, merits[option].median, number(merits[option].better), number(merits[option].worse))
        for tier in result.ranking
        for option in tier
    )
    header = (N_("Proposition"), N_("Mention majoritaire"), N_("Mieux"), N_("Moins bien"))
    return tuple(map(gettext, header)), rows


def grades_of(result: Result) -> dict[str, str]:
    """The grade of the majority for each option, where options are given one."""
    return {step.option: step.median for step in result.steps if isinstance(step, Merit)}


DRAWN: Mapping[str, Callable[[Result], Table]] = {
    schulze.NAME: _duels,
    instant_runoff.NAME: _rounds,
    borda.NAME: _scores(N_("Points")),
    dots.NAME: _scores(N_("Gommettes")),
    majority_judgment.NAME: _merits,
}
