"""The sentences of a synthesis: every writing stays, and nobody writes over another."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from deliberation.debate.commands import withdraw_contribution
from deliberation.errors import Refused
from deliberation.syntheses import history, sign_off, statements
from deliberation.syntheses.citing import Written
from deliberation.syntheses.models import Verdict
from deliberation.syntheses.writing_rules import WritingRefusal
from tests.debate.speaking import a_speaker, said
from tests.syntheses.drafting import (
    PEN,
    a_statement,
    a_synthesis,
    covered,
    hand_over,
    refusal_of,
    sections,
    texts,
)
from tests.world import NOON, World

OTHER = "account:2"


def write(world: World, number: int, words: str, seen: int, pen: str = PEN) -> None:
    written = Written(words, by_group=True)
    world.db.do(statements.change_statement, number, written, seen, pen, NOON)


def versions(world: World, number: int) -> list[tuple[int, str, bool]]:
    with world.db.reading() as session:
        found = history.versions_of(session, number)
        return [(one.number, one.words, one.removed) for one in found]


def changes(world: World, synthesis: int, round: int) -> tuple[list[str], ...]:
    """The sentences that were added, changed and removed since this round."""
    with world.db.reading() as session:
        found = history.changes_since(session, synthesis, round)
        return tuple([one.statement.words for one in kind] for kind in found)


def test_every_writing_of_a_sentence_stays_under_the_next_number(world: World) -> None:
    number = a_statement(world, sections(world, a_synthesis(world))[0], "Un guichet.")
    write(world, number, "Un guichet par canton.", seen=1)
    world.db.do(statements.remove_statement, number, PEN, NOON)
    world.db.do(statements.put_statement_back, number, OTHER, NOON)
    assert versions(world, number) == [
        (1, "Un guichet.", False),
        (2, "Un guichet par canton.", False),
        (3, "Un guichet par canton.", True),
        (4, "Un guichet par canton.", False),
    ]


def test_of_two_people_who_write_the_same_sentence_the_second_covers_nothing(world: World) -> None:
    synthesis = a_synthesis(world)
    number = a_statement(world, sections(world, synthesis)[0])
    write(world, number, "La première.", seen=1)
    for seen in (0, 1, 3):
        with pytest.raises(Refused) as caught:
            write(world, number, "La seconde.", seen, OTHER)
        assert refusal_of(caught) is WritingRefusal.CHANGED_MEANWHILE
    assert texts(world, synthesis) == ["La première."]
    assert len(versions(world, number)) == 2


def test_a_removed_sentence_is_put_back_before_anything_else_is_done_to_it(world: World) -> None:
    synthesis = a_synthesis(world)
    number = a_statement(world, sections(world, synthesis)[0])
    with pytest.raises(Refused) as caught:
        world.db.do(statements.put_statement_back, number, PEN, NOON)
    assert refusal_of(caught) is WritingRefusal.IN_TEXT
    world.db.do(statements.remove_statement, number, PEN, NOON)
    for command, *args in (
        (statements.change_statement, Written("Non.", by_group=True), 2, PEN, NOON),
        (statements.remove_statement, PEN, NOON),
        (statements.move_statement, True, PEN),
    ):
        with pytest.raises(Refused) as caught:
            world.db.do(command, number, *args)
        assert refusal_of(caught) is WritingRefusal.NOT_IN_TEXT
    assert texts(world, synthesis) == []


def test_a_sentence_comes_back_without_the_words_withdrawn_meanwhile(world: World) -> None:
    speaker = a_speaker(world)
    alive, gone = said(world, speaker), said(world, speaker, "Je retire cela.")
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    both = a_statement(world, section, "Les deux.", contributions=(alive, gone))
    lost = a_statement(world, section, "Rien ne la porte.", contributions=(gone,))
    for number in (both, lost):
        world.db.do(statements.remove_statement, number, PEN, NOON)
    world.db.do(withdraw_contribution, gone, speaker)
    world.db.do(statements.put_statement_back, both, PEN, NOON)
    with pytest.raises(Refused) as caught:
        world.db.do(statements.put_statement_back, lost, PEN, NOON)
    assert refusal_of(caught) is WritingRefusal.NO_LIVING_SOURCE
    assert texts(world, synthesis) == ["Les deux."]
    assert covered(world, synthesis).used == {alive}


def test_a_text_that_comes_back_says_what_changed_since_it_was_handed_over(world: World) -> None:
    synthesis = a_synthesis(world)
    section = sections(world, synthesis)[0]
    same, better, out = (a_statement(world, section, words) for words in ("Un.", "Deux.", "Trois."))
    hand_over(world, synthesis)
    assert changes(world, synthesis, 1) == ([], [], [])
    count = sign_off.HeadCount(2, 0, 2, 0, 0)
    world.db.do(sign_off.record_sitting, synthesis, count, "À revoir.", PEN, NOON)
    assert count.verdict is Verdict.RETURN
    write(world, better, "Deux, mieux.", seen=1)
    write(world, same, "Autre chose.", seen=1)
    write(world, same, "Un.", seen=2)
    world.db.do(statements.remove_statement, out, PEN, NOON)
    a_statement(world, section, "Quatre.")
    passing = a_statement(world, section, "Non.")
    world.db.do(statements.remove_statement, passing, PEN, NOON)
    assert changes(world, synthesis, 1) == (["Quatre."], ["Deux, mieux."], ["Trois."])
    hand_over(world, synthesis)
    assert changes(world, synthesis, 1) == (["Quatre."], ["Deux, mieux."], ["Trois."])
    assert changes(world, synthesis, 2) == ([], [], [])


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("Un guichet.", "Un guichet.", [("Un guichet.", True, True)]),
        (
            "Un guichet.",
            "Un accueil par canton.",
            [
                ("Un ", True, True),
                ("guichet", True, False),
                ("accueil par canton", False, True),
                (".", True, True),
            ],
        ),
        (
            "Un avis très net.",
            "Un mot plus net.",
            [
                ("Un ", True, True),
                ("avis très", True, False),
                ("mot plus", False, True),
                (" net.", True, True),
            ],
        ),
        ("", "Un.", [("Un.", False, True)]),
        ("Un.", "", [("Un.", True, False)]),
        ("", "", []),
    ],
)
def test_two_texts_are_compared_word_by_word(
    before: str, after: str, pieces: list[tuple[str, bool, bool]]
) -> None:
    found = history.compare(before, after)
    assert found == pieces
    assert "".join(one.words for one in found if one.was) == before
    assert "".join(one.words for one in found if one.now) == after


def test_of_two_saves_at_the_same_moment_one_is_kept_and_the_other_told(world: World) -> None:
    synthesis = a_synthesis(world)
    number = a_statement(world, sections(world, synthesis)[0])
    together = Barrier(2)

    def save(words: str) -> str:
        together.wait()
        try:
            write(world, number, words, seen=1)
        except Refused as refused:
            assert refused.reason is WritingRefusal.CHANGED_MEANWHILE
            return ""
        return words

    with ThreadPoolExecutor(2) as pens:
        kept = [words for words in pens.map(save, ("À gauche.", "À droite.")) if words]
    assert texts(world, synthesis) == kept
    assert [words for _, words, _ in versions(world, number)] == ["Une phrase.", *kept]
