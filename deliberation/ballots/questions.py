"""What a ballot asks, question by question, so that the law of small groups holds for each.

Every paper answers every question with exactly one of its answers: then a question is a table of
people by college and answer, and `disclose` says what of it may be printed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from deliberation.ballots.disclosure import Counts
from deliberation.ballots.models import Choice, Consent, Method
from deliberation.ballots.rules import LABELS
from deliberation.ballots.sheets import (
    MOST_GRADES,
    MOVED,
    NONE,
    Sheet,
    marks_of,
    picks_of,
)
from deliberation.i18n import N_, gettext, ngettext, number

Tallies = Mapping[int, Mapping[str, int]]  # papers of each group, and how many say the same

VERBS = {
    Choice.AGREE: N_("sont d'accord"),
    Choice.AGREE_IF: N_("sont d'accord à une condition"),
    Choice.DISAGREE: N_("ne sont pas d'accord"),
    Choice.UNSURE: N_("disent ne pas savoir"),
    Choice.NO_ANSWER: N_("ne veulent pas répondre"),
    Consent.NO_OBJECTION: N_("n'ont pas d'objection"),
    Consent.RESERVE: N_("ont une réserve, sans bloquer"),
    Consent.OBJECTION: N_("ont une objection"),
}
ANSWER = N_("répondent « {answer} »")
NOBODY_CHOSEN = N_("Aucune de ces réponses")
CHOSEN = N_("Choisie")
NOT_CHOSEN = N_("Pas choisie")
SEVERAL_FIRST = N_("Plusieurs à égalité")
CONSENTS = {
    Consent.NO_OBJECTION: N_("Pas d'objection"),
    Consent.RESERVE: N_("Une réserve, sans bloquer"),
    Consent.OBJECTION: N_("Une objection"),
}
POSITION_WORDS = (
    N_("Tout à fait d'accord"),
    N_("Plutôt d'accord"),
    N_("Au milieu"),
    N_("Plutôt pas d'accord"),
    N_("Pas du tout d'accord"),
)
OPTION_LOOKS = ("circle", "square", "triangle", "diamond", "hexagon", "star")
AT_FIRST = N_("Au début")
AT_LAST = N_("À la fin")
FIRST_CHOICE = N_("Mise en premier")
PUT_FIRST = N_("mettent « {answer} » en premier")


class Answer(NamedTuple):
    """One column of a result: its words, the look that doubles them and, where a sentence says or
    cites it otherwise, how."""

    label: str
    look: str
    verb: str = ""
    cited: str = ""

    @property
    def said(self) -> str:
        return self.verb or gettext(ANSWER).format(answer=self.label)

    @property
    def quoted(self) -> str:
        """As a sentence cites it: our own words need no capital there."""
        return self.cited or self.label


class Question(NamedTuple):
    """A row of a result, or several by college. `read` gives the place of a paper's answer."""

    label: str  # the option's words; nothing where the ballot asks one question
    answers: tuple[Answer, ...]
    read: Callable[[str], int]

    def tally(self, tallies: Tallies) -> dict[int, Counts]:
        """People by group and answer."""
        counts = {}
        for group, papers in tallies.items():
            row = [0] * len(self.answers)
            for paper, times in papers.items():
                row[self.read(paper)] += times
            counts[group] = tuple(row)
        return counts


def questions_of(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    """The questions of a ballot; `words` are those of its options."""
    return ASKED[sheet.method](sheet, words)


def _one(answers: Mapping[str, Answer]) -> list[Question]:
    """One question, each of whose answers is a paper."""
    places = {paper: place for place, paper in enumerate(answers)}
    return [Question("", tuple(answers.values()), places.__getitem__)]


def _agreement(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    return _one({one: _ours(one, LABELS[one], one) for one in Choice})


def _consent(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    looks = {
        Consent.NO_OBJECTION: "agree",
        Consent.RESERVE: "agree_if",
        Consent.OBJECTION: "disagree",
    }
    return _one({one: _ours(one, CONSENTS[one], looks[one]) for one in Consent})


def _ours(one: Choice | Consent, label: str, look: str) -> Answer:
    """An answer in our own words."""
    words = gettext(label)
    return Answer(words, look, gettext(VERBS[one]), words.lower())


def _choice(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    named = {
        str(option): Answer(words[option], look_of(place))
        for place, option in enumerate(sheet.options)
    }
    return _one({**named, NONE: Answer(gettext(NOBODY_CHOSEN), "no_answer")})


def _approval(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    columns = (Answer(gettext(CHOSEN), "agree"), Answer(gettext(NOT_CHOSEN), "no_answer"))

    def asked(option: int) -> Question:
        return Question(words[option], columns, lambda paper: 0 if option in picks_of(paper) else 1)

    return [asked(option) for option in sheet.options]


def _dots(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    columns = tuple(Answer(dots(n), f"dots-{min(n, 3)}") for n in range(sheet.each + 1))

    def asked(option: int) -> Question:
        return Question(words[option], columns, lambda paper: marks_of(paper).get(option, 0))

    return [asked(option) for option in sheet.options]


def dots(n: int) -> str:
    """So many dots, in words."""
    if not n:
        return gettext(N_("Aucune gommette"))
    said = ngettext(N_("{n} gommette"), N_("{n} gommettes"), n)
    return said.format(n=number(n))


def look_of(place: int) -> str:
    """The look of an option by its place: a colour and a shape, as far as there are any."""
    return OPTION_LOOKS[place % len(OPTION_LOOKS)]


def _scale(labels: Sequence[str]) -> tuple[Answer, ...]:
    """Answers from one end to the other: their looks are spread over one scale of seven."""
    steps = max(len(labels) - 1, 1)
    return tuple(
        Answer(label, f"grade-{round(place * (MOST_GRADES - 1) / steps)}")
        for place, label in enumerate(labels)
    )


def _judgment(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    columns = _scale(sheet.grades)

    def asked(option: int) -> Question:
        return Question(words[option], columns, lambda paper: marks_of(paper)[option])

    return [asked(option) for option in sheet.options]


def _ranking(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    """Which option each paper puts first: all that is shown of rankings by college."""
    first = gettext(PUT_FIRST)
    named = tuple(
        Answer(words[option], look_of(place), first.format(answer=words[option]))
        for place, option in enumerate(sheet.options)
    )
    last = Answer(gettext(SEVERAL_FIRST), "unsure"), Answer(gettext(NOBODY_CHOSEN), "no_answer")

    def read(paper: str) -> int:
        ranks = marks_of(paper)
        first = [option for option, rank in ranks.items() if rank == 1]
        if not first:
            return len(named) + 1
        return sheet.options.index(first[0]) if len(first) == 1 else len(named)

    return [Question(gettext(FIRST_CHOICE), (*named, *last), read)]


def _moving(sheet: Sheet, words: Mapping[int, str]) -> list[Question]:
    columns = _scale([gettext(label) for label in POSITION_WORDS])

    def asked(label: str, part: int) -> Question:
        return Question(gettext(label), columns, lambda paper: int(paper.split(MOVED)[part]) - 1)

    return [asked(AT_FIRST, 0), asked(AT_LAST, -1)]


ASKED: Mapping[Method, Callable[[Sheet, Mapping[int, str]], list[Question]]] = {
    Method.AGREEMENT: _agreement,
    Method.CONSENT: _consent,
    Method.CHOICE: _choice,
    Method.APPROVAL: _approval,
    Method.DOTS: _dots,
    Method.JUDGMENT: _judgment,
    Method.RANKING: _ranking,
    Method.MOVING: _moving,
}
