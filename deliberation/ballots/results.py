"""A result in words, numbers and bands, as anyone may read it; all comes through `disclose`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from deliberation.ballots import reading
from deliberation.ballots.disclosure import (
    SMALLEST_SHOWN,
    Band,
    Disclosure,
    Row,
    Shown,
    band,
    disclose,
)
from deliberation.ballots.models import Ballot, Choice
from deliberation.ballots.rules import COUNTED, LABELS
from deliberation.i18n import N_, gettext, ngettext, number
from deliberation.text import sequence, typography

BAND_WORDS = {
    Band.MOST: N_("au moins quatre sur cinq"),
    Band.MORE_THAN_HALF: N_("plus de la moitié"),
    Band.HALF_OR_LESS: N_("la moitié ou moins"),
}
NOT_SHOWN = "—"
ALL = N_("Ensemble")
VERBS = {
    Choice.AGREE: N_("sont d'accord"),
    Choice.AGREE_IF: N_("sont d'accord à une condition"),
    Choice.DISAGREE: N_("ne sont pas d'accord"),
    Choice.UNSURE: N_("disent ne pas savoir"),
    Choice.NO_ANSWER: N_("ne veulent pas répondre"),
}
LEADS = {
    Band.MOST: N_("Au moins quatre personnes sur cinq {verb}."),
    Band.MORE_THAN_HALF: N_("Plus de la moitié des personnes {verb}."),
    Band.HALF_OR_LESS: N_("Aucune réponse ne réunit plus de la moitié des personnes."),
}
ANSWERS = N_("Sur {voters} réponses : {numbers}.")
NOBODY = N_("Personne n'a répondu.")
TOO_FEW = N_("Trop peu de réponses : pour protéger chacune, nous ne montrons pas le détail.")
TOO_TELLING = N_("Ce résultat n'est pas montré : il dirait ce qu'une personne a répondu.")
SOME_HIDDEN = N_(
    "Trop peu de réponses dans un groupe : pour protéger chacune, nous ne montrons pas le détail."
)
NO_GROUPS = N_("Le détail par groupe n'est pas montré : il dirait ce qu'une personne a répondu.")
IN_BANDS = N_("Un groupe a moins de 20 réponses : tous sont montrés en grandes parts.")
UNVERIFIED = N_("Personnes non vérifiées.")
NOT_SHOWN_GROUPS = N_("Non montrés : {names}.")
MOSTLY = {
    Band.MOST: N_("au moins quatre sur cinq {verb}"),
    Band.MORE_THAN_HALF: N_("plus de la moitié {verb}"),
    Band.HALF_OR_LESS: N_("aucune réponse ne réunit plus de la moitié"),
}
DECLARED = N_("Comptes déclarés : {source}")
OPINION = N_("Avis : ce vote éclaire, il ne décide pas.")
DECISION = N_("Décision de : {decider}.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One choice in one group. Without a count or a share, neither may be printed."""

    label: str
    shape: str
    count: int | None
    share: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One group, or the whole; `words` say what most of a group answered, where it prints so."""

    label: str
    shape: str
    total: bool
    cells: tuple[Cell, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What every screen, document and export shows of a result."""

    title: str
    sentence: str
    note: str
    lead: str
    rows: tuple[Line, ...]

    def brief(self, note: str) -> "Picture":
        """The same for a projector: only what can be drawn, and few words."""
        drawn = tuple(row for row in self.rows if row.cells[0].share is not None)
        return replace(self, sentence=self.lead, note=note, rows=drawn)

    @property
    def in_words(self) -> list[Line]:
        """The groups that print in bands."""
        return [row for row in self.rows if row.words]

    @property
    def silence(self) -> str:
        """The groups that are not shown, named in one line."""
        names = [row.label for row in self.rows if row.cells[0].text == NOT_SHOWN]
        return gettext(NOT_SHOWN_GROUPS).format(names=sequence(names)) if names else ""


