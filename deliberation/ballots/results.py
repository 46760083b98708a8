"""A result in words, numbers and bands, as anyone may read it; all comes through `disclose`."""

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session

from deliberation.ballots import reading
from deliberation.ballots.details import detail_of, grades_of
from deliberation.ballots.differing import differ, equal_weights
from deliberation.ballots.disclosure import (
    SMALLEST_SHOWN,
    Band,
    Disclosure,
    Row,
    Shown,
    band,
    disclose,
)
from deliberation.ballots.drawings import drawing_of
from deliberation.ballots.models import Ballot, BallotState, Choice, Consent, Eligibility, Method
from deliberation.ballots.outcome import Outcome, outcome
from deliberation.ballots.pictures import NOT_SHOWN, Cell, Line, Picture
from deliberation.ballots.questions import Answer, Question
from deliberation.ballots.reading import Group, Reason
from deliberation.ballots.rules import is_shown
from deliberation.ballots.sheets import read_sheet
from deliberation.ballots.standing import came, majority, standing
from deliberation.debate.rules import Audience
from deliberation.i18n import N_, gettext, ngettext, number, percent
from deliberation.text import sequence, typography

BAND_WORDS = {
    Band.MOST: N_("au moins quatre sur cinq"),
    Band.MORE_THAN_HALF: N_("plus de la moitié"),
    Band.HALF_OR_LESS: N_("la moitié ou moins"),
}
ALL = N_("Ensemble")
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
MOSTLY = {
    Band.MOST: N_("au moins quatre sur cinq {verb}"),
    Band.MORE_THAN_HALF: N_("plus de la moitié {verb}"),
    Band.HALF_OR_LESS: N_("aucune réponse ne réunit plus de la moitié"),
}
REASONS = {
    Consent.OBJECTION: N_("Les objections"),
    Consent.RESERVE: N_("Les réserves"),
    Choice.AGREE_IF: N_("Les conditions"),
}
EQUAL = N_("Un collège, un poids")
DIFFERENT = N_("Regards différents : les groupes ne disent pas la même chose de {answers}.")
DIFFERENT_HERE = N_("Regards différents sur « {option} » : {answers}.")
HOW_DIFFERENT = N_(
    "L'écart dépasse ce que le hasard explique (intervalles de Wilson à 95 % séparés, "
    "ou grandes parts opposées)."
)
DECLARED = N_("Comptes déclarés : {source}")


def outcome_of(
    session: Session, ballot: Ballot, groups: Sequence[Group]
) -> tuple[Outcome, Tally[str]]:
    """What may be told of a ballot that was counted, and all its papers, which are for no screen.
    Where anyone may vote, colleges are not compared.
    """
    assert ballot.id is not None
    sheet, words = read_sheet(ballot.sheet), reading.options_of(session, ballot.id)
    papers = reading.tallies(session, ballot, groups)
    compared = ballot.eligibility is not Eligibility.ALL
    return outcome(sheet, words, papers, compared), sum(papers.values(), Tally[str]())


def results_of(session: Session, ballot_id: int) -> Picture | None:
    """The result of a ballot that was counted, once it may be seen; before, there is none."""
    ballot = session.get_one(Ballot, ballot_id)
    if not is_shown(ballot):
        return None
    groups = reading.groups_of(session, ballot)
    told, _ = outcome_of(session, ballot, groups)
    lines = [
        one
        for question, said in told.told
        for one in _lines(question, said, groups, ballot.weighted)
    ]
    grades = grades_of(told.result) if told.result else {}
    lines = [replace(one, grade=grades.get(one.label, "") if one.total else "") for one in lines]
    question, main = told.main
    # What another platform declared is never added to what was voted here.
    for source, counted in reading.declared(session, ballot_id).items():
        declared = disclose(question.tally({0: counted}))
        label = gettext(DECLARED).format(source=source)
        lines.append(line(question, label, "", declared.total, total=True))
        main = main if main.voters else declared
    totals = [said.total for _, said in told.told]
    worth = [standing(session, ballot), *came(session, ballot), *majority(ballot, totals)]
    note = " ".join([*worth, *remarks(main), *views(told.told)])
    said = told.sentence or lead(question, main)
    numbers = sentence(question, main) if not told.sentence or len(told.told) == 1 else ""
    return Picture(
        ballot.question,
        " ".join(part for part in (told.sentence, numbers) if part),
        note,
        said,
        tuple(lines),
        exact=told.result is not None,
        detail=detail_of(told.result) if told.result else None,
        drawing=drawing_of(told.result) if told.result else None,
        questions=len(told.told),
        reasons=_told_to_all(session, ballot),
    )


