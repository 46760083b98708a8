"""The account of a count in French sentences, so that a person may follow it with a pencil."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from deliberation.ballots.methods.duels import Duels
from deliberation.ballots.methods.instant_runoff import Round
from deliberation.ballots.methods.majority_judgment import Merit, Parting
from deliberation.ballots.methods.moving import Position
from deliberation.ballots.methods.result import Result, Score
from deliberation.ballots.methods.schulze import Paths
from deliberation.i18n import N_, gettext, number
from deliberation.text import sequence

NOBODY_VOTED = N_("Personne n'a voté.")
NO_WINNER = N_("Votants : {voters}. Aucun choix ne l'emporte.")
WINNER = N_("Votants : {voters}. L'emporte : {names}.")
WINNERS = N_("Votants : {voters}. À égalité en tête : {names}.")
RANKING = N_("Classement")
STEPS = N_("Compte")
ROUND = N_("Tour {n} : {votes}. Bulletins épuisés : {exhausted}.")
LEAVE = N_("Sortent : {names}.")
DUELS = N_("{option} est placé avant, en nombre de personnes : {others}")
PATHS = N_("{option}, force du meilleur chemin : {others}")
MERIT = N_("{option}, mention médiane « {median} » : {profile}")
PARTING = N_(
    "{ahead} est devant {behind} : après {taken} mentions médianes ôtées à chacun, "
    "« {first} » contre « {second} »."
)
POSITION = N_("{option} : {first} au début, {last} à la fin")


def account(result: Result) -> str:
    """Who wins, the ranking, then the steps, a line for each."""
    lines = [_outcome(result)]
    if result.ranking:
        lines += ["", gettext(RANKING), *_ranked(result)]
    if result.steps:
        lines += ["", gettext(STEPS), *_told(result)]
    return "\n".join(lines)


def _outcome(result: Result) -> str:
    if not result.voters:
        return gettext(NOBODY_VOTED)
    words = WINNERS if len(result.winners) > 1 else WINNER
    names = sequence(list(result.winners))
    return gettext(words if names else NO_WINNER).format(voters=number(result.voters), names=names)


def _ranked(result: Result) -> Iterator[str]:
    place = 1
    for tier in result.ranking:
        yield f"  {place}. {sequence(list(tier))}"
        place += len(tier)


def _told(result: Result) -> Iterator[str]:
    matrix = [step for step in result.steps if isinstance(step, Duels | Paths)]
    order = [step.option for step in matrix if isinstance(step, Duels)]
    for row, step in enumerate(matrix):
        numbers = step.before if isinstance(step, Duels) else step.strength
        others = [Score(name, n) for name, n in zip(order, numbers, strict=True)]
        del others[row % len(order)]
        words = DUELS if isinstance(step, Duels) else PATHS
        yield f"  {gettext(words).format(option=step.option, others=_scores(others) or '0')}"
    for step in result.steps:
        if type(step) in TOLD:
            yield f"  {TOLD[type(step)](step)}"


def _scores(scores: Iterable[Score]) -> str:
    return ", ".join(_score(score) for score in scores)


def _score(score: Score) -> str:
    return f"{score.option} {number(score.score)}"


def _round(step: Round) -> str:
    said = gettext(ROUND).format(
        n=step.number, votes=_scores(step.votes), exhausted=number(step.exhausted)
    )
    leave = gettext(LEAVE).format(names=sequence(list(step.leave)))
    return f"{said} {leave}" if step.leave else said


def _merit(step: Merit) -> str:
    profile = _scores(Score(grade.grade, grade.people) for grade in step.profile)
    return gettext(MERIT).format(option=step.option, median=step.median, profile=profile)


def _parting(step: Parting) -> str:
    return gettext(PARTING).format(
        ahead=step.ahead,
        behind=step.behind,
        taken=number(step.taken),
        first=step.median_ahead,
        second=step.median_behind,
    )


def _position(step: Position) -> str:
    first, last = number(step.first), number(step.last)
    return gettext(POSITION).format(option=step.option, first=first, last=last)


TOLD: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {Score: _score, Round: _round, Merit: _merit, Parting: _parting, Position: _position}
)