def results_of(session: Session, ballot_id: int) -> Picture | None:
    """The result of a ballot that was counted; before its close there is none."""
    ballot = session.get_one(Ballot, ballot_id)
    if ballot.state not in COUNTED:
        return None
    told = disclose(reading.votes_by_group(session, ballot_id))
    exact = Shown.EXACT in {row.shown for row in told.groups.values()}
    lines = [line(gettext(ALL), "", told.total, total=True)]
    lines += [
        line(group.name, group.shape, told.groups[group.key])
        for group in reading.groups_of(session, ballot)
        if group.key in told.groups
        and not (exact and told.groups[group.key].shown is Shown.HIDDEN)  # nobody is there
    ]
    # What somebody declared is never added to what was voted here.
    for source, counts in reading.declared(session, ballot_id).items():
        declared = disclose({0: counts})
        lines.append(line(gettext(DECLARED).format(source=source), "", declared.total, total=True))
        told = told if told.voters else declared
    note = " ".join([standing(session, ballot), *remarks(told)])
    return Picture(ballot.question, sentence(told), note, lead(told), tuple(lines))


def standing(session: Session, ballot: Ballot) -> str:
    """What a result is worth: an opinion or a decision, by people verified or not."""
    verified = not (ballot.id and reading.has_unvouched(session, ballot.id))
    return stakes(ballot) if verified else f"{stakes(ballot)} {gettext(UNVERIFIED)}"


def stakes(ballot: Ballot) -> str:
    """Whether the vote decides, and for whom."""
    words = gettext(DECISION if ballot.decision_of else OPINION)
    return words.format(decider=ballot.decision_of)


def line(label: str, shape: str, row: Row, total: bool = False) -> Line:
    cells = (cell(choice, row, place) for place, choice in enumerate(Choice))
    words = most_say(MOSTLY, row.bands) if row.bands and not total else ""
    return Line(label, shape, total, tuple(cells), words)


def cell(choice: Choice, row: Row, place: int) -> Cell:
    label = gettext(LABELS[choice])
    if row.shown is Shown.HIDDEN:
        return Cell(label, choice.value, None, None, NOT_SHOWN)
    if row.shown is Shown.BANDED:
        part = row.bands[place]
        return Cell(label, choice.value, None, None, gettext(BAND_WORDS[part]))
    count = row.numbers[place]
    return Cell(label, choice.value, count, count / sum(row.numbers), number(count))


def lead(told: Disclosure) -> str:
    """What most people say, in one sentence without a number."""
    if told.total.shown is Shown.HIDDEN:
        if told.voters >= SMALLEST_SHOWN:
            return gettext(TOO_TELLING)
        return gettext(TOO_FEW if told.voters else NOBODY)
    bands = told.total.bands or [band(count, told.voters) for count in told.total.numbers]
    return most_say(LEADS, bands)


def sentence(told: Disclosure) -> str:
    """The same, then the numbers where they may be printed."""
    if told.total.shown is not Shown.EXACT:
        return lead(told)
    numbers = [
        f"{number(count)} « {gettext(LABELS[choice]).lower()} »"
        for choice, count in zip(Choice, told.total.numbers, strict=True)
        if count
    ]
    words = gettext(ANSWERS).format(
        voters=number(told.voters), numbers=typography(sequence(numbers))
    )
    return f"{lead(told)} {words}"


def most_say(words: Mapping[Band, str], bands: Sequence[Band]) -> str:
    """What most people say, if most say the same."""
    part, choice = min(zip(bands, Choice, strict=True), key=lambda said: list(words).index(said[0]))
    return gettext(words[part]).format(verb=gettext(VERBS[choice]))


def remarks(told: Disclosure) -> list[str]:
    """Why something is not shown."""
    if told.total.shown is Shown.HIDDEN:
        return []
    if not told.groups:
        return [gettext(NO_GROUPS)]
    shown = {row.shown for row in told.groups.values()}
    if Shown.BANDED not in shown:
        return []
    return [gettext(SOME_HIDDEN)] * (Shown.HIDDEN in shown) + [gettext(IN_BANDS)]


def answered(answers: int) -> str:
    """How many people have answered: all that is said while a ballot is open."""
    words = ngettext(N_("{n} personne a répondu."), N_("{n} personnes ont répondu."), answers)
    return words.format(n=number(answers))
