"""What is told of a reading back: numbers of all together, corrections, and nobody's answer."""

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from deliberation.ballots.disclosure import Band, Row, Shown
from deliberation.debate.models import Scope
from deliberation.roles import Role
from deliberation.syntheses.models import Synthesis
from deliberation.syntheses.reading_back.commands import begin_reading_back, take_text_back
from deliberation.syntheses.reading_back.models import StatementReadBack, Understood
from deliberation.syntheses.reading_back.saying import Answer, say_understood
from deliberation.syntheses.reading_back.telling import Told, answers_in_words, told_of
from deliberation.syntheses.statements import Written, change_statement
from tests.ballots.voting import words as seen_words
from tests.debate.speaking import a_note, a_speaker, an_account, note_row, said
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    frozen_words,
    its_days_pass,
    sections,
    submitted,
)
from tests.syntheses.test_understood import NOT_SO, NOW, UNTIL
from tests.world import World, a_member, sign_in

YES, PARTLY, NO = Understood.YES, Understood.PARTLY, Understood.NO


def a_text_read_by(
    world: World, *answers: Understood, silent: int = 0, scope: Scope = Scope.PUBLIC
) -> int:
    """One sentence for each person; they answer, but the last ones, and the last day goes by."""
    people = [a_speaker(world, number) for number in range(len(answers) + silent)]
    synthesis = a_synthesis(world)
    part = sections(world, synthesis)[0]
    numbers = []
    for place, person in enumerate(people):
        words = said(world, person, f"Dit {place}.", scope=scope)
        numbers.append(a_statement(world, part, f"Phrase {place}.", contributions=(words,)))
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOW)
    for person, number, verdict in zip(people, numbers, answers, strict=False):
        words = None if verdict is YES else f"{NOT_SO} ({number})"
        answer = Answer(verdict, 1, words)
        world.db.do(say_understood, synthesis, number, person, answer, NOW)
    return synthesis


def told(world: World, synthesis: int) -> Told:
    with world.db.reading() as session:
        return told_of(session, session.get_one(Synthesis, synthesis))


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ([YES, YES, PARTLY], Shown.HIDDEN),  # too few to be counted
        ([YES, YES, YES, PARTLY, NO], Shown.EXACT),
        ([YES] * 5, Shown.BANDED),  # all alike: numbers would tell each one
        ([YES] * 5 + [NO], Shown.BANDED),
        ([NO] * 6, Shown.BANDED),
    ],
)
def test_answers_are_told_of_everyone_together_where_that_tells_nobodys(
    world: World, answers: list[Understood], shown: Shown
) -> None:
    synthesis = a_text_read_by(world, *answers)
    assert told(world, synthesis).answers.shown is Shown.HIDDEN  # they may still change
    world.db.do(its_days_pass)
    assert told(world, synthesis).answers.shown is shown


def test_answers_are_said_in_numbers_or_in_large_parts() -> None:
    """The gravest answer is counted first, and told last."""
    counted = answers_in_words(Row(Shown.EXACT, numbers=(2, 0, 4))).replace("\u00a0", " ")
    assert "4 « oui »" in counted and "2 « non »" in counted and "pas tout à fait" not in counted
    parts = (Band.HALF_OR_LESS, Band.HALF_OR_LESS, Band.MOST)
    banded = answers_in_words(Row(Shown.BANDED, bands=parts)).replace("\u00a0", " ")
    assert "au moins quatre sur cinq « oui »" in banded and "la moitié ou moins « non »" in banded


def test_the_text_prints_how_many_read_it_and_the_corrections_as_they_were_written(
    world: World,
) -> None:
    synthesis = a_text_read_by(world, YES, YES, YES, PARTLY, NO, silent=2)
    assert "Relu par 5" not in frozen_words(world, synthesis)
    world.db.do(its_days_pass)
    text = frozen_words(world, synthesis)
    assert "Relu par 5 personnes sur 7" in text
    assert "pas tout à fait" in text
    assert text.count(NOT_SO) == 2


