"""What simulated people answer to a vote, of any method: only what the form before them offers."""

import random
from collections import defaultdict

from deliberation.ballots.sheets import paper_of
from deliberation.rehearsal.forms import Fields, Form

CHOICE, PICK, MARK = "choice", "pick", "mark-"
NO_RANK = ""
TRIES = 20  # to think of something else


def an_answer(form: Form, chance: random.Random) -> Fields:
    """One tap, some ticks, or a mark for each option."""
    if form.buttons:
        return [chance.choice(form.buttons)]
    if picks := [pair for pair in form.boxes if pair[0] == PICK]:
        return chance.sample(picks, chance.randint(1, len(picks)))
    if grades := _marks(form.boxes):
        return [(name, chance.choice(offered)) for name, offered in grades.items()]
    lists = _marks(form.lists)
    if any(NO_RANK in offered for offered in lists.values()):
        return _ranks(lists, chance)
    return _dots(lists, chance)


def another_answer(form: Form, before: Fields, chance: random.Random) -> Fields | None:
    """An answer that says something else."""
    answers = (an_answer(form, chance) for _ in range(TRIES))
    return next((one for one in answers if paper_in(one) != paper_in(before)), None)


def answered(form: Form, answer: Fields) -> Fields:
    """What is sent: this answer in the place of what the form already said."""
    kept = [pair for pair in form.fields if pair[0] != PICK and not pair[0].startswith(MARK)]
    return kept + answer


def paper_in(answer: Fields) -> str:
    """What an answer says, as a paper."""
    choice = next((value for name, value in answer if name == CHOICE), "")
    picks = sorted(value for name, value in answer if name == PICK)
    marks = [f"{name[len(MARK) :]}:{value}" for name, value in answer if name.startswith(MARK)]
    return paper_of(choice, picks, marks)


def _marks(offered: Fields) -> dict[str, list[str]]:
    """What may be said of each option."""
    marks: dict[str, list[str]] = defaultdict(list)
    for name, value in offered:
        if name.startswith(MARK):
            marks[name].append(value)
    return marks


def _ranks(lists: dict[str, list[str]], chance: random.Random) -> Fields:
    """Each option has a rank of its own, which is fair whether two may share one or not."""
    ranks = [rank for rank in next(iter(lists.values())) if rank != NO_RANK]
    return list(zip(lists, chance.sample(ranks, len(lists)), strict=True))


def _dots(lists: dict[str, list[str]], chance: random.Random) -> Fields:
    """One option has them all: one may have as many as it offers, whatever the others have not."""
    if not lists:
        return []
    favourite = chance.choice(list(lists))
    return [
        (name, chance.choice(offered) if name == favourite else "0")
        for name, offered in lists.items()
    ]