def _told_to_all(session: Session, ballot: Ballot) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The objections and reserves of a consent, which are shown to everyone with its result."""
    if ballot.method is not Method.CONSENT:
        return ()
    said = reading.reasons_of(session, ballot, Audience.PUBLIC)
    return tuple((title, tuple(words)) for title, words in reasons(said))


def _lines(
    question: Question, told: Disclosure, groups: Sequence[Group], weighted: bool
) -> Iterator[Line]:
    """A question's own line, then those of the groups that may be shown."""
    exact = Shown.EXACT in {row.shown for row in told.groups.values()}
    yield line(question, question.label or gettext(ALL), "", told.total, total=True)
    if weighted and (shares := equal_weights(_voted(told))):
        yield _weighted(question, shares)
    for group in groups:
        row = told.groups.get(group.key)
        nobody = exact and row is not None and row.shown is Shown.HIDDEN
        if row is not None and not nobody:
            yield line(question, group.name, group.shape, row)


def _voted(told: Disclosure) -> list[Row]:
    """The rows of the groups in which someone voted; of a group that is hidden nobody knows."""
    exact = Shown.EXACT in {row.shown for row in told.groups.values()}
    rows = told.groups.values()
    return [row for row in rows if not (exact and row.shown is Shown.HIDDEN)]


def _weighted(question: Question, shares: Sequence[float]) -> Line:
    cells = (
        Cell(answer.label, answer.look, None, share, percent(share))
        for answer, share in zip(question.answers, shares, strict=True)
    )
    return Line(gettext(EQUAL), "", True, tuple(cells))


def views(told: Sequence[tuple[Question, Disclosure]]) -> list[str]:
    """Where colleges do not see things alike."""
    found = []
    for question, said in told:
        places = differ(_voted(said))
        answers = [f"« {question.answers[place].quoted} »" for place in places]
        if places:
            words = gettext(DIFFERENT_HERE if question.label else DIFFERENT)
            found.append(words.format(option=question.label, answers=sequence(answers)))
    return [*found, gettext(HOW_DIFFERENT)] if found else []


def reasons(said: Sequence[Reason]) -> list[tuple[str, list[str]]]:
    """What was said with a vote, under what it was said with; the gravest first."""
    return [
        (gettext(title), [one.words for one in said if one.choice == choice])
        for choice, title in REASONS.items()
        if any(one.choice == choice for one in said)
    ]


def line(question: Question, label: str, shape: str, row: Row, total: bool = False) -> Line:
    cells = (cell(answer, row, place) for place, answer in enumerate(question.answers))
    words = most_say(question, MOSTLY, row.bands) if row.bands and not total else ""
    return Line(label, shape, total, tuple(cells), words)


def cell(answer: Answer, row: Row, place: int) -> Cell:
    if row.shown is Shown.HIDDEN:
        return Cell(answer.label, answer.look, None, None, NOT_SHOWN)
    words = amount(row, place)
    if row.shown is Shown.BANDED:
        return Cell(answer.label, answer.look, None, None, words)
    count = row.numbers[place]
    return Cell(answer.label, answer.look, count, count / sum(row.numbers), words)


def amount(row: Row, place: int) -> str:
    """How many gave one answer, in a row that is not hidden: a number, or a large part."""
    if row.shown is Shown.EXACT:
        return number(row.numbers[place])
    return gettext(BAND_WORDS[row.bands[place]])


def lead(question: Question, told: Disclosure) -> str:
    """What most people say, in one sentence without a number."""
    if told.total.shown is Shown.HIDDEN:
        return why_hidden(told)
    bands = told.total.bands or [band(count, told.voters) for count in told.total.numbers]
    return most_say(question, LEADS, bands)


def why_hidden(told: Disclosure) -> str:
    """Why not even the total is told."""
    if told.voters >= SMALLEST_SHOWN:
        return gettext(TOO_TELLING)
    return gettext(TOO_FEW if told.voters else NOBODY)


def sentence(question: Question, told: Disclosure) -> str:
    """The same, then the numbers where they may be printed."""
    if told.total.shown is not Shown.EXACT:
        return lead(question, told)
    numbers = [
        f"{number(count)} « {answer.quoted} »"
        for answer, count in zip(question.answers, told.total.numbers, strict=True)
        if count
    ]
    words = gettext(ANSWERS).format(
        voters=number(told.voters), numbers=typography(sequence(numbers))
    )
    return f"{lead(question, told)} {words}"


def most_say(question: Question, words: Mapping[Band, str], bands: Sequence[Band]) -> str:
    """What most people say, if most say the same."""
    part, answer = min(
        zip(bands, question.answers, strict=True), key=lambda said: list(words).index(said[0])
    )
    return gettext(words[part]).format(verb=answer.said)


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
    """How many people have answered, in words."""
    words = ngettext(N_("{n} personne a répondu."), N_("{n} personnes ont répondu."), answers)
    return words.format(n=number(answers))


def turnout(session: Session, ballot: Ballot) -> str:
    """How many people have answered: all that is said while a ballot is open; of a secret one,
    in steps."""
    answers = reading.answers(session, ballot)
    if not ballot.secret or ballot.state is not BallotState.OPEN:
        return answered(answers)
    if answers < reading.TURNOUT_STEP:
        return gettext(N_("Moins de {n} personnes ont répondu.")).format(n=reading.TURNOUT_STEP)
    return gettext(N_("Au moins {n} personnes ont répondu.")).format(n=number(answers))