@pytest.mark.parametrize(
    ("answers", "silent", "sentence"),
    [
        ([YES, NO], 6, "Relu par moins de cinq personnes sur 8"),
        ([YES, NO], 1, "Moins de cinq personnes, dont les mots sont repris, pouvaient relire"),
    ],
)
def test_few_people_are_not_counted(
    world: World, answers: list[Understood], silent: int, sentence: str
) -> None:
    synthesis = a_text_read_by(world, *answers, silent=silent)
    world.db.do(its_days_pass)
    assert sentence in frozen_words(world, synthesis)


def test_a_correction_of_words_kept_for_writers_is_not_printed(world: World) -> None:
    synthesis = a_text_read_by(world, NO, scope=Scope.DRAFTERS)
    world.db.do(its_days_pass)
    text = frozen_words(world, synthesis)
    assert NOT_SO not in text and "confiées aux rédacteurs" in text
    assert [one.words.words[: len(NOT_SO)] for one in told(world, synthesis).corrections] == [
        NOT_SO
    ]


def test_a_sentence_changed_since_says_so_beside_what_corrected_it(world: World) -> None:
    synthesis = a_text_read_by(world, NO)
    world.db.do(its_days_pass)
    world.db.do(take_text_back, synthesis, PEN, NOW)
    with world.db.reading() as session:
        number = session.exec(select(StatementReadBack.statement_id)).one()
    written = Written("Autre phrase.", contributions=(1,))
    world.db.do(change_statement, number, written, 1, PEN, NOW)
    text = frozen_words(world, synthesis)
    assert NOT_SO in text and "qui a changé depuis" in text


def test_a_text_that_nobody_could_read_back_says_so(world: World) -> None:
    assert "n’a pas été relu par les personnes" in frozen_words(world, submitted(world))


def test_what_tables_answer_is_typed_by_note_and_counted_apart(
    client: TestClient, world: World
) -> None:
    note = note_row(world, a_note(world, an_account(world), "Un bus le mercredi.")).id
    card = said(world, a_speaker(world), "Un guichet.", scope=Scope.PUBLIC)
    synthesis = a_synthesis(world)
    part = sections(world, synthesis)[0]
    number = a_statement(world, part, "Un bus.", contributions=(note,))
    a_statement(world, part, "Un guichet.", contributions=(card,))
    world.db.do(begin_reading_back, synthesis, UNTIL, PEN, NOW)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    address = f"/gestion/syntheses/{synthesis}/relecture"
    page = seen_words(client.get(f"{address}/notes"))
    assert "Un bus le mercredi." in page and "Nous avons écrit : « Un guichet. »" not in page
    fields = {"verdict": "partly", "way": "aloud", "seen": "1", "words": NOT_SO}
    typed = client.post(f"{address}/notes/{note}/{number}", data=fields)
    assert typed.status_code == 303
    assert "(lu à voix haute)" in seen_words(client.get(f"{address}/notes"))
    for wrong, status in (
        (f"{card}/{number}", 409),
        (f"{note}/999", 409),
        (f"999/{number}", 409),
    ):
        assert client.post(f"{address}/notes/{wrong}", data=fields).status_code == status
    carded = fields | {"way": "card"}
    assert client.post(f"{address}/notes/{note}/{number}", data=carded).status_code == 422
    sheets = client.get(f"{address}/feuilles.pdf")
    assert sheets.content.startswith(b"%PDF")
    world.db.do(its_days_pass)
    late = client.post(f"{address}/notes/{note}/{number}", data=fields)
    assert late.status_code == 409 and NOT_SO in late.text
    text = frozen_words(world, synthesis)
    assert "quelques notes de tables" in text
    assert "Relu par" in text and NOT_SO not in text


def test_writers_see_corrections_and_no_count_while_people_read(
    client: TestClient, world: World
) -> None:
    synthesis = a_text_read_by(world, YES, YES, YES, PARTLY, NO)
    sign_in(client, a_member(world, Role.RAPPORTEUR))
    address = f"/gestion/syntheses/{synthesis}/relecture"
    page = seen_words(client.get(address))
    assert page.count(NOT_SO) == 2 and "pas tout à fait »" not in page
    assert "Voix 10" not in page
    world.db.do(its_days_pass)
    assert "pas tout à fait »" in seen_words(client.get(address))
